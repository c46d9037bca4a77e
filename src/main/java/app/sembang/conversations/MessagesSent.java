package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import java.util.List;

/// The vendor has taken these messages; published in the transaction that records it, once for each message.
public record MessagesSent(CompanyId company, List<MessageId> messages) {}
