package app.sembang.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls fail as the test demands, and the ledger knows which of them took effect.
class TelegramFaultTests {
    private static final long AINA = 5550000101L;

    private final Simulator simulator = Simulator.start();
    private final BotClient client = new BotClient(simulator);
    private final TelegramBot bot = simulator.telegram(BotClient.TOKEN);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void theNextCallsFailAndThenAllIsWell() throws Exception {
        bot.fails(2, Fault.tooManyRequests(Duration.ofSeconds(3))).fails(1, Fault.serverError());
        assertThat(say("a")).isEqualTo(429);
        assertThat(say("a")).isEqualTo(429);
        assertThat(say("a")).isEqualTo(500);
        assertThat(say("a")).isEqualTo(200);
        assertThat(bot.sentTo(AINA)).hasSize(1);
        assertThat(bot.calls("sendMessage"))
                .extracting(RecordedCall::status, RecordedCall::accepted)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(429, false),
                        org.assertj.core.groups.Tuple.tuple(429, false),
                        org.assertj.core.groups.Tuple.tuple(500, false),
                        org.assertj.core.groups.Tuple.tuple(200, true));
    }

    @Test
    void aFaultCanBeForOneMethodOnly() throws Exception {
        bot.fails(1, Fault.blocked(), "sendMessage");
        assertThat(client.call("getMe", "").status()).isEqualTo(200);
        assertThat(say("a")).isEqualTo(403);
    }

    @Test
    void aCallThatIsNeverAnsweredStillTookEffect() {
        bot.fails(1, Fault.silence(Duration.ofMinutes(1)));
        assertThatThrownBy(() -> client.raw(request("a").timeout(Duration.ofMillis(300))))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(bot.sentTo(AINA)).hasSize(1);
        assertThat(bot.calls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isZero();
            assertThat(call.accepted()).isTrue();
        });
    }

    @Test
    void aConnectionBreaksBeforeTheCallOrAfterIt() {
        bot.fails(1, Fault.resetBefore()).fails(1, Fault.resetAfter());
        assertThatThrownBy(() -> client.raw(request("a"))).isInstanceOf(IOException.class);
        assertThat(bot.sentTo(AINA)).isEmpty();
        assertThatThrownBy(() -> client.raw(request("b"))).isInstanceOf(IOException.class);
        assertThat(bot.sentTo(AINA)).extracting(SentMessage::text).containsExactly("b");
        assertThat(bot.calls()).extracting(RecordedCall::accepted).containsExactly(false, true);
    }

    @Test
    void callsTakeTheirTime() throws Exception {
        bot.answersSlowly(Duration.ofMillis(30), Duration.ofMillis(30));
        long start = System.nanoTime();
        say("a");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        var delay = new Faults.Delay(Duration.ofMillis(20), Duration.ofMillis(200));
        var samples = IntStream.range(0, 2000)
                .mapToLong(i -> delay.sample().toMillis())
                .sorted()
                .toArray();
        assertThat(samples[1000]).isBetween(15L, 26L);
        assertThat(samples[1980]).isBetween(120L, 340L);
    }

    @Test
    void faultsAreOrderedOverHttpToo() throws Exception {
        client.control("PUT", "/faults", """
                {"next":[{"count":1,"kind":"too_many_requests","retryAfter":7,"method":"sendMessage"},{"kind":"reset_after"}]}""");
        assertThat(client.call("sendMessage", "{\"chat_id\":1,\"text\":\"x\"}")
                        .body()
                        .path("parameters")
                        .path("retry_after")
                        .intValue())
                .isEqualTo(7);
        client.control("PUT", "/faults", "{}");
        assertThat(say("a")).isEqualTo(200);
        assertThat(client.control("PUT", "/faults", "{\"next\":[{\"kind\":\"flood\"}]}")
                        .status())
                .isEqualTo(400);
    }

    private int say(String text) throws Exception {
        return client.raw(request(text)).statusCode();
    }

    private HttpRequest.Builder request(String text) {
        return client.to("/telegram/bot" + BotClient.TOKEN + "/sendMessage")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"chat_id\":" + AINA + ",\"text\":\"" + text + "\"}"));
    }
}
