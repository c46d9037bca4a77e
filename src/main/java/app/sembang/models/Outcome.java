package app.sembang.models;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What became of one call of a provider.
sealed interface Outcome {
    /// @param model as the provider names the one that answered
    record Said(List<Part> parts, ModelReply.Stop stop, ModelReply.Usage usage, String model) implements Outcome {
        public Said {
            parts = List.copyOf(parts);
        }

        String text() {
            return parts.stream()
                    .filter(Part.Text.class::isInstance)
                    .map(part -> ((Part.Text) part).text())
                    .collect(Collectors.joining());
        }

        List<Part.ToolUse> toolUses() {
            return parts.stream()
                    .filter(Part.ToolUse.class::isInstance)
                    .map(Part.ToolUse.class::cast)
                    .toList();
        }
    }

    /// @param words the provider's own where it had any
    /// @param retryAfter how long the provider asks us to wait
    /// @param worthAnotherTry the provider's own word on it; null where it says nothing
    record Failure(
            Trouble trouble,
            String words,
            @Nullable Duration retryAfter,
            @Nullable Boolean worthAnotherTry) implements Outcome {
        Failure(Trouble trouble, String words) {
            this(trouble, words, null, null);
        }

        boolean mayTryAgain() {
            if (worthAnotherTry != null) {
                return worthAnotherTry;
            }
            return switch (trouble) {
                case BUSY, OVERLOADED, UNREACHABLE, BROKEN -> true;
                case DENIED, NO_MODEL, INVALID, TIMED_OUT -> false;
            };
        }
    }

    enum Trouble {
        /// Too many calls; it says for how long to wait.
        BUSY,
        OVERLOADED,
        /// The key, its rights or the account behind it.
        DENIED,
        NO_MODEL,
        INVALID,
        UNREACHABLE,
        /// The answer ended before it was whole, or cannot be read.
        BROKEN,
        TIMED_OUT;

        /// Says something of the provider's health, not of the request.
        boolean isOutage() {
            return switch (this) {
                case OVERLOADED, UNREACHABLE, BROKEN, TIMED_OUT -> true;
                case BUSY, DENIED, NO_MODEL, INVALID -> false;
            };
        }
    }
}
