package app.sembang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.simulator.Fault;
import app.sembang.simulator.WhatsAppCall;
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
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A company's WhatsApp number, connected over the API; its other end is the simulator's WhatsApp.
public final class TestNumber {
    private static final JsonMapper JSON = new JsonMapper();
    public static final String VERIFY_TOKEN = "vt_sample";

    /// Of the vendor's samples.
    private static final String SAMPLE_NUMBER = "318077700450021";

    private static final String SAMPLE_WABA = "209144520019911";
    private static final Map<String, String> OF_THE_SAME_PERSON =
            Map.of("user_id", "wa_id", "from_user_id", "from", "to_user_id", "to", "recipient_user_id", "recipient_id");
    private static final AtomicLong IDS =
            new AtomicLong(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 44));

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final String id;
    private final String account;
    private final String path;
    private final String waba;
    private final String secret;
    private final WhatsAppNumber whatsapp;
    private boolean hides;

    private TestNumber(
            int port, String id, String account, String path, String waba, String secret, WhatsAppNumber whatsapp) {
        this.port = port;
        this.id = id;
        this.account = account;
        this.path = path;
        this.waba = waba;
        this.secret = secret;
        this.whatsapp = whatsapp;
    }

    public static TestNumber connect(int port, TestCompany company) {
        return connect(port, company, "secret-" + IDS.incrementAndGet(), "{}");
    }

    public static TestNumber connect(int port, TestCompany company, String appSecret, String settings) {
        var id = String.valueOf(IDS.incrementAndGet());
        var waba = String.valueOf(IDS.incrementAndGet());
        var token = "EAAG" + id;
        var whatsapp = TestBot.simulator().whatsapp(id).belongsTo(waba, token, appSecret);
        var made = company.admin()
                .post("/api/v1/channel-accounts", """
                {"channel":"whatsapp","name":"Our number","settings":%s,"credentials":{"wabaId":"%s","phoneNumberId":"%s",
                 "accessToken":"%s","appSecret":"%s","verifyToken":"%s"}}
                """.formatted(settings, waba, id, token, appSecret, VERIFY_TOKEN));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.json().path("status").asString())
                .as(made.response().body())
                .isEqualTo("connected");
        var path = URI.create(made.json().path("webhookUrl").asString()).getPath();
        return new TestNumber(port, id, made.json().path("id").asString(), path, waba, appSecret, whatsapp);
    }

    /// The number as Meta has it, which from now on delivers here.
    public WhatsAppNumber atMeta() {
        return whatsapp.deliversTo(URI.create("http://localhost:" + port + path));
    }

    /// The number as Meta has it, which tells nothing of what becomes of messages.
    public WhatsAppNumber meta() {
        return whatsapp;
    }

    /// From now on the samples are of people whose number Meta hides.
    public TestNumber hidingNumbers(boolean hidden) {
        hides = hidden;
        return this;
    }

    /// The account has the template of this sample, approved.
    public void hasTemplate(String sample) {
        whatsapp.hasTemplate(JSON.readTree(raw(sample)));
    }

    /// Somebody who writes to the number. Without `phone` WhatsApp shows only the id that hides it.
    public record Customer(@Nullable String phone, String userId, String name) {}

    /// Gives back the message's id.
    public String says(Customer customer, String text) {
        return writes(
                customer,
                JSON.createObjectNode()
                        .put("type", "text")
                        .set("text", JSON.createObjectNode().put("body", text)));
    }

    /// @param message with its `type` and content
    public String writes(Customer customer, ObjectNode message) {
        var id = "wamid.IN" + IDS.incrementAndGet();
        message.put("id", id).put("timestamp", seconds());
        var contact = JSON.createObjectNode();
        contact.set("profile", JSON.createObjectNode().put("name", customer.name()));
        if (!customer.userId().isEmpty()) {
            message.put("from_user_id", customer.userId());
            contact.put("user_id", customer.userId());
        }
        if (customer.phone() != null) {
            message.put("from", customer.phone());
            contact.put("wa_id", customer.phone());
        }
        var value = value();
        value.set("contacts", JSON.createArrayNode().add(contact));
        value.set("messages", JSON.createArrayNode().add(message));
        assertThat(posts(event("messages", value))).isEqualTo(200);
        return id;
    }

    /// Tells what became of a message.
    ///
    /// @param opaque what the sender passed along
    public void tells(String messageId, String status, @Nullable String opaque) {
        var told = JSON.createObjectNode()
                .put("id", messageId)
                .put("status", status)
                .put("timestamp", seconds())
                .put("recipient_id", "601155500101");
        if (opaque != null) {
            told.put("biz_opaque_callback_data", opaque);
        }
        var value = value();
        value.set("statuses", JSON.createArrayNode().add(told));
        assertThat(posts(event("messages", value))).isEqualTo(200);
    }

    /// Messages to customers that took effect, in the vendor's format, with the `id` they were given.
    public List<JsonNode> sent() {
        return whatsapp.sent();
    }

    /// Everything that was posted to the number's messages.
    public List<JsonNode> calls() {
        return whatsapp.calls("messages").stream().map(WhatsAppCall::body).toList();
    }

    public List<JsonNode> awaitSent(int messages, Duration within) {
        await().atMost(within).until(() -> sent().size() >= messages);
        return sent();
    }

    /// What goes wrong with the next calls that send.
    public void fail(int calls, Fault fault) {
        whatsapp.fails(calls, fault, "messages");
    }

    /// A file that a customer sends, under the id its message names.
    public void keep(String mediaId, byte[] content) {
        whatsapp.keep(mediaId, "image/jpeg", content);
    }

    /// Where Meta keeps such a file for a while.
    public String lookaside(String mediaId) {
        return "%s/lookaside/%s/%s".formatted(TestBot.simulator().whatsappUri(), id, mediaId);
    }

    public String signature(byte[] event) {
        return signature(secret, event);
    }

    public static String signature(String secret, byte[] event) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(event));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode value() {
        var value = JSON.createObjectNode().put("messaging_product", "whatsapp");
        value.set("metadata", JSON.createObjectNode().put("phone_number_id", id));
        return value;
    }

    private byte[] event(String field, ObjectNode value) {
        var entry = JSON.createObjectNode().put("id", waba);
        entry.set(
                "changes",
                JSON.createArrayNode()
                        .add(JSON.createObjectNode().put("field", field).set("value", value)));
        return JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("object", "whatsapp_business_account")
                .set("entry", JSON.createArrayNode().add(entry)));
    }

    private static String seconds() {
        return String.valueOf(Instant.now().getEpochSecond());
    }

    public String id() {
        return id;
    }

    public String waba() {
        return waba;
    }

    public String account() {
        return account;
    }

    public String path() {
        return path;
    }

    /// A sample of the vendor's documents, of this number.
    public byte[] sample(String name) {
        var sample = shownSample(name);
        return hides ? JSON.writeValueAsBytes(hidden(JSON.readTree(sample))) : sample;
    }

    /// The same with the phone numbers it has, whatever the others hide.
    public byte[] shownSample(String name) {
        return raw(name).replace(SAMPLE_NUMBER, id).replace(SAMPLE_WABA, waba).getBytes(StandardCharsets.UTF_8);
    }

    /// Wherever a person's own id stands beside the phone number, only the id stays.
    private static JsonNode hidden(JsonNode node) {
        if (node instanceof ObjectNode object) {
            OF_THE_SAME_PERSON.forEach((id, number) -> {
                if (object.has(id)) {
                    object.remove(number);
                }
            });
        }
        node.forEach(TestNumber::hidden);
        return node;
    }

    public static String raw(String name) {
        try (var in = TestNumber.class.getResourceAsStream("/contracts/whatsapp-cloud/" + name + ".json")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Posts this event, signed.
    public int posts(byte[] event) {
        return posts(path, "sha256=" + signature(event), event).statusCode();
    }

    public int posts(String event) {
        return posts(event.getBytes(StandardCharsets.UTF_8));
    }

    public int postsSample(String name) {
        return posts(sample(name));
    }

    /// @param signature null: without the header
    public HttpResponse<String> posts(String to, @Nullable String signature, byte[] event) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + to))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(event));
        if (signature != null) {
            request.header("X-Hub-Signature-256", signature);
        }
        return send(request.build());
    }

    public HttpResponse<String> gets(String pathAndQuery) {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + pathAndQuery))
                .build());
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
}
