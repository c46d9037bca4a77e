package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of `read_mark`.
@Repository
class ReadMarks {
    private final JdbcClient jdbc;

    ReadMarks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// How far each of these members has read their conversation; nothing of who has read none of it.
    Map<ConversationId, Integer> of(CompanyId company, Map<ConversationId, MemberId> readers) {
        var seqs = new HashMap<ConversationId, Integer>();
        var wanted = List.copyOf(readers.entrySet());
        jdbc.sql("""
                select mark.conversation_id, mark.seq
                  from unnest(:conversations::uuid[], :members::uuid[]) as wanted (conversation_id, member_id)
                  join read_mark mark
                       on mark.company_id = :company and mark.conversation_id = wanted.conversation_id
                          and mark.member_id = wanted.member_id
                """)
                .param("company", company.value())
                .param(
                        "conversations",
                        wanted.stream().map(one -> one.getKey().toString()).toArray(String[]::new))
                .param(
                        "members",
                        wanted.stream().map(one -> one.getValue().toString()).toArray(String[]::new))
                .query(row -> {
                    seqs.put(new ConversationId(row.getObject("conversation_id", UUID.class)), row.getInt("seq"));
                });
        return seqs;
    }

    /// Puts the mark before the contact's newest message, which counts as unread again. What the contact was told of
    /// being read stays.
    void back(CompanyId company, ConversationId conversation, MemberId member) {
        jdbc.sql("""
                update read_mark
                   set seq = newest.seq - 1, contact_messages = newest.count - 1
                  from (select max(seq) as seq, count(*) as count from message
                         where company_id = :company and conversation_id = :conversation and author = 'contact') newest
                 where read_mark.company_id = :company
                   and read_mark.conversation_id = :conversation
                   and read_mark.member_id = :member
                   and read_mark.seq >= newest.seq
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("member", member.value())
                .update();
    }

    /// Moves the mark forward and gives back the contact's last message at or before it; empty when the mark
    /// stood there already.
    Optional<MessageId> advance(CompanyId company, ConversationId conversation, MemberId member, int seq, Instant now) {
        int moved = jdbc.sql("""
                insert into read_mark as mark (company_id, conversation_id, member_id, at, seq, contact_messages)
                select :company, :conversation, :member, :at, :seq,
                       (select count(*) from message
                         where company_id = :company and conversation_id = :conversation and seq <= :seq and author = 'contact')
                on conflict (company_id, conversation_id, member_id) do update
                   set seq = excluded.seq, contact_messages = excluded.contact_messages, at = excluded.at
                 where mark.seq < excluded.seq
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("member", member.value())
                .param("at", now.atOffset(ZoneOffset.UTC))
                .param("seq", seq)
                .update();
        if (moved == 0) {
            return Optional.empty();
        }
        return jdbc.sql("""
                select id from message
                 where company_id = :company and conversation_id = :conversation and seq <= :seq and author = 'contact'
                 order by seq desc
                 limit 1
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("seq", seq)
                .query(UUID.class)
                .optional()
                .map(MessageId::new);
    }
}
