package app.sembang.access;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.Products;
import app.sembang.TestCompany;
import app.sembang.access.RateLimitSettings.Heavy;
import app.sembang.access.RateLimitSettings.Read;
import app.sembang.access.RateLimitSettings.SignIn;
import app.sembang.access.RateLimitSettings.Write;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProductTest
class RateLimitTests {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:10Z");

    private final Members members;
    private final JdbcClient jdbc;

    @LocalServerPort
    private int port;

    RateLimitTests(Members members, JdbcClient jdbc) {
        this.members = members;
        this.jdbc = jdbc;
    }

    /// One process of several, with its own memory.
    private RateLimits process(int perMinute, Instant at, SimpleMeterRegistry meters) {
        var settings = new RateLimitSettings(
                new Read(perMinute, perMinute, 10 * perMinute),
                new Write(perMinute, perMinute, perMinute),
                new Heavy(perMinute, perMinute, perMinute),
                new SignIn(perMinute, perMinute, perMinute));
        return new RateLimits(jdbc, settings, meters, InstantSource.fixed(at));
    }

    private static double statements(SimpleMeterRegistry meters) {
        return meters.get("sembang.rate.limit.leases").counter().count();
    }

    @Test
    void severalProcessesTogetherNeverLetMoreThroughThanTheLimit() throws Exception {
        var meters = new SimpleMeterRegistry();
        var address = "network " + Ids.next();
        var processes =
                IntStream.range(0, 3).mapToObj(i -> process(300, NOON, meters)).toList();
        int passed = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 600)
                    .<Callable<Boolean>>mapToObj(i -> () -> !processes
                            .get(i % 3)
                            .ofAddress(EndpointClass.READ, address)
                            .exceeded())
                    .toList();
            for (var call : threads.invokeAll(calls)) {
                passed += call.get() ? 1 : 0;
            }
        }

        // What a process took and did not use, up to a part less one, nobody else gets in this minute.
        assertThat(passed).isBetween(300 - 3 * 14, 300);
        assertThat(statements(meters))
                .as("a twentieth of the limit at a time, and one more each to see the end")
                .isLessThanOrEqualTo(23);
    }

    @Test
    void athousandCallsOfOneMemberAskTheDatabaseFewTimes() {
        var meters = new SimpleMeterRegistry();
        var limits = process(3_000, NOON, meters);
        var member = new Member(MemberId.next(), CompanyId.next(), Role.COMPANY_USER, "Aina", Language.MS, null);

        for (int i = 0; i < 1_000; i++) {
            limits.of(EndpointClass.READ, member).forEach(RateLimits.Quota::require);
        }

        assertThat(statements(meters)).isEqualTo(1_000 / 150 + 1 + 1);
    }

    @Test
    void theNextMinuteBeginsAnew() {
        var meters = new SimpleMeterRegistry();
        var address = "network " + Ids.next();
        var first = process(20, NOON, meters);
        for (int i = 0; i < 20; i++) {
            assertThat(first.ofAddress(EndpointClass.WRITE, address).remaining())
                    .isEqualTo(19 - i);
        }
        var refused = first.ofAddress(EndpointClass.WRITE, address);

        assertThat(refused.exceeded()).isTrue();
        assertThat(refused.reset()).isEqualTo(50);
        assertThat(refused.policyHeader()).isEqualTo("\"address-write\";q=20;w=60");
        assertThat(refused.header()).isEqualTo("\"address-write\";r=0;t=50");
        assertThat(first.ofAddress(EndpointClass.READ, address).exceeded()).isFalse();
        assertThat(process(20, NOON.plusSeconds(50), meters)
                        .ofAddress(EndpointClass.WRITE, address)
                        .remaining())
                .isEqualTo(19);
    }

    @Test
    void whatNobodyTouchesIsForgotten() {
        var meters = new SimpleMeterRegistry();
        var address = "network " + Ids.next();
        process(20, Instant.EPOCH, meters).ofAddress(EndpointClass.WRITE, address);

        process(20, Instant.EPOCH.plusSeconds(7_200), meters).forgetOld();

        assertThat(jdbc.sql("select count(*) from rate_bucket where key like :key")
                        .param("key", "%" + address)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void whoFollowsAnImportOnlyReads() {
        assertThat(EndpointClass.of("GET", "/api/v1/products/imports/7")).isEqualTo(EndpointClass.READ);
        assertThat(EndpointClass.of("POST", "/api/v1/products/import")).isEqualTo(EndpointClass.HEAVY);
        assertThat(EndpointClass.of("GET", "/api/v1/products/export")).isEqualTo(EndpointClass.HEAVY);
    }

    @Test
    void everyAnswerSaysWhatIsLeft() {
        var answer = TestCompany.found(port, members).admin().get("/api/v1/me");

        // As this installation has them: ProductTest.
        assertThat(answer.response().headers().allValues("RateLimit-Policy"))
                .containsExactly(
                        "\"address-read\";q=120000;w=60",
                        "\"member-read\";q=30000;w=60",
                        "\"company-read\";q=120000;w=60");
        assertThat(answer.response().headers().allValues("RateLimit"))
                .hasSize(3)
                .allSatisfy(header -> assertThat(header).matches("\"[a-z-]+\";r=\\d+;t=\\d+"));
    }

    @Test
    void oneCallTooManyIsTold() throws SQLException {
        var settings = new HashMap<>(
                TestDatabase.shared().environment(TestDatabase.shared().scratch()));
        settings.put("sembang.rate-limits.read.member", "10");
        settings.put("sembang.rate-limits.sign-in.address", "40");
        try (var product = Products.start(settings)) {
            var company = TestCompany.found(Products.port(product), product.getBean(Members.class));
            var agent = company.person("agent", Role.COMPANY_USER);
            // A minute may end in between, not two.
            var answers = IntStream.range(0, 21)
                    .mapToObj(i -> agent.get("/api/v1/me"))
                    .toList();
            var refused = answers.stream()
                    .filter(answer -> answer.status() == 429)
                    .findFirst()
                    .orElseThrow();

            assertThat(answers.stream().filter(answer -> answer.status() == 200))
                    .hasSizeGreaterThanOrEqualTo(10);
            assertThat(refused.code()).isEqualTo("rate-limited");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
            assertThat(company.admin().get("/api/v1/me").status())
                    .as("others go on")
                    .isEqualTo(200);

            var guesses = IntStream.range(0, 81)
                    .mapToObj(i -> agent.post("/api/v1/auth/login", "{\"email\":\"a@b.test\",\"password\":\"guess\"}"))
                    .filter(answer -> answer.code().equals("rate-limited"))
                    .findFirst()
                    .orElseThrow();
            assertThat(guesses.header("Retry-After")).isNotEmpty();
        }
    }
}
