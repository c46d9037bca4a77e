package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What is missing in what a company wrote down, and what of it answers customers.
@ProductTest
class UnansweredQuestionTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestBot bot;

    @SuppressWarnings("NullAway.Init")
    UnansweredQuestionTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aShopThatAnswersByItself() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        bot = TestBot.connect(port, company);
        var version =
                admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","mode":"auto"}""").json().path("id").asString();
        admin.put("/api/v1/model-versions/" + version + "/activation", "");
    }

    private void asks(String name, String text) {
        bot.customer(TestBot.newChat(), name).says(text).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        clock.advance(Thinking.PAUSE);
        new Inbox(admin).settled(new Inbox(admin).with(name), 2);
    }

    @Test
    void alikeQuestionsAreOneAndGoWhenTheyAreAnswered() {
        asks("Aina", "Do you engrave names on batik boxes?");
        asks("Siti", "Do you engrave names on boxes? My number is 012-3456789");
        asks("Mei", "Can I park a lorry behind the shop?");

        var found = new Inbox(admin).items("/api/v1/unanswered-questions");

        assertThat(found).hasSize(2);
        assertThat(found.getFirst().path("times").asInt()).isEqualTo(2);
        assertThat(found.getFirst().path("question").asString())
                .contains("engrave names")
                .doesNotContain("3456789");
        assertThat(found.getFirst().path("conversations")).hasSize(2);

        admin.post("/api/v1/faqs", """
                {"question":"Do you engrave names on boxes?","answer":"Yes, for RM 10.00 a box."}""");
        assertThat(new Inbox(admin).items("/api/v1/unanswered-questions"))
                .hasSize(1)
                .allSatisfy(one -> assertThat(one.path("question").asString()).contains("lorry"));
    }

    @Test
    void anAgentSeesOnlyWhatOwnCustomersAsked() {
        company.assignsByHand();
        asks("Aina", "Do you engrave names on batik boxes?");

        assertThat(new Inbox(company.person("Farid", Role.COMPANY_USER)).items("/api/v1/unanswered-questions"))
                .isEmpty();
    }

    @Test
    void aQuestionsAnswerKnowsTheRepliesThatRestOnIt() {
        var faq = admin.post("/api/v1/faqs", """
                {"question":"Do you ship overseas?","answer":"Yes, to Singapore and Brunei."}""").json().path("id").asString();
        asks("Aina", "Do you ship overseas?");

        var citations = new Inbox(admin).items("/api/v1/faqs/" + faq + "/citations");

        assertThat(citations).hasSize(1);
        assertThat(citations.getFirst().path("text").asString()).isEqualTo("Yes, to Singapore and Brunei.");
    }
}
