package app.sembang.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One chat between a customer and a company, as both have it: what was said and what passes without staying.
class Chat {
    private static final int MOST_MESSAGES = 200;
    private static final int MOST_SIGNALS = 20;

    /// A message as it stands. Each change gives it a new version, so that `version > cursor` is what a reader missed.
    ///
    /// @param delivery of a customer's message: `pending`, `delivered` or `dropped`; empty for the company's
    record Line(
            long version,
            long messageId,
            boolean fromCustomer,
            String delivery,
            int attempts,
            boolean edited,
            ObjectNode message) {}

    /// What passes without staying: typing, or the answer to a button.
    record Signal(long version, String kind, String text) {}

    private final long id;
    private final LinkedHashMap<Long, Line> lines = new LinkedHashMap<>();
    private final ArrayDeque<Signal> signals = new ArrayDeque<>();
    private @Nullable ObjectNode customer;
    private boolean blocked;
    private long version;

    Chat(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    synchronized void customer(ObjectNode from) {
        customer = from;
        changed();
    }

    synchronized @Nullable ObjectNode customer() {
        return customer;
    }

    synchronized boolean blocked() {
        return blocked;
    }

    synchronized void blocked(boolean blocked) {
        this.blocked = blocked;
        changed();
    }

    synchronized void add(ObjectNode message, boolean fromCustomer) {
        long messageId = message.path("message_id").longValue();
        changed();
        lines.put(
                messageId,
                new Line(version, messageId, fromCustomer, fromCustomer ? "pending" : "", 0, false, message));
        if (lines.size() > MOST_MESSAGES) lines.pollFirstEntry();
    }

    synchronized @Nullable Line line(long messageId) {
        return lines.get(messageId);
    }

    /// Whether a message of this chat can have that id, as far as the kept history tells.
    synchronized boolean mayHold(long messageId) {
        return customer == null || lines.containsKey(messageId) || lines.size() == MOST_MESSAGES;
    }

    synchronized void edit(long messageId, ObjectNode message) {
        lines.computeIfPresent(messageId, (_, line) -> {
            changed();
            return new Line(version, messageId, line.fromCustomer(), line.delivery(), line.attempts(), true, message);
        });
    }

    synchronized void remove(long messageId) {
        lines.remove(messageId);
        signal("deleted", Long.toString(messageId));
    }

    synchronized void delivery(long messageId, String state, int attempts) {
        lines.computeIfPresent(messageId, (_, line) -> {
            changed();
            return new Line(version, messageId, line.fromCustomer(), state, attempts, line.edited(), line.message());
        });
    }

    synchronized void signal(String kind, String text) {
        changed();
        signals.add(new Signal(version, kind, text));
        if (signals.size() > MOST_SIGNALS) signals.removeFirst();
    }

    synchronized long version() {
        return version;
    }

    /// What changed after the cursor, oldest change first.
    synchronized List<Line> linesAfter(long cursor) {
        return lines.values().stream()
                .filter(line -> line.version() > cursor)
                .sorted(Comparator.comparingLong(Line::version))
                .toList();
    }

    synchronized List<Signal> signalsAfter(long cursor) {
        return signals.stream().filter(signal -> signal.version() > cursor).toList();
    }

    synchronized List<SentMessage> sent() {
        var sent = new ArrayList<SentMessage>();
        for (var line : lines.values()) {
            if (line.fromCustomer()) continue;
            var message = line.message();
            var text = message.path("text").stringValue(message.path("caption").stringValue(""));
            var at = Instant.ofEpochSecond(message.path("date").longValue());
            sent.add(new SentMessage(line.messageId(), id, at, text, line.edited(), message));
        }
        return sent;
    }

    /// Waits until what the company has sent is as wanted.
    List<SentMessage> awaitSent(Predicate<List<SentMessage>> wanted, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            long seen = version();
            var sent = sent();
            if (wanted.test(sent)) return sent;
            long left = end - System.nanoTime();
            if (left <= 0) throw new IllegalStateException("Not sent to " + id + " within " + atMost + ": " + sent);
            try {
                awaitChange(seen, Duration.ofNanos(left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for chat " + id, e);
            }
        }
    }

    /// Waits for a change after the cursor, at most so long.
    synchronized void awaitChange(long cursor, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (version <= cursor) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) return;
            wait(millis);
        }
    }

    private void changed() {
        version++;
        notifyAll();
    }
}
