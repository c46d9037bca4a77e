package app.sembang.channels.delivery;

import app.sembang.shared.ChannelAccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Accounts that wait: the vendor asked for it, or has failed so often in a row that asking again at once is useless.
/// Kept in this process only; another one finds out by itself.
final class Pauses {
    private static final int FAILURES_IN_A_ROW = 5;
    private static final Duration BREAK = Duration.ofSeconds(10);

    private final ConcurrentHashMap<ChannelAccountId, State> states = new ConcurrentHashMap<>();
    private final Clock clock;

    Pauses(Clock clock) {
        this.clock = clock;
    }

    private record State(int failures, Instant until) {}

    List<ChannelAccountId> paused() {
        if (states.isEmpty()) {
            return List.of();
        }
        var now = clock.instant();
        return states.entrySet().stream()
                .filter(entry -> entry.getValue().until().isAfter(now))
                .map(entry -> entry.getKey())
                .toList();
    }

    void pause(ChannelAccountId account, Duration time) {
        states.merge(
                account,
                new State(0, clock.instant().plus(time)),
                (now, asked) -> new State(now.failures(), asked.until()));
    }

    /// After the break one more failure breaks again.
    void failed(ChannelAccountId account) {
        states.merge(
                account,
                new State(1, Instant.EPOCH),
                (now, first) -> now.failures() + 1 < FAILURES_IN_A_ROW
                        ? new State(now.failures() + 1, now.until())
                        : new State(FAILURES_IN_A_ROW - 1, clock.instant().plus(BREAK)));
    }

    /// A pause goes on: what worked was under way before it began.
    void worked(ChannelAccountId account) {
        states.computeIfPresent(
                account, (_, now) -> now.until().isAfter(clock.instant()) ? new State(0, now.until()) : null);
    }
}
