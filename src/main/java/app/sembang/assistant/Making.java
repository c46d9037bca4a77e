package app.sembang.assistant;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/// What is told of an answer while it is being made.
sealed interface Making {
    record Doing(Step step) implements Making {}

    /// More of the reply as a model says it. Nobody has checked it yet.
    record Words(String text) implements Making {}

    /// The words told so far count no more.
    ///
    /// @param because codes of the checks they failed, or `unfinished`
    record Restart(List<String> because) implements Making {}

    enum Step {
        LOOKING_UP,
        WORDING,
        CHECKING;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
