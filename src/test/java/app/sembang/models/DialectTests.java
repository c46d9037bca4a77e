package app.sembang.models;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.models.ModelReply.Stop;
import app.sembang.models.ModelReply.Usage;
import app.sembang.models.Outcome.Failure;
import app.sembang.models.Outcome.Said;
import app.sembang.models.Outcome.Trouble;
import app.sembang.simulator.LlmAnswer;
import app.sembang.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What goes over the wire to providers, and what comes back. Every sample of the vendors' documents is sent or
/// received here.
class DialectTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path SAMPLES = Path.of("src/test/resources/contracts/llm");
    private static final TreeSet<String> USED = new TreeSet<>();

    /// Of parts of the vendors' APIs we do not call.
    private static final List<String> NOT_USED_YET = List.of(
            "anthropic-batch-create-request.json",
            "anthropic-batch-ended.json",
            "anthropic-batch-in-progress.json",
            "anthropic-batch-results.jsonl",
            "ollama-embed-response.json",
            "openai-embeddings-request.json",
            "openai-embeddings-response.json",
            "openai-responses-request.json",
            "openai-responses-response-function-call.json",
            "openai-responses-response.json",
            "openai-responses-stream.sse");

    private static final SystemBlock RULES =
            new SystemBlock("You are the sales assistant of Kedai Contoh. Reply in the customer language.", false);
    private static final SystemBlock CATALOG = new SystemBlock("<catalog>SKU-TEH-250 Teh 250g RM 7.90</catalog>", true);
    private static final Tool FIND_PRODUCT = new Tool(
            "find_product",
            "Find products of this company by words.",
            "{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\"}},\"required\":[\"query\"]}");
    private static final String KEY = "sk-test-0123456789abcdef";

    private static final Map<ProviderKind, String> MODELS = Map.of(
            ProviderKind.ANTHROPIC, "claude-sonnet-5-5",
            ProviderKind.OPENAI, "gpt-5.4-mini",
            ProviderKind.COMPATIBLE, "qwen3-32b",
            ProviderKind.OLLAMA, "qwen3:8b");

    private final Simulator simulator = Simulator.start();
    private final Wire wire;

    DialectTests() {
        simulator.llm(KEY);
        var settings = new ModelSettings(
                new ModelSettings.Vendor(simulator.anthropicUri(), null, "claude-sonnet-5-5"),
                new ModelSettings.Vendor(simulator.openAiUri(), null, "gpt-5.4-mini"),
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                List.of("127.0.0.1"),
                null,
                Map.of());
        wire = new Wire(new BaseAddresses(settings), settings);
    }

    @AfterEach
    void stop() {
        wire.destroy();
        simulator.close();
    }

    @AfterAll
    static void everySampleWasUsed() throws IOException {
        try (var files = Files.list(SAMPLES)) {
            var all = new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
            assertThat(all).hasSize(47);
            var left = new TreeSet<>(all);
            left.removeAll(USED);
            assertThat(left).containsExactlyElementsOf(NOT_USED_YET);
        }
    }

    private static ModelRequest asking(Turn... turns) {
        return new ModelRequest(
                List.of(RULES, CATALOG), List.of(turns), List.of(), null, 1024, null, null, Instant.MAX);
    }

    private static ModelRequest with(ModelRequest request, List<SystemBlock> system, List<Tool> tools) {
        return new ModelRequest(
                system,
                request.turns(),
                tools,
                request.answerSchema(),
                request.maxTokens(),
                request.temperature(),
                request.model(),
                request.deadline());
    }

    private static ModelRequest warm(ModelRequest request, double temperature) {
        return new ModelRequest(
                request.system(),
                request.turns(),
                request.tools(),
                request.answerSchema(),
                request.maxTokens(),
                temperature,
                request.model(),
                request.deadline());
    }

    private static ObjectNode without(ObjectNode body, String... fields) {
        for (var field : fields) {
            int slash = field.lastIndexOf('/');
            ((ObjectNode) body.at(field.substring(0, slash))).remove(field.substring(slash + 1));
        }
        return body;
    }

    @Test
    void anthropicIsAskedWithThePromptInItsOwnFieldAndACacheMark() {
        var body = new AnthropicDialect().body("claude-sonnet-5-5", asking(Turn.user("Berapa harga teh?")), false);
        assertThat(without(body, "/output_config")).isEqualTo(json("anthropic-request.json"));
    }

    @Test
    void anthropicMayCallTools() {
        var request = with(asking(Turn.user("Ada kopi?")), List.of(RULES, CATALOG), List.of(FIND_PRODUCT));
        var body = new AnthropicDialect().body("claude-sonnet-5-5", request, false);
        // `auto` is what it does unless told otherwise.
        assertThat(without(body, "/output_config"))
                .isEqualTo(without((ObjectNode) json("anthropic-request-tools.json"), "/tool_choice"));
    }

    @Test
    void aToolsAnswerGoesBackToAnthropicWithTheCallBeforeIt() {
        var request = with(
                asking(
                        Turn.user("Ada kopi?"),
                        new Turn(
                                Turn.Role.ASSISTANT,
                                List.of(
                                        new Part.Text("Sebentar, saya semak."),
                                        new Part.ToolUse("toolu_01FAKE", "find_product", "{\"query\":\"kopi\"}"))),
                        new Turn(
                                Turn.Role.USER,
                                List.of(new Part.ToolResult(
                                        "toolu_01FAKE",
                                        "[{\"sku\":\"SKU-KOPI-500\",\"name\":\"Kopi 500g\",\"price\":\"24.00\"}]",
                                        false)))),
                List.of(RULES, CATALOG),
                List.of(FIND_PRODUCT));
        var body = new AnthropicDialect().body("claude-sonnet-5-5", request, false);
        assertThat(without(body, "/output_config", "/tools/0/cache_control"))
                .isEqualTo(json("anthropic-request-tool-result.json"));
    }

    @Test
    void anthropicIsHeldToASchema() {
        var sample = json("anthropic-request-structured-output.json");
        var request = new ModelRequest(
                List.of(new SystemBlock("Classify the lead.", false)),
                List.of(Turn.user("<conversation>…</conversation>")),
                List.of(),
                sample.at("/output_config/format/schema").toString(),
                400,
                null,
                null,
                Instant.MAX);
        var body = new AnthropicDialect().body("claude-sonnet-5-5", request, false);
        assertThat(without(body, "/output_config/effort")).isEqualTo(sample);
    }

    @Test
    void openAiIsAskedInItsOwnWordsAndOthersInTheOlderOnes() {
        var request = with(
                asking(Turn.user("Berapa harga teh?")),
                List.of(new SystemBlock("You are the sales assistant.", false)),
                List.of());
        var sample = (ObjectNode) json("openai-chat-request.json");
        assertThat(new OpenAiDialect(true).body("gpt-5.4-mini", request, false)).isEqualTo(sample);

        var older = new OpenAiDialect(false).body("gpt-5.4-mini", request, false);
        assertThat(older.path("max_tokens").intValue()).isEqualTo(1024);
        assertThat(older.has("max_completion_tokens")).isFalse();
        assertThat(older.at("/messages/0/role").stringValue()).isEqualTo("system");
    }

    @Test
    void aToolsAnswerGoesBackToOpenAi() {
        var request = with(
                asking(
                        Turn.user("Ada kopi?"),
                        new Turn(
                                Turn.Role.ASSISTANT,
                                List.of(
                                        new Part.Kept("{\"type\":\"thinking\",\"thinking\":\"\"}"),
                                        new Part.ToolUse("call_FAKE1", "find_product", "{\"query\":\"kopi\"}"))),
                        new Turn(
                                Turn.Role.USER,
                                List.of(new Part.ToolResult("call_FAKE1", "[{\"sku\":\"SKU-KOPI-500\"}]", false)))),
                List.of(),
                List.of());
        var body = new OpenAiDialect(true).body("gpt-5.4-mini", request, false);
        assertThat(without(body, "/max_completion_tokens")).isEqualTo(json("openai-chat-request-tool-result.json"));
    }

    @Test
    void ollamaIsToldHowMuchItHasToKeepInMind() {
        var request = with(
                asking(Turn.user("Berapa harga teh?")),
                List.of(new SystemBlock("You are the sales assistant.", false)),
                List.of());
        var body = new OllamaDialect().body("qwen3:8b", request, false);
        assertThat(without(body, "/options/num_predict")).isEqualTo(json("ollama-chat-request.json"));

        var long_ = new OllamaDialect().body("qwen3:8b", asking(Turn.user("teh ".repeat(10_000))), false);
        assertThat(long_.at("/options/num_ctx").intValue()).isEqualTo(16_384);
    }

    @Test
    void turnsAreAsProvidersTakeThem() {
        var request = with(
                asking(
                        Turn.assistant("Selamat datang!"),
                        Turn.user("  "),
                        Turn.user("Hai"),
                        new Turn(Turn.Role.USER, List.of(new Part.Text(""), new Part.Text("Ada teh?"))),
                        Turn.assistant("Ada.")),
                List.of(new SystemBlock(" ", true)),
                List.of());
        var body = new AnthropicDialect().body("claude-sonnet-5-5", request, false);
        assertThat(body.has("system")).isFalse();
        assertThat(roles(body)).containsExactly("user", "assistant", "user", "assistant", "user");
        assertThat(body.at("/messages/2/content/1/text").stringValue()).isEqualTo("Ada teh?");
        assertThat(said(call(ProviderKind.ANTHROPIC, request)).stop()).isEqualTo(Stop.END);
    }

    @Test
    void ofMoreCacheMarksThanAnthropicTakesTheLastOnesCount() {
        var marked = java.util.stream.IntStream.range(0, 6)
                .mapToObj(number -> new SystemBlock("Block " + number, true))
                .toList();
        var request = with(asking(Turn.user("Hai")), marked, List.of(FIND_PRODUCT));
        var body = new AnthropicDialect().body("claude-sonnet-5-5", request, false);
        assertThat(body.at("/tools/0").has("cache_control")).isFalse();
        assertThat(body.at("/system/1").has("cache_control")).isFalse();
        assertThat(body.at("/system/2").has("cache_control")).isTrue();
        assertThat(said(call(ProviderKind.ANTHROPIC, request)).stop()).isEqualTo(Stop.END);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-5-sonnet-20241022, true",
        "claude-sonnet-4-20250514, true",
        "claude-haiku-4-5, true",
        "claude-haiku-4-5-20251001, true",
        "claude-sonnet-4-6, true",
        "claude-opus-4-6, true",
        "claude-opus-4-7, false",
        "claude-opus-4-8, false",
        "claude-sonnet-5, false",
        "claude-sonnet-5-5, false",
        "claude-haiku-5-5, false",
        "claude-opus-5-5, false",
        "claude-fable-5-1, false",
        "claude-something-new, false"
    })
    void aTemperatureIsForModelsThatTakeOne(String model, boolean takes) {
        var body = new AnthropicDialect().body(model, warm(asking(Turn.user("Hai")), 0.3), false);
        assertThat(body.has("temperature")).isEqualTo(takes);
        assertThat(body.path("output_config").has("effort")).isEqualTo(!takes);
    }

    @Test
    void reasoningModelsOfOpenAiTakeNoTemperatureAndOthersDo() {
        var request = warm(asking(Turn.user("Hai")), 0.3);
        assertThat(new OpenAiDialect(true).body("gpt-5.4-mini", request, false).has("temperature"))
                .isFalse();
        assertThat(new OpenAiDialect(true).body("gpt-4o", request, false).has("temperature"))
                .isTrue();
        assertThat(new OpenAiDialect(false).body("gpt-5-like", request, false).has("temperature"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic-response-text.json, END, Teh 250g berharga RM 7.90. Nak saya tempahkan?, 24, 1840, 0, 31",
        "anthropic-response-cache-write.json, END, ok, 24, 0, 1840, 3",
        "anthropic-response-max-tokens.json, MAX_TOKENS, Harga teh ialah, 24, 1840, 0, 31",
        "anthropic-response-empty-content.json, END, '', 24, 1840, 0, 31",
        "anthropic-response-refusal.json, REFUSAL, '', 24, 1840, 0, 31",
        "anthropic-response-thinking-then-text.json, END, Teh 250g berharga RM 7.90., 24, 1840, 0, 96",
        "anthropic-response-tool-use.json, TOOL_USE, 'Sebentar, saya semak.', 24, 1840, 0, 31",
        "anthropic-stream-text.sse, END, Teh 250g berharga RM 7.90., 24, 1840, 0, 14",
        "anthropic-stream-thinking-text.sse, END, RM 7.90, 24, 1840, 0, 40",
        "anthropic-stream-tool-use.sse, TOOL_USE, '', 24, 1840, 0, 22",
        "openai-chat-response.json, END, Teh 250g berharga RM 7.90., 40, 0, 0, 12",
        "openai-chat-response-tool-calls.json, TOOL_USE, '', 40, 0, 0, 12",
        "openai-chat-stream.sse, END, Teh RM 7.90, 40, 0, 0, 5",
        "openai-chat-stream-tool-calls.sse, TOOL_USE, '', 0, 0, 0, 0",
        "ollama-chat-response.json, END, Teh RM 7.90, 11, 0, 0, 18",
        "ollama-chat-stream.ndjson, END, Teh RM 7.90, 11, 0, 0, 5"
    })
    void whatAProviderSaysIsRead(
            String name, Stop stop, String text, int input, int cacheRead, int cacheWrite, int output) {
        var said = said(receive(name, 200, Map.of(), null));
        assertThat(said.stop()).isEqualTo(stop);
        assertThat(said.text()).isEqualTo(text);
        assertThat(said.usage()).isEqualTo(new Usage(input, cacheRead, cacheWrite, output));
        if (stop == Stop.TOOL_USE) {
            assertThat(said.toolUses()).singleElement().satisfies(call -> {
                assertThat(call.id()).isNotBlank();
                assertThat(call.name()).isEqualTo("find_product");
                assertThat(JSON.readTree(call.inputJson())).isEqualTo(JSON.readTree("{\"query\":\"kopi\"}"));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-response-thinking-then-text.json", "anthropic-stream-thinking-text.sse"})
    void whatAModelThoughtGoesBackUnchanged(String name) {
        var said = said(receive(name, 200, Map.of(), null));
        assertThat(said.parts().getFirst()).isInstanceOf(Part.Kept.class);
        var request = asking(Turn.user("Hai"), new Turn(Turn.Role.ASSISTANT, said.parts()), Turn.user("Lagi?"));
        var sent = new AnthropicDialect().body("claude-sonnet-5-5", request, false);
        var thought = sent.at("/messages/1/content/0");
        assertThat(thought.path("type").stringValue()).isEqualTo("thinking");
        assertThat(thought.path("signature").stringValue()).isEqualTo("FAKEsignature==");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic-error-400.json, 400, INVALID, max_tokens: Field required",
        "anthropic-error-400-system-role.json, 400, INVALID, messages: role 'system' is not supported on this model",
        "anthropic-error-401.json, 401, DENIED, invalid x-api-key",
        "anthropic-error-403.json, 403, DENIED, Your API key does not have permission",
        "anthropic-error-404-retired-model.json, 404, NO_MODEL, model: claude-sonnet-4-20250514",
        "anthropic-error-429.json, 429, BUSY, This request would exceed your organization rate limit",
        "anthropic-error-500.json, 500, OVERLOADED, Internal server error",
        "anthropic-error-529.json, 529, OVERLOADED, Overloaded",
        "openai-error-429.json, 429, BUSY, Rate limit reached",
        "openai-error-insufficient-quota.json, 429, DENIED, You exceeded your current quota",
        "ollama-error-404.json, 404, NO_MODEL, model 'nope' not found"
    })
    void whatAProviderRefusesIsToldInItsWords(String name, int status, Trouble trouble, String words) {
        var failure = failure(receive(name, status, Map.of("retry-after", "7"), null));
        assertThat(failure.trouble()).isEqualTo(trouble);
        assertThat(failure.words()).isEqualTo(words);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void theProvidersWordOnTryingAgainCounts() {
        var no = failure(receive("anthropic-error-529.json", 529, Map.of("x-should-retry", "false"), null));
        assertThat(no.mayTryAgain()).isFalse();
        var yes = failure(receive(
                "anthropic-error-400.json",
                400,
                Map.of("x-should-retry", "true", "retry-after-ms", "120", "retry-after", "1"),
                null));
        assertThat(yes.mayTryAgain()).isTrue();
        assertThat(yes.retryAfter()).isEqualTo(Duration.ofMillis(120));
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic-stream-error-midway.sse, Teh 2, Overloaded",
        "ollama-stream-error.ndjson, Te, an error was encountered while running the model"
    })
    void anErrorInTheMiddleOfAnAnswerEndsIt(String name, String told, String words) {
        var heard = new StringBuilder();
        var failure = failure(receive(name, 200, Map.of(), heard));
        assertThat(failure.trouble()).isEqualTo(Trouble.OVERLOADED);
        assertThat(failure.words()).isEqualTo(words);
        assertThat(heard.toString()).isEqualTo(told);
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void aTextIsToldAsItComesWhereverThePacketsEnd(ProviderKind kind) {
        var text = "Teh தேநீர் 茶 🍵 berharga RM 7.90. ".repeat(20);
        simulator.llm(KEY).answers(text);
        var pieces = new ArrayList<String>();
        var said = said(wire.call(provider(kind), model(kind), asking(Turn.user("Berapa?")), soon(), pieces::add));
        assertThat(said.text()).isEqualTo(text);
        assertThat(pieces).hasSizeGreaterThanOrEqualTo(3);
        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(said.stop()).isEqualTo(Stop.END);
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void aToolIsCalledAndItsAnswerGiven(ProviderKind kind) {
        var question = Turn.user("Ada kopi? [[tool:find_product {\"query\":\"kopi\"}]]");
        var asked = with(asking(question), List.of(RULES), List.of(FIND_PRODUCT));
        var said = said(call(kind, asked));
        assertThat(said.stop()).isEqualTo(Stop.TOOL_USE);
        var use = said.toolUses().getFirst();
        assertThat(JSON.readTree(use.inputJson())).isEqualTo(JSON.readTree("{\"query\":\"kopi\"}"));

        var answered = with(
                asking(
                        question,
                        new Turn(Turn.Role.ASSISTANT, said.parts()),
                        new Turn(
                                Turn.Role.USER,
                                List.of(new Part.Text("Jawab."), new Part.ToolResult(use.id(), "Kopi RM 24", false)))),
                List.of(RULES),
                List.of(FIND_PRODUCT));
        assertThat(call(kind, answered)).isInstanceOf(Said.class);
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void anAnswerSatisfiesTheSchema(ProviderKind kind) {
        var schema = "{\"type\":\"object\",\"properties\":{\"reply\":{\"type\":\"string\"},"
                + "\"colour\":{\"type\":\"string\",\"enum\":[\"green\",\"red\"]},\"score\":{\"type\":\"integer\"}},"
                + "\"required\":[\"reply\",\"colour\",\"score\"],\"additionalProperties\":false}";
        var request = new ModelRequest(
                List.of(RULES), List.of(Turn.user("Hai")), List.of(), schema, 400, null, null, Instant.MAX);
        var answer = JSON.readTree(said(call(kind, request)).text());
        assertThat(answer.path("colour").stringValue()).isEqualTo("green");
        assertThat(answer.path("score").isInt()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"[[refuse]], REFUSAL", "[[max]], MAX_TOKENS", "[[thinking]], END"})
    void whyAModelStoppedIsTold(String marker, Stop stop) {
        assertThat(said(call(ProviderKind.ANTHROPIC, asking(Turn.user("Hai " + marker))))
                        .stop())
                .isEqualTo(stop);
    }

    @Test
    void aConnectionThatBreaksIsNoAnswer() {
        var heard = new StringBuilder();
        var outcome = wire.call(
                provider(ProviderKind.ANTHROPIC),
                "claude-sonnet-5-5",
                asking(Turn.user("Hai [[cut]]")),
                soon(),
                heard::append);
        assertThat(failure(outcome).trouble()).isEqualTo(Trouble.BROKEN);
        assertThat(heard.toString()).isNotEmpty();
    }

    @Test
    void whoDoesNotBeginInTimeIsNotWaitedFor() {
        var began = System.nanoTime();
        var outcome = call(ProviderKind.ANTHROPIC, asking(Turn.user("Hai [[slow:60000]]")));
        assertThat(failure(outcome).trouble()).isEqualTo(Trouble.TIMED_OUT);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void whatASpecificationMayGetWrongIsRefusedByTheSimulator() {
        assertThat(failure(call(ProviderKind.ANTHROPIC, "claude-sonnet-4-20250514", asking(Turn.user("Hai"))))
                        .trouble())
                .isEqualTo(Trouble.NO_MODEL);
        assertThat(failure(call(ProviderKind.OLLAMA, "nope", asking(Turn.user("Hai"))))
                        .words())
                .isEqualTo("model 'nope' not found");
    }

    @Test
    void aKeyIsInNoWordsOfOurs() {
        var secret = "sk-secret-which-nobody-sees";
        var provider = new Provider(
                1, ProviderKind.OPENAI, simulator.openAiUri(), false, "gpt-5.4-mini", null, secret, Budget.NONE, false);
        simulator
                .llm(secret)
                .answers(LlmAnswer.raw(
                        401,
                        "application/json",
                        "{\"error\":{\"message\":\"Incorrect API key provided: " + secret + "\"}}",
                        Map.of()));
        var failure = failure(wire.call(provider, "gpt-5.4-mini", asking(Turn.user("Hai")), soon(), null));
        assertThat(failure.words()).isEqualTo("Incorrect API key provided: ****");
        assertThat(provider.toString()).doesNotContain(secret);
        assertThat(provider.fingerprint()).doesNotContain(secret);

        var impossible = new Provider(
                1,
                ProviderKind.OPENAI,
                simulator.openAiUri(),
                false,
                "gpt-5.4-mini",
                null,
                "sk-with\nline",
                Budget.NONE,
                false);
        assertThat(failure(wire.call(impossible, "gpt-5.4-mini", asking(Turn.user("Hai")), soon(), null))
                        .words())
                .doesNotContain("sk-with");
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.example.com, Give an address that begins with https.",
        "https://10.1.2.3/v1, The address leads into a private network; the operator of this installation has to allow it.",
        "https://localhost:11434, The address leads into a private network; the operator of this installation has to allow it.",
        "https://[::1]/v1, The address leads into a private network; the operator of this installation has to allow it.",
        "https://169.254.169.254, The address leads into a private network; the operator of this installation has to allow it.",
        "ftp://127.0.0.1, Give an address that begins with https."
    })
    void anAddressOfOurOwnNetworkIsNotCalledUnlessTheOperatorAllowsIt(String address, String refusal) {
        var provider = new Provider(
                1, ProviderKind.COMPATIBLE, URI.create(address), true, "m", null, null, Budget.NONE, false);
        assertThat(failure(wire.call(provider, "m", asking(Turn.user("Hai")), soon(), null))
                        .words())
                .isEqualTo(refusal);
    }

    @Test
    void whatIsReadFromTheCacheCostsATenth() {
        var price = new ModelSettings.Price(new BigDecimal("2"), new BigDecimal("10"), null, null);
        assertThat(price.of(new Usage(1_000_000, 0, 0, 0))).isEqualByComparingTo("2");
        assertThat(price.of(new Usage(0, 1_000_000, 0, 0))).isEqualByComparingTo("0.2");
        assertThat(price.of(new Usage(0, 0, 1_000_000, 0))).isEqualByComparingTo("2.5");
        assertThat(price.of(new Usage(24, 1840, 0, 31))).isEqualByComparingTo("0.000726");
    }

    /// The provider answers with a recorded sample.
    private Outcome receive(String name, int status, Map<String, String> headers, @Nullable StringBuilder heard) {
        var kind = name.startsWith("anthropic")
                ? ProviderKind.ANTHROPIC
                : name.startsWith("openai") ? ProviderKind.OPENAI : ProviderKind.OLLAMA;
        var type = name.endsWith(".sse")
                ? "text/event-stream"
                : name.endsWith(".ndjson") ? "application/x-ndjson" : "application/json";
        simulator.llm(KEY).answers(LlmAnswer.raw(status, type, sample(name), new LinkedHashMap<>(headers)));
        return wire.call(
                provider(kind), model(kind), asking(Turn.user("Hai")), soon(), heard == null ? null : heard::append);
    }

    private Outcome call(ProviderKind kind, ModelRequest request) {
        return call(kind, model(kind), request);
    }

    private Outcome call(ProviderKind kind, String model, ModelRequest request) {
        return wire.call(provider(kind), model, request, soon(), null);
    }

    private Provider provider(ProviderKind kind) {
        var base = switch (kind) {
            case ANTHROPIC -> simulator.anthropicUri();
            case OPENAI -> simulator.openAiUri();
            case COMPATIBLE -> simulator.compatibleUri();
            case OLLAMA -> simulator.ollamaUri();
        };
        return new Provider(1, kind, base, false, model(kind), null, KEY, Budget.NONE, false);
    }

    private static String model(ProviderKind kind) {
        return MODELS.getOrDefault(kind, "");
    }

    private static Duration soon() {
        return Duration.ofSeconds(10);
    }

    private static Said said(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Said.class);
        return (Said) outcome;
    }

    private static Failure failure(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Failure.class);
        return (Failure) outcome;
    }

    private static List<String> roles(ObjectNode body) {
        var roles = new ArrayList<String>();
        body.path("messages").forEach(message -> roles.add(message.path("role").stringValue()));
        return roles;
    }

    private static JsonNode json(String name) {
        return JSON.readTree(sample(name));
    }

    private static String sample(String name) {
        USED.add(name);
        try {
            return Files.readString(SAMPLES.resolve(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
