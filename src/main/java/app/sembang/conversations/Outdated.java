package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What has been over for longer than a company keeps it. Nothing of an open conversation is ever among it. All methods
/// need an open transaction of the company.
@Component
public class Outdated {
    private final JdbcClient jdbc;

    Outdated(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public record Ended(ConversationId conversation, ContactId contact) {}

    public record File(MessageId message, UUID media) {}

    /// Conversations that ended before and still hold words, the oldest first.
    public List<Ended> conversations(CompanyId company, Instant before, int most) {
        return jdbc.sql("""
                select id, contact_id from conversation
                 where company_id = :company
                   and status in ('completed', 'lost')
                   and completed_at < :before
                   and exists (select from message where message.company_id = :company and message.conversation_id = conversation.id)
                 order by completed_at
                 limit :most
                """)
                .param("company", company.value())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query((row, number) -> new Ended(
                        new ConversationId(row.getObject("id", UUID.class)),
                        new ContactId(row.getObject("contact_id", UUID.class))))
                .list();
    }

    /// Takes the later conversation's hold on this one, so that it can go.
    public void unlink(CompanyId company, ConversationId conversation) {
        jdbc.sql("""
                update conversation set previous_id = null
                 where company_id = :company
                   and previous_id = :id
                   and contact_identity_id = (select contact_identity_id from conversation where company_id = :company and id = :id)
                """)
                .param("company", company.value())
                .param("id", conversation.value())
                .update();
    }

    /// Files of messages from before, in conversations that have ended.
    public List<File> files(CompanyId company, Instant before, int most) {
        return jdbc.sql("""
                select message.id, file.media
                  from message
                  join conversation on conversation.company_id = :company and conversation.id = message.conversation_id
                  cross join lateral (
                       select (message.content #>> '{media,id}')::uuid as media
                       union
                       select (one #>> '{file,media,id}')::uuid
                         from jsonb_path_query(message.content, '$.files[*]') one
                       union
                       select (one #>> '{}')::uuid
                         from jsonb_path_query(message.earlier, '$[*].content.**{0 to 3}.media.id') one) file
                 where message.company_id = :company
                   and message.at < :before
                   and file.media is not null
                   and conversation.status in ('completed', 'lost')
                 limit :most
                """)
                .param("company", company.value())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query((row, number) ->
                        new File(new MessageId(row.getObject("id", UUID.class)), row.getObject("media", UUID.class)))
                .list();
    }

    /// Contacts not seen since, with nothing open and not erased yet.
    public List<ContactId> contacts(CompanyId company, Instant before, int most) {
        return jdbc.sql("""
                select id from contact
                 where company_id = :company
                   and last_seen_at < :before
                   and not exists (select from conversation
                                    where conversation.company_id = :company and conversation.contact_id = contact.id
                                      and conversation.status in ('new', 'in_progress', 'waiting'))
                   and exists (select from contact_identity identity
                                where identity.company_id = :company and identity.contact_id = contact.id
                                  and identity.external_id <> 'erased:' || identity.id)
                 order by last_seen_at
                 limit :most
                """)
                .param("company", company.value())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query((row, number) -> new ContactId(row.getObject("id", UUID.class)))
                .list();
    }
}
