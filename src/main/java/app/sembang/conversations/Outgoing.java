package app.sembang.conversations;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.MessageId;

/// A message that has entered `sending` and must now be handed to the vendor.
public record Outgoing(MessageId message, ChannelAccountId account, String externalId, Content content) {}
