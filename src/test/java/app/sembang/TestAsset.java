package app.sembang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.simulator.Fault;
import app.sembang.simulator.MetaAsset;
import app.sembang.simulator.WhatsAppCall;
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
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A company's page on Messenger or professional account on Instagram, connected over the API; its other end is the
/// simulator's Meta.
public final class TestAsset {
    public static final String VERIFY_TOKEN = "vt_sample";
    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicLong IDS =
            new AtomicLong(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 44));

    /// What the vendor's samples call the account and the customer.
    public enum Kind {
        MESSENGER("page", "pageId", "pageAccessToken", "100200300400501"),
        INSTAGRAM("instagram", "instagramUserId", "accessToken", "17841400000000501");

        private final String object;
        private final String credential;
        private final String tokenCredential;
        private final String sampleId;

        Kind(String object, String credential, String tokenCredential, String sampleId) {
            this.object = object;
            this.credential = credential;
            this.tokenCredential = tokenCredential;
            this.sampleId = sampleId;
        }

        public String channel() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /// The credentials of an account, as a body of JSON.
        String credentials(String id, String token, String secret) {
            return """
                    {"%s":"%s","%s":"%s","appSecret":"%s","verifyToken":"%s"}
                    """.formatted(credential, id, tokenCredential, token, secret, VERIFY_TOKEN);
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final Kind kind;
    private final String id;
    private final String account;
    private final String path;
    private final String secret;
    private final MetaAsset meta;

    private TestAsset(int port, Kind kind, String id, String account, String path, String secret, MetaAsset meta) {
        this.port = port;
        this.kind = kind;
        this.id = id;
        this.account = account;
        this.path = path;
        this.secret = secret;
        this.meta = meta;
    }

    public static TestAsset connect(int port, TestCompany company, Kind kind) {
        return connect(port, company, kind, "secret-" + IDS.incrementAndGet());
    }

    public static TestAsset connect(int port, TestCompany company, Kind kind, String appSecret) {
        var id = String.valueOf(IDS.incrementAndGet());
        var token = "EAAG" + id;
        var meta = atMeta(kind, id).opensWith(token);
        var made = company.admin().post("/api/v1/channel-accounts", body(kind, id, token, appSecret));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.json().path("status").asString())
                .as(made.response().body())
                .isEqualTo("connected");
        var path = URI.create(made.json().path("webhookUrl").asString()).getPath();
        meta.deliversTo(URI.create("http://localhost:" + port + path), appSecret);
        return new TestAsset(port, kind, id, made.json().path("id").asString(), path, appSecret, meta);
    }

    public static MetaAsset atMeta(Kind kind, String id) {
        return kind == Kind.MESSENGER
                ? TestBot.simulator().messenger(id)
                : TestBot.simulator().instagram(id);
    }

    /// Where Meta keeps a file for a while.
    public static String lookaside(Kind kind, String id, String file) {
        var base = kind == Kind.MESSENGER
                ? TestBot.simulator().messengerUri()
                : TestBot.simulator().instagramUri();
        return "%s/lookaside/%s/%s".formatted(base, id, file);
    }

    /// What connects an account over the API.
    public static String body(Kind kind, String id, String token, String secret) {
        return "{\"channel\":\"%s\",\"name\":\"Our page\",\"credentials\":%s}"
                .formatted(kind.channel(), kind.credentials(id, token, secret));
    }

    public MetaAsset meta() {
        return meta;
    }

    /// What somebody does on the demo's phone, and what the phone then shows.
    ///
    /// @param path behind the account, such as `/messages`
    /// @param body null: only looks
    public JsonNode phone(String path, @Nullable String body) {
        var request = HttpRequest.newBuilder(URI.create("%s/control/%s/%s%s%s"
                .formatted(
                        TestBot.simulator().uri(),
                        kind.channel(),
                        kind.channel().charAt(0),
                        id,
                        path)));
        var answer = send((body == null ? request : request.POST(BodyPublishers.ofString(body))).build());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    /// What goes wrong from now on, in the words of the simulator's control API.
    public void faults(String json) {
        var to = "%s/control/%s/%s%s/faults"
                .formatted(
                        TestBot.simulator().uri(),
                        kind.channel(),
                        kind.channel().charAt(0),
                        id);
        var answer = send(HttpRequest.newBuilder(URI.create(to))
                .PUT(BodyPublishers.ofString(json))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    public String id() {
        return id;
    }

    public String account() {
        return account;
    }

    public String path() {
        return path;
    }

    /// Gives back the message's id.
    public String says(String person, String text) {
        return says(person, text, Instant.now());
    }

    public String says(String person, String text, Instant at) {
        var mid = "m_IN" + IDS.incrementAndGet();
        assertThat(posts(event(
                        person,
                        at,
                        "message",
                        JSON.createObjectNode().put("mid", mid).put("text", text))))
                .isEqualTo(200);
        return mid;
    }

    public int tells(String person, String what, ObjectNode content) {
        return posts(event(person, Instant.now(), what, content));
    }

    private byte[] event(String person, Instant at, String what, ObjectNode content) {
        var item = JSON.createObjectNode();
        item.putObject("sender").put("id", person);
        item.putObject("recipient").put("id", id);
        item.put("timestamp", at.toEpochMilli());
        item.set(what, content);
        return JSON.writeValueAsBytes(envelope(item));
    }

    private ObjectNode envelope(ObjectNode... items) {
        var entry = JSON.createObjectNode().put("id", id).put("time", 1);
        var list = entry.putArray("messaging");
        for (var item : items) {
            list.add(item);
        }
        var event = JSON.createObjectNode().put("object", kind.object);
        event.putArray("entry").add(entry);
        return event;
    }

    public List<JsonNode> sent() {
        return meta.sent();
    }

    public List<JsonNode> calls() {
        return meta.calls("messages").stream().map(WhatsAppCall::body).toList();
    }

    public List<JsonNode> awaitSent(int messages, Duration within) {
        await().atMost(within).until(() -> sent().size() >= messages);
        return sent();
    }

    public void fail(int calls, Fault fault) {
        meta.fails(calls, fault, "messages");
    }

    public String signature(byte[] event) {
        return signature(secret, event);
    }

    public static String signature(String secret, byte[] event) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(event));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A sample of the vendor's documents, of this account.
    public byte[] sample(String name) {
        return raw(kind, name).replace(kind.sampleId, id).getBytes(StandardCharsets.UTF_8);
    }

    public static String raw(Kind kind, String name) {
        try (var in = TestAsset.class.getResourceAsStream("/contracts/%s/%s.json".formatted(kind.channel(), name))) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int postsSample(String name) {
        return posts(sample(name));
    }

    public int posts(byte[] event) {
        return posts(path, signature(event), event);
    }

    /// @param signature null: without the header
    public int posts(String to, @Nullable String signature, byte[] event) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + to))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(event));
        if (signature != null) {
            request.header("X-Hub-Signature-256", signature);
        }
        return send(request.build()).statusCode();
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
