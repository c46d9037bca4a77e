package app.sembang.channels.lanes;

import app.sembang.database.AfterCommit;
import app.sembang.shared.CompanyId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works for companies that were woken: each by one worker at a time, several companies at once. What arrives while a
/// company's worker runs is done by its next round, so batches grow with the load. A round may be told to begin some
/// time after the one before it, so that more comes together; the first after a pause begins at once.
///
/// Its threads are the system's, not virtual ones: a round computes for long, and virtual threads that compute leave no
/// turn to those that answer requests.
public final class CompanyWorkers {
    private static final Logger log = LoggerFactory.getLogger(CompanyWorkers.class);

    /// Between two turns, in lengths of the first: a backlog keeps a fifth of the time whatever happens.
    private static final int REST = 4;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final String name;
    private final Predicate<CompanyId> round;
    private final Duration apart;
    private final Intake intake;
    private final ScheduledThreadPoolExecutor executor;
    private final ConcurrentHashMap<CompanyId, Turn> turns = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    private enum Turn {
        WORKING,
        /// Woken while working: what it missed is done in another round.
        AGAIN
    }

    /// @param round does a batch for the company and tells whether there is certainly more
    /// @param apart from the beginning of a company's round to that of its next one at least
    /// @param intake lets a backlog wait for its turn while deliveries crowd
    public CompanyWorkers(String name, int companiesAtOnce, Predicate<CompanyId> round, Duration apart, Intake intake) {
        this.name = name;
        this.round = round;
        this.apart = apart;
        this.intake = intake;
        // What is woken after the stop is left to the next start.
        this.executor = new ScheduledThreadPoolExecutor(
                companiesAtOnce,
                Thread.ofPlatform().daemon().name(name + "-", 0).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    public void wake(CompanyId company) {
        if (!stopped && turns.merge(company, Turn.WORKING, (now, woken) -> Turn.AGAIN) == Turn.WORKING) {
            executor.execute(() -> work(company, false));
        }
    }

    /// Wakes when the open transaction has committed.
    public void wakeAfterCommit(CompanyId company) {
        AfterCommit.run(() -> wake(company));
    }

    /// One round. Where there is more to do the company queues again, behind those who wait.
    private void work(CompanyId company, boolean inTurn) {
        turns.put(company, Turn.WORKING);
        long began = System.nanoTime();
        boolean more = !stopped && oneRound(company);
        long took = System.nanoTime() - began;
        if (inTurn) {
            rest(REST * took);
        }
        if (took < apart.toNanos()) {
            var _ = executor.schedule(() -> afterRound(company, more), apart.toNanos() - took, TimeUnit.NANOSECONDS);
        } else {
            afterRound(company, more);
        }
    }

    /// Nobody takes the turn meanwhile.
    private void rest(long nanos) {
        if (intake.crowded() && !stopped) {
            var _ = executor.schedule(intake::endTurn, nanos, TimeUnit.NANOSECONDS);
        } else {
            intake.endTurn();
        }
    }

    private void afterRound(CompanyId company, boolean more) {
        if (stopped) {
            turns.remove(company);
        } else if (more) {
            goOn(company);
        } else if (!turns.remove(company, Turn.WORKING)) {
            executor.execute(() -> work(company, false));
        }
    }

    private void goOn(CompanyId company) {
        if (!intake.crowded()) {
            executor.execute(() -> work(company, false));
        } else if (intake.takeTurn()) {
            executor.execute(() -> work(company, true));
        } else {
            var _ = executor.schedule(() -> goOn(company), LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean oneRound(CompanyId company) {
        try {
            return round.test(company);
        } catch (RuntimeException | Error e) {
            // The sweep wakes the company again; nothing is lost, it only comes later.
            log.warn("A round of {} failed for company {}", name, company, e);
            return false;
        }
    }

    /// Lets running rounds end and starts no other.
    public void stop(Duration atMost) {
        stopped = true;
        executor.shutdown();
        try {
            if (!executor.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} still worked after {}", name, atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
