package app.sembang.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An account at the vendors of language models, known by its key. Thread-safe. Answers what it was
/// told to, else what a marker in the user's last words asks for, else with an echo:
///
/// `[[tool:NAME {"query":"x"}]]` calls a tool, `[[json:{…}]]` says this JSON, `[[refuse]]`, `[[max]]` cuts
/// the text off, `[[thinking]]`, `[[429:2]]` the first two times, `[[529]]`, `[[500]]`, `[[slow:3000]]` waits
/// so many milliseconds, `[[cut]]` drops the connection in the middle, `[[error]]` breaks off in the middle.
public final class LlmAccount {
    private static final int MOST_CALLS = 1_000;
    private static final int MOST_ECHOED = 80;
    private static final Pattern MARKER = Pattern.compile("\\[\\[(\\w+)(?::(.*?))?]](?!])", Pattern.DOTALL);

    private final String key;
    private final ConcurrentLinkedDeque<LlmAnswer> next = new ConcurrentLinkedDeque<>();
    private final CopyOnWriteArrayList<LlmCall> calls = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private final Faults faults = new Faults();
    private volatile @Nullable Function<LlmCall, @Nullable LlmAnswer> rule;
    private volatile boolean revoked;
    private volatile Duration pace = Duration.ZERO;

    LlmAccount(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    /// What the next calls are answered, one after the other.
    public LlmAccount answers(LlmAnswer... answers) {
        next.addAll(List.of(answers));
        return this;
    }

    public LlmAccount answers(String text) {
        return answers(LlmAnswer.text(text));
    }

    /// What every call is answered that nothing else was said for; null leaves it to the echo.
    public LlmAccount answersBy(@Nullable Function<LlmCall, @Nullable LlmAnswer> rule) {
        this.rule = rule;
        return this;
    }

    /// What goes wrong with the next calls.
    public void fails(int times, Fault fault) {
        faults.arm(times, fault, null);
    }

    public void worksAgain() {
        faults.clear();
    }

    /// The key is refused from now on.
    public void revoked(boolean revoked) {
        this.revoked = revoked;
    }

    /// How long it waits before each piece of a stream but the first.
    public void pace(Duration pace) {
        this.pace = pace;
    }

    Duration pace() {
        return pace;
    }

    boolean isRevoked() {
        return revoked;
    }

    Faults faults() {
        return faults;
    }

    /// The latest ones, oldest first.
    public List<LlmCall> calls() {
        return List.copyOf(calls);
    }

    public LlmCall lastCall() {
        return calls.getLast();
    }

    void record(LlmCall call) {
        calls.add(call);
        if (calls.size() > MOST_CALLS) calls.removeFirst();
    }

    void forget() {
        calls.clear();
        next.clear();
        refusals.clear();
        rule = null;
        pace = Duration.ZERO;
        faults.clear();
    }

    /// How a call ends, beside what is said.
    ///
    /// @param fault instead of an answer
    /// @param delay before anything comes
    /// @param breaks in the middle of the answer: `cut`, `error` or empty
    record Plan(LlmAnswer answer, @Nullable Fault fault, Duration delay, String breaks) {}

    /// @param scenario of a header, in place of a marker
    Plan plan(LlmCall call, String scenario) {
        var scripted = next.poll();
        if (scripted != null) return plan(scripted);
        var current = rule;
        var ruled = current == null ? null : current.apply(call);
        if (ruled != null) return plan(ruled);
        var result = call.lastToolResult();
        var text = result.isEmpty() ? call.lastUserText() : result;
        var marker = MARKER.matcher(scenario.isEmpty() ? text : "[[" + scenario + "]]");
        return marker.find() && result.isEmpty() ? marked(call, text, marker) : plan(echo(call, text));
    }

    private static Plan plan(LlmAnswer answer) {
        return new Plan(answer, null, Duration.ZERO, "");
    }

    private Plan marked(LlmCall call, String text, Matcher marker) {
        var given = marker.group(2) == null ? "" : marker.group(2).strip();
        var echo = echo(call, text);
        return switch (marker.group(1)) {
            case "tool" -> {
                int space = given.indexOf(' ');
                yield plan(
                        space < 0
                                ? LlmAnswer.calls(given, "{}")
                                : LlmAnswer.calls(given.substring(0, space), given.substring(space + 1)));
            }
            case "json" -> plan(LlmAnswer.text(given));
            case "refuse" -> plan(LlmAnswer.refusal());
            case "max" -> plan(LlmAnswer.cutOff(said(echo)));
            case "thinking" -> plan(new LlmAnswer.Said(said(echo), List.of(), "end", true));
            case "slow" -> new Plan(echo, null, Duration.ofMillis(Long.parseLong(given)), "");
            case "cut", "error" -> new Plan(echo, null, Duration.ZERO, marker.group(1));
            case "429" -> {
                int most = given.isEmpty() ? 1 : Integer.parseInt(given);
                int seen =
                        refusals.computeIfAbsent(text, _ -> new AtomicInteger()).getAndIncrement();
                yield new Plan(
                        echo, seen < most ? Fault.tooManyRequests(Duration.ofMillis(50)) : null, Duration.ZERO, "");
            }
            case "500", "529" -> {
                int status = Integer.parseInt(marker.group(1));
                var words = status == 529 ? "Overloaded" : "Internal server error";
                yield new Plan(echo, new Fault.Refused(status, status, words), Duration.ZERO, "");
            }
            default -> plan(echo);
        };
    }

    private static String said(LlmAnswer answer) {
        return answer instanceof LlmAnswer.Said said ? said.text() : "";
    }

    /// The same for the same words; where a schema is asked for, the smallest thing that satisfies it.
    private static LlmAnswer echo(LlmCall call, String text) {
        var echo = "stub(" + hash(text) + "): "
                + text.codePoints()
                        .limit(MOST_ECHOED)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return LlmAnswer.text(
                call.schema().isObject() ? instance(call.schema(), echo).toString() : echo);
    }

    private static JsonNode instance(JsonNode schema, String echo) {
        var json = Simulator.JSON;
        if (schema.path("enum").isArray()) return schema.path("enum").get(0);
        var type = schema.path("type").isArray() ? schema.path("type").get(0) : schema.path("type");
        return switch (type.stringValue("")) {
            case "object" -> {
                ObjectNode object = json.createObjectNode();
                schema.path("properties")
                        .properties()
                        .forEach(field -> object.set(field.getKey(), instance(field.getValue(), echo)));
                yield object;
            }
            case "array" -> json.createArrayNode();
            case "integer", "number" ->
                json.getNodeFactory().numberNode(schema.path("minimum").asInt(0));
            case "boolean" -> json.getNodeFactory().booleanNode(false);
            case "null" -> json.nullNode();
            default -> json.getNodeFactory().stringNode(echo);
        };
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", missing);
        }
    }
}
