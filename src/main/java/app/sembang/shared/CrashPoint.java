package app.sembang.shared;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Places where the fault suite lets this process die as in a power cut: nothing is finished and nothing said.
///
/// Without the system property `sembang.crash-point` none does anything. It names one, `after-claim`, or
/// `after-claim:200` for the two hundredth time it is passed.
public enum CrashPoint {
    /// A delivery was proven; its events are not in the database.
    BEFORE_ACCEPT_COMMIT,
    /// They are, and the vendor does not know yet.
    AFTER_ACCEPT_COMMIT,
    /// Events became messages and queued answers; nobody was woken to send them.
    AFTER_DRAIN_COMMIT,
    /// Messages are marked as being sent; no vendor was called.
    AFTER_CLAIM,
    /// A vendor has taken a message; that is written down nowhere.
    AFTER_SEND;

    /// As a shell reports a process that was killed.
    private static final int KILLED = 137;

    private static final String[] ARMED =
            System.getProperty("sembang.crash-point", "").split(":", 2);
    private static final @Nullable CrashPoint CHOSEN = ARMED[0].isEmpty()
            ? null
            : valueOf(ARMED[0].toUpperCase(Locale.ROOT).replace('-', '_'));
    private static final AtomicLong LEFT = new AtomicLong(ARMED.length == 2 ? Long.parseLong(ARMED[1]) : 1);

    public void pass() {
        if (this == CHOSEN && LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
