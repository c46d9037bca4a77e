package app.sembang.channels.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Holds accounts, or chats, to what their vendor takes in a while, in this process. The next look asks again.
final class Pace<T> {
    private final Map<T, Window> windows = new HashMap<>();
    private final long length;

    /// @param length of the while
    Pace(Duration length) {
        this.length = length.toNanos();
    }

    private record Window(long began, int taken, int most) {
        boolean isFull() {
            return taken >= most;
        }
    }

    private boolean isOver(Window window, long now) {
        return now - window.began() >= length;
    }

    /// Whether one more may go now; if so it is counted.
    synchronized boolean take(T who, int most) {
        long now = System.nanoTime();
        var window = windows.get(who);
        if (window == null || isOver(window, now)) {
            windows.put(who, new Window(now, 1, most));
            return true;
        }
        if (window.isFull()) {
            return false;
        }
        windows.put(who, new Window(window.began(), window.taken() + 1, most));
        return true;
    }

    /// What was counted did not go after all.
    ///
    /// @return false: it may not go
    synchronized boolean giveBack(T who) {
        windows.computeIfPresent(
                who, (_, window) -> new Window(window.began(), Math.max(0, window.taken() - 1), window.most()));
        return false;
    }

    /// Of whom nothing more may go now.
    synchronized List<T> resting() {
        long now = System.nanoTime();
        windows.values().removeIf(window -> isOver(window, now));
        return windows.entrySet().stream()
                .filter(entry -> entry.getValue().isFull())
                .map(entry -> entry.getKey())
                .toList();
    }
}
