package app.sembang.channels.whatsapp;

import static app.sembang.channels.whatsapp.WhatsAppDoor.clean;
import static app.sembang.channels.whatsapp.WhatsAppEvents.first;

import app.sembang.channels.meta.EventFields;
import app.sembang.conversations.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a message of WhatsApp says. Whatever Meta adds tomorrow is shown as unsupported and kept.
final class WhatsAppContent {
    private static final int MOST_ITEMS = 200;

    private final JsonMapper json;

    WhatsAppContent(JsonMapper json) {
        this.json = json;
    }

    Content of(JsonNode message) {
        var type = message.path("type").asString("unknown");
        var body = message.path(type);
        var kind = mediaKind(message);
        if (kind != null) {
            return new Content.Media(kind, clean(first(body, "caption")), null, Content.Media.Status.PENDING, null);
        }
        var read = switch (type) {
            case "text" -> body.path("body").isString() ? new Content.Text(words(body, "body")) : null;
            case "location" -> location(body);
            case "contacts" -> contacts(body);
            case "button" -> button(body, "payload", "text");
            case "interactive" -> interactive(body);
            case "order" -> order(body);
            case "unsupported" ->
                new Content.Unsupported(
                        WhatsAppDoor.shortKind(Objects.requireNonNullElse(first(body, "type"), "unsupported")));
            default -> null;
        };
        return read == null ? new Content.Unsupported(WhatsAppDoor.shortKind(type)) : read;
    }

    static Content.Media.@Nullable Kind mediaKind(JsonNode message) {
        var type = message.path("type").asString("");
        if (!message.path(type).isObject()) {
            return null;
        }
        return switch (type) {
            case "image" -> Content.Media.Kind.IMAGE;
            case "video" -> Content.Media.Kind.VIDEO;
            case "audio" ->
                message.path("audio").path("voice").asBoolean(false)
                        ? Content.Media.Kind.VOICE
                        : Content.Media.Kind.AUDIO;
            case "document" -> Content.Media.Kind.DOCUMENT;
            case "sticker" -> Content.Media.Kind.STICKER;
            default -> null;
        };
    }

    private static @Nullable Content location(JsonNode location) {
        double latitude = location.path("latitude").asDouble(Double.NaN);
        double longitude = location.path("longitude").asDouble(Double.NaN);
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
                ? new Content.Location(
                        latitude, longitude, clean(first(location, "name")), clean(first(location, "address")))
                : null;
    }

    private static @Nullable Content contacts(JsonNode contacts) {
        var cards = items(contacts).map(WhatsAppContent::card).toList();
        return cards.isEmpty() ? null : new Content.ContactCards(cards);
    }

    /// Somebody who answers the request for a phone number sends a vCard of their own instead of a name.
    private static Content.ContactCard card(JsonNode contact) {
        var name = first(contact.path("name"), "formatted_name", "first_name");
        var vcard = first(contact, "vcard");
        if (name == null && vcard != null) {
            name = vcard.lines()
                    .filter(line -> line.startsWith("FN:"))
                    .map(line -> line.substring(3).strip())
                    .findFirst()
                    .orElse(null);
        }
        return new Content.ContactCard(
                Objects.requireNonNullElse(clean(name), ""),
                values(contact.path("phones"), "phone"),
                values(contact.path("emails"), "email"),
                clean(first(contact.path("org"), "company")));
    }

    private static @Nullable Content button(JsonNode button, String id, String title) {
        var shown = clean(first(button, title));
        return shown == null
                ? null
                : new Content.ButtonReply(
                        Objects.requireNonNullElse(clean(first(button, id)), shown),
                        shown,
                        clean(first(button, "description")));
    }

    private @Nullable Content interactive(JsonNode interactive) {
        return switch (interactive.path("type").asString("")) {
            case "button_reply" -> button(interactive.path("button_reply"), "id", "title");
            case "list_reply" -> button(interactive.path("list_reply"), "id", "title");
            case "nfm_reply" -> form(interactive.path("nfm_reply"));
            default -> null;
        };
    }

    /// The answers are JSON inside a JSON text; the token is for whoever made the form.
    private Content form(JsonNode form) {
        var answers = new ArrayList<Content.FormAnswer>();
        try {
            json.readTree(form.path("response_json").asString("{}"))
                    .propertyStream()
                    .filter(answer -> !answer.getKey().equals("flow_token"))
                    .limit(MOST_ITEMS)
                    .forEach(answer -> answers.add(new Content.FormAnswer(
                            Objects.requireNonNullElse(clean(answer.getKey()), ""),
                            Objects.requireNonNullElse(
                                    clean(
                                            answer.getValue().isValueNode()
                                                    ? answer.getValue().asString("")
                                                    : answer.getValue().toString()),
                                    ""))));
        } catch (JacksonException notJson) {
            answers.add(
                    new Content.FormAnswer("", Objects.requireNonNullElse(clean(first(form, "response_json")), "")));
        }
        return new Content.FormReply(clean(first(form, "name")), answers);
    }

    private static @Nullable Content order(JsonNode order) {
        var items = items(order.path("product_items"))
                .map(item -> new Content.OrderItem(
                        Objects.requireNonNullElse(clean(first(item, "product_retailer_id")), ""),
                        Math.max(0, item.path("quantity").asInt(1)),
                        EventFields.price(item, "item_price")))
                .toList();
        return items.isEmpty()
                ? null
                : new Content.Order(clean(first(order, "catalog_id")), clean(first(order, "text")), items);
    }

    private static String words(JsonNode node, String name) {
        return Objects.requireNonNullElse(clean(node.path(name).asString("")), "");
    }

    private static List<String> values(JsonNode list, String name) {
        return items(list)
                .map(item -> clean(first(item, name)))
                .filter(Objects::nonNull)
                .toList();
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return list.isArray() ? StreamSupport.stream(list.spliterator(), false).limit(MOST_ITEMS) : Stream.empty();
    }
}
