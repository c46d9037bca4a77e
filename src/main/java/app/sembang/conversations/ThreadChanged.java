package app.sembang.conversations;

import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something the customer's side of a thread may show has changed; published in the changing transaction, which
/// holds the locks of all named identities. The website's chat turns it into the visitor's events.
public record ThreadChanged(CompanyId company, List<Change> changes) {
    public enum What {
        MESSAGE_CREATED,
        MESSAGE_CHANGED,
        /// A member has read up to this message of the contact.
        READ_BY_MEMBER,
        CONVERSATION_CHANGED
    }

    public record Change(
            What what,
            Channel channel,
            ContactIdentityId identity,
            ConversationId conversation,
            @Nullable MessageId message) {}
}
