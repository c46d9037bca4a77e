package app.sembang.conversations;

import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;

/// A member is typing, or stopped. Nothing is stored; published outside any transaction.
public record MemberTyping(
        CompanyId company,
        Channel channel,
        ContactIdentityId identity,
        ConversationId conversation,
        String memberName,
        boolean on) {}
