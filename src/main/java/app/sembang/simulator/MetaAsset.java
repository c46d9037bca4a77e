package app.sembang.simulator;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A page on Messenger or a professional account on Instagram, as Meta sees it. Thread-safe.
public final class MetaAsset {
    private final String id;
    private final boolean instagram;
    private final AtomicLong ids = new AtomicLong();
    private final Faults faults = new Faults();
    private final List<WhatsAppCall> calls = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, JsonNode> people = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, StoredFile> files = new ConcurrentHashMap<>();
    private final MetaPhone phone;
    private volatile String name = "";
    private volatile String token = "";
    private volatile String tokenBefore = "";
    private volatile @Nullable Instant expires;
    private volatile boolean revoked;

    MetaAsset(String id, boolean instagram, Simulator simulator) {
        this.id = id;
        this.instagram = instagram;
        this.phone = new MetaPhone(this, simulator);
    }

    public String id() {
        return id;
    }

    boolean isInstagram() {
        return instagram;
    }

    public MetaAsset named(String title) {
        name = title;
        return this;
    }

    String name() {
        return name.isEmpty() ? "Account " + id : name;
    }

    /// Where what people write to it goes, signed with the app's secret.
    public MetaAsset deliversTo(URI webhook, String appSecret) {
        phone.deliversTo(webhook, appSecret);
        return this;
    }

    /// It has not subscribed to what it sent itself.
    public MetaAsset withoutEchoes() {
        phone.quiet();
        return this;
    }

    MetaPhone phone() {
        return phone;
    }

    ArrayNode photo(String fileId) {
        return Objects.requireNonNull(files.get(fileId)).photoSizes();
    }

    /// The access token that opens it from now on.
    public MetaAsset opensWith(String accessToken) {
        token = accessToken;
        revoked = false;
        return this;
    }

    /// The token has expired, or a password was changed.
    public void revoke() {
        revoked = true;
    }

    boolean accepts(String shown) {
        return !revoked && knows(shown);
    }

    /// One that was changed for a newer one is good until its own end.
    boolean knows(String shown) {
        return !shown.isEmpty() && (token.equals(shown) || tokenBefore.equals(shown));
    }

    /// Gives another token, good for sixty days.
    synchronized String refresh() {
        tokenBefore = token;
        token = token + "r";
        return token;
    }

    /// When the token ends, as Meta tells it.
    public MetaAsset expires(Instant at) {
        expires = at;
        return this;
    }

    long expiresAt() {
        var at = expires;
        return at == null ? 0 : at.getEpochSecond();
    }

    public String token() {
        return token;
    }

    /// What Meta tells of a person, in its own format.
    public void knows(String person, JsonNode profile) {
        people.put(person, profile);
    }

    @Nullable
    JsonNode person(String person) {
        return people.get(person);
    }

    /// A file a customer sends; fetched under `lookaside/<account>/<file>`.
    public void keep(String fileId, String contentType, byte[] content) {
        files.put(fileId, new StoredFile(fileId, fileId, fileId, fileId, contentType, content));
    }

    @Nullable
    StoredFile file(String fileId) {
        return files.get(fileId);
    }

    /// What goes wrong with the next calls; `edge` is the last part of their path.
    public void fails(int times, Fault fault, @Nullable String edge) {
        faults.arm(times, fault, edge);
    }

    Faults faults() {
        return faults;
    }

    String nextId() {
        return (instagram ? "aWdf" : "m_") + "SIM" + id + "x" + ids.incrementAndGet();
    }

    void record(WhatsAppCall call) {
        calls.add(call);
    }

    /// Every call whose path ends with this edge.
    public List<WhatsAppCall> calls(String edge) {
        return calls.stream().filter(call -> call.path().endsWith("/" + edge)).toList();
    }

    /// Messages that took effect, as they were posted, each with the `id` it was given.
    public List<JsonNode> sent() {
        return calls.stream()
                .filter(WhatsAppCall::isMessage)
                .<JsonNode>map(call -> ((ObjectNode) call.body()).deepCopy().put("id", call.id()))
                .toList();
    }
}
