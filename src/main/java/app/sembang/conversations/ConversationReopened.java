package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;

/// A member opened a closed conversation again; published in that transaction.
public record ConversationReopened(CompanyId company, ConversationId conversation, ContactId contact) {}
