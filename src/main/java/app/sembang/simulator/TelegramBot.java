package app.sembang.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A bot as Telegram has it: its customers, what it sent them, its webhook, and the faults it will meet.
public final class TelegramBot {
    private static final int MOST_CHATS = 20_000;
    private static final int MOST_UPDATES = 10_000;
    private static final int MOST_CALLBACKS = 10_000;
    private static final int MOST_FILE_BYTES = 64 << 20;

    private final String token;
    private final long id;
    private final Simulator simulator;
    private final Ledger ledger;
    private final Faults faults = new Faults();
    private final TelegramDelivery delivery;
    private final ConcurrentHashMap<Long, TelegramChat> chats = new ConcurrentHashMap<>();
    private final LinkedHashMap<String, StoredFile> files = new LinkedHashMap<>();
    private final LinkedHashMap<String, TelegramChat> callbacks = new LinkedHashMap<>();
    private final ArrayDeque<TelegramUpdate> updates = new ArrayDeque<>();
    private final AtomicLong nextMessageId = new AtomicLong(firstNumber());
    private final AtomicLong nextUpdateId = new AtomicLong(firstNumber());
    private final AtomicLong nextFile = new AtomicLong();
    private long fileBytes;
    private volatile String name;
    private volatile String username;
    private volatile boolean revoked;
    private volatile ObjectNode author;

    TelegramBot(String token, Simulator simulator) {
        this.token = token;
        this.simulator = simulator;
        id = Long.parseLong(token.substring(0, token.indexOf(':')));
        ledger = Ledger.of(simulator.options());
        delivery = new TelegramDelivery(this, simulator);
        name = "Bot " + id;
        username = "bot" + id + "_bot";
        author = author();
    }

    static boolean isToken(String token) {
        int colon = token.indexOf(':');
        if (colon < 1 || colon > 18 || token.length() < colon + 11) return false;
        for (int i = 0; i < colon; i++) {
            if (token.charAt(i) < '0' || token.charAt(i) > '9') return false;
        }
        return true;
    }

    public long id() {
        return id;
    }

    public String token() {
        return token;
    }

    public String name() {
        return name;
    }

    public String username() {
        return username;
    }

    /// What `getMe` says of it.
    public TelegramBot named(String name, String username) {
        this.name = name;
        this.username = username;
        author = author();
        return this;
    }

    /// Whether the token is no longer good: every call is answered 401.
    public void revoked(boolean revoked) {
        this.revoked = revoked;
    }

    /// A customer in a private chat, where the chat has the customer's id.
    public TelegramCustomer customer(long chatId, String firstName) {
        return new TelegramCustomer(this, chatId, firstName);
    }

    /// The messages the customer of this chat has from the bot, oldest first; the last 200 are kept.
    public List<SentMessage> sentTo(long chatId) {
        var chat = chats.get(chatId);
        return chat == null ? List.of() : chat.sent();
    }

    /// Waits until the bot has sent that many messages to the chat.
    public List<SentMessage> awaitSentTo(long chatId, int count, Duration atMost) {
        return awaitSentTo(chatId, sent -> sent.size() >= count, atMost);
    }

    /// Waits until what the bot has sent to the chat is as wanted.
    public List<SentMessage> awaitSentTo(long chatId, Predicate<List<SentMessage>> wanted, Duration atMost) {
        return chat(chatId).awaitSent(wanted, atMost);
    }

    /// Every call it made, oldest first; the last 100,000 are kept.
    public List<RecordedCall> calls() {
        return ledger.calls();
    }

    /// The calls of one method.
    public List<RecordedCall> calls(String method) {
        return ledger.calls().stream()
                .filter(call -> call.method().equalsIgnoreCase(method))
                .toList();
    }

    /// The updates made for it, oldest first; the last 10,000 are kept.
    public List<TelegramUpdate> updates() {
        synchronized (updates) {
            return List.copyOf(updates);
        }
    }

    /// The chat has another number from now on; what is sent to the old one is answered 400 with the new one.
    public TelegramBot moves(long chatId, long to) {
        chat(chatId).movedTo(to);
        return this;
    }

    /// The next calls, of whatever method, meet this fault.
    public TelegramBot fails(int calls, Fault fault) {
        faults.arm(calls, fault, null);
        return this;
    }

    /// The next calls of this method meet this fault.
    public TelegramBot fails(int calls, Fault fault, String method) {
        faults.arm(calls, fault, method);
        return this;
    }

    /// From now on every call takes a while: half of them less than `median`, 99 of 100 less than `p99`.
    public TelegramBot answersSlowly(Duration median, Duration p99) {
        faults.delay(new Faults.Delay(median, p99));
        return this;
    }

    /// The next updates are delivered twice, both at once.
    public TelegramBot duplicatesUpdates(int count) {
        faults.duplicate(count);
        return this;
    }

    /// The next updates are delivered after the one that follows them in their chat, if one follows within a second.
    public TelegramBot reordersUpdates(int count) {
        faults.reorder(count);
        return this;
    }

    public void worksAgain() {
        faults.clear();
    }

    /// Posts these bytes to the webhook as an update, once, whatever they are.
    ///
    /// @param secret the secret token to show instead of the right one, empty for none
    /// @return the status the webhook answered, 0 when no answer came
    public int posts(byte[] body, @Nullable String secret) {
        return delivery.postRaw(body, secret);
    }

    boolean isRevoked() {
        return revoked;
    }

    boolean keepsHistory() {
        return !simulator.options().compactLedger();
    }

    Ledger ledger() {
        return ledger;
    }

    Faults faults() {
        return faults;
    }

    TelegramDelivery delivery() {
        return delivery;
    }

    /// The `from` of its messages; shared, so never changed.
    ObjectNode wire() {
        return author;
    }

    long nextMessageId() {
        return nextMessageId.incrementAndGet();
    }

    @Nullable
    TelegramChat knownChat(long chatId) {
        return chats.get(chatId);
    }

    TelegramChat chat(long chatId) {
        var known = chats.get(chatId);
        if (known != null) return known;
        if (chats.mappingCount() >= MOST_CHATS) {
            chats.values().stream().filter(TelegramChat::idle).findFirst().ifPresent(idle -> chats.remove(idle.id()));
        }
        return chats.computeIfAbsent(chatId, TelegramChat::new);
    }

    List<TelegramChat> chats() {
        return chats.values().stream()
                .sorted((left, right) -> Long.compare(left.id(), right.id()))
                .toList();
    }

    /// Makes an update of this kind and sets it on its way, unless the bot did not ask for the kind.
    TelegramUpdate update(TelegramChat chat, String kind, ObjectNode content, long messageId, int copies) {
        // Numbered and queued under one lock, so that a chat's updates rise in the order of their delivery.
        synchronized (updates) {
            long updateId = nextUpdateId.incrementAndGet();
            var body = Simulator.JSON.createObjectNode().put("update_id", updateId);
            body.set(kind, content);
            var update = new TelegramUpdate(
                    updateId, chat.id(), messageId, Simulator.JSON.writeValueAsBytes(body), Math.max(1, copies));
            if (updates.size() == MOST_UPDATES) updates.removeFirst();
            updates.add(update);
            delivery.enqueue(chat, kind, update);
            return update;
        }
    }

    String newCallback(TelegramChat chat) {
        var callbackId = Long.toString(ThreadLocalRandom.current().nextLong(1L << 60, Long.MAX_VALUE));
        synchronized (callbacks) {
            if (callbacks.size() == MOST_CALLBACKS) callbacks.pollFirstEntry();
            callbacks.put(callbackId, chat);
        }
        return callbackId;
    }

    @Nullable
    TelegramChat chatOfCallback(String callbackId) {
        synchronized (callbacks) {
            return callbacks.get(callbackId);
        }
    }

    StoredFile store(String name, String type, byte[] content) {
        long number = nextFile.incrementAndGet();
        var random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        var image = type.startsWith("image/");
        var ending = name.contains(".") ? name.substring(name.lastIndexOf('.')) : image ? ".jpg" : ".bin";
        var path = (image ? "photos/file_" : "documents/file_") + number + ending;
        var file = new StoredFile("AgACAgUAAx" + random + number, "AQAD" + random, path, name, type, content);
        synchronized (files) {
            files.put(file.fileId(), file);
            fileBytes += content.length;
            while (fileBytes > MOST_FILE_BYTES && files.size() > 1) {
                fileBytes -= files.pollFirstEntry().getValue().content().length;
            }
        }
        return file;
    }

    /// A file by its id, or by the id of one of its smaller sizes.
    @Nullable
    StoredFile file(String fileId) {
        int prefix = fileId.startsWith("s") ? fileId.indexOf('_') + 1 : 0;
        synchronized (files) {
            return files.get(fileId.substring(prefix));
        }
    }

    @Nullable
    StoredFile fileAt(String path) {
        synchronized (files) {
            return files.values().stream()
                    .filter(file -> file.path().equals(path))
                    .findFirst()
                    .orElse(null);
        }
    }

    Map<String, Long> counts() {
        return ledger.counts();
    }

    /// Ten for each second of the years since 2026: a simulator that starts anew must not give numbers that
    /// an application has seen before and would take for a redelivery. Fits Telegram's 31 bits until 2032.
    private static long firstNumber() {
        return (Instant.now().toEpochMilli()
                        - Instant.parse("2026-01-01T00:00:00Z").toEpochMilli())
                / 100;
    }

    static long now() {
        return Instant.now().getEpochSecond();
    }

    private ObjectNode author() {
        return Simulator.JSON
                .createObjectNode()
                .put("id", id)
                .put("is_bot", true)
                .put("first_name", name)
                .put("username", username);
    }
}
