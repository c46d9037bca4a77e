package app.sembang.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One request of Meta's on its way to a webhook, and what became of it.
public final class WhatsAppEvent {
    private final String id;
    private final byte[] body;
    private final int copies;
    private final Instant made = Instant.now();
    private final List<Integer> statuses = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean delivered;

    WhatsAppEvent(String id, byte[] body, int copies) {
        this.id = id;
        this.body = body;
        this.copies = Math.max(1, copies);
    }

    /// The id of the message in it, or of the message it tells about.
    public String id() {
        return id;
    }

    public String json() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// What the webhook answered, over all tries and copies; 0 where no answer came.
    public List<Integer> statuses() {
        return List.copyOf(statuses);
    }

    public boolean delivered() {
        return delivered;
    }

    /// Waits until the webhook took it.
    public WhatsAppEvent awaitDelivered(Duration atMost) {
        try {
            if (ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS) && delivered) return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("Event " + id + " not delivered within " + atMost + "; answers: " + statuses);
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
