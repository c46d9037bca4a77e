package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a test tells the simulated models from outside. Paths are `<key>` and `<key>/…`; a key is known
/// from its first mention on.
///
/// `POST <key>/answers {"answers":[{"text"|"json"|"tool","input","stop","thinks"}]}` what comes next ·
/// `PUT <key>/rules {"rules":[{"contains","answer"}]}` what comes for words in the prompt or the last text ·
/// `PUT <key>/faults {"next":[…]}` in the words of Telegram's · `PUT <key> {"revoked","pace"}`, milliseconds before
/// each piece of a stream · `GET <key>/calls` ·
/// `DELETE <key>` forgets all of it.
final class LlmControl {
    private final Simulator simulator;

    LlmControl(Simulator simulator) {
        this.simulator = simulator;
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        if (ChatView.isForeign(exchange)) {
            Answer.error(403, "Only this machine may control the simulator").send(exchange);
            return;
        }
        int slash = path.indexOf('/');
        var key = slash < 0 ? path : path.substring(0, slash);
        var rest = slash < 0 ? "" : path.substring(slash + 1);
        answer(exchange, key, rest).send(exchange);
    }

    private Answer answer(HttpExchange exchange, String key, String rest) throws IOException {
        try {
            var account = simulator.llm(key);
            return switch (exchange.getRequestMethod() + " " + rest) {
                case "GET calls" -> Answer.json(200, calls(account));
                case "PUT " -> {
                    var body = ChatView.body(exchange);
                    account.revoked(body.path("revoked").asBoolean(account.isRevoked()));
                    account.pace(Duration.ofMillis(
                            body.path("pace").asLong(account.pace().toMillis())));
                    yield done();
                }
                case "DELETE " -> {
                    account.forget();
                    yield done();
                }
                case "POST answers" -> {
                    for (var one : ChatView.body(exchange).path("answers")) account.answers(read(one));
                    yield done();
                }
                case "PUT rules" -> {
                    rules(account, ChatView.body(exchange));
                    yield done();
                }
                case "PUT faults" -> {
                    account.worksAgain();
                    for (var one : ChatView.body(exchange).path("next")) {
                        account.fails(one.path("count").asInt(1), TelegramControl.fault(one));
                    }
                    yield done();
                }
                default -> Answer.error(404, "Nothing here");
            };
        } catch (JacksonException e) {
            return Answer.error(400, "Not the JSON expected: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }

    private static Answer done() {
        return Answer.json(200, Simulator.JSON.createObjectNode());
    }

    private record Rule(String contains, LlmAnswer answer) {}

    private static void rules(LlmAccount account, ObjectNode body) {
        var rules = new ArrayList<Rule>();
        for (var one : body.path("rules")) {
            rules.add(new Rule(one.path("contains").asString(""), read(one.path("answer"))));
        }
        account.answersBy(call -> rules.stream()
                .filter(rule -> (call.system() + "\n" + call.lastUserText() + "\n" + call.lastToolResult())
                        .contains(rule.contains()))
                .findFirst()
                .map(Rule::answer)
                .orElse(null));
    }

    /// `json` is said as a text, as a model says what a schema asks for.
    private static LlmAnswer read(JsonNode node) {
        var text = node.has("json")
                ? node.path("json").toString()
                : node.path("text").asString("");
        var calls = new ArrayList<LlmAnswer.ToolCall>();
        if (node.has("tool")) {
            var input = node.path("input").isObject() ? node.path("input").toString() : "{}";
            calls.add(new LlmAnswer.ToolCall(node.path("tool").asString(""), input));
        }
        var stop = node.path("stop").asString(calls.isEmpty() ? "end" : "tool");
        if (!List.of("end", "tool", "length", "refusal").contains(stop)) {
            throw new IllegalArgumentException("stop is none of end, tool, length, refusal");
        }
        return new LlmAnswer.Said(
                text, List.copyOf(calls), stop, node.path("thinks").asBoolean(false));
    }

    private static ObjectNode calls(LlmAccount account) {
        var answer = Simulator.JSON.createObjectNode();
        var list = answer.putArray("calls");
        for (var call : account.calls()) {
            list.addObject()
                    .put("at", call.at().toString())
                    .put("vendor", call.vendor())
                    .put("path", call.path())
                    .put("status", call.status())
                    .set("body", call.body());
        }
        return answer;
    }
}
