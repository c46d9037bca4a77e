package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class PeopleTests {
    private final Members members;

    @LocalServerPort
    private int port;

    PeopleTests(Members members) {
        this.members = members;
    }

    @Test
    void aCompanyListsItsOwnPeopleOnly() {
        var kedai = TestCompany.found(port, members);
        var klinik = TestCompany.found(port, members);
        var aina = kedai.person("Aina", Role.COMPANY_USER);
        klinik.take("Siti", Role.VIEWER);

        var names = StreamSupport.stream(
                        aina.get("/api/v1/users").json().path("items").spliterator(), false)
                .map(user -> user.path("name").asString());

        assertThat(names).containsExactly("Puan Admin", "Aina");
    }

    @Test
    void aLongListComesInPages() {
        var company = TestCompany.found(port, members);
        company.take("Aina", Role.COMPANY_USER);
        company.take("Wei", Role.COMPANY_USER);

        var first = company.admin().get("/api/v1/users?limit=2").json();
        var second = company.admin()
                .get("/api/v1/users?limit=2&after=" + first.path("next").asString())
                .json();

        assertThat(first.path("items")).hasSize(2);
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("items").path(0).path("name").asString()).isEqualTo("Wei");
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void onlyThePlatformHasSuperAdmins() {
        var refused = TestCompany.found(port, members).admin().post("/api/v1/users", """
                {"name":"Eve","email":"eve@eve.test","password":"long enough","role":"super_admin"}
                """);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").path(0).path("field").asString())
                .isEqualTo("role");
    }

    @Test
    void aSuperAdminTakesCompaniesInAndListsThem() {
        var company = TestCompany.found(port, members);
        var platform = TestCompany.superAdmin(port, members);

        assertThat(platform.get("/api/v1/companies?limit=1")
                        .json()
                        .path("items")
                        .path(0)
                        .path("slug")
                        .asString())
                .isEqualTo("platform");
        assertThat(company.admin().get("/api/v1/companies").status()).isEqualTo(403);
    }

    @Test
    void aShortNameIsTakenOnce() {
        var platform = TestCompany.superAdmin(port, members);
        var reserved = platform.post("/api/v1/companies", company("widget", "MY"));
        var crooked = platform.post("/api/v1/companies", company("-no-", "MY"));
        var nowhere = platform.post("/api/v1/companies", company("fine", "XX"));
        var taken = platform.post("/api/v1/companies", company("platform-", "MY"));

        assertThat(reserved.status()).isEqualTo(422);
        assertThat(crooked.status()).isEqualTo(422);
        assertThat(taken.status()).isEqualTo(422);
        assertThat(nowhere.json().path("errors").path(0).path("field").asString())
                .isEqualTo("country");
    }

    private static String company(String slug, String country) {
        return """
                {"name":"Kedai","slug":"%s","country":"%s","preferredLanguage":"ms",
                 "admin":{"name":"Admin","email":"x@%s.test","password":"long enough"}}
                """.formatted(slug, country, app.sembang.shared.Ids.next());
    }
}
