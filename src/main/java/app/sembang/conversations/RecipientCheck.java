package app.sembang.conversations;

import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;

/// Looks at what a person is about to send to whom, inside the transaction that stores it, and of what has waited once
/// more before it goes; refuses what this customer must not get.
public interface RecipientCheck {
    void check(CompanyId company, ContactId contact, Channel channel, ChannelAccountId account, Content content);
}
