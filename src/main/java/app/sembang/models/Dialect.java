package app.sembang.models;

import app.sembang.models.Outcome.Failure;
import app.sembang.models.Outcome.Trouble;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One vendor's wire format, without the wire. A stream is put together to what the plain answer
/// would have been, so that both are read in one place.
interface Dialect {
    JsonMapper JSON = JsonMapper.builder().build();

    /// Behind the provider's base address.
    String path();

    void authorize(HttpRequest.Builder request, @Nullable String key);

    ObjectNode body(String model, ModelRequest request, boolean stream);

    Outcome read(JsonNode answer);

    Assembly assembly(Consumer<String> onText);

    Failure refused(int status, HttpHeaders headers, JsonNode body);

    /// A streamed answer on its way to being whole.
    abstract class Assembly {
        private final Consumer<String> onText;
        private @Nullable Failure failure;

        Assembly(Consumer<String> onText) {
            this.onText = onText;
        }

        /// Takes one event's data; what it does not know it leaves aside.
        abstract void take(String data);

        /// Null as long as something is missing.
        abstract @Nullable JsonNode whole();

        @Nullable
        Failure failure() {
            return failure;
        }

        void failed(Failure failure) {
            this.failure = failure;
        }

        void tell(String text) {
            if (!text.isEmpty()) {
                onText.accept(text);
            }
        }
    }

    /// The turns as every provider takes them: nothing empty, roles take turns, tool results first, and
    /// the user's at both ends. A conversation that an agent began or ended gets an ellipsis there.
    static List<Turn> inOrder(List<Turn> turns) {
        var joined = new ArrayList<Turn>();
        for (var turn : turns) {
            var parts = turn.parts().stream().filter(part -> !isEmpty(part)).toList();
            if (parts.isEmpty()) {
                continue;
            }
            if (!joined.isEmpty() && joined.getLast().role() == turn.role()) {
                var both = new ArrayList<>(joined.removeLast().parts());
                both.addAll(parts);
                parts = both;
            }
            joined.add(new Turn(turn.role(), parts));
        }
        if (joined.isEmpty() || joined.getFirst().role() == Turn.Role.ASSISTANT) {
            joined.addFirst(Turn.user("…"));
        }
        if (joined.getLast().role() == Turn.Role.ASSISTANT) {
            joined.add(Turn.user("…"));
        }
        return joined.stream().map(Dialect::resultsFirst).toList();
    }

    private static boolean isEmpty(Part part) {
        return part instanceof Part.Text(var text) && text.isBlank();
    }

    private static Turn resultsFirst(Turn turn) {
        var parts = new ArrayList<Part>();
        turn.parts().stream().filter(Part.ToolResult.class::isInstance).forEach(parts::add);
        turn.parts().stream().filter(part -> !(part instanceof Part.ToolResult)).forEach(parts::add);
        return new Turn(turn.role(), parts);
    }

    /// Texts of one turn apart from each other.
    static String text(Turn turn) {
        return String.join(
                "\n\n",
                turn.parts().stream()
                        .filter(Part.Text.class::isInstance)
                        .map(part -> ((Part.Text) part).text())
                        .toList());
    }

    static String system(ModelRequest request) {
        return String.join(
                "\n\n",
                request.system().stream()
                        .map(SystemBlock::text)
                        .filter(text -> !text.isBlank())
                        .toList());
    }

    /// A tool's input as an object. What a model wrote unreadably becomes `{}`, so that the tool's own
    /// check tells the model what is missing.
    static String object(String json) {
        try {
            return JSON.readTree(json) instanceof ObjectNode object ? object.toString() : "{}";
        } catch (JacksonException unreadable) {
            return "{}";
        }
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException unreadable) {
            return JSON.missingNode();
        }
    }

    static Failure unreadable() {
        return new Failure(Trouble.BROKEN, "The provider's answer cannot be read.");
    }

    /// `retry-after-ms` before `retry-after`, which is in seconds.
    static @Nullable Duration retryAfter(HttpHeaders headers) {
        var millis = headers.firstValue("retry-after-ms").orElse("");
        if (millis.matches("\\d{1,9}")) {
            return Duration.ofMillis(Long.parseLong(millis));
        }
        var seconds = headers.firstValue("retry-after").orElse("");
        return seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }

    /// What vendors mean by a status alike.
    static Trouble trouble(int status) {
        return switch (status) {
            case 401, 402, 403 -> Trouble.DENIED;
            case 404 -> Trouble.NO_MODEL;
            case 408, 429 -> Trouble.BUSY;
            default -> status >= 500 ? Trouble.OVERLOADED : Trouble.INVALID;
        };
    }
}
