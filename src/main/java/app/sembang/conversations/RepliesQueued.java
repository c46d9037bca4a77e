package app.sembang.conversations;

import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import java.util.List;

/// Messages to customers were stored in state `queued`; a channel takes them to its delivery queue in the same
/// transaction.
public record RepliesQueued(CompanyId company, List<Queued> messages) {
    /// @param externalId the recipient as the channel knows them
    public record Queued(
            MessageId message,
            ConversationId conversation,
            ContactIdentityId identity,
            ChannelAccountId account,
            Channel channel,
            String externalId) {}
}
