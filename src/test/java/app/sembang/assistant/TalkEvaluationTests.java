package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.language.Lexicon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the assistant does without a model in talks of which it is clear what is right: answer, ask which is meant, or
/// give it to a person. Written before anybody looked at how it decides. The figures stand in docs/evaluation.md.
@ProductTest
class TalkEvaluationTests {
    private static final Lexicon FILES = new Lexicon(TalkEvaluationTests.class);

    private final Members members;
    private final JsonMapper json;

    @LocalServerPort
    private int port;

    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    TalkEvaluationTests(Members members, JsonMapper json) {
        this.members = members;
        this.json = json;
    }

    @Test
    void answersAsksOrGivesItToAPerson() {
        aFurnitureShop();
        var lines = FILES.lines("talks.txt");
        assertThat(lines).hasSizeGreaterThanOrEqualTo(60);
        judge("odd", every(lines, 0));
        judge("even", every(lines, 1));
        judge("all", lines);
    }

    private void aFurnitureShop() {
        admin = TestCompany.found(port, members).admin();
        product("Sofa Melaka 3-seater", "1299", 4);
        product("Sofa Melaka L-shape", "2450", 2);
        product("Queen bed Kinta", "780", 0);
        product("Dining table Ipoh", "1150", 3);
        product("Office chair Ergo", "399", 12);
        for (var line : new Lexicon(app.sembang.knowledge.Knowledge.class).lines("bases.txt")) {
            var fields = line.split("\\s*\\|\\s*", 3);
            if (!fields[0].equals("furniture")) continue;
            admin.post("/api/v1/faqs", json.writeValueAsString(Map.of("question", fields[1], "answer", fields[2])));
        }
    }

    private void product(String name, String price, int stock) {
        admin.post("/api/v1/products", """
                {"kind":"product","name":"%s","price":{"amount":"%s","currency":"MYR"},"stock":%d}""".formatted(name, price, stock));
    }

    private static List<String> every(List<String> lines, int from) {
        var some = new ArrayList<String>();
        for (int at = from; at < lines.size(); at += 2) some.add(lines.get(at));
        return some;
    }

    private void judge(String half, List<String> lines) {
        var wrong = new ArrayList<String>();
        for (var line : lines) {
            var label = line.substring(0, line.indexOf('|')).strip().split(" ", 2);
            var answer = ask(line.substring(line.indexOf('|') + 1));
            if (!isRight(label[0], label.length == 2 ? label[1] : "", answer)) {
                wrong.add("%s -> %s %s %s: %s"
                        .formatted(
                                line,
                                answer.path("action").asString(),
                                answer.path("reason").asString(),
                                answer.path("confidence"),
                                answer.path("reply").asString()));
            }
        }
        double right = 1 - wrong.size() / (double) lines.size();
        System.out.printf("Talks, %s: %d, done right %.3f%n", half, lines.size(), right);
        if (Boolean.getBoolean("evaluation.misses") && half.equals("odd")) wrong.forEach(System.out::println);
        if (half.equals("all")) assertThat(right).as(String.join("\n", wrong)).isGreaterThanOrEqualTo(0.85);
    }

    private static boolean isRight(String right, String held, JsonNode answer) {
        var action = answer.path("action").asString();
        var reply = answer.path("reply").asString("");
        boolean answers = action.equals("send") || action.equals("suggest");
        return switch (right) {
            case "answer" -> answers && reply.contains(held);
            case "clarify" -> answers && reply.contains("3-seater") && reply.contains("L-shape");
            case "silent" -> !answers;
            default -> action.equals("handoff");
        };
    }

    private JsonNode ask(String talk) {
        var messages = Arrays.stream(talk.strip().split("\\s*~\\s*", -1))
                .map(said -> Map.of("from", said.startsWith("C") ? "contact" : "agent", "text", said.substring(2)))
                .toList();
        return admin.post("/api/v1/assistant/preview", json.writeValueAsString(Map.of("messages", messages)))
                .json();
    }
}
