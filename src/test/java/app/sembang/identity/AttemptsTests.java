package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.ProductTest;
import app.sembang.shared.Ids;
import app.sembang.shared.Refusal;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProductTest
class AttemptsTests {
    private final JdbcClient jdbc;
    private final String email = Ids.next() + "@guess.test";

    AttemptsTests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Test
    void processesThatAreGuessedAtTogetherCountTogether() throws Exception {
        var processes = IntStream.range(0, 3).mapToObj(i -> new Attempts(jdbc)).toList();
        int passed = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = IntStream.range(0, 30)
                    .<Callable<Boolean>>mapToObj(i -> () -> passes(processes.get(i % 3), "10.20.30.1", email))
                    .toList();
            for (var one : threads.invokeAll(tries)) {
                passed += one.get() ? 1 : 0;
            }
        }

        assertThat(passed).isEqualTo(8);
        assertThat(passes(processes.getFirst(), "10.20.30.2", email))
                .as("its owner, from elsewhere")
                .isTrue();
        assertThat(passes(processes.getFirst(), "10.20.30.1", "other" + email))
                .as("another address from there")
                .isTrue();
    }

    @Test
    void whatSucceedsIsGivenBackAndTimeGivesBackTheRest() {
        var attempts = new Attempts(jdbc);
        for (int i = 0; i < 20; i++) {
            attempts.begin(Attempts.Door.SIGN_IN, "10.20.31.1", email).succeeded();
        }
        for (int i = 0; i < 8; i++) {
            assertThat(passes(attempts, "10.20.31.1", email)).isTrue();
        }
        assertThatThrownBy(() -> attempts.begin(Attempts.Door.SIGN_IN, "10.20.31.1", email))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat((Long) refusal.facts().get("retryAfter"))
                                .isBetween(60L, 75L));
        assertThat(filledOf("sign_in 10.20.31.1"))
                .as("who is refused by address costs the network nothing")
                .isBetween(7.0, 8.0);

        jdbc.sql("update attempt set at = at - interval '80 seconds'").update();
        assertThat(passes(attempts, "10.20.31.1", email)).isTrue();
        assertThat(passes(attempts, "10.20.31.1", email)).isFalse();
    }

    @Test
    void whatIsEmptyIsForgotten() {
        var attempts = new Attempts(jdbc);
        passes(attempts, "10.20.32.1", email);
        jdbc.sql("update attempt set at = at - interval '2 hours'").update();

        assertThat(attempts.forgetOld()).isPositive();
    }

    private double filledOf(String name) {
        return jdbc.sql("select filled from attempt where key = sha256(convert_to(:name, 'UTF8'))")
                .param("name", name)
                .query(Double.class)
                .single();
    }

    private static boolean passes(Attempts attempts, String address, String email) {
        try {
            attempts.begin(Attempts.Door.SIGN_IN, address, email);
            return true;
        } catch (Refusal refused) {
            return false;
        }
    }
}
