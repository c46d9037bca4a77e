package app.sembang.tasks;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody was given a task by another, a new one or one that was somebody else's; published in the transaction that
/// does it.
public record TaskGiven(
        CompanyId company,
        UUID task,
        MemberId assignee,
        MemberId by,
        @Nullable ConversationId conversation,
        Instant at) {}
