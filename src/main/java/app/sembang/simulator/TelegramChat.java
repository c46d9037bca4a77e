package app.sembang.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One private chat between a customer and a bot: what was said, and the updates that wait for the bot's webhook.
final class TelegramChat {
    private static final int MOST_MESSAGES = 200;
    private static final int MOST_SIGNALS = 20;

    /// A message as it stands. Each change gives it a new version, so that `version > cursor` is what a reader missed.
    ///
    /// @param delivery of a customer's message: `pending`, `delivered` or `dropped`; empty for the bot's
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
    private final ArrayDeque<TelegramUpdate> queue = new ArrayDeque<>();
    private @Nullable ObjectNode customer;
    private boolean delivering;
    private boolean blocked;
    private long version;

    TelegramChat(long id) {
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

    /// The `chat` object of the wire.
    synchronized ObjectNode wire() {
        var chat = Simulator.JSON.createObjectNode().put("id", id);
        if (customer != null) {
            for (var name : List.of("first_name", "last_name", "username")) {
                if (customer.has(name)) chat.set(name, customer.get(name));
            }
        }
        return chat.put("type", id < 0 ? "group" : "private");
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

    /// Waits for a change after the cursor, at most so long.
    synchronized void awaitChange(long cursor, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (version <= cursor) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) return;
            wait(millis);
        }
    }

    /// Queues an update; true when nobody delivers this chat's updates yet.
    synchronized boolean offer(TelegramUpdate update) {
        queue.add(update);
        notifyAll();
        if (delivering) return false;
        delivering = true;
        return true;
    }

    /// The next update to deliver; null ends the delivery of this chat.
    synchronized @Nullable TelegramUpdate next() {
        var update = queue.poll();
        if (update == null) delivering = false;
        return update;
    }

    /// The update after the one in hand, if it comes in time.
    synchronized @Nullable TelegramUpdate nextWithin(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (queue.isEmpty()) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) return null;
            wait(millis);
        }
        return queue.poll();
    }

    /// Drops what waits; the one in hand is not among them.
    synchronized List<TelegramUpdate> dropPending() {
        var dropped = List.copyOf(queue);
        queue.clear();
        return dropped;
    }

    synchronized boolean idle() {
        return !delivering;
    }

    private void changed() {
        version++;
        notifyAll();
    }
}
