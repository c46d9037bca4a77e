package app.sembang.assistant;

import app.sembang.assistant.ConversationAnalysis.Quote;
import app.sembang.shared.MemberId;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the person who takes a conversation from the assistant has to know. Only what was said, found and done; where
/// nothing was, nothing stands.
///
/// @param reason a code, such as `human_request` or `no_evidence`
/// @param acceptedAt when a person took it; null: the customer waits
/// @param closedAt when the conversation ended or went back to the assistant
/// @param asked what the contact wrote last before it, oldest first, in the contact's words
/// @param analysis of the talk up to the hand-over; the score is that of then
/// @param tried what the assistant had looked for, the newest first
@Schema(name = "Handoff")
record Handoff(
        State state,
        String reason,
        Instant requestedAt,
        @Nullable Instant acceptedAt,
        @Nullable Taker acceptedBy,
        @Nullable Instant closedAt,
        List<Quote> asked,
        ConversationAnalysis analysis,
        List<Tried> tried) {
    /// Where it stands.
    enum State {
        REQUESTED,
        ACCEPTED,
        CLOSED;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Schema(name = "HandoffTaker")
    record Taker(MemberId id, String name) {}

    /// One answer the assistant looked for.
    ///
    /// @param answered it was sent; else it was not good enough
    /// @param template the best one that came into question
    /// @param looked titles of what was looked up
    /// @param model what became of the calls of a model
    /// @param failedChecks what was wrong with a wording, by code
    @Schema(name = "HandoffTried")
    record Tried(
            Instant at,
            boolean answered,
            String reason,
            @Nullable String template,
            List<String> looked,
            List<String> model,
            List<String> failedChecks) {}
}
