package app.sembang.tasks;

import app.sembang.contacts.ContactsMoved;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Tells when the time of a task has come. Each time a task was given has its own job; one whose time was changed, or
/// which is done, has nothing to tell any more.
@Component
class TaskClock {
    private static final TaskDescriptor<Due> DUE = TaskDescriptor.of("task-due", Due.class);

    record Due(CompanyId company, UUID task, Instant at) {}

    private final Jobs jobs;
    private final CompanyTransactions transactions;
    private final TaskStore tasks;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    TaskClock(
            Jobs jobs,
            CompanyTransactions transactions,
            TaskStore tasks,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.jobs = jobs;
        this.transactions = transactions;
        this.tasks = tasks;
        this.events = events;
        this.clock = clock;
    }

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        OneTimeTask<Due> tellDueTask(ObjectProvider<TaskClock> clock) {
            return Tasks.oneTime(DUE)
                    .execute((instance, context) -> clock.getObject().tell(instance.getData()));
        }
    }

    /// With the caller's transaction.
    void plan(CompanyId company, UUID task, Instant at) {
        jobs.schedule(
                DUE.instance(task + "/" + at).data(new Due(company, task, at)).build(), at);
    }

    private void tell(Due due) {
        transactions.run(
                due.company(),
                () -> tasks.find(due.company(), due.task(), clock.instant())
                        .filter(task -> task.doneAt() == null && task.dueAt().equals(due.at()))
                        .ifPresent(task -> events.publishEvent(new TaskDue(
                                due.company(), task.id(), task.assigneeId(), task.conversationId(), task.dueAt()))));
    }

    @EventListener
    void on(ContactsMoved moved) {
        tasks.follow(moved);
    }
}
