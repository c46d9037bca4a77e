package app.sembang;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.simulator.MetaLogins;
import app.sembang.simulator.OnSendDevice;
import app.sembang.simulator.Simulator;
import app.sembang.simulator.SimulatorOptions;
import app.sembang.simulator.TelegramBot;
import app.sembang.simulator.TelegramCustomer;
import app.sembang.simulator.WhatsAppNumber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// A company's bot, connected over the API; its other end is the simulator's Telegram, which delivers what customers
/// write to the application under test. The simulator lives in the present: a test whose messages must not be late
/// moves the clock there.
public final class TestBot {
    /// Where vendors are told to fetch files.
    public static final String MEDIA = "https://media.sembang.test";

    public static final Duration SOON = Duration.ofSeconds(20);

    private static final Simulator SIMULATOR =
            Simulator.start(SimulatorOptions.defaults().withRetryUnit(Duration.ofMillis(20)));
    private static final AtomicLong IDS =
            new AtomicLong(ThreadLocalRandom.current().nextLong(1L << 33, 1L << 34));

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final String account;
    private final String path;
    private final TelegramBot telegram;
    private String secret;

    private TestBot(int port, String account, String path, String secret, TelegramBot telegram) {
        this.port = port;
        this.account = account;
        this.path = path;
        this.secret = secret;
        this.telegram = telegram;
    }

    public static TestBot connect(int port, TestCompany company) {
        var token = IDS.incrementAndGet() + ":simulated-token";
        var made = company.admin()
                .post(
                        "/api/v1/channel-accounts",
                        "{\"channel\":\"telegram\",\"name\":\"Our bot\",\"credentials\":{\"botToken\":\"%s\"}}"
                                .formatted(token));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.json().path("status").asString()).isEqualTo("connected");
        var bot = new TestBot(
                port,
                made.json().path("id").asString(),
                URI.create(made.json().path("webhookUrl").asString()).getPath(),
                made.json().path("webhookSecret").asString(),
                SIMULATOR.telegram(token));
        bot.deliverHere();
        return bot;
    }

    /// The application's addresses were made before the tests' server had its port: tells Telegram the right one.
    private void deliverHere() {
        var answer = send(
                HttpRequest.newBuilder(URI.create(SIMULATOR.telegramUri() + "/bot" + telegram.token() + "/setWebhook"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"url\":\"http://localhost:%d%s\",\"secret_token\":\"%s\"}"
                                .formatted(port, path, secret)))
                        .build());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    /// The secret was changed; Telegram delivers with this one from now on.
    public void secret(String fresh) {
        secret = fresh;
        deliverHere();
    }

    public String secret() {
        return secret;
    }

    public String account() {
        return account;
    }

    /// Where Telegram delivers to: `/webhook/<company>/telegram/<account>`.
    public String path() {
        return path;
    }

    /// Where all vendors of the tests are played.
    static Simulator simulator() {
        return SIMULATOR;
    }

    public static URI simulatorUri() {
        return SIMULATOR.uri();
    }

    /// A bot at Telegram that nobody has connected.
    public static TelegramBot atTelegram(String token) {
        return SIMULATOR.telegram(token);
    }

    /// A number at Meta.
    public static WhatsAppNumber whatsapp(String id) {
        return SIMULATOR.whatsapp(id);
    }

    /// Meta's dialogs.
    public static MetaLogins metaLogins() {
        return SIMULATOR.metaLogins();
    }

    /// A device at OnSend.
    public static OnSendDevice onsend(String apiKey) {
        return SIMULATOR.onsend(apiKey);
    }

    /// Where the files lie that its customers send.
    public static String onsendFiles(OnSendDevice device) {
        return SIMULATOR.onsendUri() + "/files/" + device.apiKey() + "/";
    }

    /// The vendor's side.
    public TelegramBot telegram() {
        return telegram;
    }

    /// Somebody nobody has seen before.
    public TelegramCustomer customer(String name) {
        return customer(newChat(), name);
    }

    public TelegramCustomer customer(long chat, String name) {
        return telegram.customer(chat, name);
    }

    public static long newChat() {
        return IDS.incrementAndGet();
    }

    /// Posts these bytes as an update, with the right secret.
    public int posts(String body) {
        return posts(path, secret, body.getBytes(StandardCharsets.UTF_8)).statusCode();
    }

    /// @param shown null: without the header
    public HttpResponse<String> posts(String to, @Nullable String shown, byte[] body) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + to))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        if (shown != null) {
            request.header("X-Telegram-Bot-Api-Secret-Token", shown);
        }
        return send(request.build());
    }

    /// An update of the vendor's documents.
    public static String sample(String name) {
        try (var in = TestBot.class.getResourceAsStream("/contracts/telegram/" + name + ".json")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Lets the application under test find the simulator where Telegram would be.
    static class Environment implements EnvironmentPostProcessor {
        @Override
        public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "simulated vendors",
                            Map.ofEntries(
                                    Map.entry(
                                            "sembang.channels.telegram.base-url",
                                            SIMULATOR.telegramUri().toString()),
                                    Map.entry("sembang.channels.telegram.answer-within", "3s"),
                                    Map.entry(
                                            "sembang.channels.whatsapp.base-url",
                                            SIMULATOR.whatsappUri().toString()),
                                    Map.entry(
                                            "sembang.channels.messenger.base-url",
                                            SIMULATOR.messengerUri().toString()),
                                    Map.entry(
                                            "sembang.channels.instagram.base-url",
                                            SIMULATOR.instagramUri().toString()),
                                    Map.entry("sembang.media.base-url", MEDIA),
                                    Map.entry("sembang.channels.meta.answer-within", "3s"),
                                    Map.entry(
                                            "sembang.channels.meta.app-secrets", "platform-secret-1,platform-secret-2"),
                                    Map.entry("sembang.channels.meta.verify-token", "platform-verify"),
                                    Map.entry("sembang.channels.login.app-id", "1001"),
                                    Map.entry("sembang.channels.login.app-secret", "secret-of-1001"),
                                    Map.entry("sembang.channels.login.messenger-configuration", "config-pages"),
                                    Map.entry("sembang.channels.login.whatsapp-configuration", "config-whatsapp"),
                                    Map.entry("sembang.channels.login.instagram-app-id", "1002"),
                                    Map.entry("sembang.channels.login.instagram-app-secret", "secret-of-1002"),
                                    Map.entry(
                                            "sembang.channels.login.dialog-url",
                                            SIMULATOR.uri().toString()),
                                    Map.entry(
                                            "sembang.channels.login.instagram-dialog-url",
                                            SIMULATOR.uri().toString()),
                                    Map.entry(
                                            "sembang.channels.login.instagram-token-url",
                                            SIMULATOR.uri().toString()),
                                    Map.entry(
                                            "sembang.channels.onsend.base-url",
                                            SIMULATOR.onsendUri().toString()),
                                    Map.entry("sembang.channels.onsend-io.base-url", SIMULATOR.onsendUri() + "/api/v1"),
                                    Map.entry("sembang.channels.onsend.answer-within", "3s"),
                                    Map.entry(
                                            "sembang.transcription.url",
                                            TestTranscriber.uri().toString()),
                                    Map.entry("sembang.transcription.key", TestTranscriber.KEY),
                                    Map.entry(
                                            "sembang.traces.endpoint",
                                            TestCollector.uri().toString()))));
        }
    }
}
