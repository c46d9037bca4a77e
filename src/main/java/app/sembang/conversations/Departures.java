package app.sembang.conversations;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.DutyChanged;
import app.sembang.identity.MemberDeactivated;
import app.sembang.identity.Members;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
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
    private final TransferRequests transfers;
    private final ConversationHistory history;
    private final Members members;
    private final Jobs jobs;
    private final Clock clock;

    Departures(
            CompanyTransactions transactions,
            ConversationStore conversations,
            Assignments assignments,
            TransferRequests transfers,
            ConversationHistory history,
            Members members,
            Jobs jobs,
            Clock clock) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.assignments = assignments;
        this.transfers = transfers;
        this.history = history;
        this.members = members;
        this.jobs = jobs;
        this.clock = clock;
    }

    /// @param away for a while only
    record Left(CompanyId company, MemberId member, boolean away) {}

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
        plan(new Left(event.company(), event.member(), false));
    }

    /// Where the company wants it so, also the conversations of somebody who is away for a
    /// while go on with others.
    @EventListener
    void plan(DutyChanged event) {
        var left = new Left(event.company(), event.member(), true);
        if (isGone(left) && assignments.settings(event.company()).whenAway() == Assignments.WhenAway.HAND_OVER) {
            plan(left);
        }
    }

    private void plan(Left left) {
        var now = clock.instant();
        for (var at : List.of(now, now.plus(Duration.ofMinutes(1)))) {
            jobs.schedule(
                    HAND_OVER.instance(left.member() + "/" + at).data(left).build(), at);
        }
    }

    private boolean isGone(Left left) {
        return left.away()
                ? members.isAway(left.company(), left.member())
                : members.active(left.company()).stream()
                        .noneMatch(one -> one.id().equals(left.member()));
    }

    /// Somebody may have room now for what whoever is away could hand over to nobody before.
    void handOverOfAway(CompanyId company) {
        var away = transactions.in(
                company,
                () -> assignments.settings(company).whenAway() == Assignments.WhenAway.HAND_OVER
                        ? members.staff(company).stream()
                                .filter(one -> !one.available())
                                .toList()
                        : List.<Members.Staff>of());
        away.forEach(one -> handOver(new Left(company, one.duty().id(), true)));
    }

    private void handOver(Left left) {
        while (transactions.in(left.company(), () -> handSomeOver(left)) == AT_ONCE) {
            // There may be more.
        }
    }

    private int handSomeOver(Left left) {
        var company = left.company();
        if (!isGone(left)) {
            return 0;
        }
        var ids = conversations.openAssignedTo(company, left.member(), AT_ONCE);
        conversations.lockThreads(company, ids);
        var theirs = conversations.find(company, ids).stream()
                .filter(one -> one.status.open() && left.member().equals(one.assignee))
                .toList();
        var now = clock.instant();
        var wishes =
                theirs.stream().map(one -> new Assignments.Wish(one, null, "")).toList();
        var reason = left.away() ? "member_away" : "member_left";
        var assigned = assignments.give(company, wishes, null, now).stream()
                .map(entry -> new Assignments.Entry(
                        entry.conversation(), entry.from(), entry.to(), null, entry.rule(), reason, now))
                .toList();
        if (left.away()) {
            // Whom nobody else has room for stays with the person they know.
            theirs = theirs.stream()
                    .filter(one -> !left.member().equals(one.assignee))
                    .toList();
        }
        var queued = theirs.stream()
                .filter(one -> left.member().equals(one.assignee))
                .map(one -> new Assignments.Entry(
                        one.id, left.member(), null, null, Assignments.Rule.ROTATION, reason, now))
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
            var facts = new TreeMap<>(Map.of("rule", "rotation", "reason", reason));
            if (conversation.assignee != null) {
                facts.put("to", conversation.assignee.toString());
            }
            collected.activity(conversation, conversation.assignee == null ? "unassigned" : "assigned", null, facts);
            transfers.drop(company, conversation.id, now);
            collected.removedFrom(left.member(), conversation);
            collected.conversationChanged(conversation);
        }
        conversations.update(company, theirs);
        collected.write();
        return left.away() ? assigned.size() : ids.size();
    }
}
