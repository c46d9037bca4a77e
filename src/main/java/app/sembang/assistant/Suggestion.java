package app.sembang.assistant;

import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something offered to a person to say.
///
/// @param message the words; empty where nothing is good enough to be offered
/// @param reason why: `template`, `no_evidence`, a class of the safety screen …
/// @param claims what of the words stands in the evidence, and where
/// @param stale the contact wrote since; it cannot be sent as it is
/// @param confidence between 0 and 1
/// @param rating 1 to 5
@Schema(name = "Suggestion")
public record Suggestion(
        SuggestionId id,
        ConversationId conversationId,
        String message,
        Language language,
        AnswerSource source,
        String reason,
        List<Ground> evidence,
        List<BorneClaim> claims,
        double confidence,
        @Nullable Integer modelVersion,
        boolean stale,
        Instant madeAt,
        @Nullable Integer rating,
        @Nullable RatingReason ratingReason) {
    /// How sure one is that only asks for patience.
    static final double NOT_AN_ANSWER = 0.2;

    /// Nothing was found that is worth saying; the words ask for patience.
    @JsonProperty
    public boolean unsure() {
        return confidence <= NOT_AN_ANSWER;
    }

    /// What was wrong with it.
    public enum RatingReason {
        WRONG_FACT,
        TONE,
        LANGUAGE,
        TOO_LONG,
        NOT_NEEDED,
        OTHER;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static RatingReason from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }
}
