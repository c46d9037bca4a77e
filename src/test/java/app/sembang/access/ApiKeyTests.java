package app.sembang.access;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class ApiKeyTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    ApiKeyTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    private static Answer make(StaffApp admin, String scopes, String expiresAt) {
        return admin.post("/api/v1/api-keys", """
                {"name":"Shop's till","scopes":[%s],"expiresAt":%s}
                """.formatted(scopes, expiresAt));
    }

    private Answer with(String key, String method, String path) {
        return new StaffApp(port)
                .send(method, path, method.equals("GET") ? null : "{}", "Authorization", "Bearer " + key);
    }

    @Test
    void aKeyOpensWhatItsScopesNameAndNothingElse() {
        var company = TestCompany.found(port, members);
        var made = make(company.admin(), "\"people:read\",\"templates:read\"", "null");
        var key = made.json().path("key").asString();

        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(key).matches("sk_sembang_[A-Za-z0-9_-]{86}");
        assertThat(with(key, "GET", "/api/v1/users").json().path("items")).hasSize(1);
        assertThat(with(key, "GET", "/api/v1/templates").status()).isEqualTo(200);
        assertThat(with(key, "POST", "/api/v1/templates").code()).isEqualTo("scope-missing");
        assertThat(with(key, "GET", "/api/v1/conversations").code()).isEqualTo("scope-missing");
        assertThat(with(key, "POST", "/api/v1/users").code()).isEqualTo("not-for-api-keys");
        assertThat(with(key, "GET", "/api/v1/api-keys").code()).isEqualTo("not-for-api-keys");
        assertThat(with(key, "PUT", "/api/v1/ip-allowlist").code()).isEqualTo("not-for-api-keys");
        assertThat(with(key, "GET", "/api/v1/stream").code()).isEqualTo("not-for-api-keys");
        assertThat(with(key, "GET", "/api/v1/companies").code()).isEqualTo("forbidden");
        assertThat(with(key, "GET", "/actuator/prometheus-not").status()).isEqualTo(403);
    }

    @Test
    void itIsShownOnceAndKeptAsAHash() throws SQLException {
        var company = TestCompany.found(port, members);
        var key = make(company.admin(), "\"people:read\"", "null")
                .json()
                .path("key")
                .asString();
        with(key, "GET", "/api/v1/users");

        var listed = company.admin().get("/api/v1/api-keys");
        assertThat(listed.response().body()).doesNotContain(key.substring(60));
        assertThat(listed.json().at("/items/0/name").asString()).isEqualTo("Shop's till");
        assertThat(listed.json().at("/items/0/lastUsedAt").asString()).isEqualTo("2026-11-24T02:00:00.000Z");
        try (var superuser = TestDatabase.shared().superuser("sembang");
                var statement = superuser.createStatement()) {
            var rows = statement.executeQuery("select api_key::text from api_key");
            while (rows.next()) {
                assertThat(rows.getString(1)).doesNotContain(key.substring(60));
            }
        }
    }

    @Test
    void revokedOrExpiredItOpensNothing() {
        var company = TestCompany.found(port, members);
        var made = make(company.admin(), "\"people:read\"", "null").json();
        var brief = make(company.admin(), "\"people:read\"", "\"2026-11-24T03:00:00Z\"")
                .json()
                .path("key")
                .asString();
        var key = made.path("key").asString();
        assertThat(with(key, "GET", "/api/v1/users").status()).isEqualTo(200);

        assertThat(company.admin()
                        .delete("/api/v1/api-keys/" + made.at("/apiKey/id").asString())
                        .status())
                .isEqualTo(204);

        assertThat(with(key, "GET", "/api/v1/users").status()).isEqualTo(401);
        clock.advance(Duration.ofMinutes(61));
        assertThat(with(brief, "GET", "/api/v1/users").status()).isEqualTo(401);
        assertThat(make(TestCompany.found(port, members).admin(), "\"people:read\"", "\"2026-11-24T02:00:00Z\"")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aGuessedOrForeignKeyOpensNothing() {
        var company = TestCompany.found(port, members);
        var made = make(company.admin(), "\"people:read\"", "null").json();
        var key = made.path("key").asString();
        var last = key.charAt(key.length() - 2) == 'A' ? 'B' : 'A';
        var klinik = TestCompany.found(port, members);

        for (var wrong : List.of(
                key.substring(0, key.length() - 2) + last + key.charAt(key.length() - 1),
                key.substring(0, 40),
                "sk_sembang_",
                "sk_sembang_" + "A".repeat(86))) {
            assertThat(with(wrong, "GET", "/api/v1/users").status()).isEqualTo(401);
        }
        assertThat(klinik.admin()
                        .delete("/api/v1/api-keys/" + made.at("/apiKey/id").asString())
                        .status())
                .isEqualTo(404);
        assertThat(klinik.admin().get("/api/v1/api-keys").json().path("items")).isEmpty();
        assertThat(with(key, "GET", "/api/v1/users").status()).isEqualTo(200);
    }

    @Test
    void itCanNeverDoMoreThanThePersonWhoMadeIt() throws SQLException {
        var company = TestCompany.found(port, members);
        var key = make(company.admin(), "\"people:read\",\"audit-log:read\"", "null")
                .json()
                .path("key")
                .asString();
        var before = with(key, "GET", "/api/v1/audit-entries");
        change("role = 'viewer'", company);
        clock.advance(Duration.ofSeconds(1));
        var second = make(TestCompany.found(port, members).admin(), "\"people:read\"", "null");

        assertThat(before.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(201);
        var other = TestCompany.found(port, members);
        var demoted = make(other.admin(), "\"people:read\",\"audit-log:read\"", "null")
                .json()
                .path("key")
                .asString();
        change("role = 'viewer'", other);
        assertThat(with(demoted, "GET", "/api/v1/audit-entries").status()).isEqualTo(403);
        assertThat(with(demoted, "GET", "/api/v1/users").status()).isEqualTo(200);
        var left = TestCompany.found(port, members);
        var orphan =
                make(left.admin(), "\"people:read\"", "null").json().path("key").asString();
        change("active = false", left);
        assertThat(with(orphan, "GET", "/api/v1/users").status()).isEqualTo(401);
    }

    @Test
    void theAuditLogTellsOfKeysAndOfWhatIsDoneWithThem() {
        var company = TestCompany.found(port, members);
        var made = make(company.admin(), "\"templates:write\"", "null").json();
        new StaffApp(port)
                .send(
                        "POST",
                        "/api/v1/templates",
                        """
                {"name":"Greeting","category":"greeting","language":"en","patterns":["hello there"],"response":"Hi!"}
                """,
                        "Authorization",
                        "Bearer " + made.path("key").asString());

        var entries = company.admin().get("/api/v1/audit-entries").json().path("items");
        assertThat(entries.at("/0/kind").asString()).isEqualTo("template_created");
        assertThat(entries.at("/0/apiKey").asString())
                .isEqualTo(made.at("/apiKey/id").asString());
        assertThat(entries.at("/1/kind").asString()).isEqualTo("api_key_created");
        assertThat(entries.at("/1/after/scopes/0").asString()).isEqualTo("templates:write");
        assertThat(entries.toString())
                .doesNotContain(made.path("key").asString().substring(60));
    }

    @Test
    void aFieldThatCannotBeAcceptedIsNamed() {
        var admin = TestCompany.found(port, members).admin();

        assertThat(make(admin, "", "null").json().at("/errors/0/field").asString())
                .isEqualTo("scopes");
        assertThat(make(admin, "\"everything\"", "null").status()).isEqualTo(422);
        assertThat(make(admin, "\"people:read\"", "\"+999999999-12-31T23:59:59Z\"")
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("expiresAt");
        assertThat(admin.post(
                                "/api/v1/api-keys",
                                "{\"name\":\"%s\",\"scopes\":[\"people:read\"]}".formatted("x".repeat(101)))
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("name");
    }

    private static void change(String what, TestCompany company) throws SQLException {
        try (var owner = TestDatabase.shared().owner("sembang");
                var statement = owner.createStatement()) {
            statement.executeUpdate("update member set %s where company_id = '%s'".formatted(what, company.id()));
        }
    }
}
