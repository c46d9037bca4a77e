package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.instant;
import static app.sembang.conversations.ConversationStore.optional;
import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.time;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.conversations.Views.Person;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of `scheduled_message`: what is to be said later.
@Repository
class ScheduledMessages {
    private static final String ROWS = """
            select scheduled.id, scheduled.conversation_id, scheduled.member_id, member.name, scheduled.text, scheduled.send_at,
                   scheduled.state, scheduled.reason, scheduled.message_id, scheduled.client_id, scheduled.at
              from scheduled_message scheduled
              join member on member.company_id = :company and member.id = scheduled.member_id
             where scheduled.company_id = :company
            """;

    private final JdbcClient jdbc;

    ScheduledMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Schema(name = "ScheduledState")
    enum State {
        HELD,
        SENT,
        CANCELLED,
        FAILED;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static State from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// Why one was not sent.
    @Schema(name = "ScheduledReason")
    enum Reason {
        CUSTOMER_WROTE,
        TAKEN_BACK,
        CONVERSATION_CLOSED,
        WINDOW_CLOSED,
        MEMBER_LEFT,
        SUSPENDED,
        TOO_LONG,
        CONTACT_BLOCKED;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Reason from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// @param messageId what it became
    @Schema(name = "ScheduledMessage")
    record ScheduledMessage(
            UUID id,
            ConversationId conversationId,
            Person member,
            String text,
            Instant sendAt,
            State state,
            @Nullable Reason reason,
            @Nullable MessageId messageId,
            @Nullable String clientId,
            Instant at) {}

    void insert(
            CompanyId company,
            UUID id,
            ConversationId conversation,
            MemberId member,
            String text,
            Instant sendAt,
            @Nullable String clientId,
            Instant now) {
        jdbc.sql("""
                insert into scheduled_message (company_id, id, conversation_id, member_id, text, send_at, client_id, at)
                values (:company, :id, :conversation, :member, :text, :sendAt, :clientId, :at)
                """)
                .param("company", company.value())
                .param("id", id)
                .param("conversation", conversation.value())
                .param("member", member.value())
                .param("text", text)
                .param("sendAt", time(sendAt))
                .param("clientId", clientId)
                .param("at", time(now))
                .update();
    }

    void change(CompanyId company, UUID id, String text, Instant sendAt) {
        jdbc.sql("""
                update scheduled_message set text = :text, send_at = :sendAt
                 where company_id = :company and id = :id and state = 'held'
                """)
                .param("company", company.value())
                .param("id", id)
                .param("text", text)
                .param("sendAt", time(sendAt))
                .update();
    }

    void sent(CompanyId company, UUID id, MessageId message, Instant now) {
        jdbc.sql("""
                update scheduled_message set state = 'sent', message_id = :message, settled_at = :at
                 where company_id = :company and id = :id and state = 'held'
                """)
                .param("company", company.value())
                .param("id", id)
                .param("message", message.value())
                .param("at", time(now))
                .update();
    }

    void notSent(CompanyId company, UUID id, State state, Reason reason, Instant now) {
        jdbc.sql("""
                update scheduled_message set state = :state, reason = :reason, settled_at = :at
                 where company_id = :company and id = :id and state = 'held'
                """)
                .param("company", company.value())
                .param("id", id)
                .param("state", state.value())
                .param("reason", reason.value())
                .param("at", time(now))
                .update();
    }

    /// Takes back everything that waits in these conversations.
    void cancelAll(CompanyId company, Collection<ConversationId> conversations, Reason reason, Instant now) {
        jdbc.sql("""
                update scheduled_message set state = 'cancelled', reason = :reason, settled_at = :at
                 where company_id = :company and conversation_id = any (:conversations::uuid[]) and state = 'held'
                """)
                .param("company", company.value())
                .param("conversations", texts(conversations, Object::toString))
                .param("reason", reason.value())
                .param("at", time(now))
                .update();
    }

    Optional<ScheduledMessage> find(CompanyId company, UUID id) {
        return jdbc.sql(ROWS + " and scheduled.id = :id")
                .param("company", company.value())
                .param("id", id)
                .query(ScheduledMessages::scheduled)
                .optional();
    }

    Optional<ScheduledMessage> byClientId(CompanyId company, ConversationId conversation, String clientId) {
        return jdbc.sql(ROWS + " and scheduled.conversation_id = :conversation and scheduled.client_id = :clientId")
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("clientId", clientId)
                .query(ScheduledMessages::scheduled)
                .optional();
    }

    /// What waits, the soonest first, and what of late was not sent.
    List<ScheduledMessage> list(CompanyId company, ConversationId conversation) {
        return jdbc.sql(ROWS + """
                   and scheduled.conversation_id = :conversation
                   and (scheduled.state in ('held', 'failed') or scheduled.reason = 'customer_wrote')
                 order by scheduled.state <> 'held', case scheduled.state when 'held' then scheduled.send_at end, scheduled.at desc
                 limit 50
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query(ScheduledMessages::scheduled)
                .list();
    }

    private static ScheduledMessage scheduled(ResultSet row, int number) throws SQLException {
        return new ScheduledMessage(
                uuid(row, "id"),
                new ConversationId(uuid(row, "conversation_id")),
                new Person(new MemberId(uuid(row, "member_id")), row.getString("name")),
                row.getString("text"),
                instant(row, "send_at"),
                State.from(row.getString("state")),
                optional(row.getString("reason"), Reason::from),
                optional(row.getObject("message_id", UUID.class), MessageId::new),
                row.getString("client_id"),
                instant(row, "at"));
    }
}
