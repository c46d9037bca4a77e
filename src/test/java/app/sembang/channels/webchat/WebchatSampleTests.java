package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.channels.webchat.WidgetBrowser.Told;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.secrets.Secrets;
import app.sembang.shared.ChannelAccountId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The samples of the widget's protocol: what it sends is taken, and what it is answered has every field they show.
@ProductTest
class WebchatSampleTests {
    private static final Path SAMPLES = Path.of("src/test/resources/contracts/webchat");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECRET = "wid_secret_sample_do_not_use";

    private final Members members;
    private final SiteSettingsStore settings;
    private final Secrets secrets;
    private final CompanyTransactions transactions;
    private final Clock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private String account;
    private String siteKey;
    private WidgetBrowser visitor;

    @SuppressWarnings("NullAway.Init")
    WebchatSampleTests(
            Members members,
            SiteSettingsStore settings,
            Secrets secrets,
            CompanyTransactions transactions,
            Clock clock) {
        this.members = members;
        this.settings = settings;
        this.secrets = secrets;
        this.transactions = transactions;
        this.clock = clock;
    }

    @BeforeEach
    void aSite() {
        company = TestCompany.found(port, members);
        var made = company.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Kedai Contoh\"}")
                .json();
        account = made.path("id").asString();
        siteKey = made.path("siteKey").asString();
        visitor = new WidgetBrowser(port);
    }

    @Test
    void everySampleIsOneOfThese() throws IOException {
        try (var files = Files.list(SAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "bootstrap-response.json",
                            "error-origin-not-allowed.json",
                            "error-rate-limited.json",
                            "error-stream-reset.json",
                            "identify-request.json",
                            "message-post-duplicate-response.json",
                            "message-post-request.json",
                            "message-post-response.json",
                            "session-create-request.json",
                            "session-create-response.json",
                            "stream.sse",
                            "upload-init-response.json");
        }
    }

    @Test
    void aSiteIsIntroducedAsTheSampleSays() throws IOException {
        assertThat(setUp("""
                        {"side":"end","askName":"required","askEmail":"off","askPhone":"optional","rating":false,
                         "identityVerification":"off","texts":[{"language":"ms","consent":"Saya setuju dengan notis privasi"}]}
                        """)).isEqualTo(200);

        var introduced = visitor.get("/widget/v1/bootstrap?site_key=%s&locale=ms".formatted(siteKey))
                .json();

        var sample = sample("bootstrap-response");
        assertThat(names(introduced)).containsAll(names(sample));
        assertThat(introduced.at("/pre_chat_form/when")).isEqualTo(sample.at("/pre_chat_form/when"));
        assertThat(introduced.at("/pre_chat_form/fields/0/key")).isEqualTo(sample.at("/pre_chat_form/fields/0/key"));
        assertThat(introduced.at("/pre_chat_form/fields/2")).isEqualTo(sample.at("/pre_chat_form/fields/2"));
        assertThat(introduced.path("transport")).isEqualTo(sample.path("transport"));
        assertThat(introduced.path("available_locales")).isEqualTo(sample.path("available_locales"));
    }

    @Test
    void aMessageIsTakenOnceAndAnsweredAsTheSamplesSay() throws IOException {
        assertThat(names(begin())).containsAll(names(sample("session-create-response")));

        var message = text("message-post-request");
        var stored = visitor.post("/widget/v1/messages", message);
        var again = visitor.post("/widget/v1/messages", message);

        assertThat(stored.status()).isEqualTo(201);
        assertThat(names(stored.json())).containsAll(names(sample("message-post-response")));
        assertThat(again.status()).isEqualTo(200);
        assertThat(names(again.json())).containsAll(names(sample("message-post-duplicate-response")));
        for (var answer : List.of(stored, again)) {
            for (var field : List.of("client_message_id", "direction", "type", "text", "status")) {
                assertThat(answer.json().path("message").path(field))
                        .isEqualTo(
                                sample("message-post-response").path("message").path(field));
            }
        }
        assertThat(again.json().path("duplicate").asBoolean()).isTrue();
        assertThat(again.json().path("event_id")).isEqualTo(stored.json().path("event_id"));
    }

    @Test
    void aPlaceForAFileIsGivenAsTheSampleSays() throws IOException {
        begin();

        var place = visitor.post("/widget/v1/uploads", "{\"name\":\"a.png\"}").json();

        assertThat(names(place)).containsAll(names(sample("upload-init-response")));
        assertThat(place.path("max_bytes"))
                .isEqualTo(sample("upload-init-response").path("max_bytes"));
    }

    @Test
    void theSampleProvesWhoItsVisitorIs() throws Exception {
        setSecret();
        assertThat(setUp("""
                        {"side":"end","askName":"off","askEmail":"off","askPhone":"off","rating":false,"texts":[],
                         "identityVerification":"optional"}
                        """)).isEqualTo(200);
        begin();

        var proved = visitor.post("/widget/v1/identify", text("identify-request"));

        assertThat(proved.status()).isEqualTo(200);
        assertThat(proved.json().at("/contact/verified").asBoolean()).isTrue();
        assertThat(company.admin().get("/api/v1/contacts").json().at("/items/0/name"))
                .isEqualTo(sample("identify-request").at("/attributes/name"));
    }

    @Test
    void refusalsAreSaidAsTheSamplesSay() throws IOException {
        begin();

        var elsewhere = visitor.get("/widget/v1/bootstrap?site_key=" + siteKey, "Origin", "https://evil.example");
        assertThat(elsewhere.status()).isEqualTo(403);
        assertThat(elsewhere.json()).isEqualTo(sample("error-origin-not-allowed"));
        WidgetBrowser.Answer tooMany;
        int tries = 0;
        do {
            tooMany = visitor.write("c-" + tries, "Hello");
        } while (tooMany.status() == 201 && tries++ < 10);
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(names(tooMany.json())).isEqualTo(names(sample("error-rate-limited")));
        assertThat(tooMany.errorCode())
                .isEqualTo(sample("error-rate-limited").at("/error/code").asString());
        var lost = visitor.get("/widget/v1/events?after=0000000000009999");
        assertThat(lost.status()).isEqualTo(409);
        assertThat(lost.json()).isEqualTo(sample("error-stream-reset"));
    }

    /// The same things happen as in the sample, and each is told with every field of it.
    @Test
    void theStreamTellsWhatTheSampleTells() throws Exception {
        var samples = told(Files.readString(SAMPLES.resolve("stream.sse")));
        assertThat(samples)
                .extracting(Told::event)
                .containsExactly(
                        "message.created",
                        "typing",
                        "message.created",
                        "message.status",
                        "conversation.updated",
                        "message.created");
        begin();
        try (var stream = visitor.follow("/widget/v1/stream?after=0000000000000000")) {
            visitor.post("/widget/v1/messages", text("message-post-request"));
            likeSample(stream, samples.get(0));
            var admin = company.admin();
            var conversation = "/api/v1/conversations/"
                    + admin.get("/api/v1/conversations")
                            .json()
                            .at("/items/0/id")
                            .asString();
            admin.post(conversation + "/typing", "{\"on\":true}");
            likeSample(stream, samples.get(1));
            admin.post(conversation + "/messages", "{\"type\":\"text\",\"text\":\"Ada kak, RM 100.00\"}");
            likeSample(stream, samples.get(2));
            admin.put(conversation + "/read", "{\"seq\":99}");
            likeSample(stream, samples.get(3));
            admin.put(
                    conversation + "/assignment",
                    "{\"userId\":\"%s\"}".formatted(company.take("Aina", Role.COMPANY_USER)));
            likeSample(stream, samples.get(4));
            admin.post(
                    conversation + "/messages",
                    "{\"type\":\"content\",\"content\":{\"type\":\"choices\",\"text\":\"Pilih bahasa\",\"label\":null,\"options\":["
                            + "{\"id\":\"lang:en\",\"title\":\"English\",\"description\":null},"
                            + "{\"id\":\"lang:ms\",\"title\":\"Bahasa Malaysia\",\"description\":null}]}}");
            var offered = likeSample(stream, samples.get(5));
            assertThat(offered.data().at("/message/buttons"))
                    .isEqualTo(samples.get(5).data().at("/message/buttons"));
        }
    }

    /// The next event that says what this sample says: of its name, and with its fields.
    private static Told likeSample(WidgetBrowser.Stream stream, Told sample) throws InterruptedException {
        var type = sample.data().at("/message/type");
        var told = stream.until(event -> event.event().equals(sample.event())
                        && names(event.data()).containsAll(names(sample.data()))
                        && event.data().at("/message/type").equals(type))
                .getLast();
        assertThat(told.id().isEmpty()).isEqualTo(sample.id().isEmpty());
        assertThat(told.id()).hasSameSizeAs(sample.id());
        return told;
    }

    private static List<Told> told(String stream) {
        return Arrays.stream(stream.split("\n\n"))
                .filter(block -> block.contains("event: "))
                .map(block ->
                        new Told(field(block, "id"), "", field(block, "event"), JSON.readTree(field(block, "data"))))
                .toList();
    }

    private static String field(String block, String name) {
        var found = Pattern.compile("(?m)^" + name + ": (.*)$").matcher(block);
        return found.find() ? found.group(1) : "";
    }

    private JsonNode begin() throws IOException {
        var begun = visitor.post(
                "/widget/v1/sessions", text("session-create-request").replace("wsk_live_5f2b9c", siteKey));
        assertThat(begun.status()).isEqualTo(200);
        visitor.with(begun.json().path("session_token").asString());
        return begun.json();
    }

    /// A server makes its own secrets; the sample's was made elsewhere.
    private void setSecret() {
        var site = ChannelAccountId.from(account);
        var sealed = secrets.seal(company.id(), "webchat_site.identity_secret." + site, SECRET);
        transactions.run(
                company.id(),
                () -> settings.secret(
                        company.id(), site, sealed, SECRET.substring(SECRET.length() - 4), clock.instant()));
    }

    private int setUp(String settings) {
        return company.admin()
                .put("/api/v1/channel-accounts/" + account + "/website", settings)
                .status();
    }

    private static String text(String name) throws IOException {
        return Files.readString(SAMPLES.resolve(name + ".json"));
    }

    private static JsonNode sample(String name) throws IOException {
        return JSON.readTree(text(name));
    }

    /// The names of all fields, with those they stand in.
    private static Set<String> names(JsonNode node) {
        var names = new TreeSet<String>();
        collect(node, "", names);
        return names;
    }

    private static void collect(JsonNode node, String before, Set<String> names) {
        node.propertyStream().forEach(property -> {
            var name = before + property.getKey();
            names.add(name);
            collect(property.getValue(), name + "/", names);
            property.getValue().valueStream().forEach(item -> collect(item, name + "/", names));
        });
    }
}
