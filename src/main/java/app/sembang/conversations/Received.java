package app.sembang.conversations;

import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.MessageId;

/// What became of an [Inbound]: the stored message, new or the one stored the first time it came.
public record Received(MessageId message, ContactIdentityId identity, boolean duplicate) {}
