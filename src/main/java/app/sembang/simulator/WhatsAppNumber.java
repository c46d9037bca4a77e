package app.sembang.simulator;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A business's WhatsApp number as Meta has it: its account, its customers, what it sent them, its webhook, and the
/// faults it will meet.
public final class WhatsAppNumber {
    private static final int MOST_CHATS = 20_000;
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_CALLS = 100_000;
    private static final int MOST_FILE_BYTES = 64 << 20;

    private final String id;
    private final Simulator simulator;
    private final Faults faults = new Faults();
    private final Set<String> passedOn = ConcurrentHashMap.newKeySet();
    private volatile boolean shared;
    private final WhatsAppDelivery delivery;
    private final ConcurrentHashMap<Long, WhatsAppChat> chats = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, WhatsAppChat> chatsByUser = new ConcurrentHashMap<>();
    private final LinkedHashMap<String, StoredFile> files = new LinkedHashMap<>();
    private final ArrayDeque<WhatsAppEvent> events = new ArrayDeque<>();
    private final ConcurrentLinkedDeque<WhatsAppCall> calls = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Integer> laterFailures = new ConcurrentLinkedDeque<>();
    private final AtomicInteger keptCalls = new AtomicInteger();
    private final LongAdder callCount = new LongAdder();
    private final LongAdder messageCount = new LongAdder();
    private final AtomicLong nextMessageId = new AtomicLong((Instant.now().toEpochMilli()
                    - Instant.parse("2026-01-01T00:00:00Z").toEpochMilli())
            / 100);
    private final AtomicLong nextMedia =
            new AtomicLong(ThreadLocalRandom.current().nextLong(1_000_000_000_000_000L, 2_000_000_000_000_000L));
    private final Set<String> scopes = ConcurrentHashMap.newKeySet();
    private final Set<String> apps = ConcurrentHashMap.newKeySet();
    private long fileBytes;
    private volatile String wabaId;
    private volatile String token;
    private volatile boolean registered = true;
    private volatile String appSecret = "";
    private volatile String displayNumber;
    private volatile String name;
    private volatile boolean sendsReceipts = true;
    private volatile @Nullable Instant expires;
    private volatile boolean revoked;

    WhatsAppNumber(String id, Simulator simulator) {
        this.id = id;
        this.simulator = simulator;
        delivery = new WhatsAppDelivery(this, simulator);
        wabaId = "2" + id;
        token = "EAAsimulated" + id;
        displayNumber = "+60 3-5550 1000";
        name = "Number " + id;
        scopes.add("whatsapp_business_messaging");
        scopes.add("whatsapp_business_management");
    }

    static boolean isId(String id) {
        return id.matches("\\d{6,20}");
    }

    public String id() {
        return id;
    }

    public String wabaId() {
        return wabaId;
    }

    /// Whether it stays in use in the app on a phone, whose contacts and chats it passes on once.
    public WhatsAppNumber sharedWithPhone(boolean is) {
        shared = is;
        return this;
    }

    boolean isShared() {
        return shared;
    }

    boolean passesOn(String what) {
        return shared && passedOn.add(what);
    }

    /// One that Embedded Signup has just made is not.
    public WhatsAppNumber registered(boolean is) {
        registered = is;
        return this;
    }

    boolean isRegistered() {
        return registered;
    }

    void opensWith(String accessToken) {
        token = accessToken;
    }

    public String token() {
        return token;
    }

    public String appSecret() {
        return appSecret;
    }

    public String name() {
        return name;
    }

    public String displayNumber() {
        return displayNumber;
    }

    /// What it belongs to and what its app knows.
    public WhatsAppNumber belongsTo(String wabaId, String token, String appSecret) {
        this.wabaId = wabaId;
        this.token = token;
        this.appSecret = appSecret;
        return this;
    }

    public WhatsAppNumber named(String name, String displayNumber) {
        this.name = name;
        this.displayNumber = displayNumber;
        return this;
    }

    /// What the token may do; both of WhatsApp's permissions at first.
    public WhatsAppNumber mayOnly(String... scopes) {
        this.scopes.clear();
        this.scopes.addAll(List.of(scopes));
        return this;
    }

    /// Whether the token is no longer good: every call is answered with 190.
    public void revoked(boolean revoked) {
        this.revoked = revoked;
    }

    /// Where the app's events go from now on, as set in the app's own pages, and not asked about.
    public WhatsAppNumber deliversTo(URI webhook) {
        apps.add("app");
        delivery.webhook(webhook);
        return this;
    }

    /// As [#deliversTo], but Meta first asks the address whether it is the webhook of this token.
    ///
    /// @return whether it was, and is now
    public boolean deliversTo(URI webhook, String verifyToken) {
        if (!delivery.confirms(webhook, verifyToken)) return false;
        deliversTo(webhook);
        return true;
    }

    /// Whether the business learns what became of its messages; at first it does.
    public WhatsAppNumber sendsReceipts(boolean sends) {
        sendsReceipts = sends;
        return this;
    }

    /// A person whose number the business sees.
    ///
    /// @param phone in digits, with the country's
    public WhatsAppCustomer customer(long phone, String name) {
        var chat = chat(phone);
        chat.named(name, null);
        chat.hidesNumber(false);
        return new WhatsAppCustomer(this, chat);
    }

    /// A person who goes by a username, and whose number the business never sees.
    public WhatsAppCustomer customerWithoutNumber(long phone, String name, String username) {
        var chat = chat(phone);
        chat.named(name, username);
        chat.hidesNumber(true);
        return new WhatsAppCustomer(this, chat);
    }

    /// The messages this person has from the number, oldest first; the last 200 are kept. `message` holds the request
    /// as `wire` and the id as `wamid`.
    public List<SentMessage> sentTo(long phone) {
        var chat = chats.get(phone);
        return chat == null ? List.of() : chat.sent();
    }

    public List<SentMessage> awaitSentTo(long phone, int count, Duration atMost) {
        return awaitSentTo(phone, sent -> sent.size() >= count, atMost);
    }

    public List<SentMessage> awaitSentTo(long phone, Predicate<List<SentMessage>> wanted, Duration atMost) {
        return chat(phone).awaitSent(wanted, atMost);
    }

    /// The person's last message was this long ago; more than a day, and only templates reach them.
    public void lastWrote(long phone, Duration ago) {
        chat(phone).wrote(Instant.now().minus(ago));
    }

    /// The requests of all messages to customers that took effect, oldest first, each with the `id` it was given.
    public List<JsonNode> sent() {
        return calls.stream()
                .filter(call -> call.isMessage() && call.body() instanceof ObjectNode)
                .map(call -> (JsonNode) ((ObjectNode) call.body()).deepCopy().put("id", call.id()))
                .toList();
    }

    /// Keeps a file that somebody sends, under the id its message names.
    public void keep(String mediaId, String type, byte[] content) {
        store(new StoredFile(mediaId, "", "", mediaId, type, content));
    }

    /// Every call, oldest first; the last 100,000 are kept.
    public List<WhatsAppCall> calls() {
        return List.copyOf(calls);
    }

    /// The calls of one edge, as `messages`.
    public List<WhatsAppCall> calls(String edge) {
        return calls.stream().filter(call -> call.path().endsWith("/" + edge)).toList();
    }

    public List<WhatsAppEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /// The next calls, of whatever kind, meet this fault.
    public WhatsAppNumber fails(int calls, Fault fault) {
        faults.arm(calls, fault, null);
        return this;
    }

    /// @param edge `messages`, `read`, `media`, `file`, `download`, `message_templates`, …
    public WhatsAppNumber fails(int calls, Fault fault, String edge) {
        faults.arm(calls, fault, edge);
        return this;
    }

    /// The next messages are taken and then fail, as a status says.
    public WhatsAppNumber failsLater(int messages, int code) {
        for (int i = 0; i < messages; i++) laterFailures.add(code);
        return this;
    }

    public WhatsAppNumber duplicatesEvents(int count) {
        faults.duplicate(count);
        return this;
    }

    /// The next events arrive after those that follow them.
    public WhatsAppNumber reordersEvents(int count) {
        faults.reorder(count);
        return this;
    }

    public void worksAgain() {
        faults.clear();
        laterFailures.clear();
    }

    /// Posts these bytes to the webhook, once, whatever they are.
    ///
    /// @param signature the header to show instead of the right one, empty for none
    public int posts(byte[] body, @Nullable String signature) {
        return delivery.postRaw(body, signature);
    }

    /// Tells the app about the account, in this field of Meta's.
    public WhatsAppEvent tells(String field, ObjectNode value) {
        return event(field, wabaId + ":" + field, entry(field, value, true), 1, WhatsAppDelivery.Fate.NONE);
    }

    /// Staff answer from the phone's own app.
    public WhatsAppEvent staffWrites(long phone, String text) {
        var chat = chat(phone);
        long messageId = nextMessageId();
        var echo = Simulator.JSON.createObjectNode().put("from", digits());
        if (chat.waId() != null) echo.put("to", chat.waId());
        echo.put("to_user_id", chat.userId())
                .put("id", wamid(messageId))
                .put("timestamp", Long.toString(now()))
                .put("type", "text")
                .putObject("text")
                .put("body", text);
        chat.add(screen(messageId, text), false);
        var value = value();
        value.putArray("message_echoes").add(echo);
        return event(
                "smb_message_echoes",
                wamid(messageId),
                entry("smb_message_echoes", value, false),
                1,
                WhatsAppDelivery.Fate.NONE);
    }

    /// The template of that name and language is decided on.
    public void reviews(String name, String language, String event, String reason) {
        templates().review(name, language, event, reason);
    }

    /// The account has this template, decided on long ago.
    ///
    /// @param template as the call that makes one words it
    public void hasTemplate(JsonNode template) {
        templates().approved((ObjectNode) template);
    }

    WhatsAppTemplates templates() {
        return simulator.templates(wabaId);
    }

    /// When the token ends, as Meta tells it.
    public WhatsAppNumber expires(Instant at) {
        expires = at;
        return this;
    }

    long expiresAt() {
        var at = expires;
        return at == null ? 0 : at.getEpochSecond();
    }

    boolean isRevoked() {
        return revoked;
    }

    Set<String> scopes() {
        return new LinkedHashSet<>(scopes);
    }

    Set<String> apps() {
        return apps;
    }

    Faults faults() {
        return faults;
    }

    WhatsAppDelivery delivery() {
        return delivery;
    }

    Simulator simulator() {
        return simulator;
    }

    String digits() {
        return displayNumber.replaceAll("\\D", "");
    }

    long nextMessageId() {
        return nextMessageId.incrementAndGet();
    }

    String wamid(long messageId) {
        var plain = "SIM" + id + "-" + messageId;
        return "wamid." + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    /// The number of a message within its chat; 0 where the id is none of ours.
    long messageId(String wamid) {
        if (!wamid.startsWith("wamid.")) return 0;
        try {
            var plain = new String(Base64.getDecoder().decode(wamid.substring(6)), StandardCharsets.US_ASCII);
            var mine = "SIM" + id + "-";
            return plain.startsWith(mine) ? Long.parseLong(plain.substring(mine.length())) : 0;
        } catch (IllegalArgumentException _) {
            return 0;
        }
    }

    @Nullable
    WhatsAppChat knownChat(long phone) {
        return chats.get(phone);
    }

    @Nullable
    WhatsAppChat chatOf(String userId) {
        return chatsByUser.get(userId);
    }

    WhatsAppChat chat(long phone) {
        var known = chats.get(phone);
        if (known != null) return known;
        if (chats.mappingCount() >= MOST_CHATS) {
            throw new IllegalStateException("More than " + MOST_CHATS + " people write to number " + id);
        }
        var chat = chats.computeIfAbsent(phone, WhatsAppChat::new);
        chatsByUser.put(chat.userId(), chat);
        return chat;
    }

    void rename(WhatsAppChat chat, String userId) {
        chatsByUser.remove(chat.userId());
        chat.userId(userId);
        chatsByUser.put(userId, chat);
    }

    List<WhatsAppChat> chats() {
        return chats.values().stream()
                .sorted((left, right) -> Long.compare(left.id(), right.id()))
                .toList();
    }

    /// A message as the phone shows it.
    ObjectNode screen(long messageId, String text) {
        var screen = Simulator.JSON
                .createObjectNode()
                .put("message_id", messageId)
                .put("date", now())
                .put("wamid", wamid(messageId));
        if (!text.isEmpty()) screen.put("text", text);
        return screen;
    }

    /// The `value` of an event about this number's messages.
    ObjectNode value() {
        var value = Simulator.JSON.createObjectNode().put("messaging_product", "whatsapp");
        value.putObject("metadata").put("display_phone_number", digits()).put("phone_number_id", id);
        return value;
    }

    ObjectNode entry(String field, JsonNode value, boolean timed) {
        var entry = Simulator.JSON.createObjectNode().put("id", wabaId);
        if (timed) entry.put("time", now());
        var change = entry.putArray("changes").addObject();
        change.set("value", value);
        change.put("field", field);
        return entry;
    }

    WhatsAppEvent event(String field, String about, ObjectNode entry, int copies, WhatsAppDelivery.Fate fate) {
        var body = Simulator.JSON.createObjectNode().put("object", "whatsapp_business_account");
        body.putArray("entry").add(entry);
        var event = delivery.send(about, body, copies, fate);
        synchronized (events) {
            if (events.size() == MOST_EVENTS) events.removeFirst();
            events.add(event);
        }
        return event;
    }

    /// Says what became of a message of the business.
    void status(WhatsAppChat chat, String wamid, @Nullable String opaque, String status, int failure) {
        if (!sendsReceipts && failure == 0) return;
        var node = Simulator.JSON
                .createObjectNode()
                .put("id", wamid)
                .put("status", status)
                .put("timestamp", Long.toString(now()));
        if (chat.waId() != null) node.put("recipient_id", chat.waId());
        node.put("recipient_user_id", chat.userId());
        if (opaque != null) node.put("biz_opaque_callback_data", opaque);
        if (failure != 0) {
            node.putArray("errors").add(MetaError.inStatus(failure, MetaError.titleOf(failure)));
        } else if (status.equals("sent")) {
            node.putObject("pricing")
                    .put("billable", true)
                    .put("pricing_model", "PMP")
                    .put("type", "regular")
                    .put("category", "service");
        }
        var value = value();
        if (failure == 0) value.putArray("contacts").add(chat.wire());
        value.putArray("statuses").add(node);
        event("messages", wamid, entry("messages", value, false), 1, WhatsAppDelivery.Fate.NONE);
    }

    /// The code with which the message just taken will fail; 0 when it will not.
    int laterFailure() {
        var code = laterFailures.poll();
        return code == null ? 0 : code;
    }

    void record(WhatsAppCall call) {
        callCount.increment();
        if (call.isMessage()) messageCount.increment();
        if (simulator.options().compactLedger()) return;
        calls.add(call);
        if (keptCalls.incrementAndGet() > MOST_CALLS) calls.poll();
    }

    Map<String, Long> counts() {
        return Map.of("calls", callCount.sum(), "messages", messageCount.sum());
    }

    boolean keepsHistory() {
        return !simulator.options().compactLedger();
    }

    StoredFile store(String fileName, String type, byte[] content) {
        return store(new StoredFile(Long.toString(nextMedia.incrementAndGet()), "", "", fileName, type, content));
    }

    private StoredFile store(StoredFile file) {
        synchronized (files) {
            files.put(file.fileId(), file);
            fileBytes += file.content().length;
            while (fileBytes > MOST_FILE_BYTES && files.size() > 1) {
                fileBytes -= files.pollFirstEntry().getValue().content().length;
            }
        }
        return file;
    }

    @Nullable
    StoredFile file(String mediaId) {
        synchronized (files) {
            return files.get(mediaId);
        }
    }

    boolean deleteFile(String mediaId) {
        synchronized (files) {
            var file = files.remove(mediaId);
            if (file != null) fileBytes -= file.content().length;
            return file != null;
        }
    }

    static long now() {
        return Instant.now().getEpochSecond();
    }
}
