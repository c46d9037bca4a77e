package app.sembang.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class AuditLogTests {
    private final AuditLog audit;
    private final CompanyTransactions transactions;
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private @Nullable TestCompany company;

    AuditLogTests(AuditLog audit, CompanyTransactions transactions, Members members, TestClock clock) {
        this.audit = audit;
        this.transactions = transactions;
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
    }

    private TestCompany kedai() {
        return Objects.requireNonNull(company);
    }

    @Test
    void saysWhoWhenFromWhereAndWhat() {
        kedai().admin()
                .send(
                        "POST",
                        "/api/v1/users",
                        """
                        {"name":"Aina","email":"%s","password":"%s","role":"company_user"}
                        """.formatted(kedai().email("aina"), TestCompany.PASSWORD),
                        "User-Agent",
                        "Firefox of Puan Admin");

        var entry = entries("kind=member_created").get(0);
        assertThat(entry.path("memberName").asString()).isEqualTo("Puan Admin");
        assertThat(entry.path("at").asString()).isEqualTo("2026-11-24T02:00:00.000Z");
        assertThat(entry.path("ip").asString()).isEqualTo("127.0.0.1");
        assertThat(entry.path("userAgent").asString()).isEqualTo("Firefox of Puan Admin");
        assertThat(entry.path("after").path("role").asString()).isEqualTo("company_user");
        assertThat(entry.toString()).doesNotContain(TestCompany.PASSWORD);
    }

    @Test
    void holdsSigningInAndOutAndAStolenSession() {
        var agent = kedai().person("agent", Role.COMPANY_USER);
        agent.post("/api/v1/auth/logout", "");
        agent.signIn(kedai().email("agent"), TestCompany.PASSWORD);
        var thief = agent.copy();
        agent.refresh();
        clock.advance(Duration.ofMinutes(1));
        thief.refresh();

        assertThat(kinds("")).startsWith("session_stolen", "signed_in", "signed_out", "signed_in", "member_created");
    }

    @Test
    void showsWhatChangedInTemplatesBeforeAndAfter() {
        var body = """
            {"name":"%s","category":"greeting","language":"en","patterns":["hello there"],"response":"Hi!"}
            """;
        var made = kedai().admin().post("/api/v1/templates", body.formatted("Greeting"));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        var id = made.json().path("id").asString();
        var put = kedai().admin().put("/api/v1/templates/" + id, body.formatted("Welcome"));
        assertThat(put.status()).as(put.response().body()).isEqualTo(200);
        kedai().admin().put("/api/v1/templates/" + id + "/selection", "{\"enabled\":false,\"preferred\":false}");

        var selected = entries("kind=template_selected").get(0);
        assertThat(selected.path("before").path("enabled").asBoolean()).isTrue();
        assertThat(selected.path("after").path("enabled").asBoolean()).isFalse();
        var revised = entries("kind=template_revised").get(0);
        assertThat(revised.path("subject").asString()).isEqualTo(id);
        assertThat(revised.path("before").path("name").asString()).isEqualTo("Greeting");
        assertThat(revised.path("after").path("name").asString()).isEqualTo("Welcome");
    }

    @Test
    void masksSecretsWhereverTheyStand() {
        transactions.run(
                kedai().id(),
                () -> audit.record(
                        kedai().id(),
                        null,
                        "credentials_changed",
                        "canary",
                        Map.of("apiSecret", "short"),
                        Map.of(
                                "credentials",
                                Map.of(
                                        "botToken",
                                        "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
                                        "phoneNumberId",
                                        "12"),
                                "smtpPassword",
                                "a-very-long-password-indeed")));

        var entry = entries("kind=credentials_changed").get(0);
        assertThat(entry.path("before").path("apiSecret").asString()).isEqualTo("****");
        assertThat(entry.path("after").path("credentials").path("botToken").asString())
                .isEqualTo("****Dsaw");
        assertThat(entry.path("after").path("credentials").path("phoneNumberId").asString())
                .isEqualTo("12");
        assertThat(entry.path("after").path("smtpPassword").asString()).isEqualTo("****deed");
    }

    @Test
    void isReadInPagesAndByMember() {
        kedai().person("agent", Role.COMPANY_USER);
        var all = kinds("");

        var first = page("limit=2");
        var second = page("limit=50&after=" + first.path("next").asString());

        assertThat(all).hasSizeGreaterThan(3);
        assertThat(first.path("items")).hasSize(2);
        assertThat(second.path("items")).hasSize(all.size() - 2);
        assertThat(second.path("next").isNull()).isTrue();
        var agent = page("kind=signed_in").path("items").get(0).path("member").asString();
        assertThat(kinds("member=" + agent)).containsExactly("signed_in");
    }

    @Test
    void isOnlyForAdminsOfTheCompany() {
        var klinik = TestCompany.found(port, members);
        transactions.run(klinik.id(), () -> audit.record(klinik.id(), null, "settings_changed", "of the klinik"));

        assertThat(page("").toString()).doesNotContain("of the klinik");
        for (var role : List.of(Role.COMPANY_USER, Role.VIEWER)) {
            StaffApp app = kedai().person(role.value(), role);
            assertThat(app.get("/api/v1/audit-entries").status()).isEqualTo(403);
            assertThat(app.get("/api/v1/audit-check").status()).isEqualTo(403);
        }
    }

    @Test
    void aRowThatWasChangedTakenAwayOrCutOffIsNoticed() throws SQLException {
        var id = kedai().id();
        for (int i = 0; i < 6; i++) {
            int number = i;
            transactions.run(id, () -> audit.record(id, null, "settings_changed", number));
        }
        long entries = check().path("entries").asLong();
        assertThat(check().path("intact").asBoolean()).isTrue();
        assertThat(check().path("head").asString())
                .isEqualTo(page("").path("items").get(0).path("hash").asString());

        tampered(
                "update audit_entry set at = at + interval '1 microsecond' where company_id = '%s' and position = 3",
                3);
        tampered("update audit_entry set member_id = null, subject = 'x' where company_id = '%s' and position = 4", 4);
        tampered("delete from audit_entry where company_id = '%s' and position = 2", 2);
        tampered("delete from audit_entry where company_id = '%s' and position = " + entries, entries);
        assertThat(check().path("intact").asBoolean()).isTrue();
    }

    @Test
    void entriesMadeAtTheSameMomentHangTogether() throws InterruptedException, ExecutionException {
        var id = kedai().id();
        long before = check().path("entries").asLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> work = IntStream.range(0, 40)
                    .mapToObj(i -> (Callable<Boolean>) () -> {
                        transactions.run(id, () -> audit.record(id, null, "settings_changed", i));
                        return true;
                    })
                    .toList();
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }

        assertThat(check().path("intact").asBoolean()).isTrue();
        assertThat(check().path("entries").asLong()).isEqualTo(before + 40);
    }

    @Test
    void theApplicationItselfCanNeitherChangeNorRemoveAnEntry() throws SQLException {
        try (var app = TestDatabase.shared().as("sembang_app", "sembang");
                var statement = app.createStatement()) {
            for (var sql :
                    List.of("update audit_entry set kind = 'x'", "delete from audit_entry", "delete from audit_head")) {
                assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("permission denied");
            }
        }
    }

    /// What somebody does who has the database in their hands; and undoes, for the next one.
    private void tampered(String sql, long where) throws SQLException {
        CompanyId id = kedai().id();
        try (var owner = TestDatabase.shared().owner("sembang");
                var statement = owner.createStatement()) {
            statement.execute(
                    "create temp table kept as select * from audit_entry where company_id = '%s'".formatted(id));
            assertThat(statement.executeUpdate(sql.formatted(id))).isEqualTo(1);
            assertThat(check().path("intact").asBoolean()).isFalse();
            assertThat(check().path("brokenAt").asLong()).isEqualTo(where);
            statement.execute("delete from audit_entry where company_id = '%s'".formatted(id));
            statement.execute("insert into audit_entry select * from kept");
        }
    }

    private JsonNode check() {
        return kedai().admin().get("/api/v1/audit-check").json();
    }

    private JsonNode page(String query) {
        var answer = kedai().admin().get("/api/v1/audit-entries?" + query);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode entries(String query) {
        return page(query).path("items");
    }

    private List<String> kinds(String query) {
        return entries(query)
                .valueStream()
                .map(entry -> entry.path("kind").asString())
                .toList();
    }
}
