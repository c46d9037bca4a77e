package app.sembang.conversations;

import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;

/// The assistant has begun to think about an answer it may send, which takes seconds. Nothing is stored; published
/// outside any transaction.
public record AssistantThinks(
        CompanyId company, Channel channel, ContactIdentityId identity, ConversationId conversation) {}
