package app.sembang.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One update on its way to a bot's webhook, and what became of it.
public final class TelegramUpdate {
    private final long id;
    private final long chatId;
    private final long messageId;
    private final byte[] body;
    private final int copies;
    private final Instant made = Instant.now();
    private final List<Integer> statuses = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean delivered;

    TelegramUpdate(long id, long chatId, long messageId, byte[] body, int copies) {
        this.id = id;
        this.chatId = chatId;
        this.messageId = messageId;
        this.body = body;
        this.copies = copies;
    }

    public long id() {
        return id;
    }

    public long chatId() {
        return chatId;
    }

    /// The customer's message in it, 0 for a button or a block.
    public long messageId() {
        return messageId;
    }

    public String json() {
        return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }

    /// What the webhook answered, in the order of the answers, over all tries and copies; 0 where no answer came.
    public List<Integer> statuses() {
        return List.copyOf(statuses);
    }

    /// Whether the webhook took it.
    public boolean delivered() {
        return delivered;
    }

    /// Waits until the webhook took it.
    public TelegramUpdate awaitDelivered(Duration atMost) {
        try {
            if (ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS) && delivered) return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("Update " + id + " not delivered within " + atMost + "; answers: " + statuses);
    }

    byte[] body() {
        return body;
    }

    int copies() {
        return copies;
    }

    Instant made() {
        return made;
    }

    void answered(int status) {
        statuses.add(status);
    }

    void end(boolean delivered) {
        this.delivered = delivered;
        ended.countDown();
    }
}
