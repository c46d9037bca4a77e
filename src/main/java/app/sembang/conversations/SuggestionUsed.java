package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import java.util.UUID;

/// A member wrote something that was suggested, as it was or changed. Published in the transaction that stores the
/// message; a listener that refuses it takes the message back.
///
/// @param lastSeq the number of the conversation's last message before this one
public record SuggestionUsed(
        CompanyId company,
        ConversationId conversation,
        int lastSeq,
        MessageId message,
        MemberId member,
        UUID suggestion,
        String text) {}
