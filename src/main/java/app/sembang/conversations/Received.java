package app.sembang.conversations;

import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import org.jspecify.annotations.Nullable;

/// What became of an [Inbound]: the stored message, new or the one stored the first time it came.
///
/// @param conversation where a new message stands; null for one that was stored before
public record Received(
        MessageId message,
        ContactIdentityId identity,
        @Nullable ConversationId conversation,
        boolean duplicate) {
    Received in(@Nullable ConversationId thread) {
        return new Received(message, identity, thread, duplicate);
    }
}
