package app.sembang.assistant;

import app.sembang.assistant.Suggestion.RatingReason;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Rows of `suggestion`. Everything here runs inside a transaction of the company.
@Repository
class SuggestionStore {
    private static final TypeReference<List<Ground>> EVIDENCE = new TypeReference<>() {};

    private static final String ROWS = """
            select s.*, v.number as version,
                   exists (select from message m
                            where m.company_id = :company and m.conversation_id = s.conversation_id
                              and m.seq > s.up_to_seq and m.author = 'contact') as stale
              from suggestion s
              left join model_version v on v.company_id = :company and v.id = s.model_version_id
             where s.company_id = :company
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    SuggestionStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(CompanyId company, Suggestion suggestion, int upTo, @Nullable ModelVersionId version, MemberId member) {
        jdbc.sql("""
                insert into suggestion (company_id, id, conversation_id, up_to_seq, member_id, language, source, text, reason,
                                        confidence, evidence, model_version_id, made_at)
                values (:company, :id, :conversation, :upTo, :member, :language, :source, :text, :reason,
                        :confidence, cast(:evidence as jsonb), :version, :at)
                """)
                .param("company", company.value())
                .param("id", suggestion.id().value())
                .param("conversation", suggestion.conversationId().value())
                .param("upTo", upTo)
                .param("member", member.value())
                .param("language", suggestion.language().tag())
                .param("source", suggestion.source().value())
                .param("text", suggestion.message())
                .param("reason", suggestion.reason())
                .param("confidence", suggestion.confidence())
                .param("evidence", json.writeValueAsString(suggestion.evidence()))
                .param("version", version == null ? null : version.value())
                .param("at", suggestion.madeAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Suggestion> find(CompanyId company, SuggestionId id) {
        return jdbc.sql(ROWS + " and s.id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .query(this::read)
                .optional();
    }

    List<Suggestion> of(CompanyId company, ConversationId conversation, int limit) {
        return jdbc.sql(ROWS + " and s.conversation_id = :conversation order by s.made_at desc, s.id desc limit :limit")
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("limit", limit)
                .query(this::read)
                .list();
    }

    /// The number of the newest message it answers.
    int upTo(CompanyId company, SuggestionId id) {
        return jdbc.sql("select up_to_seq from suggestion where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .query(Integer.class)
                .single();
    }

    /// Whether the contact wrote between what it answers and that message.
    boolean isStale(CompanyId company, SuggestionId id, int upTo) {
        return jdbc.sql("""
                select exists (select from message m
                                where m.company_id = :company and m.conversation_id = s.conversation_id
                                  and m.seq > s.up_to_seq and m.seq <= :upTo and m.author = 'contact')
                  from suggestion s
                 where s.company_id = :company and s.id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("upTo", upTo)
                .query(Boolean.class)
                .single();
    }

    boolean rate(CompanyId company, SuggestionId id, int rating, @Nullable RatingReason reason, MemberId by) {
        return jdbc.sql("""
                update suggestion set rating = :rating, rating_reason = :reason, rated_by = :by
                 where company_id = :company and id = :id
                """)
                        .param("company", company.value())
                        .param("id", id.value())
                        .param("rating", rating)
                        .param("reason", reason == null ? null : reason.value())
                        .param("by", by.value())
                        .update()
                > 0;
    }

    /// The first message made of it counts.
    void used(CompanyId company, SuggestionId id, MessageId message, double editDistance) {
        jdbc.sql("""
                update suggestion set message_id = :message, edit_distance = :distance
                 where company_id = :company and id = :id and message_id is null
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("message", message.value())
                .param("distance", editDistance)
                .update();
    }

    /// What was made of it was never sent.
    void notUsed(CompanyId company, MessageId message) {
        jdbc.sql("""
                update suggestion set message_id = null, edit_distance = null
                 where company_id = :company and message_id = :message
                """)
                .param("company", company.value())
                .param("message", message.value())
                .update();
    }

    private Suggestion read(ResultSet row, int number) throws SQLException {
        var reason = row.getString("rating_reason");
        var text = row.getString("text");
        var language = Language.from(row.getString("language"));
        var evidence = json.readValue(row.getString("evidence"), EVIDENCE);
        return new Suggestion(
                new SuggestionId(row.getObject("id", UUID.class)),
                new ConversationId(row.getObject("conversation_id", UUID.class)),
                text,
                language,
                AnswerSource.from(row.getString("source")),
                row.getString("reason"),
                evidence,
                BorneClaims.in(text, language, evidence),
                row.getDouble("confidence"),
                row.getObject("version", Integer.class),
                row.getBoolean("stale"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getObject("rating", Integer.class),
                reason == null ? null : RatingReason.from(reason));
    }
}
