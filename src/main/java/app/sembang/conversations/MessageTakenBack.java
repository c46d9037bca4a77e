package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;

/// A member took back what was not sent yet. Published in the transaction that withdraws it.
public record MessageTakenBack(CompanyId company, ConversationId conversation, MessageId message) {}
