package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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
    /// What the sample of the stream tells, and what the widget of ours listens to.
    private static final List<String> EVENTS = List.of(
            "message.created",
            "message.updated",
            "message.deleted",
            "message.status",
            "conversation.updated",
            "contact.merged",
            "typing",
            "presence",
            "config.changed");

    private final Members members;

    @LocalServerPort
    private int port;

    private String siteKey;
    private WidgetBrowser visitor;

    @SuppressWarnings("NullAway.Init")
    WebchatSampleTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aSite() {
        siteKey = TestCompany.found(port, members)
                .admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Kedai Contoh\"}")
                .json()
                .path("siteKey")
                .asString();
        visitor = new WidgetBrowser(port);
    }

    @Test
    void everySampleIsSpokenAsItSays() throws IOException {
        try (var files = Files.list(SAMPLES)) {
            assertThat(files).hasSize(12);
        }
        assertThat(names(visitor.get("/widget/v1/bootstrap?site_key=%s&locale=ms".formatted(siteKey))
                        .json()))
                .containsAll(without(names(sample("bootstrap-response")), "pre_chat_form/fields/"));

        var begun = visitor.post(
                "/widget/v1/sessions", text("session-create-request").replace("wsk_live_5f2b9c", siteKey));
        assertThat(begun.status()).isEqualTo(200);
        assertThat(names(begun.json())).containsAll(names(sample("session-create-response")));
        visitor.with(begun.json().path("session_token").asString());

        var id = "c-" + UUID.randomUUID();
        var message = text("message-post-request").replace("c-2f6f6a0e-0001", id);
        var stored = visitor.post("/widget/v1/messages", message);
        assertThat(stored.status()).isEqualTo(201);
        assertThat(names(stored.json())).containsAll(names(sample("message-post-response")));
        var again = visitor.post("/widget/v1/messages", message);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("duplicate").asBoolean()).isTrue();
        assertThat(names(again.json())).containsAll(names(sample("message-post-duplicate-response")));

        assertThat(names(visitor.post("/widget/v1/uploads", "{\"name\":\"a.png\"}")
                        .json()))
                .containsAll(names(sample("upload-init-response")));

        // A site that proves nobody says so in the form of the samples of errors.
        var refused = visitor.post("/widget/v1/identify", text("identify-request"));
        for (var error : List.of("error-origin-not-allowed", "error-rate-limited", "error-stream-reset")) {
            assertThat(names(sample(error))).contains("error/code", "error/message");
        }
        assertThat(names(refused.json())).contains("error/code", "error/message");
        assertThat(visitor.get("/widget/v1/bootstrap?site_key=" + siteKey, "Origin", "https://evil.example")
                        .errorCode())
                .isEqualTo(sample("error-origin-not-allowed").at("/error/code").asString());

        var told = Pattern.compile("(?m)^event: (.+)$")
                .matcher(Files.readString(SAMPLES.resolve("stream.sse")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(told).isNotEmpty().isSubsetOf(EVENTS);
    }

    private static String text(String name) throws IOException {
        return Files.readString(SAMPLES.resolve(name + ".json"));
    }

    private static JsonNode sample(String name) throws IOException {
        return JSON.readTree(text(name));
    }

    private static Set<String> without(Set<String> names, String prefix) {
        names.removeIf(name -> name.startsWith(prefix));
        return names;
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
