package app.sembang.channels.telegram;

import static app.sembang.Inbox.states;
import static app.sembang.Inbox.text;
import static app.sembang.Inbox.texts;
import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestTranscriber;
import app.sembang.identity.Members;
import app.sembang.simulator.Fault;
import app.sembang.simulator.SentMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// From what a customer writes on Telegram to what the customer gets back: over the webhook in, from the simulator's
/// ledger out.
@ProductTest
class TelegramTests {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String QUESTION = "Berapa harga baju batik?";
    private static final byte[] ANOTHER = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private static final String ANSWER = "Baju batik bermula dari RM45.";

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Inbox inbox;
    private TestBot bot;
    private long updates = 1000;

    @SuppressWarnings("NullAway.Init")
    TelegramTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithABotThatKnowsThePrice() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        company.answers("harga baju batik", ANSWER);
        inbox = new Inbox(company.admin());
        bot = TestBot.connect(port, company);
    }

    // What comes in

    @Test
    void aQuestionIsStoredAnsweredByItsTemplateAndDelivered() {
        var aina = TestBot.newChat();

        bot.customer(aina, "Aina").says(QUESTION);

        assertThat(bot.telegram().awaitSentTo(aina, 1, SOON))
                .extracting(SentMessage::text)
                .containsExactly(ANSWER);
        var thread = inbox.settled(inbox.only(), 2);
        assertThat(texts(thread)).containsExactly(QUESTION, ANSWER);
        assertThat(states(thread)).containsExactly("received", "sent");
        assertThat(thread.get(1).path("author").asString()).isEqualTo("assistant");
        assertThat(thread.get(1).at("/evidence/source").asString()).isEqualTo("template");
        assertThat(thread.get(1).at("/evidence/templateName").asString()).isEqualTo("harga baju batik");
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("assistant");
        assertThat(inbox.detail(inbox.only()).at("/contact/name").asString()).isEqualTo("Aina");
    }

    @Test
    void everyKindOfUpdateTheVendorDocumentsIsUnderstood() {
        var understood = List.of(
                "message-text",
                "message-start-deeplink",
                "message-text-emoji-entities",
                "message-photo",
                "message-album-1",
                "message-album-2",
                "message-video",
                "message-audio",
                "message-document",
                "message-document-over-20mb",
                "message-voice",
                "message-video-note",
                "message-animation",
                "message-sticker",
                "message-location",
                "message-venue",
                "message-contact-own",
                "message-reply-quote",
                "message-unknown-content",
                "callback-query",
                "callback-query-inaccessible-message");
        var leftAlone = List.of(
                "group-message",
                "business-connection",
                "business-message",
                "deleted-business-messages",
                "my-chat-member-unblocked");

        bot.posts(TestBot.sample("update-message-reaction"));
        understood.forEach(name ->
                assertThat(bot.posts(TestBot.sample("update-" + name))).as(name).isEqualTo(200));
        leftAlone.forEach(name ->
                assertThat(bot.posts(TestBot.sample("update-" + name))).as(name).isEqualTo(200));
        // A chat nobody has here may have any number.
        assertThat(bot.posts(TestBot.sample("update-group-migrated"))).isEqualTo(200);
        Inbox.untilDrained(company);

        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked")).isEmpty();
        assertThat(inbox.thread(inbox.only()).stream().map(TelegramTests::inShort))
                .containsExactly(
                        "Hi, boleh tengok the product?",
                        "/start ref_campaign-42",
                        "🎉 Promo: https://example.invalid",
                        "image: Warna ini ada?",
                        "album of image: Tiga gambar, image",
                        "video",
                        "audio",
                        "document: PO",
                        "document",
                        "voice",
                        "video",
                        "video",
                        "sticker",
                        "location 3.15785",
                        "location 3.15785 Menara Contoh",
                        "people Aina 601155500101",
                        "Yang ini",
                        "unsupported dice",
                        "button pkg:premium Premium",
                        "button pkg:basic pkg:basic");
        assertThat(inbox.detail(inbox.only()).at("/contact/name").asString()).isEqualTo("Aina Rahman");
        assertThat(inbox.detail(inbox.only()).at("/contact/phone").asString()).isEqualTo("+601155500101");
        assertThat(Inbox.rows(company, "inbound_event", "reason = 'ignored'")).isEqualTo(leftAlone.size() - 1);
    }

    private static String inShort(JsonNode message) {
        return contentInShort(message.path("content"));
    }

    private static String contentInShort(JsonNode content) {
        var rest = content.path("caption").asString("").isEmpty()
                ? ""
                : ": " + content.path("caption").asString();
        return switch (content.path("type").asString()) {
            case "text" -> content.path("text").asString();
            case "album" ->
                "album of "
                        + content.path("files")
                                .valueStream()
                                .map(one -> contentInShort(one.path("file")))
                                .collect(Collectors.joining(", "));
            case "media" -> content.path("kind").asString() + rest;
            case "button_reply" ->
                "button " + content.path("buttonId").asString() + " "
                        + content.path("title").asString();
            case "location" ->
                ("location " + content.path("latitude").asString() + " "
                                + content.path("name").asString(""))
                        .strip();
            case "contact_cards" ->
                "people " + content.at("/contacts/0/name").asString() + " "
                        + content.at("/contacts/0/phones/0").asString();
            case "unsupported" -> "unsupported " + content.path("vendorKind").asString();
            default -> content.toString();
        };
    }

    @Test
    void anEditedMessageShowsItsNewWordsAndKeepsTheOldOnes() {
        bot.posts(TestBot.sample("update-message-text"));
        bot.posts(TestBot.sample("update-edited-message"));
        bot.posts(TestBot.sample("update-edited-message").replace("880000120", "880000999"));
        Inbox.untilDrained(company);

        var thread = inbox.thread(inbox.only());
        assertThat(texts(thread)).containsExactly("Hi, boleh tengok the product? Harga?");
        assertThat(thread.getFirst().path("edited").asBoolean()).isTrue();
        assertThat(Inbox.rows(company, "message", "earlier #>> '{0,content,text}' = 'Hi, boleh tengok the product?'"))
                .isEqualTo(1);
        assertThat(Inbox.rows(company, "message", "jsonb_array_length(earlier) = 1"))
                .isEqualTo(1);
        assertThat(Inbox.rows(company, "event_log", "kind = 'message_edited'")).isEqualTo(1);
    }

    @Test
    void anEditOfAMessageNobodyHasIsNoMessage() {
        bot.posts(TestBot.sample("update-edited-message"));
        Inbox.untilDrained(company);

        assertThat(inbox.conversations("?status=any")).isEmpty();
        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked")).isEmpty();
    }

    @Test
    void theVendorsSamplesAreAllHere() throws IOException {
        try (var files = Files.list(Path.of("src/test/resources/contracts/telegram"))) {
            var names = files.map(file -> file.getFileName().toString()).toList();
            assertThat(names).hasSize(50);
            for (var name : names) {
                assertThat(JSON.readTree(TestBot.sample(name.replace(".json", "")))
                                .isObject())
                        .as(name)
                        .isTrue();
            }
            // Those of updates are posted by the tests here; the simulator is held to those of calls.
            assertThat(names).filteredOn(name -> name.startsWith("update-")).hasSize(30);
        }
    }

    @Test
    void aReplyAndAMarkStandWithWhatTheyAreAboutAndALinkSaysWhereSomebodyCameFrom() {
        var aina = bot.customer("Aina");
        aina.says("/start ref_campaign-42");
        var asked = aina.says(QUESTION);
        asked.awaitDelivered(SOON);
        var thread = inbox.settled(inbox.only(), 3);
        assertThat(thread.getFirst().at("/context/referral/ref").asString()).isEqualTo("ref_campaign-42");

        long answer = bot.telegram().calls("sendMessage").getLast().messageId();
        aina.reacts(answer, "❤").awaitDelivered(SOON);
        Inbox.untilDrained(company);
        assertThat(inbox.thread(inbox.only()).get(2).at("/reactions/0/emoji").asString())
                .isEqualTo("❤");
        aina.reacts(answer, null).awaitDelivered(SOON);
        Inbox.untilDrained(company);
        assertThat(inbox.thread(inbox.only()).get(2).path("reactions")).isEmpty();
    }

    @Test
    void aMemberMarksAMessageAndTakesTheMarkBack() {
        var aina = bot.customer("Aina");
        aina.says("Terima kasih").awaitDelivered(SOON);
        Inbox.untilDrained(company);
        var id = inbox.only();
        var message = inbox.thread(id).getFirst().path("id").asString();
        var path = "/api/v1/conversations/%s/messages/%s/reaction".formatted(id, message);

        assertThat(company.admin().put(path, "{\"emoji\":\"👍\"}").status()).isEqualTo(204);
        var shown = inbox.thread(id).getFirst().path("reactions");
        assertThat(shown).hasSize(1);
        assertThat(shown.at("/0/author").asString()).isEqualTo("member");
        assertThat(bot.telegram().calls("setMessageReaction").getLast().text()).contains("👍");

        assertThat(company.admin().delete(path).status()).isEqualTo(204);
        assertThat(inbox.thread(id).getFirst().path("reactions")).isEmpty();
        // What the channel does not know is not asked of it; what it refuses is told in its words and not shown.
        assertThat(company.admin().put(path, "{\"emoji\":\"🦄\"}").status()).isEqualTo(422);
        bot.telegram().fails(1, Fault.blocked(), "setMessageReaction");
        var refused = company.admin().put(path, "{\"emoji\":\"👍\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asString()).isEqualTo("reaction-refused");
        assertThat(inbox.thread(id).getFirst().path("reactions")).isEmpty();
    }

    @Test
    void whatStaffTakesBackIsGoneFromTheCustomersScreenWithAllItsParts() {
        var aina = TestBot.newChat();
        bot.customer(aina, "Aina").says("/start").awaitDelivered(SOON);
        Inbox.untilDrained(company);
        var id = inbox.only();
        var messages = "/api/v1/conversations/%s/messages".formatted(id);
        company.admin()
                .post(
                        messages,
                        "{\"type\":\"text\",\"text\":\"%s\"}"
                                .formatted("Pakej Premium. ".repeat(400).strip()));
        var sent = inbox.settled(id, 2).getLast().path("id").asString();
        assertThat(bot.telegram().sentTo(aina)).hasSize(2);
        assertThat(inbox.detail(id).at("/capabilities/withdrawHours").asInt()).isEqualTo(48);

        bot.telegram().fails(1, Fault.serverError(), "deleteMessage");
        var away = company.admin().delete(messages + "/" + sent);
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.code()).isEqualTo("channel-away");
        assertThat(inShort(inbox.thread(id).getLast())).startsWith("Pakej Premium.");

        var taken = company.admin().delete(messages + "/" + sent);

        assertThat(taken.status()).as(taken.response().body()).isEqualTo(200);
        assertThat(taken.json().at("/content/type").asString()).isEqualTo("deleted");
        assertThat(bot.telegram().sentTo(aina)).isEmpty();
        assertThat(company.admin().delete(messages + "/" + sent).status()).isEqualTo(200);
        assertThat(bot.telegram().calls("deleteMessage"))
                .as("asked once for each part")
                .hasSize(3);
        assertThat(company.admin()
                        .get("/api/v1/audit-entries?kind=message_withdrawn")
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void whatIsTooOldOrNotOursStaysWithTheCustomerAndItIsSaidWhy() {
        var aina = TestBot.newChat();
        bot.customer(aina, "Aina").says("/start").awaitDelivered(SOON);
        Inbox.untilDrained(company);
        var id = inbox.only();
        var messages = "/api/v1/conversations/%s/messages".formatted(id);
        company.admin().post(messages, "{\"type\":\"text\",\"text\":\"RM 10.00\"}");
        var thread = inbox.settled(id, 2);
        var sent = messages + "/" + thread.getLast().path("id").asString();

        assertThat(company.admin()
                        .delete(messages + "/" + thread.getFirst().path("id").asString())
                        .code())
                .isEqualTo("not-sent");
        bot.telegram().fails(1, new Fault.Refused(400, 400, "Bad Request: message can't be deleted"), "deleteMessage");
        assertThat(company.admin().delete(sent).code()).isEqualTo("withdrawal-too-late");
        bot.telegram().fails(1, Fault.blocked(), "deleteMessage");
        var refused = company.admin().delete(sent);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("withdrawal-refused");
        assertThat(refused.json().path("reason").asString()).contains("blocked");
        int asked = bot.telegram().calls("deleteMessage").size();
        clock.advance(Duration.ofHours(49));
        var late = company.signedIn("admin").delete(sent);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("withdrawal-too-late");
        assertThat(bot.telegram().calls("deleteMessage")).hasSize(asked);
        assertThat(bot.telegram().sentTo(aina)).hasSize(1);
    }

    @Test
    void whatTheCustomerDeletedAlreadyCanBeTakenBack() {
        bot.customer(TestBot.newChat(), "Aina").says("/start").awaitDelivered(SOON);
        Inbox.untilDrained(company);
        var id = inbox.only();
        var messages = "/api/v1/conversations/%s/messages".formatted(id);
        company.admin().post(messages, "{\"type\":\"text\",\"text\":\"RM 10.00\"}");
        var sent = inbox.settled(id, 2).getLast().path("id").asString();
        bot.telegram()
                .fails(1, new Fault.Refused(400, 400, "Bad Request: message to delete not found"), "deleteMessage");

        assertThat(company.admin().delete(messages + "/" + sent).status()).isEqualTo(200);
    }

    @Test
    void theCustomerSeesThatSomebodyTypes() {
        var aina = bot.customer("Aina");
        aina.says("Ada orang?").awaitDelivered(SOON);
        Inbox.untilDrained(company);

        company.admin().post("/api/v1/conversations/%s/typing".formatted(inbox.only()), "{\"on\":true}");

        await().atMost(SOON).until(() -> !bot.telegram().calls("sendChatAction").isEmpty());
    }

    @Test
    void pressingStartAsksNothingSoTheAssistantWaitsForTheQuestion() {
        var aina = TestBot.newChat();

        bot.customer(aina, "Aina").says("/start");
        bot.customer(aina, "Aina").says(QUESTION);

        assertThat(bot.telegram().awaitSentTo(aina, 1, SOON))
                .extracting(SentMessage::text)
                .containsExactly(ANSWER);
        assertThat(texts(inbox.settled(inbox.only(), 3))).containsExactly("/start", QUESTION, ANSWER);
    }

    @Test
    void aTapOnAButtonStopsItsSpinnerAndMeetsTheTemplates() {
        var aina = bot.customer("Aina");
        aina.taps(1, "harga baju batik");

        await().atMost(SOON)
                .until(() -> bot.telegram().calls("answerCallbackQuery").size() == 1);
        var thread = inbox.settled(inbox.only(), 2);
        assertThat(inShort(thread.getFirst())).isEqualTo("button harga baju batik harga baju batik");
        assertThat(text(thread.get(1))).isEqualTo(ANSWER);
    }

    // Who may deliver

    @Test
    void whoCannotProveAnythingLearnsNothingAndLeavesNothing() {
        var update = TestBot.sample("update-message-text").getBytes(StandardCharsets.UTF_8);
        var other = TestBot.connect(port, TestCompany.found(port, members));
        var base = "/webhook/" + company.id();

        var refused = List.of(
                bot.posts(bot.path(), null, update),
                bot.posts(bot.path(), "", update),
                bot.posts(bot.path(), "x".repeat(43), update),
                bot.posts(bot.path(), other.secret(), update),
                bot.posts(base + "/telegram/" + other.account(), other.secret(), update),
                bot.posts(base + "/telegram/nonsense", bot.secret(), update),
                bot.posts(base + "/whatsapp", bot.secret(), update),
                bot.posts(base + "/nonsense", bot.secret(), update),
                bot.posts(base + "/%F0%9F%98%80", bot.secret(), update),
                bot.posts("/webhook/%F0%9F%98%80/telegram", bot.secret(), update),
                bot.posts("/webhook/019ab000-0000-7000-8000-000000000000/telegram", bot.secret(), update),
                bot.posts("/webhook/nonsense/telegram/" + bot.account(), bot.secret(), update),
                bot.posts(bot.path(), "wrong", "no json".getBytes(StandardCharsets.UTF_8)));

        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEmpty();
        });
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
        assertThat(inbox.conversations("?status=any")).isEmpty();
    }

    @Test
    void theAddressWithoutAnAccountFindsTheOneWhoseSecretIsShown() {
        var second = TestBot.connect(port, company);
        var update = TestBot.sample("update-message-text").getBytes(StandardCharsets.UTF_8);

        assertThat(bot.posts("/webhook/" + company.id() + "/telegram", second.secret(), update)
                        .statusCode())
                .isEqualTo(200);
        Inbox.untilDrained(company);

        assertThat(inbox.detail(inbox.only()).at("/channelAccount/id").asString())
                .isEqualTo(second.account());
    }

    @Test
    void whileASecretIsChangedNothingIsLost() {
        var aina = bot.customer("Aina");
        var before = bot.secret();
        var rotated = company.admin().post("/api/v1/channel-accounts/" + bot.account() + "/webhook-secret", "");
        assertThat(rotated.status()).isEqualTo(200);
        var fresh = rotated.json().path("webhookSecret").asString();
        assertThat(fresh).isNotEqualTo(before);
        // Delivered to where Telegram was told, which in this test is nobody yet: Telegram comes again.
        var waiting = aina.says("Satu");

        assertThat(bot.posts(bot.path(), before, update(TestBot.newChat(), 2, "Dua"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(bot.posts(bot.path(), fresh, update(TestBot.newChat(), 3, "Tiga"))
                        .statusCode())
                .isEqualTo(200);
        bot.secret(fresh);
        waiting.awaitDelivered(SOON);
        clock.advance(Duration.ofMinutes(11));
        company.admin().refresh();
        company.admin().post("/api/v1/channel-accounts/" + bot.account() + "/test", "");
        assertThat(bot.posts(bot.path(), before, update(TestBot.newChat(), 4, "Empat"))
                        .statusCode())
                .isEqualTo(401);
        Inbox.untilDrained(company);

        assertThat(inbox.conversations("?status=any")).hasSize(3);
    }

    // What is no update

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "no json at all", "{\"update_id\":\"seven\"}", "{\"message\":{}}"})
    void whatIsNoUpdateIsTakenKeptAsItCameAndShown(String body) {
        assertThat(bot.posts(body)).isEqualTo(200);
        assertThat(bot.posts(body)).isEqualTo(200);

        var shown = inbox.items("/api/v1/webhook-events?outcome=parked");
        assertThat(shown).hasSize(1);
        var kept = company.admin()
                .get("/api/v1/webhook-events/" + shown.getFirst().path("id").asLong() + "/body");
        assertThat(kept.json().path("body").asString("")).isEqualTo(body);
        assertThat(shown.getFirst().path("reason").asString()).isNotBlank();
        assertThat(shown.getFirst().path("kind").asString()).isEqualTo("unreadable");
    }

    @Test
    void anUpdateOfAnotherShapeIsParkedAtOnceWithTheReason() {
        assertThat(bot.posts("{\"update_id\":7,\"message\":{\"message_id\":\"x\",\"chat\":[]}}"))
                .isEqualTo(200);
        assertThat(bot.posts("{\"update_id\":8,\"message\":" + "[".repeat(2000) + "]".repeat(2000) + "}"))
                .isEqualTo(200);
        Inbox.untilDrained(company);

        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked"))
                .hasSize(2)
                .allSatisfy(event -> {
                    assertThat(event.path("attempts").asInt()).isLessThanOrEqualTo(1);
                    assertThat(event.path("reason").asString()).isNotBlank();
                });
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhetherItSaysItsLengthOrNot() throws Exception {
        var large = ("{\"update_id\":9,\"padding\":\"" + "x".repeat(4 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);

        assertThat(bot.posts(bot.path(), bot.secret(), large).statusCode()).isEqualTo(413);
        var chunked = java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://localhost:" + port + bot.path()))
                .header("X-Telegram-Bot-Api-Secret-Token", bot.secret())
                .POST(java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(large)))
                .build();
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            assertThat(http.send(chunked, java.net.http.HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(413);
        }
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
    }

    @Test
    void anEventThatCannotBeStoredIsParkedAfterFiveTriesWhileItsNeighboursGoOn() {
        var poison = "{\"update_id\":5,\"callback_query\":{\"id\":\"\\u0000\",\"from\":{\"id\":%d},\"data\":\"x\"}}"
                .formatted(TestBot.newChat());
        var good = IntStream.range(0, 20)
                .mapToObj(i -> update(TestBot.newChat(), 100 + i, "Hai " + i))
                .toList();

        good.subList(0, 10).forEach(body -> bot.posts(bot.path(), bot.secret(), body));
        assertThat(bot.posts(poison)).isEqualTo(200);
        good.subList(10, 20).forEach(body -> bot.posts(bot.path(), bot.secret(), body));
        Inbox.untilDrained(company);

        assertThat(inbox.conversations("?status=any")).hasSize(20);
        var parked = inbox.items("/api/v1/webhook-events?outcome=parked");
        assertThat(parked).hasSize(1);
        assertThat(parked.getFirst().path("attempts").asInt()).isEqualTo(5);
        var path = "/api/v1/webhook-events/" + parked.getFirst().path("id").asLong() + "/replay";
        assertThat(company.admin().post(path, "").status()).isEqualTo(202);
        await().atMost(SOON).until(() -> Inbox.rows(company, "inbound_event", "state = 'parked'") == 1);
        assertThat(company.admin().post("/api/v1/webhook-events/1/replay", "").status())
                .isEqualTo(404);
    }

    // Strange texts

    @Test
    void noTextBreaksNorIsCutInsideACharacter() {
        var aina = TestBot.newChat();
        bot.customer(aina, "Aina");
        var texts = List.of(
                "x".repeat(20_000),
                "👩‍👩‍👧‍👦".repeat(2000),
                "مرحبا بالعالم ".repeat(500),
                "வணக்கம் ".repeat(1000),
                "'; drop table message; --",
                "<script>alert(1)</script> &amp; {customer_name}");
        for (int i = 0; i < texts.size(); i++) {
            bot.posts(bot.path(), bot.secret(), update(aina, 10 + i, texts.get(i)));
        }
        bot.posts(bot.path(), bot.secret(), update(aina, 20, "NUL\u0000NUL"));
        bot.posts("""
                {"update_id":31,"message":{"message_id":21,"date":%d,"chat":{"id":%d,"type":"private"},
                 "from":{"id":%d,"first_name":"\\ud83d","last_name":"\\u0000"},"text":"half \\ud83d and \\ude00 half"}}
                """.formatted(clock.instant().getEpochSecond(), aina, aina));
        Inbox.untilDrained(company);

        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked")).isEmpty();
        var fromContact = inbox.thread(inbox.only()).stream()
                .filter(message -> message.path("author").asString().equals("contact"))
                .map(Inbox::text)
                .toList();
        assertThat(fromContact.subList(0, texts.size())).isEqualTo(texts);
        assertThat(fromContact.subList(texts.size(), texts.size() + 2))
                .containsExactly("NUL\uFFFDNUL", "half \uFFFD and \uFFFD half");
        var preview = inbox.conversations("?status=any")
                .getFirst()
                .at("/lastMessage/preview")
                .asString();
        assertThat(preview).isNotEmpty();

        // Wherever the border of a preview falls.
        for (int i = 0; i < 11; i++) {
            bot.posts(bot.path(), bot.secret(), update(aina, 40 + i, "x".repeat(i) + "👩‍👩‍👧‍👦".repeat(100)));
            Inbox.untilDrained(company);
            assertThat(inbox.conversations("?status=any")
                            .getFirst()
                            .at("/lastMessage/preview")
                            .asString())
                    .matches("x{" + i + "}(👩‍👩‍👧‍👦)+");
        }
    }

    @Test
    void aLongMessageArrivesWholeInPartsTelegramTakes() {
        var long20k = "Perenggan pertama. ".repeat(400).strip() + "\n\n" + "👍🏽".repeat(2000) + "\n\n"
                + "ஆம் ".repeat(900).strip();
        var aina = TestBot.newChat();
        bot.customer(aina, "Aina").says("/start");

        send(inbox.only(), long20k);

        inbox.settled(inbox.only(), 2);
        var parts = bot.telegram().sentTo(aina).stream().map(SentMessage::text).toList();
        assertThat(parts).hasSizeGreaterThan(3).allSatisfy(part -> {
            assertThat(part.length()).isLessThanOrEqualTo(4096);
            assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
            assertThat(part).doesNotStartWith("🏽");
        });
        assertThat(String.join("", parts).replaceAll("\\s", "")).isEqualTo(long20k.replaceAll("\\s", ""));
    }

    @Test
    void buttonsLinksAndFilesGoOutInTelegramsForm() {
        var aina = TestBot.newChat();
        var customer = bot.customer(aina, "Aina");
        customer.says("/start");
        customer.sendsPhoto("Ini");
        var withPhoto = inbox.thread(
                inbox.only(),
                all -> all.stream()
                        .anyMatch(one -> one.at("/content/status").asString("").equals("ready")));
        var photo = withPhoto.stream()
                .map(one -> one.path("content"))
                .filter(content -> content.path("type").asString().equals("media"))
                .findFirst()
                .orElseThrow();

        sendsContent(
                "{\"type\":\"choices\",\"text\":\"Pilih\",\"label\":null,\"options\":[{\"id\":\"pkg:premium\",\"title\":\"Premium\",\"description\":null},{\"id\":\"pkg:basic\",\"title\":\"Asas\",\"description\":null}]}");
        sendsContent(
                "{\"type\":\"link_button\",\"text\":\"Bayar dengan selamat\",\"label\":\"Bayar\",\"url\":\"https://pay.example.invalid/i/8841\"}");
        sendsContent(
                "{\"type\":\"media\",\"kind\":\"image\",\"caption\":\"Pakej Premium\",\"media\":%s,\"status\":\"ready\",\"failure\":null}"
                        .formatted(photo.path("media")));
        sendsContent(
                "{\"type\":\"media\",\"kind\":\"document\",\"caption\":null,\"media\":%s,\"status\":\"ready\",\"failure\":null}"
                        .formatted(photo.path("media")));

        // The first tells that a person will look at the picture.
        var sent = bot.telegram().awaitSentTo(aina, 5, SOON).subList(1, 5);
        assertThat(sent.get(0).buttons()).containsExactly("pkg:premium", "pkg:basic");
        assertThat(sent.get(1)
                        .message()
                        .at("/reply_markup/inline_keyboard/0/0/url")
                        .asString())
                .isEqualTo(JSON.readTree(TestBot.sample("api-send-message"))
                        .at("/reply_markup/inline_keyboard/0/1/url")
                        .asString());
        assertThat(sent.get(2).message().path("photo").isEmpty()).isFalse();
        assertThat(sent.get(2).text())
                .isEqualTo(JSON.readTree(TestBot.sample("api-send-photo"))
                        .path("caption")
                        .asString());
        assertThat(sent.get(3).message().path("document").path("file_id").asString())
                .isNotEmpty();
        inbox.settled(inbox.only(), withPhoto.size() + 4);
    }

    @Test
    void aPlaceIsShownOnAMapAndAPersonIsPassedOnWithAllThatIsKnown() {
        var aina = TestBot.newChat();
        bot.customer(aina, "Aina").says("/start");
        inbox.thread(inbox.only(), all -> !all.isEmpty());

        sendsContent(
                "{\"type\":\"location\",\"latitude\":3.1579,\"longitude\":101.7116,\"name\":\"Kedai Batik\",\"address\":\"Jalan Ampang\"}");
        sendsContent("{\"type\":\"location\",\"latitude\":3.1,\"longitude\":101.7,\"name\":null,\"address\":null}");
        sendsContent(
                "{\"type\":\"contact_cards\",\"contacts\":[{\"name\":\"Wei, Tan\",\"phones\":[\"+60123456789\"],\"emails\":[\"wei@kedai.example\"],\"organisation\":null}]}");

        var sent = bot.telegram().awaitSentTo(aina, 3, SOON);
        assertThat(sent.get(0).message().at("/venue/title").asString()).isEqualTo("Kedai Batik");
        assertThat(sent.get(0).message().at("/venue/address").asString()).isEqualTo("Jalan Ampang");
        assertThat(sent.get(1).message().at("/location/latitude").asDouble()).isEqualTo(3.1);
        assertThat(sent.get(2).message().at("/contact/phone_number").asString()).isEqualTo("+60123456789");
        assertThat(sent.get(2).message().at("/contact/vcard").asString())
                .contains("FN:Wei\\, Tan\n", "EMAIL:wei@kedai.example\n");
    }

    @Test
    void aPlaceThatIsNotOnTheEarthIsRefused() {
        bot.customer(TestBot.newChat(), "Aina").says("/start");
        inbox.thread(inbox.only(), all -> !all.isEmpty());

        var refused = company.admin()
                .post(
                        "/api/v1/conversations/" + inbox.only() + "/messages",
                        "{\"type\":\"content\",\"content\":{\"type\":\"location\",\"latitude\":91,\"longitude\":0,\"name\":null,\"address\":null}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("content.latitude");
    }

    private void sendsContent(String content) {
        var sent = company.admin()
                .post(
                        "/api/v1/conversations/" + inbox.only() + "/messages",
                        "{\"type\":\"content\",\"content\":" + content + "}");
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
    }

    // Copies, order, lateness

    @Test
    void theSameUpdateFiftyTimesAtOnceIsOneMessageAndOneAnswer() throws Exception {
        var aina = TestBot.newChat();
        bot.customer(aina, "Aina");
        var body = update(aina, 1, QUESTION);

        assertThat(atOnce(IntStream.range(0, 50)
                        .<Callable<Integer>>mapToObj(i ->
                                () -> bot.posts(bot.path(), bot.secret(), body).statusCode())
                        .toList()))
                .containsOnly(200);
        inbox.settled(inbox.only(), 2);
        // Once more, long after.
        assertThat(bot.posts(bot.path(), bot.secret(), body).statusCode()).isEqualTo(200);
        Inbox.untilDrained(company);

        assertThat(texts(inbox.thread(inbox.only()))).containsExactly(QUESTION, ANSWER);
        assertThat(bot.telegram().sentTo(aina)).hasSize(1);
        assertThat(Inbox.rows(company, "inbound_event", "true")).isEqualTo(1);
        assertThat(Inbox.rows(company, "contact", "true")).isEqualTo(1);
    }

    @Test
    void whatSomebodyNewWritesAllAtOnceIsOneContactsOneConversation() throws Exception {
        var aina = TestBot.newChat();
        bot.customer(aina, "Aina");
        var texts = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> "Anybody there? " + i)
                .toList();

        assertThat(atOnce(IntStream.rangeClosed(1, 20)
                        .<Callable<Integer>>mapToObj(i ->
                                () -> bot.posts(bot.path(), bot.secret(), update(aina, i, texts.get(i - 1)))
                                        .statusCode())
                        .toList()))
                .containsOnly(200);
        Inbox.untilDrained(company);

        assertThat(texts(inbox.thread(inbox.only())))
                .containsAll(texts)
                .filteredOn(texts::contains)
                .hasSize(20);
        assertThat(Inbox.rows(company, "contact", "true")).isEqualTo(1);
        assertThat(Inbox.rows(company, "contact_identity", "true")).isEqualTo(1);
    }

    @Test
    void manyCustomersAtOnceEachGetOneAnswerInTheirOwnThreadInOrder() throws Exception {
        var chats = IntStream.range(0, 15).mapToObj(i -> TestBot.newChat()).toList();
        chats.forEach(chat -> bot.customer(chat, "Customer " + chat));

        atOnce(chats.stream()
                .<Callable<Integer>>map(chat -> () -> {
                    for (int i = 1; i <= 5; i++) {
                        var body = update(chat, i, QUESTION + " " + i);
                        bot.posts(bot.path(), bot.secret(), body);
                        bot.posts(bot.path(), bot.secret(), body);
                    }
                    return 0;
                })
                .toList());

        for (var chat : chats) {
            var thread = inbox.settled(inbox.with("Customer " + chat), 10);
            assertThat(thread)
                    .extracting(message -> message.path("seq").asInt())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 10).boxed().toList());
            assertThat(thread.stream()
                            .filter(message -> message.path("author").asString().equals("contact"))
                            .map(Inbox::text))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 5)
                            .mapToObj(i -> QUESTION + " " + i)
                            .toList());
            assertThat(bot.telegram().sentTo(chat)).hasSize(5);
        }
        assertThat(Inbox.rows(company, "conversation", "true")).isEqualTo(15);
    }

    @Test
    void shuffledUpdatesAreStoredOnceEachInTheOrderTheyCame() {
        var aina = TestBot.newChat();
        var order = new ArrayList<>(IntStream.rangeClosed(1, 30).boxed().toList());
        Collections.shuffle(order, new Random(7));

        order.forEach(i -> bot.posts(bot.path(), bot.secret(), update(aina, i, "Nombor " + i)));
        Inbox.untilDrained(company);

        assertThat(inbox.thread(inbox.only()).stream()
                        .filter(message -> message.path("author").asString().equals("contact"))
                        .map(Inbox::text))
                .containsExactlyElementsOf(
                        order.stream().map(i -> "Nombor " + i).toList());
    }

    @Test
    void whatComesHoursLateIsStoredAndLeftToAPersonWithoutAWord() {
        var aina = TestBot.newChat();
        var hoursAgo = clock.instant().minus(Duration.ofHours(3));
        var body = new String(update(aina, 1, QUESTION), StandardCharsets.UTF_8)
                .replace("\"date\":" + clock.instant().getEpochSecond(), "\"date\":" + hoursAgo.getEpochSecond());

        bot.posts(body);
        Inbox.untilDrained(company);

        var conversation = inbox.only();
        assertThat(texts(inbox.thread(conversation))).containsExactly(QUESTION);
        assertThat(inbox.thread(conversation).getFirst().path("vendorAt").asString())
                .isEqualTo(hoursAgo.toString().replace("Z", ".000Z"));
        assertThat(inbox.detail(conversation).path("answering").asString()).isEqualTo("nobody");
        assertThat(inbox.activity(conversation)).anySatisfy(line -> {
            assertThat(line.path("kind").asString()).isEqualTo("handed_over");
            assertThat(line.at("/facts/reason").asString()).isEqualTo("late");
        });
        assertThat(bot.telegram().sentTo(aina)).isEmpty();
    }

    // What goes out, when it goes wrong

    @Test
    void tooManyRequestsIsAnsweredByWaitingExactlyAsLongAsAsked() {
        var aina = TestBot.newChat();
        bot.telegram().fails(1, Fault.tooManyRequests(Duration.ofSeconds(7)), "sendMessage");

        bot.customer(aina, "Aina").says(QUESTION);
        await().atMost(SOON).until(() -> bot.telegram().calls("sendMessage").size() == 1);
        inbox.thread(inbox.only(), thread -> states(thread).equals(List.of("received", "queued")));
        clock.advance(Duration.ofMillis(6999));
        // A message of somebody else waits too: the pause is the account's. The sweep has looked twice meanwhile.
        var wei = TestBot.newChat();
        bot.customer(wei, "Wei").says(QUESTION);
        inbox.with("Wei");
        Inbox.untilDrained(company);
        await().pollDelay(Duration.ofMillis(2100)).until(() -> true);
        assertThat(bot.telegram().calls("sendMessage")).hasSize(1);

        clock.advance(Duration.ofMillis(1));

        assertThat(bot.telegram().awaitSentTo(aina, 1, SOON)).hasSize(1);
        assertThat(bot.telegram().awaitSentTo(wei, 1, SOON)).hasSize(1);
        assertThat(states(inbox.settled(inbox.with("Aina"), 2))).containsExactly("received", "sent");
    }

    @Test
    void aSendThatWasUnderWayAndSucceedsDoesNotEndThePauseTheVendorAskedFor() {
        bot.telegram().answersSlowly(Duration.ofSeconds(2), Duration.ofSeconds(2));
        bot.customer("Slow").says(QUESTION);
        inbox.thread(inbox.with("Slow"), thread -> states(thread).contains("sending"));
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        bot.telegram().worksAgain();
        bot.telegram().fails(1, Fault.tooManyRequests(Duration.ofSeconds(30)), "sendMessage");
        bot.customer("Aina").says(QUESTION);
        await().atMost(SOON)
                .until(() -> bot.telegram().calls("sendMessage").stream().anyMatch(call -> call.status() == 429));
        await().atMost(SOON).until(() -> Inbox.rows(company, "message", "state = 'sending'") == 0);

        bot.customer("Wei").says(QUESTION);
        inbox.thread(inbox.with("Wei"), thread -> thread.size() == 2);
        await().pollDelay(Duration.ofMillis(1200)).until(() -> true);

        assertThat(states(inbox.thread(inbox.with("Wei")))).containsExactly("received", "queued");
    }

    @Test
    void whatWasSentWhileTheDatabaseRefusedIsRecordedAsSoonAsItNoLongerDoes() throws Exception {
        var aina = TestBot.newChat();
        bot.telegram().answersSlowly(Duration.ofMillis(800), Duration.ofMillis(800));
        bot.customer(aina, "Aina").says(QUESTION);
        inbox.thread(inbox.only(), thread -> states(thread).contains("sending"));
        asSuperuser("""
                create function refuse() returns trigger language plpgsql as 'begin raise exception ''not now''; end';
                create trigger refuse before update on message for each row when (new.state = 'sent') execute function refuse();
                """);
        try {
            bot.telegram().awaitSentTo(aina, 1, SOON);
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        } finally {
            asSuperuser("drop function refuse cascade");
        }

        assertThat(states(inbox.settled(inbox.only(), 2))).containsExactly("received", "sent");
        assertThat(bot.telegram().sentTo(aina)).hasSize(1);
    }

    @Test
    void whatCameBackWhileNobodyCouldSayWhetherTheCompanyMaySendIsRecordedAfterwards() throws Exception {
        var aina = TestBot.newChat();
        bot.telegram().answersSlowly(Duration.ofMillis(1500), Duration.ofMillis(1500));
        bot.customer(aina, "Aina").says(QUESTION);
        inbox.thread(inbox.only(), thread -> states(thread).contains("sending"));
        // What is remembered of the company is forgotten by a change of it.
        company.admin().patch("/api/v1/company", "{\"name\":\"Batik Nurul Baharu\"}");
        asSuperuser("alter table company rename to company_away");
        try {
            bot.telegram().awaitSentTo(aina, 1, SOON);
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        } finally {
            asSuperuser("alter table company_away rename to company");
        }

        assertThat(states(inbox.settled(inbox.only(), 2))).containsExactly("received", "sent");
        assertThat(bot.telegram().sentTo(aina)).hasSize(1);
    }

    @Test
    void whatWasClaimedByACommitNobodyHeardOfIsSentByItself() throws Exception {
        var aina = TestBot.newChat();
        bot.telegram().fails(1, Fault.tooManyRequests(Duration.ofSeconds(2)), "sendMessage");
        bot.customer(aina, "Aina").says(QUESTION);
        await().atMost(SOON).until(() -> Inbox.rows(company, "delivery", "state = 'waiting' and attempts = 1") == 1);
        // As a connection that broke at the commit leaves it: claimed, and nobody sends it.
        asSuperuser("""
                update message set state = 'sending' where company_id = '%1$s' and state = 'queued';
                update delivery set state = 'sending', process_id = (select id from process order by seen_at desc limit 1)
                 where company_id = '%1$s';
                create function refuse() returns trigger language plpgsql as 'begin raise exception ''not now''; end';
                create trigger refuse before update on delivery for each row execute function refuse();
                """.formatted(company.id()));
        try {
            clock.advance(Duration.ofSeconds(3));
            bot.customer("Wei").says(QUESTION);
            inbox.thread(inbox.with("Wei"), thread -> thread.size() == 2);
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        } finally {
            asSuperuser("drop function refuse cascade");
        }

        assertThat(states(inbox.settled(inbox.with("Aina"), 2))).containsExactly("received", "sent");
        assertThat(bot.telegram().sentTo(aina)).hasSize(1);
    }

    @Test
    void afterAnOutageLongerThanItsLeaseAProcessIsStillItself() throws Exception {
        var itself = process();
        asSuperuser("update process set seen_at = seen_at - interval '1 minute'");
        await().atMost(SOON).until(() -> count("process where seen_at > now() - interval '5 seconds'") == 1);

        assertThat(process()).isEqualTo(itself);
    }

    private static String process() throws Exception {
        return single("select id::text from process order by seen_at desc limit 1");
    }

    private static long count(String from) throws Exception {
        return Long.parseLong(single("select count(*) from " + from));
    }

    private static String single(String query) throws Exception {
        try (var connection = app.sembang.database.TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement()) {
            var row = statement.executeQuery(query);
            row.next();
            return row.getString(1);
        }
    }

    private static void asSuperuser(String sql) throws Exception {
        try (var connection = app.sembang.database.TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aServerErrorIsTriedAgainAndTheOrderOfTheThreadKept() {
        var aina = TestBot.newChat();
        var customer = bot.customer(aina, "Aina");
        bot.telegram().fails(2, Fault.serverError(), "sendMessage");

        for (int i = 1; i <= 4; i++) {
            company.answers("kod " + i, "Jawapan " + i);
            customer.says("Apa kod " + i + "?").awaitDelivered(SOON);
        }
        await().atMost(SOON).until(() -> {
            clock.advance(Duration.ofSeconds(2));
            return bot.telegram().sentTo(aina).size() == 4;
        });

        assertThat(bot.telegram().sentTo(aina))
                .extracting(SentMessage::text)
                .containsExactly("Jawapan 1", "Jawapan 2", "Jawapan 3", "Jawapan 4");
        assertThat(states(inbox.settled(inbox.only(), 8))).doesNotContain("failed", "unknown");
    }

    @Test
    void aFewMessagesGoAtOnceAndThenAsManyAsTelegramTakesForOneChat() {
        var aina = TestBot.newChat();
        bot.customer(aina, "Aina").says("Hello").awaitDelivered(SOON);
        Inbox.untilDrained(company);
        var conversation = inbox.only();
        long began = System.nanoTime();
        var said = IntStream.range(0, 6).mapToObj(number -> "Message " + number).toList();
        said.forEach(text -> send(conversation, text));

        await().atMost(SOON).until(() -> told(aina).size() == 6);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(3));
        assertThat(told(aina)).isEqualTo(said);
    }

    private List<String> told(long chat) {
        return bot.telegram().sentTo(chat).stream()
                .map(SentMessage::text)
                .filter(text -> text.startsWith("Message"))
                .toList();
    }

    @Test
    void aNameThatIsTooLongIsNotCutInsideWhatIsSeenAsOneCharacter() {
        var aina = TestBot.newChat();
        bot.customer(aina, "a".repeat(198) + "👩‍👩‍👧‍👦").says("Hello").awaitDelivered(SOON);
        Inbox.untilDrained(company);

        assertThat(company.admin()
                        .get("/api/v1/contacts")
                        .json()
                        .at("/items/0/name")
                        .asString())
                .isEqualTo("a".repeat(198));
    }

    @Test
    void whoStandsBehindWhatKeepsFailingLosesNoTryOfTheirOwn() {
        var aina = TestBot.newChat();
        var customer = bot.customer(aina, "Aina");
        bot.telegram().fails(13, Fault.serverError(), "sendMessage");

        for (int i = 1; i <= 3; i++) {
            company.answers("kod " + i, "Jawapan " + i);
            customer.says("Apa kod " + i + "?").awaitDelivered(SOON);
        }
        await().atMost(SOON).until(() -> {
            clock.advance(Duration.ofMinutes(3));
            return bot.telegram().sentTo(aina).size() == 2;
        });

        // Ten tries of the first, three that fail of the second.
        assertThat(bot.telegram().sentTo(aina)).extracting(SentMessage::text).containsExactly("Jawapan 2", "Jawapan 3");
        assertThat(bot.telegram().calls("sendMessage")).hasSize(15);
    }

    @Test
    void whatKeepsFailingIsGivenUpAndShownWithItsReason() {
        var aina = TestBot.newChat();
        bot.telegram().fails(1000, Fault.serverError(), "sendMessage");
        bot.customer(aina, "Aina").says(QUESTION).awaitDelivered(TestBot.SOON);
        var conversation = inbox.only();

        var thread = inbox.thread(conversation, now -> {
            clock.advance(Duration.ofMinutes(3));
            company.admin().refresh();
            return states(now).contains("failed");
        });

        assertThat(thread.get(1).at("/failure/code").asString()).isEqualTo("vendor_unavailable");
        assertThat(thread.get(1).at("/failure/reason").asString()).contains("Telegram");
        assertThat(bot.telegram().calls("sendMessage")).hasSize(10);
        bot.telegram().worksAgain();
    }

    @Test
    void whatMayHaveArrivedIsNeverRepeatedByItselfAndSentAgainOnRequest() {
        var aina = TestBot.newChat();
        bot.telegram().fails(1, Fault.resetAfter(), "sendMessage");
        bot.customer(aina, "Aina").says(QUESTION).awaitDelivered(TestBot.SOON);
        var conversation = inbox.only();
        var unknown = inbox.thread(conversation, thread -> states(thread).contains("unknown"))
                .get(1);
        assertThat(unknown.at("/failure/reason").asString()).isNotBlank();
        // Later messages are not stopped by it.
        bot.customer(aina, "Aina").says(QUESTION);
        inbox.thread(conversation, thread -> states(thread).equals(List.of("received", "unknown", "received", "sent")));
        clock.advance(Duration.ofHours(1));
        company.admin().refresh();
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        assertThat(bot.telegram().sentTo(aina)).hasSize(2);

        var attempts = "/api/v1/conversations/%s/messages/%s/attempts"
                .formatted(conversation, unknown.path("id").asString());
        assertThat(company.admin().post(attempts, "").status()).isEqualTo(202);

        assertThat(bot.telegram().awaitSentTo(aina, 3, SOON)).hasSize(3);
        assertThat(states(inbox.settled(conversation, 4))).containsExactly("received", "sent", "received", "sent");
        assertThat(company.admin().post(attempts, "").code()).isEqualTo("not-resendable");
    }

    @Test
    void whatWentInPartGoesOnWhereItStoppedWhenItIsSentAgain() {
        var aina = TestBot.newChat();
        var customer = bot.customer(aina, "Aina");
        customer.says("/start");
        customer.sendsPhoto("Ini");
        var photo = inbox
                .thread(
                        inbox.only(),
                        all -> all.stream()
                                .anyMatch(one ->
                                        one.at("/content/status").asString("").equals("ready")))
                .stream()
                .map(one -> one.at("/content/media"))
                .filter(media -> media.isObject())
                .findFirst()
                .orElseThrow();
        int before = inbox.settled(inbox.only(), 3).size();
        int shown = bot.telegram().sentTo(aina).size();
        var words = "Pakej Premium untuk enam orang. ".repeat(60).strip();

        bot.telegram().fails(1, new Fault.Refused(400, 400, "Bad Request: message is bad"), "sendMessage");
        sendsContent(
                "{\"type\":\"media\",\"kind\":\"image\",\"caption\":\"%s\",\"media\":%s,\"status\":\"ready\",\"failure\":null}"
                        .formatted(words, photo));
        var failed = inbox.settled(inbox.only(), before + 1).getLast();
        assertThat(failed.path("state").asString()).isEqualTo("failed");

        assertThat(company.admin()
                        .post(
                                "/api/v1/conversations/%s/messages/%s/attempts"
                                        .formatted(
                                                inbox.only(), failed.path("id").asString()),
                                "")
                        .status())
                .isEqualTo(202);
        assertThat(inbox.settled(inbox.only(), before + 1)
                        .getLast()
                        .path("state")
                        .asString())
                .isEqualTo("sent");
        var sent = bot.telegram().sentTo(aina);
        assertThat(sent.subList(shown, sent.size())).hasSize(2);
        assertThat(sent.get(shown).message().path("photo").isEmpty()).isFalse();
        assertThat(sent.get(shown + 1).text()).isEqualTo(words);
    }

    @Test
    void aVendorThatHangsInOneThreadHoldsUpNoOther() {
        var aina = TestBot.newChat();
        var wei = TestBot.newChat();
        bot.telegram().fails(1, Fault.silence(Duration.ofSeconds(60)), "sendMessage");
        bot.customer(aina, "Aina").says(QUESTION);
        bot.telegram().awaitSentTo(aina, 1, SOON);

        bot.customer(wei, "Wei").says(QUESTION);

        assertThat(bot.telegram().awaitSentTo(wei, 1, Duration.ofSeconds(5))).hasSize(1);
        assertThat(states(inbox.thread(inbox.with("Aina")))).containsExactly("received", "sending");
        assertThat(states(inbox.settled(inbox.with("Aina"), 2))).containsExactly("received", "unknown");
        assertThat(bot.telegram().sentTo(aina)).hasSize(1);
    }

    @Test
    void whoHasBlockedTheBotIsNotWrittenToAndThePersonIsToldWhy() {
        var aina = TestBot.newChat();
        var customer = bot.customer(aina, "Aina");
        customer.says("/start").awaitDelivered(SOON);
        var conversation = inbox.only();
        customer.blocks().awaitDelivered(SOON);
        Inbox.untilDrained(company);

        send(conversation, "Helo?");

        var failed = inbox.settled(conversation, 2).get(1);
        assertThat(failed.path("state").asString()).isEqualTo("failed");
        assertThat(failed.at("/failure/code").asString()).isEqualTo("contact_unreachable");
        assertThat(failed.at("/failure/reason").asString()).contains("blocked");
        assertThat(inbox.detail(conversation)
                        .at("/contact/identities/0/reachable")
                        .asBoolean())
                .isFalse();

        customer.unblocks().awaitDelivered(SOON);
        Inbox.untilDrained(company);
        assertThat(inbox.detail(conversation)
                        .at("/contact/identities/0/reachable")
                        .asBoolean())
                .isTrue();
        for (var kind : List.of("contact_unreachable", "contact_reachable")) {
            assertThat(Inbox.rows(company, "event_log", "kind = '" + kind + "'"))
                    .as(kind)
                    .isOne();
        }
        send(conversation, "Helo lagi");
        assertThat(bot.telegram().awaitSentTo(aina, 1, SOON))
                .extracting(SentMessage::text)
                .containsExactly("Helo lagi");
    }

    @Test
    void aTokenThatIsNoLongerGoodIsShownAtTheAccount() {
        var aina = TestBot.newChat();
        bot.telegram().revoked(true);

        bot.customer(aina, "Aina").says(QUESTION);

        var waiting = inbox.thread(
                        inbox.only(),
                        all -> all.size() == 2 && all.get(1).at("/failure/code").isString())
                .get(1);
        assertThat(waiting.path("state").asString()).isEqualTo("queued");
        assertThat(waiting.at("/failure/code").asString()).isEqualTo("needs_reauth");
        var account = inbox.items("/api/v1/channel-accounts").getFirst();
        assertThat(account.path("status").asString()).isEqualTo("error");
        assertThat(account.path("lastError").asString()).contains("token");
    }

    @Test
    void whatReachedNobodyStandsInOneListUntilItIsSentAgain() {
        var aina = TestBot.newChat();
        bot.customer(aina, "Aina").says("Hai").awaitDelivered(SOON);
        inbox.settled(inbox.only(), 2);
        int before = bot.telegram().sentTo(aina).size();
        bot.telegram().fails(1, Fault.blocked(), "sendMessage");
        send(inbox.only(), "Pesanan anda sudah siap");
        Inbox.untilDelivered(company);

        var failed = undelivered();
        assertThat(failed).hasSize(1);
        assertThat(failed.getFirst().path("contactName").asString()).isEqualTo("Aina");
        assertThat(failed.getFirst().path("text").asString()).isEqualTo("Pesanan anda sudah siap");
        assertThat(failed.getFirst().path("state").asString()).isEqualTo("failed");
        assertThat(failed.getFirst().path("failureReason").asString()).contains("blocked by the user");
        var path = "/api/v1/conversations/%s/messages/%s/attempts"
                .formatted(
                        failed.getFirst().path("conversationId").asString(),
                        failed.getFirst().path("id").asString());
        bot.customer(aina, "Aina").unblocks().awaitDelivered(SOON);
        Inbox.untilDrained(company);

        assertThat(company.admin().post(path, "").status()).isEqualTo(202);
        Inbox.untilDelivered(company);

        assertThat(undelivered()).isEmpty();
        assertThat(bot.telegram().awaitSentTo(aina, before + 1, SOON).getLast().text())
                .isEqualTo("Pesanan anda sudah siap");
    }

    private List<JsonNode> undelivered() {
        return inbox.items("/api/v1/conversations/undelivered-messages");
    }

    // A chat that has another number

    @Test
    void aThreadGoesOnAtTheNumberTelegramNamesWhenSomethingIsSent() {
        long before = TestBot.newChat();
        long after = TestBot.newChat();
        bot.customer(before, "Aina").says("Hai").awaitDelivered(SOON);
        inbox.settled(inbox.only(), 2);
        long tried = sends(before);
        bot.customer(after, "Aina");
        bot.telegram().moves(before, after);

        send(inbox.only(), "Ya, boleh saya bantu?");
        send(inbox.only(), "Kami buka sampai pukul enam.");

        assertThat(bot.telegram().awaitSentTo(after, 2, SOON))
                .extracting(SentMessage::text)
                .containsExactly("Ya, boleh saya bantu?", "Kami buka sampai pukul enam.");
        Inbox.untilDelivered(company);
        assertThat(states(inbox.thread(inbox.only()))).containsExactly("received", "sent", "sent", "sent");
        assertThat(sends(before)).isEqualTo(tried + 1);
        bot.customer(after, "Aina").says("Terima kasih").awaitDelivered(SOON).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        assertThat(text(inbox.thread(inbox.only()).getLast())).isEqualTo("Terima kasih");
    }

    private long sends(long chat) {
        return bot.telegram().calls("sendMessage").stream()
                .filter(call -> call.chatId() == chat)
                .count();
    }

    @Test
    void aThreadGoesOnAtTheNumberTelegramTellsByItself() {
        long before = TestBot.newChat();
        bot.customer(before, "Aina").says("Hai").awaitDelivered(SOON);
        inbox.settled(inbox.only(), 2);
        long tried = sends(before);

        bot.posts(TestBot.sample("update-group-migrated").replace("-4000000123", Long.toString(before)));
        bot.posts(TestBot.sample("update-group-migrated").replace("-4000000123", Long.toString(before)));
        Inbox.untilDrained(company);

        bot.customer(-1001234567890L, "Aina");
        send(inbox.only(), "Ya?");
        assertThat(bot.telegram().awaitSentTo(-1001234567890L, 1, SOON))
                .extracting(SentMessage::text)
                .containsExactly("Ya?");
        assertThat(sends(before)).isEqualTo(tried);
    }

    // Files

    @Test
    void anAlbumIsOneMessageWithAllItsPicturesFetched() {
        var aina = bot.customer("Aina");
        aina.sendsAlbum("Tiga gambar", 3);

        var thread = inbox.thread(
                inbox.only(),
                now -> now.getFirst()
                                .at("/content/files")
                                .valueStream()
                                .filter(one -> one.at("/file/status").asString().equals("ready"))
                                .count()
                        == 3);
        assertThat(written()).hasSize(1);
        var files = thread.getFirst().at("/content/files");
        assertThat(files.at("/0/file/caption").asString()).isEqualTo("Tiga gambar");
        for (var one : files) {
            assertThat(new app.sembang.StaffApp(port)
                            .get(one.at("/file/media/url").asString())
                            .status())
                    .isEqualTo(200);
            assertThat(new app.sembang.StaffApp(port)
                            .get(one.at("/file/media/thumbnailUrl").asString())
                            .status())
                    .isEqualTo(200);
        }
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("nobody");
    }

    @Test
    void anAlbumsPartsCountOnceAndStandInOrderHoweverTheyCome() {
        long chat = TestBot.newChat();
        bot.posts(part(chat, 12, null));
        bot.posts(part(chat, 11, "Warna ini?"));
        var again = part(chat, 13, null);
        bot.posts(again);
        bot.posts(again);
        bot.posts(part(chat, 13, null));
        Inbox.untilDrained(company);
        bot.posts(new String(update(chat, 14, "Ada stok?"), StandardCharsets.UTF_8));
        // Whenever it comes, and it may have been stored under another number of Telegram's before.
        bot.posts(part(chat, 10, null));
        bot.posts(part(chat, 12, null));
        Inbox.untilDrained(company);

        var thread = written();
        assertThat(thread).hasSize(2);
        assertThat(text(thread.get(1))).isEqualTo("Ada stok?");
        var files = thread.getFirst().at("/content/files");
        assertThat(files.valueStream().map(one -> one.path("place").asInt())).containsExactly(10, 11, 12, 13);
        assertThat(files.at("/1/file/caption").asString()).isEqualTo("Warna ini?");
        assertThat(thread.getFirst().path("edited").asBoolean()).isFalse();
    }

    @Test
    void whatChangesAMessageMayComeBeforeIt() {
        long chat = TestBot.newChat();
        var later = (ObjectNode) JSON.readTree(update(chat, 31, "Ada saiz M?"));
        var content = (ObjectNode) later.remove("message");
        content.put("edit_date", clock.instant().plusSeconds(2).getEpochSecond());
        bot.posts(later.set("edited_message", content).toString());
        var mark = (ObjectNode) JSON.readTree(TestBot.sample("update-message-reaction"));
        mark.put("update_id", updates++);
        ((ObjectNode) mark.path("message_reaction"))
                .put("message_id", 31)
                .put("date", clock.instant().getEpochSecond());
        ((ObjectNode) mark.at("/message_reaction/chat")).put("id", chat);
        bot.posts(mark.toString());
        Inbox.untilDrained(company);

        bot.posts(new String(update(chat, 31, "Ada saiz?"), StandardCharsets.UTF_8));
        Inbox.untilDrained(company);
        clock.advance(Duration.ofSeconds(5));

        var message = inbox.thread(
                        inbox.only(),
                        all -> text(all.getFirst()).equals("Ada saiz M?")
                                && all.getFirst().path("reactions").size() == 1)
                .getFirst();
        assertThat(message.path("edited").asBoolean()).isTrue();
    }

    @Test
    void whatIsForwardedSaysSoAndAQuoteShowsTheWordsThatAreMeant() {
        long chat = TestBot.newChat();
        bot.posts(bot.path(), bot.secret(), update(chat, 31, "Basic RM99, Premium RM299"));
        var answer = (ObjectNode) JSON.readTree(update(chat, 32, "Yang ini"));
        var message = (ObjectNode) answer.path("message");
        message.set("reply_to_message", JSON.readTree(update(chat, 31, "")).path("message"));
        message.set("quote", JSON.readTree("{\"text\":\"Premium RM299\",\"position\":12}"));
        bot.posts(answer.toString());
        var forwarded = (ObjectNode) JSON.readTree(update(chat, 33, "Kawan saya tanya: ada saiz L?"));
        ((ObjectNode) forwarded.path("message")).set("forward_origin", JSON.readTree("""
                {"type":"hidden_user","sender_user_name":"Mei","date":1763600000}"""));
        bot.posts(forwarded.toString());
        Inbox.untilDrained(company);

        var thread = written();
        assertThat(thread.get(1).at("/context/quoted/id").asString())
                .isEqualTo(thread.getFirst().path("id").asString());
        assertThat(thread.get(1).at("/context/quoted/preview").asString()).isEqualTo("Premium RM299");
        assertThat(thread.get(1).at("/context/forwarded").isNull()).isTrue();
        assertThat(thread.get(2).at("/context/forwarded").asString()).isEqualTo("once");
    }

    @Test
    void eachFileOfAnAlbumCanBeChangedAnsweredAndMarked() {
        long chat = TestBot.newChat();
        bot.posts(part(chat, 21, null));
        bot.posts(part(chat, 22, "Ini"));
        Inbox.untilDrained(company);

        var edited = JSON.readTree(part(chat, 22, "Ini, saiz M")).deepCopy();
        var content = ((ObjectNode) edited).remove("message");
        ((ObjectNode) content).put("edit_date", clock.instant().getEpochSecond());
        bot.posts(((ObjectNode) edited).set("edited_message", content).toString());
        var answer = (ObjectNode) JSON.readTree(update(chat, 23, "Yang ini"));
        ((ObjectNode) answer.path("message"))
                .set("reply_to_message", JSON.readTree(part(chat, 22, "Ini")).path("message"));
        bot.posts(answer.toString());
        var mark = (ObjectNode) JSON.readTree(TestBot.sample("update-message-reaction"));
        mark.put("update_id", updates++);
        ((ObjectNode) mark.path("message_reaction"))
                .put("message_id", 22)
                .put("date", clock.instant().getEpochSecond());
        ((ObjectNode) mark.at("/message_reaction/chat")).put("id", chat);
        bot.posts(mark.toString());
        Inbox.untilDrained(company);

        var thread = written();
        assertThat(thread).hasSize(2);
        var album = thread.getFirst();
        assertThat(album.at("/content/files/0/file/caption").isNull()).isTrue();
        assertThat(album.at("/content/files/1/file/caption").asString()).isEqualTo("Ini, saiz M");
        assertThat(album.path("edited").asBoolean()).isTrue();
        assertThat(album.path("reactions")).hasSize(1);
        assertThat(thread.get(1).at("/context/quoted/id").asString())
                .isEqualTo(album.path("id").asString());
    }

    /// What the customer wrote.
    private List<JsonNode> written() {
        return inbox.thread(inbox.only()).stream()
                .filter(message -> message.path("author").asString().equals("contact"))
                .toList();
    }

    /// One picture of an album, in an update of its own.
    private String part(long chat, int message, @Nullable String caption) {
        var update = (ObjectNode) JSON.readTree(update(chat, message, ""));
        var content = (ObjectNode) update.path("message");
        content.remove("text");
        content.put("media_group_id", "group-of-" + chat);
        content.putArray("photo").addObject().put("file_id", "photo-" + message).put("file_size", 10);
        if (caption != null) content.put("caption", caption);
        return update.toString();
    }

    @Test
    void whatIsSaidInAVoiceNoteStandsUnderItWhereSomethingListens() {
        bot.customer("Aina").sendsVoice();

        var thread = inbox.thread(
                inbox.only(),
                now -> !now.getFirst().at("/content/transcript").isMissingNode()
                        && !now.getFirst().at("/content/transcript").isNull());
        assertThat(thread.getFirst().at("/content/kind").asString()).isEqualTo("voice");
        assertThat(thread.getFirst().at("/content/transcript/text").asString()).isEqualTo(TestTranscriber.SAID);
        assertThat(thread.getFirst().at("/content/transcript/language").asString())
                .isEqualTo("malay");
        var noted = inbox.items("/api/v1/processing-records?message="
                + thread.getFirst().path("id").asString());
        assertThat(noted).hasSize(1);
        assertThat(noted.getFirst().path("purpose").asString()).isEqualTo("transcription");
    }

    @Test
    void aPictureIsFetchedByAJobAndServedBySignedAddressOnly() throws Exception {
        bot.customer("Aina").sendsPhoto("Warna ini ada?");

        var thread = inbox.thread(
                inbox.only(),
                now -> now.getFirst().at("/content/status").asString().equals("ready"));
        var content = thread.getFirst().path("content");
        assertThat(content.at("/media/contentType").asString()).isEqualTo("image/jpeg");
        var address = content.at("/media/url").asString();
        var stranger = new app.sembang.StaffApp(port);
        var served = stranger.get(address);
        assertThat(served.status()).isEqualTo(200);
        assertThat(served.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(served.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(served.header("Content-Security-Policy")).contains("sandbox");
        assertThat(stranger.get(address.replaceAll("signature=.*", "signature=" + "A".repeat(43)))
                        .status())
                .isEqualTo(404);
        assertThat(stranger.get(address.replaceAll("expires=\\d+", "expires=9999999999"))
                        .status())
                .isEqualTo(404);
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("nobody");
        clock.advance(Duration.ofHours(2));
        assertThat(stranger.get(address).status()).isEqualTo(404);
    }

    @Test
    void aPictureInThePlaceOfAnotherIsFetchedAndShownOnce() {
        var aina = bot.customer("Aina");
        var photo = aina.sendsPhoto("Warna ini ada?");
        var before = shown("Warna ini ada?");

        aina.replacesPhoto(photo.messageId(), ANOTHER, "image/png", "Yang ini?", 2);
        var after = shown("Yang ini?");
        aina.edits(photo.messageId(), "Yang ini, saiz M?");
        var reworded = shown("Yang ini, saiz M?");

        assertThat(before.at("/media/contentType").asString()).isEqualTo("image/jpeg");
        assertThat(after.at("/media/contentType").asString()).isEqualTo("image/png");
        assertThat(after.at("/media/size").asInt()).isEqualTo(ANOTHER.length);
        assertThat(reworded.at("/media/id")).isEqualTo(after.at("/media/id"));
        Inbox.untilDrained(company);
        assertThat(bot.telegram().calls("getFile")).hasSize(2);
        assertThat(Inbox.rows(company, "media", "true")).isEqualTo(2);
        assertThat(Inbox.rows(
                        company,
                        "message",
                        "earlier #>> '{0,content,media,id}' = '%s' and jsonb_array_length(earlier) = 2"
                                .formatted(before.at("/media/id").asString())))
                .isEqualTo(1);
        assertThat(inbox.thread(inbox.only()).getFirst().path("edited").asBoolean())
                .isTrue();
        assertThat(after.has("source")).isFalse();
    }

    @Test
    void aPictureThatWasReplacedWhileItWasFetchedIsNotShown() {
        var aina = bot.customer("Aina");
        bot.telegram().fails(1, Fault.serverError(), "getFile");
        var photo = aina.sendsPhoto("Warna ini ada?");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bot.telegram().calls("getFile")).hasSize(1));

        aina.replacesPhoto(photo.messageId(), ANOTHER, "image/png", null, 1);
        var kept = shown("");
        clock.advance(Duration.ofSeconds(3));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bot.telegram().calls("getFile")).hasSize(3));

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(Inbox.rows(company, "media", "true")).isEqualTo(1));
        assertThat(shown("").at("/media/id")).isEqualTo(kept.at("/media/id"));
    }

    @Test
    void aPictureOfAnAlbumIsReplacedInItsPlace() {
        var aina = bot.customer("Aina");
        var album = aina.sendsAlbum("Dua ini", 2);
        inbox.thread(inbox.only(), thread -> readyFiles(thread).size() == 2);

        aina.replacesPhoto(album.getLast().messageId(), ANOTHER, "image/png", null, 1);

        var thread = inbox.thread(
                inbox.only(),
                now -> readyFiles(now).stream()
                        .map(file -> file.at("/media/contentType").asString())
                        .toList()
                        .equals(List.of("image/jpeg", "image/png")));
        assertThat(readyFiles(thread).getFirst().path("caption").asString()).isEqualTo("Dua ini");
    }

    private static List<JsonNode> readyFiles(List<JsonNode> thread) {
        return thread.getFirst()
                .at("/content/files")
                .valueStream()
                .map(one -> one.path("file"))
                .filter(file -> file.path("status").asString().equals("ready"))
                .toList();
    }

    /// What the first message shows once its file is there.
    private JsonNode shown(String caption) {
        return inbox.thread(inbox.only(), now -> {
                    var content = now.getFirst().path("content");
                    return content.path("status").asString().equals("ready")
                            && content.path("caption").asString("").equals(caption);
                })
                .getFirst()
                .path("content");
    }

    @Test
    void aFileThatIsTooLargeOrGoneSaysSoInTheThread() {
        bot.posts(TestBot.sample("update-message-document-over-20mb"));
        bot.posts(TestBot.sample("update-message-voice"));

        var thread = inbox.thread(
                inbox.only(),
                now -> now.size() == 2
                        && now.stream()
                                .allMatch(message ->
                                        message.at("/content/status").asString().equals("failed")));
        assertThat(thread.get(0).at("/content/failure").asString()).contains("20 MB");
        assertThat(thread.get(1).at("/content/failure").asString()).isNotBlank();
    }

    private void send(String conversation, String text) {
        var sent = company.admin()
                .post(
                        "/api/v1/conversations/" + conversation + "/messages",
                        JSON.writeValueAsString(java.util.Map.of("type", "text", "text", text)));
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
    }

    private byte[] update(long chat, int message, String text) {
        var update = JSON.createObjectNode().put("update_id", updates++);
        var content = update.putObject("message").put("message_id", message);
        content.putObject("from").put("id", chat).put("is_bot", false).put("first_name", "Customer " + chat);
        content.putObject("chat").put("id", chat).put("type", "private");
        content.put("date", clock.instant().getEpochSecond()).put("text", text);
        return JSON.writeValueAsBytes(update);
    }

    private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (var future : threads.invokeAll(work)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
