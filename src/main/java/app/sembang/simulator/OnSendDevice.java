package app.sembang.simulator;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/// A device paired at OnSend, as OnSend sees it. Thread-safe.
public final class OnSendDevice {
    private final String apiKey;
    private final AtomicLong ids = new AtomicLong();
    private final Faults faults = new Faults();
    private final List<WhatsAppCall> calls = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, StoredFile> files = new ConcurrentHashMap<>();
    private final OnSendPhone phone;
    private volatile String apiSecret = "";
    private volatile String status = "connected";
    private volatile boolean namesMessages = true;
    private volatile String name = "Simulated";

    OnSendDevice(String apiKey, Simulator simulator) {
        this.apiKey = apiKey;
        phone = new OnSendPhone(this, simulator);
    }

    public OnSendDevice named(String name) {
        this.name = name;
        return this;
    }

    String name() {
        return name;
    }

    OnSendPhone phone() {
        return phone;
    }

    /// Where what customers write on the phone's page goes, signed with the secret.
    public OnSendDevice deliversTo(URI webhook, String secret) {
        phone.deliversTo(webhook, secret);
        return this;
    }

    ArrayNode photo(String file) {
        return Objects.requireNonNull(files.get(file)).photoSizes();
    }

    /// The second secret of the shape that has two.
    public OnSendDevice opensWith(String secret) {
        apiSecret = secret;
        return this;
    }

    /// Such as `logged_out`.
    public OnSendDevice is(String state) {
        status = state;
        return this;
    }

    /// Whether an accepted message is given an id in the answer.
    public OnSendDevice namesMessages(boolean names) {
        namesMessages = names;
        return this;
    }

    /// What goes wrong with the next messages.
    public OnSendDevice fails(int calls, Fault fault) {
        faults.arm(calls, fault, "messages");
        return this;
    }

    /// A file a customer sent, at the simulator's `/onsend/files/<key>/<name>`.
    public void keep(String name, String type, byte[] content) {
        files.put(name, new StoredFile(name, name, name, name, type, content));
    }

    /// In the order in which they came, with those that were refused.
    public List<WhatsAppCall> calls() {
        return List.copyOf(calls);
    }

    /// The messages that were accepted.
    public List<WhatsAppCall> sent() {
        return calls.stream()
                .filter(call -> call.accepted() && call.method().equals("POST"))
                .toList();
    }

    public String apiKey() {
        return apiKey;
    }

    boolean accepts(@Nullable String secret) {
        return apiSecret.equals(secret);
    }

    String status() {
        return status;
    }

    Faults faults() {
        return faults;
    }

    @Nullable
    String nextId() {
        return namesMessages ? "msg_out_%06d".formatted(ids.incrementAndGet()) : null;
    }

    @Nullable
    StoredFile file(String name) {
        return files.get(name);
    }

    void record(WhatsAppCall call) {
        calls.add(call);
    }
}
