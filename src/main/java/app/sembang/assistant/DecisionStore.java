package app.sembang.assistant;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import app.sembang.templates.TemplateId;
import app.sembang.templates.TemplateUse;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of `answer_decision`.
@Repository
class DecisionStore {
    private final JdbcClient jdbc;

    DecisionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Row(
            MessageId message,
            String outcome,
            String reason,
            @Nullable MessageId reply,
            @Nullable TemplateId template,
            @Nullable Integer version) {}

    void insert(CompanyId company, List<Row> rows, Instant at) {
        jdbc.sql("""
                insert into answer_decision (company_id, message_id, outcome, reason, reply_id, template_id, template_version, decided_at)
                select :company, message, outcome, reason, reply, template, version, :at::timestamptz
                  from unnest(:messages::uuid[], :outcomes::text[], :reasons::text[], :replies::uuid[], :templates::uuid[], :versions::int[])
                       as decision (message, outcome, reason, reply, template, version)
                """)
                .param("company", company.value())
                .param("at", at.toString())
                .param("messages", texts(rows, Row::message))
                .param("outcomes", texts(rows, Row::outcome))
                .param("reasons", texts(rows, Row::reason))
                .param("replies", texts(rows, Row::reply))
                .param(
                        "templates",
                        texts(
                                rows,
                                row -> row.template() == null
                                        ? null
                                        : row.template().value()))
                .param("versions", texts(rows, Row::version))
                .update();
    }

    /// Which of these messages were answers of a template.
    List<TemplateUse> usesOf(CompanyId company, Collection<MessageId> replies, Instant at) {
        return jdbc.sql("""
                select template_id from answer_decision
                 where company_id = :company and reply_id = any (:replies::uuid[]) and template_id is not null
                """)
                .param("company", company.value())
                .param("replies", texts(replies, Object::toString))
                .query((row, number) -> new TemplateUse(new TemplateId(row.getObject("template_id", UUID.class)), at))
                .list();
    }

    private static <T> @Nullable String[] texts(Collection<T> values, Function<T, @Nullable Object> part) {
        return values.stream()
                .map(value -> {
                    var text = part.apply(value);
                    return text == null ? null : text.toString();
                })
                .toArray(String[]::new);
    }
}
