package app.sembang.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Updates reach the webhook as Telegram's server carries them.
class TelegramDeliveryTests {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Simulator simulator =
            Simulator.start(SimulatorOptions.defaults().withRetryUnit(Duration.ofMillis(20)));
    private final BotClient client = new BotClient(simulator);
    private final TelegramBot bot = simulator.telegram(BotClient.TOKEN);
    private final TelegramCustomer aina = bot.customer(5550000101L, "Aina");
    private final Webhook webhook;

    TelegramDeliveryTests() throws Exception {
        webhook = new Webhook();
    }

    @AfterEach
    void stop() {
        simulator.close();
        webhook.close();
    }

    @Test
    void everyUpdateShowsTheSecretAndARisingNumber() throws Exception {
        client.connect(webhook);
        var first = aina.says("Hai").awaitDelivered(SOON);
        var second = aina.says("Ada?").awaitDelivered(SOON);
        assertThat(second.id()).isGreaterThan(first.id());
        assertThat(webhook.requests()).extracting(Webhook.Request::secret).containsOnly("s3cret-token");
    }

    @Test
    void aChatKeepsItsOrderThroughFailures() throws Exception {
        client.connect(webhook);
        webhook.answers(500, 503, 200, 500);
        var updates = IntStream.range(0, 20).mapToObj(i -> aina.says("m" + i)).toList();
        for (var update : updates) update.awaitDelivered(SOON);

        assertThat(webhook.texts().stream().distinct())
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
        assertThat(updates.getFirst().statuses()).containsExactly(500, 503, 200);
        assertThat(updates.get(1).statuses()).containsExactly(500, 200);
        var info = client.call("getWebhookInfo", "").body().path("result");
        assertThat(info.path("last_error_message").stringValue()).startsWith("Wrong response from the webhook: 500");
        assertThat(info.path("pending_update_count").intValue()).isZero();
    }

    @Test
    void theFirstRetryComesAtOnceAndTheNextOnesLaterAndLater() throws Exception {
        client.connect(webhook);
        webhook.answers(500, 500, 500, 500);
        aina.says("Hai").awaitDelivered(SOON);
        var at = webhook.requests().stream().map(Webhook.Request::nanos).toList();
        assertThat(Duration.ofNanos(at.get(2) - at.get(1))).isGreaterThanOrEqualTo(Duration.ofMillis(38));
        assertThat(Duration.ofNanos(at.get(3) - at.get(2))).isGreaterThanOrEqualTo(Duration.ofMillis(78));
        assertThat(Duration.ofNanos(at.get(4) - at.get(3))).isGreaterThanOrEqualTo(Duration.ofMillis(158));
    }

    @Test
    void aFailingChatDoesNotHoldUpTheOthers() throws Exception {
        client.connect(webhook);
        webhook.answers(500, 500, 500, 500, 500, 500, 500);
        var stuck = aina.says("rosak");
        while (stuck.statuses().size() < 7) Thread.onSpinWait();
        assertThat(stuck.delivered()).isFalse();
        bot.customer(5550000102L, "Wei").says("Hi").awaitDelivered(SOON);
        assertThat(stuck.delivered()).isFalse();
    }

    @Test
    void copiesOfAnUpdateComeAtOnceAndAreTheSame() throws Exception {
        client.connect(webhook);
        var update = aina.says("Hai", 50).awaitDelivered(SOON);
        assertThat(webhook.requests()).hasSize(50);
        assertThat(webhook.requests().stream()
                        .map(request -> request.body().path("update_id").longValue())
                        .distinct())
                .containsExactly(update.id());
    }

    @Test
    void duplicatesAndAnotherOrderComeOnDemand() throws Exception {
        client.connect(webhook);
        bot.duplicatesUpdates(1);
        aina.says("satu").awaitDelivered(SOON);
        assertThat(webhook.texts()).containsExactly("satu", "satu");

        bot.reordersUpdates(1);
        var late = aina.says("dua");
        aina.says("tiga");
        late.awaitDelivered(SOON);
        assertThat(webhook.texts()).containsExactly("satu", "satu", "tiga", "dua");
    }

    @Test
    void theNumbersOfASimulatorFollowTheClockSoThatANewOneDoesNotRepeatThem() {
        long tenths = Duration.between(Instant.parse("2026-01-01T00:00:00Z"), Instant.now())
                        .toMillis()
                / 100;
        var update = aina.says("Hai");
        assertThat(update.id()).isBetween(tenths - 6000, tenths + 1);
        assertThat(update.messageId()).isBetween(tenths - 6000, tenths + 1);
    }

    @Test
    void updatesWaitUntilThereIsAWebhook() throws Exception {
        var early = aina.says("Hai");
        assertThat(client.call("getWebhookInfo", "")
                        .body()
                        .path("result")
                        .path("pending_update_count")
                        .intValue())
                .isEqualTo(1);
        client.connect(webhook);
        early.awaitDelivered(SOON);
    }

    @Test
    void onlyTheKindsAskedForAreDelivered() throws Exception {
        client.call("setWebhook", "{\"url\":\"" + webhook.url() + "\",\"allowed_updates\":[\"message\"]}");
        var tap = aina.taps(12, "pkg:basic");
        aina.says("Hai").awaitDelivered(SOON);
        assertThat(tap.delivered()).isFalse();
        assertThat(webhook.requests()).hasSize(1);
    }

    @Test
    void aWebhookMayAnswerWithACall() throws Exception {
        client.connect(webhook);
        webhook.answersWith(BotClient.sampleText("webhook-reply-method-in-response-body"));
        aina.says("Hai").awaitDelivered(SOON);
        assertThat(bot.sentTo(5550000101L))
                .extracting(SentMessage::text)
                .containsExactly("Kami sedang tutup. Kami akan balas esok.");
    }

    @Test
    void anyBytesCanBePostedWithAnySecret() throws Exception {
        client.connect(webhook);
        webhook.answers(401, 200);
        assertThat(bot.posts("not json".getBytes(java.nio.charset.StandardCharsets.UTF_8), "wrong"))
                .isEqualTo(401);
        assertThat(bot.posts(new byte[0], "")).isEqualTo(200);
        assertThat(webhook.requests()).extracting(Webhook.Request::secret).containsExactly("wrong", "");
    }
}
