package app.sembang.channels.delivery;

import app.sembang.shared.ChannelAccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Accounts that wait: the vendor asked for it, takes nothing of the account, or has failed so often in a row that
/// asking again at once is useless. After each pause one message tries. Kept in this process only; another one finds
/// out by itself.
final class Pauses {
    private static final int FAILURES_IN_A_ROW = 5;
    private static final Duration BREAK = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final ConcurrentHashMap<ChannelAccountId, State> states = new ConcurrentHashMap<>();
    private final Clock clock;

    Pauses(Clock clock) {
        this.clock = clock;
    }

    /// @param pauses how many have followed one another
    private record State(int failures, int pauses, Instant until) {}

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
        var until = clock.instant().plus(time);
        states.merge(account, new State(0, 0, until), (now, asked) -> new State(now.failures(), now.pauses(), until));
    }

    /// Twice as long each time; what was under way when a pause began makes it no longer.
    void pauseLonger(ChannelAccountId account, Duration atFirst) {
        var now = clock.instant();
        states.merge(
                account,
                new State(0, 1, now.plus(atFirst)),
                (state, first) -> state.until().isAfter(now)
                        ? state
                        : new State(state.failures(), state.pauses() + 1, now.plus(longer(atFirst, state.pauses()))));
    }

    private static Duration longer(Duration atFirst, int pauses) {
        var doubled = atFirst.multipliedBy(1L << Math.min(pauses, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    /// After the break one more failure breaks again.
    void failed(ChannelAccountId account) {
        states.merge(
                account,
                new State(1, 0, Instant.EPOCH),
                (now, first) -> now.failures() + 1 < FAILURES_IN_A_ROW
                        ? new State(now.failures() + 1, now.pauses(), now.until())
                        : new State(
                                FAILURES_IN_A_ROW - 1,
                                now.pauses(),
                                clock.instant().plus(BREAK)));
    }

    /// A pause goes on: what worked was under way before it began.
    void worked(ChannelAccountId account) {
        states.computeIfPresent(
                account,
                (_, now) -> now.until().isAfter(clock.instant()) ? new State(0, now.pauses(), now.until()) : null);
    }

    /// Somebody has put the account right.
    void end(ChannelAccountId account) {
        states.remove(account);
    }
}
