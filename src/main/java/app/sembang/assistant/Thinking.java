package app.sembang.assistant;

import app.sembang.jobs.Jobs;
import app.sembang.jobs.Turns;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import com.github.kagkarlsson.scheduler.task.FailureHandler.OnFailureRetryLater;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Looks for an answer after the commit. Each message has a job of its own, written with it, so that none is forgotten
/// by a process that dies; the job of the newest one answers them all.
@Configuration(proxyBeanMethods = false)
class Thinking {
    /// Customers write one thought in several messages.
    static final Duration PAUSE = Duration.ofSeconds(3);

    /// Who goes on and on is answered in between.
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /// In this process for one company, so that one with a slow model leaves room for the others.
    private static final int MOST_AT_ONCE = 100;

    private static final Duration UNTIL_ROOM = Duration.ofSeconds(5);

    private static final TaskDescriptor<Wanted> ANSWER = TaskDescriptor.of("answer-message", Wanted.class);

    record Wanted(CompanyId company, ConversationId conversation, MessageId message) {}

    private final ConcurrentMap<CompanyId, Integer> underWay = new ConcurrentHashMap<>();

    @Bean
    Task<Wanted> answerMessage(ObjectProvider<ThoughtAnswers> answers, Turns turns, Clock clock) {
        return Tasks.custom(ANSWER)
                .onFailure(new OnFailureRetryLater<>(Duration.ofSeconds(5)))
                .execute((instance, context) -> {
                    var wanted = instance.getData();
                    boolean hasRoom = underWay.merge(wanted.company(), 1, Integer::sum) <= MOST_AT_ONCE;
                    try {
                        if (hasRoom) {
                            turns.run(
                                    wanted.company(),
                                    () -> answers.getObject()
                                            .answer(wanted.company(), wanted.conversation(), wanted.message()));
                        }
                    } finally {
                        underWay.computeIfPresent(wanted.company(), (_, running) -> running == 1 ? null : running - 1);
                    }
                    return (done, operations) -> {
                        if (hasRoom) operations.remove();
                        else operations.reschedule(done, clock.instant().plus(UNTIL_ROOM));
                    };
                });
    }

    /// @param at when to begin; the job of a later message answers this one with its own
    static void plan(Jobs jobs, CompanyId company, ConversationId conversation, MessageId message, Instant at) {
        jobs.schedule(
                ANSWER.instance(message.toString())
                        .data(new Wanted(company, conversation, message))
                        .build(),
                at);
    }
}
