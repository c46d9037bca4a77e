package app.sembang.conversations;

import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.shared.OutletId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages of contacts were stored, in this order; published once for a batch, in its transaction, so that
/// listeners stay set-based.
public record MessagesReceived(CompanyId company, List<Item> messages) {
    /// @param late written so long ago by the channel's clock that only a person should answer
    /// @param outlet the conversation belongs to
    /// @param heldUntil a member is typing: an answer of the assistant waits until then
    public record Item(
            MessageId message,
            ConversationId conversation,
            ContactId contact,
            ContactIdentityId identity,
            @Nullable String contactName,
            Channel channel,
            Content content,
            Answering answering,
            @Nullable Language language,
            int seq,
            int contactNumber,
            boolean late,
            @Nullable Instant heldUntil,
            @Nullable OutletId outlet) {}
}
