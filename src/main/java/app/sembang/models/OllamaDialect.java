package app.sembang.models;

import app.sembang.models.ModelReply.Stop;
import app.sembang.models.ModelReply.Usage;
import app.sembang.models.Outcome.Failure;
import app.sembang.models.Outcome.Trouble;
import app.sembang.shared.Ids;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Ollama's own chat. A stream is one JSON document a line, and the default.
final class OllamaDialect implements Dialect {
    private static final int SMALLEST_CONTEXT = 8_192;
    private static final int LARGEST_CONTEXT = 131_072;
    private static final int CHARACTERS_A_TOKEN = 3;

    @Override
    public String path() {
        return "/api/chat";
    }

    @Override
    public void authorize(HttpRequest.Builder request, @Nullable String key) {
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
    }

    @Override
    public ObjectNode body(String model, ModelRequest request, boolean stream) {
        var body = JSON.createObjectNode().put("model", model).put("stream", stream);
        var messages = body.putArray("messages");
        var system = Dialect.system(request);
        if (!system.isEmpty()) {
            messages.addObject().put("role", "system").put("content", system);
        }
        var toolNames = new HashMap<String, String>();
        for (var turn : Dialect.inOrder(request.turns())) {
            messages(messages, turn, toolNames);
        }
        OpenAiDialect.functions(body, request);
        if (request.answerSchema() != null) {
            body.set("format", JSON.readTree(request.answerSchema()));
        }
        var options = body.putObject("options")
                .put("num_ctx", context(messages.toString().length(), request.maxTokens()))
                .put("num_predict", request.maxTokens());
        if (request.temperature() != null) {
            options.put("temperature", request.temperature());
        }
        return body;
    }

    /// Beyond its context Ollama cuts the input and says nothing. In doublings, for each new size makes
    /// it load the model again.
    private static int context(int characters, int maxTokens) {
        int needed = characters / CHARACTERS_A_TOKEN + maxTokens;
        int context = SMALLEST_CONTEXT;
        while (context < needed && context < LARGEST_CONTEXT) {
            context *= 2;
        }
        return context;
    }

    private static void messages(ArrayNode messages, Turn turn, Map<String, String> toolNames) {
        var text = Dialect.text(turn);
        if (turn.role() == Turn.Role.USER) {
            for (var part : turn.parts()) {
                if (part instanceof Part.ToolResult(var id, var content, var _)) {
                    messages.addObject()
                            .put("role", "tool")
                            .put("tool_name", toolNames.getOrDefault(id, ""))
                            .put("content", content);
                }
            }
            if (!text.isEmpty()) {
                messages.addObject().put("role", "user").put("content", text);
            }
            return;
        }
        var calls = JSON.createArrayNode();
        for (var part : turn.parts()) {
            if (part instanceof Part.ToolUse(var id, var name, var input)) {
                toolNames.put(id, name);
                calls.addObject()
                        .putObject("function")
                        .put("name", name)
                        .set("arguments", JSON.readTree(Dialect.object(input)));
            }
        }
        if (!text.isEmpty() || !calls.isEmpty()) {
            var message = messages.addObject().put("role", "assistant").put("content", text);
            if (!calls.isEmpty()) {
                message.set("tool_calls", calls);
            }
        }
    }

    @Override
    public Outcome read(JsonNode answer) {
        if (!(answer.path("message") instanceof ObjectNode message)) {
            return Dialect.unreadable();
        }
        var parts = new ArrayList<Part>();
        var text = message.path("content").stringValue("");
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
        for (var call : message.path("tool_calls")) {
            var function = call.path("function");
            // Ollama gives its calls no ids.
            parts.add(new Part.ToolUse(
                    "call_" + Ids.next(),
                    function.path("name").stringValue(""),
                    Dialect.object(function.path("arguments").toString())));
        }
        boolean calls = parts.stream().anyMatch(Part.ToolUse.class::isInstance);
        var stop = switch (answer.path("done_reason").stringValue("")) {
            case "stop" -> calls ? Stop.TOOL_USE : Stop.END;
            case "length" -> Stop.MAX_TOKENS;
            default -> Stop.OTHER;
        };
        return new Outcome.Said(
                parts,
                stop,
                new Usage(
                        answer.path("prompt_eval_count").asInt(0),
                        0,
                        0,
                        answer.path("eval_count").asInt(0)),
                answer.path("model").stringValue(""));
    }

    @Override
    public Assembly assembly(Consumer<String> onText) {
        return new Lines(onText);
    }

    private static final class Lines extends Assembly {
        private final StringBuilder text = new StringBuilder();
        private final ArrayNode calls = JSON.createArrayNode();
        private @Nullable ObjectNode last;

        Lines(Consumer<String> onText) {
            super(onText);
        }

        @Override
        void take(String data) {
            var line = Dialect.tree(data);
            if (line.path("error").isString()) {
                failed(new Failure(Trouble.OVERLOADED, line.path("error").stringValue("")));
                return;
            }
            var message = line.path("message");
            var piece = message.path("content").stringValue("");
            text.append(piece);
            tell(piece);
            message.path("tool_calls").forEach(calls::add);
            if (line.path("done").asBoolean(false) && line instanceof ObjectNode done) {
                last = done.deepCopy();
            }
        }

        @Override
        @Nullable
        JsonNode whole() {
            if (last != null) {
                last.putObject("message").put("content", text.toString()).set("tool_calls", calls);
            }
            return last;
        }
    }

    @Override
    public Failure refused(int status, HttpHeaders headers, JsonNode body) {
        var words = body.path("error").stringValue("");
        return new Failure(
                Dialect.trouble(status), words.isEmpty() ? "HTTP " + status : words, Dialect.retryAfter(headers), null);
    }
}
