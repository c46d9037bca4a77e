package app.sembang.simulator;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The faults a bot still has before it. Calls that meet none pay one look at an empty queue.
final class Faults {
    /// How long calls take. Log-normal, given by what half of them and what 99 of 100 stay below.
    record Delay(Duration median, Duration p99) {
        private static final double NORMAL_P99 = 2.326;

        Duration sample() {
            if (median.isZero()) return Duration.ZERO;
            double sigma = Math.max(0, Math.log((double) p99.toNanos() / median.toNanos()) / NORMAL_P99);
            double factor = Math.exp(sigma * ThreadLocalRandom.current().nextGaussian());
            return Duration.ofNanos((long) (median.toNanos() * factor));
        }
    }

    private record Armed(Fault fault, @Nullable String method, AtomicInteger left) {
        boolean meets(String called) {
            return method == null || method.equalsIgnoreCase(called);
        }
    }

    private final ConcurrentLinkedDeque<Armed> armed = new ConcurrentLinkedDeque<>();
    private final AtomicInteger duplicates = new AtomicInteger();
    private final AtomicInteger reorders = new AtomicInteger();
    private volatile @Nullable Delay delay;

    void arm(int calls, Fault fault, @Nullable String method) {
        if (calls > 0) armed.add(new Armed(fault, method, new AtomicInteger(calls)));
    }

    void delay(@Nullable Delay delay) {
        this.delay = delay;
    }

    void duplicate(int updates) {
        duplicates.set(updates);
    }

    void reorder(int updates) {
        reorders.set(updates);
    }

    void clear() {
        armed.clear();
        delay = null;
        duplicates.set(0);
        reorders.set(0);
    }

    @Nullable
    Fault take(String method) {
        if (armed.isEmpty()) return null;
        for (var next : armed) {
            if (!next.meets(method)) continue;
            int left = next.left().getAndDecrement();
            if (left <= 1) armed.remove(next);
            if (left >= 1) return next.fault();
        }
        return null;
    }

    void pause() throws InterruptedException {
        var current = delay;
        if (current != null) Thread.sleep(current.sample());
    }

    boolean takeDuplicate() {
        return take(duplicates);
    }

    boolean takeReorder() {
        return take(reorders);
    }

    private static boolean take(AtomicInteger count) {
        return count.get() > 0 && count.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
}
