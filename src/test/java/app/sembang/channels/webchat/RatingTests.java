package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class RatingTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private WidgetBrowser visitor;
    private String conversation;

    @SuppressWarnings("NullAway.Init")
    RatingTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aVisitorOfASiteThatAsksForRatings() {
        company = TestCompany.found(port, members);
        visitor = new WidgetBrowser(port);
        visitor.begin(site(true), null);
        visitor.write("c-1", "Hello");
        conversation = newest();
    }

    @Test
    void aConversationIsRatedOnceItIsClosed() {
        assertThat(asked().path("open").asBoolean()).isFalse();
        assertThat(rate(5, "").errorCode()).isEqualTo("conversation_open");

        close();

        assertThat(asked().path("open").asBoolean()).isTrue();
        assertThat(asked().has("score")).isFalse();
        assertThat(rate(4, "Quick and kind").status()).isEqualTo(204);
        assertThat(asked().path("score").asInt()).isEqualTo(4);
        assertThat(rated().path("score").asInt()).isEqualTo(4);
        assertThat(rated().path("comment").asString()).isEqualTo("Quick and kind");
    }

    @Test
    void itIsTheVisitorsToChangeUntilANewOneBegins() {
        close();
        rate(2, "Slow");

        assertThat(rate(5, "").status()).isEqualTo(204);

        assertThat(rated().path("score").asInt()).isEqualTo(5);
        assertThat(rated().path("comment").isNull()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        visitor.write("c-2", "One more thing");
        assertThat(asked().path("open").asBoolean()).isFalse();
        assertThat(rate(1, "").errorCode()).isEqualTo("conversation_open");
        assertThat(rated().path("score").asInt()).isEqualTo(5);
    }

    @Test
    void whatIsNoRatingIsRefusedByItsName() {
        close();

        for (var wrong :
                new String[] {"{\"score\":0}", "{\"score\":6}", "{\"score\":\"5\"}", "{\"score\":4.5}", "{}"}) {
            var refused = visitor.post("/widget/v1/rating", wrong);
            assertThat(refused.status()).as(wrong).isEqualTo(422);
            assertThat(refused.json().at("/error/fields").propertyNames()).containsExactly("score");
        }
        assertThat(visitor.post("/widget/v1/rating", "{\"score\":1,\"comment\":\"%s\"}".formatted("x".repeat(1001)))
                        .json()
                        .at("/error/fields")
                        .propertyNames())
                .containsExactly("comment");
        assertThat(asked().has("score")).isFalse();
    }

    @Test
    void membersHearOfItAtOnceAndOnlyThoseWhoSeeTheConversation() throws Exception {
        close();
        var agent = company.person("Wei", Role.COMPANY_USER);
        assertThat(agent.get("/api/v1/conversations/" + conversation + "/rating")
                        .status())
                .isEqualTo(404);
        var staff = new WidgetBrowser(port).with(company.admin().accessToken());
        try (var stream = staff.follow("/api/v1/stream")) {
            stream.until(told -> told.event().equals("ready"));

            rate(3, "");

            assertThat(stream.until(told -> told.event().equals("conversation.changed"))
                            .getLast()
                            .data()
                            .at("/conversation/id")
                            .asString())
                    .isEqualTo(conversation);
        }
    }

    @Test
    void whoWasResponsibleSeesTheAverageOfFiveAndTheConversationsBehindIt() {
        var agent = company.person("Wei", Role.COMPANY_USER);
        var wei = agent.get("/api/v1/me").json().path("id").asString();
        company.admin().put("/api/v1/conversations/" + conversation + "/assignment", "{\"userId\":\"" + wei + "\"}");
        close();
        rate(4, "");
        var other = new WidgetBrowser(port);
        other.begin(site(true), null);
        other.write("c-2", "Hello");
        conversation = newest();
        company.admin().put("/api/v1/conversations/" + conversation + "/assignment", "{\"userId\":\"" + wei + "\"}");
        close();
        other.post("/widget/v1/rating", "{\"score\":5}");

        var figure = agent.get("/api/v1/dashboards/agent?period=90d")
                .json()
                .path("figures")
                .valueStream()
                .filter(one -> one.path("figure").asString().equals("own_rated"))
                .findFirst()
                .orElseThrow();

        assertThat(figure.path("count").asInt()).isEqualTo(2);
        assertThat(figure.path("average").decimalValue()).isEqualByComparingTo("4.5");
        assertThat(figure.at("/before/average").isNull()).isTrue();
        assertThat(figure.path("course")
                        .valueStream()
                        .map(point -> point.path("value").asDouble()))
                .containsExactly(4.5);
        assertThat(agent.get(figure.path("rows").asString()).json().path("items"))
                .hasSize(2);
        assertThat(byStars(agent)).containsExactly(1, 1, 0, 0, 0);
        assertThat(agent.get("/api/v1/dashboards/agent/figures/own_rated_5?period=90d")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(row -> row.path("conversationId").asString()))
                .containsExactly(conversation);
    }

    /// How many conversations were given five stars, four, and so on.
    private static List<Integer> byStars(StaffApp agent) {
        return agent.get("/api/v1/dashboards/agent?period=90d")
                .json()
                .path("figures")
                .valueStream()
                .filter(one -> one.path("figure").asString().startsWith("own_rated_"))
                .map(one -> one.path("count").asInt())
                .toList();
    }

    @Test
    void aSiteThatDoesNotAskTakesNone() {
        var other = new WidgetBrowser(port);
        other.begin(site(false), null);
        other.write("c-1", "Hello");
        conversation = newest();
        close();

        assertThat(other.get("/widget/v1/rating").json().path("open").asBoolean())
                .isFalse();
        assertThat(other.post("/widget/v1/rating", "{\"score\":5}").errorCode()).isEqualTo("rating_off");
    }

    @Test
    void theRatingIsTheContactsAndGoesWithTheContact() {
        close();
        rate(1, "Never again");
        var contact = company.admin()
                .get("/api/v1/conversations/" + conversation)
                .json()
                .at("/contact/id")
                .asString();

        company.admin().put("/api/v1/contacts/" + contact + "/erasure", "{\"ground\":\"requested\"}");

        await().untilAsserted(() -> {
            var erasure = company.admin()
                    .get("/api/v1/contacts/" + contact + "/erasure")
                    .json();
            assertThat(erasure.path("finishedAt").isNull()).isFalse();
            assertThat(erasure.path("counts")
                            .valueStream()
                            .filter(count -> count.path("place").asString().equals("conversation_rating")))
                    .singleElement()
                    .satisfies(count -> {
                        assertThat(count.path("before").asInt()).isEqualTo(1);
                        assertThat(count.path("after").asInt()).isZero();
                    });
        });
    }

    private String site(boolean asks) {
        var made = company.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Kedai Contoh\"}")
                .json();
        company.admin().put("/api/v1/channel-accounts/" + made.path("id").asString() + "/website", """
                        {"side":"end","texts":[],"askName":"off","askEmail":"off","askPhone":"off","rating":%s,
                         "identityVerification":"off"}
                        """.formatted(asks));
        return made.path("siteKey").asString();
    }

    private String newest() {
        return company.admin()
                .get("/api/v1/conversations?limit=1")
                .json()
                .at("/items/0/id")
                .asString();
    }

    private void close() {
        assertThat(company.admin()
                        .put("/api/v1/conversations/" + conversation + "/completion", "{\"status\":\"completed\"}")
                        .status())
                .isEqualTo(200);
    }

    private WidgetBrowser.Answer rate(int score, String comment) {
        return visitor.post("/widget/v1/rating", "{\"score\":%d,\"comment\":\"%s\"}".formatted(score, comment));
    }

    private JsonNode asked() {
        return visitor.get("/widget/v1/rating").json();
    }

    private JsonNode rated() {
        return company.admin()
                .get("/api/v1/conversations/" + conversation + "/rating")
                .json()
                .path("rating");
    }
}
