package app.sembang.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A person's chat with a number. The person has a number of their own, which they may hide, and always an id that
/// only this business knows them by.
final class WhatsAppChat extends Chat {
    private static final Duration WINDOW = Duration.ofHours(24);

    /// A message of the business that the person has not read.
    record Unread(String wamid, @Nullable String opaque) {}

    private final List<Unread> unread = new ArrayList<>();
    private String userId;
    private String name = "";
    private @Nullable String username;
    private boolean hidesNumber;
    private @Nullable Instant wroteAt;

    WhatsAppChat(long id) {
        super(id);
        userId = userId(id);
    }

    /// Nothing of the number can be read from it.
    static String userId(long id) {
        return "MY." + (id * 1_000_003 + 170_711);
    }

    synchronized String userId() {
        return userId;
    }

    synchronized void userId(String userId) {
        this.userId = userId;
    }

    synchronized @Nullable String waId() {
        return hidesNumber ? null : Long.toString(id());
    }

    synchronized void hidesNumber(boolean hides) {
        hidesNumber = hides;
    }

    synchronized void named(String name, @Nullable String username) {
        this.name = name;
        this.username = username;
        var from = Simulator.JSON.createObjectNode().put("first_name", name);
        if (username != null) from.put("username", username);
        if (!from.equals(customer())) customer(from);
    }

    synchronized void wrote(Instant at) {
        wroteAt = at;
    }

    synchronized boolean windowOpen() {
        return wroteAt != null && Instant.now().isBefore(wroteAt.plus(WINDOW));
    }

    synchronized void unread(Unread message) {
        unread.add(message);
    }

    synchronized List<Unread> read() {
        var read = List.copyOf(unread);
        unread.clear();
        return read;
    }

    /// The `contacts` element of an event.
    synchronized ObjectNode wire() {
        var contact = Simulator.JSON.createObjectNode();
        var profile = contact.putObject("profile").put("name", name);
        if (username != null) profile.put("username", username);
        if (!hidesNumber) contact.put("wa_id", Long.toString(id()));
        return contact.put("user_id", userId);
    }
}
