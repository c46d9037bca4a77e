package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;

/// A member has read what the customer wrote; published in the transaction that moves the mark.
public record ConversationRead(CompanyId company, ConversationId conversation, MemberId member, Instant at) {}
