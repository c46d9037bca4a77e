package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;

/// A member opened a closed conversation again; published in that transaction.
public record ConversationReopened(
        CompanyId company, ConversationId conversation, ContactId contact, MemberId by, Instant at) {}
