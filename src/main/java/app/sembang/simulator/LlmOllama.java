package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Ollama's own chat: no key, a stream of lines unless told otherwise, errors as a bare text.
final class LlmOllama implements LlmVendor {
    /// Whoever shows no key.
    static final String NOBODY = "ollama";

    private static final Set<String> MODELS = Set.of("qwen3:8b", "llama4:8b");

    @Override
    public String name() {
        return "ollama";
    }

    @Override
    public String key(HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        return header != null && header.startsWith("Bearer ") ? header.substring(7) : NOBODY;
    }

    @Override
    public void check(HttpExchange exchange, JsonNode body) {
        var model = body.path("model").stringValue("");
        if (!MODELS.contains(model)) throw new LlmRefusal(404, "", "model '" + model + "' not found");
        for (var message : body.path("messages")) {
            if (!message.path("role").stringValue("").matches("system|user|assistant|tool")) {
                throw new LlmRefusal(400, "", "invalid role");
            }
        }
    }

    @Override
    public boolean streams(JsonNode body) {
        return body.path("stream").asBoolean(true);
    }

    @Override
    public JsonNode answer(JsonNode body, LlmAnswer.Said said) {
        var answer = line(body, said.text(), true);
        for (var call : said.calls()) {
            answer.withObject("message")
                    .withArray("tool_calls")
                    .addObject()
                    .putObject("function")
                    .put("name", call.name())
                    .set("arguments", Simulator.JSON.readTree(call.input()));
        }
        return answer.put("done_reason", said.stop().equals("length") ? "length" : "stop")
                .put("prompt_eval_count", LlmTokens.of(body.path("messages")))
                .put("eval_count", LlmTokens.of(said));
    }

    private static ObjectNode line(JsonNode body, String text, boolean done) {
        var line = Simulator.JSON.createObjectNode();
        line.set("model", body.path("model"));
        line.put("created_at", "2026-11-20T02:15:30Z");
        line.putObject("message").put("role", "assistant").put("content", text);
        return line.put("done", done);
    }

    @Override
    public List<String> stream(JsonNode body, LlmAnswer.Said said) {
        var lines = new ArrayList<String>();
        for (var piece : LlmTokens.pieces(said.text())) lines.add(line(body, piece, false) + "\n");
        var last = (ObjectNode) answer(body, said);
        last.withObject("message").put("content", "");
        lines.add(last + "\n");
        return lines;
    }

    @Override
    public String streamType() {
        return "application/x-ndjson";
    }

    @Override
    public String brokenOff() {
        return error(500, "", "an error was encountered while running the model") + "\n";
    }

    @Override
    public JsonNode error(int status, String type, String message) {
        return Simulator.JSON.createObjectNode().put("error", message);
    }

    @Override
    public JsonNode models() {
        var answer = Simulator.JSON.createObjectNode();
        var data = answer.putArray("data");
        MODELS.stream().sorted().forEach(id -> data.addObject().put("id", id));
        return answer;
    }
}
