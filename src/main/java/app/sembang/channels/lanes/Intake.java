package app.sembang.channels.lanes;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/// How many deliveries of vendors wait to be stored at this moment. Storing them comes first: a vendor that waits for
/// long comes again, or stays away, while a customer hardly notices when an answer takes a second more.
@Component
public class Intake {
    /// In quiet times one commit at a time takes all; so many wait only where processors are short.
    private static final int MANY = 16;

    private final AtomicInteger waiting = new AtomicInteger();

    public void arrived() {
        waiting.incrementAndGet();
    }

    public void left() {
        waiting.decrementAndGet();
    }

    /// Whether storing needs the processors more than what has been stored.
    public boolean crowded() {
        return waiting.get() >= MANY;
    }
}
