package app.sembang.simulator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One business number as WhatsApp's API sees it: what it sent, and what goes wrong.
public final class WhatsAppNumber {
    private final String id;
    private final AtomicLong ids = new AtomicLong(System.nanoTime());
    private final List<JsonNode> calls = new CopyOnWriteArrayList<>();
    private final List<JsonNode> sent = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Faults faults = new Faults();
    private volatile String waba = "";
    private volatile String token = "";

    WhatsAppNumber(String id) {
        this.id = id;
    }

    /// As the company knows it.
    public WhatsAppNumber belongsTo(String waba, String token) {
        this.waba = waba;
        this.token = token;
        return this;
    }

    /// What goes wrong with the next calls that send. The status of [Fault.Refused] is the error's code at Meta.
    public void fail(int calls, Fault fault) {
        faults.arm(calls, fault, "messages");
    }

    public String id() {
        return id;
    }

    /// Messages to customers that took effect, in the vendor's format, with the `id` they were given.
    public List<JsonNode> sent() {
        return List.copyOf(sent);
    }

    /// Everything that was posted to the number's messages, also read marks and what was refused.
    public List<JsonNode> calls() {
        return List.copyOf(calls);
    }

    /// Keeps a file, under the id it is asked for by.
    public void keep(String mediaId, byte[] content) {
        files.put(mediaId, content);
    }

    byte @Nullable [] file(String mediaId) {
        return files.get(mediaId);
    }

    boolean opens(@Nullable String authorization) {
        return ("Bearer " + token).equals(authorization);
    }

    boolean hasToken(String shown) {
        return token.equals(shown);
    }

    String waba() {
        return waba;
    }

    Faults faults() {
        return faults;
    }

    void called(JsonNode body) {
        calls.add(body);
    }

    /// Keeps a message to a customer and gives back its id.
    String took(ObjectNode body) {
        var messageId = "wamid.SIM" + ids.incrementAndGet();
        sent.add(body.deepCopy().put("id", messageId));
        return messageId;
    }
}
