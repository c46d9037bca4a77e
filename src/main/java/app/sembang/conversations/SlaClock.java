package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.instant;
import static app.sembang.conversations.ConversationStore.optional;
import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.time;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Every half minute: finds promises that are nearly or wholly late, writes each down once, and does what the company
/// wants done. What it has written down is what it looks at next time, under the thread's lock, so that a second clock
/// finds nothing left to do.
@Component
class SlaClock {
    private static final Duration OFTEN = Duration.ofSeconds(30);
    private static final int AT_ONCE = 100;
    private static final Logger log = LoggerFactory.getLogger(SlaClock.class);

    private final CompanyTransactions transactions;
    private final ConversationStore conversations;
    private final SlaPolicies policies;
    private final Assignments assignments;
    private final AssignmentRounds rounds;
    private final TransferRequests transfers;
    private final ConversationHistory history;
    private final Members members;
    private final JdbcClient jdbc;
    private final Clock clock;

    SlaClock(
            CompanyTransactions transactions,
            ConversationStore conversations,
            SlaPolicies policies,
            Assignments assignments,
            AssignmentRounds rounds,
            TransferRequests transfers,
            ConversationHistory history,
            Members members,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.policies = policies;
        this.assignments = assignments;
        this.rounds = rounds;
        this.transfers = transfers;
        this.history = history;
        this.members = members;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        RecurringTask<Void> watchPromises(@Qualifier("platform") JdbcClient platform, ObjectProvider<SlaClock> clock) {
            return Tasks.recurring("watch-promises", FixedDelay.of(OFTEN))
                    .execute((job, context) -> platform.sql("""
                            select id from company
                             where status in ('trial', 'active') and id in (select company_id from sla_policy)
                             order by id
                            """)
                            .query((row, number) -> new CompanyId(uuid(row, "id")))
                            .list()
                            .forEach(company -> {
                                try {
                                    clock.getObject().look(company);
                                } catch (DataAccessException e) {
                                    log.warn(
                                            "Promises of company {} are looked at next time: {}",
                                            company,
                                            e.getMessage());
                                }
                            }));
        }
    }

    /// A promise that is nearly or wholly late and not written down as such.
    ///
    /// @param told false: it was late before it was promised
    private record Late(
            ConversationId conversation,
            Sla sla,
            Sla.Stage stage,
            boolean told,
            boolean raises,
            @Nullable MemberId escalatesTo) {}

    void look(CompanyId company) {
        while (transactions.in(company, () -> lookAtSome(company)) == AT_ONCE) {
            // There may be more.
        }
    }

    private int lookAtSome(CompanyId company) {
        var now = clock.instant();
        var some = late(company, null, now).stream()
                .map(Late::conversation)
                .distinct()
                .limit(AT_ONCE)
                .toList();
        if (some.isEmpty()) {
            return 0;
        }
        conversations.lockThreads(company, some);
        var late = late(company, some, now);
        write(company, late, now);
        tell(company, late.stream().filter(Late::told).toList(), now);
        return some.size();
    }

    private void tell(CompanyId company, List<Late> late, Instant now) {
        if (late.isEmpty()) {
            return;
        }
        var byId = conversations
                .find(company, late.stream().map(Late::conversation).distinct().toList())
                .stream()
                .collect(Collectors.toMap(one -> one.id, one -> one));
        var collected = history.collect(company, now);
        var given = new ArrayList<Assignments.Entry>();
        var changed = new LinkedHashSet<Conversation>();
        for (var one : late) {
            var conversation = byId.get(one.conversation());
            if (conversation != null) {
                collected.activity(
                        conversation,
                        "sla_" + one.stage().value(),
                        null,
                        Map.of(
                                "promise",
                                one.sla().kind().value(),
                                "dueAt",
                                one.sla().dueAt().toString()));
                changed.add(conversation);
                if (one.stage() == Sla.Stage.BREACH) {
                    escalate(company, conversation, one, given, collected, now);
                }
            }
        }
        assignments.record(company, given);
        conversations.update(company, changed);
        changed.forEach(collected::conversationChanged);
        collected.write();
        if (!given.isEmpty()) {
            rounds.plan(company);
        }
    }

    private void escalate(
            CompanyId company,
            Conversation conversation,
            Late late,
            List<Assignments.Entry> given,
            ConversationHistory.Collected collected,
            Instant now) {
        var raised = conversation.priority.raised();
        if (late.raises() && raised != conversation.priority) {
            conversation.priority = raised;
            collected.activity(conversation, "prioritised", null, Map.of("priority", raised.value()));
        }
        var from = conversation.assignee;
        var to = late.escalatesTo();
        if (to != null && !to.equals(from) && answers(company, to)) {
            conversation.assignTo(to);
            transfers.drop(company, conversation.id, now);
            var entry = new Assignments.Entry(conversation.id, from, to, null, Assignments.Rule.ESCALATION, null, now);
            given.add(entry);
            collected.activity(conversation, "assigned", null, AssignmentRounds.facts(entry));
            if (from != null) {
                collected.removedFrom(from, conversation);
            }
        }
    }

    /// Not who has left, or may not write to customers any more.
    private boolean answers(CompanyId company, MemberId member) {
        return members.active(company).stream()
                .anyMatch(one -> one.id().equals(member) && one.role().answers());
    }

    private void write(CompanyId company, List<Late> late, Instant now) {
        jdbc.sql("""
                insert into sla_event (company_id, conversation_id, kind, since, stage, due_at, at)
                select :company, fresh.*, :now
                  from unnest(:conversations::uuid[], :kinds::text[], :since::timestamptz[], :stages::text[], :due::timestamptz[])
                       as fresh (conversation_id, kind, since, stage, due_at)
                on conflict do nothing
                """)
                .param("company", company.value())
                .param("conversations", texts(late, Late::conversation))
                .param("kinds", texts(late, one -> one.sla().kind().value()))
                .param("since", texts(late, one -> one.sla().since()))
                .param("stages", texts(late, one -> one.stage().value()))
                .param("due", texts(late, one -> one.sla().dueAt()))
                .param("now", time(now))
                .update();
    }

    /// Those that are late by the clock on the wall and not known to be; business hours are looked at afterwards.
    ///
    /// @param ids null: all of the company
    private List<Late> late(CompanyId company, @Nullable Collection<ConversationId> ids, Instant now) {
        return jdbc
                .sql("""
                select candidate.* from (
                    select conversation.id, conversation.status, conversation.blocked_at, conversation.outlet_id,
                           conversation.awaiting_reply_since, sla.raise_priority, sla.escalate_to, sla.since as promised_at,
                """ + SlaPolicies.COLUMNS + """
                           , array(select known.kind || ' ' || known.stage from sla_event known
                                  where known.company_id = :company and known.conversation_id = conversation.id
                                    and known.since = case known.kind
                                        when 'resolution' then coalesce(conversation.reopened_at, conversation.created_at)
                                        else conversation.awaiting_reply_since end) as known
                      from conversation
                """ + SlaPolicies.JOIN + """
                     where conversation.company_id = :company
                       and (:ids::uuid[] is null or conversation.id = any (:ids::uuid[]))
                       and conversation.status in ('new', 'in_progress', 'waiting')
                       and conversation.blocked_at is null
                       and sla.priority is not null) candidate
                 where case when awaiting_reply_since <= :now::timestamptz - make_interval(secs => least(first_reply_minutes, next_reply_minutes) * 48)
                            then not (known && array['first_reply breach', 'next_reply breach']) else false end
                    or case when open_since <= :now::timestamptz - make_interval(secs => resolution_minutes * 48)
                            then not 'resolution breach' = any (known) else false end
                 order by coalesce(awaiting_reply_since, open_since), id
                """)
                .param("company", company.value())
                .param("ids", ids == null ? null : texts(ids, Object::toString))
                .param("now", time(now))
                .query((row, number) -> lateIn(company, row, now))
                .list()
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private List<Late> lateIn(CompanyId company, ResultSet row, Instant now) throws SQLException {
        var known = List.of((String[]) row.getArray("known").getArray());
        var promisedAt = instant(row, "promised_at");
        var late = new ArrayList<Late>(2);
        for (var sla : policies.in(company, row)) {
            var stage = now.isBefore(sla.dueAt()) ? Sla.Stage.WARNING : Sla.Stage.BREACH;
            if (!now.isBefore(sla.warnsAt()) && !known.contains(sla.kind().value() + " " + stage.value())) {
                late.add(new Late(
                        new ConversationId(uuid(row, "id")),
                        sla,
                        stage,
                        !sla.dueAt().isBefore(promisedAt),
                        row.getBoolean("raise_priority"),
                        optional(row.getObject("escalate_to", UUID.class), MemberId::new)));
            }
        }
        return late;
    }
}
