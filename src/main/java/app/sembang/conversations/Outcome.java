package app.sembang.conversations;

import app.sembang.shared.MessageId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a message that was being sent.
///
/// @param providerId the vendor's id of it, when the vendor gave one
/// @param failureCode stable and machine-readable; with `failureReason` in plain words, for `failed` and
/// `unknown`
/// @param parts what else the vendor calls it: what is too long for one message of the vendor goes in several
/// @param partsSent how many of them the vendor has; null: nothing new is known of that
public record Outcome(
        MessageId message,
        MessageState state,
        @Nullable String providerId,
        @Nullable String failureCode,
        @Nullable String failureReason,
        List<String> parts,
        @Nullable Integer partsSent) {

    public Outcome(
            MessageId message,
            MessageState state,
            @Nullable String providerId,
            @Nullable String failureCode,
            @Nullable String failureReason) {
        this(message, state, providerId, failureCode, failureReason, List.of(), null);
    }
}
