package app.sembang.models;

import app.sembang.models.ModelReply.Stop;
import app.sembang.models.ModelReply.Usage;
import app.sembang.models.Outcome.Failure;
import app.sembang.models.Outcome.Trouble;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Chat Completions, as OpenAI speaks it or as the many servers do that know its older words.
final class OpenAiDialect implements Dialect {
    private static final Pattern REASONING = Pattern.compile("(gpt-[5-9]|o\\d).*");

    private final boolean openAi;

    OpenAiDialect(boolean openAi) {
        this.openAi = openAi;
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public void authorize(HttpRequest.Builder request, @Nullable String key) {
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
    }

    @Override
    public ObjectNode body(String model, ModelRequest request, boolean stream) {
        var body = JSON.createObjectNode()
                .put("model", model)
                .put(openAi ? "max_completion_tokens" : "max_tokens", request.maxTokens());
        var messages = body.putArray("messages");
        var system = Dialect.system(request);
        if (!system.isEmpty()) {
            messages.addObject().put("role", openAi ? "developer" : "system").put("content", system);
        }
        for (var turn : Dialect.inOrder(request.turns())) {
            messages(messages, turn);
        }
        functions(body, request);
        if (request.temperature() != null
                && !(openAi && REASONING.matcher(model).matches())) {
            body.put("temperature", request.temperature());
        }
        if (request.answerSchema() != null) {
            var format = body.putObject("response_format").put("type", "json_schema");
            format.putObject("json_schema")
                    .put("name", "answer")
                    .put("strict", true)
                    .set("schema", JSON.readTree(request.answerSchema()));
        }
        if (stream) {
            body.put("stream", true);
            if (openAi) {
                body.putObject("stream_options").put("include_usage", true);
            }
        }
        return body;
    }

    static void functions(ObjectNode body, ModelRequest request) {
        if (request.tools().isEmpty()) {
            return;
        }
        var tools = body.putArray("tools");
        for (var tool : request.tools()) {
            tools.addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("parameters", JSON.readTree(tool.inputSchema()));
        }
    }

    private static void messages(ArrayNode messages, Turn turn) {
        var text = Dialect.text(turn);
        if (turn.role() == Turn.Role.ASSISTANT) {
            var calls = JSON.createArrayNode();
            for (var part : turn.parts()) {
                if (part instanceof Part.ToolUse(var id, var name, var input)) {
                    calls.addObject()
                            .put("id", id)
                            .put("type", "function")
                            .putObject("function")
                            .put("name", name)
                            .put("arguments", input);
                }
            }
            if (text.isEmpty() && calls.isEmpty()) {
                return;
            }
            var message = messages.addObject().put("role", "assistant").put("content", text.isEmpty() ? null : text);
            if (!calls.isEmpty()) {
                message.set("tool_calls", calls);
            }
            return;
        }
        for (var part : turn.parts()) {
            if (part instanceof Part.ToolResult(var id, var content, var _)) {
                messages.addObject().put("role", "tool").put("tool_call_id", id).put("content", content);
            }
        }
        if (!text.isEmpty()) {
            messages.addObject().put("role", "user").put("content", text);
        }
    }

    @Override
    public Outcome read(JsonNode answer) {
        if (!(answer.path("choices").path(0).path("message") instanceof ObjectNode message)) {
            return Dialect.unreadable();
        }
        var parts = new ArrayList<Part>();
        var text = message.path("content").stringValue("");
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
        for (var call : message.path("tool_calls")) {
            var function = call.path("function");
            parts.add(new Part.ToolUse(
                    call.path("id").stringValue(""),
                    function.path("name").stringValue(""),
                    Dialect.object(function.path("arguments").stringValue("{}"))));
        }
        boolean declined = !message.path("refusal").stringValue("").isEmpty();
        var stop = switch (answer.path("choices").path(0).path("finish_reason").stringValue("")) {
            case "stop" -> declined ? Stop.REFUSAL : Stop.END;
            case "length" -> Stop.MAX_TOKENS;
            case "tool_calls", "function_call" -> Stop.TOOL_USE;
            case "content_filter" -> Stop.REFUSAL;
            default -> Stop.OTHER;
        };
        return new Outcome.Said(parts, stop, usage(answer), answer.path("model").stringValue(""));
    }

    /// `prompt_tokens` counts what came from the cache too.
    private static Usage usage(JsonNode answer) {
        var usage = answer.path("usage");
        int prompt = usage.path("prompt_tokens").asInt(0);
        int cached = usage.path("prompt_tokens_details").path("cached_tokens").asInt(0);
        return new Usage(
                Math.max(0, prompt - cached),
                cached,
                0,
                usage.path("completion_tokens").asInt(0));
    }

    @Override
    public Assembly assembly(Consumer<String> onText) {
        return new Chunks(onText);
    }

    private static final class Chunks extends Assembly {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final TreeMap<Integer, ObjectNode> calls = new TreeMap<>();
        private final ObjectNode answer = JSON.createObjectNode();
        private String finish = "";

        Chunks(Consumer<String> onText) {
            super(onText);
        }

        @Override
        void take(String data) {
            if (data.equals("[DONE]")) {
                return;
            }
            var chunk = Dialect.tree(data);
            if (chunk.path("error").isObject()) {
                failed(failureOf(0, chunk.path("error")));
                return;
            }
            if (chunk.path("model").isString()) {
                answer.set("model", chunk.path("model"));
            }
            if (chunk.path("usage").isObject()) {
                answer.set("usage", chunk.path("usage"));
            }
            var choice = chunk.path("choices").path(0);
            var delta = choice.path("delta");
            var piece = delta.path("content").stringValue("");
            text.append(piece);
            tell(piece);
            refusal.append(delta.path("refusal").stringValue(""));
            for (var call : delta.path("tool_calls")) {
                call(call);
            }
            finish = choice.path("finish_reason").stringValue(finish);
        }

        private void call(JsonNode piece) {
            var call = calls.computeIfAbsent(piece.path("index").asInt(0), _ -> JSON.createObjectNode());
            if (piece.path("id").isString()) {
                call.set("id", piece.path("id"));
            }
            var function = call.withObject("function");
            for (var field : new String[] {"name", "arguments"}) {
                function.put(
                        field,
                        function.path(field).stringValue("")
                                + piece.path("function").path(field).stringValue(""));
            }
        }

        /// The end counts, not `[DONE]`, which some servers leave out. So a caller has to read on to
        /// the end of the stream, behind which usage may stand.
        @Override
        @Nullable
        JsonNode whole() {
            if (finish.isEmpty()) {
                return null;
            }
            var choice = answer.putArray("choices").addObject().put("finish_reason", finish);
            var message =
                    choice.putObject("message").put("content", text.toString()).put("refusal", refusal.toString());
            var all = message.putArray("tool_calls");
            calls.values().forEach(all::add);
            return answer;
        }
    }

    @Override
    public Failure refused(int status, HttpHeaders headers, JsonNode body) {
        var error = body.path("error");
        var failure = failureOf(status, error);
        var again = headers.firstValue("x-should-retry").map(Boolean::valueOf).orElse(null);
        return new Failure(failure.trouble(), failure.words(), Dialect.retryAfter(headers), again);
    }

    /// A 429 has two meanings, and only one of them passes.
    private static Failure failureOf(int status, JsonNode error) {
        var code = error.path("code").stringValue(error.path("type").stringValue(""));
        var trouble = switch (code) {
            case "insufficient_quota", "invalid_api_key", "billing_not_active" -> Trouble.DENIED;
            case "model_not_found" -> Trouble.NO_MODEL;
            case "rate_limit_exceeded" -> Trouble.BUSY;
            case "server_error" -> Trouble.OVERLOADED;
            default -> status == 0 ? Trouble.BROKEN : Dialect.trouble(status);
        };
        var words =
                error.isString() ? error.stringValue("") : error.path("message").stringValue("");
        return new Failure(trouble, words.isEmpty() ? "HTTP " + status : words);
    }
}
