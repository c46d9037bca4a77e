package app.sembang.conversations;

import static app.sembang.Inbox.rows;
import static app.sembang.Inbox.states;
import static app.sembang.Inbox.text;
import static app.sembang.Inbox.texts;
import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.CountedStatements;
import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.channels.webchat.WidgetBrowser;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.MemberId;
import app.sembang.simulator.Fault;
import app.sembang.simulator.SentMessage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is kept of a conversation, who answers in it and who sees it. Customers write on Telegram.
@ProductTest
class ConversationTests {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String QUESTION = "Berapa harga baju batik?";
    private static final String ANSWER = "Baju batik bermula dari RM45.";
    private static final String HAND_OVER =
            "Terima kasih atas mesej anda. Saya serahkan kepada rakan sekerja, yang akan membalas di sini.";

    private final Members members;
    private final TestClock clock;
    private final Map<String, Long> chats = new HashMap<>();

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;
    private TestBot bot;

    @SuppressWarnings("NullAway.Init")
    ConversationTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithABotThatKnowsThePrice() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        company.answers("harga baju batik", ANSWER);
        admin = company.admin();
        inbox = new Inbox(admin);
        bot = TestBot.connect(port, company);
    }

    // Threads

    @Test
    void afterOneIsClosedTheNextMessageOpensAnotherThatKnowsTheOneBefore() {
        var first = writes("Siti", QUESTION);
        assertThat(writes("Siti", "Terima kasih")).isEqualTo(first);
        complete(first, "{\"status\":\"completed\"}");
        clock.advance(Duration.ofSeconds(1));

        var second = writes("Siti", "Hai lagi");

        assertThat(second).isNotEqualTo(first);
        assertThat(inbox.detail(second).path("previousId").asString()).isEqualTo(first);
        assertThat(inbox.detail(second).path("status").asString()).isEqualTo("new");
        assertThat(inbox.detail(first).path("status").asString()).isEqualTo("completed");
        assertThat(inbox.thread(second).getFirst().path("seq").asInt()).isEqualTo(1);

        var refused = admin.delete(path(first, "completion"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("newer-conversation-open");

        complete(second, "{\"status\":\"lost\",\"notes\":\"Tidak jadi\"}");
        assertThat(admin.delete(path(first, "completion")).status()).isEqualTo(200);
        assertThat(inbox.detail(first).path("status").asString()).isEqualTo("in_progress");
        assertThat(inbox.detail(first).path("completion").isNull()).isTrue();
        writes("Siti", "Saya kembali");
        assertThat(texts(inbox.thread(first))).contains("Saya kembali");
        assertThat(admin.delete(path(second, "completion")).code()).isEqualTo("newer-conversation-open");
    }

    @Test
    void numbersHaveNoGapsHoweverManyWriteAtOnce() throws Exception {
        var id = writes("Siti", "/start");
        var work = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 15; i++) {
            int n = i;
            work.add(() -> {
                customer("Siti").says("Soalan " + n).awaitDelivered(SOON);
                return 0;
            });
            work.add(() -> send(admin, id, "Jawapan " + n, "c-" + n).status());
        }

        atOnce(work);
        Inbox.untilDrained(company);

        var thread = inbox.settled(id, 31);
        assertThat(thread)
                .extracting(message -> message.path("seq").asInt())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, thread.size()).boxed().toList());
        var answers = thread.stream()
                .filter(message -> message.path("author").asString().equals("member"))
                .toList();
        assertThat(answers).hasSize(15);
        assertThat(bot.telegram().sentTo(chat("Siti")))
                .extracting(SentMessage::text)
                .filteredOn(sent -> sent.startsWith("Jawapan"))
                .containsExactlyElementsOf(texts(answers));
    }

    @Test
    void aThreadIsReadInPagesFromBothEnds() {
        var id = writes("Siti", "/start");
        IntStream.rangeClosed(2, 12).forEach(i -> send(admin, id, "Baris " + i, "c-" + i));

        var newest = page(id, "?limit=5");
        assertThat(seqs(newest)).containsExactly(8, 9, 10, 11, 12);
        var before = page(id, "?limit=5&before=" + newest.path("next").asString());
        assertThat(seqs(before)).containsExactly(3, 4, 5, 6, 7);
        var oldest = page(id, "?limit=5&before=" + before.path("next").asString());
        assertThat(seqs(oldest)).containsExactly(1, 2);
        assertThat(oldest.path("next").isNull()).isTrue();
        assertThat(seqs(page(id, "?limit=5&after=10"))).containsExactly(11, 12);
        assertThat(admin.get(path(id, "messages?limit=101")).status()).isEqualTo(422);
        assertThat(admin.get(path(id, "messages?before=x")).status()).isEqualTo(422);
    }

    @Test
    void unreadIsCountedForEachMemberFromTheirOwnMark() {
        var aina = company.person("Aina", Role.COMPANY_USER);
        var id = writes("Siti", QUESTION);
        writes("Siti", QUESTION);
        inbox.settled(id, 4);
        assertThat(unread(inbox, id)).isEqualTo(2);

        assertThat(admin.put(path(id, "read"), "{\"seq\":1}").status()).isEqualTo(204);
        assertThat(unread(inbox, id)).isEqualTo(1);
        assertThat(admin.put(path(id, "read"), "{\"seq\":99}").status()).isEqualTo(204);
        assertThat(unread(inbox, id)).isZero();
        assertThat(admin.put(path(id, "read"), "{\"seq\":1}").status()).isEqualTo(204);

        assertThat(unread(inbox, id)).isZero();
        assertThat(inbox.detail(id).path("readSeq").asInt()).isEqualTo(4);
        assertThat(unread(new Inbox(aina), id)).isEqualTo(2);
        writes("Siti", QUESTION);
        assertThat(unread(inbox, id)).isEqualTo(1);
        assertThat(unread(new Inbox(aina), id)).isEqualTo(3);
    }

    @Test
    void aNoteIsForColleaguesOnlyAndStandsWhereItWasWritten() {
        var id = writes("Siti", "/start");
        var noted = admin.post(path(id, "notes"), "{\"text\":\"Pelanggan lama @Puan Admin\",\"clientId\":\"n-1\"}");
        assertThat(noted.status()).isEqualTo(201);
        assertThat(admin.post(path(id, "notes"), "{\"text\":\"Pelanggan lama @Puan Admin\",\"clientId\":\"n-1\"}")
                        .status())
                .isEqualTo(200);
        send(admin, id, "Helo", "c-1");
        inbox.settled(id, 2);

        var notes = inbox.items(path(id, "notes"));
        assertThat(notes).hasSize(1);
        assertThat(notes.getFirst().path("afterSeq").asInt()).isEqualTo(1);
        assertThat(notes.getFirst().at("/author/name").asString()).isEqualTo("Puan Admin");
        assertThat(notes.getFirst().at("/mentions/0/name").asString()).isEqualTo("Puan Admin");
        assertThat(texts(inbox.thread(id))).containsExactly("/start", "Helo");
        assertThat(bot.telegram().sentTo(chat("Siti")))
                .extracting(SentMessage::text)
                .containsExactly("Helo");
    }

    // Who answers

    @Test
    void itIsTakenOutAsAFileWithWhatColleaguesNotedOnlyIfAskedAndThatIsAudited() {
        company.assignsByHand();
        var id = writes("Siti", "=1+1");
        admin.post(path(id, "notes"), "{\"text\":\"Pelanggan lama\"}");
        send(admin, id, "Helo, Siti", "c-1");
        inbox.settled(id, 2);

        var forCustomer = admin.get(path(id, "export")).response().body();
        var all = admin.get(path(id, "export?notes=true")).response().body();

        assertThat(forCustomer.lines().toList())
                .as("the heading, and three messages")
                .hasSize(4);
        assertThat(forCustomer)
                .contains("Siti,'=1+1,", "Puan Admin,\"Helo, Siti\"")
                .doesNotContain("Pelanggan lama");
        assertThat(all.lines().toList()).hasSize(5);
        assertThat(all).contains("note,Puan Admin,Pelanggan lama");
        assertThat(inbox.items("/api/v1/audit-entries"))
                .filteredOn(event -> event.path("kind").asString().equals("conversation_exported"))
                .hasSize(2);
        assertThat(company.person("Lim", Role.COMPANY_USER)
                        .get(path(id, "export"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatWasSaidIsFoundByAPartOfAWordInEveryLanguageByThoseWhoSeeIt() {
        company.assignsByHand();
        var malay = writes("Siti", "Saya sudah membeli kain sutera");
        writes("Siti", "Sampai jumpa lagi");
        var chinese = writes("Mei", "请问明天可以送货吗");

        assertThat(found(admin, "BELI")).containsExactly(malay);
        assertThat(found(admin, "送货")).containsExactly(chinese);
        assertThat(found(admin, "JUMPA")).containsExactly(malay);
        assertThat(found(admin, "nothing such")).isEmpty();
        assertThat(found(company.person("Lim", Role.COMPANY_USER), "beli")).isEmpty();
        assertThat(admin.get("/api/v1/messages?q=a").status()).isEqualTo(422);
    }

    @Test
    void wordsAreFoundInOneThreadInMessagesOfEveryKindAndInNotes() {
        company.assignsByHand();
        var id = writes("Siti", "Saya sudah membeli kain sutera");
        writes("Siti", "请问明天可以送货吗");
        admin.post(path(id, "notes"), "{\"text\":\"Sutera: two metres\"}");
        admin.post(path(id, "messages"), """
                {"type":"content","content":{"type":"choices","text":"Which?","options":[{"id":"a","title":"Kain SUTERA"}]}}""");
        writes("Mei", "sutera");

        assertThat(matches(admin, id, "sutera")).hasSize(3);
        assertThat(matches(admin, id, "beli")).hasSize(1);
        assertThat(matches(admin, id, "送货")).hasSize(1);
        assertThat(matches(admin, id, "货")).as("one sign is a word").isEqualTo(matches(admin, id, "送货"));
        assertThat(matches(admin, id, "choices")).as("what nobody reads").isEmpty();
        assertThat(matches(admin, id, "%")).isEmpty();
        assertThat(company.person("Lim", Role.COMPANY_USER)
                        .get(path(id, "matches?q=sutera"))
                        .status())
                .isEqualTo(404);
    }

    private List<String> matches(StaffApp who, String id, String words) {
        var found = new ArrayList<String>();
        who.get(path(id, "matches?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8)))
                .json()
                .path("items")
                .forEach(one -> found.add(one.path("id").asString()));
        return found;
    }

    private static List<String> found(StaffApp who, String words) {
        var found = new ArrayList<String>();
        who.get("/api/v1/messages?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8))
                .json()
                .path("items")
                .forEach(one -> found.add(one.path("conversationId").asString()));
        return found;
    }

    @Test
    void whenNothingMatchesTheCustomerIsToldOnceAndAPersonIsWaitedFor() {
        var id = writes("Siti", "Boleh hantar ke Sabah sebelum Jumaat?");
        writes("Siti", QUESTION);

        assertThat(texts(inbox.settled(id, 3)))
                .containsExactly("Boleh hantar ke Sabah sebelum Jumaat?", HAND_OVER, QUESTION);
        assertThat(inbox.detail(id).path("answering").asString()).isEqualTo("nobody");
        assertThat(inbox.detail(id).path("awaitingReplySince").isNull()).isFalse();
        assertThat(inbox.activity(id))
                .extracting(line -> line.path("kind").asString())
                .contains("started", "handed_over");
        assertThat(admin.get("/api/v1/conversations/counters")
                        .json()
                        .path("waiting")
                        .asInt())
                .isEqualTo(1);
        send(admin, id, "Boleh, kak", "c-1");
        assertThat(admin.get("/api/v1/conversations/counters")
                        .json()
                        .path("waiting")
                        .asInt())
                .isZero();
        assertThat(inbox.detail(id).path("answering").asString()).isEqualTo("member");
        assertThat(inbox.detail(id).at("/assignee/name").asString()).isEqualTo("Puan Admin");
    }

    @Test
    void theHandOverIsSaidInTheCustomersLanguage() {
        var english = writes("Siti", "Could you please tell me whether you ship to Sabah before Friday?");
        var chinese = writes("Mei", "你们星期五之前能寄到沙巴吗？");
        var tamil = writes("Devi", "வெள்ளிக்கிழமைக்கு முன் சபாவுக்கு அனுப்ப முடியுமா?");

        assertThat(text(inbox.settled(english, 2).get(1))).startsWith("Thank you");
        assertThat(text(inbox.settled(chinese, 2).get(1))).startsWith("感谢");
        assertThat(text(inbox.settled(tamil, 2).get(1))).startsWith("உங்கள்");
    }

    @Test
    void takingOverWithdrawsWhatTheAssistantHasNotBegunToSend() {
        bot.telegram().fails(1, Fault.tooManyRequests(Duration.ofSeconds(3)), "sendMessage");
        var id = writes("Siti", QUESTION);
        writes("Siti", QUESTION);
        await().atMost(SOON).until(() -> bot.telegram().calls("sendMessage").size() == 1);
        inbox.thread(id, thread -> states(thread).equals(List.of("received", "queued", "received", "queued")));

        assertThat(admin.put(path(id, "takeover"), "").status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(4));
        writes("Siti", QUESTION);
        send(admin, id, "Saya Puan Admin", "c-1");

        assertThat(bot.telegram().awaitSentTo(chat("Siti"), 1, SOON))
                .extracting(SentMessage::text)
                .containsExactly("Saya Puan Admin");
        assertThat(states(inbox.settled(id, 6)))
                .containsExactly("received", "cancelled", "received", "cancelled", "received", "sent");
        assertThat(bot.telegram().calls("sendMessage")).hasSize(2);
        assertThat(inbox.activity(id).stream()
                        .filter(line -> line.path("kind").asString().equals("taken_over")))
                .hasSize(1);

        assertThat(admin.delete(path(id, "takeover")).json().path("answering").asString())
                .isEqualTo("assistant");
        writes("Siti", QUESTION);
        assertThat(text(inbox.settled(id, 8).getLast())).isEqualTo(ANSWER);
    }

    @Test
    void whileAMemberTypesTheAssistantsAnswerIsHeld() {
        var id = writes("Siti", "/start");
        assertThat(admin.post(path(id, "typing"), "{\"on\":true}").status()).isEqualTo(204);
        writes("Siti", QUESTION);
        assertThat(states(inbox.thread(id))).containsExactly("received", "received", "held");
        assertThat(bot.telegram().calls("sendMessage")).isEmpty();

        clock.advance(Duration.ofSeconds(31));
        assertThat(bot.telegram().awaitSentTo(chat("Siti"), 1, SOON))
                .extracting(SentMessage::text)
                .containsExactly(ANSWER);
        assertThat(rows(company, "event_log", "kind = 'message_held'")).isEqualTo(1);
        assertThat(rows(company, "event_log", "kind = 'message_queued' and facts ->> 'message' is not null"))
                .isEqualTo(1);

        admin.post(path(id, "typing"), "{\"on\":true}");
        writes("Siti", QUESTION);
        send(admin, id, "RM45 ya", "c-1");
        assertThat(states(inbox.settled(id, 6))).endsWith("received", "cancelled", "sent");
    }

    @Test
    void theSameMessageSentTwentyTimesAtOnceIsSentOnce() throws Exception {
        var id = writes("Siti", "/start");

        var statuses = atOnce(IntStream.range(0, 20)
                .<Callable<Integer>>mapToObj(
                        i -> () -> send(admin, id, "Helo", "c-storm").status())
                .toList());

        assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
        assertThat(texts(inbox.settled(id, 2))).containsExactly("/start", "Helo");
        assertThat(bot.telegram().awaitSentTo(chat("Siti"), 1, SOON)).hasSize(1);
        assertThat(inbox.thread(id).getLast().path("clientId").asString()).isEqualTo("c-storm");
        var other = send(admin, id, "Helo, dunia", "c-storm");
        assertThat(other.status()).isEqualTo(422);
        assertThat(texts(inbox.thread(id))).doesNotContain("Helo, dunia");
        var note = admin.post(path(id, "notes"), "{\"text\":\"Satu\",\"clientId\":\"n-1\"}");
        assertThat(note.status()).isEqualTo(201);
        assertThat(admin.post(path(id, "notes"), "{\"text\":\"Dua\",\"clientId\":\"n-1\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aMessageThatCannotBeSentIsRefusedWithTheFieldsName() {
        var id = writes("Siti", "/start");

        assertThat(send(admin, id, " ", null).json().at("/errors/0/field").asString())
                .isEqualTo("text");
        assertThat(send(admin, id, "x".repeat(20_001), null)
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("text");
        assertThat(send(admin, id, "x", "not valid!")
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("clientId");
        assertThat(admin.post(path(id, "messages"), "{\"type\":\"hologram\",\"text\":\"x\"}")
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("type");
        var odd =
                admin.post(path(id, "messages"), "{\"type\":\"text\",\"text\":\"half \\ud83d NUL \\u0000 whole 👍\"}");
        assertThat(odd.status()).isEqualTo(201);
        assertThat(text(inbox.settled(id, 2).getLast())).isEqualTo("half \uFFFD NUL \uFFFD whole 👍");
    }

    // How it ends

    @Test
    void aConversationEndsWithASaleAndTakesNoMoreWords() {
        var id = writes("Siti", QUESTION);
        inbox.settled(id, 2);

        var batik = admin.post("/api/v1/products", "{\"kind\":\"product\",\"name\":\"Baju batik\"}")
                .json();
        complete(id, """
                {"status":"completed","saleAmount":{"amount":"45.50","currency":"MYR"},
                 "productsSold":[{"productId":"%s","quantity":1}],"paymentMethod":"DuitNow","notes":"Ambil sendiri"}
                """.formatted(batik.path("id").asString()));

        var completion = inbox.detail(id).path("completion");
        assertThat(completion.at("/saleAmount/amount").asString()).isEqualTo("45.50");
        assertThat(completion.at("/saleAmount/currency").asString()).isEqualTo("MYR");
        assertThat(completion.at("/productsSold/0/name").asString()).isEqualTo("Baju batik");
        assertThat(completion.at("/by/name").asString()).isEqualTo("Puan Admin");
        assertThat(send(admin, id, "Helo", null).code()).isEqualTo("conversation-closed");
        assertThat(admin.put(path(id, "completion"), "{\"status\":\"lost\",\"notes\":\"Too dear\"}")
                        .code())
                .isEqualTo("conversation-closed");
        assertThat(inbox.conversations("")).isEmpty();
        assertThat(inbox.conversations("?status=closed")).hasSize(1);
        assertThat(inbox.conversations("?status=completed")).hasSize(1);
        assertThat(admin.get("/api/v1/conversations/counters")
                        .json()
                        .path("all")
                        .asInt())
                .isZero();
    }

    @Test
    void anEndingThatIsNoneIsRefused() {
        var id = writes("Siti", "/start");

        for (var body : List.of(
                "{\"status\":\"new\"}",
                "{\"status\":\"sold\"}",
                "{}",
                "{\"status\":\"completed\",\"saleAmount\":{\"amount\":\"-1\",\"currency\":\"MYR\"}}",
                "{\"status\":\"completed\",\"saleAmount\":{\"amount\":\"1e99\",\"currency\":\"MYR\"}}",
                "{\"status\":\"completed\",\"saleAmount\":{\"amount\":\"1\",\"currency\":\"RM\"}}",
                "{\"status\":\"completed\",\"saleAmount\":{\"amount\":\"x\",\"currency\":\"MYR\"}}")) {
            assertThat(admin.put(path(id, "completion"), body).status())
                    .as(body)
                    .isIn(400, 422);
        }
        assertThat(inbox.detail(id).path("status").asString()).isEqualTo("new");
    }

    // Lists

    @Test
    void theListIsPagedFilteredAndSearchedAndItsCountersAgree() {
        var names =
                Stream.of("Siti", "Mei", "Devi", "Ali", "100%", "Raju_x", "Zul").toList();
        for (var name : names) {
            writes(name, name.equals("Zul") ? QUESTION : "/start");
            clock.advance(Duration.ofSeconds(1));
        }
        inbox.settled(inbox.with("Zul"), 2);

        assertThat(names(pages(inbox, 3))).containsExactlyElementsOf(names.reversed());
        assertThat(names(inbox.conversations("?q=siti"))).containsExactly("Siti");
        assertThat(names(inbox.conversations("?q=%25"))).containsExactly("100%");
        assertThat(names(inbox.conversations("?q=_"))).containsExactly("Raju_x");
        assertThat(names(inbox.conversations("?q=bermula+dari"))).containsExactly("Zul");
        send(admin, inbox.with("Mei"), "Helo", null);
        assertThat(names(inbox.conversations("?assignee=me"))).containsExactly("Mei");
        assertThat(names(inbox.conversations("?view=mine"))).containsExactly("Mei");
        assertThat(inbox.conversations("?view=unassigned")).hasSize(6);
        assertThat(names(inbox.conversations("?limit=1"))).containsExactly("Mei");
        complete(inbox.with("Ali"), "{\"status\":\"lost\",\"notes\":\"Too dear\"}");
        var counters = admin.get("/api/v1/conversations/counters").json();
        assertThat(List.of(
                        counters.path("mine").asInt(),
                        counters.path("unassigned").asInt(),
                        counters.path("all").asInt()))
                .containsExactly(1, 5, 6);
        assertThat(names(inbox.conversations("?status=lost"))).containsExactly("Ali");
        assertThat(inbox.conversations("?status=any")).hasSize(7);
        for (var wrong : List.of("?status=x", "?view=x", "?assignee=x", "?after=x", "?limit=0", "?limit=101")) {
            assertThat(admin.get("/api/v1/conversations" + wrong).status())
                    .as(wrong)
                    .isEqualTo(422);
        }
    }

    @Test
    void aConversationIsFoundByWhatWasSaidEarlierWhetherItIsOpenOrClosedAndByThoseWhoSeeIt() {
        company.assignsByHand();
        var malay = writes("Siti", "Saya sudah membeli kain sutera");
        writes("Siti", "Sampai jumpa lagi");
        complete(malay, "{\"status\":\"completed\"}");
        var chinese = writes("Mei", "请问明天可以送货吗");
        writes("Mei", "谢谢");
        writes("Ali", "/start");

        assertThat(names(searched(admin, "BELI", ""))).containsExactly("Siti");
        assertThat(names(searched(admin, "送货", ""))).containsExactly("Mei");
        assertThat(names(searched(admin, "货", ""))).as("one sign is a word").containsExactly("Mei");
        assertThat(searched(admin, "beli", "&status=open")).isEmpty();
        assertThat(names(searched(admin, "beli", "&status=closed"))).containsExactly("Siti");
        assertThat(names(searched(admin, "beli", "&sort=urgency"))).containsExactly("Siti");
        assertThat(searched(admin, "nothing such", "")).isEmpty();

        var found = searched(admin, "BELI", "").getFirst().path("found");
        assertThat(found.path("seq").asInt()).isEqualTo(1);
        assertThat(found.path("text").asString()).contains("membeli kain");
        assertThat(searched(admin, "Mei", "").getFirst().path("found").isNull()).isTrue();
        assertThat(inbox.conversations("").getFirst().path("found").isNull()).isTrue();

        var lim = company.person("Lim", Role.COMPANY_USER);
        assertThat(searched(lim, "送货", "")).isEmpty();
        assign(chinese, lim, "Speaks Chinese");
        assertThat(names(searched(lim, "送货", ""))).containsExactly("Mei");
        assertThat(searched(lim, "beli", "")).isEmpty();
    }

    @Test
    void aConversationIsFoundByTheCustomersNumberHoweverItIsWritten() {
        company.assignsByHand();
        var id = writes("Siti", "/start");
        writes("Mei", "/start");
        var contact = inbox.detail(id).at("/contact/id").asString();
        assertThat(admin.patch("/api/v1/contacts/" + contact, "{\"phone\":\"+60 12-345 6789\"}")
                        .status())
                .isEqualTo(200);

        for (var number : List.of("+60123456789", "60 12 345", "012-345 6789", "0123456789", "345 6789", "(6789)")) {
            assertThat(names(searched(admin, number, ""))).as(number).containsExactly("Siti");
        }
        for (var other : List.of("0129999999", "12", "000", "+")) {
            assertThat(searched(admin, other, "")).as(other).isEmpty();
        }
    }

    private List<JsonNode> searched(StaffApp who, String words, String more) {
        return new Inbox(who).conversations("?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8) + more);
    }

    @Test
    void theListIsNarrowedToAChannelAndAKeptViewRemembersIt() {
        writes("Siti", "/start");

        assertThat(names(inbox.conversations("?channel=telegram"))).containsExactly("Siti");
        assertThat(inbox.conversations("?channel=whatsapp")).isEmpty();
        assertThat(admin.get("/api/v1/conversations?channel=pigeon").status()).isEqualTo(422);
        var kept =
                "{\"name\":\"%1$s\",\"shared\":false,\"query\":{\"view\":\"all\",\"status\":\"any\",\"waiting\":false,\"snoozed\":false,\"channel\":\"%1$s\",\"sort\":\"newest\"}}";
        assertThat(admin.post("/api/v1/conversation-views", kept.formatted("telegram"))
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(admin.post("/api/v1/conversation-views", kept.formatted("webchat"))
                        .json()
                        .path("count")
                        .asInt())
                .isZero();
        assertThat(admin.get("/api/v1/conversation-views").json().path("items").valueStream())
                .extracting(view -> view.at("/query/channel").asString())
                .containsExactly("telegram", "webchat");
    }

    @Test
    void whatIsCountedIsWhatTheListShows() {
        company.assignsByHand();
        for (var name : List.of("Siti", "Mei", "Devi")) {
            writes(name, "Boleh hantar ke Sabah sebelum Jumaat?");
        }
        inbox.settled(inbox.with("Devi"), 2);
        assign(inbox.with("Siti"), admin, "Mine");
        assign(inbox.with("Mei"), admin, "Mine");
        admin.put(
                path(inbox.with("Mei"), "snooze"),
                "{\"until\":\"%s\"}".formatted(clock.instant().plus(Duration.ofDays(1))));
        admin.post(path(inbox.with("Devi"), "notes"), "{\"text\":\"@Puan Admin please look\"}");
        complete(inbox.with("Devi"), "{\"status\":\"lost\",\"notes\":\"Too dear\"}");
        writes("Ali", "Boleh hantar ke Sabah sebelum Jumaat?");
        inbox.settled(inbox.with("Ali"), 2);

        for (var view : List.of("mine", "unassigned", "all")) {
            var counted =
                    admin.get("/api/v1/conversations/counters?view=" + view).json();
            for (var quick : Map.of(
                            "waiting", "waiting=true",
                            "snoozed", "snoozed=true",
                            "hot", "score=green",
                            "late", "late=true")
                    .entrySet()) {
                assertThat(counted.path(quick.getKey()).asInt())
                        .as(view + ": " + quick.getKey())
                        .isEqualTo(inbox.conversations("?view=" + view + "&" + quick.getValue())
                                .size());
            }
            assertThat(counted.path("handedOver").asInt())
                    .isEqualTo(inbox.conversations("?view=handed_over").size())
                    .isPositive();
            assertThat(counted.path("mentioned").asInt())
                    .isEqualTo(inbox.conversations("?view=mentioned&status=any").size())
                    .isEqualTo(1);
        }
        assertThat(admin.get("/api/v1/conversations/counters?view=mine")
                        .json()
                        .path("waiting")
                        .asInt())
                .isLessThan(admin.get("/api/v1/conversations/counters")
                        .json()
                        .path("waiting")
                        .asInt());
        assertThat(admin.get("/api/v1/conversations/counters?view=people").status())
                .isEqualTo(422);
    }

    @Test
    void whatMovesUpWhileOnePagesIsNotSeenTwiceAndNothingElseIsMissed() {
        for (int i = 0; i < 6; i++) {
            writes("Customer " + i, "/start");
            clock.advance(Duration.ofSeconds(1));
        }
        var first = admin.get("/api/v1/conversations?limit=3").json();
        writes("Customer 0", QUESTION);
        var second = admin.get("/api/v1/conversations?limit=3&after="
                        + first.path("next").asString())
                .json();

        assertThat(names(items(first))).containsExactly("Customer 5", "Customer 4", "Customer 3");
        assertThat(names(items(second))).containsExactly("Customer 2", "Customer 1");
    }

    // Who sees what

    @Test
    void anAgentSeesTheirOwnInListDetailSearchCountersContactsAndStreamAlike() throws Exception {
        var aina = company.person("Aina", Role.COMPANY_USER);
        var wei = company.person("Wei", Role.COMPANY_USER);
        var ainas = writes("Siti", QUESTION);
        var weis = writes("Mei", QUESTION);
        inbox.settled(ainas, 2);
        inbox.settled(weis, 2);
        assertThat(inbox.detail(ainas).at("/assignee/name").asString()).isEqualTo("Aina");
        assertThat(inbox.detail(weis).at("/assignee/name").asString()).isEqualTo("Wei");

        try (var stream = new WidgetBrowser(port).with(aina.accessToken()).follow("/api/v1/stream")) {
            stream.until(told -> true);
            assertThat(names(new Inbox(aina).conversations("?status=any"))).containsExactly("Siti");
            assertThat(new Inbox(aina).conversations("?q=Mei")).isEmpty();
            assertThat(new Inbox(aina).conversations("?assignee=none")).isEmpty();
            assertThat(aina.get("/api/v1/conversations/counters")
                            .json()
                            .path("all")
                            .asInt())
                    .isEqualTo(1);
            assertThat(new Inbox(aina).items("/api/v1/contacts"))
                    .extracting(row -> row.path("name").asString())
                    .containsExactly("Siti");
            assertThat(aina.get("/api/v1/contacts/export").response().body())
                    .contains("Siti")
                    .doesNotContain("Mei");
            var meis = inbox.detail(weis).at("/contact/id").asString();
            assertThat(aina.get("/api/v1/contacts/" + meis).status()).isEqualTo(404);
            for (var what : List.of("", "/messages", "/notes", "/activity", "/assignments")) {
                assertThat(aina.get("/api/v1/conversations/" + weis + what).status())
                        .as(what)
                        .isEqualTo(404);
                assertThat(aina.get("/api/v1/conversations/" + ainas + what).status())
                        .as(what)
                        .isEqualTo(200);
            }
            assertThat(send(aina, weis, "Helo", null).status()).isEqualTo(404);
            assertThat(aina.post(path(weis, "notes"), "{\"text\":\"x\"}").status())
                    .isEqualTo(404);
            assertThat(aina.put(path(weis, "takeover"), "").status()).isEqualTo(404);
            assertThat(aina.put(path(weis, "completion"), "{\"status\":\"lost\",\"notes\":\"Too dear\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(aina.put(path(ainas, "assignment"), "{\"userId\":null}").status())
                    .isEqualTo(403);
            assertThat(aina.get("/api/v1/webhook-events").status()).isEqualTo(403);

            writes("Mei", QUESTION);
            writes("Siti", QUESTION);
            var told = stream.until(event -> event.data().toString().contains(ainas));
            assertThat(told.toString()).doesNotContain(weis).doesNotContain("Mei");

            assign(weis, aina, "Wei bercuti");
            assertThat(names(new Inbox(aina).conversations(""))).containsExactlyInAnyOrder("Siti", "Mei");
            assertThat(stream.until(event -> event.data().toString().contains(weis)))
                    .isNotEmpty();
            assign(weis, wei, "Wei kembali");
            assertThat(stream.until(event -> event.event().equals("conversation.removed"))
                            .getLast()
                            .data()
                            .toString())
                    .contains(weis);
            assertThat(aina.get("/api/v1/conversations/" + weis).status()).isEqualTo(404);
        }
    }

    @Test
    void aViewerReadsEverythingAndChangesNothing() {
        var viewer = company.person("Vina", Role.VIEWER);
        var id = writes("Siti", QUESTION);
        inbox.settled(id, 2);

        assertThat(new Inbox(viewer).conversations("")).hasSize(1);
        assertThat(texts(new Inbox(viewer).thread(id))).containsExactly(QUESTION, ANSWER);
        assertThat(send(viewer, id, "Helo", null).status()).isEqualTo(403);
        assertThat(viewer.post(path(id, "notes"), "{\"text\":\"x\"}").status()).isEqualTo(403);
        assertThat(viewer.put(path(id, "takeover"), "").status()).isEqualTo(403);
        assertThat(viewer.put(path(id, "completion"), "{\"status\":\"lost\",\"notes\":\"Too dear\"}")
                        .status())
                .isEqualTo(403);
        assertThat(viewer.put(path(id, "assignment"), "{\"userId\":null}").status())
                .isEqualTo(403);
        assertThat(inbox.detail(id).path("answering").asString()).isEqualTo("assistant");
    }

    @Test
    void anotherCompanyFindsNothingOfIt() {
        var id = writes("Siti", QUESTION);
        var other = TestCompany.found(port, members).admin();

        assertThat(new Inbox(other).conversations("?status=any")).isEmpty();
        assertThat(other.get("/api/v1/conversations/" + id).status()).isEqualTo(404);
        assertThat(send(other, id, "Helo", null).status()).isEqualTo(404);
        var message = inbox.thread(id).getFirst().path("id").asString();
        assertThat(other.post(path(id, "messages/" + message + "/attempts"), "").status())
                .isEqualTo(404);
    }

    // The event log

    @Test
    void whatHappensIsLoggedInTheSameCommitWithoutWhatWasSaid() {
        var secret = "Rahsia besar " + TestBot.newChat();
        var id = writes("Siti", secret);
        inbox.settled(id, 2);
        send(admin, id, secret, "c-1");
        inbox.settled(id, 3);
        admin.post(path(id, "notes"), "{\"text\":\"%s\"}".formatted(secret));
        assign(id, admin, "Saya sendiri");
        complete(id, "{\"status\":\"completed\",\"notes\":\"" + secret + "\"}");
        admin.delete(path(id, "completion"));
        admin.delete(path(id, "takeover"));

        var kinds = List.of(
                "started",
                "message_received",
                "message_queued",
                "handed_over",
                "message_sent",
                "taken_over",
                "message_note_written",
                "assigned",
                "completed",
                "reopened",
                "handed_back");
        assertThat(kinds.stream()
                        .filter(kind ->
                                rows(company, "event_log", "conversation_id = '" + id + "' and kind = '" + kind + "'")
                                        == 0))
                .as("not logged")
                .isEmpty();
        assertThat(rows(company, "event_log", "facts::text like '%Rahsia%'")).isZero();
        assertThat(
                        rows(
                                company,
                                "event_log e",
                                "kind = 'message_received' and exists (select from message m"
                                        + " where m.conversation_id = e.conversation_id and m.seq = e.seq and m.xmin::text = e.xmin::text)"))
                .isEqualTo(1);
        assertThat(rows(company, "event_log", "kind = 'completed' and member_id is not null"))
                .isEqualTo(1);
    }

    @Test
    void aConversationGoesOutInItsOrderHoweverLongWithNotesWhereTheyStand() throws Exception {
        var id = writes("Siti", "Hai");
        inbox.settled(id, 1);
        var first = inbox.thread(id).size();
        admin.post(path(id, "notes"), "{\"text\":\"Knows the price\"}");
        fill(id, first + 1, 1200);
        admin.post(path(id, "notes"), "{\"text\":\"That is all\"}");

        var lines = new ArrayList<String>();
        var statements = CountedStatements.ofRequests(
                company, () -> exported(id, "?notes=true").forEach(lines::add));

        var texts = lines.stream().skip(1).map(line -> line.split(",", -1)[3]).toList();
        assertThat(texts).hasSize(1200 + 2);
        assertThat(texts.indexOf("Knows the price")).isEqualTo(first);
        assertThat(texts.subList(first + 1, texts.size() - 1))
                .isEqualTo(IntStream.rangeClosed(first + 1, 1200)
                        .mapToObj("Message %d"::formatted)
                        .toList());
        assertThat(texts.getLast()).isEqualTo("That is all");
        assertThat(statements.stream().flatMap(List::stream).filter(sql -> sql.contains("and seq > ?")))
                .as("five hundred messages with each")
                .hasSize(3);
        assertThat(exported(id, "")).hasSize(1201).noneMatch(line -> line.contains("Knows the price"));
        assertThat(TestCompany.found(port, members)
                        .admin()
                        .get(path(id, "export"))
                        .status())
                .isEqualTo(404);
    }

    /// Written long ago, but for the place they have.
    private void fill(String conversation, int from, int to) throws SQLException {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into message (company_id, id, conversation_id, seq, author, content, state, channel_account_id, at)
                    select company_id, gen_random_uuid(), conversation_id, n, author,
                           jsonb_build_object('type', 'text', 'text', 'Message ' || n), state, channel_account_id, at
                      from message cross join generate_series(%1$d, %2$d) n
                     where conversation_id = '%3$s' and seq = 1;
                    update conversation set last_seq = %2$d where id = '%3$s';
                    """.formatted(from, to, conversation));
        }
    }

    private List<String> exported(String id, String query) {
        var answer = admin.get(path(id, "export") + query);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.response().body().lines().toList();
    }

    // Words of these tests

    /// The customer of this name writes; gives back the conversation the words are in.
    private String writes(String name, String text) {
        customer(name).says(text).awaitDelivered(SOON);
        Inbox.untilDrained(company);
        return inbox.with(name);
    }

    private app.sembang.simulator.TelegramCustomer customer(String name) {
        return bot.customer(chat(name), name);
    }

    private long chat(String name) {
        return chats.computeIfAbsent(name, it -> TestBot.newChat());
    }

    private static StaffApp.Answer send(
            StaffApp app, String conversation, String text, @org.jspecify.annotations.Nullable String clientId) {
        var body = JSON.createObjectNode().put("type", "text").put("text", text).put("clientId", clientId);
        return app.post(path(conversation, "messages"), JSON.writeValueAsString(body));
    }

    private void assign(String conversation, StaffApp to, String reason) {
        var member = MemberId.from(to.get("/api/v1/me").json().path("id").asString());
        var answer = admin.put(
                path(conversation, "assignment"), "{\"userId\":\"%s\",\"reason\":\"%s\"}".formatted(member, reason));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    }

    private void complete(String conversation, String body) {
        var answer = admin.put(path(conversation, "completion"), body);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    }

    private static String path(String conversation, String rest) {
        return "/api/v1/conversations/" + conversation + "/" + rest;
    }

    private JsonNode page(String conversation, String query) {
        return admin.get(path(conversation, "messages" + query)).json();
    }

    private static List<Integer> seqs(JsonNode page) {
        return items(page).stream().map(message -> message.path("seq").asInt()).toList();
    }

    private static List<JsonNode> items(JsonNode page) {
        var items = new ArrayList<JsonNode>();
        page.path("items").forEach(items::add);
        return items;
    }

    private List<JsonNode> pages(Inbox inbox, int size) {
        var all = new ArrayList<JsonNode>();
        var query = "?limit=" + size;
        while (true) {
            var page = inbox.app().get("/api/v1/conversations" + query).json();
            all.addAll(items(page));
            if (page.path("next").isNull()) {
                return all;
            }
            query = "?limit=" + size + "&after=" + page.path("next").asString();
        }
    }

    private static List<String> names(List<JsonNode> rows) {
        return rows.stream().map(row -> row.at("/contact/name").asString()).toList();
    }

    private static int unread(Inbox inbox, String conversation) {
        return inbox.detail(conversation).path("unread").asInt();
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
