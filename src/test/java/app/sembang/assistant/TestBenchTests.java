package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Scenarios that are kept, asked of a version all at once, and judged by rules and by people.
@ProductTest
class TestBenchTests {
    private static final String SCENARIOS = "/api/v1/test-scenarios";
    private static final String RUNS = "/api/v1/test-runs";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private String version;

    @SuppressWarnings("NullAway.Init")
    TestBenchTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aShopWithAVersion() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        admin.post(
                "/api/v1/products",
                "{\"kind\":\"product\",\"name\":\"Sarong\",\"price\":{\"amount\":\"30\",\"currency\":\"MYR\"}}");
        version = version("You sell sarongs, kindly and briefly.");
    }

    @Test
    void aRunAsksAllScenariosAndTellsWhatIsNotAsExpected() {
        scenario("Price", "How much is the sarong?", "{\"kind\":\"mentions\",\"value\":\"RM 30.00\"}");
        scenario("No price", "How much is the sarong?", "{\"kind\":\"states_no_price\"}");
        scenario("A person judges", "How much is the sarong?", "");

        var run = done(start());

        assertThat(run.path("total").asInt()).isEqualTo(3);
        assertThat(run.path("passed").asInt()).isEqualTo(1);
        assertThat(run.path("failed").asInt()).isEqualTo(1);
        assertThat(run.path("needsReview").asInt()).isEqualTo(1);
        assertThat(run.path("costUsd").asString()).isEqualTo("0");
        var tests = tests(run);
        assertThat(tests).hasSize(3);
        assertThat(find(tests, "failed").at("/answer/failed/0").asString()).isEqualTo("states_no_price");
        assertThat(admin.get("/api/v1/model-versions/" + version + "/tests")
                        .json()
                        .path("items"))
                .as("what was tried by itself")
                .isEmpty();
        assertThat(admin.get(RUNS + "?modelVersionId=" + version).json().at("/items/0/id"))
                .isEqualTo(run.path("id"));
    }

    @Test
    void theTalkBeforeIsKnown() {
        var talk = """
                [{"from":"contact","text":"Is the sarong nice?"},{"from":"agent","text":"Yes, it is of batik."},
                 {"from":"contact","text":"How much is it?"}]""";
        post(
                SCENARIOS,
                "{\"name\":\"Goes on\",\"customerType\":\"undecided\",\"talk\":%s,\"expectations\":[{\"kind\":\"mentions\",\"value\":\"RM 30.00\"}]}"
                        .formatted(talk));

        var run = done(start());

        assertThat(run.path("passed").asInt()).isEqualTo(1);
        assertThat(tests(run).get(0).path("before")).hasSize(2);
    }

    @Test
    void aPersonsVerdictCountsBeforeThatOfTheRules() {
        scenario("Price", "How much is the sarong?", "");
        var run = done(start());
        var test = "/api/v1/model-tests/" + tests(run).get(0).path("id").asString() + "/verdict";

        assertThat(admin.put(test, "{\"outcome\":\"needs_review\"}").status()).isEqualTo(422);
        assertThat(admin.put(test, "{\"outcome\":\"passed\",\"note\":\"Kind enough.\"}")
                        .json()
                        .at("/verdict/note")
                        .asString())
                .isEqualTo("Kind enough.");
        assertThat(run(run).path("passed").asInt()).isEqualTo(1);

        assertThat(admin.delete(test).json().path("verdict").isNull()).isTrue();
        assertThat(run(run).path("needsReview").asInt()).isEqualTo(1);
    }

    @Test
    void theProductsOwnScenariosAreAddedOnceAndTheOfflineEnginePassesThem() {
        var added = admin.post(SCENARIOS + "/starters", "{\"language\":\"ms\"}");

        assertThat(added.status()).as(added.response().body()).isEqualTo(200);
        assertThat(added.json().path("items")).hasSizeGreaterThanOrEqualTo(40);
        assertThat(added.json().at("/items/0/name").asString()).contains("(Inggeris)");
        assertThat(admin.post(SCENARIOS + "/starters", "{\"language\":\"en\"}")
                        .json()
                        .path("items"))
                .isEmpty();
        var run = done(start());
        assertThat(tests(run).stream()
                        .filter(test -> test.path("outcome").asString().equals("failed"))
                        .map(test -> test.path("message").asString() + " "
                                + test.at("/answer/failed").toString() + " "
                                + test.at("/answer/reply").toString()))
                .isEmpty();
    }

    @Test
    void aRealConversationBecomesAScenarioWithoutWhatTellsWhoSomebodyIs() {
        var bot = TestBot.connect(port, company);
        bot.customer(TestBot.newChat(), "Puteri Aina")
                .says("Puteri Aina here, 012-345 6789. How much is the sarong?")
                .awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        var conversation = new Inbox(admin).only();

        var made = admin.post("/api/v1/conversations/" + conversation + "/test-scenario", "");
        var again = admin.post("/api/v1/conversations/" + conversation + "/test-scenario", "");

        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.response().body()).doesNotContain("Puteri", "345 6789");
        assertThat(made.json().path("conversationId").asString()).isEqualTo(conversation);
        assertThat(again.json().path("name").asString()).endsWith("(2)");
        done(start());

        var contact = admin.get("/api/v1/conversations/" + conversation)
                .json()
                .at("/contact/id")
                .asString();
        admin.put("/api/v1/contacts/" + contact + "/erasure", "{\"ground\":\"requested\"}");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(admin.get(SCENARIOS).json().path("items")).isEmpty());
        assertThat(tests(admin.get(RUNS).json().at("/items/0"))).isEmpty();
    }

    @Test
    void aRunThatIsStoppedKeepsWhatItHasAndOneRunsAtATime() {
        admin.post(SCENARIOS + "/starters", "{\"language\":\"en\"}");
        var first = start();
        var second = start();
        assertThat(second.path("id")).isEqualTo(first.path("id"));

        var stopped =
                admin.delete(RUNS + "/" + first.path("id").asString()).json().path("state");

        assertThat(stopped.asString()).isIn("stopped", "done");
        assertThat(done(first).path("endedAt").isNull()).isFalse();
        assertThat(start().path("id")).isNotEqualTo(first.path("id"));
    }

    @Test
    void resultsAreTakenOutAsAFile() {
        scenario("Price", "How much is the sarong?", "{\"kind\":\"states_no_price\"}");
        var run = done(start());

        var file = admin.get(RUNS + "/" + run.path("id").asString() + "/export");

        assertThat(file.header("Content-Disposition")).contains("test-run.csv");
        assertThat(file.response().body().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .contains("Price", "first_time", "states_no_price", "failed", "RM 30.00");
    }

    @Test
    void whatIsWrongIsSaid() {
        scenario("Price", "How much?", "");

        assertThat(admin.post(SCENARIOS, draft("price", "How much?", "")).code())
                .isEqualTo("test-scenario-name-taken");
        assertThat(admin.post(
                                SCENARIOS,
                                "{\"name\":\"Ours\",\"customerType\":\"regular\",\"talk\":[{\"from\":\"agent\",\"text\":\"Hi\"}],\"expectations\":[]}")
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("talk");
        assertThat(admin.post(runs(version), "{\"scenarioIds\":[\"%s\"]}".formatted(version))
                        .status())
                .isEqualTo(422);
        var other = TestCompany.found(port, members).admin();
        assertThat(other.post(runs(version), "{}").status()).isEqualTo(404);
        var theirs = other.post("/api/v1/model-versions", body("You sell hats to everybody."))
                .json();
        assertThat(other.post(runs(theirs.path("id").asString()), "{}").code()).isEqualTo("no-test-scenarios");
        assertThat(company.person("Ben", Role.COMPANY_USER).get(SCENARIOS).status())
                .isEqualTo(403);
    }

    @Test
    void aScenarioIsChangedAndRemovedWithWhatWasAnsweredToIt() {
        var scenario = scenario("Price", "How much is the sarong?", "");
        var run = done(start());
        var path = SCENARIOS + "/" + scenario.path("id").asString();

        assertThat(admin.put(path, draft("Cost", "What does the sarong cost?", ""))
                        .json()
                        .path("name")
                        .asString())
                .isEqualTo("Cost");
        assertThat(tests(run).get(0).path("message").asString()).isEqualTo("How much is the sarong?");
        assertThat(admin.delete(path).status()).isEqualTo(204);
        assertThat(admin.get(path).status()).isEqualTo(404);
        assertThat(tests(run)).isEmpty();
    }

    private static String runs(String version) {
        return "/api/v1/model-versions/" + version + "/test-runs";
    }

    private String version(String prompt) {
        return admin.post("/api/v1/model-versions", body(prompt))
                .json()
                .path("id")
                .asString();
    }

    private static String body(String prompt) {
        return "{\"systemPrompt\":\"%s\"}".formatted(prompt);
    }

    private JsonNode scenario(String name, String message, String expectations) {
        return post(SCENARIOS, draft(name, message, expectations));
    }

    private static String draft(String name, String message, String expectations) {
        return """
                {"name":"%s","customerType":"first_time","talk":[{"from":"contact","text":"%s"}],"expectations":[%s]}""".formatted(name, message, expectations);
    }

    private JsonNode post(String path, String body) {
        var made = admin.post(path, body);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made.json();
    }

    private JsonNode start() {
        var begun = admin.post(runs(version), "{}");
        assertThat(begun.status()).as(begun.response().body()).isEqualTo(202);
        return begun.json();
    }

    private JsonNode run(JsonNode run) {
        return admin.get(RUNS + "/" + run.path("id").asString()).json();
    }

    private JsonNode done(JsonNode run) {
        await().atMost(SOON).until(() -> !run(run).path("state").asString().equals("running"));
        return run(run);
    }

    private List<JsonNode> tests(JsonNode run) {
        var page = admin.get(RUNS + "/" + run.path("id").asString() + "/tests?limit=100")
                .json();
        return StreamSupport.stream(page.path("items").spliterator(), false).toList();
    }

    private static JsonNode find(List<JsonNode> tests, String outcome) {
        return tests.stream()
                .filter(test -> test.path("outcome").asString().equals(outcome))
                .findFirst()
                .orElseThrow();
    }
}
