package app.sembang.assistant;

import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something a version was asked to try it out, and what came of it.
///
/// @param before what was said before the message; empty where it began the talk
/// @param runId the run it belongs to; null where somebody asked it by itself
/// @param scenarioId the scenario it asks; null where it asks none
/// @param outcome by the rules
/// @param verdict by a person; null where nobody has looked
@Schema(name = "ModelTest")
record ModelTest(
        UUID id,
        ModelVersionId modelVersionId,
        @Nullable UUID runId,
        @Nullable UUID scenarioId,
        List<TalkMessage> before,
        String message,
        @Nullable Language language,
        List<Expectation> expectations,
        Outcome outcome,
        Given answer,
        @Nullable Verdict verdict,
        Instant at) {
    /// What a person thinks of the answer.
    ///
    /// @param outcome passed or failed
    @Schema(name = "ModelTestVerdict")
    public record Verdict(
            @NotNull Outcome outcome,
            @Nullable @Size(max = 1000) String note) {}

    /// What has to be so.
    ///
    /// @param value a word, a language, an action or a product's name, as the kind needs
    @Schema(name = "ModelTestExpectation")
    public record Expectation(
            @NotNull Kind kind, @Nullable @Size(max = 300) String value) {
        /// As it is named in what a test missed.
        String inWords() {
            var given = value == null ? "" : value.strip();
            return given.isEmpty() ? kind.value() : kind.value() + ": " + given;
        }

        /// What is looked at.
        public enum Kind {
            MENTIONS,
            DOES_NOT_MENTION,
            IN_LANGUAGE,
            ACTION,
            SOURCE,
            STATES_NO_PRICE,
            SHORTER_THAN;

            @JsonValue
            public String value() {
                return name().toLowerCase(Locale.ROOT);
            }

            @JsonCreator
            public static Kind from(String value) {
                return valueOf(value.toUpperCase(Locale.ROOT));
            }
        }
    }

    /// How it went.
    public enum Outcome {
        PASSED,
        FAILED,
        /// Nothing was expected that rules can judge.
        NEEDS_REVIEW;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Outcome from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// What the version answered.
    ///
    /// @param failed what was expected and is not so, in words
    /// @param milliseconds how long it took
    /// @param costUsd what the models asked for it; null where none was asked or its price is not known
    @Schema(name = "ModelTestAnswer")
    public record Given(
            @Nullable String reply,
            Language language,
            @Nullable AnswerSource source,
            String action,
            double confidence,
            List<Ground> evidence,
            List<Check> checks,
            List<String> failed,
            long milliseconds,
            @Nullable String costUsd) {}
}
