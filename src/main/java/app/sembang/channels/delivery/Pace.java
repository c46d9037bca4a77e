package app.sembang.channels.delivery;

import app.sembang.shared.ChannelAccountId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Holds accounts to what their vendor takes in a second, in this process; what others send for the same account
/// is asked of the database, only once there is room here. The next look asks again.
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

    /// What was counted did not go after all.
    ///
    /// @return false: it may not go
    synchronized boolean giveBack(ChannelAccountId account) {
        windows.computeIfPresent(account, (_, window) -> new Window(window.began(), window.taken() - 1, window.most()));
        return false;
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
