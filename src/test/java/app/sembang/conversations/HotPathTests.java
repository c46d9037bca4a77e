package app.sembang.conversations;

import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.CountedStatements;
import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// How many statements the paths cost that run most. A number here is a decision: raise it only with a reason.
@ProductTest
class HotPathTests {
    private static final String QUESTION = "Berapa harga baju batik?";

    /// One of them keeps how the answers came about, of a batch at once.
    private static final int RECEIVE = 15;
    /// What a batch costs more where contacts write for the first time: contact, conversation, assignment,
    /// templates, and telling who is responsible (whom, the notices, their stream).
    private static final int FIRST_TIME = 11;

    private static final int CLAIM = 4;
    private static final int SETTLE = 10;

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Inbox inbox;
    private TestBot bot;

    @SuppressWarnings("NullAway.Init")
    HotPathTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithTwentyConversations() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        company.answers("harga baju batik", "Bermula RM45.");
        inbox = new Inbox(company.admin());
        bot = TestBot.connect(port, company);
        IntStream.range(0, 20).forEach(i -> bot.customer("Customer " + i).says(QUESTION));
        inbox.settled(inbox.with("Customer 19"), 2);
        Inbox.untilDelivered(company);
    }

    @Test
    void theListCostsTheSameHoweverManyRowsItHas() {
        assertThat(statements(() -> inbox.conversations("?limit=1"))).hasSize(1);
        assertThat(statements(() -> inbox.conversations("?limit=100"))).hasSize(1);
        assertThat(statements(() -> inbox.conversations("?q=Customer"))).hasSize(1);
    }

    @Test
    void byWhenSomethingIsDueCostsTheListNothing() {
        company.admin().put("/api/v1/company/sla", """
                        {"policies":[{"priority":"normal","firstReplyMinutes":30,"businessHours":true,"raisePriority":false}]}
                        """);
        company.admin()
                .patch("/api/v1/company", "{\"businessHours\":{\"monday\":[{\"from\":\"09:00\",\"to\":\"18:00\"}]}}");
        bot.customer("Late").says("Adakah sesiapa di sana?");
        inbox.detail(inbox.with("Late"));

        assertThat(statements(() -> inbox.conversations("?limit=100"))).hasSize(1);
        assertThat(statements(() -> inbox.conversations("?late=true"))).hasSize(1);
    }

    @Test
    void aThreadCostsTheSameHoweverLongItIs() {
        var id = inbox.with("Customer 3");
        var chat = TestBot.newChat();
        IntStream.range(0, 20).forEach(i -> bot.customer(chat, "Long").says(QUESTION + " " + i));
        inbox.settled(inbox.with("Long"), 40);
        Inbox.untilDelivered(company);

        var brief = statements(() -> inbox.thread(id));
        var lengthy = statements(() -> inbox.thread(
                inbox.conversations("?q=Long").getFirst().path("id").asString()));

        assertThat(brief).hasSize(2);
        assertThat(lengthy).hasSize(brief.size() + 1); // the search that found it
        assertThat(statements(() -> inbox.detail(id))).hasSize(4);
    }

    @Test
    void aMessageCostsOneBatchFromItsArrivalToItsDelivery() {
        var chat = TestBot.newChat();
        bot.customer(chat, "Siti").says(QUESTION);
        inbox.settled(inbox.with("Siti"), 2);
        Inbox.untilDelivered(company);

        var transactions = CountedStatements.of(company, () -> {
            bot.customer(chat, "Siti").says(QUESTION).awaitDelivered(SOON);
            bot.telegram().awaitSentTo(chat, 2, SOON);
            Inbox.untilDelivered(company);
        });

        var working = withoutCached(transactions).stream()
                .filter(one -> one.stream().anyMatch(HotPathTests::writes))
                .toList();
        assertThat(working).as("receive, claim, settle: %s", shortened(working)).hasSize(3);
        assertThat(working.get(0)).as("receive: %s", shortened(working)).hasSize(RECEIVE);
        assertThat(working.get(1)).as("claim: %s", shortened(working)).hasSize(CLAIM);
        assertThat(working.get(2)).as("settle: %s", shortened(working)).hasSize(SETTLE);
    }

    @Test
    void aHundredMessagesAtOnceCostFarLessThanAHundredBatches() {
        var chats = IntStream.range(0, 100).mapToObj(i -> TestBot.newChat()).toList();

        var transactions = CountedStatements.of(company, () -> {
            chats.forEach(chat -> bot.customer(chat, "C" + chat).says(QUESTION));
            chats.forEach(chat -> bot.telegram().awaitSentTo(chat, 1, SOON));
            Inbox.untilDelivered(company);
        });

        assertThat(withoutCached(transactions))
                .allSatisfy(one -> assertThat(one.size()).isLessThanOrEqualTo(RECEIVE + FIRST_TIME));
        assertThat(transactions).hasSizeLessThan(100);
    }

    /// Without what is read again only when a few seconds have passed.
    private static List<List<String>> withoutCached(List<List<String>> transactions) {
        return transactions.stream()
                .map(one -> one.stream()
                        .filter(sql -> !sql.contains("from template_stamp")
                                && !sql.contains("from model_version")
                                && !sql.startsWith("select * from company"))
                        .toList())
                .toList();
    }

    private static boolean writes(String statement) {
        return statement.startsWith("insert") || statement.startsWith("update") || statement.startsWith("delete");
    }

    private static List<List<String>> shortened(List<List<String>> transactions) {
        return transactions.stream()
                .map(one -> one.stream()
                        .map(sql -> "\n    "
                                + sql.replaceAll("\\s+", " ")
                                        .substring(
                                                0,
                                                Math.min(
                                                        90,
                                                        sql.replaceAll("\\s+", " ")
                                                                .length())))
                        .toList())
                .toList();
    }

    /// All statements of the company's transactions, after those that say whose they are.
    private List<String> statements(Runnable work) {
        return CountedStatements.ofRequests(company, work).stream()
                .flatMap(List::stream)
                .toList();
    }
}
