package app.sembang.channels.lanes;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/// How many deliveries of vendors wait to be stored. Storing them comes first: a vendor that waits for long comes
/// again,
/// or stays away, while a customer hardly notices when an answer takes a second more.
@Component
public class Intake {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /// In quiet times one commit at a time takes all; so many wait only where processors are short.
    static final int MANY = 8 * PROCESSORS;

    /// Many times a round of those who work on a backlog: were they let in as soon as nobody waits, all that arrives in
    /// their next round would wait again.
    private static final long LATELY = Duration.ofSeconds(2).toNanos();

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long lastCrowd = System.nanoTime() - LATELY;

    /// One processor is left to what arrives.
    private final Semaphore turns = new Semaphore(Math.max(1, PROCESSORS - 1));

    public void arrived() {
        if (waiting.incrementAndGet() >= MANY) {
            lastCrowd = System.nanoTime();
        }
    }

    public void left() {
        waiting.decrementAndGet();
    }

    /// Whether storing needs the processors more than a backlog does, which then takes turns.
    boolean crowded() {
        return System.nanoTime() - lastCrowd < LATELY;
    }

    boolean takeTurn() {
        return turns.tryAcquire();
    }

    void endTurn() {
        turns.release();
    }
}
