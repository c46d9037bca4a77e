package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happened to conversations beside messages; published in the transaction that writes it down.
public record ActivityWritten(CompanyId company, Instant at, List<Line> lines) {
    /// @param kind as the conversation's activity names it: `assigned`, `handed_over`, `became_hot` …
    /// @param actor who did it; null: the product itself
    /// @param assignee who is responsible afterwards
    public record Line(
            ConversationId conversation,
            ContactId contact,
            String kind,
            @Nullable MemberId actor,
            @Nullable MemberId assignee,
            Map<String, String> facts) {}
}
