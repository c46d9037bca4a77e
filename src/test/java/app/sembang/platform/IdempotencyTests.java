package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class IdempotencyTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    IdempotencyTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirstTimeAndMakesNothingNew() {
        var admin = TestCompany.found(port, members).admin();

        var first = make(admin, "shop", "key-1");
        var second = make(admin, "shop", "key-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.response().body()).isEqualTo(first.response().body());
        assertThat(accounts(admin)).isEqualTo(1);
    }

    @Test
    void theKeyOfAnotherRequestIsRefused() {
        var admin = TestCompany.found(port, members).admin();
        make(admin, "shop", "key-1");

        var other = make(admin, "another shop", "key-1");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
        assertThat(accounts(admin)).isEqualTo(1);
    }

    @Test
    void keysOfTwoPeopleAreTwo() {
        var company = TestCompany.found(port, members);
        var colleague = company.person("Second", Role.COMPANY_ADMIN);

        make(company.admin(), "shop", "key-1");
        var other = make(colleague, "shop", "key-1");

        assertThat(other.status()).isEqualTo(201);
        assertThat(accounts(colleague)).isEqualTo(2);
    }

    @Test
    void whatWasRefusedMayBeTriedAgainUnderTheSameKey() {
        var admin = TestCompany.found(port, members).admin();

        var refused = make(admin, "", "key-1");
        var accepted = make(admin, "shop", "key-1");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(accepted.status()).isEqualTo(201);
    }

    @Test
    void afterADayTheKeyIsFree() {
        var admin = TestCompany.found(port, members).admin();
        make(admin, "shop", "key-1");

        clock.advance(Duration.ofHours(25));
        admin.refresh();
        make(admin, "shop", "key-1");

        assertThat(accounts(admin)).isEqualTo(2);
    }

    @Test
    void atOnceOnlyOneHasEffect() throws Exception {
        var admin = TestCompany.found(port, members).admin();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(Stream.<Callable<Answer>>generate(() -> () -> make(admin, "shop", "key-1"))
                    .limit(20)
                    .toList());
            for (var answer : answers) {
                assertThat(answer.get().status()).isIn(201, 409);
            }
        }

        assertThat(accounts(admin)).isEqualTo(1);
    }

    @Test
    void aKeyOfStrangeCharactersIsRefused() {
        var admin = TestCompany.found(port, members).admin();

        var answer = make(admin, "shop", "with a space");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("bad-idempotency-key");
    }

    private static Answer make(StaffApp app, String name, String key) {
        var account = """
                {"channel":"webchat","name":"%s","credentials":{}}
                """.formatted(name);
        return app.send("POST", "/api/v1/channel-accounts", account, "Idempotency-Key", key);
    }

    private static int accounts(StaffApp app) {
        return app.get("/api/v1/channel-accounts").json().path("items").size();
    }
}
