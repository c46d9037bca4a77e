package app.sembang.channels.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestNumber;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.simulator.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Templates are submitted to WhatsApp, decided on there, and followed here.
@ProductTest
class MessageTemplateTests {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ORDER_SENT = """
            {"name":"order_sent","language":"%s","category":"utility","header":"Pesanan",
             "body":"Hai {{1}}, pesanan {{2}} sudah dihantar. Terima kasih!","footer":"Kedai Contoh",
             "buttons":[{"kind":"quick_reply","label":"Sahkan"},
                        {"kind":"url","label":"Jejak","value":"https://track.example/{{1}}"}],
             "examples":{"1":"Aina","2":"8841"}}""";

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 0, 0, 0, 0, 0};

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestNumber number;
    private String path;

    @SuppressWarnings("NullAway.Init")
    MessageTemplateTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithANumber() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        admin = company.admin();
        number = TestNumber.connect(port, company);
        path = "/api/v1/channel-accounts/" + number.account() + "/message-templates";
    }

    @Test
    void aTemplateIsSubmittedInEachLanguageAndListedWithItsVariables() {
        submit("ms");
        submit("en");

        var templates = templates();
        assertThat(texts(templates, "language")).containsExactly("en", "ms");
        assertThat(texts(templates, "status")).containsExactly("pending", "pending");
        var first = templates.get(0);
        assertThat(first.path("variables").size()).isEqualTo(2);
        assertThat(first.path("examples").path("2").asString()).isEqualTo("8841");
        assertThat(first.path("buttons").get(1).path("value").asString()).isEqualTo("https://track.example/{{1}}");
        assertThat(first.path("history").size()).isEqualTo(1);
    }

    @Test
    void whatWhatsAppWouldRefuseIsRefusedByFieldAndNeverSubmitted() {
        var refused = admin.post(path, """
                {"name":"Order Sent","language":"ms","category":"utility","body":"{{1}} sudah dihantar kepada anda hari ini"}
                """);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("validation");
        assertThat(texts(refused.json().path("errors"), "field")).contains("name", "body", "examples.1");
        assertThat(number.atMeta().calls("message_templates")).isEmpty();
    }

    @Test
    void whatWhatsAppDecidesIsFollowedWithItsReason() {
        submit("ms");
        var meta = number.atMeta();
        await().atMost(SOON).until(() -> !meta.calls("message_templates").isEmpty());
        clock.advance(Duration.ofMinutes(5));
        meta.reviews("order_sent", "ms", "REJECTED", "INVALID_FORMAT");
        await().atMost(SOON).untilAsserted(() -> {
            clock.advance(Duration.ofSeconds(2));
            assertThat(texts(templates(), "status")).containsExactly("rejected");
        });
        var template = templates().get(0);
        assertThat(template.path("reason").asString()).isEqualTo("INVALID_FORMAT");
        assertThat(texts(template.path("history"), "status")).containsExactly("pending", "rejected");
    }

    @Test
    void aRefreshTakesOverWhatWasDecidedAndDeletedElsewhere() {
        submit("ms");
        submit("en");
        number.atMeta().reviews("order_sent", "ms", "APPROVED", "");
        clock.advance(Duration.ofMinutes(1));
        var refreshed = admin.post(path + "/refresh", "{}");
        assertThat(texts(refreshed.json().path("items"), "status")).containsExactly("pending", "approved");

        assertThat(admin.delete(path + "?name=order_sent&language=en").status()).isEqualTo(204);
        assertThat(texts(admin.post(path + "/refresh", "{}").json().path("items"), "language"))
                .containsExactly("ms");
        assertThat(admin.delete(path + "?name=order_sent&language=en").status()).isEqualTo(422);
    }

    @Test
    void whatDoesNotFitATemplateIsRefusedByItsPlaceBeforeItIsSent() {
        submit("ms");
        number.atMeta().reviews("order_sent", "ms", "APPROVED", "");
        number.says(new TestNumber.Customer("601155500101", "", "Aina"), "Hai");
        var id = new Inbox(admin).only();

        var fits = """
                {"type":"body","parameters":[{"type":"text","text":"Aina"},{"type":"text","text":"8841"}]},
                {"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"8841"}]}""";
        assertThat(wrong(id, "order_gone", "ms", fits)).containsExactly("content.name");
        assertThat(wrong(id, "order_sent", "ta", fits)).containsExactly("content.language");
        assertThat(wrong(id, "order_sent", "ms", ""))
                .containsExactly(
                        "content.parameters.body.1", "content.parameters.body.2", "content.parameters.buttons[1]");
        assertThat(wrong(id, "order_sent", "ms", """
                {"type":"header","parameters":[{"type":"text","text":"8841"}]},
                {"type":"body","parameters":[{"type":"image","image":{"id":"1"}},{"type":"text","text":" "},
                                             {"type":"text","text":"more"}]},
                {"type":"button","sub_type":"quick_reply","index":"1","parameters":[{"type":"payload","payload":"A"}]},
                {"type":"button","sub_type":"url","index":2,"parameters":[{"type":"text","text":"8841"}]},
                {"type":"carousel","cards":[]}"""))
                .containsExactly(
                        "content.parameters.header.1",
                        "content.parameters.body.1",
                        "content.parameters.body.2",
                        "content.parameters.body.3",
                        "content.parameters.buttons[1]",
                        "content.parameters.buttons[2]",
                        "content.parameters.carousel");
        assertThat(wrong(id, "order_sent", "ms", fits)).isEmpty();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(number.sent())
                        .filteredOn(sent -> sent.has("template"))
                        .extracting(sent -> sent.at("/template/name").asString())
                        .containsExactly("order_sent"));
    }

    /// The fields that are refused, none where it is taken.
    private List<String> wrong(String conversation, String name, String language, String parameters) {
        var answer = admin.post(
                "/api/v1/conversations/" + conversation + "/messages", """
                {"type":"content","content":{"type":"vendor_template","name":"%s","language":"%s",
                 "text":"Hai Aina","parameters":[%s]}}""".formatted(name, language, parameters));
        assertThat(answer.status()).as(answer.response().body()).isIn(201, 422);
        assertThat(answer.response().headers().firstValue("content-type").orElse(""))
                .startsWith(answer.status() == 422 ? "application/problem+json" : "application/json");
        return texts(answer.json().path("errors"), "field");
    }

    @Test
    void onlyADecidedTemplateCanBeChangedAndIsReviewedAgain() {
        submit("ms");
        var changed = ORDER_SENT.formatted("ms").replace("Terima kasih!", "Terima kasih banyak!");
        assertThat(admin.put(path, changed).code()).isEqualTo("vendor-refused");
        number.atMeta().reviews("order_sent", "ms", "APPROVED", "");
        clock.advance(Duration.ofMinutes(1));
        var answer = admin.put(path, changed);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().path("status").asString()).isEqualTo("pending");
        assertThat(answer.json().path("body").asString()).endsWith("banyak!");
    }

    @Test
    void aPictureAboveTheTextAndWhatElseCannotBeShownStaysWhenTheTextIsChanged() {
        number.atMeta().hasTemplate(new JsonMapper().readTree("""
                {"name":"raya","language":"ms","category":"MARKETING","components":[
                  {"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::aW1hZ2U="]}},
                  {"type":"BODY","text":"Selamat Hari Raya daripada kami semua!"},
                  {"type":"BUTTONS","buttons":[{"type":"FLOW","text":"Tempah","flow_id":"77"},
                                               {"type":"QUICK_REPLY","text":"Ya"}]}]}
                """));
        admin.post(path + "/refresh", "{}");
        assertThat(templates().get(0).path("headerKind").asString()).isEqualTo("image");

        var changed = """
                {"name":"raya","language":"ms","category":"marketing","header":%s,
                 "body":"Maaf zahir dan batin daripada kami semua!","buttons":[{"kind":"quick_reply","label":"Baik"}]}
                """;
        var answer = admin.put(path, changed.formatted("null"));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        var sent = number.atMeta().calls().stream()
                .map(call -> call.body().path("components"))
                .filter(JsonNode::isArray)
                .toList()
                .getLast();
        assertThat(sent.at("/0/example/header_handle/0").asString()).isEqualTo("4::aW1hZ2U=");
        assertThat(sent.get(1).path("text").asString()).startsWith("Maaf");
        assertThat(texts(sent.get(2).path("buttons"), "type")).containsExactly("QUICK_REPLY", "FLOW");
        assertThat(templates().get(0).path("headerKind").asString()).isEqualTo("image");

        number.atMeta().reviews("raya", "ms", "APPROVED", "");
        clock.advance(Duration.ofMinutes(1));
        admin.put(path, changed.formatted("\"Untuk anda\""));
        assertThat(templates().get(0).path("header").asString()).isEqualTo("Untuk anda");
        assertThat(templates().get(0).path("headerKind").isNull()).isTrue();
    }

    @Test
    void aFileAboveTheTextIsGivenToMetaAsItsExampleAndGoesAlongWhenTheTemplateIsSent() {
        var picture = file("raya.png", PNG).json();
        assertThat(picture.path("kind").asString()).isEqualTo("image");
        var raya = """
                {"name":"raya","language":"ms","category":"marketing","header":%s,"headerFile":"%s",
                 "body":"Selamat Hari Raya daripada kami semua!"}""";
        var both =
                admin.post(path, raya.formatted("\"Raya\"", picture.path("id").asString()));
        assertThat(texts(both.json().path("errors"), "field")).containsExactly("header");
        var made = admin.post(path, raya.formatted("null", picture.path("id").asString()));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.json().path("headerKind").asString()).isEqualTo("image");
        assertThat(made.json().at("/headerFile/id")).isEqualTo(picture.path("id"));
        var meta = number.atMeta();
        assertThat(meta.calls("message_templates")
                        .getLast()
                        .body()
                        .at("/components/0/example/header_handle/0")
                        .asString())
                .startsWith("4::");

        meta.reviews("raya", "ms", "APPROVED", "");
        clock.advance(Duration.ofMinutes(1));
        admin.post(path + "/refresh", "{}");
        assertThat(templates().get(0).at("/headerFile/id")).isEqualTo(picture.path("id"));
        number.says(new TestNumber.Customer("601155500101", "", "Aina"), "Hai");
        var inbox = new Inbox(admin);
        var id = inbox.only();
        var sent = admin.post("/api/v1/conversations/" + id + "/messages", """
                {"type":"content","content":{"type":"vendor_template","name":"raya","language":"ms","parameters":[],
                 "text":"Selamat Hari Raya daripada kami semua!",
                 "media":{"id":"%s","contentType":"image/png","size":1}}}""".formatted(
                        picture.path("id").asString()));
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
        var wire = number.awaitSent(1, SOON).getLast().path("template");
        assertThat(wire.at("/components/0/type").asString()).isEqualTo("header");
        assertThat(wire.at("/components/0/parameters/0/image/id").asString()).isNotEmpty();
        var shown = inbox.thread(
                        id, all -> all.getLast().path("author").asString().equals("member"))
                .getLast();
        assertThat(shown.at("/content/media/url").asString()).startsWith("/media/");
        assertThat(meta.sentTo(601155500101L).getLast().text()).startsWith("Selamat Hari Raya");
    }

    @Test
    void aFilmOrADocumentStandsAboveATextAndNothingElse() {
        assertThat(file("harga.pdf", "%PDF-1.4\n%%EOF\n".getBytes(StandardCharsets.UTF_8))
                        .json()
                        .path("kind")
                        .asString())
                .isEqualTo("document");
        var refused = file("kata.txt", "kata".getBytes(StandardCharsets.UTF_8));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(texts(refused.json().path("errors"), "field")).containsExactly("file");
        var unknown = admin.post(path, """
                {"name":"raya","language":"ms","category":"marketing","headerFile":"0198c0de-0000-7000-8000-000000000001",
                 "body":"Selamat Hari Raya daripada kami semua!"}""");
        assertThat(texts(unknown.json().path("errors"), "field")).containsExactly("headerFile");
    }

    private StaffApp.Answer file(String name, byte[] bytes) {
        return admin.upload("POST", path + "/files", name, bytes);
    }

    @Test
    void aSecondOneOfTheSameNameAndLanguageIsRefusedInWhatsAppsWords() {
        submit("ms");
        var refused = admin.post(path, ORDER_SENT.formatted("ms"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("vendor-refused");
    }

    @Test
    void whenWhatsAppIsAwayNothingIsKept() {
        number.atMeta().fails(1, Fault.resetBefore(), "message_templates");
        assertThat(admin.post(path, ORDER_SENT.formatted("ms")).code()).isEqualTo("vendor-unreachable");
        assertThat(templates().isEmpty()).isTrue();
    }

    @Test
    void agentsReadThemAndOtherCompaniesDoNot() {
        submit("ms");
        assertThat(company.person("agent", Role.COMPANY_USER)
                        .get(path)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(TestCompany.found(port, members).admin().get(path).status()).isEqualTo(404);
    }

    private void submit(String language) {
        var made = admin.post(path, ORDER_SENT.formatted(language));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    }

    private JsonNode templates() {
        return admin.get(path).json().path("items");
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(one -> one.path(field).asString("")).toList();
    }
}
