package app.sembang.assistant;

import app.sembang.shared.Language;
import app.sembang.templates.Match;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the assistant would say, and whether it may.
///
/// @param text null where it has nothing to say
/// @param confidence between 0 and 1
/// @param evidence what the text rests on
/// @param checks of the text
/// @param request what a model was asked last; null where none was
/// @param templates those that answer; none where something else does
record Answer(
        Action action,
        @Nullable String text,
        Language language,
        @Nullable AnswerSource source,
        double confidence,
        String reason,
        List<Ground> evidence,
        List<Check> checks,
        AnswerTrace trace,
        @Nullable String request,
        List<Match.Part> templates) {
    /// What is to be done with the text.
    enum Action {
        SEND,
        /// Offered to a person.
        SUGGEST,
        /// A person answers; the text, if any, tells the customer so.
        HANDOFF,
        SILENT;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
