package app.sembang.channels;

import static app.sembang.TestBot.SOON;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestAsset;
import app.sembang.TestAsset.Kind;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestNumber;
import app.sembang.TestNumber.Customer;
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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Each call the vendors' documents show is really made, with the words of the sample, and each answer they
/// show is given to the product and acted on. What is only in a sample or only in ours is named where it is
/// compared. Events are in the tests of their channels, the website's protocol and the language models in
/// theirs.
@ProductTest
class ExchangeTests {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path SAMPLES = Path.of("src/test/resources/contracts");
    private static final Set<String> USED = new ConcurrentSkipListSet<>();
    private static final AtomicLong IDS = new AtomicLong(System.nanoTime() / 1000);
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] PDF = "%PDF-1.4\n%%EOF\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OGG = "OggS\0\2\0\0\0\0\0\0\0\0OpusHead\1\1".getBytes(StandardCharsets.ISO_8859_1);

    /// Calls the product does not make, and why.
    private static final Map<String, String> NOT_MADE = Map.ofEntries(
            entry("whatsapp-cloud/api-send-catalog", "Goods are shown by their ids, never the whole catalogue."),
            entry("whatsapp-cloud/api-send-location-request", "Nothing in the composer asks for a place."),
            entry("whatsapp-cloud/embedded-signup-finish-event", "Of Meta's script in a page; ours goes by redirect."),
            entry("whatsapp-cloud/embedded-signup-cancel-event", "Of Meta's script in a page; ours goes by redirect."),
            entry("telegram/api-edit-message-text", "What was sent stays as it was sent."),
            entry("telegram/api-error-400-not-modified", "Of editing, see above."),
            entry("telegram/webhook-reply-method-in-response-body", "Such a message has no id that could be kept."),
            entry("messenger/api-private-reply", "Comments on posts are no conversations here."),
            entry("instagram/api-private-reply", "Comments on posts are no conversations here."),
            entry("messenger/api-subscribed-apps", "Listening is asked for again instead; twice is as once."),
            entry("instagram/oauth-short-lived-token", "LoginTests: the simulator's dialog answers in this form."),
            entry("instagram/oauth-long-lived-token", "RenewalTests: read there."));

    private final Members members;
    private final TestClock clock;
    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;

    @SuppressWarnings("NullAway.Init")
    ExchangeTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
    }

    @AfterAll
    static void everyCallOfTheSamplesWasMadeOrIsNamed() throws IOException {
        var all = new TreeSet<String>();
        for (var channel : List.of("whatsapp-cloud", "telegram", "messenger", "instagram", "onsend")) {
            try (var files = Files.list(SAMPLES.resolve(channel))) {
                files.map(file -> file.getFileName().toString().replace(".json", ""))
                        .filter(name -> name.matches("(api|oauth|embedded|webhook-reply|real|spec-(send|account))-.*"))
                        .forEach(name -> all.add(channel + "/" + name));
            }
        }
        assertThat(all).hasSize(92);
        var left = new TreeSet<>(all);
        left.removeAll(USED);
        assertThat(left).containsExactlyInAnyOrderElementsOf(NOT_MADE.keySet());
    }

    private static String sample(String name) {
        USED.add(name);
        try {
            return Files.readString(SAMPLES.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param apart where the two may differ
    private static void same(JsonNode ours, JsonNode theirs, String... apart) {
        var one = ours.deepCopy();
        var other = theirs.deepCopy();
        for (var pointer : apart) {
            int slash = pointer.lastIndexOf('/');
            for (var whole : List.of(one, other)) {
                switch (whole.at(pointer.substring(0, slash))) {
                    case ObjectNode object -> object.remove(pointer.substring(slash + 1));
                    case ArrayNode list -> list.remove(Integer.parseInt(pointer.substring(slash + 1)));
                    default -> {}
                }
            }
        }
        assertThat(one).isEqualTo(other);
    }

    private String opened(String name) {
        Inbox.untilDrained(company);
        return inbox.with(name);
    }

    private void sends(String conversation, String content) {
        var stored = admin.post(
                "/api/v1/conversations/" + conversation + "/messages",
                "{\"type\":\"content\",\"content\":" + content + "}");
        assertThat(stored.status()).as(stored.response().body()).isEqualTo(201);
    }

    private void says(String conversation, String text) {
        var stored = admin.post(
                "/api/v1/conversations/" + conversation + "/messages",
                JSON.writeValueAsString(Map.of("type", "text", "text", text)));
        assertThat(stored.status()).as(stored.response().body()).isEqualTo(201);
    }

    /// The content of a message with this file.
    private ObjectNode file(String conversation, String name, byte[] bytes) {
        var taken = admin.upload("POST", "/api/v1/conversations/" + conversation + "/files", name, bytes);
        assertThat(taken.status()).as(taken.response().body()).isEqualTo(201);
        return (ObjectNode) taken.json();
    }

    /// Waits until there is one more than before this work, and gives it back.
    private static <T> T next(Supplier<List<T>> made, Runnable work) {
        int before = made.get().size();
        work.run();
        await().atMost(SOON).until(() -> made.get().size() > before);
        return made.get().get(before);
    }

    private JsonNode lastState(String conversation, String state) {
        return inbox.thread(
                        conversation,
                        all -> all.getLast().path("state").asString().equals(state))
                .getLast();
    }

    /// What an account that no longer works was to send waits until it does.
    private JsonNode refused(String conversation, String account) {
        var state = account.equals("error") ? "queued" : "failed";
        return inbox.thread(
                        conversation,
                        all -> all.getLast().path("state").asString().equals(state)
                                && all.getLast().at("/failure/code").isString())
                .getLast();
    }

    private JsonNode account(String id) {
        return inbox.items("/api/v1/channel-accounts").stream()
                .filter(one -> one.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void type(String conversation) {
        assertThat(admin.post("/api/v1/conversations/" + conversation + "/typing", "{\"on\":true}")
                        .status())
                .isLessThan(300);
    }

    // WhatsApp

    private static final Customer AINA = new Customer("601155500101", "", "Aina");

    private TestNumber number(String settings) {
        return TestNumber.connect(port, company, "secret-" + IDS.incrementAndGet(), settings);
    }

    private static JsonNode next(TestNumber number, Runnable work) {
        return next(
                () -> number.calls().stream().filter(call -> call.has("type")).toList(), work);
    }

    @Test
    void whatsAppIsSentWhatItsDocumentsShow() {
        var number = number("{\"catalogId\":\"774411220033\"}");
        var hers = number.says(AINA, "Hai");
        var id = opened("Aina");
        inbox.settled(id, 1);

        same(
                next(number, () -> says(id, "Terima kasih! Harga RM 100.00.")),
                JSON.readTree(sample("whatsapp-cloud/api-send-text")),
                "/biz_opaque_callback_data");
        var quoted = Map.of(
                "type", "text",
                "text", "Ya, masih ada.",
                "quotes", inbox.thread(id).getFirst().path("id").asString());
        same(
                next(
                        number,
                        () -> admin.post("/api/v1/conversations/" + id + "/messages", JSON.writeValueAsString(quoted))),
                JSON.readTree(sample("whatsapp-cloud/api-send-text-reply")
                        .replace("wamid.RkFLRTYwMTE1NTUwMDEwMU1TRzAwMDAwMVNBTVBMRQ==", hers)),
                "/biz_opaque_callback_data",
                "/text/preview_url");
        // A header and a footer stand in no message of ours.
        same(
                next(number, () -> sends(id, """
                        {"type":"choices","text":"Which language do you prefer?","label":null,"options":[
                         {"id":"lang:en","title":"English","description":null},
                         {"id":"lang:ms","title":"Bahasa Malaysia","description":null},
                         {"id":"lang:zh","title":"中文","description":null}]}""")),
                JSON.readTree(sample("whatsapp-cloud/api-send-buttons")),
                "/biz_opaque_callback_data",
                "/interactive/header",
                "/interactive/footer");
        var list = JSON.readTree(sample("whatsapp-cloud/api-send-list"));
        var rows = JSON.createArrayNode();
        list.at("/interactive/action/sections")
                .forEach(section -> section.path("rows").forEach(rows::add));
        var ourList = next(number, () -> sends(id, """
                {"type":"choices","text":"Sila pilih pakej","label":"Lihat pakej","options":[
                 {"id":"pkg:basic","title":"Basic","description":"RM 99.00"},
                 {"id":"pkg:standard","title":"Standard","description":"RM 199.00"},
                 {"id":"pkg:premium","title":"Premium","description":"RM 299.00"}]}"""));
        // Ours has one section, which needs no title.
        same(
                ourList,
                list,
                "/biz_opaque_callback_data",
                "/interactive/header",
                "/interactive/footer",
                "/interactive/action/sections");
        assertThat(ourList.at("/interactive/action/sections/0/rows")).isEqualTo(rows);
        same(
                next(number, () -> sends(id, """
                        {"type":"link_button","text":"Bayar dengan selamat","label":"Bayar",
                         "url":"https://pay.example.invalid/i/8841"}""")),
                JSON.readTree(sample("whatsapp-cloud/api-send-cta-url")),
                "/biz_opaque_callback_data",
                "/interactive/header");
        var good =
                "{\"title\":\"%s\",\"text\":null,\"picture\":null,\"url\":null,\"options\":[],\"retailerId\":\"%s\"}";
        // The words above goods are their names.
        same(
                next(
                        number,
                        () -> sends(
                                id, "{\"type\":\"cards\",\"cards\":[" + good.formatted("Teh", "SKU-TEH-250") + "]}")),
                JSON.readTree(sample("whatsapp-cloud/api-send-product")),
                "/biz_opaque_callback_data",
                "/interactive/body");
        same(
                next(
                        number,
                        () -> sends(
                                id,
                                "{\"type\":\"cards\",\"cards\":[%s,%s]}"
                                        .formatted(
                                                good.formatted("Teh", "SKU-TEH-250"),
                                                good.formatted("Kopi", "SKU-KOPI-500")))),
                JSON.readTree(sample("whatsapp-cloud/api-send-product-list")),
                "/biz_opaque_callback_data",
                "/interactive/body",
                "/interactive/header/text",
                "/interactive/action/sections/0/title");
    }

    @Test
    void whatsAppIsGivenFilesAndTheMessageNamesThem() {
        var number = number("{}");
        number.says(AINA, "Hai");
        var id = opened("Aina");
        inbox.settled(id, 1);
        var uploaded = sample("whatsapp-cloud/api-media-upload-response");

        number.meta().fails(1, Fault.says(200, uploaded), "media");
        number.fail(1, Fault.says(200, sample("whatsapp-cloud/api-send-response-ok")));
        same(
                next(
                        number,
                        () -> sends(
                                id,
                                file(id, "premium.png", PNG)
                                        .put("caption", "Pakej Premium")
                                        .toString())),
                JSON.readTree(sample("whatsapp-cloud/api-send-image-by-id")),
                "/biz_opaque_callback_data");
        // The answer named the message: what Meta tells of it later finds it.
        lastState(id, "sent");
        number.postsSample("status-read");
        lastState(id, "read");

        // Given to Meta, not by an address it would have to be let in to.
        number.meta().fails(1, Fault.says(200, uploaded), "media");
        number.fail(
                1, Fault.says(200, sample("whatsapp-cloud/api-send-response-ok").replace("wamid.", "wamid.B")));
        same(
                next(
                        number,
                        () -> sends(
                                id,
                                file(id, "quote-8841.pdf", PDF)
                                        .put("caption", "Sebut harga")
                                        .toString())),
                JSON.readTree(sample("whatsapp-cloud/api-send-document-by-link")),
                "/biz_opaque_callback_data",
                "/document/link",
                "/document/id");
        lastState(id, "sent");
        number.meta().fails(1, Fault.says(200, uploaded), "media");
        number.fail(
                1, Fault.says(200, sample("whatsapp-cloud/api-send-response-ok").replace("wamid.", "wamid.C")));
        same(
                next(
                        number,
                        () -> sends(
                                id,
                                file(id, "note.ogg", OGG).put("kind", "voice").toString())),
                JSON.readTree(sample("whatsapp-cloud/api-send-voice")),
                "/biz_opaque_callback_data",
                "/audio/id");
    }

    @Test
    void whatsAppIsWrittenToByTheIdThatHidesTheNumber() {
        var number = number("{}");
        number.says(new Customer(null, "MY.29384756102938475610", "Wei"), "Hi");
        var id = opened("Wei");
        inbox.settled(id, 1);

        number.fail(1, Fault.says(200, sample("whatsapp-cloud/api-send-response-ok-bsuid")));
        same(
                next(number, () -> says(id, "Hi! How can we help?")),
                JSON.readTree(sample("whatsapp-cloud/api-send-text-to-bsuid")),
                "/biz_opaque_callback_data",
                "/text/preview_url");
        lastState(id, "sent");
        number.postsSample("status-read");
        lastState(id, "read");
    }

    @Test
    void whatsAppsTemplatesAreMadeListedSentAndDeleted() {
        var number = number("{}");
        number.says(AINA, "Hai");
        var id = opened("Aina");
        inbox.settled(id, 1);
        var path = "/api/v1/channel-accounts/" + number.account() + "/message-templates";

        number.meta()
                .fails(1, Fault.says(200, sample("whatsapp-cloud/api-template-create-response")), "message_templates");
        var made = admin.post(path, """
                {"name":"order_update_my","language":"ms","category":"utility","footer":"Kedai Contoh",
                 "body":"Hai {{1}}, pesanan {{2}} sudah dihantar. Terima kasih!","examples":{"1":"Aina","2":"8841"},
                 "buttons":[{"kind":"quick_reply","label":"Sahkan"},
                  {"kind":"url","label":"Jejak","value":"https://track.example.invalid/{{1}}"}]}""");
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.json().path("status").asString()).isEqualTo("pending");
        // The address's variable has the example of the text's.
        same(
                number.meta().calls("message_templates").getLast().body(),
                JSON.readTree(sample("whatsapp-cloud/api-template-create")),
                "/components/2/buttons/1/example");

        number.meta().fails(1, Fault.says(200, sample("whatsapp-cloud/api-template-list")), "message_templates");
        var listed = admin.post(path + "/refresh", "").json().path("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.at("/0/status").asString()).isEqualTo("approved");
        assertThat(listed.at("/0/quality").asString()).isEqualTo("green");

        // It has got a picture and buttons since, and there is another one, which Meta loses before it is sent.
        number.meta().fails(1, Fault.says(200, grown(sample("whatsapp-cloud/api-template-list"))), "message_templates");
        assertThat(admin.post(path + "/refresh", "").json().path("items")).hasSize(2);
        var template = JSON.readTree(sample("whatsapp-cloud/api-send-template"));
        number.fail(1, Fault.says(200, sample("whatsapp-cloud/api-send-response-template-paced")));
        same(next(number, () -> sends(id, template(template))), template, "/biz_opaque_callback_data");
        lastState(id, "sent");
        var named = JSON.readTree(sample("whatsapp-cloud/api-send-template-named-params"));
        number.fail(1, Fault.says(404, sample("whatsapp-cloud/api-error-132001-template-missing")));
        same(next(number, () -> sends(id, template(named))), named, "/biz_opaque_callback_data");
        assertThat(lastState(id, "failed").at("/failure/reason").asString()).contains("does not exist in ms");

        number.meta().fails(1, Fault.says(200, sample("whatsapp-cloud/api-template-list")), "message_templates");
        assertThat(admin.post(path + "/refresh", "").json().path("items")).hasSize(1);
        number.meta().fails(1, Fault.says(200, sample("whatsapp-cloud/api-success-true")), "message_templates");
        assertThat(admin.delete(path + "?name=order_update_my&language=ms").status())
                .isEqualTo(204);
        assertThat(inbox.items(path)).isEmpty();
    }

    private static String grown(String listed) {
        var list = JSON.readTree(listed);
        var components = (ArrayNode) list.at("/data/0/components");
        components.addAll((ArrayNode) JSON.readTree("""
                [{"type":"HEADER","format":"IMAGE"},
                 {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Sahkan"},
                   {"type":"URL","text":"Jejak","url":"https://track.example.invalid/{{1}}"}]}]"""));
        ((ArrayNode) list.path("data")).add(JSON.readTree("""
                {"name":"booking_reminder","parameter_format":"NAMED","language":"en","status":"APPROVED",
                 "category":"UTILITY","id":"1689556908120002","components":[
                   {"type":"BODY","text":"Hi {{first_name}}, we see you on {{slot}}, as agreed."}]}"""));
        return list.toString();
    }

    private static String template(JsonNode sent) {
        return JSON.createObjectNode()
                .put("type", "vendor_template")
                .put("name", sent.at("/template/name").asString())
                .put("language", sent.at("/template/language/code").asString())
                .put("text", "Hai Aina")
                .set("parameters", sent.at("/template/components"))
                .toString();
    }

    @Test
    void whatsAppIsToldThatSomethingWasReadAndWhoTypesAndHowSomebodyFinds() {
        var number = number("{}");
        var hers = number.says(AINA, "Hai");
        var id = opened("Aina");
        inbox.settled(id, 1);

        same(
                next(
                        () -> number.calls().stream()
                                .filter(call -> call.has("typing_indicator"))
                                .toList(),
                        () -> type(id)),
                JSON.readTree(sample("whatsapp-cloud/api-mark-read-with-typing")
                        .replace("wamid.RkFLRTYwMTE1NTUwMDEwMU1TRzAwMDAwMVNBTVBMRQ==", hers)));
        var path = "/api/v1/conversations/%s/messages/%s/reaction"
                .formatted(id, inbox.thread(id).getFirst().path("id").asString());
        same(
                next(number, () -> admin.put(path, "{\"emoji\":\"🙏\"}")),
                JSON.readTree(sample("whatsapp-cloud/api-send-reaction")
                        .replace("wamid.RkFLRTYwMTE1NTUwMDEwMU1TRzAwMDAwMVNBTVBMRQ==", hers)));
    }

    @Test
    void whatsAppsNumberAndItsFilesAreReadAsTheyAreDescribed() {
        var number = number("{}");
        number.meta()
                .fails(
                        1,
                        Fault.says(
                                200,
                                sample("whatsapp-cloud/api-phone-number-get")
                                        .replace("318077700450021", number.id())
                                        .replace("209144520019911", number.waba())),
                        "number");
        assertThat(admin.post("/api/v1/channel-accounts/" + number.account() + "/test", "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("connected");

        number.keep("kept", new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3});
        var described = (ObjectNode) JSON.readTree(sample("whatsapp-cloud/api-media-get"));
        described.put("url", number.lookaside("kept"));
        number.meta().fails(1, Fault.says(200, described.toString()), "1003383421380001");
        number.postsSample("in-image");
        inbox.thread(
                inbox.only(),
                all -> all.getFirst().at("/content/status").asString("").equals("ready"));
    }

    @ParameterizedTest
    @CsvSource({
        "api-error-131047-window, 400, window_closed, connected",
        "api-error-190-token, 401, needs_reauth, error"
    })
    void whatsAppsRefusalsMeanWhatItsDocumentsSay(String error, int status, String code, String then) {
        var number = number("{}");
        number.says(AINA, "Hai");
        var id = opened("Aina");
        inbox.settled(id, 1);
        number.fail(1, Fault.says(status, sample("whatsapp-cloud/" + error)));

        says(id, "Hai juga");

        assertThat(refused(id, then).at("/failure/code").asString()).isEqualTo(code);
        assertThat(account(number.account()).path("status").asString()).isEqualTo(then);
    }

    @Test
    void whatsAppsLimitIsWaitedFor() {
        var number = number("{}");
        number.says(AINA, "Hai");
        var id = opened("Aina");
        inbox.settled(id, 1);
        number.fail(1, Fault.says(400, sample("whatsapp-cloud/api-error-130429-throughput")));

        next(number, () -> says(id, "Hai juga"));
        waits();
        clock.advance(Duration.ofSeconds(30));

        lastState(id, "sent");
    }

    private void waits() {
        await().atMost(SOON).until(() -> Inbox.rows(company, "delivery", "state = 'waiting' and attempts > 0") == 1);
    }

    // Telegram

    private TestBot bot() {
        var bot = TestBot.connect(port, company);
        bot.posts(TestBot.sample("update-message-text"));
        return bot;
    }

    private static JsonNode next(TestBot bot, String method, Runnable work) {
        return next(() -> bot.telegram().calls(method), work).body();
    }

    /// Chats are named by text; Telegram takes either.
    private static JsonNode named(String sample) {
        var body = (ObjectNode) JSON.readTree(sample);
        return body.put("chat_id", body.path("chat_id").asString());
    }

    @Test
    void telegramIsSentWhatItsDocumentsShow() {
        var bot = bot();
        var id = opened("Aina Rahman");
        inbox.settled(id, 1);
        var hers = inbox.thread(id).getFirst().path("id").asString();
        long number = JSON.readTree(TestBot.sample("update-message-text"))
                .at("/message/message_id")
                .asLong();

        bot.telegram().fails(1, Fault.says(200, sample("telegram/api-send-message-response")), "sendMessage");
        var content = JSON.readTree("""
                {"type":"choices","text":"Harga RM 100.00 - stok ada!","label":null,
                 "options":[{"id":"pkg:premium","title":"Premium","description":null}]}""");
        var message = JSON.createObjectNode().put("type", "content").put("quotes", hers);
        message.set("content", content);
        var sent = next(
                bot, "sendMessage", () -> admin.post("/api/v1/conversations/" + id + "/messages", message.toString()));
        // Plain words need no markup; a link is a message of its own.
        same(
                sent,
                named(sample("telegram/api-send-message").replace("411", String.valueOf(number))),
                "/text",
                "/parse_mode",
                "/link_preview_options",
                "/reply_markup/inline_keyboard/0/1");
        // Its answer named the message: a mark on it finds it.
        lastState(id, "sent");
        bot.posts(TestBot.sample("update-message-reaction").replace("405", "436"));
        inbox.thread(
                id, all -> all.getLast().at("/reactions/0/emoji").asString("").equals("👍"));

        same(next(bot, "sendChatAction", () -> type(id)), named(sample("telegram/api-send-chat-action")));
        // The words beside a tap are the conversation's; only the spinner is stopped.
        same(
                next(bot, "answerCallbackQuery", () -> bot.posts(TestBot.sample("update-callback-query"))),
                JSON.readTree(sample("telegram/api-answer-callback-query")),
                "/text",
                "/show_alert");
        // The file goes along.
        same(
                next(
                        bot,
                        "sendPhoto",
                        () -> sends(
                                id,
                                file(id, "premium.png", PNG)
                                        .put("caption", "Pakej Premium")
                                        .toString())),
                named(sample("telegram/api-send-photo")),
                "/photo");
    }

    @Test
    void telegramIsSentSeveralPicturesAsOneAlbumAndOtherChannelsEachByItself() {
        var bot = bot();
        var id = opened("Aina Rahman");
        inbox.settled(id, 1);
        var album = JSON.createObjectNode().put("type", "album");
        var files = album.putArray("files");
        files.addObject().put("place", 0).set("file", file(id, "1.png", PNG).put("caption", "Pilihan"));
        files.addObject().put("place", 1).set("file", file(id, "2.png", PNG));

        var sent = (ObjectNode) next(bot, "sendMediaGroup", () -> sends(id, album.toString()));
        sent.set("media", JSON.readTree(sent.path("media").asString()));
        // The files go along.
        same(sent, named(sample("telegram/api-send-media-group")), "/media/0/media", "/media/1/media");
        lastState(id, "sent");
        assertThat(bot.telegram().sentTo(5_550_000_101L)).hasSize(2);
        assertThat(inbox.thread(id)
                        .getLast()
                        .at("/content/files/1/file/media/url")
                        .asString())
                .startsWith("/media/");

        files.remove(1);
        var one = admin.post(
                "/api/v1/conversations/" + id + "/messages", "{\"type\":\"content\",\"content\":" + album + "}");
        assertThat(one.status()).isEqualTo(422);
        var number = number("{}");
        number.says(AINA, "Hai");
        var other = opened("Aina");
        files.addObject().put("place", 1).set("file", file(other, "2.png", PNG));
        var refused = admin.post(
                "/api/v1/conversations/" + other + "/messages", "{\"type\":\"content\",\"content\":" + album + "}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("content.files");
    }

    @Test
    void telegramsFilesAreAskedForByTheirId() {
        var bot = bot();
        bot.telegram().fails(1, Fault.says(200, sample("telegram/api-get-file")), "getFile");
        var asked = next(bot, "getFile", () -> bot.posts(TestBot.sample("update-message-photo")));

        assertThat(asked.path("file_id").asString())
                .isEqualTo(JSON.readTree(sample("telegram/api-get-file"))
                        .at("/result/file_id")
                        .asString());
        // The simulator has no file at the path that was named; that is told, and it is not asked for again.
        var thread = inbox.thread(
                opened("Aina Rahman"),
                all -> all.getLast().at("/content/status").asString("").equals("failed"));
        assertThat(thread.getLast().at("/content/failure").asString()).contains("no longer has the file");
    }

    @Test
    void telegramsBotIsIntroducedAndToldWhereToDeliver() {
        var token = IDS.incrementAndGet() + ":simulated-token";
        var id = token.substring(0, token.indexOf(':'));
        var bot = TestBot.atTelegram(token);
        bot.fails(1, Fault.says(200, sample("telegram/api-get-me").replace("7000000001", id)), "getMe");
        bot.fails(1, Fault.says(200, sample("telegram/api-set-webhook-response")), "setWebhook");
        bot.fails(1, Fault.says(200, sample("telegram/api-get-webhook-info")), "getWebhookInfo");
        var made = admin.post(
                "/api/v1/channel-accounts",
                "{\"channel\":\"telegram\",\"name\":\"Our bot\",\"credentials\":{\"botToken\":\"%s\"}}"
                        .formatted(token));

        // Another system has the bot's one webhook, as the sample tells.
        assertThat(made.json().path("lastError").asString()).contains("app.example.invalid");
        var asked = (ObjectNode) bot.calls("setWebhook").getFirst().body();
        var shown = JSON.readTree(sample("telegram/api-set-webhook"));
        assertThat(shown.propertyNames()).containsAll(asked.propertyNames());
        assertThat(shown.path("allowed_updates")).containsAll(asked.path("allowed_updates"));
        assertThat(asked.path("url")).isEqualTo(made.json().path("webhookUrl"));
        assertThat(asked.path("secret_token")).isEqualTo(made.json().path("webhookSecret"));

        bot.fails(1, Fault.says(200, sample("telegram/api-get-me").replace("7000000001", id)), "getMe");
        var ours = (ObjectNode) JSON.readTree(sample("telegram/api-get-webhook-info"));
        ((ObjectNode) ours.path("result")).set("url", made.json().path("webhookUrl"));
        bot.fails(1, Fault.says(200, ours.toString()), "getWebhookInfo");
        var tested = admin.post(
                        "/api/v1/channel-accounts/" + made.json().path("id").asString() + "/test", "")
                .json();
        assertThat(tested.path("status").asString()).isEqualTo("connected");
        assertThat(tested.path("notice").asString()).contains("503 Service Unavailable", "3");
        assertThat(tested.toString()).contains("kedai_contoh_bot");
    }

    @ParameterizedTest
    @CsvSource({
        "api-error-400-parse, 400, vendor_refused, connected",
        "api-error-401, 401, needs_reauth, error",
        "api-error-403-blocked, 403, contact_unreachable, connected",
        "api-error-403-cannot-initiate, 403, contact_unreachable, connected"
    })
    void telegramsRefusalsMeanWhatItsDocumentsSay(String error, int status, String code, String then) {
        var bot = bot();
        var id = opened("Aina Rahman");
        inbox.settled(id, 1);
        bot.telegram().fails(1, Fault.says(status, sample("telegram/" + error)), "sendMessage");

        says(id, "Hai juga");

        assertThat(refused(id, then).at("/failure/code").asString()).isEqualTo(code);
        assertThat(account(bot.account()).path("status").asString()).isEqualTo(then);
    }

    @Test
    void telegramsLimitIsWaitedForAsLongAsItSaysAndAChatThatMovedIsFollowed() {
        var bot = bot();
        var id = opened("Aina Rahman");
        inbox.settled(id, 1);
        bot.telegram().fails(1, Fault.says(429, sample("telegram/api-error-429")), "sendMessage");

        next(bot, "sendMessage", () -> says(id, "Hai juga"));
        waits();
        assertThat(Inbox.rows(
                        company,
                        "delivery",
                        "next_attempt_at = '%s'::timestamptz"
                                .formatted(clock.instant().plusSeconds(17))))
                .isEqualTo(1);
        clock.advance(Duration.ofSeconds(18));
        lastState(id, "sent");

        bot.telegram().fails(1, Fault.says(400, sample("telegram/api-error-400-migrated")), "sendMessage");
        says(id, "Masih di sini?");
        await().atMost(SOON)
                .until(() -> bot.telegram().calls("sendMessage").stream()
                        .anyMatch(call -> call.chatId() == -1_001_234_567_890L));
        lastState(id, "sent");
    }

    // Messenger and Instagram

    private static String channel(Kind kind, String sample) {
        return kind.channel() + "/" + sample;
    }

    private static JsonNode next(TestAsset asset, Runnable work) {
        return next(
                () -> asset.calls().stream().filter(call -> call.has("message")).toList(), work);
    }

    private static String person(Kind kind) {
        return kind == Kind.MESSENGER ? "7700110022003301" : "6600110022003301";
    }

    /// What Messenger repeats with the echo; Instagram repeats nothing, and takes the type it does not show.
    private static String[] apart(Kind kind, String... more) {
        var all = new java.util.ArrayList<>(List.of(more));
        all.add(kind == Kind.MESSENGER ? "/message/metadata" : "/messaging_type");
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void messengerAndInstagramAreSentWhatTheirDocumentsShow(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.meta().knows(person(kind), JSON.readTree(sample(channel(kind, "api-profile"))));
        asset.says(person(kind), "Hai");
        var id = opened("Aina Rahman");
        inbox.settled(id, 1);

        var text = JSON.readTree(sample(channel(kind, "api-send-text")));
        asset.fail(1, Fault.says(200, sample(channel(kind, "api-send-response-ok"))));
        same(next(asset, () -> says(id, text.at("/message/text").asString())), text, apart(kind));
        // The answer named the message: a mark on it finds it.
        lastState(id, "sent");
        asset.postsSample("reaction");
        inbox.thread(id, all -> all.getLast().path("reactions").size() == 1);

        var choices = JSON.readTree(sample(channel(kind, "api-send-quick-replies")));
        var offered = JSON.createObjectNode()
                .put("type", "choices")
                .put("text", choices.at("/message/text").asString())
                .putNull("label");
        var options = offered.putArray("options");
        choices.at("/message/quick_replies")
                .forEach(reply -> options.addObject()
                        .put("id", reply.path("payload").asString())
                        .put("title", reply.path("title").asString())
                        .putNull("description"));
        same(next(asset, () -> sends(id, offered.toString())), choices, apart(kind));

        // From a signed address that holds for a while, so nothing is reusable.
        var picture = next(asset, () -> sends(id, file(id, "premium.png", PNG).toString()));
        same(
                picture,
                JSON.readTree(sample(channel(kind, "api-send-image"))),
                apart(kind, "/message/attachment/payload"));
        assertThat(picture.at("/message/attachment/payload/url").asString()).startsWith(TestBot.MEDIA + "/media/");
    }

    @Test
    void messengersButtonsAndCardsAndSignsOfTypingAreThoseOfItsDocuments() {
        var page = TestAsset.connect(port, company, Kind.MESSENGER);
        page.meta().knows(person(Kind.MESSENGER), JSON.readTree(sample("messenger/api-profile")));
        page.says(person(Kind.MESSENGER), "Hai");
        var id = opened("Aina Rahman");
        inbox.settled(id, 1);

        // Words with one link; answers to choose from are quick replies.
        same(
                next(page, () -> sends(id, """
                        {"type":"link_button","text":"Apa yang boleh kami bantu?","label":"Bayar",
                         "url":"https://pay.example.invalid/i/8841"}""")),
                JSON.readTree(sample("messenger/api-send-button-template")),
                "/message/metadata",
                "/message/attachment/payload/buttons");
        var picture = file(id, "premium.png", PNG).path("media");
        var card = JSON.createObjectNode()
                .put("title", "Premium")
                .put("text", "RM 299.00")
                .putNull("url");
        card.set("picture", picture);
        card.putArray("options")
                .addObject()
                .put("id", "pkg:premium")
                .put("title", "Pilih")
                .putNull("description");
        var cards = JSON.createObjectNode().put("type", "cards");
        cards.putArray("cards").add(card);
        same(
                next(page, () -> sends(id, cards.toString())),
                JSON.readTree(sample("messenger/api-send-generic-template")),
                "/message/metadata",
                "/message/attachment/payload/elements/0/image_url");
        same(
                next(
                        () -> page.calls().stream()
                                .filter(call -> call.has("sender_action"))
                                .toList(),
                        () -> type(id)),
                JSON.readTree(sample("messenger/api-sender-action-typing")));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void afterADayAPersonsWordsCarryTheTagOfTheDocuments(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.says(person(kind), "Nanti saya tengok", clock.instant().minus(Duration.ofHours(30)));
        Inbox.untilDelivered(company);
        var tagged = JSON.readTree(sample(channel(kind, "api-send-human-agent")));

        same(next(asset, () -> says(inbox.only(), tagged.at("/message/text").asString())), tagged, "/message/metadata");
    }

    @ParameterizedTest
    @CsvSource({
        "MESSENGER, api-error-10-2018278-window, 400, window_closed, connected",
        "MESSENGER, api-error-100-dead-tag, 400, vendor_refused, connected",
        "MESSENGER, api-error-551-unavailable, 400, contact_unreachable, connected",
        "INSTAGRAM, api-error-window, 400, window_closed, connected",
        "INSTAGRAM, api-error-190, 401, needs_reauth, error"
    })
    void theirRefusalsMeanWhatTheirDocumentsSay(Kind kind, String error, int status, String code, String then) {
        var asset = TestAsset.connect(port, company, kind);
        asset.says(person(kind), "Hai");
        Inbox.untilDelivered(company);
        var id = inbox.only();
        asset.fail(1, Fault.says(status, sample(channel(kind, error))));

        says(id, "Hai juga");

        assertThat(refused(id, then).at("/failure/code").asString()).isEqualTo(code);
        assertThat(account(asset.account()).path("status").asString()).isEqualTo(then);
    }

    @Test
    void messengersLimitIsWaitedFor() {
        var page = TestAsset.connect(port, company, Kind.MESSENGER);
        page.says(person(Kind.MESSENGER), "Hai");
        Inbox.untilDelivered(company);
        var id = inbox.only();
        page.fail(1, Fault.says(400, sample("messenger/api-error-613-rate")));

        next(page, () -> says(id, "Hai juga"));
        waits();
        clock.advance(Duration.ofSeconds(30));

        lastState(id, "sent");
    }

    // OnSend

    private record Paired(OnSendDevice device, String account, String conversation) {}

    private Paired paired(String provider) {
        var key = "key-" + IDS.incrementAndGet();
        var device = TestBot.onsend(key);
        var credentials = provider.equals("onsend")
                ? "{\"apiKey\":\"%1$s\",\"apiSecret\":\"secret-of-%1$s\",\"phoneNumberId\":\"dev-%1$s\"}".formatted(key)
                : "{\"apiKey\":\"%s\"}".formatted(key);
        if (provider.equals("onsend")) {
            device.opensWith("secret-of-" + key);
        }
        var made = admin.post(
                        "/api/v1/channel-accounts",
                        "{\"channel\":\"whatsapp\",\"provider\":\"%s\",\"name\":\"Outlet 1\",\"credentials\":%s}"
                                .formatted(provider, credentials))
                .json();
        assertThat(made.path("status").asString()).as(made.toString()).isEqualTo("connected");
        var body = "{\"from\":\"60123456789\",\"body\":\"Hai\",\"timestamp\":%d}"
                .formatted(clock.instant().getEpochSecond());
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port
                        + URI.create(made.path("webhookUrl").asString()).getPath()))
                .header("Content-Type", "application/json")
                .header(
                        "x-webhook-signature",
                        TestNumber.signature(
                                made.path("webhookSecret").asString(), body.getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Inbox.untilDelivered(company);
        return new Paired(device, made.path("id").asString(), inbox.only());
    }

    private static JsonNode next(OnSendDevice device, Runnable work) {
        return next(
                () -> device.calls().stream()
                        .filter(call -> call.method().equals("POST"))
                        .map(WhatsAppCall::body)
                        .toList(),
                work);
    }

    @Test
    void onSendIsSentWhatTheSpecificationShowsAndItsAnswersAreRead() {
        var paired = paired("onsend");
        var device = paired.device();
        var id = paired.conversation();

        device.fails(1, Fault.says(200, sample("onsend/spec-send-response-with-id")));
        var sent = next(device, () -> says(id, "Terima kasih! Harga RM 100.00"));
        same(
                sent,
                JSON.readTree(sample("onsend/spec-send-request").replace("601155500101", "60123456789")),
                "/phone_number_id");
        assertThat(sent.path("phone_number_id").asString()).isEqualTo("dev-" + device.apiKey());
        lastState(id, "sent");
        assertThat(Inbox.rows(company, "message", "provider_id = 'msg_out_000456'"))
                .isEqualTo(1);
        device.fails(1, Fault.says(200, sample("onsend/spec-send-response-without-id")));
        clock.advance(Duration.ofSeconds(2));
        next(device, () -> says(id, "Ada lagi?"));
        lastState(id, "sent");

        assertThat(JSON.readTree(sample("onsend/spec-account-status-response"))
                        .path("status")
                        .asString())
                .isEqualTo("active");
        assertThat(admin.post("/api/v1/channel-accounts/" + paired.account() + "/test", "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("connected");

        device.fails(1, Fault.says(401, sample("onsend/spec-send-error")));
        clock.advance(Duration.ofSeconds(2));
        says(id, "Dan ini?");
        assertThat(refused(id, "error").at("/failure/code").asString()).isEqualTo("needs_reauth");
    }

    @Test
    void onSendsPublicServiceIsSentWhatItsDocumentsShowAndItsAnswersAreRead() {
        var paired = paired("onsend_io");
        var device = paired.device();
        var id = paired.conversation();

        device.fails(1, Fault.says(200, sample("onsend/real-send-response-ok")));
        same(next(device, () -> says(id, "Hello world")), JSON.readTree(sample("onsend/real-send-text-request")));
        lastState(id, "sent");
        // The public service fetches a file from a signed address of ours, and is told what it is.
        clock.advance(Duration.ofSeconds(2));
        same(
                next(
                        device,
                        () -> sends(
                                id,
                                file(id, "premium.png", PNG)
                                        .put("caption", "caption")
                                        .toString())),
                JSON.readTree(sample("onsend/real-send-image-request")),
                "/url");
        lastState(id, "sent");
        clock.advance(Duration.ofSeconds(2));
        same(
                next(device, () -> sends(id, file(id, "quote.pdf", PDF).toString())),
                JSON.readTree(sample("onsend/real-send-document-request")),
                "/url");
        lastState(id, "sent");

        device.fails(1, Fault.says(429, sample("onsend/real-error-429")));
        clock.advance(Duration.ofSeconds(2));
        next(device, () -> says(id, "Masih ada"));
        waits();
        clock.advance(Duration.ofSeconds(30));
        lastState(id, "sent");
        device.fails(1, Fault.says(200, sample("onsend/real-send-response-failed")));
        clock.advance(Duration.ofSeconds(2));
        says(id, "Sudah habis");
        assertThat(lastState(id, "failed").at("/failure/reason").asString()).contains("Device is not connected");

        for (var status : List.of("real-status-response-logged-out", "real-status-response")) {
            device.is(JSON.readTree(sample("onsend/" + status)).path("status").asString());
            var tested = admin.post("/api/v1/channel-accounts/" + paired.account() + "/test", "")
                    .json();
            assertThat(tested.path("status").asString()).isEqualTo(status.endsWith("out") ? "error" : "connected");
        }
    }
}
