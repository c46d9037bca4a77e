package app.sembang.channels.delivery;

import app.sembang.shared.ChannelAccountId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Holds accounts to what their vendor takes in a second, in this process; where several send for one account the vendor
/// says when it is too much.
final class Pace {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

    private final ConcurrentHashMap<ChannelAccountId, Window> windows = new ConcurrentHashMap<>();

    private record Window(long began, int taken, int most) {
        boolean isOver(long now) {
            return now - began >= WINDOW;
        }
    }

    /// Whether one more may go now; if so it is counted.
    boolean take(ChannelAccountId account, int most) {
        long now = System.nanoTime();
        var before = windows.get(account);
        var after = windows.compute(
                account,
                (_, window) -> window == null || window.isOver(now)
                        ? new Window(now, 1, most)
                        : window.taken() < most ? new Window(window.began(), window.taken() + 1, most) : window);
        return after != before;
    }

    /// Accounts of which nothing more may go now.
    List<ChannelAccountId> resting() {
        if (windows.isEmpty()) {
            return List.of();
        }
        long now = System.nanoTime();
        windows.values().removeIf(window -> window.isOver(now));
        return windows.entrySet().stream()
                .filter(entry -> entry.getValue().taken() >= entry.getValue().most())
                .map(entry -> entry.getKey())
                .toList();
    }
}
