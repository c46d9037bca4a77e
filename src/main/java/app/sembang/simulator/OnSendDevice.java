package app.sembang.simulator;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A device paired at OnSend, as OnSend sees it. Thread-safe.
public final class OnSendDevice {
    private final String apiKey;
    private final AtomicLong ids = new AtomicLong();
    private final Faults faults = new Faults();
    private final List<WhatsAppCall> calls = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, StoredFile> files = new ConcurrentHashMap<>();
    private volatile String apiSecret = "";
    private volatile String status = "connected";
    private volatile boolean namesMessages = true;

    OnSendDevice(String apiKey) {
        this.apiKey = apiKey;
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
