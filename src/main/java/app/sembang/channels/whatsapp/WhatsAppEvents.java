package app.sembang.channels.whatsapp;

import app.sembang.channels.ChannelDoor.Element;
import app.sembang.channels.ChannelDoor.Unreadable;
import app.sembang.shared.Sha256;
import app.sembang.shared.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes a delivery apart: entries, changes and messages are all arrays, and one delivery may carry several
/// accounts. Each element is kept in an envelope of the same shape that holds nothing else, so that it can
/// be read alone.
final class WhatsAppEvents {
    static final String OBJECT = "whatsapp_business_account";

    private static final int LONGEST_KEY = 250;
    private static final int LONGEST_KIND = 100;
    private static final List<String> LISTS = List.of("messages", "statuses", "message_echoes");

    private final JsonMapper json;

    WhatsAppEvents(JsonMapper json) {
        this.json = json;
    }

    List<Element> split(byte[] body) throws Unreadable {
        JsonNode delivery;
        try {
            delivery = json.readTree(body);
        } catch (JacksonException e) {
            throw new Unreadable("The body is not JSON.");
        }
        if (delivery == null || !OBJECT.equals(text(delivery.path("object")))) {
            throw new Unreadable("The body is no event of a WhatsApp Business Account.");
        }
        if (!delivery.path("entry").isArray() || delivery.path("entry").isEmpty()) {
            throw new Unreadable("The event has no entry.");
        }
        var elements = new ArrayList<Element>();
        for (var entry : delivery.path("entry")) {
            if (!entry.path("changes").isArray() || entry.path("changes").isEmpty()) {
                elements.add(malformed(entry));
                continue;
            }
            for (var change : entry.path("changes")) {
                elements.addAll(elements(entry, change));
            }
        }
        // The bytes as they came, wherever there is only one to keep.
        if (elements.size() == 1) {
            var only = elements.getFirst();
            return List.of(new Element(only.key(), only.kind(), only.sender(), body, only.asset(), only.group()));
        }
        return elements;
    }

    private List<Element> elements(JsonNode entry, JsonNode change) {
        var value = change.path("value");
        var field = text(change.path("field"));
        if (!value.isObject() || field == null) {
            return List.of(malformed(entry));
        }
        var elements = new ArrayList<Element>();
        for (var list : LISTS) {
            for (var item : value.path(list)) {
                elements.add(element(entry, change, list, item));
            }
        }
        if (elements.isEmpty()) {
            elements.add(whole(entry, change, field));
        }
        return elements;
    }

    private Element element(JsonNode entry, JsonNode change, String list, JsonNode item) {
        var value = change.path("value");
        var id = text(item.path("id"));
        var alone = json.createObjectNode();
        value.propertyStream()
                .filter(property -> !LISTS.contains(property.getKey()))
                .forEach(property -> alone.set(property.getKey(), property.getValue()));
        alone.set(list, json.createArrayNode().add(item));
        var raw = envelope(entry, change, alone);
        var kind = switch (list) {
            case "statuses" -> "status";
            case "message_echoes" -> "echo";
            default -> "message";
        };
        if (id == null) {
            return new Element("sha256:" + Sha256.hex(raw), kind, "", raw, asset(value), group(entry, value));
        }
        var key = switch (list) {
            case "statuses" -> id + ":" + text(item.path("status")) + suffix(item.path("recipient_participant_id"));
            default -> id;
        };
        return new Element(
                key.length() <= LONGEST_KEY ? key : "sha256:" + Sha256.hex(key.getBytes(StandardCharsets.UTF_8)),
                kind,
                person(value, list, item),
                raw,
                asset(value),
                group(entry, value));
    }

    /// An event of the account itself; the same one told again has the same content.
    private Element whole(JsonNode entry, JsonNode change, String field) {
        var value = change.path("value");
        var told = "%s %s %s %s".formatted(entry.path("id"), entry.path("time"), field, value);
        return new Element(
                "event:" + Sha256.hex(told.getBytes(StandardCharsets.UTF_8)),
                field.length() <= LONGEST_KIND ? field : field.substring(0, LONGEST_KIND),
                "",
                envelope(entry, change, value),
                asset(value),
                group(entry, value));
    }

    private Element malformed(JsonNode entry) {
        var raw = json.writeValueAsBytes(entry);
        return new Element("sha256:" + Sha256.hex(raw), "malformed", "", raw);
    }

    private byte[] envelope(JsonNode entry, JsonNode change, JsonNode value) {
        var alone = json.createObjectNode();
        alone.set("id", entry.path("id"));
        if (entry.has("time")) {
            alone.set("time", entry.path("time"));
        }
        var one = json.createObjectNode();
        one.set("field", change.path("field"));
        one.set("value", value);
        alone.set("changes", json.createArrayNode().add(one));
        return json.writeValueAsBytes(json.createObjectNode()
                .put("object", OBJECT)
                .set("entry", json.createArrayNode().add(alone)));
    }

    /// Whose lane it runs in: all of one person stay in order, whichever of their ids is shown first.
    private static String person(JsonNode value, String list, JsonNode item) {
        var known = switch (list) {
            case "statuses" -> first(item, "recipient_user_id", "recipient_id");
            case "message_echoes" -> first(item, "to_user_id", "to");
            default -> {
                var shown = first(item, "from_user_id");
                var contact = value.path("contacts").path(0);
                yield shown != null
                        ? shown
                        : text(contact.path("user_id")) != null ? text(contact.path("user_id")) : first(item, "from");
            }
        };
        return known == null ? "" : known;
    }

    private static @Nullable String asset(JsonNode value) {
        return text(value.path("metadata").path("phone_number_id"));
    }

    /// The WhatsApp Business Account. When a partner is added or removed the entry's id is the partner's.
    private static @Nullable String group(JsonNode entry, JsonNode value) {
        var named = text(value.path("waba_info").path("waba_id"));
        return named == null ? text(entry.path("id")) : named;
    }

    static @Nullable String first(JsonNode node, String... names) {
        for (var name : names) {
            var text = text(node.path(name));
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /// A text that is there and says something, as it can be stored.
    static @Nullable String text(JsonNode node) {
        var text = node.isString() ? node.stringValue() : node.isIntegralNumber() ? node.asString() : null;
        return text == null || text.isEmpty() ? null : Texts.storable(text);
    }

    private static String suffix(JsonNode node) {
        var text = text(node);
        return text == null ? "" : ":" + text;
    }
}
