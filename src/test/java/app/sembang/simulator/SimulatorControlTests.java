package app.sembang.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the phone page and the load tools read.
class SimulatorControlTests {
    private static final Duration SOON = Duration.ofSeconds(10);

    private Simulator simulator = Simulator.start();
    private BotClient client = new BotClient(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void theBotsAreThoseThatSomeoneNamedOrConnected() throws Exception {
        simulator.telegram("123:only-spoken-of-once");
        client.control("PUT", "", "{\"name\":\"Kedai Batik\",\"username\":\"kedai_batik_bot\"}");
        var bots = client.send("GET", "/control/telegram/bots", "").body();
        assertThat(bots.size()).isEqualTo(1);
        assertThat(bots.get(0).path("name").stringValue()).isEqualTo("Kedai Batik");
        assertThat(bots.get(0).path("token").stringValue()).isEqualTo(BotClient.TOKEN);
    }

    @Test
    void aChatIsReadFromACursorAndShowsWhatBecameOfEachMessage() throws Exception {
        try (var webhook = new Webhook()) {
            client.connect(webhook);
            var bot = simulator.telegram(BotClient.TOKEN);
            bot.customer(7, "Aina").says("Hai").awaitDelivered(SOON);
            client.call("sendMessage", "{\"chat_id\":7,\"text\":\"Selamat datang\"}");

            var page = client.control("GET", "/chats/7/messages?after=0", "").body();
            assertThat(page.path("messages").size()).isEqualTo(2);
            assertThat(page.path("messages").get(0).path("delivery").stringValue())
                    .isEqualTo("delivered");
            assertThat(page.path("messages").get(1).path("from").stringValue()).isEqualTo("bot");
            var next = client.control(
                            "GET",
                            "/chats/7/messages?after=" + page.path("next").longValue(),
                            "")
                    .body();
            assertThat(next.path("messages").isEmpty()).isTrue();
            var chats = client.control("GET", "/chats", "").body().path("chats");
            assertThat(chats.get(0).path("from").path("first_name").stringValue())
                    .isEqualTo("Aina");
        }
    }

    @Test
    void aChatIsStreamed() throws Exception {
        var bot = simulator.telegram(BotClient.TOKEN);
        bot.customer(7, "Aina").says("Hai");
        try (var http = HttpClient.newHttpClient()) {
            var stream = http.send(
                    client.to("/control/telegram/" + BotClient.TOKEN + "/chats/7/stream")
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
            try (var lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                assertThat(until(lines, "event: ")).isEqualTo("event: start");
                assertThat(until(lines, "event: ")).isEqualTo("event: message");
                assertThat(until(lines, "data: ")).contains("\"text\":\"Hai\"");
                client.call("sendChatAction", "{\"chat_id\":7,\"action\":\"typing\"}");
                assertThat(until(lines, "event: ")).isEqualTo("event: action");
                client.call("sendMessage", "{\"chat_id\":7,\"text\":\"Ya?\"}");
                assertThat(until(lines, "event: ")).isEqualTo("event: message");
                assertThat(until(lines, "data: ")).contains("\"text\":\"Ya?\"");
            }
        }
    }

    @Test
    void aPageFromElsewhereCannotSteerIt() throws Exception {
        var path = "/control/telegram/bots";
        assertThat(client.raw(client.to(path).header("Origin", "https://evil.example.invalid"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.raw(client.to(path).header("Origin", simulator.uri().toString()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void thePhoneNeedsNothingFromElsewhere() throws Exception {
        for (var path :
                List.of("/phone", "/phone/phone.css", "/phone/phone.js", "/phone/words.js", "/phone/icon.svg")) {
            var page = client.raw(client.to(path));
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'self'")
                    .doesNotContain("unsafe");
        }
        assertThat(client.raw(client.to("/phone")).body())
                .doesNotContain("style=\"", "<style", "onclick", "http:", "https:");
        assertThat(client.raw(client.to("/phone/api/telegram/bots")).statusCode())
                .isEqualTo(200);
        assertThat(client.raw(client.to("/phone/photo.jpg")).statusCode()).isEqualTo(404);
    }

    @Test
    void aCompactLedgerKeepsChatHashAndTimeOfEveryMessage() throws Exception {
        simulator.close();
        simulator = Simulator.start(SimulatorOptions.defaults().withCompactLedger(true));
        client = new BotClient(simulator);
        for (int i = 0; i < 3; i++) client.call("sendMessage", "{\"chat_id\":" + i + ",\"text\":\"Hai\"}");
        client.call("sendMessage", "{\"chat_id\":1}");

        var lines = client.raw(client.to("/control/telegram/" + BotClient.TOKEN + "/ledger"))
                .body()
                .lines()
                .toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(2)).endsWith(",1," + Long.toHexString(Simulator.textHash("Hai")));
        var counts = client.control("GET", "", "").body().path("counts");
        assertThat(counts.path("messages").intValue()).isEqualTo(3);
        assertThat(counts.path("refused").intValue()).isEqualTo(1);
    }

    @Test
    void badControlRequestsSayWhatIsWrong() throws Exception {
        assertThat(client.control("POST", "/messages", "{\"chatId\":7}").status())
                .isEqualTo(400);
        assertThat(client.control("POST", "/messages", "nonsense").status()).isEqualTo(400);
        assertThat(client.control("POST", "/raw", "{}").body().path("error").stringValue())
                .contains("no webhook");
        assertThat(client.send("GET", "/control/telegram/nonsense/chats", "").status())
                .isEqualTo(404);
        assertThat(client.send("GET", "/elsewhere", "").status()).isEqualTo(404);
    }

    private static String until(BufferedReader lines, String start) throws java.io.IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start)) return line;
        }
        throw new IllegalStateException("The stream ended before " + start);
    }
}
