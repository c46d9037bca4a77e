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
@Schema(name = "ModelTest")
public record ModelTest(
        UUID id,
        ModelVersionId modelVersionId,
        String message,
        @Nullable Language language,
        List<Expectation> expectations,
        Outcome outcome,
        Given answer,
        Instant at) {
    /// What has to be so.
    ///
    /// @param value a word, a language, an action or a product's name, as the kind needs
    @Schema(name = "ModelTestExpectation")
    public record Expectation(
            @NotNull Kind kind, @Nullable @Size(max = 300) String value) {
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
            long milliseconds) {}
}
