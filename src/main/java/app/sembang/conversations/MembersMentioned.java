package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A note names members; published in the transaction that writes it.
///
/// @param assignee who is responsible for the conversation
public record MembersMentioned(
        CompanyId company,
        ConversationId conversation,
        UUID note,
        MemberId author,
        @Nullable MemberId assignee,
        List<MemberId> mentioned,
        Instant at) {}
