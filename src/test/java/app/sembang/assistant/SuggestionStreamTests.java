package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.TestModel;
import app.sembang.identity.Members;
import app.sembang.simulator.Fault;
import app.sembang.simulator.LlmAnswer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A suggestion followed while it is made.
@ProductTest
class SuggestionStreamTests {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String EVENTS = "text/event-stream";

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestBot bot;
    private Inbox inbox;
    private String conversation = "";

    @SuppressWarnings("NullAway.Init")
    SuggestionStreamTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aShopWithAModelThatOnlySuggests() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        bot = TestBot.connect(port, company);
        inbox = new Inbox(admin);
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Batik shirt","price":{"amount":"89.90","currency":"MYR"},"stock":12}""");
        var version =
                admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","mode":"suggest"}""").json().path("id").asString();
        admin.put("/api/v1/model-versions/" + version + "/activation", "");
    }

    private void asks(String text) {
        bot.customer(TestBot.newChat(), "Aina").says(text).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        conversation = inbox.only();
    }

    private record Event(String name, JsonNode data) {}

    private StaffApp.Answer follow(String... headers) {
        var all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Accept";
        all[headers.length + 1] = EVENTS;
        return admin.send("POST", path(), "", all);
    }

    private String path() {
        return "/api/v1/conversations/" + conversation + "/suggestions";
    }

    private List<Event> events() {
        var answer = follow();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith(EVENTS);
        return events(answer);
    }

    private static List<Event> events(StaffApp.Answer answer) {
        return events(answer.response().body());
    }

    private static List<Event> events(String body) {
        return Arrays.stream(body.split("\n\n", -1))
                .filter(frame -> !frame.isEmpty())
                .map(frame -> {
                    var lines = frame.split("\n", -1);
                    assertThat(lines).hasSize(2);
                    return new Event(
                            lines[0].substring("event: ".length()),
                            JSON.readTree(lines[1].substring("data: ".length())));
                })
                .toList();
    }

    /// Of neighbours of one name only the first.
    private static List<String> course(List<Event> events) {
        var names = events.stream()
                .map(event ->
                        event.data().has("step") ? event.data().path("step").asString() : event.name())
                .toList();
        return IntStream.range(0, names.size())
                .filter(i -> i == 0 || !names.get(i).equals(names.get(i - 1)))
                .mapToObj(names::get)
                .toList();
    }

    /// As shown when everything has come: what stood before a restart is gone.
    private static String words(List<Event> events) {
        var from = events.stream().map(Event::name).toList().lastIndexOf("restart");
        return events.stream()
                .skip(from + 1L)
                .filter(event -> event.name().equals("words"))
                .map(event -> event.data().path("text").asString())
                .collect(Collectors.joining());
    }

    private static String message(List<Event> events) {
        return events.getLast().data().path("message").asString();
    }

    private static String worded(String reply) {
        return "{\"reply\":\"%s\",\"lang\":\"en\",\"claims\":[{\"text\":\"price\",\"evidenceId\":\"e1\"}],\"needsHuman\":false,\"confidence\":0.9}"
                .formatted(reply);
    }

    private TestModel model(String kind) {
        var model = TestModel.account();
        assertThat(model.connect(company, 1, kind, "").status()).isEqualTo(200);
        return model;
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "openai"})
    void theWordsGrowAndTheLastEventIsTheSuggestion(String kind) {
        var model = model(kind);
        model.vendor()
                .answers(worded(
                        "The \\\"batik\\\" shirt is RM 89.90 \\ud83d\\ude0a\\nIt looks great with jeans \u2013 and"
                                + " with everything else that you have at home already."));
        asks("How much is the batik shirt?");

        var events = events();

        assertThat(course(events)).containsExactly("looking_up", "wording", "words", "checking", "suggestion");
        assertThat(events.stream().filter(event -> event.name().equals("words")))
                .hasSizeGreaterThan(2);
        assertThat(words(events))
                .isEqualTo(message(events))
                .startsWith("The \"batik\" shirt is RM 89.90 \uD83D\uDE0A\nIt looks great");
        assertThat(events.getLast().data().path("source").asString()).isEqualTo("model");
        assertThat(inbox.items(path())).containsExactly(events.getLast().data());
        assertThat(Inbox.rows(company, "processing_record", "provider = '" + kind + "'"))
                .isEqualTo(1);
    }

    @Test
    void whatTheChecksRefuseCountsNoMore() {
        var model = model("anthropic");
        model.vendor().answers(worded("The batik shirt is only RM 49.90!"));
        model.vendor().answers(worded("The batik shirt is RM 89.90."));
        asks("How much is the batik shirt?");

        var events = events();

        assertThat(course(events))
                .containsExactly(
                        "looking_up",
                        "wording",
                        "words",
                        "checking",
                        "restart",
                        "wording",
                        "words",
                        "checking",
                        "suggestion");
        var restart = events.stream()
                .filter(event -> event.name().equals("restart"))
                .findFirst()
                .orElseThrow();
        assertThat(restart.data().at("/because/0").asString()).isEqualTo("money");
        assertThat(words(events)).isEqualTo("The batik shirt is RM 89.90.").isEqualTo(message(events));
    }

    @Test
    void anAnswerThatIsNoJsonToItsEndIsAskedForAgain() {
        var model = model("openai");
        model.vendor().answers("{\"reply\":\"The batik shirt is cheap\",\"lang\":");
        model.vendor().answers(worded("The batik shirt is RM 89.90."));
        asks("How much is the batik shirt?");

        var events = events();

        assertThat(course(events)).containsSubsequence("words", "restart", "words", "suggestion");
        assertThat(message(events)).isEqualTo("The batik shirt is RM 89.90.");
    }

    @Test
    void aModelThatDeclinesAfterSomeWordsIsNotQuoted() {
        var model = model("anthropic");
        model.vendor().answers(new LlmAnswer.Said("{\"reply\":\"Well, the batik", List.of(), "refusal", false));
        asks("How much is the batik shirt?");

        var events = events();

        assertThat(course(events)).containsExactly("looking_up", "wording", "words", "restart", "suggestion");
        assertThat(message(events)).isEqualTo("Batik shirt costs RM 89.90.");
        assertThat(events.getLast().data().path("source").asString()).isEqualTo("offline");
    }

    @Test
    void aModelThatBreaksOffAfterSomeWordsIsNotAskedAgain() {
        var model = model("anthropic");
        asks("How much is the batik shirt? [[cut]]");
        int before = model.vendor().calls().size();

        var events = events();

        assertThat(course(events)).containsExactly("looking_up", "wording", "words", "restart", "suggestion");
        assertThat(events.getLast().data().path("source").asString()).isEqualTo("offline");
        assertThat(model.vendor().calls()).hasSize(before + 1);
    }

    @Test
    void aModelThatDoesNotBeginHoldsNobodyUp() {
        var model = model("anthropic");
        model.vendor().fails(1, Fault.silence(Duration.ofSeconds(5)));
        asks("How much is the batik shirt?");

        assertThat(course(events())).containsExactly("looking_up", "wording", "suggestion");
    }

    @Test
    void aModelThatIsBusyBeforeItsFirstWordIsAskedAgain() {
        var model = model("openai");
        model.vendor().fails(1, Fault.tooManyRequests(Duration.ofMillis(50)));
        model.vendor().answers(worded("The batik shirt is RM 89.90."));
        asks("How much is the batik shirt?");

        var events = events();

        assertThat(course(events)).containsExactly("looking_up", "wording", "words", "checking", "suggestion");
        assertThat(message(events)).isEqualTo("The batik shirt is RM 89.90.");
    }

    @Test
    void whatIsRefusedBeforeAnythingIsDoneIsAProblemAsEver() {
        conversation = "0192f0c1-2f60-7cc3-98c4-dc0c0c07398f";

        var answer = follow();

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    /// Reads up to the first words, so that something can happen meanwhile, and then the rest if it is wanted.
    private List<Event> meanwhile(Runnable work, boolean readsOn) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path()))
                .header("Authorization", "Bearer " + admin.accessToken())
                .header("Accept", EVENTS)
                .POST(BodyPublishers.noBody());
        try (var http = HttpClient.newHttpClient()) {
            var body = http.send(request.build(), BodyHandlers.ofInputStream()).body();
            try (var reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (var line = reader.readLine(); !"event: words".equals(line); line = reader.readLine()) {
                    assertThat(line).isNotNull();
                }
                work.run();
                return readsOn ? events("event: words\n" + reader.readAllAsString()) : List.of();
            } finally {
                http.shutdownNow();
            }
        }
    }

    @Test
    void whatFailsOnTheWayIsTheLastEvent() throws IOException, InterruptedException {
        var model = model("anthropic");
        model.vendor().answers(worded("The batik shirt is RM 89.90."));
        model.vendor().pace(Duration.ofMillis(400));
        asks("How much is the batik shirt?");
        var contact = inbox.detail(conversation).at("/contact/id").asString();

        var events = meanwhile(
                () -> {
                    admin.put("/api/v1/contacts/" + contact + "/erasure", "{\"ground\":\"requested\"}");
                    await().atMost(TestBot.SOON).until(() -> admin.get(path()).status() == 404);
                },
                true);

        assertThat(course(events)).containsExactly("words", "checking", "problem");
        assertThat(events.getLast().data().path("code").asString()).isEqualTo("not-found");
        assertThat(events.getLast().data().path("status").asInt()).isEqualTo(404);
    }

    @Test
    void whoGoesAwayFindsTheSuggestionInTheList() throws IOException, InterruptedException {
        var model = model("anthropic");
        model.vendor().answers(worded("The batik shirt is RM 89.90."));
        model.vendor().pace(Duration.ofMillis(200));
        asks("How much is the batik shirt?");

        meanwhile(() -> assertThat(inbox.items(path())).isEmpty(), false);

        await().atMost(TestBot.SOON).until(() -> inbox.items(path()).size() == 1);
        assertThat(inbox.items(path()).getFirst().path("message").asString()).isEqualTo("The batik shirt is RM 89.90.");
    }

    @Test
    void aRepeatedRequestIsToldTheSameEvents() {
        asks("How much is the batik shirt?");

        var first = follow("Idempotency-Key", "one");
        var second = follow("Idempotency-Key", "one");

        assertThat(message(events(first))).isEqualTo("Batik shirt costs RM 89.90.");
        assertThat(second.response().body()).isEqualTo(first.response().body());
        assertThat(inbox.items(path())).hasSize(1);
    }
}
