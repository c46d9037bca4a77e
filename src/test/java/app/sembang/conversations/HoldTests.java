package app.sembang.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// What is sent may wait a moment, in which it can be taken back. The server keeps the time.
@ProductTest
class HoldTests {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Members members;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Shop shop;
    private StaffApp aina;
    private String id;

    @SuppressWarnings("NullAway.Init")
    HoldTests(Members members, Conversations conversations, CompanyTransactions transactions, TestClock clock) {
        this.members = members;
        this.conversations = conversations;
        this.transactions = transactions;
        this.clock = clock;
    }

    @BeforeEach
    void aCustomerWaitsForAina() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        shop = new Shop(company, conversations, transactions, clock);
        company.take("Aina", Role.COMPANY_USER);
        aina = company.signedIn("Aina");
        id = shop.writes("Siti", "Do you have batik?");
    }

    @Test
    void whatIsHeldIsSentAtItsTimeThoughNobodyAsksForIt() {
        var held = sends("Yes, RM45.", 5);

        assertThat(held.path("state").asString()).isEqualTo("held");
        assertThat(Instant.parse(held.path("heldUntil").asString()))
                .isEqualTo(clock.instant().plusSeconds(5));
        assertThat(shop.detail(id).path("awaitingReplySince").isNull()).isTrue();
        assertThat(Inbox.rows(company, "message", "state = 'held'")).isEqualTo(1);

        clock.advance(Duration.ofSeconds(6));

        await().atMost(SOON).untilAsserted(() -> assertThat(states()).containsExactly("received", "sent"));
        assertThat(thread().getLast().path("heldUntil").isNull()).isTrue();
        assertThat(takeBack(held).code()).isEqualTo("not-held");
    }

    @Test
    void whatIsTakenBackIsNeverSentAndTheCustomerWaitsAsBefore() {
        var since = shop.detail(id).path("awaitingReplySince").asString();
        clock.advance(Duration.ofSeconds(30));
        var held = sends("Wrong words", 5);

        var back = takeBack(held);

        assertThat(back.json().path("state").asString()).isEqualTo("cancelled");
        assertThat(shop.detail(id).path("awaitingReplySince").asString()).isEqualTo(since);
        assertThat(takeBack(held).code()).isEqualTo("not-held");
        clock.advance(Duration.ofSeconds(30));
        sends("Right words", 0);
        assertThat(states()).containsExactly("received", "cancelled", "sent");
        assertThat(shop.detail(id).path("awaitingReplySince").isNull()).isTrue();
    }

    @Test
    void whatIsWrittenNextGoesAfterIt() {
        sends("First", 5);
        assertThat(states()).containsExactly("received", "held");

        sends("Second", 0);

        assertThat(states()).containsExactly("received", "sent", "sent");
        assertThat(Inbox.texts(thread())).containsExactly("Do you have batik?", "First", "Second");
    }

    @Test
    void whatIsHeldCountsAsSaidForTheAssistantsNextSuggestion() {
        company.admin().post("/api/v1/products", """
                {"kind":"product","name":"Batik shirt","price":{"amount":"89.90","currency":"MYR"}}""");
        shop.writes("Siti", "How much is the batik shirt?");
        sends("RM 80 for you.", 5);
        shop.writes("Siti", "Can you print our logo on the inside of the collar?");

        var suggestion = aina.post("/api/v1/conversations/" + id + "/suggestions", "");

        assertThat(suggestion.status()).isEqualTo(201);
        assertThat(suggestion.json().path("message").toString()).doesNotContain("89.90");
    }

    @Test
    void whoeverTakesOverOrHandsBackLetsItGo() {
        sends("First", 5);
        company.admin().put("/api/v1/conversations/" + id + "/takeover", "{}");
        assertThat(states()).containsExactly("received", "sent");

        sends("Second", 5);
        aina.delete("/api/v1/conversations/" + id + "/takeover");
        assertThat(states()).containsExactly("received", "sent", "sent");
    }

    @Test
    void somebodyWhoTypesHoldsTheAssistantOnly() {
        sends("First", 5);
        clock.advance(Duration.ofSeconds(4));
        aina.post("/api/v1/conversations/" + id + "/typing", "{\"on\":true}");

        clock.advance(Duration.ofSeconds(2));

        await().atMost(SOON).untilAsserted(() -> assertThat(states()).containsExactly("received", "sent"));
    }

    @Test
    void aMacroCanBeTakenBackToo() {
        var macro = company.admin()
                .post(
                        "/api/v1/canned-replies",
                        "{\"own\":false,\"title\":\"Bye\",\"shortcut\":\"bye\",\"texts\":{\"en\":\"Bye\"},\"acts\":{\"tags\":[],\"close\":false}}")
                .json()
                .path("id")
                .asString();

        var ran = aina.post(
                "/api/v1/canned-replies/" + macro + "/runs",
                "{\"conversationIds\":[\"" + id + "\"],\"holdSeconds\":5}");

        assertThat(ran.json().path("done")).hasSize(1);
        assertThat(states()).containsExactly("received", "held");
        assertThat(takeBack(thread().getLast()).status()).isEqualTo(200);
        assertThat(states()).containsExactly("received", "cancelled");
    }

    @Test
    void aProductsCardCanBeTakenBackToo() {
        var shirt = company.admin()
                .post("/api/v1/products", "{\"kind\":\"product\",\"name\":\"Batik shirt\"}")
                .json()
                .path("id")
                .asString();
        var held = aina.post(
                        "/api/v1/conversations/" + id + "/messages",
                        "{\"type\":\"product\",\"productId\":\"%s\",\"holdSeconds\":5}".formatted(shirt))
                .json();

        assertThat(states()).containsExactly("received", "held");
        assertThat(takeBack(held).json().path("state").asString()).isEqualTo("cancelled");
        clock.advance(Duration.ofSeconds(30));
        assertThat(states()).containsExactly("received", "cancelled");
    }

    @Test
    void nobodyHoldsLongerThanHalfAMinute() {
        var answer = aina.post(
                "/api/v1/conversations/" + id + "/messages", "{\"type\":\"text\",\"text\":\"Hi\",\"holdSeconds\":31}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(states()).containsExactly("received");
    }

    private JsonNode sends(String text, int hold) {
        var answer = aina.post(
                "/api/v1/conversations/" + id + "/messages",
                "{\"type\":\"text\",\"text\":\"%s\",\"holdSeconds\":%d}".formatted(text, hold));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return answer.json();
    }

    private StaffApp.Answer takeBack(JsonNode message) {
        return aina.delete("/api/v1/conversations/" + id + "/messages/"
                + message.path("id").asString() + "/hold");
    }

    /// Without what the assistant says by itself.
    private List<JsonNode> thread() {
        return shop.items("/api/v1/conversations/" + id + "/messages").stream()
                .filter(message -> !message.path("author").asString().equals("assistant"))
                .toList();
    }

    private List<String> states() {
        return Inbox.states(thread());
    }
}
