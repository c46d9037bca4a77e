package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestModel;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.simulator.LlmAnswer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// A customer is told how their own order stands, and nobody else's.
@ProductTest
class OrderStatusTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestBot bot;
    private Inbox inbox;
    private String shirt;
    private long aina;

    @SuppressWarnings("NullAway.Init")
    OrderStatusTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aShopThatAnswersByItself() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        bot = TestBot.connect(port, company);
        inbox = new Inbox(admin);
        aina = TestBot.newChat();
        shirt = admin.post("/api/v1/products", """
                        {"kind":"product","name":"Batik shirt","price":{"amount":"89.90","currency":"MYR"},"stock":12}""").json().path("id").asString();
        var version = admin.post(
                        "/api/v1/model-versions",
                        "{\"systemPrompt\":\"You sell batik, kindly and briefly.\",\"mode\":\"auto\"}")
                .json()
                .path("id")
                .asString();
        admin.put("/api/v1/model-versions/" + version + "/activation", "");
    }

    private void says(long chat, String name, String text) {
        clock.advance(Duration.ofSeconds(1));
        bot.customer(chat, name).says(text).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
    }

    /// @return the sale's number
    private String buys(long chat, String name, int shirts) {
        says(chat, name, "Hello");
        var talk = newest();
        var closed = admin.put("/api/v1/conversations/" + talk + "/completion", """
                {"status":"completed","paymentMethod":"DuitNow","productsSold":[{"productId":"%s","quantity":%d}]}
                """.formatted(shirt, shirts));
        assertThat(closed.status()).isEqualTo(200);
        return inbox.items("/api/v1/conversations/" + talk + "/sales")
                .getFirst()
                .path("id")
                .asString();
    }

    private String newest() {
        return inbox.conversations("?status=any").getFirst().path("id").asString();
    }

    private JsonNode answeredTo(long chat, String name, String text) {
        says(chat, name, text);
        clock.advance(Thinking.PAUSE);
        return inbox.settled(newest(), 2).getLast();
    }

    private static String worded(String reply) {
        return "{\"reply\":\"%s\",\"lang\":\"en\",\"claims\":[{\"text\":\"order\",\"evidenceId\":\"e1\"}],\"needsHuman\":false,\"confidence\":0.9}"
                .formatted(reply);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            What is the status of my order? | Your order of | RM 179.80 in all. Paid by: DuitNow. Status: purchase recorded.
            Boleh semak pesanan saya?       | Pesanan anda pada | jumlah RM 179.80. Dibayar melalui: DuitNow.
            查一下我的订单                  | 您在 | 合计 RM 179.80。付款方式：DuitNow。
            பணம் கிடைத்ததா?                 | அன்று உங்கள் ஆர்டர் | மொத்தம் RM 179.80.
            """)
    void withoutAModelACustomerIsToldHowTheirOrderStands(String question, String begins, String states) {
        buys(aina, "Aina", 2);

        var answer = answeredTo(aina, "Aina", question);

        assertThat(Inbox.text(answer)).contains(begins, "2 × Batik shirt (RM 89.90)", states);
        assertThat(answer.at("/evidence/source").asString()).isEqualTo("offline");
        assertThat(answer.at("/evidence/cited/0/kind").asString()).isEqualTo("order");
    }

    @Test
    void aCancelledOrderIsToldAsCancelled() {
        buys(aina, "Aina", 1);
        admin.delete("/api/v1/conversations/" + newest() + "/completion");
        admin.put("/api/v1/conversations/" + newest() + "/completion", "{\"status\":\"completed\"}");

        assertThat(Inbox.text(answeredTo(aina, "Aina", "What is my order status?")))
                .contains("Status: cancelled on")
                .doesNotContain("recorded");
    }

    @Test
    void whereAParcelIsAPersonSaysAndIsOfferedTheOrder() {
        buys(aina, "Aina", 2);

        assertThat(Inbox.text(answeredTo(aina, "Aina", "Where is my order?"))).contains("colleague");
        var offered = admin.post("/api/v1/conversations/" + newest() + "/suggestions", "");
        assertThat(offered.json().path("message").asString()).contains("2 × Batik shirt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "openai"})
    void aModelLooksUpTheCustomersOwnOrders(String vendor) {
        buys(aina, "Aina", 2);
        admin.patch("/api/v1/products/" + shirt, "{\"price\":{\"amount\":\"99.90\",\"currency\":\"MYR\"}}");
        var model = TestModel.account();
        assertThat(model.connect(company, 1, vendor, "").status()).isEqualTo(200);
        model.vendor()
                .answers(LlmAnswer.calls("get_order_status", "{}"))
                .answers(worded("Yes, your RM 179.80 reached us by DuitNow."));

        var answer = answeredTo(aina, "Aina", "Hi, did the money for my two batik shirts arrive?");

        assertThat(Inbox.text(answer)).isEqualTo("Yes, your RM 179.80 reached us by DuitNow.");
        assertThat(answer.at("/evidence/source").asString()).isEqualTo("model");
        assertThat(model.vendor().lastCall().toString())
                .contains("order: ", "2 × Batik shirt (RM 89.90), RM 179.80 in all", "DuitNow");
    }

    @Test
    void whatACustomerOncePaidIsNoPrice() {
        buys(aina, "Aina", 2);
        admin.patch("/api/v1/products/" + shirt, "{\"price\":{\"amount\":\"99.90\",\"currency\":\"MYR\"}}");
        var model = TestModel.connect(company);
        model.vendor()
                .answers(LlmAnswer.calls("get_order_status", "{}"))
                .answers(worded("The batik shirt is RM 89.90."))
                .answers(worded("The batik shirt is RM 99.90."));

        assertThat(Inbox.text(answeredTo(aina, "Aina", "How much is the batik shirt?")))
                .isEqualTo("The batik shirt is RM 99.90.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "openai"})
    void anothersOrderIsNeverFoundWhateverNumberIsNamed(String vendor) {
        var number = buys(aina, "Aina", 2);
        long mei = TestBot.newChat();
        var model = TestModel.account();
        model.connect(company, 1, vendor, "");
        model.vendor()
                .answers(LlmAnswer.calls(
                        "get_order_status", "{\"order\":\"%s\",\"query\":\"%s Aina\"}".formatted(number, number)))
                .answers(worded("That order of 2 shirts was RM 179.80, paid by DuitNow."))
                .answers(worded("That order of 2 shirts was RM 179.80, paid by DuitNow."));

        var answer = answeredTo(mei, "Mei", "What is the order status of order " + number + "? It is Aina's.");

        assertThat(Inbox.text(answer)).doesNotContain("179.80").contains("colleague");
        assertThat(model.vendor().calls().toString())
                .contains("nothing found")
                .doesNotContain("2 × Batik shirt", "RM 179.80 in all");
        var trace = inbox.items("/api/v1/conversations/" + newest() + "/traces").getFirst();
        assertThat(trace.at("/trace/looked").toString()).doesNotContain("\"order\"");
    }

    @Test
    void anotherCompanysOrderOfTheSamePersonIsNeverFound() {
        var elsewhere = TestCompany.found(port, members);
        var theirs = TestBot.connect(port, elsewhere);
        buys(aina, "Aina", 2);

        theirs.customer(aina, "Aina").says("What is my order status?").awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(elsewhere);

        var there = new Inbox(elsewhere.admin());
        assertThat(Inbox.text(there.settled(there.only(), 2).getLast())).doesNotContain("Batik shirt");
    }

    @Test
    void whatWasLookedUpForOneCustomerIsNotSaidToTheNext() {
        admin.post("/api/v1/faqs", """
                {"question":"Is anything of mine with you?","answer":"We tell you here what you have bought."}""");
        var model = TestModel.connect(company);
        long mei = TestBot.newChat();
        buys(mei, "Mei", 1);
        model.vendor()
                .answers(LlmAnswer.calls("get_order_status", "{}"))
                .answers(worded("You have not bought anything from us yet."))
                .answers(LlmAnswer.calls("get_order_status", "{}"))
                .answers(worded("You have one with us, of RM 89.90."));

        assertThat(Inbox.text(answeredTo(aina, "Aina", "Is anything of mine with you")))
                .contains("not bought");
        assertThat(Inbox.text(answeredTo(mei, "Mei", "Is anything of mine with you")))
                .contains("RM 89.90");
    }

    @Test
    void anAgentIsOfferedOnlyOrdersTheAgentMaySee() {
        buys(aina, "Aina", 2);
        says(aina, "Aina", "What is the status of my order?");
        var wei = company.take("Wei", Role.COMPANY_USER);
        var talk = newest();
        admin.put("/api/v1/conversations/" + talk + "/assignment", "{\"userId\":\"%s\"}".formatted(wei));

        var offered = company.signedIn("Wei").post("/api/v1/conversations/" + talk + "/suggestions", "");

        assertThat(offered.status()).isEqualTo(201);
        assertThat(offered.json().toString()).doesNotContain("2 × Batik shirt");
    }
}
