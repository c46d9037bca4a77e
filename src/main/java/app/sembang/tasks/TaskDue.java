package app.sembang.tasks;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The time of an open task has come; published in a transaction of the company. It may be published again for the same
/// time.
public record TaskDue(
        CompanyId company,
        UUID task,
        MemberId assignee,
        @Nullable ConversationId conversation,
        Instant dueAt) {}
