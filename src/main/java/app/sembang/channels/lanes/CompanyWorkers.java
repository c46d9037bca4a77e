package app.sembang.channels.lanes;

import app.sembang.shared.CompanyId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Works for companies that were woken: each by one worker at a time, several companies at once. What arrives while a
/// company's worker runs is done by its next round, so batches grow with the load and nothing waits for a timer.
public final class CompanyWorkers {
    private static final Logger log = LoggerFactory.getLogger(CompanyWorkers.class);

    private final String name;
    private final Predicate<CompanyId> round;
    private final Semaphore slots;
    private final ExecutorService executor;
    private final ConcurrentHashMap<CompanyId, Turn> turns = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    private enum Turn {
        WORKING,
        /// Woken while working: what it missed is done in another round.
        AGAIN
    }

    /// @param round does a batch for the company and tells whether there is certainly more
    public CompanyWorkers(String name, int companiesAtOnce, Predicate<CompanyId> round) {
        this.name = name;
        this.round = round;
        this.slots = new Semaphore(companiesAtOnce, true);
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-", 0).factory());
    }

    public void wake(CompanyId company) {
        if (!stopped && turns.merge(company, Turn.WORKING, (now, woken) -> Turn.AGAIN) == Turn.WORKING) {
            executor.execute(() -> work(company));
        }
    }

    /// Wakes when the open transaction has committed.
    public void wakeAfterCommit(CompanyId company) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wake(company);
            }
        });
    }

    private void work(CompanyId company) {
        boolean more;
        do {
            turns.put(company, Turn.WORKING);
            more = oneRound(company) && !stopped;
        } while (more || (!turns.remove(company, Turn.WORKING) && !stopped));
        if (stopped) {
            turns.remove(company);
        }
    }

    private boolean oneRound(CompanyId company) {
        slots.acquireUninterruptibly();
        try {
            return round.test(company);
        } catch (RuntimeException e) {
            // The sweep wakes the company again; nothing is lost, it only comes later.
            log.warn("A round of {} failed for company {}", name, company, e);
            return false;
        } finally {
            slots.release();
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
