package app.sembang.channels.whatsapp;

import static app.sembang.Inbox.states;
import static app.sembang.Inbox.texts;
import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.Mutated;
import app.sembang.ProductTest;
import app.sembang.TestClock;
import app.sembang.TestCollector;
import app.sembang.TestCompany;
import app.sembang.TestNumber;
import app.sembang.TestNumber.Customer;
import app.sembang.channels.MetaSignature;
import app.sembang.identity.Members;
import app.sembang.simulator.Fault;
import app.sembang.simulator.WhatsAppCall;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From what a customer writes on WhatsApp to what the customer gets back: over the webhook in, from the
/// simulator's side out. Everything twice: with contacts who show their phone number, and with contacts of
/// whom there is only the id that hides it.
@ProductTest
@ParameterizedClass
@EnumSource(WhatsAppTests.Shown.class)
class WhatsAppTests {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String QUESTION = "Berapa harga baju batik?";
    private static final String ANSWER = "Baju batik bermula dari RM45.";
    private static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final AtomicLong IDS = new AtomicLong(System.nanoTime());

    private final Members members;
    private final TestClock clock;

    @Parameter
    private Shown shown = Shown.BY_NUMBER;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Inbox inbox;
    private TestNumber number;

    @SuppressWarnings("NullAway.Init")
    WhatsAppTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    enum Shown {
        BY_NUMBER,
        BY_OPAQUE_ID_ONLY;

        Customer customer(String name) {
            long id = IDS.incrementAndGet() % 100_000_000L;
            return new Customer(this == BY_NUMBER ? "6011" + id : null, "MY.8" + id, name);
        }
    }

    @BeforeEach
    void aCompanyWithANumberThatKnowsThePrice() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        company.answers("harga baju batik", ANSWER);
        inbox = new Inbox(company.admin());
        number = TestNumber.connect(port, company).hidingNumbers(shown == Shown.BY_OPAQUE_ID_ONLY);
    }

    // What comes in

    @Test
    void aQuestionIsStoredAnsweredByItsTemplateAndDelivered() {
        var aina = shown.customer("Aina");
        number.says(aina, QUESTION);

        var sent = number.awaitSent(1, SOON).getFirst();
        inbox.settled(inbox.only(), 2);
        number.tells(sent.path("id").asString(), "sent", null);
        number.tells(sent.path("id").asString(), "delivered", null);
        assertThat(sent.at("/text/body").asString()).isEqualTo(ANSWER);
        if (shown == Shown.BY_NUMBER) {
            assertThat(inbox.detail(inbox.only()).at("/contact/phone").asString())
                    .isEqualTo("+" + aina.phone());
        } else {
            assertThat(inbox.detail(inbox.only()).at("/contact/phone").isNull()).isTrue();
        }
        assertThat(sent.path("recipient").asString()).isEqualTo(aina.userId());
        var thread = inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "delivered")));
        assertThat(texts(thread)).containsExactly(QUESTION, ANSWER);
        assertThat(sent.path("biz_opaque_callback_data").asString())
                .isEqualTo(thread.get(1).path("id").asString());
        assertThat(inbox.detail(inbox.only()).at("/contact/name").asString()).isEqualTo("Aina");
    }

    @Test
    void whatGoesInPartsHasArrivedWithTheLastAndFailedWithAny() {
        number.says(shown.customer("Aina"), QUESTION);
        inbox.settled(inbox.only(), 2);
        var two = "{\"type\":\"cards\",\"cards\":[%s,%s]}".formatted(words("Teh tarik"), words("Kopi"));
        sends(inbox.only(), two);
        var parts = number.awaitSent(3, SOON);
        inbox.settled(inbox.only(), 3);

        number.tells(parts.get(1).path("id").asString(), "delivered", null);
        Inbox.untilDrained(company);
        assertThat(states(inbox.thread(inbox.only()))).containsExactly("received", "sent", "sent");
        number.tells(parts.get(2).path("id").asString(), "delivered", null);
        inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "sent", "delivered")));

        sends(inbox.only(), two);
        var others = number.awaitSent(5, SOON);
        inbox.settled(inbox.only(), 4);
        number.tells(others.get(3).path("id").asString(), "failed", null);
        inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "sent", "delivered", "failed")));
        // It was told without a reason, which says nothing of the number.
        assertThat(company.admin()
                        .get("/api/v1/channel-accounts")
                        .json()
                        .at("/items/0/status")
                        .asString())
                .isEqualTo("connected");
    }

    private static String words(String title) {
        return "{\"title\":\"%s\",\"text\":null,\"url\":null,\"picture\":null,\"options\":[],\"retailerId\":null}"
                .formatted(title);
    }

    @Test
    void oneTraceLeadsFromTheWebhookToTheVendorsReportAndTheSaleAndHoldsNoWords() {
        number.says(shown.customer("Tracey Tan"), QUESTION);
        var sent = number.awaitSent(1, SOON).getFirst();
        inbox.settled(inbox.only(), 2);
        number.tells(sent.path("id").asString(), "delivered", null);
        inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "delivered")));
        var me = company.admin().get("/api/v1/me").json().path("id").asString();
        var assigned = company.admin()
                .put(
                        "/api/v1/conversations/" + inbox.only() + "/assignment",
                        "{\"userId\":\"%s\",\"reason\":\"Rokiah\"}".formatted(me));
        assertThat(assigned.status()).isEqualTo(200);
        company.admin()
                .put(
                        "/api/v1/conversations/" + inbox.only() + "/completion",
                        "{\"status\":\"completed\",\"saleAmount\":{\"amount\":\"45.00\",\"currency\":\"MYR\"}}");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(TestCollector.of(inbox.only()))
                        .contains(
                                "webhook_stored",
                                "started",
                                "message_received",
                                "message_queued",
                                "vendor_called",
                                "message_sent",
                                "message_delivered",
                                "assigned",
                                "completed"));
        assertThat(TestCollector.holds("message_delivered")).isTrue();
        assertThat(List.of(QUESTION, ANSWER, "Tracey", "Rokiah")).noneMatch(TestCollector::holds);
    }

    @Test
    void everyKindOfMessageTheVendorDocumentsIsUnderstood() {
        var understood = List.of(
                "in-text",
                "in-text-username-only",
                "in-text-reply-context",
                "in-text-forwarded",
                "in-text-frequently-forwarded",
                "in-text-referred-product",
                "in-text-referral-ctwa",
                "in-image",
                "in-image-no-url",
                "in-video",
                "in-audio-voice",
                "in-audio-file",
                "in-document",
                "in-sticker",
                "in-location",
                "in-location-current",
                "in-contacts",
                "in-contacts-phone-shared",
                "in-button-template-quick-reply",
                "in-button-without-context",
                "in-interactive-button-reply",
                "in-interactive-list-reply",
                "in-interactive-nfm-reply-flow",
                "in-interactive-with-errors",
                "in-order",
                "in-unsupported",
                "in-unknown-future-type");

        understood.forEach(name -> assertThat(number.postsSample(name)).as(name).isEqualTo(200));
        Inbox.untilDrained(company);

        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked")).isEmpty();
        assertThat(inbox.thread(inbox.only()).stream().map(WhatsAppTests::inShort))
                .containsExactly(
                        "Hi, boleh saya tengok the product? Berapa harga?",
                        "Hello, is this still available?",
                        "Yes, this one please",
                        "Promo Hari Raya 20% (once)",
                        "Share to 10 friends (often)",
                        "Is this halal certified? (about SKU-TEH-250)",
                        "Hello! Can I get more info on this? (ad 120226305854000001 ARAkFAKEclickid0001)",
                        "image: This colour?",
                        "image",
                        "video: Demo",
                        "voice",
                        "audio",
                        "document: PO attached",
                        "sticker",
                        "location Menara Contoh, Jalan Contoh, 50088 Kuala Lumpur",
                        "location ",
                        "contact Tan Wei Ming +60 11-5550 0102",
                        "contact Aina Rahman +601155500101",
                        "button CONFIRM_ORDER_8841 Confirm",
                        "button STOP_PROMO Stop promotions",
                        "button lang:ms Bahasa Malaysia",
                        "button pkg:premium Premium",
                        "form name=Aina date=2026-11-28 pax=4",
                        "unsupported interactive",
                        "order 2 SKU-TEH-250 7.90 MYR, 1 SKU-KOPI-500 24.00 MYR; Self pickup please",
                        "unsupported poll",
                        "unsupported hologram");
    }

    private static String inShort(JsonNode message) {
        var content = message.path("content");
        var context = message.path("context");
        var around = context.path("forwarded").isString()
                ? " (" + context.path("forwarded").asString() + ")"
                : context.path("product").isObject()
                        ? " (about " + context.at("/product/retailerId").asString() + ")"
                        : context.path("referral").isObject()
                                ? " (ad %s %s)"
                                        .formatted(
                                                context.at("/referral/sourceId").asString(),
                                                context.at("/referral/clickId").asString())
                                : "";
        return switch (content.path("type").asString()) {
            case "text" -> content.path("text").asString() + around;
            case "media" ->
                content.path("kind").asString()
                        + (content.path("caption").isString()
                                ? ": " + content.path("caption").asString()
                                : "");
            case "location" ->
                "location "
                        + (content.path("name").isString()
                                ? content.path("name").asString() + ", "
                                        + content.path("address").asString()
                                : "");
            case "contact_cards" ->
                "contact " + content.at("/contacts/0/name").asString() + " "
                        + content.at("/contacts/0/phones/0").asString();
            case "button_reply" ->
                "button " + content.path("buttonId").asString() + " "
                        + content.path("title").asString();
            case "form_reply" ->
                "form "
                        + String.join(
                                " ",
                                items(content.path("answers")).stream()
                                        .map(answer -> answer.path("name").asString() + "="
                                                + answer.path("value").asString())
                                        .toList());
            case "order" ->
                "order "
                        + String.join(
                                ", ",
                                items(content.path("items")).stream()
                                        .map(item -> "%s %s %s %s"
                                                .formatted(
                                                        item.path("quantity").asString(),
                                                        item.path("retailerId").asString(),
                                                        item.at("/price/amount").asString(),
                                                        item.at("/price/currency")
                                                                .asString()))
                                        .toList())
                        + "; " + content.path("note").asString();
            case "unsupported" -> "unsupported " + content.path("vendorKind").asString();
            default -> content.toString();
        };
    }

    private static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    @Test
    void everySampleOfTheVendorsDocumentsIsTakenAndNoneIsLost() throws IOException {
        var events = new ArrayList<String>();
        var calls = new ArrayList<String>();
        try (var files = Files.list(Path.of("src/test/resources/contracts/whatsapp-cloud"))) {
            files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .forEach(name ->
                            (name.startsWith("api-") || name.startsWith("embedded-") ? calls : events).add(name));
        }

        // It takes the account away.
        events.remove("account-update-partner-removed");
        events.add("account-update-partner-removed");

        events.forEach(name -> assertThat(number.postsSample(name)).as(name).isEqualTo(200));
        Inbox.untilDrained(company);

        assertThat(events).hasSize(69);
        assertThat(calls).hasSize(33);
        calls.forEach(name -> assertThat(JSON.readTree(TestNumber.raw(name)).isObject())
                .as(name)
                .isTrue());
        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked")).isEmpty();
        assertThat(inbox.conversations("?status=any")).hasSize(1);
    }

    @Test
    void aReplyShowsWhatItAnswers() {
        var aina = shown.customer("Aina");
        number.says(aina, QUESTION);
        var answer = number.awaitSent(1, SOON).getFirst();
        inbox.settled(inbox.only(), 2);

        number.writes(
                aina,
                JSON.createObjectNode()
                        .put("type", "text")
                        .set("text", JSON.createObjectNode().put("body", "Yang ini ada merah?"))
                        .set(
                                "context",
                                JSON.createObjectNode()
                                        .put("id", answer.path("id").asString())));

        var thread = inbox.thread(inbox.only(), all -> all.size() >= 3);
        var quoted = thread.get(2).at("/context/quoted");
        assertThat(quoted.path("id")).isEqualTo(thread.get(1).path("id"));
        assertThat(quoted.path("preview").asString()).isEqualTo(ANSWER);
        assertThat(quoted.path("author").asString()).isEqualTo("assistant");
    }

    @Test
    void aReactionStandsOnItsMessageUntilItIsTakenBack() {
        var aina = shown.customer("Aina");
        number.says(aina, QUESTION);
        var answer = number.awaitSent(1, SOON).getFirst().path("id").asString();
        inbox.settled(inbox.only(), 2);

        reacts(aina, answer, "👍");
        var thread =
                inbox.thread(inbox.only(), all -> all.get(1).path("reactions").size() == 1);
        assertThat(thread.get(1).at("/reactions/0/emoji").asString()).isEqualTo("👍");
        assertThat(thread).hasSize(2);

        reacts(aina, answer, null);
        inbox.thread(inbox.only(), all -> all.get(1).path("reactions").isEmpty());
    }

    private void reacts(Customer customer, String message, @org.jspecify.annotations.Nullable String emoji) {
        var reaction = JSON.createObjectNode().put("message_id", message);
        if (emoji != null) {
            reaction.put("emoji", emoji);
        }
        number.writes(customer, JSON.createObjectNode().put("type", "reaction").set("reaction", reaction));
    }

    @Test
    void whatItsAuthorTookBackIsGoneWithItsFileAndItsRawEvent() {
        number.keep("1003383421380001", new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3});
        number.postsSample("in-image");
        inbox.thread(
                inbox.only(),
                all -> all.getFirst().at("/content/status").asString().equals("ready"));
        assertThat(Inbox.rows(company, "media", "true")).isEqualTo(1);

        number.posts(new String(number.sample("in-revoke-coexistence"), StandardCharsets.UTF_8)
                .replace(original("in-revoke-coexistence", "revoke"), id("in-image")));

        inbox.thread(
                inbox.only(),
                all -> all.getFirst().at("/content/type").asString().equals("deleted"));
        await().atMost(SOON).until(() -> Inbox.rows(company, "media", "true") == 0);
        assertThat(Inbox.rows(company, "message", "content::text like '%colour%' or earlier::text like '%colour%'"))
                .isZero();
        assertThat(Inbox.rows(company, "inbound_event", "convert_from(raw, 'UTF8') like '%This colour?%'"))
                .isZero();
        number.postsSample("in-image");
        Inbox.untilDrained(company);
        assertThat(inbox.thread(inbox.only())).hasSize(1);
    }

    private static String id(String sample) {
        return JSON.readTree(TestNumber.raw(sample))
                .at("/entry/0/changes/0/value/messages/0/id")
                .asString();
    }

    private static String original(String sample, String kind) {
        return JSON.readTree(TestNumber.raw(sample))
                .at("/entry/0/changes/0/value/messages/0/" + kind + "/original_message_id")
                .asString();
    }

    @Test
    void anEditedMessageShowsItsNewWords() {
        number.postsSample("in-text");
        number.postsSample("in-edit-coexistence");
        Inbox.untilDrained(company);

        var thread = inbox.thread(inbox.only());
        assertThat(texts(thread)).containsExactly("Hi, boleh saya tengok the product? Harga RM berapa?");
        assertThat(thread.getFirst().path("edited").asBoolean()).isTrue();
    }

    @Test
    void whatStaffWriteOnThePhoneIsTheCompanysAndTheAssistantIsSilentFromThen() {
        number.postsSample("in-text");
        number.postsSample("echo-smb-text");
        number.postsSample("echo-smb-text");
        Inbox.untilDrained(company);

        var thread = inbox.thread(inbox.only());
        assertThat(texts(thread))
                .containsExactly(
                        "Hi, boleh saya tengok the product? Berapa harga?",
                        "Ok kak, saya hantar petang ni (sent from the phone app)");
        assertThat(thread.get(1).path("author").asString()).isEqualTo("member");
        assertThat(thread.get(1).path("member").isNull()).isTrue();
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("nobody");
    }

    @Test
    void thePhoneBookOfAPhoneThatSharesTheNumberNamesWhomNobodyHasNamed() {
        var nameless = new Customer("601155500101", "", "");
        number.says(nameless, "Hello");
        Inbox.untilDrained(company);

        number.postsSample("smb-app-state-sync");
        Inbox.untilDrained(company);

        assertThat(inbox.detail(inbox.only()).at("/contact/name").asString()).isEqualTo("Aina Rahman");
    }

    @Test
    void whatWasSaidBeforeTheNumberWasConnectedIsKeptInOrderOnceAndAnsweredByNobody() {
        var later = new String(number.shownSample("history-chunk"), StandardCharsets.UTF_8);
        var sooner = later.replace("1758000000", "1757000000")
                .replace("1758000100", "1757000000")
                .replace("wamid.", "wamid.S")
                .replace("Kedai buka hari ni?", QUESTION)
                .replace("Buka sampai 9pm", "RM45 sahaja")
                .replace("\"chunk_order\": 2", "\"chunk_order\": 1");
        number.posts(later);
        number.posts(sooner);
        number.posts(later);
        number.posts(later.replace("\"progress\": 55", "\"progress\": 56"));
        Inbox.untilDelivered(company);
        assertThat(inbox.conversations("?status=any")).isEmpty();
        assertThat(number.sent()).isEmpty();
        assertThat(Inbox.rows(company, "past_message", "true")).isEqualTo(4);

        number.says(new Customer("601155500101", "", "Aina"), "Hai lagi");
        Inbox.untilDrained(company);
        var path = "/api/v1/conversations/" + inbox.only() + "/past-messages";
        assertThat(inbox.thread(inbox.only()).getFirst().at("/content/text").asString())
                .isEqualTo("Hai lagi");
        assertThat(inbox.items(path))
                .extracting(one -> one.path("author").asString() + " "
                        + one.at("/content/text").asString())
                .containsExactly(
                        "member Buka sampai 9pm",
                        "contact Kedai buka hari ni?",
                        "member RM45 sahaja",
                        "contact " + QUESTION);
        // Page by page it is the same, though two were said in one second.
        var page = company.admin().get(path + "?limit=3").json();
        assertThat(page.path("items")).hasSize(3);
        assertThat(company.admin()
                        .get(path + "?after="
                                + URLEncoder.encode(page.path("next").asString(), StandardCharsets.UTF_8))
                        .json()
                        .at("/items/0/content/text")
                        .asString())
                .isEqualTo(QUESTION);
        assertThat(company.admin().get(path + "?after=nonsense").status()).isEqualTo(422);
    }

    @Test
    void whatIsNewAndOldAtOnceIsNewAndWhatStoodBehindAPictureIsToldLater() {
        number.says(new Customer("601155500101", "", "Aina"), "Hai");
        Inbox.untilDrained(company);
        var id = inbox.only();
        var known = inbox.thread(id).getFirst();
        var chunk = new String(number.shownSample("history-chunk"), StandardCharsets.UTF_8);
        var provider = Inbox.value(
                company,
                "message",
                "provider_id",
                "id = '%s'".formatted(known.path("id").asString()));
        number.posts(chunk.replace("wamid.RkFLRTYwMTE1NTUwMDEwMU1TRzgwMDAwMVNBTVBMRQ==", provider)
                .replace("\"type\": \"text\"", "\"type\": \"media_placeholder\""));
        Inbox.untilDrained(company);
        assertThat(inbox.items("/api/v1/conversations/" + id + "/past-messages"))
                .singleElement()
                .satisfies(one ->
                        assertThat(one.at("/content/vendorKind").asString()).isEqualTo("media_placeholder"));

        number.posts("""
                {"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"field":"history","value":
                 {"messaging_product":"whatsapp","metadata":{"display_phone_number":"60355501000","phone_number_id":"%s"},
                  "messages":[{"from":"60355501000","to":"601155500101","timestamp":"1758000100","type":"image",
                   "id":"wamid.RkFLRTYwMTE1NTUwMDEwMU1TRzgwMDAwMlNBTVBMRQ==","image":{"id":"1","caption":"Resit"}}]}}]}]}
                """.formatted(number.waba(), number.id()));
        Inbox.untilDrained(company);
        assertThat(inbox.items("/api/v1/conversations/" + id + "/past-messages"))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.at("/content/caption").asString()).isEqualTo("Resit"));
    }

    @Test
    void aPhoneThatSharesItsNumberIsAskedForItsContactsAndChatsOnce() {
        var path = "/api/v1/channel-accounts/" + number.account();
        number.meta().sharedWithPhone(true);
        assertThat(number.meta().calls("smb_app_data")).isEmpty();

        company.admin().patch(path, "{\"settings\":{\"coexistence\":true}}");
        for (int i = 0; i < 2; i++) {
            assertThat(company.admin()
                            .post(path + "/test", "")
                            .json()
                            .path("status")
                            .asString())
                    .isEqualTo("connected");
        }

        assertThat(number.meta().calls("smb_app_data").stream().filter(WhatsAppCall::accepted))
                .extracting(call -> call.body().path("sync_type").asString())
                .containsExactly("smb_app_state_sync", "history");
        number.meta().fails(1, Fault.meta(131000), "smb_app_data");
        assertThat(company.admin()
                        .post(path + "/test", "")
                        .json()
                        .path("notice")
                        .asString())
                .contains("131000");
    }

    @Test
    void whoStopsAdvertisingInWhatsAppHasTakenTheConsentBack() {
        number.postsSample("user-preferences-stop-marketing");
        Inbox.untilDrained(company);
        assertThat(inbox.conversations("?status=any")).isEmpty();

        number.postsSample("in-text");
        Inbox.untilDrained(company);
        number.posts(new String(number.sample("user-preferences-stop-marketing"), StandardCharsets.UTF_8)
                .replace("1763605300", "1763605301"));
        Inbox.untilDrained(company);

        assertThat(
                        Inbox.rows(
                                company,
                                "consent",
                                "purpose = 'marketing' and channel = 'whatsapp' and not granted and evidence like '%stop marketing%'"))
                .isEqualTo(1);
    }

    @Test
    void aNumberGivenOnRequestBecomesTheContacts() {
        number.postsSample("in-text-username-only");
        Inbox.untilDrained(company);
        assertThat(inbox.detail(inbox.only()).at("/contact/phone").isNull()).isTrue();

        number.postsSample("in-contacts-phone-shared");
        Inbox.untilDrained(company);

        assertThat(inbox.detail(inbox.only()).at("/contact/phone").asString()).isEqualTo("+601155500101");
    }

    @Test
    void aMembersMarkGoesOutInTheVendorsForm() {
        var aina = new Customer(null, "MY.29384756102938475610", "Aina");
        var id = number.says(aina, "Terima kasih");
        Inbox.untilDrained(company);
        var conversation = inbox.only();
        var path = "/api/v1/conversations/%s/messages/%s/reaction"
                .formatted(
                        conversation,
                        inbox.thread(conversation).getFirst().path("id").asString());

        assertThat(company.admin().put(path, "{\"emoji\":\"❤️\"}").status()).isEqualTo(204);

        var sent = number.calls().getLast();
        assertThat(sent.path("type").asString()).isEqualTo("reaction");
        assertThat(sent.path("recipient").asString()).isEqualTo("MY.29384756102938475610");
        assertThat(sent.at("/reaction/message_id").asString()).isEqualTo(id);
        assertThat(sent.at("/reaction/emoji").asString()).isEqualTo("❤️");
        clock.advance(Duration.ofHours(25));
        company.admin().refresh();
        assertThat(company.admin()
                        .put(path, "{\"emoji\":\"👍\"}")
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("window-closed");
    }

    @Test
    void groupsAreLeftAlone() {
        number.postsSample("in-group-text");
        number.postsSample("status-group-read");
        Inbox.untilDrained(company);

        assertThat(inbox.conversations("?status=any")).isEmpty();
        assertThat(Inbox.rows(company, "inbound_event", "reason = 'ignored'")).isEqualTo(2);
    }

    // Who it is

    @Test
    void aPersonWhoHidesTheNumberLaterIsStillTheSame() {
        var open = new Customer("601177700001", "MY.777" + IDS.incrementAndGet(), "Aina");
        number.says(new Customer("601177700001", "", "Aina"), "Hi");
        number.says(open, "Saya lagi");
        number.says(new Customer(null, open.userId(), "Aina"), "Dan lagi");
        number.says(new Customer("601177700001", "", "Aina"), "Akhir sekali");
        Inbox.untilDrained(company);

        assertThat(inbox.thread(inbox.only()))
                .filteredOn(message -> message.path("author").asString().equals("contact"))
                .extracting(Inbox::text)
                .containsExactly("Hi", "Saya lagi", "Dan lagi", "Akhir sekali");
        assertThat(Inbox.rows(company, "contact", "true")).isEqualTo(1);
    }

    @Test
    void aPersonWhoChangesTheNumberIsStillTheSame() {
        number.posts(text("in-text"));
        number.postsSample("in-system-number-changed");
        number.posts(fromTheNewNumber());
        Inbox.untilDrained(company);

        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked")).isEmpty();
        assertThat(inbox.thread(inbox.only())).hasSize(2);
        assertThat(inbox.detail(inbox.only()).at("/contact/phone").asString()).isEqualTo("+601155500199");
    }

    @Test
    void aPersonWhoChangesTheNumberWithinOneDeliveryIsStillTheSame() {
        var whole = JsonMapper.shared().createObjectNode().put("object", "whatsapp_business_account");
        var entries = whole.putArray("entry");
        for (var one : List.of(text("in-text"), text("in-system-number-changed"), fromTheNewNumber())) {
            JsonMapper.shared().readTree(one).path("entry").forEach(entries::add);
        }
        number.posts(whole.toString());
        Inbox.untilDrained(company);

        assertThat(inbox.thread(inbox.only())).hasSize(2);
    }

    private String fromTheNewNumber() {
        return text("in-text")
                .replace(id("in-text"), "wamid.NEW")
                .replace("601155500101", "601155500199")
                .replaceAll("\"(from_)?user_id\": \"MY[^\"]*\",?", "")
                .replace("\"wa_id\": \"601155500199\",", "\"wa_id\": \"601155500199\"");
    }

    private String text(String sample) {
        return new String(number.shownSample(sample), StandardCharsets.UTF_8);
    }

    // What becomes of what was sent

    @Test
    void statusesInAnyOrderOnlyEverGoForward() {
        var aina = shown.customer("Aina");
        number.says(aina, QUESTION);
        var sent = number.awaitSent(1, SOON).getFirst().path("id").asString();
        inbox.settled(inbox.only(), 2);

        for (var status : List.of("read", "sent", "delivered", "failed")) {
            number.tells(sent, status, null);
        }
        Inbox.untilDrained(company);

        assertThat(states(inbox.thread(inbox.only()))).containsExactly("received", "read");
    }

    @Test
    void aStatusThatIsFasterThanTheAnswerOfItsSendIsNotLost() {
        number.fail(1, Fault.silence(Duration.ofSeconds(30)));
        number.says(shown.customer("Aina"), QUESTION);
        var sent = number.awaitSent(1, SOON).getFirst();

        // Nobody has this number yet: what we passed along says whose it is.
        number.tells(
                sent.path("id").asString(),
                "delivered",
                sent.path("biz_opaque_callback_data").asString());

        inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "delivered")));
        await().during(Duration.ofSeconds(4))
                .atMost(SOON)
                .until(() -> states(inbox.thread(inbox.only())).equals(List.of("received", "delivered")));
    }

    @Test
    void whatNobodyAnsweredIsUnknownUntilTheVendorTellsWhatBecameOfIt() {
        number.fail(1, Fault.resetAfter());
        number.says(shown.customer("Aina"), QUESTION);
        inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "unknown")));
        var sent = number.awaitSent(1, SOON).getFirst();

        number.tells(
                sent.path("id").asString(),
                "sent",
                sent.path("biz_opaque_callback_data").asString());

        inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "sent")));
        assertThat(number.sent()).hasSize(1);
    }

    @Test
    void aStatusOfAMessageNobodyHasStepsAsideAndIsGivenUpInTheEnd() {
        number.postsSample("status-read");
        Inbox.untilDrained(company);

        assertThat(Inbox.rows(company, "inbound_event", "reason = 'waits for its message' and attempts = 1"))
                .isEqualTo(1);
        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked")).isEmpty();
    }

    @Test
    void aFailureIsShownInTheVendorsWords() {
        number.says(shown.customer("Aina"), QUESTION);
        var sent = number.awaitSent(1, SOON).getFirst().path("id").asString();
        inbox.settled(inbox.only(), 2);

        number.posts(new String(number.sample("status-failed-131047-window-closed"), StandardCharsets.UTF_8)
                .replace("wamid.RkFLRTYwMTE1NTUwMDEwMU1TRzkwMDAwMVNBTVBMRQ==", sent));

        var thread = inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "failed")));
        assertThat(thread.get(1).at("/failure/code").asString()).isEqualTo("window_closed");
        assertThat(thread.get(1).at("/failure/reason").asString()).contains("more than 24 hours", "131047");
    }

    @Test
    void whoIsFoundToTakeNoAdvertisingIsMarkedSo() {
        number.says(shown.customer("Aina"), QUESTION);
        number.awaitSent(1, SOON);
        var id = inbox.only();
        inbox.settled(id, 2);
        number.fail(1, Fault.meta(131050));

        company.admin()
                .post("/api/v1/conversations/" + id + "/messages", "{\"type\":\"text\",\"text\":\"Raya sale!\"}");

        var thread = inbox.thread(id, all -> states(all).equals(List.of("received", "sent", "failed")));
        assertThat(thread.get(2).at("/failure/code").asString()).isEqualTo("opted_out");
        assertThat(thread.get(2).at("/failure/reason").asString()).startsWith("The customer has stopped advertising");
        var consents = consentsOf(id);
        assertThat(consents).hasSize(1);
        assertThat(consents.get(0).path("purpose").asString()).isEqualTo("marketing");
        assertThat(consents.get(0).path("channel").asString()).isEqualTo("whatsapp");
        assertThat(consents.get(0).path("granted").asBoolean(true)).isFalse();
        assertThat(consents.get(0).path("evidence").asString()).contains("131050");
    }

    @Test
    void whoTurnsOutLaterToTakeNoAdvertisingIsMarkedSoOnce() {
        number.says(shown.customer("Aina"), QUESTION);
        var sent = number.awaitSent(1, SOON).getFirst().path("id").asString();
        var id = inbox.only();
        inbox.settled(id, 2);
        var person = company.admin()
                .get("/api/v1/conversations/" + id)
                .json()
                .at("/contact/id")
                .asString();
        var who = Inbox.value(company, "contact_identity", "external_id", "contact_id = '%s'".formatted(person));
        var body = new String(number.sample("status-failed-131047-window-closed"), StandardCharsets.UTF_8)
                .replace("wamid.RkFLRTYwMTE1NTUwMDEwMU1TRzkwMDAwMVNBTVBMRQ==", sent)
                .replace("131047", "131050")
                .replace("601155500101", who.matches("[0-9]+") ? who : "601155500101")
                .replace("MY.29384756102938475610", who);

        number.posts(body);
        number.posts(body.replace("1763604000", "1763604001"));
        inbox.thread(id, all -> states(all).equals(List.of("received", "failed")));
        Inbox.untilDrained(company);

        assertThat(inbox.items("/api/v1/contacts")).hasSize(1);
        assertThat(consentsOf(id)).hasSize(1);
    }

    private List<JsonNode> consentsOf(String conversation) {
        var contact = company.admin()
                .get("/api/v1/conversations/" + conversation)
                .json()
                .at("/contact/id")
                .asString();
        return items(company.admin()
                .get("/api/v1/contacts/" + contact + "/consents")
                .json()
                .path("items"));
    }

    @Test
    void aLimitIsWaitedForAndAWrongTokenHoldsWhatIsSentUntilItIsPutRight() {
        number.fail(1, Fault.meta(131016));
        number.says(shown.customer("Aina"), QUESTION);
        await().atMost(SOON).untilAsserted(() -> assertThat(number.calls()).hasSize(1));
        await().atMost(SOON).until(() -> Inbox.rows(company, "delivery", "state = 'waiting' and attempts > 0") == 1);
        clock.moveTo(clock.instant().plusSeconds(5));
        inbox.thread(inbox.with("Aina"), all -> states(all).equals(List.of("received", "sent")));

        number.fail(1, Fault.meta(190));
        number.says(shown.customer("Wei"), QUESTION);
        var thread = inbox.thread(
                inbox.with("Wei"),
                all -> all.size() == 2 && all.get(1).at("/failure/code").isString());
        assertThat(states(thread)).containsExactly("received", "queued");
        assertThat(thread.get(1).at("/failure/code").asString()).isEqualTo("needs_reauth");
        var account = inbox.items("/api/v1/channel-accounts").getFirst();
        assertThat(account.path("status").asString()).isEqualTo("error");

        assertThat(company.admin()
                        .post(
                                "/api/v1/channel-accounts/%s/test"
                                        .formatted(account.path("id").asString()),
                                "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("connected");
        assertThat(states(inbox.settled(inbox.with("Wei"), 2))).containsExactly("received", "sent");
    }

    @Test
    void anAccountThatWorksAgainByItselfIsFoundOutByTheNextMessage() {
        number.fail(1, Fault.meta(190));
        number.says(shown.customer("Wei"), QUESTION);
        inbox.thread(
                inbox.only(),
                all -> all.size() == 2 && all.get(1).at("/failure/code").isString());

        clock.advance(Duration.ofMinutes(11));
        company.admin().refresh();
        assertThat(states(inbox.settled(inbox.only(), 2))).containsExactly("received", "sent");
        await().atMost(SOON)
                .until(() -> inbox.items("/api/v1/channel-accounts")
                        .getFirst()
                        .path("status")
                        .asString()
                        .equals("connected"));
    }

    // The window

    @Test
    void afterADayOfSilenceNobodyWritesFreely() {
        number.says(shown.customer("Aina"), QUESTION);
        number.awaitSent(1, SOON);
        var id = inbox.only();
        inbox.settled(id, 2);
        assertThat(inbox.detail(id).at("/window/open").asBoolean()).isTrue();
        assertThat(writes(id, "Masih ada stok").status()).isEqualTo(201);

        clock.moveTo(clock.instant().plus(Duration.ofHours(25)));
        company.admin().signIn(company.email("admin"), TestCompany.PASSWORD);

        var refused = writes(id, "Hari ini ada promosi");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("code").asString()).isEqualTo("window-closed");
        assertThat(inbox.detail(id).at("/window/open").asBoolean()).isFalse();
    }

    @Test
    void whoCameFromAnAdvertisementAndWasAnsweredMayBeWrittenToForThreeDays() {
        var now = clock.instant().getEpochSecond();
        number.posts(new String(number.sample("in-text-referral-ctwa"), StandardCharsets.UTF_8)
                .replace("1763600049", String.valueOf(now)));
        var id = inbox.only();
        assertThat(writes(id, "Boleh").status()).isEqualTo(201);

        clock.moveTo(clock.instant().plus(Duration.ofHours(71)));
        company.admin().signIn(company.email("admin"), TestCompany.PASSWORD);
        assertThat(inbox.detail(id).at("/window/open").asBoolean()).isTrue();

        clock.moveTo(clock.instant().plus(Duration.ofHours(2)));
        company.admin().signIn(company.email("admin"), TestCompany.PASSWORD);
        assertThat(inbox.detail(id).at("/window/open").asBoolean()).isFalse();
    }

    private app.sembang.StaffApp.Answer writes(String conversation, String text) {
        return company.admin()
                .post(
                        "/api/v1/conversations/" + conversation + "/messages",
                        JSON.writeValueAsString(java.util.Map.of("type", "text", "text", text)));
    }

    @Test
    void aMembersReplyMayQuoteAndTheCustomerSeesThatItWasRead() {
        var question = number.says(shown.customer("Aina"), "Ada warna merah?");
        var id = inbox.only();
        var thread = inbox.thread(id, all -> all.size() >= 1);

        company.admin()
                .post(
                        "/api/v1/conversations/" + id + "/messages",
                        JSON.writeValueAsString(java.util.Map.of(
                                "type",
                                "text",
                                "text",
                                "Ada",
                                "quotes",
                                thread.getFirst().path("id").asString())));
        company.admin().put("/api/v1/conversations/" + id + "/read", "{\"seq\":1}");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(number.sent())
                        .extracting(sent -> sent.at("/context/message_id").asString())
                        .contains(question));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(number.calls()).anySatisfy(call -> {
                    assertThat(call.path("status").asString("")).isEqualTo("read");
                    assertThat(call.path("message_id").asString("")).isEqualTo(question);
                }));
    }

    @Test
    void whatAMemberSendsGoesOutInTheVendorsForm() {
        number.hasTemplate("api-template-create");
        number.says(shown.customer("Aina"), "Hi");
        var id = inbox.only();
        inbox.settled(id, 1);
        int before = number.sent().size();
        var three = choices(3, null);
        var described = choices(2, "RM 99.00");

        sends(id, three);
        sends(id, described);
        sends(id, choices(11, null));
        sends(
                id,
                "{\"type\":\"link_button\",\"text\":\"Bayar dengan selamat\",\"label\":\"Bayar\",\"url\":\"https://pay.example.invalid/i/8841\"}");
        sends(
                id,
                "{\"type\":\"cards\",\"cards\":[{\"title\":\"Batik\",\"text\":\"RM 45\",\"picture\":null,\"url\":\"https://shop.example.invalid/1\",\"options\":[]}]}");
        sends(
                id,
                "{\"type\":\"vendor_template\",\"name\":\"order_update_my\",\"language\":\"ms\",\"text\":\"Hai Aina\",\"parameters\":%s}"
                        .formatted(JSON.readTree(TestNumber.raw("api-send-template"))
                                .at("/template/components")));
        var sent = number.awaitSent(before + 6, SOON).subList(before, before + 6);

        assertThat(sent.get(0).at("/interactive/type").asString()).isEqualTo("button");
        assertThat(sent.get(0).at("/interactive/action/buttons")).hasSize(3);
        assertThat(sent.get(0).at("/interactive/action/buttons/0/reply/title").asString())
                .isEqualTo("Pilihan 0");
        assertThat(sent.get(1).at("/interactive/type").asString()).isEqualTo("list");
        assertThat(sent.get(1)
                        .at("/interactive/action/sections/0/rows/1/description")
                        .asString())
                .isEqualTo("RM 99.00");
        assertThat(sent.get(2).at("/text/body").asString()).contains("Pilih", "11. Pilihan 10");
        assertThat(sent.get(3).path("interactive").path("action"))
                .isEqualTo(JSON.readTree(TestNumber.raw("api-send-cta-url")).at("/interactive/action"));
        assertThat(sent.get(4).at("/text/body").asString())
                .isEqualTo("Batik\n\nRM 45\n\nhttps://shop.example.invalid/1");
        assertThat(sent.get(5).path("template"))
                .isEqualTo(JSON.readTree(TestNumber.raw("api-send-template")).path("template"));
    }

    @Test
    void whoNamesWhatOpensAListSendsAListHoweverFewChoicesItHas() {
        number.says(shown.customer("Aina"), "Hi");
        var id = inbox.only();
        inbox.settled(id, 1);
        int before = number.sent().size();

        sends(
                id,
                "{\"type\":\"choices\",\"text\":\"Pilih\",\"label\":\"Waktu\",\"options\":[{\"id\":\"list-1\",\"title\":\"Pagi\",\"description\":null}]}");

        var sent = number.awaitSent(before + 1, SOON).getLast();
        assertThat(sent.at("/interactive/type").asString()).isEqualTo("list");
        assertThat(sent.at("/interactive/action/button").asString()).isEqualTo("Waktu");
    }

    @Test
    void goodsOfMetasCatalogueAreShownFromItAndOthersSideBySide() throws Exception {
        var other = TestCompany.found(port, members);
        var shop = TestNumber.connect(port, other, "app-secret", "{\"catalogId\":\"774411220033\"}");
        shop.says(shown.customer("Aina"), "Hi");
        inbox = new Inbox(other.admin());
        company = other;
        var id = inbox.only();
        inbox.settled(id, 1);
        int before = shop.sent().size();
        var picture = other.admin()
                .upload("POST", "/api/v1/conversations/" + id + "/files", "teh.png", PICTURE)
                .json()
                .at("/media/id")
                .asString();
        var plain =
                "{\"title\":\"%s\",\"text\":\"RM 9\",\"picture\":null,\"url\":null,\"options\":[],\"retailerId\":\"%s\"}";
        var pictured =
                "{\"title\":\"%s\",\"text\":\"RM 9\",\"picture\":{\"id\":\"%s\",\"contentType\":\"image/png\",\"size\":1},\"url\":%s,\"options\":%s}";
        var teh = plain.formatted("Teh", "SKU-TEH-250");
        var kopi = plain.formatted("Kopi", "SKU-KOPI-500");
        var link = "\"https://www.shop.example.invalid/teh\"";
        var ask = "[{\"id\":\"order\",\"title\":\"Pesan\"}]";

        sends(id, "{\"type\":\"cards\",\"cards\":[%s]}".formatted(teh));
        sends(id, "{\"type\":\"cards\",\"cards\":[%s,%s]}".formatted(teh, kopi));
        sends(
                id,
                "{\"type\":\"cards\",\"cards\":[%s,%s]}"
                        .formatted(
                                pictured.formatted("Teh", picture, link, "[]"),
                                pictured.formatted("Kopi", picture, link, "[]")));
        sends(
                id,
                "{\"type\":\"cards\",\"cards\":[%s,%s]}"
                        .formatted(
                                pictured.formatted("Teh", picture, "null", ask),
                                pictured.formatted("Kopi", picture, "null", ask)));
        var sent = shop.awaitSent(before + 4, SOON).subList(before, before + 4);

        assertThat(sent.get(0).at("/interactive/type").asString()).isEqualTo("product");
        assertThat(sent.get(0).at("/interactive/action"))
                .isEqualTo(JSON.readTree(TestNumber.raw("api-send-product")).at("/interactive/action"));
        assertThat(sent.get(1).at("/interactive/type").asString()).isEqualTo("product_list");
        assertThat(sent.get(1).at("/interactive/header/text").asString()).isEqualTo("Teh, Kopi");
        assertThat(sent.get(1).at("/interactive/action/catalog_id").asString()).isEqualTo("774411220033");
        assertThat(sent.get(1).at("/interactive/action/sections/0/product_items"))
                .isEqualTo(JSON.readTree(TestNumber.raw("api-send-product-list"))
                        .at("/interactive/action/sections/0/product_items"));
        assertThat(sent.get(2).at("/interactive/type").asString()).isEqualTo("carousel");
        assertThat(sent.get(2).at("/interactive/action/cards")).hasSize(2);
        assertThat(sent.get(2).at("/interactive/action/cards/1/body/text").asString())
                .isEqualTo("Kopi\nRM 9");
        assertThat(sent.get(2)
                        .at("/interactive/action/cards/0/action/parameters/display_text")
                        .asString())
                .isEqualTo("shop.example.invalid");
        assertThat(sent.get(3)
                        .at("/interactive/action/cards/0/action/buttons/0/quick_reply/title")
                        .asString())
                .isEqualTo("Pesan");
        Inbox.untilDelivered(other);
        assertThat(states(inbox.thread(id)))
                .filteredOn(state -> !state.equals("received"))
                .allMatch(state -> state.equals("sent") || state.equals("delivered") || state.equals("read"));
    }

    private static String choices(int howMany, @org.jspecify.annotations.Nullable String description) {
        var options = JSON.createArrayNode();
        for (int i = 0; i < howMany; i++) {
            options.add(JSON.createObjectNode()
                    .put("id", "c" + i)
                    .put("title", "Pilihan " + i)
                    .put("description", description));
        }
        return JSON.createObjectNode()
                .put("type", "choices")
                .put("text", "Pilih")
                .putNull("label")
                .set("options", options)
                .toString();
    }

    private void sends(String conversation, String content) {
        var stored = company.admin()
                .post(
                        "/api/v1/conversations/" + conversation + "/messages",
                        "{\"type\":\"content\",\"content\":" + content + "}");
        assertThat(stored.status()).as(stored.response().body()).isEqualTo(201);
    }

    // Who may deliver

    @Test
    void theVendorsSignaturesAreJudgedAsItsDocumentsSay() throws IOException {
        var vectors = JSON.readTree(Path.of("src/test/resources/contracts/vectors.json"))
                .path("meta_x_hub_signature_256");

        assertThat(vectors).hasSize(4);
        for (var vector : vectors) {
            assertThat(MetaSignature.proves(
                            vector.path("header").asString(),
                            vector.path("app_secret").asString(),
                            vector.path("raw_body").asString().getBytes(StandardCharsets.UTF_8)))
                    .as(vector.toString())
                    .isEqualTo(vector.path("valid").asBoolean());
        }
        var proof = JSON.readTree(Path.of("src/test/resources/contracts/appsecret-proof.json"));
        assertThat(MetaSignature.appSecretProof(
                        proof.path("access_token").asString(),
                        proof.path("app_secret").asString()))
                .isEqualTo(proof.path("appsecret_proof").asString());
    }

    @Test
    void aFlippedByteInBodyOrSignatureIsRefused() {
        var event = number.sample("in-text");
        var signature = "sha256=" + number.signature(event);
        var random = new Random(5);
        for (int i = 0; i < 120; i++) {
            var body = event.clone();
            body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(number.posts(number.path(), signature, body).statusCode())
                    .isEqualTo(401);
        }
        var hex = signature.toCharArray();
        for (int i = "sha256=".length(); i < hex.length; i++) {
            var flipped = hex.clone();
            flipped[i] = flipped[i] == '0' ? '1' : '0';
            assertThat(number.posts(number.path(), new String(flipped), event).statusCode())
                    .isEqualTo(401);
        }
        for (var wrong : new String[] {"", "sha256=", "sha256=abc", signature.substring(7), signature + "00"}) {
            assertThat(number.posts(number.path(), wrong, event).statusCode()).isEqualTo(401);
        }
        assertThat(number.posts(number.path(), null, event).statusCode()).isEqualTo(401);
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
    }

    @Test
    void anEventOfAnotherCompanyIsRefusedAndStoredNowhere() {
        var other = TestCompany.found(port, members);
        var shared = "one-app-for-both-" + IDS.incrementAndGet();
        var theirs = TestNumber.connect(port, other, shared, "{}");
        var ours = TestNumber.connect(port, company, shared, "{}");
        var event = ours.sample("in-text");

        // Signed by A's app, sent to B.
        assertThat(number.posts(theirs.path(), "sha256=" + number.signature(event), event)
                        .statusCode())
                .isEqualTo(401);
        // Even with one app for both, the number decides; Meta is not told to stop delivering.
        assertThat(theirs.posts(theirs.path(), "sha256=" + theirs.signature(event), event)
                        .statusCode())
                .isEqualTo(200);

        assertThat(Inbox.rows(other, "inbound_event", "true")).isZero();
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
    }

    @Test
    void aBatchGoesToTheAccountsItNames() {
        assertThat(number.postsSample("batch-two-wabas-mixed-out-of-order")).isEqualTo(200);
        Inbox.untilDrained(company);

        assertThat(texts(inbox.thread(inbox.only()))).containsExactly("first");
        assertThat(Inbox.rows(company, "inbound_event", "true")).isEqualTo(3);
    }

    @Test
    void whateverIsSignedIsNeverAnErrorAndNeverLost() {
        var random = new Random(7);
        var samples =
                List.of("in-text", "in-order", "in-contacts", "status-read", "account-update-disabled", "in-image");
        int stored = 0;
        for (int i = 0; i < 150; i++) {
            var body = Mutated.once(JSON.readTree(number.sample(samples.get(i % samples.size()))), random);
            int status = number.posts(body);
            assertThat(status).as(body).isIn(200, 401);
            stored += status == 200 ? 1 : 0;
        }
        for (var broken : List.of("", "{", "[]", "null", "{\"object\":\"whatsapp_business_account\",\"entry\":[]}")) {
            assertThat(number.posts(broken)).isEqualTo(200);
        }
        Inbox.untilDrained(company);

        assertThat(stored).isGreaterThan(100);
        assertThat(Inbox.rows(company, "inbound_event", "kind = 'unreadable' and state = 'parked'"))
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void anAddressIsVerifiedByItsTokenAndItsChallengeComesBackAsItWas() {
        var ours = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";

        var verified = number.gets(number.path() + ours + TestNumber.VERIFY_TOKEN);
        assertThat(verified.statusCode()).isEqualTo(200);
        assertThat(verified.body()).isEqualTo("1158201444");
        assertThat(verified.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(number.gets(number.path() + ours + "wrong").statusCode()).isEqualTo(403);
        assertThat(number.gets(number.path()).statusCode()).isEqualTo(403);
        assertThat(number.gets("/webhook/meta" + ours + "platform-verify").body())
                .isEqualTo("1158201444");
        assertThat(number.gets("/webhook/meta" + ours + TestNumber.VERIFY_TOKEN).statusCode())
                .isEqualTo(403);
    }

    @Test
    void thePlatformsOwnAppDeliversForEveryCompanyToOneAddress() {
        var other = TestCompany.found(port, members);
        var theirs = TestNumber.connect(port, other);
        var second = TestNumber.connect(port, company, "platform-secret-2", "{}");
        var event = theirs.sample("in-text");

        assertThat(number.posts("/webhook/meta", "sha256=" + second.signature(event), event)
                        .statusCode())
                .isEqualTo(200);
        assertThat(number.posts("/webhook/meta", "sha256=" + number.signature(event), event)
                        .statusCode())
                .isEqualTo(401);
        Inbox.untilDrained(other);

        assertThat(texts(new Inbox(other.admin()).thread(new Inbox(other.admin()).only())))
                .containsExactly("Hi, boleh saya tengok the product? Berapa harga?");
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
    }

    // The account

    @Test
    void whatTheVendorSaysOfTheAccountIsNotedInItsWords() {
        number.postsSample("phone-number-quality-update");
        Inbox.untilDrained(company);
        assertThat(account().path("notice").asString()).contains("THROUGHPUT_UPGRADE", "TIER_UNLIMITED");
        assertThat(account().path("status").asString()).isEqualTo("connected");

        number.postsSample("account-update-disabled");
        Inbox.untilDrained(company);
        assertThat(account().path("status").asString()).isEqualTo("error");
        assertThat(account().path("lastError").asString()).contains("DISABLED_UPDATE", "DISABLE");
    }

    private JsonNode account() {
        return inbox.items("/api/v1/channel-accounts").getFirst();
    }
}
