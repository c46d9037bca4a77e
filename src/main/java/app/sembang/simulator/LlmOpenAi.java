package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chat Completions, as OpenAI has them or as a server has them that knows the older words only.
final class LlmOpenAi implements LlmVendor {
    private static final Set<String> OPENAI =
            Set.of("gpt-5.6", "gpt-5.5", "gpt-5.4", "gpt-5.4-mini", "gpt-4o", "gpt-4o-mini");
    private static final Set<String> COMPATIBLE = Set.of("qwen3-32b", "llama-4");
    private static final Pattern REASONING = Pattern.compile("gpt-5.*");

    private final AtomicLong ids = new AtomicLong();
    private final boolean openAi;

    LlmOpenAi(boolean openAi) {
        this.openAi = openAi;
    }

    @Override
    public String name() {
        return openAi ? "openai" : "compatible";
    }

    @Override
    public @Nullable String key(HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        return header != null && header.startsWith("Bearer ") ? header.substring(7) : null;
    }

    @Override
    public void check(HttpExchange exchange, JsonNode body) {
        var model = body.path("model").stringValue("");
        require(!model.isEmpty(), "you must provide a model parameter");
        if (!(openAi ? OPENAI : COMPATIBLE).contains(model)) {
            throw new LlmRefusal(404, "model_not_found", "The model '" + model + "' does not exist");
        }
        boolean reasoning = openAi && REASONING.matcher(model).matches();
        require(!reasoning || !body.has("max_tokens"), "Unsupported parameter: 'max_tokens' is not supported");
        require(!reasoning || !body.has("temperature"), "Unsupported value: 'temperature' does not support this");
        for (var word : openAi ? List.<String>of() : List.of("max_completion_tokens", "stream_options")) {
            require(!body.has(word), "Extra inputs are not permitted: " + word);
        }
        require(body.path("messages").isArray() && !body.path("messages").isEmpty(), "'messages' is required");
        messages(body.path("messages"));
    }

    private void messages(JsonNode messages) {
        var open = new HashSet<String>();
        for (var message : messages) {
            var role = message.path("role").stringValue("");
            require(!role.equals("developer") || openAi, "Unexpected role 'developer'");
            if (role.equals("tool")) {
                require(
                        open.remove(message.path("tool_call_id").stringValue("")),
                        "messages with role 'tool' must be a response to a preceding message with 'tool_calls'");
                continue;
            }
            require(open.isEmpty(), "An assistant message with 'tool_calls' must be followed by tool messages");
            for (var call : message.path("tool_calls")) {
                open.add(call.path("id").stringValue(""));
            }
            boolean says = !message.path("content").stringValue("").isEmpty()
                    || !message.path("content").isEmpty();
            require(says || !open.isEmpty(), "Invalid value for 'content': expected a string, got null");
        }
        require(open.isEmpty(), "An assistant message with 'tool_calls' must be followed by tool messages");
    }

    private static void require(boolean right, String message) {
        if (!right) throw new LlmRefusal(400, "invalid_request_error", message);
    }

    @Override
    public boolean streams(JsonNode body) {
        return body.path("stream").asBoolean(false);
    }

    @Override
    public JsonNode answer(JsonNode body, LlmAnswer.Said said) {
        var answer = head(body, "chat.completion");
        var choice = answer.putArray("choices").addObject().put("index", 0);
        var message = choice.putObject("message").put("role", "assistant");
        message.put("content", said.text().isEmpty() ? null : said.text());
        message.put("refusal", said.stop().equals("refusal") ? "I cannot help with that." : null);
        if (!said.calls().isEmpty()) message.set("tool_calls", calls(said));
        choice.put("finish_reason", reason(said));
        answer.set("usage", usage(body, said));
        return answer;
    }

    private ObjectNode head(JsonNode body, String object) {
        var head = Simulator.JSON
                .createObjectNode()
                .put("id", "chatcmpl-sim" + ids.incrementAndGet())
                .put("object", object)
                .put("created", 1_763_600_000);
        head.set("model", body.path("model"));
        return head;
    }

    private ArrayNode calls(LlmAnswer.Said said) {
        var calls = Simulator.JSON.createArrayNode();
        for (var call : said.calls()) {
            calls.addObject()
                    .put("id", "call_sim" + ids.incrementAndGet())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.input());
        }
        return calls;
    }

    private static String reason(LlmAnswer.Said said) {
        return switch (said.stop()) {
            case "tool" -> "tool_calls";
            case "length" -> "length";
            case "refusal" -> "content_filter";
            default -> "stop";
        };
    }

    private static ObjectNode usage(JsonNode body, LlmAnswer.Said said) {
        int prompt = LlmTokens.of(body.path("messages"));
        int completion = LlmTokens.of(said);
        var usage = Simulator.JSON
                .createObjectNode()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
        return usage;
    }

    @Override
    public List<String> stream(JsonNode body, LlmAnswer.Said said) {
        var events = new ArrayList<String>();
        var first = Simulator.JSON.createObjectNode().put("role", "assistant").put("content", "");
        events.add(chunk(body, first, null));
        for (var piece : LlmTokens.pieces(said.text())) {
            events.add(chunk(body, Simulator.JSON.createObjectNode().put("content", piece), null));
        }
        int index = 0;
        for (var call : calls(said)) {
            var start = Simulator.JSON.createObjectNode();
            var head = (ObjectNode) call.deepCopy();
            head.put("index", index).withObject("function").put("arguments", "");
            start.putArray("tool_calls").add(head);
            events.add(chunk(body, start, null));
            for (var piece :
                    LlmTokens.pieces(call.path("function").path("arguments").stringValue(""))) {
                var delta = Simulator.JSON.createObjectNode();
                delta.putArray("tool_calls")
                        .addObject()
                        .put("index", index)
                        .putObject("function")
                        .put("arguments", piece);
                events.add(chunk(body, delta, null));
            }
            index++;
        }
        events.add(chunk(body, Simulator.JSON.createObjectNode(), reason(said)));
        if (body.path("stream_options").path("include_usage").asBoolean(false)) {
            var last = head(body, "chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage(body, said));
            events.add("data: " + last + "\n\n");
        }
        events.add("data: [DONE]\n\n");
        return events;
    }

    private String chunk(JsonNode body, ObjectNode delta, @Nullable String reason) {
        var chunk = head(body, "chat.completion.chunk");
        var choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", reason);
        return "data: " + chunk + "\n\n";
    }

    @Override
    public String streamType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public String brokenOff() {
        return "data: " + error(500, "server_error", "The server had an error while processing your request") + "\n\n";
    }

    @Override
    public JsonNode error(int status, String type, String message) {
        var code = switch (status) {
            case 401 -> "invalid_api_key";
            case 404 -> "model_not_found";
            case 429 -> "rate_limit_exceeded";
            default -> null;
        };
        var answer = Simulator.JSON.createObjectNode();
        answer.putObject("error")
                .put("message", message)
                .put("type", type)
                .putNull("param")
                .put("code", code);
        return answer;
    }

    @Override
    public JsonNode models() {
        var answer = Simulator.JSON.createObjectNode().put("object", "list");
        var data = answer.putArray("data");
        (openAi ? OPENAI : COMPATIBLE)
                .stream().sorted().forEach(id -> data.addObject().put("id", id).put("object", "model"));
        return answer;
    }
}
