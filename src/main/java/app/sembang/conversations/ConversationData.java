package app.sembang.conversations;

import app.sembang.database.CompanyTransactions;
import app.sembang.database.ContactTrail;
import app.sembang.database.PersonalData;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Conversations go with their contact. One that ended in a sale stays as a bare entry for the accounts: what was sold,
/// for how much, paid how, when and by whom; no word that was said, and nobody it was said to.
@Component
class ConversationData implements PersonalData {
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;

    ConversationData(CompanyTransactions transactions, JdbcClient jdbc) {
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    @Override
    public Map<String, String> kept() {
        return Map.of("conversation", "sale_amount is not null");
    }

    /// Nobody writes in them any more, and nobody waits.
    @Override
    public Map<String, Long> detach(ContactTrail trail) {
        jdbc.sql("""
                update conversation
                   set status = case when completed_at is null then 'lost' else status end,
                       completed_at = coalesce(completed_at, last_activity_at),
                       answering = 'nobody', answering_member_id = null, awaiting_reply_since = null, held_until = null, snoozed_until = null, scheduled = 0,
                       blocked_at = null, answering_before = null, answering_member_before = null, awaiting_before = null,
                       language = null, completion_notes = null, previous_id = null
                 where company_id = :company and contact_id = :contact
                """)
                .param("company", trail.company().value())
                .param("contact", trail.contact().value())
                .update();
        return Map.of();
    }

    /// A file that another conversation shows too was not the contact's.
    @Override
    public Collection<UUID> files(ContactTrail trail) {
        return transactions.in(
                trail.company(),
                () -> jdbc.sql("""
                select distinct (content #>> '{media,id}')::uuid
                  from message
                 where company_id = :company
                   and conversation_id = any (:conversations)
                   and content #>> '{media,id}' is not null
                   and (author = 'contact' or not exists (
                        select from message other
                         where other.company_id = :company and other.author <> 'contact'
                           and other.content #>> '{media,id}' = message.content #>> '{media,id}'
                           and other.conversation_id <> all (:conversations)))
                union
                select (file #>> '{media,id}')::uuid
                  from message
                 cross join jsonb_path_query(content, '$.files[*].file') file
                 where company_id = :company
                   and conversation_id = any (:conversations)
                   and file #>> '{media,id}' is not null
                union
                select (file #>> '{}')::uuid
                  from message
                 cross join jsonb_path_query(earlier, '$[*].content.**{0 to 3}.media.id') file
                 where company_id = :company
                   and conversation_id = any (:conversations)
                   and file <> 'null'
                """)
                        .param("company", trail.company().value())
                        .param("conversations", trail.of("conversation").toArray(UUID[]::new))
                        .query(UUID.class)
                        .list());
    }

    @Override
    public List<String> concerned() {
        return List.of(
                """
                select c.contact_id, 'message' as evidence, m.at
                  from message m
                  join conversation c on c.company_id = m.company_id and c.id = m.conversation_id
                 where m.company_id = :company and m.at >= :from and m.at < :to
                   and (cast(:account as uuid) is null or m.channel_account_id = cast(:account as uuid))
                   and (cast(:member as uuid) is null or m.member_id = cast(:member as uuid))
                """,
                """
                select c.contact_id, 'note', n.at
                  from note n
                  join conversation c on c.company_id = n.company_id and c.id = n.conversation_id
                 where n.company_id = :company and n.at >= :from and n.at < :to
                   and (cast(:account as uuid) is null or c.channel_account_id = cast(:account as uuid))
                   and (cast(:member as uuid) is null or n.author_id = cast(:member as uuid))
                """,
                """
                select c.contact_id, 'activity', e.at
                  from event_log e
                  join conversation c on c.company_id = e.company_id and c.id = e.conversation_id
                 where e.company_id = :company and e.at >= :from and e.at < :to
                   and (cast(:account as uuid) is null or c.channel_account_id = cast(:account as uuid))
                   and (cast(:member as uuid) is null or e.member_id = cast(:member as uuid))
                """,
                // An agent can open what is assigned to them, whether or not they did.
                """
                select c.contact_id, 'within_reach', greatest(a.at, :from)
                  from (select conversation_id, to_id, at, company_id,
                               lead(at, 1, 'infinity') over (partition by conversation_id order by at, id) as until
                          from assignment where company_id = :company) a
                  join conversation c on c.company_id = a.company_id and c.id = a.conversation_id
                 where cast(:member as uuid) is not null and a.to_id = cast(:member as uuid)
                   and a.at < :to and a.until > :from
                   and (cast(:account as uuid) is null or c.channel_account_id = cast(:account as uuid))
                """);
    }
}
