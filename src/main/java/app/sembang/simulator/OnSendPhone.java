package app.sembang.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The customers' phones beside a paired device: what they write is delivered, signed, to its webhook, and
/// what the device sends is shown to them.
final class OnSendPhone {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final Duration REORDER_BY = Duration.ofSeconds(1);
    private static final int MOST_TRIES = 8;

    private final OnSendDevice device;
    private final Simulator simulator;
    private final ConcurrentHashMap<Long, Chat> chats = new ConcurrentHashMap<>();
    private final AtomicLong messages = new AtomicLong();
    private volatile String secret = "";
    private volatile @Nullable URI webhook;

    OnSendPhone(OnSendDevice device, Simulator simulator) {
        this.device = device;
        this.simulator = simulator;
    }

    void deliversTo(URI address, String webhookSecret) {
        secret = webhookSecret;
        webhook = address;
    }

    boolean isConnected() {
        return webhook != null;
    }

    Chat chat(long person) {
        return chats.computeIfAbsent(person, Chat::new);
    }

    @Nullable
    Chat knownChat(long person) {
        return chats.get(person);
    }

    List<Chat> chats() {
        return chats.values().stream()
                .sorted((left, right) -> Long.compare(left.id(), right.id()))
                .toList();
    }

    // The customer's side

    /// A device knows people by their number only; the name stays on the phone.
    void introduces(long person, ObjectNode from) {
        var name = (from.path("firstName").asString("Customer") + " "
                        + from.path("lastName").asString(""))
                .strip();
        var shown = Simulator.JSON.createObjectNode().put("first_name", name);
        var chat = chat(person);
        if (!shown.equals(chat.customer())) chat.customer(shown);
    }

    long says(long person, String text) {
        return writes(person, Simulator.JSON.createObjectNode().put("body", text), shown -> shown.put("text", text));
    }

    long sendsPhoto(long person, String type, byte[] content) {
        var name = "f" + messages.incrementAndGet() + ".jpg";
        device.keep(name, type, content);
        var event = Simulator.JSON
                .createObjectNode()
                .put("body", "")
                .put("type", "image")
                .put("media_url", simulator.onsendUri() + "/files/" + device.apiKey() + "/" + name)
                .put("mime_type", type);
        return writes(person, event, shown -> shown.set("photo", device.photo(name)));
    }

    private long writes(long person, ObjectNode event, Consumer<ObjectNode> look) {
        long id = messages.incrementAndGet();
        var shown = Simulator.JSON
                .createObjectNode()
                .put("message_id", id)
                .put("date", Instant.now().getEpochSecond());
        look.accept(shown);
        chat(person).add(shown, true);
        event.put(
                        "id",
                        "msg_in_%s_%d"
                                .formatted(Integer.toHexString(device.apiKey().hashCode()), id))
                .put("from", String.valueOf(person))
                .put("timestamp", device.faults().takeTime().toEpochMilli());
        var body = Simulator.JSON.writeValueAsBytes(event);
        boolean twice = device.faults().takeDuplicate();
        boolean late = device.faults().takeReorder();
        simulator.executor().execute(() -> deliver(person, id, body, twice, late));
        return id;
    }

    private void deliver(long person, long shown, byte[] body, boolean twice, boolean late) {
        try {
            if (late) Thread.sleep(REORDER_BY);
            for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
                boolean taken = posts(body) && (!twice || posts(body));
                var state = taken ? "delivered" : attempt == MOST_TRIES ? "dropped" : "pending";
                chat(person).delivery(shown, state, attempt);
                if (taken) return;
                Thread.sleep(simulator.options().retryUnit().multipliedBy(1L << attempt));
            }
        } catch (InterruptedException _) {
            // The simulator is closing; what is left is lost with it.
            Thread.currentThread().interrupt();
        }
    }

    private boolean posts(byte[] body) throws InterruptedException {
        var target = webhook;
        if (target == null) return false;
        var request = HttpRequest.newBuilder(target)
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .header("x-webhook-signature", sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return simulator
                            .client()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private String sign(byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java runtime", e);
        }
    }

    // The device's side

    /// A call that sends took effect: the person, if there is one here, sees it, in either shape.
    void shows(JsonNode sent) {
        var number = sent.path("to").asString(sent.path("phone_number").asString(""));
        if (!number.matches("\\d{1,18}")) return;
        var chat = chats.get(Long.parseLong(number));
        if (chat == null) return;
        var words = sent.path("message").asString("");
        var file = sent.path("url").asString("");
        chat.add(
                Simulator.JSON
                        .createObjectNode()
                        .put("message_id", messages.incrementAndGet())
                        .put("date", Instant.now().getEpochSecond())
                        .put("text", file.isEmpty() || words.isEmpty() ? words + file : words + "\n\n" + file),
                false);
    }
}
