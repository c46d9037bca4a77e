package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.time;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of `note`: written once, never changed.
@Repository
class NoteStore {
    private final JdbcClient jdbc;

    NoteStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(
            CompanyId company,
            UUID id,
            ConversationId conversation,
            MemberId author,
            String text,
            int afterSeq,
            List<MemberId> mentions,
            @Nullable String clientId,
            Instant at) {
        jdbc.sql("""
                insert into note (company_id, id, conversation_id, author_id, text, after_seq, mentions, client_id, at)
                values (:company, :id, :conversation, :author, :text, :afterSeq, :mentions::uuid[], :clientId, :at)
                """)
                .param("company", company.value())
                .param("id", id)
                .param("conversation", conversation.value())
                .param("author", author.value())
                .param("text", text)
                .param("afterSeq", afterSeq)
                .param("mentions", mentions.stream().map(MemberId::toString).toArray(String[]::new))
                .param("clientId", clientId)
                .param("at", time(at))
                .update();
    }

    record Written(UUID id, String text) {}

    Optional<Written> byClientId(CompanyId company, ConversationId conversation, String clientId) {
        return jdbc.sql("""
                select id, text from note
                 where company_id = :company and conversation_id = :conversation and client_id = :clientId
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("clientId", clientId)
                .query(Written.class)
                .optional();
    }
}
