package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's Messages API, as strict as it is.
final class LlmAnthropic implements LlmVendor {
    private static final Set<String> NEWER = Set.of(
            "claude-haiku-5-5",
            "claude-sonnet-5-5",
            "claude-opus-5-5",
            "claude-fable-5-1",
            "claude-sonnet-5",
            "claude-opus-5",
            "claude-opus-4-8",
            "claude-opus-4-7");
    private static final Set<String> OLDER =
            Set.of("claude-haiku-4-5", "claude-sonnet-4-6", "claude-opus-4-6", "claude-sonnet-4-5");
    /// Of these an answer may not be begun by the caller.
    private static final Set<String> TAKE_A_BEGINNING = Set.of("claude-haiku-4-5", "claude-sonnet-4-5");
    private static final int MOST_CACHE_MARKS = 4;

    private final AtomicLong ids = new AtomicLong();

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public @Nullable String key(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("x-api-key");
    }

    @Override
    public void check(HttpExchange exchange, JsonNode body) {
        require(exchange.getRequestHeaders().containsKey("anthropic-version"), "anthropic-version: header is required");
        require(body.path("model").isString(), "model: Field required");
        require(body.path("max_tokens").isNumber(), "max_tokens: Field required");
        require(body.path("messages").isArray() && !body.path("messages").isEmpty(), "messages: Field required");
        var model = body.path("model").stringValue("");
        if (!NEWER.contains(model) && !OLDER.contains(model)) {
            throw new LlmRefusal(404, "not_found_error", "model: " + model);
        }
        boolean newer = NEWER.contains(model);
        for (var parameter : List.of("temperature", "top_p", "top_k")) {
            require(!newer || !body.has(parameter), parameter + ": not supported on this model");
        }
        require(
                !newer || !body.path("thinking").path("type").stringValue("").equals("enabled"),
                "thinking: type 'enabled' is not supported on this model");
        require(
                newer || !body.path("output_config").has("effort"),
                "output_config.effort: not supported on this model");
        require(count(body, "cache_control") <= MOST_CACHE_MARKS, "A maximum of 4 blocks with cache_control");
        system(body.path("system"));
        messages(body.path("messages"), TAKE_A_BEGINNING.contains(model));
    }

    private static void system(JsonNode system) {
        for (var block : system) {
            require(
                    !block.path("text").stringValue("").isBlank(),
                    "system: text content blocks must contain non-whitespace text");
        }
    }

    private static void messages(JsonNode messages, boolean takesABeginning) {
        Set<String> open = Set.of();
        var last = "";
        for (var message : messages) {
            last = message.path("role").stringValue("");
            require(!last.equals("system"), "messages: role 'system' is not supported on this model");
            require(last.equals("user") || last.equals("assistant"), "messages: unexpected role");
            var content = message.path("content");
            require(
                    content.isArray()
                            ? !content.isEmpty()
                            : !content.stringValue("").isBlank(),
                    "messages: empty content");
            open = blocks(content, last, open);
        }
        require(
                messages.get(0).path("role").stringValue("").equals("user"),
                "messages: first message must use the user role");
        require(open.isEmpty(), "messages: tool_use ids were found without tool_result blocks");
        require(takesABeginning || !last.equals("assistant"), "This model does not support assistant message prefill");
    }

    /// The tool calls this message leaves open.
    private static Set<String> blocks(JsonNode content, String role, Set<String> open) {
        var answered = new HashSet<String>();
        var calls = new HashSet<String>();
        boolean texts = false;
        for (var block : content.isArray() ? content : Simulator.JSON.createArrayNode()) {
            switch (block.path("type").stringValue("")) {
                case "text" -> {
                    require(
                            !block.path("text").stringValue("").isBlank(),
                            "messages: text content blocks must be non-empty");
                    texts = true;
                }
                case "tool_use" -> {
                    require(role.equals("assistant") && block.path("input").isObject(), "messages: bad tool_use");
                    calls.add(block.path("id").stringValue(""));
                }
                case "tool_result" -> {
                    require(role.equals("user") && !texts, "messages: tool_result blocks must come first");
                    var id = block.path("tool_use_id").stringValue("");
                    require(open.contains(id), "messages: unexpected tool_use_id found in tool_result blocks: " + id);
                    answered.add(id);
                }
                case "thinking", "redacted_thinking" ->
                    require(role.equals("assistant"), "messages: thinking of the user");
                default -> require(false, "messages: unknown type of content");
            }
        }
        require(answered.equals(open), "messages: tool_use ids were found without tool_result blocks");
        return calls;
    }

    private static int count(JsonNode node, String field) {
        int found = node.has(field) ? 1 : 0;
        for (var child : node) found += count(child, field);
        return found;
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
        var answer = Simulator.JSON
                .createObjectNode()
                .put("id", "msg_sim" + ids.incrementAndGet())
                .put("type", "message")
                .put("role", "assistant");
        answer.set("model", body.path("model"));
        answer.set("content", content(said));
        answer.put("stop_reason", reason(said)).putNull("stop_sequence");
        if (said.stop().equals("refusal")) {
            answer.putObject("stop_details")
                    .put("type", "refusal")
                    .put("category", "general_harms")
                    .putNull("explanation");
        }
        answer.set("usage", usage(body).put("output_tokens", LlmTokens.of(said)));
        return answer;
    }

    private ArrayNode content(LlmAnswer.Said said) {
        var content = Simulator.JSON.createArrayNode();
        if (said.thinks()) {
            content.addObject().put("type", "thinking").put("thinking", "").put("signature", "simulated==");
        }
        if (!said.text().isEmpty()) content.addObject().put("type", "text").put("text", said.text());
        for (var call : said.calls()) {
            content.addObject()
                    .put("type", "tool_use")
                    .put("id", "toolu_sim" + ids.incrementAndGet())
                    .put("name", call.name())
                    .set("input", Simulator.JSON.readTree(call.input()));
        }
        return content;
    }

    private static String reason(LlmAnswer.Said said) {
        return switch (said.stop()) {
            case "tool" -> "tool_use";
            case "length" -> "max_tokens";
            case "refusal" -> "refusal";
            default -> "end_turn";
        };
    }

    /// What stands up to the last mark counts as read from the cache.
    private static ObjectNode usage(JsonNode body) {
        int cached = 0;
        int length = 0;
        for (var block : body.path("system")) {
            length += block.path("text").stringValue("").length();
            if (block.has("cache_control")) cached = length;
        }
        return Simulator.JSON
                .createObjectNode()
                .put("input_tokens", LlmTokens.of(body.path("messages")))
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", cached / LlmTokens.CHARACTERS);
    }

    @Override
    public List<String> stream(JsonNode body, LlmAnswer.Said said) {
        var whole = (ObjectNode) answer(body, said);
        var events = new ArrayList<String>();
        var start = whole.deepCopy();
        start.putArray("content");
        start.putNull("stop_reason").withObject("usage").put("output_tokens", 1);
        events.add(event("message_start", Simulator.JSON.createObjectNode().set("message", start)));
        int index = 0;
        for (var block : whole.path("content")) {
            block((ObjectNode) block, index++, events);
            events.add(event("ping", Simulator.JSON.createObjectNode()));
        }
        var end = Simulator.JSON.createObjectNode();
        end.putObject("delta").set("stop_reason", whole.path("stop_reason"));
        end.putObject("usage").set("output_tokens", whole.path("usage").path("output_tokens"));
        events.add(event("message_delta", end));
        events.add(event("message_stop", Simulator.JSON.createObjectNode()));
        return events;
    }

    private static void block(ObjectNode block, int index, List<String> events) {
        var json = Simulator.JSON;
        var type = block.path("type").stringValue("");
        var start = json.createObjectNode().put("index", index);
        var head = start.putObject("content_block").put("type", type);
        var deltas = new ArrayList<ObjectNode>();
        switch (type) {
            case "text" -> {
                head.put("text", "");
                for (var piece : LlmTokens.pieces(block.path("text").stringValue(""))) {
                    deltas.add(json.createObjectNode().put("type", "text_delta").put("text", piece));
                }
            }
            case "thinking" -> {
                head.put("thinking", "");
                deltas.add(json.createObjectNode().put("type", "thinking_delta").put("thinking", "Let me see."));
                deltas.add(
                        json.createObjectNode().put("type", "signature_delta").put("signature", "simulated=="));
            }
            default -> {
                head.setAll(block.deepCopy());
                head.putObject("input");
                for (var piece : LlmTokens.pieces(block.path("input").toString())) {
                    deltas.add(json.createObjectNode()
                            .put("type", "input_json_delta")
                            .put("partial_json", piece));
                }
            }
        }
        events.add(event("content_block_start", start));
        for (var delta : deltas) {
            var node = json.createObjectNode().put("index", index);
            node.set("delta", delta);
            events.add(event("content_block_delta", node));
        }
        events.add(event("content_block_stop", json.createObjectNode().put("index", index)));
    }

    private static String event(String type, JsonNode fields) {
        var data = Simulator.JSON.createObjectNode().put("type", type);
        data.setAll((ObjectNode) fields);
        return "event: " + type + "\ndata: " + data + "\n\n";
    }

    @Override
    public String streamType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public String brokenOff() {
        return "event: error\ndata: " + error(529, "overloaded_error", "Overloaded") + "\n\n";
    }

    @Override
    public JsonNode error(int status, String type, String message) {
        var error = Simulator.JSON.createObjectNode().put("type", "error");
        error.putObject("error").put("type", type).put("message", message);
        return error.put("request_id", "req_sim" + ids.incrementAndGet());
    }

    @Override
    public JsonNode models() {
        var answer = Simulator.JSON.createObjectNode();
        var data = answer.putArray("data");
        NEWER.stream()
                .sorted()
                .forEach(id -> data.addObject().put("type", "model").put("id", id));
        OLDER.stream()
                .sorted()
                .forEach(id -> data.addObject().put("type", "model").put("id", id));
        return answer.put("has_more", false);
    }
}
