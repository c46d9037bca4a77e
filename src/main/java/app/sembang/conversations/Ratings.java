package app.sembang.conversations;

import app.sembang.contacts.Contacts;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How customers found conversations that have ended: one rating each, theirs to change until a new one begins.
/// Needs an open transaction of the company.
@Component
public class Ratings {
    private final Contacts contacts;
    private final ConversationStore conversations;
    private final ConversationHistory history;
    private final JdbcClient jdbc;
    private final Clock clock;

    Ratings(
            Contacts contacts,
            ConversationStore conversations,
            ConversationHistory history,
            JdbcClient jdbc,
            Clock clock) {
        this.contacts = contacts;
        this.conversations = conversations;
        this.history = history;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param score from 1 to 5
    public record Rating(int score, @Nullable String comment, Instant at) {}

    /// A customer's newest conversation, ended.
    public record Ended(
            ConversationId conversation, @Nullable Rating rating) {}

    /// Empty while a conversation goes on, and where none was ever had.
    public Optional<Ended> ended(CompanyId company, ContactIdentityId identity) {
        return newest(company, identity)
                .map(conversation ->
                        new Ended(conversation.id, of(company, conversation.id).orElse(null)));
    }

    /// @return false where there is no conversation that has ended
    public boolean rate(CompanyId company, ContactIdentityId identity, int score, @Nullable String comment) {
        contacts.lock(company, List.of(identity));
        var conversation = newest(company, identity).orElse(null);
        if (conversation == null) {
            return false;
        }
        var now = clock.instant();
        jdbc.sql("""
                insert into conversation_rating (company_id, conversation_id, score, comment, at)
                values (:company, :conversation, :score, :comment, :now)
                on conflict (company_id, conversation_id) do update set score = :score, comment = :comment, at = :now
                """)
                .param("company", company.value())
                .param("conversation", conversation.id.value())
                .param("score", score)
                .param("comment", comment)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        var collected = history.collect(company, now);
        collected.conversationChanged(conversation);
        collected.write();
        return true;
    }

    Optional<Rating> of(CompanyId company, ConversationId conversation) {
        return jdbc.sql("""
                select score, comment, at from conversation_rating
                 where company_id = :company and conversation_id = :conversation
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query((row, number) -> new Rating(
                        row.getInt("score"),
                        row.getString("comment"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    private Optional<Conversation> newest(CompanyId company, ContactIdentityId identity) {
        return conversations.newestOf(company, List.of(identity)).stream()
                .filter(conversation -> !conversation.status.open())
                .findFirst();
    }
}
