package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProductTest
class SignInTests {
    private final Members members;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final TestClock clock;
    private final MeterRegistry metrics;

    @LocalServerPort
    private int port;

    SignInTests(
            Members members,
            CompanyTransactions transactions,
            JdbcClient jdbc,
            TestClock clock,
            MeterRegistry metrics) {
        this.members = members;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Test
    void anAdminSignsInWithAnySpellingOfTheAddressAndSeesTheCompany() {
        var company = TestCompany.found(port, members);
        var app = new StaffApp(port);

        var entry = app.signIn("  " + company.email("Admin").toUpperCase(java.util.Locale.ROOT), TestCompany.PASSWORD);

        assertThat(entry.status()).isEqualTo(200);
        assertThat(entry.json().path("expiresIn").asInt()).isEqualTo(600);
        var user = app.get("/api/v1/me").json();
        assertThat(user).isEqualTo(entry.json().path("user"));
        assertThat(user.path("role").asString()).isEqualTo("company_admin");
        assertThat(user.path("email").asString()).isEqualTo(company.email("admin"));
        assertThat(user.path("company").path("currency").asString()).isEqualTo("MYR");
        assertThat(user.path("company").path("timeZone").asString()).isEqualTo("Asia/Kuala_Lumpur");
        assertThat(user.path("company").path("dateFormat").asString()).isEqualTo("DD/MM/YYYY");
        assertThat(user.path("company").path("id").asString())
                .isEqualTo(company.id().toString());
    }

    @Test
    void theCookieCanNeitherBeReadByScriptsNorSentByOtherSites() {
        var company = TestCompany.found(port, members);

        var cookie = new StaffApp(port)
                .signIn(company.email("admin"), TestCompany.PASSWORD)
                .header("Set-Cookie");

        assertThat(cookie).startsWith("sembang=").contains("HttpOnly", "SameSite=Strict", "Path=/");
        assertThat(cookie).doesNotContain("Secure");
    }

    @Test
    void behindTlsTheCookieIsBoundToTheHost() {
        var company = TestCompany.found(port, members);
        var app = new StaffApp(port);

        var entry = app.send(
                "POST",
                "/api/v1/auth/login",
                credentials(company.email("admin"), TestCompany.PASSWORD),
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-For",
                "203.0.113.9");

        assertThat(entry.header("Set-Cookie")).startsWith("__Host-sembang=").contains("Secure", "HttpOnly");
    }

    @Test
    void aWrongPasswordAndAnUnknownAddressAreAnsweredAlike() {
        var company = TestCompany.found(port, members);

        var wrong = new StaffApp(port).signIn(company.email("admin"), "not this one");
        var unknown = new StaffApp(port).signIn(Ids.next() + "@nobody.test", "not this one");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("bad-credentials").isEqualTo(unknown.code());
        assertThat(wrong.json().path("detail")).isEqualTo(unknown.json().path("detail"));
    }

    /// The hash is what takes time; whoever is not there has one to be compared with, too.
    @Test
    void anUnknownAddressTakesAsLongAsAWrongPassword() {
        var company = TestCompany.found(port, members);

        assertThat(hashesToRefuse(company.email("admin"))).isEqualTo(1);
        assertThat(hashesToRefuse(Ids.next() + "@nobody.test")).isEqualTo(1);
    }

    private double hashesToRefuse(String email) {
        var compared = metrics.counter("sembang.passwords.compared");
        double before = compared.count();
        assertThat(new StaffApp(port).signIn(email, "not this one").code()).isEqualTo("bad-credentials");
        return compared.count() - before;
    }

    @Test
    void guessingIsSlowedDownForTheGuesserOnly() {
        var company = TestCompany.found(port, members);
        var email = company.email("admin");
        var guesser = new StaffApp(port, "127.0.0.66");

        var codes = IntStream.range(0, 12)
                .mapToObj(i -> guesser.signIn(email, "guess " + i).status())
                .toList();
        var late = guesser.signIn(email, TestCompany.PASSWORD);

        assertThat(codes).startsWith(401, 401, 401).endsWith(429, 429);
        assertThat(late.status()).isEqualTo(429);
        assertThat(late.code()).isEqualTo("too-many-attempts");
        assertThat(Integer.parseInt(late.header("Retry-After"))).isPositive();
        assertThat(new StaffApp(port, "127.0.0.67")
                        .signIn(email, TestCompany.PASSWORD)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void signingInNeedsOurOwnOriginAndNoHeader() {
        var app = new StaffApp(port);
        var body = credentials("a@b.test", "password");

        assertThat(app.send("POST", "/api/v1/auth/login", body, "X-Sembang", "0")
                        .code())
                .isEqualTo("bad-credentials");
        assertThat(app.send("POST", "/api/v1/auth/login", body, "Origin", "https://evil.example")
                        .code())
                .isEqualTo("foreign-origin");
        assertThat(app.send("POST", "/api/v1/auth/login", body, "Origin", "http://localhost:" + port)
                        .code())
                .isEqualTo("bad-credentials");
    }

    @Test
    void demoSignInsWorkOnlyOnTheMachineItself() {
        var email = "demo@" + Ids.next() + ".test";
        members.create(
                Companies.PLATFORM,
                new NewMember("Demo", email, "demo-sembang", Role.SUPER_ADMIN, Language.EN, true),
                null);

        var remote = new StaffApp(port)
                .send("POST", "/api/v1/auth/login", credentials(email, "demo-sembang"), "X-Forwarded-For", "127.0.0.1");

        assertThat(new StaffApp(port).signIn(email, "demo-sembang").status()).isEqualTo(200);
        assertThat(remote.status()).isEqualTo(403);
        assertThat(remote.code()).isEqualTo("demo-sign-in-only-from-loopback");
    }

    @Test
    void anAccessTokenEndsAfterTenMinutesAndTheCookieGivesANewOne() {
        var app = TestCompany.found(port, members).admin();

        clock.advance(Duration.ofMinutes(10).plusSeconds(1));

        assertThat(app.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(app.refresh().status()).isEqualTo(200);
        assertThat(app.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void manyTabsWithTheSameCookieAreGivenTheSameNextOne() throws Exception {
        var app = TestCompany.found(port, members).admin();
        var tabs = IntStream.range(0, 8).mapToObj(i -> app.copy()).toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(tabs.stream()
                    .<java.util.concurrent.Callable<Integer>>map(
                            tab -> () -> tab.refresh().status())
                    .toList())) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }

        assertThat(tabs.stream().map(StaffApp::cookie).distinct()).hasSize(1);
        assertThat(tabs.getFirst().cookie()).isNotEqualTo(app.cookie());
    }

    @Test
    void aCookieUsedAgainAfterTheGraceEndsTheSessionForOwnerAndThief() {
        var company = TestCompany.found(port, members);
        var owner = company.admin();
        var thief = owner.copy();
        owner.refresh();
        clock.advance(Duration.ofSeconds(31));

        var stolen = thief.refresh();

        assertThat(stolen.status()).isEqualTo(401);
        assertThat(stolen.code()).isEqualTo("session-ended");
        assertThat(owner.refresh().code()).isEqualTo("session-ended");
        assertThat(owner.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(log(company.id())).contains("session_stolen");
    }

    @Test
    void withinTheGraceTheOldCookieStillCounts() {
        var app = TestCompany.found(port, members).admin();
        var slow = app.copy();
        app.refresh();
        clock.advance(Duration.ofSeconds(29));

        assertThat(slow.refresh().status()).isEqualTo(200);
        assertThat(app.refresh().status()).isEqualTo(200);
    }

    @Test
    void signingOutEndsTheAccessTokenToo() {
        var app = TestCompany.found(port, members).admin();

        assertThat(app.post("/api/v1/auth/logout", "").status()).isEqualTo(204);

        assertThat(app.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(app.refresh().code()).isEqualTo("session-ended");
    }

    @Test
    void aSessionEndsAfterAYearWithoutUse() {
        var app = TestCompany.found(port, members).admin();
        clock.advance(Duration.ofDays(366));

        assertThat(app.refresh().code()).isEqualTo("session-ended");
    }

    @Test
    void aTokenThatIsNotOursOpensNothing() {
        var app = TestCompany.found(port, members).admin();
        var parts = String.valueOf(app.accessToken()).split("\\.", -1);
        var unsigned = "eyJhbGciOiJub25lIn0." + parts[1] + ".";

        for (var token : List.of("x", parts[0] + "." + parts[1] + ".AAAA", unsigned)) {
            assertThat(new StaffApp(port)
                            .send("GET", "/api/v1/me", null, "Authorization", "Bearer " + token)
                            .code())
                    .isEqualTo("unauthenticated");
        }
    }

    @Test
    void everyoneChoosesTheirOwnLanguage() {
        var agent = TestCompany.found(port, members).person("aina", Role.COMPANY_USER);

        assertThat(agent.patch("/api/v1/me", "{\"language\":\"zh\"}")
                        .json()
                        .path("language")
                        .asString())
                .isEqualTo("zh");
        assertThat(agent.get("/api/v1/me").json().path("language").asString()).isEqualTo("zh");
        assertThat(agent.patch("/api/v1/me", "{\"language\":\"fr\"}").status()).isEqualTo(422);
    }

    private List<String> log(CompanyId company) {
        return transactions.in(
                company,
                () -> jdbc.sql("select kind from event_log order by position")
                        .query(String.class)
                        .list());
    }

    private static String credentials(String email, String password) {
        return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password);
    }
}
