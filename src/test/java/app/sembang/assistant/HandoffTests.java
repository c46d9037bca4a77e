package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

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
import tools.jackson.databind.JsonNode;

/// What a person finds who takes a conversation from the assistant, and what a conversation tells by itself.
@ProductTest
class HandoffTests {
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
    HandoffTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aShopWithABot() {
        company = TestCompany.found(port, members);
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

    private JsonNode handoff() {
        var answer = admin.get("/api/v1/conversations/" + inbox.only() + "/handoff");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void whoTakesAConversationLearnsWhatWasAskedAndTried() {
        says("I would like two of the Batik shirt before 25 December, at most RM 180");
        clock.advance(Duration.ofMinutes(4));

        var packet = handoff();

        assertThat(packet.path("state").asString()).isEqualTo("requested");
        assertThat(packet.path("reason").asString()).isNotBlank();
        assertThat(packet.at("/asked/0/words").asString()).startsWith("I would like two");
        assertThat(packet.at("/analysis/products/0/name").asString()).isEqualTo("Batik shirt");
        assertThat(packet.at("/analysis/products/0/price/amount").asString()).isEqualTo("89.90");
        assertThat(packet.at("/analysis/language/reply").asString()).isEqualTo("en");
        assertThat(packet.at("/analysis/slots").findValuesAsString("value")).contains("180.00", "12-25");
        assertThat(packet.at("/tried")).isNotEmpty();
        assertThat(packet.at("/acceptedAt").isNull()).isTrue();
        assertThat(inbox.conversations("?view=handed_over")).hasSize(1);
    }

    @Test
    void itIsSaidWhoTookItAndWhenItWasClosed() {
        says("Can I speak to a person please?");
        var conversation = inbox.only();
        assertThat(handoff().path("reason").asString()).isEqualTo("human_request");

        admin.put("/api/v1/conversations/" + conversation + "/takeover", "");
        assertThat(handoff().path("state").asString()).isEqualTo("accepted");
        assertThat(handoff().at("/acceptedBy/name").asString()).isNotBlank();
        assertThat(inbox.conversations("?view=handed_over")).isEmpty();

        clock.advance(Duration.ofMinutes(1));
        admin.put("/api/v1/conversations/" + conversation + "/completion", "{\"status\":\"completed\"}");
        assertThat(handoff().path("state").asString()).isEqualTo("closed");
        assertThat(handoff().path("closedAt").asString())
                .isGreaterThan(handoff().path("acceptedAt").asString());
    }

    @Test
    void whatIsSaidAfterwardsIsNotInThePacket() {
        says("Can I speak to a person please?");
        clock.advance(Duration.ofMinutes(1));
        says("Are you there?");

        assertThat(handoff().at("/asked")).hasSize(1);
    }

    @Test
    void aConversationTheAssistantAnswersHasNoHandOver() {
        company.answers("harga baju batik", "Bermula RM45.");
        says("Berapa harga baju batik?");
        inbox.settled(inbox.only(), 2);

        assertThat(admin.get("/api/v1/conversations/" + inbox.only() + "/handoff")
                        .status())
                .isEqualTo(404);
        assertThat(inbox.conversations("?view=handed_over")).isEmpty();
    }

    @Test
    void aConversationTellsWhatItsContactWantsWithTheWordsThatSaySo() {
        says("The batik shirt I ordered arrived broken");
        says("How do I pay for another one?");
        var rows = Inbox.rows(company, "answer_trace", "true");

        var answer = admin.post("/api/v1/conversations/" + inbox.only() + "/analysis", "");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        var read = answer.json();

        assertThat(read.at("/intents").findValuesAsString("code")).contains("complaint", "pay");
        assertThat(read.at("/sentiment/mood").asString()).isEqualTo("negative");
        assertThat(read.at("/sentiment/evidence/0/words").asString()).contains("broken");
        assertThat(read.at("/urgency/level").asString()).isEqualTo("high");
        assertThat(read.at("/score/score").asInt()).isGreaterThan(50);
        assertThat(read.at("/score/points").findValuesAsString("code")).contains("PAY");
        assertThat(Inbox.rows(company, "answer_trace", "true")).isEqualTo(rows);
    }

    @Test
    void nobodyReadsAConversationOfAnotherCompany() {
        says("Can I speak to a person please?");
        var other = TestCompany.found(port, members).admin();

        assertThat(other.get("/api/v1/conversations/" + inbox.only() + "/handoff")
                        .status())
                .isEqualTo(404);
        assertThat(other.post("/api/v1/conversations/" + inbox.only() + "/analysis", "")
                        .status())
                .isEqualTo(404);
    }
}
