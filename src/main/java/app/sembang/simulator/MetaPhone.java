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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The customers' phones beside a page or professional account: what they write is delivered, signed, to the account's
/// webhook, and what the account sends is shown to them.
final class MetaPhone {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final Duration REORDER_BY = Duration.ofSeconds(1);
    private static final int MOST_TRIES = 8;

    private final MetaAsset asset;
    private final Simulator simulator;
    private final ConcurrentHashMap<Long, Chat> chats = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, String> mids = new ConcurrentHashMap<>();
    private final AtomicLong messages = new AtomicLong();
    private volatile String appSecret = "";
    private volatile @Nullable URI webhook;
    private volatile boolean quiet;

    MetaPhone(MetaAsset asset, Simulator simulator) {
        this.asset = asset;
        this.simulator = simulator;
    }

    void deliversTo(URI address, String secret) {
        webhook = address;
        appSecret = secret;
    }

    /// The account is not told of what it sent itself.
    void quiet() {
        quiet = true;
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

    void introduces(long person, ObjectNode from) {
        var chat = chat(person);
        var name = (from.path("firstName").asString("Customer") + " "
                        + from.path("lastName").asString(""))
                .strip();
        var shown = Simulator.JSON.createObjectNode().put("first_name", name);
        if (!shown.equals(chat.customer())) chat.customer(shown);
        var profile = Simulator.JSON.createObjectNode().put("id", String.valueOf(person));
        if (asset.isInstagram()) profile.put("name", name).put("username", "customer" + person % 10_000);
        else profile.put("first_name", name).put("last_name", "");
        asset.knows(String.valueOf(person), profile);
    }

    long says(long person, String text) {
        return writes(person, Simulator.JSON.createObjectNode().put("text", text), shown -> shown.put("text", text));
    }

    /// A quick reply or a card's button; its caption is what the customer sees of it.
    long taps(long person, long about, String payload) {
        var line = chat(person).line(about);
        var title = line == null ? payload : caption(line.message(), payload);
        var message = Simulator.JSON.createObjectNode().put("text", title);
        message.putObject("quick_reply").put("payload", payload);
        return writes(person, message, shown -> shown.put("text", title));
    }

    private static String caption(JsonNode message, String payload) {
        for (var row : message.path("reply_markup").path("inline_keyboard")) {
            for (var button : row) {
                if (button.path("callback_data").asString("").equals(payload))
                    return button.path("text").asString(payload);
            }
        }
        return payload;
    }

    long sendsPhoto(long person, String type, byte[] content) {
        var name = "f" + messages.incrementAndGet();
        asset.keep(name, type, content);
        var message = Simulator.JSON.createObjectNode();
        message.putArray("attachments")
                .addObject()
                .put("type", "image")
                .putObject("payload")
                .put(
                        "url",
                        (asset.isInstagram() ? simulator.instagramUri() : simulator.messengerUri()) + "/lookaside/"
                                + asset.id() + "/" + name);
        return writes(person, message, shown -> shown.set("photo", asset.photo(name)));
    }

    /// Messenger tells up to when, Instagram which message.
    void reads(long person) {
        var read = Simulator.JSON.createObjectNode();
        if (asset.isInstagram()) {
            var last = mids.get(-person);
            if (last == null) return;
            read.put("mid", last);
        } else {
            read.put("watermark", Instant.now().toEpochMilli());
        }
        deliver(person, "read", read, null);
    }

    private long writes(long person, ObjectNode message, Consumer<ObjectNode> look) {
        long id = messages.incrementAndGet();
        message.put("mid", asset.nextId());
        var shown = Simulator.JSON
                .createObjectNode()
                .put("message_id", id)
                .put("date", Instant.now().getEpochSecond());
        look.accept(shown);
        chat(person).add(shown, true);
        deliver(person, "message", message, id);
        return id;
    }

    /// Meta tells the account of what it sent itself. Only Messenger gives back what was passed along.
    void repeats(String recipient, JsonNode sent, String mid) {
        if (webhook == null || quiet) return;
        var echo = Simulator.JSON.createObjectNode().put("is_echo", true).put("mid", mid);
        if (sent.has("text")) echo.set("text", sent.path("text"));
        if (!asset.isInstagram() && sent.has("metadata")) echo.set("metadata", sent.path("metadata"));
        if (sent.has("attachment")) echo.putArray("attachments").add(sent.path("attachment"));
        deliver(asset.id(), recipient, "message", echo, null);
    }

    private void deliver(long person, String kind, ObjectNode content, @Nullable Long shown) {
        deliver(
                String.valueOf(person),
                asset.id(),
                kind,
                content,
                shown == null ? null : (state, attempt) -> chat(person).delivery(shown, state, attempt));
    }

    private interface Progress {
        void reached(String state, int attempt);
    }

    private void deliver(String from, String to, String kind, ObjectNode content, @Nullable Progress progress) {
        var event = Simulator.JSON.createObjectNode().put("object", asset.isInstagram() ? "instagram" : "page");
        var entry = event.putArray("entry").addObject();
        long now = asset.faults().takeTime().toEpochMilli();
        entry.put("id", asset.id()).put("time", now);
        var item = entry.putArray("messaging").addObject();
        item.putObject("sender").put("id", from);
        item.putObject("recipient").put("id", to);
        item.put("timestamp", now).set(kind, content);
        var body = Simulator.JSON.writeValueAsBytes(event);
        boolean twice = asset.faults().takeDuplicate();
        boolean late = asset.faults().takeReorder();
        simulator.executor().execute(() -> {
            try {
                if (late) Thread.sleep(REORDER_BY);
                for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
                    boolean taken = posts(body) && (!twice || posts(body));
                    var state = taken ? "delivered" : attempt == MOST_TRIES ? "dropped" : "pending";
                    if (progress != null) progress.reached(state, attempt);
                    if (taken) return;
                    Thread.sleep(simulator.options().retryUnit().multipliedBy(1L << attempt));
                }
            } catch (InterruptedException _) {
                // The simulator is closing; what is left is lost with it.
                Thread.currentThread().interrupt();
            }
        });
    }

    private boolean posts(byte[] body) throws InterruptedException {
        var target = webhook;
        if (target == null) return false;
        var request = HttpRequest.newBuilder(target)
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .header("X-Hub-Signature-256", "sha256=" + sign(body))
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
            mac.init(new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java runtime", e);
        }
    }

    // The account's side

    /// A call that sends took effect: the person, if there is one here, sees it.
    void shows(String recipient, JsonNode body, String mid) {
        if (!recipient.matches("\\d{1,18}")) return;
        long person = Long.parseLong(recipient);
        var chat = chats.get(person);
        if (chat == null) return;
        if (body.path("sender_action").asString("").equals("typing_on")) {
            chat.signal("action", "typing");
            return;
        }
        var message = body.path("message");
        if (!message.isObject()) return;
        mids.put(-person, mid);
        chat.add(look(message), false);
    }

    private ObjectNode look(JsonNode message) {
        var shown = Simulator.JSON
                .createObjectNode()
                .put("message_id", messages.incrementAndGet())
                .put("date", Instant.now().getEpochSecond());
        var keys = Simulator.JSON.createArrayNode();
        var words = new StringBuilder(message.path("text").asString(""));
        for (var reply : message.path("quick_replies")) {
            keys.addArray()
                    .addObject()
                    .put("text", reply.path("title").asString(""))
                    .put("callback_data", reply.path("payload").asString(""));
        }
        var payload = message.path("attachment").path("payload");
        words.append(payload.path("text").asString(payload.path("url").asString("")));
        buttons(keys, payload.path("buttons"));
        for (var card : payload.path("elements")) {
            words.append(words.isEmpty() ? "" : "\n\n")
                    .append(card.path("title").asString(""));
            var more = card.path("subtitle").asString("");
            words.append(more.isEmpty() ? "" : "\n" + more);
            buttons(keys, card.path("buttons"));
        }
        shown.put("text", words.toString());
        if (!keys.isEmpty()) shown.putObject("reply_markup").set("inline_keyboard", keys);
        return shown;
    }

    private static void buttons(ArrayNode keys, JsonNode buttons) {
        for (var button : buttons) {
            var key =
                    keys.addArray().addObject().put("text", button.path("title").asString(""));
            if (button.has("url")) key.put("url", button.path("url").asString(""));
            else key.put("callback_data", button.path("payload").asString(""));
        }
    }
}
