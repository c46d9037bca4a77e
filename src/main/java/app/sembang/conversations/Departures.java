package app.sembang.conversations;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.MemberDeactivated;
import app.sembang.identity.Members;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Hands the open conversations of somebody who no longer works there to the next in turn, or to the queue where
/// nobody takes one. It is done after the commit, because it takes the locks of threads, and once more a minute
/// later: a message that came at the same moment may have been given to them.
@Component
class Departures {
    private static final TaskDescriptor<Left> HAND_OVER = TaskDescriptor.of("hand-over-conversations", Left.class);
    private static final int AT_ONCE = 50;

    private final CompanyTransactions transactions;
    private final ConversationStore conversations;
    private final Assignments assignments;
    private final ConversationHistory history;
    private final Members members;
    private final Jobs jobs;
    private final Clock clock;

    Departures(
            CompanyTransactions transactions,
            ConversationStore conversations,
            Assignments assignments,
            ConversationHistory history,
            Members members,
            Jobs jobs,
            Clock clock) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.assignments = assignments;
        this.history = history;
        this.members = members;
        this.jobs = jobs;
        this.clock = clock;
    }

    record Left(CompanyId company, MemberId member) {}

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        Task<Left> handOverConversations(ObjectProvider<Departures> departures) {
            return Tasks.oneTime(HAND_OVER)
                    .execute((job, context) -> departures.getObject().handOver(job.getData()));
        }
    }

    @EventListener
    void plan(MemberDeactivated event) {
        var left = new Left(event.company(), event.member());
        var now = clock.instant();
        for (var at : List.of(now, now.plus(Duration.ofMinutes(1)))) {
            jobs.schedule(
                    HAND_OVER.instance(event.member() + "/" + at).data(left).build(), at);
        }
    }

    private void handOver(Left left) {
        while (transactions.in(left.company(), () -> handSomeOver(left)) == AT_ONCE) {
            // There may be more.
        }
    }

    private int handSomeOver(Left left) {
        var company = left.company();
        if (members.active(company).stream().anyMatch(member -> member.id().equals(left.member()))) {
            return 0;
        }
        var ids = conversations.openAssignedTo(company, left.member(), AT_ONCE);
        conversations.lockThreads(company, ids);
        var theirs = conversations.find(company, ids).stream()
                .filter(one -> one.status.open() && left.member().equals(one.assignee))
                .toList();
        var now = clock.instant();
        var assigned = assignments.assignNew(company, theirs, Map.<ConversationId, MemberId>of(), now);
        var queued = theirs.stream()
                .filter(one -> left.member().equals(one.assignee))
                .map(one -> new Assignments.Entry(
                        one.id, left.member(), null, null, Assignments.Rule.ROTATION, "member_left", now))
                .toList();
        assignments.record(company, assigned);
        assignments.record(company, queued);
        var collected = history.collect(company, now);
        for (var conversation : theirs) {
            if (left.member().equals(conversation.assignee)) {
                conversation.assignTo(null);
            }
            if (left.member().equals(conversation.answeringMember)) {
                conversation.handedOver();
            }
            var facts = new TreeMap<>(Map.of("rule", "rotation", "reason", "member_left"));
            if (conversation.assignee != null) {
                facts.put("to", conversation.assignee.toString());
            }
            collected.activity(conversation, conversation.assignee == null ? "unassigned" : "assigned", null, facts);
            collected.removedFrom(left.member(), conversation);
            collected.conversationChanged(conversation);
        }
        conversations.update(company, theirs);
        collected.write();
        return ids.size();
    }
}
