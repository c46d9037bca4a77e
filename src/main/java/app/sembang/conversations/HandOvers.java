package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.instant;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How the assistant left conversations to people, and what became of it, as the conversation's own story tells it:
/// nothing of it is kept a second time.
@Component
public class HandOvers {
    private final JdbcClient jdbc;

    HandOvers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The newest of a conversation.
    ///
    /// @param seq the last message at that moment, the announcement where there was one
    /// @param acceptedAt when a person took it; null: it waits
    /// @param closedAt when the conversation ended or went back to the assistant
    public record HandOverStory(
            String reason,
            int seq,
            Instant requestedAt,
            @Nullable Instant acceptedAt,
            @Nullable MemberId acceptedBy,
            @Nullable Instant closedAt) {}

    /// Inside a transaction that may see the conversation; empty where the assistant never left it to anybody.
    public Optional<HandOverStory> newest(CompanyId company, ConversationId conversation) {
        return jdbc.sql("""
                with story as (
                    select position, kind, at, seq, member_id, facts ->> 'reason' as reason
                      from event_log
                     where company_id = :company and conversation_id = :conversation and kind not like 'message\\_%'),
                requested as (
                    select * from story where kind = 'handed_over' order by position desc limit 1)
                select requested.reason, requested.seq, requested.at, accepted.at as accepted_at, accepted.member_id,
                       closed.at as closed_at
                  from requested
                  left join lateral (
                      select at, member_id from story
                       where kind = 'taken_over' and position > requested.position
                       order by position limit 1) accepted on true
                  left join lateral (
                      select at from story
                       where kind in ('completed', 'lost', 'handed_back') and position > requested.position
                       order by position limit 1) closed on true
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query((row, number) -> {
                    var member = row.getObject("member_id", UUID.class);
                    return new HandOverStory(
                            row.getString("reason") == null ? "unknown" : row.getString("reason"),
                            row.getInt("seq"),
                            instant(row, "at"),
                            optional(row, "accepted_at"),
                            member == null ? null : new MemberId(member),
                            optional(row, "closed_at"));
                })
                .optional();
    }

    private static @Nullable Instant optional(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
