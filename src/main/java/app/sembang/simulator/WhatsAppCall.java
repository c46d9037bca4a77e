package app.sembang.simulator;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// One call that Meta received.
///
/// @param path behind the version, as `1023/messages`
/// @param body what was sent, empty where it was no JSON
/// @param id the message it made, else empty
/// @param status what was answered, 0 when nothing was
/// @param accepted whether it took effect, answered or not
public record WhatsAppCall(
        Instant at, String method, String path, JsonNode body, String id, int status, boolean accepted) {
    /// Whether a customer got a message by it.
    public boolean isMessage() {
        return accepted && !id.isEmpty();
    }
}
