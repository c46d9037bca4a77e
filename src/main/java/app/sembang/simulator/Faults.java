package app.sembang.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
    private final AtomicInteger lates = new AtomicInteger();
    private volatile Duration lateBy = Duration.ZERO;
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

    /// The next events are told as a vendor tells them that could not be reached for so long.
    void late(int updates, Duration by) {
        lateBy = by;
        lates.set(updates);
    }

    void clear() {
        armed.clear();
        delay = null;
        lates.set(0);
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

    /// When what happens now is told to have happened.
    Instant takeTime() {
        var now = Instant.now();
        return take(lates) ? now.minus(lateBy) : now;
    }

    /// Faults in the words of the control API:
    /// `{"next":[{"count","kind","method"?,"retryAfter"?,"seconds"?}],
    /// "delay":{"medianMillis","p99Millis"}, "duplicateUpdates", "reorderUpdates", "lateUpdates",
    /// "lateHours"}`. They take the place of those that are left.
    void replace(JsonNode given) {
        var next = new ArrayList<Armed>();
        for (var node : given.path("next")) {
            var method = node.path("method").asString("");
            next.add(new Armed(
                    TelegramControl.fault(node),
                    method.isEmpty() ? null : method,
                    new AtomicInteger(node.path("count").asInt(1))));
        }
        clear();
        next.stream().filter(one -> one.left().get() > 0).forEach(armed::add);
        var slow = given.path("delay");
        if (slow.isObject()) {
            long median = slow.path("medianMillis").asLong(0);
            delay = new Delay(
                    Duration.ofMillis(median),
                    Duration.ofMillis(slow.path("p99Millis").asLong(median)));
        }
        duplicate(given.path("duplicateUpdates").asInt(0));
        reorder(given.path("reorderUpdates").asInt(0));
        late(
                given.path("lateUpdates").asInt(0),
                Duration.ofHours(given.path("lateHours").asLong(3)));
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
