package app.sembang.assistant;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MessageId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// How answers came about, kept and never changed. Everything here runs inside a transaction of the company.
@Component
class Traces {
    private static final UUID NONE = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    Traces(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// A kept trace, of a message that was sent or of a suggestion.
    ///
    /// @param request what a model was asked last before it, as JSON; only where traces are taken out
    @Schema(name = "KeptTrace")
    record Kept(
            UUID id,
            ConversationId conversationId,
            Instant at,
            @Nullable MessageId messageId,
            @Nullable SuggestionId suggestionId,
            AnswerTrace trace,
            @Nullable String request) {}

    void add(
            CompanyId company,
            ConversationId conversation,
            @Nullable MessageId message,
            @Nullable SuggestionId suggestion,
            AnswerTrace trace,
            @Nullable String request) {
        jdbc.sql("""
                insert into answer_trace (company_id, id, conversation_id, message_id, suggestion_id, at, trace, request)
                values (:company, :id, :conversation, :message, :suggestion, :at, cast(:trace as jsonb), :request)
                """)
                .param("company", company.value())
                .param("id", Ids.next())
                .param("conversation", conversation.value())
                .param("message", message == null ? null : message.value())
                .param("suggestion", suggestion == null ? null : suggestion.value())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("trace", json.writeValueAsString(trace))
                .param("request", request)
                .update();
    }

    /// What a model was asked last before it, as JSON; empty where there is no such trace or no model was asked.
    Optional<String> request(CompanyId company, ConversationId conversation, UUID trace) {
        return jdbc.sql("""
                select request from answer_trace
                 where company_id = :company and conversation_id = :conversation and id = :id and request is not null
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("id", trace)
                .query(String.class)
                .optional();
    }

    record Row(ConversationId conversation, MessageId message, AnswerTrace trace) {}

    void add(CompanyId company, List<Row> rows) {
        if (rows.isEmpty()) return;
        jdbc.sql("""
                insert into answer_trace (company_id, id, conversation_id, message_id, at, trace)
                select :company, traced.id, traced.conversation, traced.message, :at, traced.trace::jsonb
                  from unnest(:ids::uuid[], :conversations::uuid[], :messages::uuid[], :traces::text[])
                       as traced (id, conversation, message, trace)
                """)
                .param("company", company.value())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("ids", texts(rows, row -> Ids.next()))
                .param("conversations", texts(rows, Row::conversation))
                .param("messages", texts(rows, Row::message))
                .param("traces", texts(rows, row -> json.writeValueAsString(row.trace())))
                .update();
    }

    private static String[] texts(List<Row> rows, Function<Row, Object> part) {
        return rows.stream().map(row -> part.apply(row).toString()).toArray(String[]::new);
    }

    /// The newest first.
    ///
    /// @param message the one that was sent; null: whatever was said and offered
    List<Kept> of(
            CompanyId company,
            ConversationId conversation,
            @Nullable MessageId message,
            @Nullable UUID after,
            int limit) {
        return jdbc.sql("""
                select id, conversation_id, message_id, suggestion_id, at, trace, null as request from answer_trace
                 where company_id = :company and conversation_id = :conversation
                   and (cast(:message as uuid) is null or message_id = cast(:message as uuid))
                   and (cast(:after as uuid) is null
                        or (at, id) < (select at, id from answer_trace where company_id = :company and id = cast(:after as uuid)))
                 order by at desc, id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("message", message == null ? null : message.toString())
                .param("after", after == null ? null : after.toString())
                .param("limit", limit)
                .query(this::read)
                .list();
    }

    /// Of all conversations, the oldest first.
    ///
    /// @param after the last one already read
    List<Kept> between(CompanyId company, Instant from, Instant to, @Nullable Kept after, int limit) {
        return jdbc.sql("""
                select * from answer_trace
                 where company_id = :company and at >= :from and at < :to
                   and (at, id) > (:afterAt, cast(:after as uuid))
                 order by at, id
                 limit :limit
                """)
                .param("company", company.value())
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .param("afterAt", (after == null ? from : after.at()).atOffset(ZoneOffset.UTC))
                .param("after", (after == null ? NONE : after.id()).toString())
                .param("limit", limit)
                .query(this::read)
                .list();
    }

    /// Replies that rest on it, the newest first: what was looked up and its words are among those the message cites.
    List<UnansweredQuestions.Citation> citing(CompanyId company, UUID source, Instant since, int most) {
        return jdbc.sql("""
                select t.message_id, t.conversation_id, t.at, coalesce(m.content ->> 'text', '') as text
                  from answer_trace t
                  join message m on m.company_id = :company and m.id = t.message_id
                 where t.company_id = :company and t.at >= :since
                   and exists (
                       select from jsonb_array_elements(t.trace -> 'looked') ground
                         join jsonb_array_elements(m.evidence -> 'cited') cited
                           on cited ->> 'title' = ground ->> 'title' and cited ->> 'text' = ground ->> 'text'
                        where ground ->> 'reference' = :source)
                 order by t.at desc, t.id desc
                 limit :most
                """)
                .param("company", company.value())
                .param("since", since.atOffset(ZoneOffset.UTC))
                .param("source", source.toString())
                .param("most", most)
                .query((row, number) -> new UnansweredQuestions.Citation(
                        new MessageId(row.getObject("message_id", UUID.class)),
                        new ConversationId(row.getObject("conversation_id", UUID.class)),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("text")))
                .list();
    }

    private Kept read(ResultSet row, int number) throws SQLException {
        var message = row.getObject("message_id", UUID.class);
        var suggestion = row.getObject("suggestion_id", UUID.class);
        return new Kept(
                row.getObject("id", UUID.class),
                new ConversationId(row.getObject("conversation_id", UUID.class)),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                message == null ? null : new MessageId(message),
                suggestion == null ? null : new SuggestionId(suggestion),
                json.readValue(row.getString("trace"), AnswerTrace.class),
                row.getString("request"));
    }
}
