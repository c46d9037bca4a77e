package app.sembang.assistant;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MessageId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// How answers came about, kept and never changed. Everything here runs inside a transaction of the company.
@Component
class Traces {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    Traces(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// A kept trace, of a message that was sent or of a suggestion.
    @Schema(name = "KeptTrace")
    record Kept(
            UUID id,
            Instant at,
            @Nullable MessageId messageId,
            @Nullable SuggestionId suggestionId,
            AnswerTrace trace) {}

    void add(
            CompanyId company,
            ConversationId conversation,
            @Nullable MessageId message,
            @Nullable SuggestionId suggestion,
            AnswerTrace trace) {
        jdbc.sql("""
                insert into answer_trace (company_id, id, conversation_id, message_id, suggestion_id, at, trace)
                values (:company, :id, :conversation, :message, :suggestion, :at, cast(:trace as jsonb))
                """)
                .param("company", company.value())
                .param("id", Ids.next())
                .param("conversation", conversation.value())
                .param("message", message == null ? null : message.value())
                .param("suggestion", suggestion == null ? null : suggestion.value())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("trace", json.writeValueAsString(trace))
                .update();
    }

    /// The newest first.
    List<Kept> of(CompanyId company, ConversationId conversation, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                select * from answer_trace
                 where company_id = :company and conversation_id = :conversation
                   and (cast(:after as uuid) is null
                        or (at, id) < (select at, id from answer_trace where company_id = :company and id = cast(:after as uuid)))
                 order by at desc, id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("after", after == null ? null : after.toString())
                .param("limit", limit)
                .query((row, number) -> {
                    var message = row.getObject("message_id", UUID.class);
                    var suggestion = row.getObject("suggestion_id", UUID.class);
                    return new Kept(
                            row.getObject("id", UUID.class),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            message == null ? null : new MessageId(message),
                            suggestion == null ? null : new SuggestionId(suggestion),
                            json.readValue(row.getString("trace"), AnswerTrace.class));
                })
                .list();
    }
}
