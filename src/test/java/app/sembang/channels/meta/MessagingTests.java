package app.sembang.channels.meta;

import static app.sembang.Inbox.states;
import static app.sembang.Inbox.texts;
import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.TestAsset;
import app.sembang.TestAsset.Kind;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.simulator.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From what a customer writes on Messenger or Instagram to what the customer gets back: over the webhook in, from the
/// simulator's side out.
@ProductTest
class MessagingTests {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String QUESTION = "Berapa harga baju batik?";
    private static final String ANSWER = "Baju batik bermula dari RM45.";
    private static final AtomicLong IDS = new AtomicLong(System.nanoTime());

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Inbox inbox;

    @SuppressWarnings("NullAway.Init")
    MessagingTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyThatKnowsThePrice() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        company.answers("harga baju batik", ANSWER);
        inbox = new Inbox(company.admin());
    }

    private static String person() {
        return String.valueOf(IDS.incrementAndGet());
    }

    // What comes in

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aQuestionIsStoredAnsweredByItsTemplateAndDelivered(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        var aina = person();
        asset.says(aina, QUESTION);

        var sent = asset.awaitSent(1, SOON).getFirst();
        assertThat(sent.at("/message/text").asString()).isEqualTo(ANSWER);
        assertThat(sent.at("/recipient/id").asString()).isEqualTo(aina);
        assertThat(sent.path("messaging_type").asString()).isEqualTo("RESPONSE");
        assertThat(sent.has("tag")).isFalse();
        var thread = inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "sent")));
        assertThat(texts(thread)).containsExactly(QUESTION, ANSWER);
        if (kind == Kind.MESSENGER) {
            assertThat(sent.at("/message/metadata").asString())
                    .isEqualTo(thread.get(1).path("id").asString());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsTypedOnThePhoneIsAnsweredThereAndItsButtonsWork(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        var aina = person();
        asset.phone(
                "/messages",
                "{\"chatId\":%s,\"from\":{\"firstName\":\"Aina\"},\"text\":\"%s\"}".formatted(aina, QUESTION));

        var chat = "/chats/" + aina + "/messages";
        await().atMost(SOON)
                .until(() -> asset.phone(chat, null).path("messages").size() == 2);
        var lines = asset.phone(chat, null).path("messages").valueStream().toList();
        assertThat(lines.getFirst().path("delivery").asString()).isEqualTo("delivered");
        assertThat(lines.getLast().at("/message/text").asString()).isEqualTo(ANSWER);
        assertThat(inbox.detail(inbox.only()).at("/contact/name").asString()).isNotEmpty();

        var sent = company.admin()
                .post(
                        "/api/v1/conversations/" + inbox.only() + "/messages",
                        "{\"type\":\"content\",\"content\":{\"type\":\"choices\",\"text\":\"Pilih\",\"label\":null,\"options\":[{\"id\":\"p1\",\"title\":\"Premium\",\"description\":null}]}}");
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
        await().atMost(SOON)
                .until(() -> asset.phone(chat, null).path("messages").size() == 3);
        var offered = asset.phone(chat, null).at("/messages/2");
        assertThat(offered.at("/message/reply_markup/inline_keyboard/0/0/callback_data")
                        .asString())
                .isEqualTo("p1");
        asset.phone(
                "/messages",
                "{\"chatId\":%s,\"callbackData\":\"p1\",\"messageId\":%d}"
                        .formatted(aina, offered.path("messageId").asLong()));
        asset.phone("/messages", "{\"chatId\":%s,\"photo\":true}".formatted(aina));
        asset.phone("/messages", "{\"chatId\":%s,\"reads\":true}".formatted(aina));
        inbox.thread(
                inbox.only(),
                all -> all.stream()
                                .anyMatch(one ->
                                        one.at("/content/type").asString().equals("button_reply"))
                        && all.stream()
                                .anyMatch(one ->
                                        one.at("/content/status").asString("").equals("ready")));
        assertThat(asset.phone("/chats", null).at("/chats/0/from/first_name").asString())
                .isEqualTo("Aina");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatTheVendorTellsTwiceOrHoursLaterIsStoredOnceAndNotAnsweredBlindly(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        var aina = person();
        asset.phone("/messages", "{\"chatId\":%s,\"from\":{\"firstName\":\"Aina\"},\"text\":\"Hai\"}".formatted(aina));
        Inbox.untilDrained(company);
        asset.faults("{\"duplicateUpdates\":1,\"lateUpdates\":1,\"lateHours\":5}");
        asset.phone("/messages", "{\"chatId\":%s,\"text\":\"%s\"}".formatted(aina, QUESTION));

        inbox.thread(inbox.only(), all -> texts(all).contains(QUESTION));
        Inbox.untilDelivered(company);
        // Five hours late: a person decides whether it is answered still.
        assertThat(texts(inbox.thread(inbox.only()))).containsOnlyOnce(QUESTION).doesNotContain(ANSWER);
        asset.faults("{\"next\":[{\"kind\":\"server_error\",\"method\":\"messages\"}]}");
        company.admin()
                .post(
                        "/api/v1/conversations/" + inbox.only() + "/messages",
                        "{\"type\":\"text\",\"text\":\"Hai juga\"}");
        await().atMost(SOON).until(() -> Inbox.rows(company, "delivery", "state = 'waiting' and attempts > 0") == 1);
        clock.advance(Duration.ofSeconds(30));
        Inbox.untilDelivered(company);
        assertThat(asset.sent())
                .extracting(one -> one.at("/message/text").asString())
                .containsOnlyOnce("Hai juga");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everySampleOfTheVendorsDocumentsIsTakenAndNoneIsLost(Kind kind) throws IOException {
        var asset = TestAsset.connect(port, company, kind);
        var events = new ArrayList<String>();
        var calls = new ArrayList<String>();
        try (var files = Files.list(Path.of("src/test/resources/contracts", kind.channel()))) {
            files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .forEach(name -> (name.startsWith("api-") || name.startsWith("oauth-") ? calls : events).add(name));
        }

        events.forEach(name -> assertThat(asset.postsSample(name)).as(name).isEqualTo(200));
        Inbox.untilDrained(company);

        assertThat(events).hasSize(kind == Kind.MESSENGER ? 27 : 22);
        assertThat(calls).hasSize(kind == Kind.MESSENGER ? 15 : 11);
        calls.forEach(
                name -> assertThat(JSON.readTree(TestAsset.raw(kind, name)).isObject())
                        .as(name)
                        .isTrue());
        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked")).isEmpty();
        assertThat(inbox.conversations("?status=any")).hasSize(1);
    }

    @Test
    void everyKindOfMessageOnMessengerIsUnderstood() {
        var page = TestAsset.connect(port, company, Kind.MESSENGER);
        List.of(
                        "message-text",
                        "message-quick-reply",
                        "message-reply-to",
                        "message-image",
                        "message-two-attachments",
                        "message-audio",
                        "message-sticker",
                        "message-fallback-link",
                        "message-shared-post",
                        "message-ads-referral",
                        "postback-get-started-with-referral",
                        "postback-button",
                        "referral-existing-thread",
                        "send-cart-order",
                        "standby-message")
                .forEach(name -> assertThat(page.postsSample(name)).as(name).isEqualTo(200));
        Inbox.untilDrained(company);

        assertThat(shownInShort())
                .containsExactly(
                        "Hi, masih ada stok?",
                        "button pkg:premium Premium",
                        "Yang ini",
                        "image",
                        "image",
                        "document",
                        "audio",
                        "sticker",
                        "link Contoh",
                        "post Promo",
                        "I am interested (ad 120226305854000002 camp-42)",
                        "button GET_STARTED Get Started (link qr-outlet-3)",
                        "button catalog:open Lihat katalog",
                        "link camp-42 (link camp-42)",
                        "order 2 SKU-TEH-250 7.90 MYR; Self pickup",
                        "message while another app owns the thread");
    }

    @Test
    void everyKindOfMessageOnInstagramIsUnderstood() {
        var account = TestAsset.connect(port, company, Kind.INSTAGRAM);
        List.of(
                        "message-text",
                        "message-image",
                        "message-story-reply",
                        "message-story-mention",
                        "message-shared-post",
                        "message-shared-reel",
                        "message-inline-reply",
                        "message-quick-reply",
                        "message-ads-referral",
                        "message-unsupported",
                        "message-edit-num-edit-zero",
                        "postback-icebreaker",
                        "referral-igme")
                .forEach(name -> assertThat(account.postsSample(name)).as(name).isEqualTo(200));
        Inbox.untilDrained(company);

        assertThat(shownInShort())
                .containsExactly(
                        "Hi, harga?",
                        "image",
                        "story cantik! berapa?",
                        "story_mention",
                        "post Promo",
                        "reel Reel",
                        "ini",
                        "button pkg:premium Premium",
                        "info please (ad 120226305854000003 camp-42)",
                        "unsupported unsupported",
                        "brand new message delivered as edit",
                        "button faq:hours Waktu operasi?",
                        "link bio-link (link bio-link)");
    }

    private List<String> shownInShort() {
        return inbox.thread(inbox.only()).stream()
                .filter(message -> message.path("author").asString().equals("contact"))
                .map(MessagingTests::inShort)
                .toList();
    }

    private static String inShort(JsonNode message) {
        var content = message.path("content");
        var referral = message.at("/context/referral");
        var around = referral.isObject()
                ? " (%s)"
                        .formatted(String.join(
                                " ",
                                List.of(
                                                referral.path("kind").asString(""),
                                                referral.path("sourceId").asString(""),
                                                referral.path("ref").asString(""))
                                        .stream()
                                        .filter(word -> !word.isEmpty())
                                        .toList()))
                : "";
        return switch (content.path("type").asString()) {
            case "text" -> content.path("text").asString() + around;
            case "media" -> content.path("kind").asString();
            case "button_reply" ->
                "button %s %s%s"
                        .formatted(
                                content.path("buttonId").asString(),
                                content.path("title").asString(),
                                around);
            case "shared" ->
                "%s %s%s"
                        .formatted(
                                content.path("kind").asString(),
                                content.path("title")
                                        .asString(content.path("text").asString("")),
                                around)
                        .strip();
            case "order" ->
                "order %d %s %s %s; %s"
                        .formatted(
                                content.at("/items/0/quantity").asInt(),
                                content.at("/items/0/retailerId").asString(),
                                content.at("/items/0/price/amount").asString(),
                                content.at("/items/0/price/currency").asString(),
                                content.path("note").asString());
            case "unsupported" -> "unsupported " + content.path("vendorKind").asString();
            default -> content.toString();
        };
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theSameDeliveryTwiceIsOneMessage(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.postsSample("message-text");
        asset.postsSample("message-text");
        Inbox.untilDrained(company);

        assertThat(inbox.thread(inbox.only())).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPersonGetsTheNameTheChannelTells(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.meta()
                .knows(
                        kind == Kind.MESSENGER ? "7700110022003301" : "6600110022003301",
                        JSON.readTree(TestAsset.raw(kind, "api-profile")));
        asset.postsSample("message-text");

        await().atMost(SOON)
                .until(() -> inbox.detail(inbox.only())
                        .at("/contact/name")
                        .asString("")
                        .equals("Aina Rahman"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFileIsFetchedAndKept(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.meta().keep("f1", "image/jpeg", new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3});
        var message = JSON.createObjectNode().put("mid", "m_file" + person());
        message.putArray("attachments")
                .addObject()
                .put("type", "image")
                .putObject("payload")
                .put("url", TestAsset.lookaside(kind, asset.id(), "f1"));
        asset.tells(person(), "message", message);

        inbox.thread(
                inbox.only(),
                all -> all.getFirst().at("/content/status").asString().equals("ready"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMemberMarksAMessageWhereTheChannelLetsACompany(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        var person = person();
        var mid = asset.says(person, "Terima kasih");
        Inbox.untilDrained(company);
        var conversation = inbox.only();
        var path = "/api/v1/conversations/%s/messages/%s/reaction"
                .formatted(
                        conversation,
                        inbox.thread(conversation).getFirst().path("id").asString());
        int before = asset.calls().size();

        var marked = company.admin().put(path, "{\"emoji\":\"❤️\"}");

        if (kind == Kind.MESSENGER) {
            assertThat(marked.status()).isEqualTo(422);
            assertThat(asset.calls()).hasSize(before);
            return;
        }
        assertThat(marked.status()).as(marked.response().body()).isEqualTo(204);
        var sent = asset.calls().getLast();
        assertThat(sent.path("sender_action").asString()).isEqualTo("react");
        assertThat(sent.at("/recipient/id").asString()).isEqualTo(person);
        assertThat(sent.at("/payload/message_id").asString()).isEqualTo(mid);
        assertThat(sent.at("/payload/reaction").asString()).isEqualTo("love");
        assertThat(company.admin().delete(path).status()).isEqualTo(204);
        assertThat(asset.calls().getLast().path("sender_action").asString()).isEqualTo("unreact");
    }

    @Test
    void whatACustomerTakesBackIsGoneWithAllItsFiles() {
        var account = TestAsset.connect(port, company, Kind.INSTAGRAM);
        var aina = person();
        var message = JSON.createObjectNode().put("mid", "mid-two");
        var files = message.putArray("attachments");
        for (var file : List.of("a", "b")) {
            account.meta().keep(file, "image/jpeg", new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 9});
            files.addObject()
                    .put("type", "image")
                    .putObject("payload")
                    .put("url", TestAsset.lookaside(Kind.INSTAGRAM, account.id(), file));
        }
        account.tells(aina, "message", message);
        inbox.thread(
                inbox.only(),
                all -> ofTheContact(all)
                                .filter(one ->
                                        one.at("/content/status").asString().equals("ready"))
                                .count()
                        == 2);

        account.tells(
                aina, "message", JSON.createObjectNode().put("mid", "mid-two").put("is_deleted", true));

        inbox.thread(
                inbox.only(),
                all -> ofTheContact(all)
                        .allMatch(one -> one.at("/content/type").asString().equals("deleted")));
        await().atMost(SOON).until(() -> Inbox.rows(company, "media", "true") == 0);
    }

    private static Stream<JsonNode> ofTheContact(List<JsonNode> thread) {
        return thread.stream()
                .filter(message -> message.path("author").asString().equals("contact"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatStaffWriteElsewhereIsTheCompanysAndTheAssistantIsSilentFromThen(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.postsSample("message-text");
        asset.postsSample(kind == Kind.MESSENGER ? "echo-page-inbox-human" : "echo");
        Inbox.untilDrained(company);

        var thread = inbox.thread(inbox.only());
        assertThat(thread).hasSize(2);
        assertThat(thread.get(1).path("author").asString()).isEqualTo("member");
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("nobody");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatMetaRepeatsOfALongAnswerIsNotTakenForAPersonWhoWritesElsewhere(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        var aina = person();
        company.answers(
                "pakej keluarga",
                "Pakej keluarga ada enam bilik dan sarapan. ".repeat(60).strip());
        asset.says(aina, "Apa ada dalam pakej keluarga?");
        asset.awaitSent(2, SOON);
        asset.says(aina, QUESTION);

        var thread = inbox.settled(inbox.only(), 4);
        Inbox.untilDrained(company);
        assertThat(inbox.thread(inbox.only())).hasSize(4);
        assertThat(states(thread)).containsExactly("received", "sent", "received", "sent");
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("assistant");
        assertThat(Inbox.rows(company, "inbound_event", "state <> 'done'")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatNobodyConfirmedIsKnownToBeSentWhenMetaRepeatsIt(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.meta().fails(1, Fault.resetAfter(), "messages");
        asset.says(person(), QUESTION);

        // It may be told before the call is given up; then it is looked at again a little later.
        inbox.thread(
                inbox.only(),
                all -> states(all).contains("unknown") || states(all).contains("sent"));
        clock.advance(Duration.ofSeconds(30));
        var thread = inbox.thread(inbox.only(), all -> states(all).equals(List.of("received", "sent")));
        assertThat(thread.get(1).path("author").asString()).isEqualTo("assistant");
        assertThat(asset.sent()).hasSize(1);
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("assistant");
    }

    @Test
    void anAnswerToAStoryKeepsThePictureThatCameWithIt() {
        var account = TestAsset.connect(port, company, Kind.INSTAGRAM);
        var sample = new String(account.sample("message-story-reply"), StandardCharsets.UTF_8)
                .replace(
                        "\"text\": \"cantik! berapa?\"",
                        "\"text\": \"cantik! berapa?\", \"attachments\": [{\"type\":\"image\",\"payload\":{\"url\":\"https://lookaside.fbsbx.com/x\"}}]");
        assertThat(account.posts(sample.getBytes(StandardCharsets.UTF_8))).isEqualTo(200);
        Inbox.untilDrained(company);

        assertThat(ofTheContact(inbox.thread(inbox.only()))
                        .map(one -> one.at("/content/type").asString()))
                .containsExactly("shared", "media");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatTheCompanysOwnAppTellsOfAPageNobodyHasConnectedIsTakenAndDropped(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        var ofAnother = TestAsset.raw(kind, "message-text").getBytes(StandardCharsets.UTF_8);

        assertThat(asset.posts(ofAnother)).isEqualTo(200);
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
        assertThat(asset.posts(asset.path(), TestAsset.signature("another secret", ofAnother), ofAnother))
                .isEqualTo(401);
    }

    @Test
    void whatAnotherAppAnswersIsStoredAndLeftAlone() {
        var page = TestAsset.connect(port, company, Kind.MESSENGER);
        page.posts(new String(page.sample("standby-message"), StandardCharsets.UTF_8)
                .replace("message while another app owns the thread", QUESTION)
                .replaceAll(
                        "\"timestamp\": \\d+", "\"timestamp\": " + Instant.now().toEpochMilli())
                .getBytes(StandardCharsets.UTF_8));
        Inbox.untilDelivered(company);

        assertThat(texts(inbox.thread(inbox.only()))).containsExactly(QUESTION);
        assertThat(page.sent()).isEmpty();
    }

    @Test
    void messengerTellsUpToWhenAndInstagramWhichMessageWasRead() {
        for (var kind : Kind.values()) {
            var own = TestCompany.found(port, members);
            own.answers("harga baju batik", ANSWER);
            var theirs = new Inbox(own.admin());
            var asset = TestAsset.connect(port, own, kind);
            var aina = person();
            asset.says(aina, QUESTION);
            var mid = asset.awaitSent(1, SOON).getFirst().path("id").asString();
            theirs.settled(theirs.only(), 2);

            asset.tells(
                    aina,
                    "read",
                    kind == Kind.MESSENGER
                            ? JSON.createObjectNode()
                                    .put(
                                            "watermark",
                                            Instant.now().plusSeconds(60).toEpochMilli())
                            : JSON.createObjectNode().put("mid", mid));

            theirs.thread(
                    theirs.only(), all -> all.get(1).path("state").asString().equals("read"));
        }
    }

    // What goes out

    @ParameterizedTest
    @EnumSource(Kind.class)
    void afterADayOnlyAPersonMayAnswerAndSaysSo(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.says(person(), "Nanti saya tengok", Instant.now().minus(Duration.ofHours(30)));
        Inbox.untilDelivered(company);
        var conversation = inbox.only();

        var said = company.admin()
                .post(
                        "/api/v1/conversations/" + conversation + "/messages",
                        "{\"type\":\"text\",\"text\":\"Hi, this is Wei Ming from support.\"}");
        assertThat(said.status()).as(said.response().body()).isEqualTo(201);

        var sent = asset.awaitSent(1, SOON).getFirst();
        assertThat(sent.path("messaging_type").asString()).isEqualTo("MESSAGE_TAG");
        assertThat(sent.path("tag").asString()).isEqualTo("HUMAN_AGENT");
    }

    @Test
    void wordsLongerThanInstagramTakesGoInParts() {
        var account = TestAsset.connect(port, company, Kind.INSTAGRAM);
        company.answers("polisi penghantaran", "蜡染布料说明 ".repeat(80).strip());
        account.says(person(), "polisi penghantaran");

        var sent = account.awaitSent(2, SOON);
        assertThat(sent)
                .allSatisfy(one -> assertThat(one.at("/message/text").asString().getBytes(StandardCharsets.UTF_8))
                        .hasSizeLessThanOrEqualTo(1000));
        assertThat(String.join(
                        " ",
                        sent.stream()
                                .map(one -> one.at("/message/text").asString())
                                .toList()))
                .isEqualTo("蜡染布料说明 ".repeat(80).strip());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aLimitIsWaitedForAndADeadTokenBreaksTheAccount(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.fail(1, Fault.meta(2));
        asset.says(person(), QUESTION);
        await().atMost(SOON).untilAsserted(() -> assertThat(asset.calls()).hasSize(1));
        await().atMost(SOON).until(() -> Inbox.rows(company, "delivery", "state = 'waiting'") == 1);
        clock.advance(Duration.ofSeconds(5));
        asset.awaitSent(1, SOON);

        asset.meta().revoke();
        asset.says(person(), QUESTION);

        await().atMost(SOON)
                .until(() -> inbox.items("/api/v1/channel-accounts").stream()
                        .anyMatch(one -> one.path("id").asString().equals(asset.account())
                                && one.path("status").asString().equals("error")));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoHasLeftIsNotWrittenToAgainByItself(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        asset.fail(1, Fault.meta(551));
        asset.says(person(), QUESTION);

        var thread = inbox.settled(inbox.only(), 2);
        assertThat(states(thread)).containsExactly("received", "failed");
        assertThat(asset.calls()).hasSize(1);
    }

    // Whose it is

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsNotSignedWithTheAppsSecretIsRefused(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        var event = asset.sample("message-text");
        var altered = event.clone();
        altered[altered.length / 2] ^= 1;

        assertThat(asset.posts(asset.path(), null, event)).isEqualTo(401);
        assertThat(asset.posts(asset.path(), TestAsset.signature("other", event), event))
                .isEqualTo(401);
        assertThat(asset.posts(asset.path(), asset.signature(event), altered)).isEqualTo(401);
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void thePlatformsOwnAddressFindsTheAccountByMetasId(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        var event = asset.sample("message-text");

        assertThat(asset.posts("/webhook/meta", TestAsset.signature("platform-secret-2", event), event))
                .isEqualTo(200);
        assertThat(asset.posts("/webhook/meta", TestAsset.signature("other", event), event))
                .isEqualTo(401);
        Inbox.untilDrained(company);

        assertThat(inbox.thread(inbox.only())).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void metaIsToldItsChallengeWithTheAgreedTokenOnly(Kind kind) {
        var asset = TestAsset.connect(port, company, kind);
        var asks = asset.path() + "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";

        assertThat(asset.gets(asks + TestAsset.VERIFY_TOKEN).body()).isEqualTo("1158201444");
        assertThat(asset.gets(asks + "wrong").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anAccountIsTriedBeforeItIsConnected(Kind kind) {
        var id = String.valueOf(1_000_000_000L + IDS.incrementAndGet() % 1_000_000L);
        TestAsset.atMeta(kind, id).opensWith("EAAG-good" + id);

        var dead = company.admin().post("/api/v1/channel-accounts", TestAsset.body(kind, id, "EAAG-dead", "s"));
        assertThat(dead.json().path("status").asString()).isEqualTo("error");
        assertThat(dead.json().path("lastError").asString()).contains("190");

        var other = company.admin()
                .post("/api/v1/channel-accounts", TestAsset.body(kind, "99" + id, "EAAG-good" + id, "s"));
        assertThat(other.json().path("status").asString()).isEqualTo("error");
        assertThat(other.json().path("lastError").asString()).contains("another account");
    }
}
