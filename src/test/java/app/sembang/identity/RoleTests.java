package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class RoleTests {
    private static final String NO_ID = "00000000-0000-7000-8000-00000000dead";

    private final Members members;

    @LocalServerPort
    private int port;

    RoleTests(Members members) {
        this.members = members;
    }

    @Test
    void theMatrixIsWhatTheEndpointsSay() {
        var matrix =
                TestCompany.found(port, members).admin().get("/api/v1/roles").json();

        assertThat(roles(matrix, "conversations.answer")).contains("company_admin", "company_user");
        assertThat(roles(matrix, "people.change")).containsExactly("company_admin");
        assertThat(roles(matrix, "contacts.view")).containsExactly("company_admin", "company_user", "viewer");
        assertThat(endpoint(matrix, "POST", "/api/v1/companies")
                        .path("permission")
                        .isNull())
                .isTrue();
        assertThat(endpoint(matrix, "PUT", "/api/v1/conversations/{id}/assignment")
                        .path("permission")
                        .asString())
                .isEqualTo("conversations.assign");
        assertThat(endpoint(matrix, "POST", "/api/v1/roles").path("permission").isNull())
                .as("no custom role makes roles")
                .isTrue();
    }

    /// Every permission × every endpoint that speaks of one, and those that speak of none.
    @Test
    void aCustomRoleOpensWhatItsPermissionsSayAndNothingElse() {
        var company = TestCompany.found(port, members);
        var matrix = company.admin().get("/api/v1/roles").json();
        var apps = new EnumMap<Permission, StaffApp>(Permission.class);
        for (var permission : Permission.values()) {
            var role = company.admin().post("/api/v1/roles", """
                    {"name":"Only %1$s","base":"viewer","permissions":["%1$s"]}
                    """.formatted(permission.value()));
            assertThat(role.status()).isEqualTo(201);
            apps.put(permission, with(company, role.json().path("id").asString()));
        }
        var wrong = new ArrayList<String>();

        for (var endpoint : matrix.path("endpoints")) {
            var path = endpoint.path("path").asString();
            if (Permission.isPersonal(path)) {
                continue;
            }
            apps.forEach((permission, app) -> {
                int status = app.send(
                                endpoint.path("method").asString(),
                                path.replaceAll("\\{[^}]+}", NO_ID),
                                endpoint.path("method").asString().equals("GET") ? null : "{",
                                "Accept",
                                "*/*")
                        .status();
                boolean opens =
                        permission.value().equals(endpoint.path("permission").asString(""));
                if (opens == (status == 403) || status == 401 || status >= 500) {
                    wrong.add(permission + " " + endpoint + " " + status);
                }
            });
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void anAgentMayAlsoBeGivenTheTemplatesAndLosesThemAtOnce() {
        var company = TestCompany.found(port, members);
        var role = company.admin().post("/api/v1/roles", """
                {"name":"Writer","base":"company_user",
                 "permissions":["conversations.view","conversations.answer","templates.view","templates.change"]}
                """).json().path("id").asString();
        var writer = with(company, role);
        assertThat(writer.post("/api/v1/templates", "{}").status()).isEqualTo(422);
        assertThat(writer.get("/api/v1/users").status()).isEqualTo(403);
        assertThat(writer.get("/api/v1/me").json().path("permissions")).hasSize(4);

        company.admin().patch("/api/v1/roles/" + role, "{\"permissions\":[\"templates.view\"]}");

        assertThat(writer.post("/api/v1/templates", "{}").status()).isEqualTo(403);
        assertThat(writer.get("/api/v1/templates").status()).isEqualTo(200);
        assertThat(company.admin().delete("/api/v1/roles/" + role).code()).isEqualTo("role-in-use");
    }

    @Test
    void nobodyGivesMoreThanTheyHave() {
        var company = TestCompany.found(port, members);
        var admin = company.admin().get("/api/v1/me").json().path("id").asString();
        var role = company.admin().post("/api/v1/roles", """
                {"name":"Personnel","base":"company_admin","permissions":["people.view","people.change"]}
                """).json().path("id").asString();
        var more = company.admin().post("/api/v1/roles", """
                {"name":"More","base":"viewer","permissions":["people.view","channels.change"]}
                """).json().path("id").asString();
        var personnel = with(company, role);
        var me =
                "/api/v1/users/" + personnel.get("/api/v1/me").json().path("id").asString();

        assertThat(personnel.patch(me, "{\"role\":\"company_admin\"}").code()).isEqualTo("more-than-own-rights");
        assertThat(personnel
                        .patch(me, "{\"customRoleId\":\"%s\"}".formatted(more))
                        .code())
                .isEqualTo("more-than-own-rights");
        assertThat(personnel.put("/api/v1/users/" + admin + "/deactivation", "").code())
                .isEqualTo("more-than-own-rights");
        assertThat(personnel
                        .post("/api/v1/users", """
                {"name":"Eve","email":"eve@%s.test","role":"company_admin","password":"%s"}
                """.formatted(role, TestCompany.PASSWORD))
                        .code())
                .isEqualTo("more-than-own-rights");
        assertThat(personnel.post("/api/v1/roles", """
                {"name":"Mine","base":"company_admin","permissions":[]}
                """).status()).isEqualTo(403);
        assertThat(personnel.patch(me, "{\"name\":\"Personnel\"}").status()).isEqualTo(200);
    }

    @Test
    void aRoleIsOfItsOwnCompany() {
        var kedai = TestCompany.found(port, members);
        var klinik = TestCompany.found(port, members);
        var role = kedai.admin().post("/api/v1/roles", """
                {"name":"Writer","base":"viewer","permissions":["templates.view"]}
                """).json().path("id").asString();
        var id = klinik.take("Aina", Role.VIEWER);

        assertThat(klinik.admin()
                        .patch("/api/v1/users/" + id, "{\"customRoleId\":\"%s\"}".formatted(role))
                        .status())
                .isEqualTo(404);
        assertThat(klinik.admin()
                        .post("/api/v1/users", """
                                {"name":"Devi","email":"%s","password":"%s","role":"viewer","customRoleId":"%s"}
                                """.formatted(klinik.email("devi"), TestCompany.PASSWORD, role))
                        .status())
                .isEqualTo(404);
        assertThat(klinik.admin().get("/api/v1/users").response().body()).doesNotContain("Devi");
        assertThat(klinik.admin()
                        .patch("/api/v1/roles/" + role, "{\"name\":\"Mine\"}")
                        .status())
                .isEqualTo(404);
        assertThat(klinik.admin().delete("/api/v1/roles/" + role).status()).isEqualTo(404);
        assertThat(kedai.admin().post("/api/v1/roles", """
                {"name":"WRITER","base":"viewer","permissions":[]}
                """).code()).isEqualTo("name-taken");
        assertThat(kedai.admin().post("/api/v1/roles", """
                {"name":"X","base":"super_admin","permissions":["nonsense"]}
                """).status()).isEqualTo(422);
        assertThat(kedai.admin().delete("/api/v1/roles/" + role).status()).isEqualTo(204);
    }

    private static StaffApp with(TestCompany company, String role) {
        var name = "p" + app.sembang.shared.Ids.next();
        var id = company.take(name, Role.VIEWER);
        var given = company.admin().patch("/api/v1/users/" + id, "{\"customRoleId\":\"%s\"}".formatted(role));
        assertThat(given.status()).isEqualTo(200);
        return company.signedIn(name);
    }

    private static Iterable<String> roles(JsonNode matrix, String permission) {
        return StreamSupport.stream(matrix.path("permissions").spliterator(), false)
                .filter(right -> right.path("permission").asString().equals(permission))
                .flatMap(right -> StreamSupport.stream(right.path("roles").spliterator(), false))
                .map(JsonNode::asString)
                .toList();
    }

    private static JsonNode endpoint(JsonNode matrix, String method, String path) {
        return StreamSupport.stream(matrix.path("endpoints").spliterator(), false)
                .filter(one -> one.path("path").asString().equals(path)
                        && one.path("method").asString().equals(method))
                .findFirst()
                .orElseThrow(() -> new AssertionError(Map.of(method, path).toString()));
    }
}
