package app.sembang.jobs;

import app.sembang.database.Background;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.Waiter;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/// Runs what is due, on virtual threads, from the moment the application is up until it is asked to stop. Most jobs
/// wait for a vendor or a model, so many run at once; for the database they take turns (`Background`).
/// The tasks are collected only at the start, because what they do may itself plan jobs.
class JobRunner implements SmartLifecycle {
    private static final int AT_ONCE = 500;
    private static final double ASK_AGAIN_BELOW = 0.5;
    private static final Duration POLLING = Duration.ofSeconds(1);
    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final Serializer serializer;
    private final Clock clock;
    private final ObjectProvider<Task<?>> tasks;
    private final Duration deadAfter;
    private volatile @Nullable Scheduler scheduler;

    /// @param deadAfter how long nothing is heard of a process until others do what it was doing
    JobRunner(
            DataSource dataSource,
            Serializer serializer,
            Clock clock,
            ObjectProvider<Task<?>> tasks,
            Duration deadAfter) {
        this.dataSource = dataSource;
        this.serializer = serializer;
        this.clock = clock;
        this.tasks = tasks;
        this.deadAfter = deadAfter;
    }

    @Override
    public void start() {
        var recurring = new ArrayList<RecurringTask<?>>();
        var others = new ArrayList<Task<?>>();
        tasks.forEach(task -> {
            if (task instanceof RecurringTask<?> repeated) {
                recurring.add(repeated);
            } else {
                others.add(task);
            }
        });
        var started = new PollingByElapsedTime(dataSource, others)
                .startTasks(recurring)
                .serializer(serializer)
                .clock(clock::instant)
                .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
                .threads(AT_ONCE)
                // The other way of asking takes what is due without a look at how many run.
                .pollUsingLockAndFetch(ASK_AGAIN_BELOW, 1.0)
                .executorService(Executors.newThreadPerTaskExecutor(
                        job -> Thread.ofVirtual().unstarted(() -> Background.run(job))))
                .heartbeatInterval(deadAfter.dividedBy(MISSED_HEARTBEATS))
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(LONGEST_STOP)
                .build();
        started.start();
        scheduler = started;
    }

    /// The library's own wait ends when the clock has passed a time: once the clock is set back, nothing would be due
    /// until it has caught up.
    private static final class PollingByElapsedTime extends SchedulerBuilder {
        PollingByElapsedTime(DataSource dataSource, List<Task<?>> tasks) {
            super(dataSource, tasks);
        }

        @Override
        protected Waiter buildWaiter() {
            return new Waiter(POLLING, () -> Instant.EPOCH.plusNanos(System.nanoTime()));
        }
    }

    /// Looks now for what is due.
    void wake() {
        var running = scheduler;
        if (running != null) {
            running.triggerCheckForDueExecutions();
        }
    }

    @Override
    public void stop() {
        var running = scheduler;
        if (running != null) {
            scheduler = null;
            running.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return scheduler != null;
    }
}
