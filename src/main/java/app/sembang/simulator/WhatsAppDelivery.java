package app.sembang.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Carries a number's events to its webhook as Meta does: each by itself, signed with the app's secret, in no order;
/// what fails is tried again later and later, for days.
final class WhatsAppDelivery {
    /// Meta escapes what is not ASCII, so that a body parsed and written again has another signature.
    private static final JsonMapper ESCAPED =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final Duration EXPIRES_AFTER = Duration.ofDays(7);
    private static final Duration REORDER_BY = Duration.ofMillis(300);
    private static final int LONGEST_WAIT = 3600;

    private final WhatsAppNumber number;
    private final Simulator simulator;
    private final AtomicInteger pending = new AtomicInteger();
    private @Nullable URI webhook;
    private long generation;

    WhatsAppDelivery(WhatsAppNumber number, Simulator simulator) {
        this.number = number;
        this.simulator = simulator;
    }

    synchronized @Nullable URI webhook() {
        return webhook;
    }

    synchronized void webhook(@Nullable URI webhook) {
        this.webhook = webhook;
        generation++;
        notifyAll();
    }

    int pending() {
        return pending.get();
    }

    /// Asks the address whether it is the webhook of this token, as Meta does before it takes one.
    boolean confirms(URI address, String verifyToken) {
        var challenge = Integer.toString(number.id().hashCode() & Integer.MAX_VALUE);
        var separator = address.getQuery() == null ? "?" : "&";
        var query = "hub.mode=subscribe&hub.challenge=" + challenge + "&hub.verify_token="
                + URLEncoder.encode(verifyToken, StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(URI.create(address + separator + query))
                .timeout(ANSWER_WITHIN)
                .build();
        try {
            var answer = simulator.client().send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().equals(challenge);
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    WhatsAppEvent send(String id, ObjectNode body, int copies, Fate fate) {
        var event = new WhatsAppEvent(id, ESCAPED.writeValueAsBytes(body), copies);
        pending.incrementAndGet();
        boolean late = number.faults().takeReorder();
        simulator.executor().execute(() -> {
            try {
                if (late) Thread.sleep(REORDER_BY);
                deliver(event, fate);
            } catch (InterruptedException _) {
                // The simulator is closing; what is left is lost with it.
                Thread.currentThread().interrupt();
            }
        });
        return event;
    }

    /// What the sender wants to know of an event on its way.
    @FunctionalInterface
    interface Fate {
        Fate NONE = (_, _) -> {};

        void became(String state, int attempts);
    }

    int postRaw(byte[] body, @Nullable String signature) {
        var target = webhook();
        if (target == null) throw new IllegalStateException("Number " + number.id() + " has no webhook");
        try {
            return post(target, body, signature == null ? sign(body) : signature);
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void deliver(WhatsAppEvent event, Fate fate) throws InterruptedException {
        int copies = number.faults().takeDuplicate() ? Math.max(2, event.copies()) : event.copies();
        int retries = 0;
        while (Instant.now().isBefore(event.made().plus(EXPIRES_AFTER))) {
            long seen = generation();
            if (attempt(target(), event, copies)) {
                end(event, true, fate);
                return;
            }
            fate.became("pending", event.statuses().size());
            pause(seen, Math.min(1L << Math.min(retries, 12), LONGEST_WAIT));
            retries++;
        }
        end(event, false, fate);
    }

    private void end(WhatsAppEvent event, boolean delivered, Fate fate) {
        pending.decrementAndGet();
        fate.became(delivered ? "delivered" : "dropped", event.statuses().size());
        event.end(delivered);
    }

    private boolean attempt(URI target, WhatsAppEvent event, int copies) throws InterruptedException {
        if (copies == 1) return attempt(target, event);
        var tries = new ArrayList<Future<Boolean>>();
        for (int i = 0; i < copies; i++) {
            tries.add(simulator.executor().submit(() -> attempt(target, event)));
        }
        boolean taken = false;
        for (var one : tries) {
            try {
                taken |= one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return taken;
    }

    private boolean attempt(URI target, WhatsAppEvent event) throws InterruptedException {
        try {
            int status = post(target, event.body(), sign(event.body()));
            event.answered(status);
            return status == 200;
        } catch (IOException _) {
            event.answered(0);
            return false;
        }
    }

    private int post(URI target, byte[] body, String signature) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(target)
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .header("User-Agent", "facebookexternalua")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!signature.isEmpty()) request.header("X-Hub-Signature-256", signature);
        return simulator
                .client()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private String sign(byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(number.appSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized long generation() {
        return generation;
    }

    private synchronized URI target() throws InterruptedException {
        while (webhook == null) wait();
        return webhook;
    }

    /// Waits before the next try; a new webhook is tried at once.
    private synchronized void pause(long seen, long units) throws InterruptedException {
        long end = System.nanoTime()
                + simulator.options().retryUnit().multipliedBy(units).toNanos();
        while (generation == seen) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) return;
            wait(millis);
        }
    }
}
