package app.sembang.channels.meta;

import static app.sembang.channels.meta.EventFields.first;

import app.sembang.channels.ChannelDoor.Element;
import app.sembang.channels.ChannelDoor.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes a delivery apart: one may carry several accounts, and several events of each. Each event is kept in an
/// envelope of the same shape that holds nothing else.
final class MessagingEvents {
    static final String MESSAGING = "messaging";
    static final String STANDBY = "standby";
    static final String CHANGES = "changes";

    private static final List<String> LISTS = List.of(MESSAGING, STANDBY, CHANGES);
    private static final List<String> ABOUT = List.of("sender", "recipient", "timestamp");

    private final JsonMapper json;
    private final Product product;

    MessagingEvents(JsonMapper json, Product product) {
        this.json = json;
        this.product = product;
    }

    List<Element> split(byte[] body) throws Unreadable {
        JsonNode delivery;
        try {
            delivery = json.readTree(body);
        } catch (JacksonException e) {
            throw new Unreadable("The body is not JSON.");
        }
        // Meta's own documents show the object inside a list.
        if (delivery.isArray() && delivery.size() == 1) {
            delivery = delivery.path(0);
        }
        if (!product.object.equals(first(delivery, "object"))) {
            throw new Unreadable("The body is no event of this channel.");
        }
        if (!delivery.path("entry").isArray() || delivery.path("entry").isEmpty()) {
            throw new Unreadable("The event has no entry.");
        }
        var elements = new ArrayList<Element>();
        for (var entry : delivery.path("entry")) {
            elements.addAll(elements(entry));
        }
        return elements;
    }

    private List<Element> elements(JsonNode entry) {
        var elements = new ArrayList<Element>();
        for (var list : LISTS) {
            for (var item : entry.path(list)) {
                elements.add(element(entry, list, item));
            }
        }
        // Instagram's own login leaves the list of changes out.
        if (elements.isEmpty() && entry.has("field")) {
            var change = json.createObjectNode();
            change.set("field", entry.path("field"));
            change.set("value", entry.path("value"));
            elements.add(element(entry, CHANGES, change));
        }
        if (elements.isEmpty()) {
            var raw = json.writeValueAsBytes(entry);
            elements.add(new Element(EventFields.digest(raw), "malformed", "", raw, first(entry, "id"), null));
        }
        return elements;
    }

    private Element element(JsonNode entry, String list, JsonNode item) {
        var alone = json.createObjectNode();
        alone.set("id", entry.path("id"));
        alone.set(list, json.createArrayNode().add(item));
        var raw = json.writeValueAsBytes(json.createObjectNode()
                .put("object", product.object)
                .set("entry", json.createArrayNode().add(alone)));
        var asset = Objects.requireNonNullElse(first(entry, "id"), "");
        var kind = list.equals(CHANGES) ? Objects.requireNonNullElse(first(item, "field"), "change") : kind(item);
        var key = key(kind, item);
        return new Element(
                key == null ? EventFields.digest(raw) : EventFields.key(key),
                list.equals(STANDBY) ? STANDBY : EventFields.kind(kind),
                list.equals(CHANGES) ? "" : person(asset, item),
                raw,
                asset,
                null);
    }

    /// What an event tells: the one field beside those that all have.
    static String kind(JsonNode item) {
        return item.propertyStream()
                .map(java.util.Map.Entry::getKey)
                .filter(name -> !ABOUT.contains(name))
                .findFirst()
                .orElse("unknown");
    }

    /// The same event told again has the same key, and no other has it. Null where the vendor gives nothing to make it
    /// of.
    private static @Nullable String key(String kind, JsonNode item) {
        var body = item.path(kind);
        var mid = first(body, "mid");
        var sender = first(item.path("sender"), "id");
        return switch (kind) {
            case "message" -> mid == null ? null : body.path("is_deleted").asBoolean(false) ? "unsend:" + mid : mid;
            case "postback" -> mid == null ? null : "postback:" + mid;
            case "message_edit" -> mid == null ? null : "edit:%s:%s".formatted(mid, first(body, "num_edit"));
            case "reaction" ->
                mid == null
                        ? null
                        : "reaction:%s:%s:%s:%s"
                                .formatted(mid, sender, first(body, "action"), first(item, "timestamp"));
            case "read", "delivery" -> {
                var upTo = first(body, "watermark", "mid");
                yield upTo == null ? null : "%s:%s:%s".formatted(kind, sender, upTo);
            }
            default -> null;
        };
    }

    /// The customer, whoever of the two wrote.
    static String person(String asset, JsonNode item) {
        var sender = first(item.path("sender"), "id");
        var recipient = first(item.path("recipient"), "id");
        boolean ours =
                asset.equals(sender) || item.path("message").path("is_echo").asBoolean(false);
        return Objects.requireNonNullElse(ours ? recipient : sender, "");
    }
}
