package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.TestMail;
import app.sembang.identity.Members;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// A visitor ends the conversation, has it by e-mail, and leaves a message where nobody is there.
@ProductTest
class VisitorConversationTests {
    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private String email;

    @SuppressWarnings("NullAway.Init")
    VisitorConversationTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        email = "aina-%s@visitors.test".formatted(UUID.randomUUID());
    }

    @Test
    void whoEndsTheConversationBeginsAnewWithTheNextMessage() {
        var visitor = visitor("\"ending\":true,\"rating\":true,\"askEmail\":\"off\"");
        assertThat(state(visitor).path("may_end").asBoolean()).isFalse();
        assertThat(visitor.post("/widget/v1/conversation/end", "{}").errorCode())
                .isEqualTo("no_conversation");
        visitor.write("c-1", "Hello");
        assertThat(state(visitor).path("may_end").asBoolean()).isTrue();

        assertThat(visitor.post("/widget/v1/conversation/end", "{}").status()).isEqualTo(204);

        var first = newest();
        assertThat(first.path("status").asString()).isEqualTo("completed");
        var activity = company.admin()
                .get("/api/v1/conversations/%s/activity"
                        .formatted(first.path("id").asString()))
                .json()
                .path("items")
                .valueStream()
                .toList();
        assertThat(activity.getLast().path("kind").asString()).isEqualTo("completed");
        assertThat(activity.getLast().at("/facts/reason").asString()).isEqualTo("customer_ended");
        assertThat(visitor.get("/widget/v1/rating").json().path("open").asBoolean())
                .isTrue();
        visitor.write("c-2", "One more thing");
        assertThat(newest().path("id").asString()).isNotEqualTo(first.path("id").asString());
    }

    @Test
    void theTranscriptGoesToTheAddressThatIsKnownAndToNoOther() {
        var visitor = visitor("\"transcript\":true,\"rating\":false,\"askEmail\":\"optional\"");
        visitor.write("c-1", "Ada saiz M?");
        assertThat(state(visitor).has("transcript_to")).isFalse();
        assertThat(visitor.post("/widget/v1/conversation/transcript", "{\"email\":\"victim@example.test\"}")
                        .errorCode())
                .isEqualTo("no_email");

        var known = visitor("\"transcript\":true,\"rating\":false,\"askEmail\":\"optional\"");
        known.post("/widget/v1/pre-chat", "{\"email\":\"%s\"}".formatted(email));
        known.write("c-1", "Ada saiz M?");
        assertThat(state(known).path("transcript_to").asString())
                .isEqualTo("a•••" + email.substring(email.indexOf('@')));
        for (int i = 0; i < 3; i++) {
            assertThat(known.post("/widget/v1/conversation/transcript", "{}").status())
                    .isEqualTo(202);
        }
        assertThat(known.post("/widget/v1/conversation/transcript", "{}").status())
                .isEqualTo(429);

        var mail = TestMail.read(email, 1);
        assertThat(mail.subject()).isEqualTo("Sembang anda dengan Kedai Contoh");
        assertThat(mail.text()).contains("Anda:").contains("Ada saiz M?");
    }

    @Test
    void whoWritesWhileNobodyIsThereLeavesAnAddress() {
        assertThat(company.admin().patch("/api/v1/company", CLOSED).status()).isEqualTo(200);
        var visitor = visitor("\"whenClosed\":\"leave_message\",\"rating\":false,\"askEmail\":\"off\"");

        var site = visitor.get("/widget/v1/bootstrap?site_key=" + siteKey).json();
        assertThat(site.at("/offline/mode").asString()).isEqualTo("leave_message");
        assertThat(site.at("/business_hours/open_now").asBoolean()).isFalse();
        assertThat(site.at("/pre_chat_form/fields/0/key").asString()).isEqualTo("email");
        assertThat(visitor.write("c-1", "Ada orang?").errorCode()).isEqualTo("pre_chat_required");
        assertThat(visitor.post("/widget/v1/pre-chat", "{}").status()).isEqualTo(422);

        visitor.post("/widget/v1/pre-chat", "{\"email\":\"%s\"}".formatted(email));
        assertThat(visitor.write("c-1", "Ada orang?").status()).isEqualTo(201);
        assertThat(company.admin()
                        .get("/api/v1/contacts")
                        .json()
                        .at("/items/0/email")
                        .asString())
                .isEqualTo(email);
    }

    @Test
    void aSiteMayHaveNoChatWhileNobodyIsThere() {
        var visitor = visitor("\"whenClosed\":\"hide\",\"rating\":false,\"askEmail\":\"off\"");
        var launcher = "/widget/site.js?site_key=" + siteKey;
        assertThat(visitor.get(launcher).response().body()).startsWith("Sembang.site={");

        assertThat(company.admin().patch("/api/v1/company", CLOSED).status()).isEqualTo(200);

        assertThat(visitor.get(launcher).response().body()).isEqualTo("Sembang.site=0");
        assertThat(visitor.get("/widget/v1/bootstrap?site_key=" + siteKey)
                        .json()
                        .at("/offline/mode")
                        .asString())
                .isEqualTo("hide");
    }

    @Test
    void aSiteThatOffersNeitherTakesNeither() {
        var visitor = visitor("\"rating\":false,\"askEmail\":\"off\"");
        visitor.write("c-1", "Hello");

        assertThat(visitor.post("/widget/v1/conversation/end", "{}").errorCode())
                .isEqualTo("ending_off");
        assertThat(visitor.post("/widget/v1/conversation/transcript", "{}").errorCode())
                .isEqualTo("transcript_off");
        assertThat(newest().path("status").asString()).isEqualTo("new");
    }

    private static final String CLOSED = """
            {"businessHours":{"monday":[],"tuesday":[],"wednesday":[],"thursday":[],"friday":[],"saturday":[],"sunday":[]}}
            """;

    private String siteKey = "";

    private WidgetBrowser visitor(String settings) {
        var made = company.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Kedai Contoh\"}")
                .json();
        var set = company.admin()
                .put("/api/v1/channel-accounts/" + made.path("id").asString() + "/website", """
                        {"side":"end","texts":[],"askName":"off","askPhone":"off","identityVerification":"off",%s}
                        """.formatted(settings));
        assertThat(set.status()).as(set.response().body()).isEqualTo(200);
        siteKey = made.path("siteKey").asString();
        var visitor = new WidgetBrowser(port);
        visitor.begin(siteKey, null);
        return visitor;
    }

    private static JsonNode state(WidgetBrowser visitor) {
        return visitor.get("/widget/v1/conversation").json();
    }

    private JsonNode newest() {
        return company.admin()
                .get("/api/v1/conversations?status=any&limit=1")
                .json()
                .at("/items/0");
    }
}
