package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.optional;
import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.DutyChanged;
import app.sembang.identity.Member;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Gives those who wait to whoever has room, each time there may be more of it: somebody comes
/// to work, may take more, closes or loses a conversation, or the company changes its rule.
/// What a person has put into the queue waits for a person.
///
/// A round is a job of the transaction that made room, so it begins after it. A conversation
/// that starts at that moment either finds the room itself or is waited for, because both take
/// the company's turn. Several rounds are harmless.
@Component
class AssignmentRounds {
    private static final TaskDescriptor<Round> ROUND = TaskDescriptor.of("assign-waiting", Round.class);
    private static final int AT_ONCE = 50;

    private final CompanyTransactions transactions;
    private final ConversationStore conversations;
    private final Assignments assignments;
    private final Departures departures;
    private final ConversationHistory history;
    private final JdbcClient jdbc;
    private final Jobs jobs;
    private final Clock clock;

    AssignmentRounds(
            CompanyTransactions transactions,
            ConversationStore conversations,
            Assignments assignments,
            Departures departures,
            ConversationHistory history,
            JdbcClient jdbc,
            Jobs jobs,
            Clock clock) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.assignments = assignments;
        this.departures = departures;
        this.history = history;
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.clock = clock;
    }

    record Round(CompanyId company) {}

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        Task<Round> assignWaiting(ObjectProvider<AssignmentRounds> rounds) {
            return Tasks.oneTime(ROUND)
                    .execute((job, context) ->
                            rounds.getObject().run(job.getData().company()));
        }
    }

    @EventListener
    void plan(DutyChanged event) {
        plan(event.company());
    }

    @EventListener
    void plan(ConversationEnded event) {
        plan(event.company());
    }

    @EventListener
    void plan(ConversationReopened event) {
        plan(event.company());
    }

    /// In the transaction that may make room.
    void plan(CompanyId company) {
        if (assignments.settings(company).gives()) {
            jobs.schedule(
                    ROUND.instance(company + "/" + Ids.next())
                            .data(new Round(company))
                            .build(),
                    clock.instant());
        }
    }

    private void run(CompanyId company) {
        transactions.run(company, () -> assignments.awaitTurn(company));
        while (!transactions
                .in(company, () -> give(company, waiting(company), null))
                .isEmpty()) {
            // There may be more.
        }
        departures.handOverOfAway(company);
    }

    /// Gives these by the company's rule, because a person says so; those nobody has room for stay.
    ///
    /// @return those that were given
    Set<ConversationId> giveNow(Member me, Collection<ConversationId> ids) {
        return transactions.in(me.company(), () -> give(me.company(), List.copyOf(ids), me));
    }

    private Set<ConversationId> give(CompanyId company, List<ConversationId> ids, @Nullable Member by) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        conversations.lockThreads(company, ids);
        var now = clock.instant();
        var byId = conversations.find(company, ids).stream()
                .filter(one -> one.status.open() && one.assignee == null && one.blockedAt == null)
                .collect(Collectors.toMap(one -> one.id, one -> one));
        var wishes = wishes(company, byId);
        var entries = assignments.give(company, wishes, by == null ? null : by.id(), now);
        assignments.record(company, entries);
        var collected = history.collect(company, now);
        var given = new ArrayList<Conversation>();
        for (var entry : entries) {
            var conversation = byId.get(entry.conversation());
            if (conversation != null) {
                collected.activity(conversation, "assigned", by, facts(entry));
                collected.conversationChanged(conversation);
                given.add(conversation);
            }
        }
        conversations.update(company, given);
        collected.write();
        return entries.stream().map(Assignments.Entry::conversation).collect(Collectors.toCollection(HashSet::new));
    }

    static Map<String, String> facts(Assignments.Entry entry) {
        var facts = new TreeMap<>(Map.of("rule", entry.rule().value()));
        if (entry.to() != null) {
            facts.put("to", entry.to().toString());
        }
        if (entry.reason() != null) {
            facts.put("reason", entry.reason());
        }
        return facts;
    }

    /// Whom nobody is responsible for, also what a person has put aside; who waits longest first.
    List<ConversationId> unassigned(CompanyId company, int most) {
        return jdbc.sql("""
                select id from conversation
                 where company_id = :company and assignee_id is null and status in ('new', 'in_progress', 'waiting')
                   and blocked_at is null
                 order by created_at, id
                 limit :most
                """)
                .param("company", company.value())
                .param("most", most)
                .query((row, number) -> new ConversationId(uuid(row, "id")))
                .list();
    }

    /// Who could be made responsible, who fits best first.
    List<Assignments.Candidate> candidates(Member me, ConversationId id) {
        return transactions.as(me.access(), () -> {
            var conversation =
                    conversations.find(me.company(), id).orElseThrow(() -> Refusal.notFound("conversation", id));
            return assignments.candidates(
                    me.company(), wishes(me.company(), Map.of(id, conversation)).getFirst());
        });
    }

    /// The most urgent and who waits longest first; not what a person has put aside.
    private List<ConversationId> waiting(CompanyId company) {
        return jdbc.sql("""
                select conversation.id
                  from conversation
                 where conversation.company_id = :company
                   and conversation.assignee_id is null
                   and conversation.status in ('new', 'in_progress', 'waiting')
                   and conversation.blocked_at is null
                   and (select last.by_id from assignment last
                         where last.company_id = :company and last.conversation_id = conversation.id
                         order by last.at desc, last.id desc
                         limit 1) is null
                 order by array_position(array['low', 'normal', 'high', 'urgent'], conversation.priority) desc,
                          conversation.created_at, conversation.id
                 limit :most
                """)
                .param("company", company.value())
                .param("most", AT_ONCE)
                .query((row, number) -> new ConversationId(uuid(row, "id")))
                .list();
    }

    /// In the order in which they have waited.
    private List<Assignments.Wish> wishes(CompanyId company, Map<ConversationId, Conversation> byId) {
        return jdbc.sql("""
                select conversation.id, previous.assignee_id,
                       (select string_agg(said.content ->> 'text', ' ' order by said.seq)
                          from (select seq, content from message
                                 where company_id = :company and conversation_id = conversation.id and author = 'contact'
                                 order by seq desc
                                 limit 5) said) as words
                  from conversation
                  left join conversation previous
                    on previous.company_id = :company and previous.id = conversation.previous_id
                 where conversation.company_id = :company and conversation.id = any (:ids::uuid[])
                 order by array_position(array['low', 'normal', 'high', 'urgent'], conversation.priority) desc,
                          conversation.created_at, conversation.id
                """)
                .param("company", company.value())
                .param("ids", texts(byId.keySet(), Object::toString))
                .query((row, number) -> {
                    var words = row.getString("words");
                    return new Assignments.Wish(
                            Objects.requireNonNull(byId.get(new ConversationId(uuid(row, "id")))),
                            optional(row.getObject("assignee_id", UUID.class), MemberId::new),
                            words == null ? "" : words);
                })
                .list();
    }
}
