package app.sembang.channels.delivery;

import app.sembang.shared.ChannelAccountId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Holds accounts to what their vendor takes in a second, in this process; where several send for one account the
/// vendor
/// says when it is too much.
final class Pace {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

    private final Map<ChannelAccountId, Window> windows = new HashMap<>();

    private record Window(long began, int taken, int most) {
        boolean isOver(long now) {
            return now - began >= WINDOW;
        }

        boolean isFull() {
            return taken >= most;
        }
    }

    /// Whether one more may go now; if so it is counted.
    synchronized boolean take(ChannelAccountId account, int most) {
        long now = System.nanoTime();
        var window = windows.get(account);
        if (window == null || window.isOver(now)) {
            windows.put(account, new Window(now, 1, most));
            return true;
        }
        if (window.isFull()) {
            return false;
        }
        windows.put(account, new Window(window.began(), window.taken() + 1, most));
        return true;
    }

    /// Accounts of which nothing more may go now.
    synchronized List<ChannelAccountId> resting() {
        long now = System.nanoTime();
        windows.values().removeIf(window -> window.isOver(now));
        return windows.entrySet().stream()
                .filter(entry -> entry.getValue().isFull())
                .map(entry -> entry.getKey())
                .toList();
    }
}
