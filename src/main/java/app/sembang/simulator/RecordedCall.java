package app.sembang.simulator;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// One call that a vendor received.
///
/// @param chatId the chat it was for, 0 where it was for none
/// @param text text or caption, empty where there was none
/// @param body what was asked for, of a form its texts
/// @param messageId the message it made or changed, else 0
/// @param status what was answered, 0 when nothing was
/// @param accepted whether it took effect, answered or not
public record RecordedCall(
        Instant at,
        String method,
        long chatId,
        String text,
        JsonNode body,
        long messageId,
        int status,
        boolean accepted) {
    /// Whether a customer got a message by it.
    public boolean isMessage() {
        return accepted && messageId != 0 && method.startsWith("send");
    }
}
