package app.sembang.models;

import app.sembang.models.ModelReply.Stop;
import app.sembang.models.ModelReply.Usage;
import app.sembang.models.Outcome.Failure;
import app.sembang.models.Outcome.Trouble;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's Messages API. The base prompt is a field of its own, not a message.
final class AnthropicDialect implements Dialect {
    private static final String VERSION = "2023-06-01";
    private static final int MOST_CACHE_MARKS = 4;
    private static final Pattern NAME =
            Pattern.compile("claude-(opus|sonnet|haiku)-(\\d+)(?:-(\\d{1,2}))?(?:-\\d{8})?");

    @Override
    public String path() {
        return "/v1/messages";
    }

    @Override
    public void authorize(HttpRequest.Builder request, @Nullable String key) {
        request.header("anthropic-version", VERSION);
        if (key != null) {
            request.header("x-api-key", key);
        }
    }

    @Override
    public ObjectNode body(String model, ModelRequest request, boolean stream) {
        var body = JSON.createObjectNode().put("model", model).put("max_tokens", request.maxTokens());
        if (!request.tools().isEmpty()) {
            var tools = body.putArray("tools");
            for (var tool : request.tools()) {
                tools.addObject()
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .set("input_schema", JSON.readTree(tool.inputSchema()));
            }
            mark((ObjectNode) tools.get(tools.size() - 1));
        }
        system(body, request.system());
        var messages = body.putArray("messages");
        for (var turn : Dialect.inOrder(request.turns())) {
            message(messages.addObject(), turn);
        }
        boolean older = isOlder(model);
        if (request.temperature() != null && older) {
            body.put("temperature", request.temperature());
        }
        if (!older) {
            // Depth of thinking; what a customer asks in a chat needs little.
            body.putObject("output_config").put("effort", "low");
        }
        if (request.answerSchema() != null) {
            body.withObject("output_config")
                    .putObject("format")
                    .put("type", "json_schema")
                    .set("schema", JSON.readTree(request.answerSchema()));
        }
        if (stream) {
            body.put("stream", true);
        }
        return body;
    }

    /// Models that take a temperature and know no effort. An unknown name is taken for a newer one.
    static boolean isOlder(String model) {
        if (model.startsWith("claude-3")) {
            return true;
        }
        var name = NAME.matcher(model);
        if (!name.matches()) {
            return false;
        }
        int version =
                Integer.parseInt(name.group(2)) * 100 + (name.group(3) == null ? 0 : Integer.parseInt(name.group(3)));
        return switch (name.group(1)) {
            case "opus" -> version < 407;
            case "sonnet" -> version < 500;
            default -> version < 505;
        };
    }

    /// A mark on the last tools stands before all others: of more than four the last ones count.
    private static void system(ObjectNode body, List<SystemBlock> system) {
        var blocks = system.stream().filter(block -> !block.text().isBlank()).toList();
        if (blocks.isEmpty()) {
            return;
        }
        if (blocks.size() == 1 && !blocks.getFirst().cacheMark()) {
            body.put("system", blocks.getFirst().text());
            return;
        }
        var marked = new ArrayList<ObjectNode>();
        var array = body.putArray("system");
        for (var block : blocks) {
            var node = array.addObject().put("type", "text").put("text", block.text());
            if (block.cacheMark()) {
                marked.add(node);
            }
        }
        var last = marked.subList(Math.max(0, marked.size() - MOST_CACHE_MARKS), marked.size());
        last.forEach(AnthropicDialect::mark);
        if (last.size() == MOST_CACHE_MARKS && body.path("tools") instanceof ArrayNode tools) {
            ((ObjectNode) tools.get(tools.size() - 1)).remove("cache_control");
        }
    }

    private static void mark(ObjectNode block) {
        block.putObject("cache_control").put("type", "ephemeral");
    }

    private static void message(ObjectNode message, Turn turn) {
        message.put("role", turn.role() == Turn.Role.USER ? "user" : "assistant");
        if (turn.parts().size() == 1 && turn.parts().getFirst() instanceof Part.Text(var text)) {
            message.put("content", text);
            return;
        }
        var content = message.putArray("content");
        for (var part : turn.parts()) {
            switch (part) {
                case Part.Text(var text) ->
                    content.addObject().put("type", "text").put("text", text);
                case Part.ToolUse(var id, var name, var input) ->
                    content.addObject()
                            .put("type", "tool_use")
                            .put("id", id)
                            .put("name", name)
                            .set("input", JSON.readTree(Dialect.object(input)));
                case Part.ToolResult(var id, var result, var error) -> {
                    var node = content.addObject()
                            .put("type", "tool_result")
                            .put("tool_use_id", id)
                            .put("content", result);
                    if (error) {
                        node.put("is_error", true);
                    }
                }
                case Part.Kept(var json) -> content.add(JSON.readTree(json));
            }
        }
    }

    @Override
    public Outcome read(JsonNode answer) {
        if (!(answer.path("content") instanceof ArrayNode content)) {
            return Dialect.unreadable();
        }
        var parts = new ArrayList<Part>();
        for (var block : content) {
            switch (block.path("type").stringValue("")) {
                case "text" -> {
                    if (!block.path("text").stringValue("").isEmpty()) {
                        parts.add(new Part.Text(block.path("text").stringValue("")));
                    }
                }
                case "tool_use" ->
                    parts.add(new Part.ToolUse(
                            block.path("id").stringValue(""),
                            block.path("name").stringValue(""),
                            Dialect.object(block.path("input").toString())));
                default -> parts.add(new Part.Kept(block.toString()));
            }
        }
        var stop = switch (answer.path("stop_reason").stringValue("")) {
            case "end_turn", "stop_sequence" -> Stop.END;
            case "max_tokens", "model_context_window_exceeded" -> Stop.MAX_TOKENS;
            case "tool_use" -> Stop.TOOL_USE;
            case "refusal" -> Stop.REFUSAL;
            default -> Stop.OTHER;
        };
        var usage = answer.path("usage");
        return new Outcome.Said(
                parts,
                stop,
                new Usage(
                        usage.path("input_tokens").asInt(0),
                        usage.path("cache_read_input_tokens").asInt(0),
                        usage.path("cache_creation_input_tokens").asInt(0),
                        usage.path("output_tokens").asInt(0)),
                answer.path("model").stringValue(""));
    }

    @Override
    public Assembly assembly(Consumer<String> onText) {
        return new Blocks(onText);
    }

    /// The message of `message_start` with its blocks filled in.
    private static final class Blocks extends Assembly {
        private final TreeMap<Integer, ObjectNode> blocks = new TreeMap<>();
        private final TreeMap<Integer, StringBuilder> inputs = new TreeMap<>();
        private @Nullable ObjectNode message;
        private boolean stopped;

        Blocks(Consumer<String> onText) {
            super(onText);
        }

        @Override
        void take(String data) {
            var event = Dialect.tree(data);
            int index = event.path("index").asInt(0);
            switch (event.path("type").stringValue("")) {
                case "message_start" -> {
                    if (event.path("message") instanceof ObjectNode started) {
                        message = started.deepCopy();
                    }
                }
                case "content_block_start" -> {
                    if (event.path("content_block") instanceof ObjectNode block) {
                        blocks.put(index, block.deepCopy());
                        tell(
                                block.path("type").stringValue("").equals("text")
                                        ? block.path("text").stringValue("")
                                        : "");
                    }
                }
                case "content_block_delta" -> delta(index, event.path("delta"));
                case "message_delta" -> {
                    if (message != null) {
                        merge(message, event.path("delta"));
                        merge(message.withObject("usage"), event.path("usage"));
                    }
                }
                case "message_stop" -> stopped = true;
                case "error" -> failed(failureOf(0, event.path("error")));
                default -> {}
            }
        }

        private void delta(int index, JsonNode delta) {
            var block = blocks.get(index);
            if (block == null) {
                return;
            }
            switch (delta.path("type").stringValue("")) {
                case "text_delta" -> {
                    append(block, "text", delta);
                    tell(delta.path("text").stringValue(""));
                }
                case "thinking_delta" -> append(block, "thinking", delta);
                case "signature_delta" -> append(block, "signature", delta);
                case "input_json_delta" ->
                    inputs.computeIfAbsent(index, _ -> new StringBuilder())
                            .append(delta.path("partial_json").stringValue(""));
                default -> {}
            }
        }

        private static void append(ObjectNode block, String field, JsonNode delta) {
            block.put(
                    field, block.path(field).stringValue("") + delta.path(field).stringValue(""));
        }

        private static void merge(ObjectNode into, JsonNode from) {
            from.properties().forEach(field -> into.set(field.getKey(), field.getValue()));
        }

        @Override
        @Nullable
        JsonNode whole() {
            if (message == null || !stopped) {
                return null;
            }
            var content = message.putArray("content");
            blocks.forEach((index, block) -> {
                var input = inputs.get(index);
                if (input != null) {
                    block.set("input", JSON.readTree(Dialect.object(input.toString())));
                }
                content.add(block);
            });
            return message;
        }
    }

    @Override
    public Failure refused(int status, HttpHeaders headers, JsonNode body) {
        var failure = failureOf(status, body.path("error"));
        var again = headers.firstValue("x-should-retry").map(Boolean::valueOf).orElse(null);
        return new Failure(failure.trouble(), failure.words(), Dialect.retryAfter(headers), again);
    }

    private static Failure failureOf(int status, JsonNode error) {
        var type = error.path("type").stringValue("");
        var trouble = switch (type) {
            case "authentication_error", "permission_error", "billing_error" -> Trouble.DENIED;
            case "not_found_error" -> Trouble.NO_MODEL;
            case "rate_limit_error" -> Trouble.BUSY;
            case "overloaded_error", "api_error", "timeout_error" -> Trouble.OVERLOADED;
            case "invalid_request_error", "request_too_large" -> Trouble.INVALID;
            default -> status == 0 ? Trouble.BROKEN : Dialect.trouble(status);
        };
        var words = error.path("message").stringValue("");
        return new Failure(trouble, words.isEmpty() ? "HTTP " + status : words);
    }
}
