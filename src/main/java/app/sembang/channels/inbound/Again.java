package app.sembang.channels.inbound;

import app.sembang.channels.inbound.InboundStore.Event;
import app.sembang.channels.inbound.InboundStore.Result;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/// Events that speak of a message nobody has yet: vendors tell what became of a message before they answer
/// the call that sent it. They step aside for about two minutes in all, so that their lane goes on, and
/// come back a few times.
@Component
class Again {
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(30), Duration.ofSeconds(80));

    private static final TaskDescriptor<Waiting> TASK = TaskDescriptor.of("inbound-event-again", Waiting.class);

    private final Jobs jobs;
    private final Clock clock;

    Again(Jobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    record Waiting(CompanyId company, long position, int attempts) {}

    /// Plans the event's next time with the caller's transaction.
    Result later(CompanyId company, Event event) {
        if (event.attempts() >= PAUSES.size()) {
            return Result.unmatched(event.position(), event.attempts());
        }
        int attempts = event.attempts() + 1;
        jobs.schedule(
                TASK.instance("%s/%d/%d".formatted(company, event.position(), attempts))
                        .data(new Waiting(company, event.position(), attempts))
                        .build(),
                clock.instant().plus(PAUSES.get(event.attempts())));
        return Result.waiting(event.position(), attempts);
    }

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        OneTimeTask<Waiting> inboundEventAgain(
                CompanyTransactions transactions, InboundStore store, ObjectProvider<Drain> drain) {
            return Tasks.oneTime(TASK).execute((instance, context) -> {
                var waiting = instance.getData();
                transactions.run(waiting.company(), () -> store.again(waiting.company(), waiting.position()));
                drain.getObject().wake(waiting.company());
            });
        }
    }
}
