package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// How far the assistant goes is said for one conversation, too, and never goes beyond what the company lets it.
@ProductTest
class AssistantModeTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestBot bot;
    private Inbox inbox;
    private long aina;
    private String talk;

    @SuppressWarnings("NullAway.Init")
    AssistantModeTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aConversationTheAssistantAnswers() {
        company = TestCompany.found(port, members);
        company.assignsByHand();
        admin = company.admin();
        bot = TestBot.connect(port, company);
        inbox = new Inbox(admin);
        aina = TestBot.newChat();
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Batik shirt","price":{"amount":"89.90","currency":"MYR"},"stock":12}""");
        company.answers("opening hours", "We are open from 10 to 6.");
        activate("auto");
        says("opening hours");
        talk = inbox.only();
        assertThat(inbox.settled(talk, 2)).hasSize(2);
    }

    private void activate(String mode) {
        var version = admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","mode":"%s"}""".formatted(mode))
                .json()
                .path("id")
                .asString();
        admin.put("/api/v1/model-versions/" + version + "/activation", "");
    }

    private void says(String text) {
        clock.advance(Duration.ofSeconds(1));
        bot.customer(aina, "Aina").says(text).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
    }

    private String path() {
        return "/api/v1/conversations/" + talk;
    }

    private String let(String mode) {
        var put = admin.put(path() + "/assistant", "{\"mode\":\"%s\"}".formatted(mode));
        assertThat(put.status()).isEqualTo(200);
        return put.json().path("assistantMode").asString();
    }

    private StaffApp.Answer suggestion() {
        return admin.post(path() + "/suggestions", "");
    }

    @Test
    void whereItOnlySuggestsNotEvenATemplateIsSentAndPeopleAreOfferedWhatToSay() {
        assertThat(inbox.detail(talk).path("assistantMode").asString()).isEqualTo("auto");

        assertThat(let("suggest")).isEqualTo("suggest");
        says("opening hours");
        clock.advance(Thinking.PAUSE);

        assertThat(inbox.thread(talk)).hasSize(3);
        assertThat(inbox.detail(talk).path("answering").asString()).isEqualTo("nobody");
        assertThat(inbox.detail(talk).path("assignee").isNull()).isTrue();
        assertThat(inbox.conversations("?view=handed_over")).hasSize(1);
        assertThat(suggestion().json().path("message").asString()).isEqualTo("We are open from 10 to 6.");
        var said = inbox.items(path() + "/activity").getLast();
        assertThat(said.path("kind").asString()).isEqualTo("assistant_suggest");
        assertThat(said.at("/actor/name").asString()).isNotEmpty();
        assertThat(said.path("at").asString()).isNotEmpty();
    }

    @Test
    void whereItIsOffItOffersNothingUntilItAnswersAgain() {
        let("off");
        says("opening hours");

        assertThat(inbox.thread(talk)).hasSize(3);
        assertThat(suggestion().status()).isEqualTo(409);
        assertThat(suggestion().json().path("code").asString()).isEqualTo("assistant-off");

        assertThat(let("auto")).isEqualTo("auto");
        assertThat(suggestion().status()).isEqualTo(201);
        says("opening hours");
        assertThat(inbox.settled(talk, 5)).hasSize(5);
    }

    @Test
    void aPersonWhoWritesLeavesItOffAndHandingBackSwitchesItOn() {
        let("off");
        admin.post(path() + "/messages", "{\"type\":\"text\",\"text\":\"I am here now.\"}");
        assertThat(inbox.detail(talk).path("assistantMode").asString()).isEqualTo("off");

        assertThat(admin.delete(path() + "/takeover")
                        .json()
                        .path("assistantMode")
                        .asString())
                .isEqualTo("auto");
    }

    @Test
    void anAnswerThatIsBeingThoughtOfIsNotSentAnyMore() {
        says("How much is the batik shirt?");
        let("suggest");
        clock.advance(Thinking.PAUSE);

        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "answer_decision", "outcome = 'pending'") == 0);
        assertThat(inbox.thread(talk)).hasSize(3);
        assertThat(inbox.detail(talk).path("awaitingReplySince").isNull()).isFalse();
    }

    @Test
    void theContactsNextConversationBeginsWithWhatTheCompanyLets() {
        let("off");
        admin.put(path() + "/completion", "{\"status\":\"completed\"}");

        says("opening hours");

        talk = inbox.conversations("?view=all").getFirst().path("id").asString();
        assertThat(inbox.detail(talk).path("assistantMode").asString()).isEqualTo("auto");
        assertThat(inbox.settled(talk, 2)).hasSize(2);
    }

    @Test
    void itNeverGoesFurtherThanTheCompanyLetsIt() {
        activate("suggest");
        let("suggest");
        let("auto");

        says("How much is the batik shirt?");
        clock.advance(Thinking.PAUSE);

        assertThat(Inbox.text(inbox.settled(talk, 4).getLast())).contains("colleague");
    }

    @Test
    void nobodyIsOfferedAnythingWhereSomebodyIsBlocked() {
        var contact = inbox.detail(talk).at("/contact/id").asString();
        admin.put("/api/v1/contacts/" + contact + "/block", "{\"reason\":\"abuse\"}");

        assertThat(admin.put(path() + "/assistant", "{\"mode\":\"off\"}").status())
                .isEqualTo(409);
        assertThat(admin.put(path() + "/assistant", "{\"mode\":\"loud\"}").status())
                .isBetween(400, 422);
    }
}
