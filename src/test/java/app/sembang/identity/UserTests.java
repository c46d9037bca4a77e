package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.shared.Ids;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class UserTests {
    private final Members members;

    @LocalServerPort
    private int port;

    UserTests(Members members) {
        this.members = members;
    }

    @Test
    void anAdminKeepsWhatPeopleAreGoodAt() {
        var company = TestCompany.found(port, members);
        var team = company.admin()
                .post("/api/v1/teams", "{\"name\":\"Refunds\"}")
                .json()
                .path("id")
                .asString();
        var path = "/api/v1/users/" + company.take("Aina", Role.COMPANY_USER);

        var changed = company.admin().patch(path, """
                {"name":" Aina binti Ali ","role":"viewer","expertise":["batik","refunds","batik"],"teams":["%s"],
                 "capacity":5,"languages":["ms","ta"]}
                """.formatted(team));

        assertThat(changed.status()).isEqualTo(200);
        var aina = company.admin().get(path).json();
        assertThat(aina).isEqualTo(changed.json());
        assertThat(aina.path("name").asString()).isEqualTo("Aina binti Ali");
        assertThat(aina.path("role").asString()).isEqualTo("viewer");
        assertThat(texts(aina.path("expertise"))).containsExactly("batik", "refunds");
        assertThat(texts(aina.path("languages"))).containsExactly("ms", "ta");
        assertThat(texts(aina.path("teams"))).containsExactly(team);
        assertThat(aina.path("capacity").asInt()).isEqualTo(5);
        assertThat(company.admin().patch(path, "{\"capacity\":6}").json().path("expertise"))
                .as("what is not said stays")
                .hasSize(2);
    }

    @Test
    void whatCannotBeIsRefusedWithTheFieldsName() {
        var company = TestCompany.found(port, members);
        var path = "/api/v1/users/" + company.take("Aina", Role.COMPANY_USER);

        assertThat(field(company, path, "{\"capacity\":1001}")).isEqualTo("capacity");
        assertThat(field(company, path, "{\"name\":\"  \"}")).isEqualTo("name");
        assertThat(field(company, path, "{\"role\":\"super_admin\"}")).isEqualTo("role");
        assertThat(field(company, path, "{\"teams\":[\"%s\"]}".formatted(Ids.next())))
                .isEqualTo("teams");
        assertThat(field(company, path, "{\"languages\":[\"fr\"]}")).startsWith("languages");
        assertThat(field(company, path, "{\"expertise\":[\"\"]}")).startsWith("expertise");
    }

    @Test
    void anotherCompanysPeopleDoNotExist() {
        var kedai = TestCompany.found(port, members);
        var path = "/api/v1/users/" + TestCompany.found(port, members).take("Aina", Role.COMPANY_USER);

        assertThat(kedai.admin().get(path).status()).isEqualTo(404);
        assertThat(kedai.admin().patch(path, "{\"name\":\"Mine\"}").status()).isEqualTo(404);
        assertThat(kedai.admin().put(path + "/deactivation", "").status()).isEqualTo(404);
        assertThat(kedai.admin().delete(path + "/deactivation").status()).isEqualTo(404);
        assertThat(kedai.admin().post(path + "/invitation", "").status()).isEqualTo(404);
    }

    @Test
    void theLastAdminStays() {
        var company = TestCompany.found(port, members);
        var id = company.admin().get("/api/v1/me").json().path("id").asString();
        var path = "/api/v1/users/" + id;

        assertThat(company.admin().put(path + "/deactivation", "").code()).isEqualTo("last-admin");
        assertThat(company.admin().patch(path, "{\"role\":\"viewer\"}").code()).isEqualTo("last-admin");

        var second = company.person("Second", Role.COMPANY_ADMIN);
        assertThat(second.put(path + "/deactivation", "").status()).isEqualTo(200);
        assertThat(second.patch(
                                "/api/v1/users/"
                                        + second.get("/api/v1/me")
                                                .json()
                                                .path("id")
                                                .asString(),
                                "{\"role\":\"company_user\"}")
                        .code())
                .isEqualTo("last-admin");
    }

    @Test
    void whoIsDeactivatedIsOutAtOnceAndMayComeBack() {
        var company = TestCompany.found(port, members);
        var aina = company.person("Aina", Role.COMPANY_USER);
        var path = "/api/v1/users/" + aina.get("/api/v1/me").json().path("id").asString();

        var left = company.admin().put(path + "/deactivation", "");
        assertThat(left.json().path("status").asString()).isEqualTo("deactivated");
        assertThat(aina.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(aina.refresh().status()).isEqualTo(401);
        assertThat(aina.signIn(company.email("Aina"), TestCompany.PASSWORD).code())
                .isEqualTo("bad-credentials");

        assertThat(company.admin()
                        .delete(path + "/deactivation")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("active");
        assertThat(aina.signIn(company.email("Aina"), TestCompany.PASSWORD).status())
                .isEqualTo(200);
    }

    @Test
    void everyoneChangesTheirOwnNameAndSignature() {
        var aina = TestCompany.found(port, members).person("Aina", Role.COMPANY_USER);

        var changed = aina.patch("/api/v1/me", "{\"name\":\"Aina Ali\",\"signature\":\"Salam, Aina\"}");

        assertThat(changed.json().path("name").asString()).isEqualTo("Aina Ali");
        assertThat(aina.get("/api/v1/me").json().path("signature").asString()).isEqualTo("Salam, Aina");
        assertThat(aina.patch("/api/v1/me", "{\"name\":\" \"}").status()).isEqualTo(422);
        assertThat(aina.put("/api/v1/me/availability", "{\"available\":false}")
                        .json()
                        .path("available")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aTeamSaysWhoIsInIt() {
        var company = TestCompany.found(port, members);
        var admin = company.admin();
        var aina = company.take("Aina", Role.COMPANY_USER);
        var wei = company.take("Wei", Role.COMPANY_USER);
        var made = admin.post("/api/v1/teams", "{\"name\":\"Sales\",\"members\":[\"%s\"]}".formatted(aina));
        var team = "/api/v1/teams/" + made.json().path("id").asString();
        assertThat(texts(made.json().path("members"))).containsExactly(aina.toString());

        admin.patch("/api/v1/users/" + aina, "{\"teams\":[\"%s\"]}".formatted(team.substring(14)));
        var changed = admin.patch(team, "{\"name\":\"Sales\",\"members\":[\"%s\",\"%s\"]}".formatted(wei, wei));
        assertThat(texts(changed.json().path("members"))).containsExactly(wei.toString());
        assertThat(texts(admin.patch(team, "{\"name\":\"Jualan\"}").json().path("members")))
                .as("left out, they stay")
                .containsExactly(wei.toString());
        var other = TestCompany.found(port, members).take("Mei", Role.COMPANY_USER);
        assertThat(admin.patch(team, "{\"name\":\"Sales\",\"members\":[\"%s\"]}".formatted(other))
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("members");
    }

    @Test
    void teamsAreMadeRenamedAndDeletedAndTheirPeopleStay() {
        var company = TestCompany.found(port, members);
        var admin = company.admin();
        var id = admin.post("/api/v1/teams", "{\"name\":\"Sales\"}")
                .json()
                .path("id")
                .asString();
        var aina = company.take("Aina", Role.COMPANY_USER);
        admin.patch("/api/v1/users/" + aina, "{\"teams\":[\"%s\"]}".formatted(id));

        assertThat(admin.post("/api/v1/teams", "{\"name\":\"SALES\"}").code()).isEqualTo("name-taken");
        assertThat(admin.patch("/api/v1/teams/" + id, "{\"name\":\"Jualan\"}")
                        .json()
                        .path("name")
                        .asString())
                .isEqualTo("Jualan");
        assertThat(texts(admin.get("/api/v1/teams").json().path("items").path(0).path("members")))
                .containsExactly(aina.toString());
        assertThat(TestCompany.found(port, members)
                        .admin()
                        .delete("/api/v1/teams/" + id)
                        .status())
                .isEqualTo(404);
        assertThat(admin.delete("/api/v1/teams/" + id).status()).isEqualTo(204);
        assertThat(admin.get("/api/v1/users/" + aina).json().path("teams")).isEmpty();
    }

    private static String field(TestCompany company, String path, String body) {
        var refused = company.admin().patch(path, body);
        assertThat(refused.status()).isEqualTo(422);
        return refused.json().path("errors").path(0).path("field").asString();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}
