package app.sembang.assistant;

import app.sembang.database.AfterCommit;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import app.sembang.templates.Match;
import app.sembang.templates.TemplateId;
import app.sembang.templates.TemplateUse;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.OffsetDateTime;
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
    private final MeterRegistry metrics;

    DecisionStore(JdbcClient jdbc, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.metrics = metrics;
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
        AfterCommit.run(() -> rows.forEach(row -> count(row.outcome())));
    }

    private void count(String outcome) {
        metrics.counter("sembang.decisions", "outcome", outcome).increment();
    }

    /// @param since when it was put off
    record Pending(MessageId message, Instant since) {}

    /// Messages of a conversation that wait to be thought about, in order.
    List<Pending> pending(CompanyId company, ConversationId conversation) {
        return jdbc.sql("""
                select d.message_id, d.decided_at
                  from answer_decision d
                  join message m on m.company_id = :company and m.id = d.message_id
                 where d.company_id = :company and d.outcome = 'pending' and m.conversation_id = :conversation
                 order by m.seq
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query((row, number) -> new Pending(
                        new MessageId(row.getObject("message_id", UUID.class)),
                        row.getObject("decided_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /// Whether a member has written since that message.
    boolean answeredByMember(CompanyId company, ConversationId conversation, MessageId message) {
        return jdbc.sql("""
                select exists (select from message asked
                                 join message said on said.company_id = :company
                                  and said.conversation_id = :conversation and said.seq > asked.seq
                                where asked.company_id = :company and asked.id = :message
                                  and said.author = 'member' and said.state not in ('cancelled', 'failed'))
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("message", message.value())
                .query(Boolean.class)
                .single();
    }

    /// Says of all messages of a conversation that wait to be thought about what came of it.
    ///
    /// @param reply what was said; null where nothing
    /// @param templates that said it
    void resolve(
            CompanyId company,
            ConversationId conversation,
            String outcome,
            String reason,
            @Nullable MessageId reply,
            @Nullable ModelVersionId version,
            List<Match.Part> templates,
            Instant at) {
        var first = templates.isEmpty() ? null : templates.getFirst();
        jdbc.sql("""
                with latest as (
                    select d.message_id, row_number() over (order by m.seq desc) as place
                      from answer_decision d
                      join message m on m.company_id = :company and m.id = d.message_id
                     where d.company_id = :company and d.outcome = 'pending' and m.conversation_id = :conversation)
                update answer_decision decision
                   set outcome = case when latest.place = 1 or :outcome <> 'answered' then :outcome else 'silent' end,
                       reason = case when latest.place = 1 or :outcome <> 'answered' then :reason else 'joined' end,
                       reply_id = case when latest.place = 1 then cast(:reply as uuid) end,
                       template_id = case when latest.place = 1 then cast(:template as uuid) end,
                       template_version = case when latest.place = 1 then cast(:templateVersion as int) end,
                       further_template_ids = case when latest.place = 1 then cast(:further as uuid[]) end,
                       model_version_id = cast(:version as uuid), decided_at = cast(:at as timestamptz)
                  from latest
                 where decision.company_id = :company and decision.message_id = latest.message_id
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("outcome", outcome)
                .param("reason", reason)
                .param("reply", reply == null ? null : reply.toString())
                .param("template", first == null ? null : first.templateId().toString())
                .param("templateVersion", first == null ? null : first.version())
                .param(
                        "further",
                        templates.size() < 2
                                ? null
                                : texts(
                                        templates.subList(1, templates.size()),
                                        one -> one.templateId().value()))
                .param("version", version == null ? null : version.toString())
                .param("at", at.toString())
                .update();
        AfterCommit.run(() -> count(outcome));
    }

    /// A message the assistant had no answer to.
    record Abstained(MessageId message, ConversationId conversation, Instant at) {}

    /// The newest first.
    List<Abstained> abstained(CompanyId company, Instant since, int most) {
        return jdbc.sql("""
                select d.message_id, m.conversation_id, d.decided_at
                  from answer_decision d
                  join message m on m.company_id = :company and m.id = d.message_id
                 where d.company_id = :company and d.decided_at >= :since::timestamptz and d.outcome = 'handed_over'
                   and d.reason in ('no_template', 'unsure', 'no_evidence', 'not_sure', 'needs_human', 'offline', 'faq')
                 order by d.decided_at desc, m.seq desc
                 limit :most
                """)
                .param("company", company.value())
                .param("since", since.toString())
                .param("most", most)
                .query((row, number) -> new Abstained(
                        new MessageId(row.getObject("message_id", UUID.class)),
                        new ConversationId(row.getObject("conversation_id", UUID.class)),
                        row.getObject("decided_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /// Which of these messages were answers of a template.
    List<TemplateUse> usesOf(CompanyId company, Collection<MessageId> replies, Instant at) {
        return jdbc.sql("""
                select unnest(template_id || coalesce(further_template_ids, '{}')) as template_id from answer_decision
                 where company_id = :company and reply_id = any (:replies::uuid[]) and template_id is not null
                """)
                .param("company", company.value())
                .param("replies", texts(replies, Object::toString))
                .query((row, number) -> new TemplateUse(new TemplateId(row.getObject("template_id", UUID.class)), at))
                .list();
    }

    /// The same of a reply that left while it was stored, as on the website, before it was known whose it is.
    List<TemplateUse> useOfSent(CompanyId company, MessageId reply, Instant at) {
        boolean sent = jdbc.sql("""
                select exists (select from message
                                where company_id = :company and id = :reply and state in ('sent', 'delivered', 'read'))
                """)
                .param("company", company.value())
                .param("reply", reply.value())
                .query(Boolean.class)
                .single();
        return sent ? usesOf(company, List.of(reply), at) : List.of();
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
