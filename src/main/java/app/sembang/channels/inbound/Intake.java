package app.sembang.channels.inbound;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/// How many deliveries of vendors wait to be stored at this moment. Storing them comes first: a vendor that waits for
/// long comes again, or stays away, while a customer hardly notices when an answer takes a second more.
@Component
class Intake {
    /// In quiet times one commit at a time takes all; so many wait only where processors are short.
    private static final int MANY = 16;

    private final AtomicInteger waiting = new AtomicInteger();

    void arrived() {
        waiting.incrementAndGet();
    }

    void left() {
        waiting.decrementAndGet();
    }

    boolean crowded() {
        return waiting.get() >= MANY;
    }
}
