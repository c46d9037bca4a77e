package app.sembang.channels.onsend;

import static app.sembang.Inbox.states;
import static app.sembang.Inbox.texts;
import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.simulator.Fault;
import app.sembang.simulator.OnSendDevice;
import app.sembang.simulator.WhatsAppCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From what a customer writes to a number paired at OnSend to what goes back: over the webhook in, from
/// the simulator's side out.
@ProductTest
class OnSendTests {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String QUESTION = "Berapa harga?";
    private static final String ANSWER = "Terima kasih! Harga RM 100.00";
    private static final String CUSTOMER = "601155500101";
    private static final AtomicLong IDS =
            new AtomicLong(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 44));

    private final Members members;
    private final TestClock clock;
    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Inbox inbox;
    private OnSendDevice device;
    private String account;
    private String path;
    private String secret;

    @SuppressWarnings("NullAway.Init")
    OnSendTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithAPairedNumberThatKnowsThePrice() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        company.answers(QUESTION, ANSWER);
        inbox = new Inbox(company.admin());
        var key = "key-" + IDS.incrementAndGet();
        device = TestBot.onsend(key).opensWith("secret-of-" + key);
        connected(connect("onsend", """
                {"apiKey":"%1$s","apiSecret":"secret-of-%1$s","phoneNumberId":"dev-%1$s"}
                """.formatted(key)));
    }

    private JsonNode connect(String provider, String credentials) {
        var made = company.admin().post("/api/v1/channel-accounts", """
                {"channel":"whatsapp","provider":"%s","name":"Outlet 1","credentials":%s}
                """.formatted(provider, credentials));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made.json();
    }

    private void connected(JsonNode made) {
        assertThat(made.path("status").asString()).as(made.toString()).isEqualTo("connected");
        account = made.path("id").asString();
        path = URI.create(made.path("webhookUrl").asString()).getPath();
        secret = made.path("webhookSecret").asString();
    }

    // What comes in

    @Test
    void aQuestionIsStoredAnsweredByItsTemplateAndDelivered() {
        assertThat(posts(says(QUESTION))).isEqualTo(200);

        var thread = inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "sent")));
        assertThat(texts(thread)).containsExactly(QUESTION, ANSWER);
        var sent = device.sent().getFirst();
        assertThat(sent.path()).isEqualTo("v1/messages");
        var wanted = JSON.readTree(sample("spec-send-request")
                .replace("onsend-dev-01", sent.body().path("phone_number_id").asString()));
        assertThat(sent.body()).isEqualTo(wanted);
        assertThat(inbox.detail(inbox.only()).at("/contact/phone").asString()).isEqualTo("+" + CUSTOMER);
    }

    @Test
    void everySampleOfTheWebhookIsTaken() {
        var file = new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1};
        device.keep("000123.jpg", "image/jpeg", file);
        assertThat(posts(sample("spec-webhook-text"))).isEqualTo(200);
        assertThat(posts(sample("spec-webhook-text-epoch-seconds"))).isEqualTo(200);
        assertThat(posts(sample("spec-webhook-extended-fields")
                        .replace("https://media.example.invalid/in/", TestBot.onsendFiles(device))))
                .isEqualTo(200);
        assertThat(posts(sample("spec-webhook-bad-missing-from"))).isEqualTo(200);
        Inbox.untilDrained(company);

        // The number is written in two ways and is one person.
        var thread = inbox.thread(
                inbox.only(),
                all -> all.stream()
                        .anyMatch(one -> one.at("/content/status").asString("").equals("ready")));
        assertThat(thread.stream().filter(one -> one.path("author").asString().equals("contact")))
                .extracting(one -> one.at("/content/type").asString())
                .containsExactly("text", "text", "media");
        var parked = inbox.items("/api/v1/webhook-events?outcome=parked");
        assertThat(parked).hasSize(1);
        assertThat(parked.getFirst().path("reason").asString()).contains("no number");
        assertThat(inbox.items("/api/v1/webhook-events?q=msg_in_000123")).hasSize(1);
    }

    @Test
    void aFileAtAForeignAddressIsNotFetched() {
        assertThat(posts(sample("spec-webhook-extended-fields"))).isEqualTo(200);

        inbox.thread(
                inbox.only(),
                all -> all.stream()
                        .anyMatch(one -> one.at("/content/status").asString("").equals("failed")));
    }

    @Test
    void aDeliveryWithoutAnIdIsOneMessageHoweverOftenItComes() {
        var once = says(QUESTION);
        for (int i = 0; i < 5; i++) {
            assertThat(posts(once)).isEqualTo(200);
        }
        assertThat(posts("{\"from\":\"%s\",\"body\":\"Tanpa masa\"}".formatted(CUSTOMER)))
                .isEqualTo(200);
        assertThat(posts("{\"from\":\"%s\",\"body\":\"Tanpa masa\"}".formatted(CUSTOMER)))
                .isEqualTo(200);
        clock.advance(Duration.ofMinutes(2));
        assertThat(posts("{\"from\":\"%s\",\"body\":\"Tanpa masa\"}".formatted(CUSTOMER)))
                .isEqualTo(200);
        Inbox.untilDrained(company);

        assertThat(Inbox.rows(company, "message", "author = 'contact'")).isEqualTo(3);
    }

    @Test
    void aNumberWithoutCountryCodeIsOfMalaysiaOnlyWhereTheCompanyIs() {
        assertThat(posts("{\"from\":\"011-5550 0101\",\"body\":\"Hai\",\"timestamp\":%d}"
                        .formatted(clock.instant().getEpochSecond())))
                .isEqualTo(200);

        assertThat(inbox.detail(inbox.only()).at("/contact/phone").asString()).isEqualTo("+" + CUSTOMER);
    }

    @Test
    void whatIsNotSignedWithTheAccountsSecretIsRefused() {
        var body = says("Hai");
        var signed = signature(secret, body);

        assertThat(posts(body, signed.toUpperCase(java.util.Locale.ROOT))).isEqualTo(200);
        assertThat(posts(body, "sha256=" + signed)).isEqualTo(200);
        for (var wrong : new @Nullable String[] {null, "", "abcd", "zz".repeat(32), signature("another", body)}) {
            assertThat(posts(body, wrong)).as(String.valueOf(wrong)).isEqualTo(401);
        }
        assertThat(posts(body.replace("Hai", "Hui"), signed)).isEqualTo(401);
        assertThat(inbox.items("/api/v1/webhook-events")).hasSize(1);
    }

    @Test
    void theVendorsSignaturesAreRecognised() {
        for (var vector : JSON.readTree(resource("vectors")).path("onsend_x_webhook_signature")) {
            assertThat(OnSendDoor.proves(
                            vector.path("header").asString(),
                            vector.path("webhook_secret").asString(),
                            vector.path("raw_body").asString().getBytes(StandardCharsets.UTF_8)))
                    .as(vector.toString())
                    .isEqualTo(vector.path("valid").asBoolean());
        }
    }

    @Test
    void whatIsTypedOnThePhoneIsAnsweredThere() {
        device.deliversTo(URI.create("http://localhost:" + port + path), secret);
        phone(
                "/messages",
                "{\"chatId\":%s,\"from\":{\"firstName\":\"Aina\"},\"text\":\"%s\"}".formatted(CUSTOMER, QUESTION));
        var chat = "/chats/" + CUSTOMER + "/messages";
        await().atMost(SOON).until(() -> phone(chat, null).path("messages").size() == 2);
        assertThat(phone(chat, null).at("/messages/0/delivery").asString()).isEqualTo("delivered");
        assertThat(phone(chat, null).at("/messages/1/message/text").asString()).isEqualTo(ANSWER);

        phone("/messages", "{\"chatId\":%s,\"photo\":true}".formatted(CUSTOMER));
        inbox.thread(
                inbox.only(),
                all -> all.stream()
                        .anyMatch(one -> one.at("/content/status").asString("").equals("ready")));
        assertThat(phone("/chats", null).at("/chats/0/from/first_name").asString())
                .isEqualTo("Aina");
    }

    private JsonNode phone(String rest, @Nullable String body) {
        var request = HttpRequest.newBuilder(
                URI.create(TestBot.simulatorUri() + "/control/onsend/o-" + device.apiKey() + rest));
        if (body != null) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        }
        try {
            return JSON.readTree(
                    http.send(request.build(), BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // What goes out

    @Test
    void oneMessageASecondLeavesTheQueue() {
        assertThat(posts(says("Hai"))).isEqualTo(200);
        var conversations = new java.util.ArrayList<String>(List.of(inbox.only()));
        for (int i = 1; i < 4; i++) {
            assertThat(posts(says("Hai").replace(CUSTOMER, "60115550020" + i))).isEqualTo(200);
        }
        await().atMost(SOON).until(() -> inbox.conversations("").size() == 4);
        conversations.clear();
        inbox.conversations("").forEach(one -> conversations.add(one.path("id").asString()));

        conversations.forEach(one -> send(one, "Hai juga"));

        await().atMost(SOON).until(() -> device.sent().size() == 4);
        var times = device.sent().stream().map(WhatsAppCall::at).toList();
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i))).isGreaterThan(Duration.ofMillis(700));
        }
    }

    @Test
    void whatAnotherProcessSentForTheNumberCountsToo() throws SQLException {
        assertThat(posts(says("Hai"))).isEqualTo(200);
        var conversation = inbox.only();
        await().atMost(SOON).until(() -> device.sent().size() == 1);
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.prepareStatement(
                        "update channel_account set next_send_at = clock_timestamp() + interval '3 s' where id = ?::uuid")) {
            statement.setString(1, account);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
        var taken = Instant.now();

        send(conversation, "Hai juga");

        await().atMost(SOON).until(() -> device.sent().size() == 2);
        assertThat(Duration.between(taken, device.sent().getLast().at())).isGreaterThan(Duration.ofMillis(2700));
    }

    @Test
    void anAnswerWithoutAnIdIsSentAllTheSame() {
        device.namesMessages(false);
        assertThat(JSON.readTree(sample("spec-send-response-without-id")).has("message_id"))
                .isFalse();
        assertThat(JSON.readTree(sample("spec-send-response-with-id"))
                        .path("message_id")
                        .asString())
                .startsWith("msg_out_");
        posts(says(QUESTION));

        inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "sent")));
    }

    @Test
    void aLimitIsWaitedForAndASilenceIsNotRepeated() {
        device.fails(1, Fault.tooManyRequests(Duration.ofSeconds(1)));
        posts(says(QUESTION));
        await().atMost(SOON).until(() -> device.calls().size() == 1);
        clock.advance(Duration.ofSeconds(2));
        inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "sent")));

        device.fails(1, Fault.silence(Duration.ofSeconds(20)));
        send(inbox.only(), "Masih ada?");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> states(inbox.thread(inbox.only())).getLast().equals("unknown"));
        assertThat(device.sent()).hasSize(2);
    }

    @Test
    void credentialsThatNoLongerWorkBreakTheAccount() {
        device.fails(
                1,
                new Fault.Refused(
                        401,
                        401,
                        JSON.readTree(sample("spec-send-error")).path("error").asString()));
        posts(says(QUESTION));

        inbox.thread(
                inbox.only(),
                all -> states(all).equals(List.of("received", "queued"))
                        && all.get(1).at("/failure/code").isString());
        var shown = inbox.items("/api/v1/channel-accounts").getFirst();
        assertThat(shown.path("status").asString()).isEqualTo("error");
        assertThat(shown.path("lastError").asString()).contains("OnSend: Unauthorized");
    }

    @Test
    void whatOnlyMetaKnowsIsNotOffered() {
        assertThat(company.admin()
                        .post("/api/v1/channel-accounts/" + account + "/message-templates", """
                {"name":"greeting","language":"ms","category":"utility","body":"Hai."}
                """)
                        .status())
                .isBetween(400, 422);
        var able = inbox.items("/api/v1/channel-accounts").getFirst().path("capabilities");
        assertThat(able.path("vendorTemplates").asBoolean()).isFalse();
        assertThat(able.path("window").isNull()).isTrue();
    }

    // The shape that onsend.io publishes

    @Test
    void aDeviceOfThePublicServiceSendsTextsAndTellsWhenItIsLoggedOut() {
        var key = "token-" + IDS.incrementAndGet();
        device = TestBot.onsend(key);
        connected(connect("onsend_io", "{\"apiKey\":\"%s\"}".formatted(key)));
        posts(says(QUESTION));

        inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "sent")));
        var wanted = JSON.readTree(sample("real-send-text-request")
                .replace("60123456789", CUSTOMER)
                .replace("Hello world", ANSWER));
        assertThat(device.sent().getFirst().body()).isEqualTo(wanted);

        device.is(JSON.readTree(sample("real-status-response-logged-out"))
                .path("status")
                .asString());
        send(inbox.only(), "Hai");
        var failed = inbox.thread(inbox.only(), all -> states(all).getLast().equals("failed"));
        assertThat(failed.getLast().at("/failure/reason").asString())
                .contains(JSON.readTree(sample("real-send-response-failed"))
                        .path("message")
                        .asString());
        var tested = company.admin().post("/api/v1/channel-accounts/" + account + "/test", "");
        assertThat(tested.json().path("lastError").asString()).contains("Pair the phone again");
        device.is(JSON.readTree(sample("real-status-response")).path("status").asString());
        tested = company.admin().post("/api/v1/channel-accounts/" + account + "/test", "");
        assertThat(tested.json().path("status").asString()).isEqualTo("connected");
    }

    @Test
    void whatIsTypedOnThePairedPhoneOfThePublicServiceIsOutgoingAndNotAnswered() {
        var key = "token-" + IDS.incrementAndGet();
        device = TestBot.onsend(key);
        connected(connect("onsend_io", "{\"apiKey\":\"%s\"}".formatted(key)));
        posts(says("Ada orang?"));
        var id = inbox.only();
        int before = inbox.settled(id, 1).size();
        var own = "60" + Math.abs(key.hashCode() % 1_000_000_000L);

        posts("{\"from\":\"+%s\",\"to\":\"%s\",\"body\":\"%s\",\"timestamp\":%d}"
                .formatted(own, CUSTOMER, QUESTION, clock.instant().getEpochSecond()));

        var thread = inbox.settled(inbox.only(), before + 1);
        assertThat(thread.getLast().path("author").asString()).isEqualTo("member");
        assertThat(thread.getLast().at("/content/text").asString()).isEqualTo(QUESTION);
        assertThat(device.sent()).noneMatch(sent -> sent.body().toString().contains(ANSWER));
    }

    @Test
    void filesGoByTheirAddress() {
        var image = JSON.readTree(sample("real-send-image-request"));
        assertThat(JSON.<JsonNode>valueToTree(OnSendWire.file(
                        "60123456789", "image", image.path("url").asString(), "caption", "image/jpeg", "premium.jpg")))
                .isEqualTo(image);
        var document = JSON.readTree(sample("real-send-document-request"));
        assertThat(JSON.<JsonNode>valueToTree(OnSendWire.file(
                        "60123456789",
                        "document",
                        document.path("url").asString(),
                        null,
                        "application/pdf",
                        "quote.pdf")))
                .isEqualTo(document);
    }

    @Test
    void everySampleIsReadByATest() throws IOException {
        var source = Files.readString(Path.of("src/test/java/app/sembang/channels/onsend/OnSendTests.java"));
        try (var files = Files.list(Path.of("src/test/resources/contracts/onsend"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(source).contains("sample(\"" + name + "\")"));
        }
        // What the simulator answers is what the vendor's documents show.
        assertThat(JSON.readTree(sample("real-error-429")).path("message").asString())
                .isEqualTo("Too Many Requests");
        assertThat(JSON.readTree(sample("real-send-response-ok"))
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(JSON.readTree(sample("spec-account-status-response"))
                        .path("status")
                        .asString())
                .isEqualTo("active");
    }

    private String says(String text) {
        return "{\"from\":\"%s\",\"body\":\"%s\",\"timestamp\":%d}"
                .formatted(CUSTOMER, text, clock.instant().getEpochSecond());
    }

    private int posts(String body) {
        return posts(body, signature(secret, body));
    }

    private int posts(String body, @Nullable String signature) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (signature != null) {
            request.header("x-webhook-signature", signature);
        }
        try {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String signature(String secret, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(String conversation, String text) {
        var sent = company.admin()
                .post(
                        "/api/v1/conversations/" + conversation + "/messages",
                        "{\"type\":\"text\",\"text\":\"%s\"}".formatted(text));
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
    }

    private static String sample(String name) {
        return resource("onsend/" + name);
    }

    private static String resource(String name) {
        try (var in = OnSendTests.class.getResourceAsStream("/contracts/" + name + ".json")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
