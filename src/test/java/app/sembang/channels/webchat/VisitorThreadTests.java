package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// What a visitor of a website can do besides writing, and what the chat there is told besides messages.
@ProductTest
class VisitorThreadTests {
    private static final String BUTTONS =
            "{\"type\":\"content\",\"content\":{\"type\":\"choices\",\"text\":\"Pilih bahasa\",\"label\":null,\"options\":["
                    + "{\"id\":\"lang:en\",\"title\":\"English\",\"description\":null},"
                    + "{\"id\":\"lang:ms\",\"title\":\"Bahasa Malaysia\",\"description\":null}]}}";

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private String account;
    private String siteKey;
    private WidgetBrowser visitor;

    @SuppressWarnings("NullAway.Init")
    VisitorThreadTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aVisitorWhoHasWritten() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        var made = admin.post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Kedai\"}")
                .json();
        account = made.path("id").asString();
        siteKey = made.path("siteKey").asString();
        visitor = new WidgetBrowser(port);
        visitor.begin(siteKey, null);
        visitor.write("c-1", "Hello");
    }

    @Test
    void aTappedButtonComesBackByItsIdAndAnswersTheMessageThatOfferedIt() {
        var offered = send(BUTTONS);
        var shown = last();
        assertThat(shown.path("type").asString()).isEqualTo("buttons");
        assertThat(shown.path("text").asString()).isEqualTo("Pilih bahasa");
        assertThat(shown.path("fallback_text").asString()).isEqualTo("Pilih bahasa\nEnglish\nBahasa Malaysia");
        assertThat(shown.at("/buttons/1/id").asString()).isEqualTo("lang:ms");

        var tapped = tap("c-2", "lang:ms", null);

        assertThat(tapped.status()).isEqualTo(201);
        var message = tapped.json().path("message");
        assertThat(message.path("type").asString()).isEqualTo("button_reply");
        assertThat(message.path("button_id").asString()).isEqualTo("lang:ms");
        assertThat(message.path("fallback_text").asString()).isEqualTo("Bahasa Malaysia");
        assertThat(message.path("reply_to").asString()).isEqualTo(offered);
        var seen = items().get(items().size() - 1);
        assertThat(seen.at("/content/type").asString()).isEqualTo("button_reply");
        assertThat(seen.at("/content/buttonId").asString()).isEqualTo("lang:ms");
        assertThat(seen.at("/context/quoted/id").asString()).isEqualTo(offered);
        assertThat(tap("c-2", "lang:ms", null).json().path("duplicate").asBoolean())
                .isTrue();
    }

    @Test
    void aButtonNobodyOfferedCannotBeTapped() {
        var offered = send(BUTTONS);
        var other = new WidgetBrowser(port);
        other.begin(siteKey, null);
        other.write("c-1", "Somebody else");

        var unknown = tap("c-2", "lang:ta", null);
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.json().at("/error/fields/button_id").asString()).isNotEmpty();
        assertThat(tap("c-3", "lang:ms", first()).status())
                .as("of a message without it")
                .isEqualTo(422);
        visitor = other;
        assertThat(tap("c-4", "lang:ms", null).status()).isEqualTo(422);
        assertThat(tap("c-5", "lang:ms", offered).status()).isEqualTo(422);
    }

    @Test
    void aVisitorAnswersOneMessageOfTheirOwnThread() {
        var answered = send("{\"type\":\"text\",\"text\":\"Red or blue?\"}");

        var written = reply("c-2", "Blue", answered);

        assertThat(written.status()).isEqualTo(201);
        assertThat(written.json().at("/message/reply_to").asString()).isEqualTo(answered);
        assertThat(items().get(items().size() - 1).at("/context/quoted/id").asString())
                .isEqualTo(answered);
        var mine = visitor;
        visitor = new WidgetBrowser(port);
        visitor.begin(siteKey, null);
        visitor.write("c-1", "Somebody else");
        assertThat(reply("c-2", "Blue", answered)
                        .json()
                        .at("/error/fields/reply_to")
                        .asString())
                .isNotEmpty();
        assertThat(reply("c-3", "Blue", "nonsense").status()).isEqualTo(422);
        visitor = mine;
    }

    @Test
    void whatStaffTakesBackIsGoneFromTheVisitorsScreen() throws Exception {
        var sent = send("{\"type\":\"text\",\"text\":\"RM 10.00\"}");
        try (var stream = visitor.follow("/widget/v1/stream?after=0000000000000000")) {
            stream.until(told -> told.data().at("/message/id").asString("").equals(sent));

            var taken = admin.delete(messages() + "/" + sent);

            assertThat(taken.status()).isEqualTo(200);
            assertThat(taken.json().at("/content/type").asString()).isEqualTo("deleted");
            var told = stream.until(event -> event.event().equals("message.deleted"))
                    .getLast();
            assertThat(told.data().path("message_id").asString()).isEqualTo(sent);
            assertThat(told.id()).isNotEmpty();
        }
        assertThat(visitor.get("/widget/v1/messages").json().path("messages").findValuesAsString("id"))
                .doesNotContain(sent);
        assertThat(admin.delete(messages() + "/" + sent).status()).isEqualTo(200);
        assertThat(admin.delete(messages() + "/" + first()).code())
                .as("the customer's own")
                .isEqualTo("not-sent");
        assertThat(admin.get("/api/v1/audit-entries?kind=message_withdrawn")
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void whenAMemberReadItIsSaid() throws Exception {
        admin.put("/api/v1/conversations/" + conversation() + "/read", "{\"seq\":1}");
        try (var stream = visitor.follow("/widget/v1/stream?after=0000000000000000")) {
            assertThat(stream.until(told -> told.event().equals("message.status"))
                            .getLast()
                            .data()
                            .path("at")
                            .asString())
                    .isEqualTo("2026-11-24T02:00:00.000Z");
        }
    }

    @Test
    void visitorsAreToldWhetherSomebodyIsThere() throws Exception {
        assertThat(online()).isFalse();
        try (var stream = visitor.follow("/widget/v1/stream")) {
            company.take("Aina", Role.COMPANY_USER);
            var aina = company.signedIn("Aina");
            assertThat(stream.until(told -> told.event().equals("presence")
                                    && told.data().path("online").asBoolean())
                            .getLast()
                            .id())
                    .as("not kept")
                    .isEmpty();
            assertThat(online()).isTrue();

            aina.put("/api/v1/me/availability", "{\"available\":false}");

            stream.until(told -> told.event().equals("presence")
                    && !told.data().path("online").asBoolean());
        }
    }

    @Test
    void theChatHearsThatItsSiteWasSetUpAnew() throws Exception {
        try (var stream = visitor.follow("/widget/v1/stream")) {
            var settings = admin.get("/api/v1/channel-accounts/" + account + "/website")
                    .json()
                    .path("settings")
                    .toString();

            admin.put(
                    "/api/v1/channel-accounts/" + account + "/website",
                    settings.replace("\"title\":null", "\"title\":\"Kedai Baharu\""));

            stream.until(told -> told.event().equals("config.changed"));
        }
        await().untilAsserted(() -> assertThat(visitor.get("/widget/v1/bootstrap?site_key=" + siteKey)
                        .json()
                        .at("/brand/name")
                        .asString())
                .isEqualTo("Kedai Baharu"));
    }

    private boolean online() {
        return visitor.get("/widget/v1/bootstrap?site_key=" + siteKey)
                .json()
                .at("/presence/online")
                .asBoolean();
    }

    private WidgetBrowser.Answer tap(String id, String button, @Nullable String of) {
        return visitor.post(
                "/widget/v1/messages",
                "{\"client_message_id\":\"%s\",\"type\":\"button_reply\",\"button_id\":\"%s\",\"reply_to\":%s}"
                        .formatted(id, button, of == null ? "null" : "\"" + of + "\""));
    }

    private WidgetBrowser.Answer reply(String id, String text, String to) {
        return visitor.post(
                "/widget/v1/messages",
                "{\"client_message_id\":\"%s\",\"type\":\"text\",\"text\":\"%s\",\"reply_to\":\"%s\"}"
                        .formatted(id, text, to));
    }

    private String conversation() {
        return admin.get("/api/v1/conversations").json().at("/items/0/id").asString();
    }

    private String messages() {
        return "/api/v1/conversations/" + conversation() + "/messages";
    }

    private JsonNode items() {
        return admin.get(messages()).json().path("items");
    }

    private String send(String message) {
        var sent = admin.post(messages(), message);
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
        return sent.json().path("id").asString();
    }

    private JsonNode last() {
        var messages = visitor.get("/widget/v1/messages").json().path("messages");
        return messages.get(messages.size() - 1);
    }

    private String first() {
        return items().get(0).path("id").asString();
    }
}
