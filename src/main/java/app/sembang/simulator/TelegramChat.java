package app.sembang.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A private chat with a bot, and the updates of it that wait for the bot's webhook.
final class TelegramChat extends Chat {
    private final ArrayDeque<TelegramUpdate> queue = new ArrayDeque<>();
    private boolean delivering;
    private long movedTo;

    TelegramChat(long id) {
        super(id);
    }

    /// The number it has now, 0 where it is still this one.
    synchronized long movedTo() {
        return movedTo;
    }

    synchronized void movedTo(long id) {
        movedTo = id;
    }

    /// The `chat` object of the wire.
    synchronized ObjectNode wire() {
        var chat = Simulator.JSON.createObjectNode().put("id", id());
        var customer = customer();
        if (customer != null) {
            for (var name : List.of("first_name", "last_name", "username")) {
                if (customer.has(name)) chat.set(name, customer.get(name));
            }
        }
        return chat.put("type", id() < 0 ? "group" : "private");
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
}
