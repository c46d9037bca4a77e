package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class SessionTests {
    private final Members members;

    @LocalServerPort
    private int port;

    SessionTests(Members members) {
        this.members = members;
    }

    @Test
    void everyoneSeesWhereTheyAreSignedInAndNobodyElses() {
        var company = TestCompany.found(port, members);
        var here = company.person("Aina", Role.COMPANY_USER);
        var there = new StaffApp(port, "127.0.0.5");
        there.send("POST", "/api/v1/auth/login", login(company.email("Aina")), "User-Agent", "A phone");

        var sessions = here.get("/api/v1/sessions").json().path("items");

        assertThat(sessions).hasSize(2);
        assertThat(sessions.findValuesAsString("userAgent")).contains("A phone");
        assertThat(sessions.findValuesAsString("ip")).contains("127.0.0.5");
        assertThat(sessions.findValuesAsString("current")).containsExactlyInAnyOrder("true", "false");
    }

    @Test
    void oneBrowserOrAllOthersAreSignedOutFromAfar() {
        var company = TestCompany.found(port, members);
        var here = company.person("Aina", Role.COMPANY_USER);
        var phone = signedIn(company, "Aina");
        var tablet = signedIn(company, "Aina");
        var ofPhone = current(phone);

        assertThat(company.admin().delete("/api/v1/sessions/" + ofPhone).status())
                .as("another's is not found")
                .isEqualTo(404);
        assertThat(here.delete("/api/v1/sessions/" + ofPhone).status()).isEqualTo(204);
        assertThat(phone.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(phone.refresh().status()).isEqualTo(401);
        assertThat(tablet.get("/api/v1/me").status()).isEqualTo(200);

        assertThat(here.delete("/api/v1/sessions").status()).isEqualTo(204);
        assertThat(tablet.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(here.get("/api/v1/sessions").json().path("items")).hasSize(1);
    }

    @Test
    void anAdminSignsAPersonOutEverywhere() {
        var company = TestCompany.found(port, members);
        var aina = company.person("Aina", Role.COMPANY_USER);
        var id = aina.get("/api/v1/me").json().path("id").asString();

        assertThat(aina.delete("/api/v1/users/" + id + "/sessions").status()).isEqualTo(403);
        assertThat(TestCompany.found(port, members)
                        .admin()
                        .delete("/api/v1/users/" + id + "/sessions")
                        .status())
                .isEqualTo(404);
        assertThat(company.admin().delete("/api/v1/users/" + id + "/sessions").status())
                .isEqualTo(204);

        assertThat(aina.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(aina.refresh().status()).isEqualTo(401);
    }

    private StaffApp signedIn(TestCompany company, String name) {
        var app = new StaffApp(port);
        app.signIn(company.email(name), TestCompany.PASSWORD);
        return app;
    }

    private static String current(StaffApp app) {
        for (var session : app.get("/api/v1/sessions").json().path("items")) {
            if (session.path("current").asBoolean()) {
                return session.path("id").asString();
            }
        }
        throw new AssertionError("No current session");
    }

    private static String login(String email) {
        return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, TestCompany.PASSWORD);
    }
}
