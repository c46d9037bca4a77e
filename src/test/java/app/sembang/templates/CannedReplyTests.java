package app.sembang.templates;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Texts people send again and again, and that none leaves with a placeholder in it.
@ProductTest
class CannedReplyTests {
    private static final String HELLO =
            "{\"own\":%s,\"title\":\"Hello\",\"shortcut\":\"%s\",\"texts\":{\"en\":\"Hi {customer_name}, {agent_name} of {company_name} here.\",\"ms\":\"Hai {customer_name}\"}}";

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private StaffApp aina;

    @SuppressWarnings("NullAway.Init")
    CannedReplyTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCompanyWithAnAgent() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        company.take("Aina", Role.COMPANY_USER);
        aina = company.signedIn("Aina");
    }

    @Test
    void adminsKeepTheCompanysAndEachTheirOwn() {
        assertThat(admin.post("/api/v1/canned-replies", HELLO.formatted(false, "hello"))
                        .status())
                .isEqualTo(201);
        assertThat(aina.post("/api/v1/canned-replies", HELLO.formatted(false, "hi"))
                        .status())
                .isEqualTo(403);
        var hers = aina.post("/api/v1/canned-replies", HELLO.formatted(true, "hello"));
        assertThat(hers.status()).isEqualTo(201);

        assertThat(titles(aina, "")).isEqualTo(2);
        assertThat(titles(admin, "")).as("what is Aina's own, nobody else sees").isEqualTo(1);
        assertThat(admin.delete("/api/v1/canned-replies/" + id(hers.json())).status())
                .isEqualTo(404);
        assertThat(titles(aina, "?q=HEL")).isEqualTo(2);
        assertThat(titles(aina, "?q=nothing")).isZero();
    }

    @Test
    void aShortcutStandsForOneReplyAndPlaceholdersMustBeKnown() {
        admin.post("/api/v1/canned-replies", HELLO.formatted(false, "hello"));

        assertThat(field(admin.post("/api/v1/canned-replies", HELLO.formatted(false, "hello"))))
                .isEqualTo("shortcut");
        assertThat(field(admin.post(
                        "/api/v1/canned-replies",
                        "{\"own\":false,\"title\":\"x\",\"shortcut\":\"x\",\"texts\":{\"en\":\"Hi {nobody_knows}\"}}")))
                .isEqualTo("texts.en");
        assertThat(field(admin.post(
                        "/api/v1/canned-replies",
                        "{\"own\":false,\"title\":\"x\",\"shortcut\":\"Not so\",\"texts\":{\"en\":\"Hi\"}}")))
                .isEqualTo("shortcut");
        assertThat(field(admin.post(
                        "/api/v1/canned-replies",
                        "{\"own\":false,\"title\":\"x\",\"shortcut\":\"x\",\"texts\":{\"en\":\" \"}}")))
                .isEqualTo("texts");
    }

    @Test
    void itSaysTheNamesOfTheConversationInItsLanguage() {
        var reply = id(admin.post("/api/v1/canned-replies", HELLO.formatted(false, "hello"))
                .json());
        var conversation = conversation();

        var text = said(reply, "{\"conversationId\":\"" + conversation + "\",\"language\":\"en\"}");

        assertThat(text.path("text").asString()).startsWith("Hi Siti, Puan Admin of Kedai ");
        assertThat(text.path("unresolved")).isEmpty();
        assertThat(said(reply, "{\"conversationId\":\"" + conversation + "\"}")
                        .path("text")
                        .asString())
                .as("the company speaks Malay")
                .isEqualTo("Hai Siti");
    }

    @Test
    void itBringsAnswersToTapInTheLanguagesItSpeaks() {
        var draft =
                "{\"own\":false,\"title\":\"Size\",\"shortcut\":\"size\",\"texts\":{\"en\":\"Which size?\"},\"buttons\":{%s}%s}";

        var made = admin.post("/api/v1/canned-replies", draft.formatted("\"en\":[\" M \",\"L\"],\"ms\":[]", ""));

        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.json().at("/buttons").toString()).isEqualTo("{\"en\":[\"M\",\"L\"]}");
        var path = "/api/v1/canned-replies/" + id(made.json());
        assertThat(admin.put(path, draft.formatted("\"en\":[\"S\"]", ""))
                        .json()
                        .at("/buttons/en/0")
                        .asString())
                .isEqualTo("S");
        assertThat(field(admin.put(path, draft.formatted("\"en\":[\"M\",\"m\"]", ""))))
                .isEqualTo("buttons.en");
        assertThat(field(admin.put(path, draft.formatted("\"ms\":[\"M\"]", ""))))
                .isEqualTo("buttons.ms");
        assertThat(field(admin.put(
                        path,
                        draft.formatted(
                                "\"en\":[\"M\"]",
                                ",\"acts\":{\"tags\":[],\"priority\":null,\"snoozeHours\":null,\"close\":true}"))))
                .isEqualTo("buttons.en");
    }

    @Test
    void itsFilesComeAndGoWithIt() {
        var made = aina.post("/api/v1/canned-replies", HELLO.formatted(true, "hello"));
        var path = "/api/v1/canned-replies/" + id(made.json());
        var pdf = "%PDF-1.4\nnearly nothing".getBytes(StandardCharsets.US_ASCII);

        var attached = aina.upload("POST", path + "/files", "prices.pdf", pdf);

        assertThat(attached.status()).as(attached.response().body()).isEqualTo(201);
        var file = attached.json().at("/files/0");
        assertThat(file.path("fileName").asString()).isEqualTo("prices.pdf");
        assertThat(file.path("contentType").asString()).isEqualTo("application/pdf");
        assertThat(new StaffApp(port).get(file.path("url").asString()).status()).isEqualTo(200);
        assertThat(aina.get("/api/v1/canned-replies").json().at("/items/0/files/0/id"))
                .isEqualTo(file.path("id"));
        assertThat(admin.upload("POST", path + "/files", "x.pdf", pdf).status())
                .as("another's own")
                .isEqualTo(404);
        assertThat(field(aina.upload("POST", path + "/files", "x.bin", new byte[] {1, 2, 3})))
                .isEqualTo("file");
        for (int i = 1; i < 5; i++) {
            aina.upload("POST", path + "/files", i + ".pdf", pdf);
        }
        assertThat(field(aina.upload("POST", path + "/files", "6.pdf", pdf))).isEqualTo("file");
        assertThat(Inbox.rows(company, "media", "true")).isEqualTo(5);

        var detached = aina.delete(path + "/files/" + file.path("id").asString());

        assertThat(detached.json().path("files")).hasSize(4);
        assertThat(aina.delete(path + "/files/" + file.path("id").asString()).status())
                .isEqualTo(404);
        assertThat(Inbox.rows(company, "media", "true")).isEqualTo(4);
        assertThat(
                        field(
                                aina.put(
                                        path,
                                        "{\"own\":true,\"title\":\"Hello\",\"shortcut\":\"hello\",\"texts\":{\"en\":\"Hi\"},\"acts\":{\"tags\":[],\"priority\":null,\"snoozeHours\":null,\"close\":true}}")))
                .isEqualTo("acts");
        aina.delete(path);
        assertThat(Inbox.rows(company, "media", "true")).isZero();
    }

    @Test
    void aMacroSpeaksAndActsInOneAndWhatOneConversationRefusesHoldsUpNoOther() {
        var tag = id(admin.post("/api/v1/contact-tags", "{\"name\":\"Delivered\",\"color\":\"green\"}")
                .json());
        var parcel = id(admin.post("/api/v1/conversation-fields", "{\"name\":\"Parcel\",\"kind\":\"text\"}")
                .json());
        var macro = admin.post("/api/v1/canned-replies", """
                {"own":false,"title":"Delivered","shortcut":"delivered","texts":{"en":"Enjoy it, {customer_name}."},
                 "acts":{"tags":["%s"],"fields":{"%s":"arrived"},"priority":"low","snoozeHours":null,"close":true}}
                """.formatted(tag, parcel));
        assertThat(macro.status()).as(macro.response().body()).isEqualTo(201);
        assertThat(macro.json().at("/acts/priority").asString()).isEqualTo("low");
        var conversation = conversation();
        var run = "/api/v1/canned-replies/" + id(macro.json()) + "/runs";

        var outcome = admin.post(
                run, "{\"conversationIds\":[\"00000000-0000-7000-8000-000000000001\",\"%s\"]}".formatted(conversation));

        assertThat(outcome.status()).as(outcome.response().body()).isEqualTo(200);
        assertThat(outcome.json().at("/done/0").asString()).isEqualTo(conversation);
        assertThat(outcome.json().at("/failed/0/code").asString()).isEqualTo("not-found");
        var after = admin.get("/api/v1/conversations/" + conversation).json();
        assertThat(after.path("status").asString()).isEqualTo("completed");
        assertThat(after.path("priority").asString()).isEqualTo("low");
        assertThat(after.at("/tags/0/name").asString()).isEqualTo("Delivered");
        assertThat(after.at("/fields/" + parcel).asString()).isEqualTo("arrived");
        assertThat(new Inbox(admin)
                        .thread(conversation)
                        .getLast()
                        .at("/content/text")
                        .asString())
                .isEqualTo("Enjoy it, Siti.");
        assertThat(admin.post(run, "{\"conversationIds\":[\"%s\"]}".formatted(conversation))
                        .json()
                        .at("/failed/0/code")
                        .asString())
                .isEqualTo("conversation-closed");
    }

    @Test
    void whatAMacroDidIsTakenBackWithItsWordsWhileTheyAreHeld() {
        var vip = id(admin.post("/api/v1/contact-tags", "{\"name\":\"Vip\",\"color\":\"green\"}")
                .json());
        var delivered = id(admin.post("/api/v1/contact-tags", "{\"name\":\"Delivered\",\"color\":\"green\"}")
                .json());
        var parcel = id(admin.post("/api/v1/conversation-fields", "{\"name\":\"Parcel\",\"kind\":\"text\"}")
                .json());
        var macro = admin.post("/api/v1/canned-replies", """
                {"own":false,"title":"Delivered","shortcut":"delivered","texts":{"en":"Enjoy it."},
                 "acts":{"tags":["%s","%s"],"fields":{"%s":"arrived"},"priority":"low","snoozeHours":null,"close":true}}
                """.formatted(vip, delivered, parcel));
        var conversation = conversation();
        var path = "/api/v1/conversations/" + conversation;
        admin.put(path + "/tags", "{\"tags\":[\"%s\"]}".formatted(vip));
        admin.patch(path + "/fields", "{\"fields\":{\"%s\":\"on its way\"}}".formatted(parcel));
        var before = admin.get(path).json();
        var run = admin.post(
                "/api/v1/canned-replies/" + id(macro.json()) + "/runs",
                "{\"conversationIds\":[\"%s\"],\"holdSeconds\":5}".formatted(conversation));
        assertThat(admin.get(path).json().path("status").asString()).isEqualTo("completed");

        var withdrawn = admin.post(
                "/api/v1/canned-replies/withdrawals", "{\"runs\":" + run.json().path("runs") + "}");

        assertThat(withdrawn.status()).as(withdrawn.response().body()).isEqualTo(200);
        assertThat(withdrawn.json().at("/done/0").asString()).isEqualTo(conversation);
        var after = admin.get(path).json();
        assertThat(after.path("status").asString()).isEqualTo("in_progress");
        assertThat(after.path("priority")).isEqualTo(before.path("priority"));
        assertThat(after.path("tags")).isEqualTo(before.path("tags"));
        assertThat(after.path("fields")).isEqualTo(before.path("fields"));
        assertThat(after.path("awaitingReplySince")).isEqualTo(before.path("awaitingReplySince"));
        assertThat(new Inbox(admin).thread(conversation).getLast().path("state").asString())
                .isEqualTo("cancelled");

        var late = admin.post(
                "/api/v1/canned-replies/withdrawals", "{\"runs\":" + run.json().path("runs") + "}");
        assertThat(late.json().at("/failed/0/code").asString()).isEqualTo("not-held");
    }

    @Test
    void aMacroThatIsRefusedInBetweenTellsWhatItDidAndIsUndoneForThat() {
        var vip = id(admin.post("/api/v1/contact-tags", "{\"name\":\"Vip\",\"color\":\"green\"}")
                .json());
        var parcel = id(admin.post("/api/v1/conversation-fields", "{\"name\":\"Parcel\",\"kind\":\"text\"}")
                .json());
        var macro = admin.post("/api/v1/canned-replies", """
                {"own":false,"title":"Delivered","shortcut":"delivered","texts":{"en":"Enjoy it."},
                 "acts":{"tags":["%s"],"fields":{"%s":"arrived"},"priority":"low","snoozeHours":null,"close":true}}
                """.formatted(vip, parcel));
        assertThat(admin.delete("/api/v1/conversation-fields/" + parcel).status())
                .isEqualTo(204);
        var conversation = conversation();
        var path = "/api/v1/conversations/" + conversation;
        var before = admin.get(path).json();

        var run = admin.post(
                "/api/v1/canned-replies/" + id(macro.json()) + "/runs",
                "{\"conversationIds\":[\"%s\"],\"holdSeconds\":5}".formatted(conversation));

        assertThat(run.status()).as(run.response().body()).isEqualTo(200);
        assertThat(run.json().path("done")).isEmpty();
        assertThat(run.json().at("/failed/0/id").asString()).isEqualTo(conversation);
        assertThat(run.json().at("/runs/0/messageId").isNull()).isFalse();
        assertThat(run.json().at("/runs/0/tags/0").asString()).isEqualTo(vip);
        assertThat(run.json().at("/runs/0/closed").asBoolean()).isFalse();
        assertThat(admin.get(path).json().at("/tags/0/name").asString()).isEqualTo("Vip");

        var withdrawn = admin.post(
                "/api/v1/canned-replies/withdrawals", "{\"runs\":" + run.json().path("runs") + "}");

        assertThat(withdrawn.json().at("/done/0").asString()).isEqualTo(conversation);
        var after = admin.get(path).json();
        assertThat(after.path("tags")).isEqualTo(before.path("tags"));
        assertThat(after.path("status").asString()).isEqualTo("in_progress");
        assertThat(new Inbox(admin).thread(conversation).getLast().path("state").asString())
                .isEqualTo("cancelled");
    }

    @Test
    void aMacroMayHaveNoWordsButMustDoSomething() {
        var body =
                "{\"own\":true,\"title\":\"Tomorrow\",\"shortcut\":\"tomorrow\",\"texts\":{},\"acts\":{\"tags\":[],\"priority\":null,\"snoozeHours\":%s,\"close\":false}}";
        assertThat(field(aina.post("/api/v1/canned-replies", body.formatted("null"))))
                .isEqualTo("texts");
        var macro = admin.post("/api/v1/canned-replies", body.formatted("24"));
        assertThat(macro.status()).isEqualTo(201);
        var conversation = conversation();

        admin.post(
                "/api/v1/canned-replies/" + id(macro.json()) + "/runs",
                "{\"conversationIds\":[\"%s\"]}".formatted(conversation));

        assertThat(admin.get("/api/v1/conversations/" + conversation)
                        .json()
                        .path("snoozedUntil")
                        .isNull())
                .isFalse();
        assertThat(admin.post(
                                "/api/v1/canned-replies/" + id(macro.json()) + "/text",
                                "{\"conversationId\":\"" + conversation + "\"}")
                        .code())
                .isEqualTo("nothing-to-say");
    }

    @Test
    void whatNothingIsKnownForIsToldAndCannotBeSent() {
        admin.post("/api/v1/template-variables", "{\"name\":\"parcel_number\",\"values\":{}}");
        var reply = id(admin.post(
                        "/api/v1/canned-replies",
                        "{\"own\":false,\"title\":\"Parcel\",\"shortcut\":\"parcel\",\"texts\":{\"en\":\"It is {parcel_number}\"}}")
                .json());
        var conversation = conversation();

        var text = said(reply, "{\"conversationId\":\"" + conversation + "\"}");

        assertThat(text.path("unresolved").toString()).isEqualTo("[\"parcel_number\"]");
        var path = "/api/v1/conversations/" + conversation;
        var sent = admin.post(path + "/messages", "{\"type\":\"text\",\"text\":\"It is {parcel_number}\"}");
        assertThat(sent.status()).isEqualTo(422);
        assertThat(sent.json().path("code").asString()).isEqualTo("placeholder-open");
        assertThat(admin.post(
                                path + "/scheduled-messages",
                                "{\"text\":\"It is {parcel_number}\",\"sendAt\":\"2099-01-01T00:00:00Z\"}")
                        .status())
                .isEqualTo(422);
        assertThat(admin.post(path + "/messages", "{\"type\":\"text\",\"text\":\"It is {1234}, no {word}\"}")
                        .status())
                .as("braces of no placeholder are words")
                .isEqualTo(201);
    }

    private String conversation() {
        TestBot.connect(port, company)
                .customer("Siti")
                .says("/start")
                .awaitDelivered(TestBot.SOON)
                .awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        return new Inbox(admin).with("Siti");
    }

    private JsonNode said(String reply, String body) {
        return admin.post("/api/v1/canned-replies/" + reply + "/text", body).json();
    }

    private static String id(JsonNode made) {
        return made.path("id").asString();
    }

    private static String field(StaffApp.Answer answer) {
        assertThat(answer.status()).isEqualTo(422);
        return answer.json().at("/errors/0/field").asString();
    }

    private static int titles(StaffApp app, String query) {
        return app.get("/api/v1/canned-replies" + query).json().path("items").size();
    }
}
