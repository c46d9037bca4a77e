package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestModel;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// What a customer said once is known the next time.
@ProductTest
class MemoryTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestBot bot;
    private Inbox inbox;
    private long aina;

    @SuppressWarnings("NullAway.Init")
    MemoryTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aShopWithABot() {
        company = TestCompany.found(port, members);
        company.assignsByHand();
        admin = company.admin();
        bot = TestBot.connect(port, company);
        inbox = new Inbox(admin);
        aina = TestBot.newChat();
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Batik shirt","price":{"amount":"89.90","currency":"MYR"},"stock":12}""");
    }

    private void says(String text) {
        bot.customer(aina, "Aina").says(text).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
    }

    private List<JsonNode> memory(StaffApp reader, String conversation) {
        var answer = reader.get("/api/v1/conversations/" + conversation + "/memory");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().path("items").spliterator(), false)
                .toList();
    }

    private List<String> facts(String conversation) {
        return memory(admin, conversation).stream()
                .map(one ->
                        one.path("kind").asString() + " " + one.path("value").asString())
                .toList();
    }

    private static String words(List<JsonNode> memory, String kind) {
        return memory.stream()
                .filter(one -> one.path("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError(memory.toString()))
                .path("words")
                .asString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            My budget is RM 500. Please deliver to Kota Bharu before 25 December | budget 500.00, place Kota Bharu, date 12-25
            Bajet saya dalam RM500 je, hantar ke Ipoh boleh?                      | budget 500.00, place Ipoh
            预算最多500块，可以寄到槟城吗？                                          | budget 500.00, place Penang
            பட்ஜெட் RM 500, ஈப்போவுக்கு அனுப்ப முடியுமா?                            | budget 500.00, place Ipoh
            """)
    void whatACustomerMaySpendAndWhereItGoesIsKeptInEachLanguage(String text, String kept) {
        says(text);

        assertThat(facts(inbox.only())).contains(kept.split(", "));
    }

    @Test
    void theNextConversationKnowsWhatTheLastOneTold() {
        says("I am looking for a gift for my mother, the Batik shirt maybe.");
        says("That is too expensive for me");
        var first = inbox.only();
        admin.put("/api/v1/conversations/" + first + "/takeover", "");
        admin.post("/api/v1/conversations/" + first + "/messages", """
                {"type":"text","text":"I will keep one for you until Friday."}""");
        Inbox.untilDelivered(company);
        admin.put("/api/v1/conversations/" + first + "/completion", "{\"status\":\"completed\"}");
        says("Hello again");
        var second = inbox.conversations("?view=all").getFirst().path("id").asString();
        assertThat(second).isNotEqualTo(first);

        var memory = memory(admin, second);

        assertThat(words(memory, "need")).startsWith("I am looking for a gift");
        assertThat(words(memory, "product")).isEqualTo("Batik shirt");
        assertThat(words(memory, "objection")).isEqualTo("That is too expensive for me");
        assertThat(words(memory, "promise")).isEqualTo("I will keep one for you until Friday.");
        assertThat(memory(admin, second)).as("read again").isEqualTo(memory);
    }

    @Test
    void aModelIsToldWhatIsRememberedAsDataOnly() {
        says("My budget is RM 500, call me at 012-345 6789");
        admin.put("/api/v1/conversations/" + inbox.only() + "/completion", "{\"status\":\"completed\"}");
        var model = TestModel.connect(company);
        model.vendor().answers("""
                {"reply":"Sure.","lang":"en","claims":[],"needsHuman":false,"confidence":0.9}""");
        var version = admin.post("/api/v1/model-versions", "{\"systemPrompt\":\"You sell batik, kindly and briefly.\"}")
                .json()
                .path("id")
                .asString();
        admin.put("/api/v1/model-versions/" + version + "/activation", "");
        says("And what goes well with jeans?");

        var second = inbox.conversations("?view=all").getFirst().path("id").asString();
        admin.post("/api/v1/conversations/" + second + "/suggestions", "");

        var asked = model.vendor().calls().toString();
        assertThat(asked).contains("<remembered ", "budget").doesNotContain("345 6789");
    }

    @Test
    void whatIsPrivateIsNotRemembered() {
        says("I have diabetes, which medicine dose should I take?");
        says("As a Muslim, what do you think about the election?");
        says("My card number is 4111 1111 1111 1111, I need it today");

        assertThat(memory(admin, inbox.only()).toString()).doesNotContain("diabetes", "Muslim", "4111");
    }

    @Test
    void anAgentKnowsWhatTheOwnConversationsTellAndForgets() {
        says("My budget is RM 500.");
        var first = inbox.only();
        admin.put("/api/v1/conversations/" + first + "/completion", "{\"status\":\"completed\"}");
        says("Please deliver to Ipoh");
        var second = inbox.conversations("?view=all").getFirst().path("id").asString();
        var agent = company.person("Ben", Role.COMPANY_USER);
        admin.put(
                "/api/v1/conversations/" + second + "/assignment",
                "{\"userId\":\"%s\"}"
                        .formatted(agent.get("/api/v1/me").json().path("id").asString()));

        assertThat(facts(second)).contains("budget 500.00", "place Ipoh");
        var seen = memory(agent, second);
        assertThat(seen.toString()).contains("Ipoh").doesNotContain("500");
        var place = "/api/v1/conversations/" + second + "/memory/"
                + seen.stream()
                        .filter(one -> one.path("kind").asString().equals("place"))
                        .findFirst()
                        .orElseThrow()
                        .path("id")
                        .asString()
                + "/forgotten";

        assertThat(agent.put(place, "").status()).isEqualTo(204);
        assertThat(facts(second)).doesNotContain("place Ipoh");
        assertThat(agent.delete(place).status()).isEqualTo(204);
        assertThat(facts(second)).contains("place Ipoh");
        agent.put(place, "");
        clock.advance(Duration.ofMinutes(1));
        says("Deliver to Ipoh please");
        assertThat(facts(second)).as("said again").contains("place Ipoh");
    }

    @Test
    void whoIsErasedIsForgotten() {
        says("My budget is RM 500.");
        memory(admin, inbox.only());
        var contact = inbox.detail(inbox.only()).at("/contact/id").asString();

        admin.put("/api/v1/contacts/" + contact + "/erasure", "{\"ground\":\"requested\"}");

        await().atMost(TestBot.SOON)
                .until(() -> Inbox.rows(company, "remembered", "true") == 0
                        && Inbox.rows(company, "memory_progress", "true") == 0);
    }
}
