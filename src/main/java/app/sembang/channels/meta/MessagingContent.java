package app.sembang.channels.meta;

import static app.sembang.channels.meta.EventFields.first;

import app.sembang.conversations.Content;
import app.sembang.conversations.Content.Media;
import app.sembang.conversations.Content.Shared;
import app.sembang.conversations.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a message says. One may carry several files; each becomes a message of ours.
final class MessagingContent {
    private static final int MOST_FILES = 30;
    private static final int MOST_ITEMS = 200;

    private MessagingContent() {}

    /// @param url where the file lies for a while; null where there is none
    record Part(Content content, @Nullable String url) {}

    /// Never empty; the words are the first one's.
    static List<Part> of(JsonNode message) {
        var text = first(message, "text");
        if (message.path("is_unsupported").asBoolean(false)) {
            return List.of(new Part(new Content.Unsupported("unsupported"), null));
        }
        var payload = first(message.path("quick_reply"), "payload");
        if (payload != null) {
            return List.of(new Part(new Content.ButtonReply(payload, text == null ? payload : text), null));
        }
        var parts = new ArrayList<Part>();
        var story = message.path("reply_to").path("story");
        if (story.isObject()) {
            parts.add(new Part(new Shared(Shared.Kind.STORY, address(story), null, text), null));
        }
        for (var attachment : message.path("attachments")) {
            if (parts.size() < MOST_FILES) {
                parts.add(part(attachment, parts.isEmpty() ? text : null));
            }
        }
        if (parts.isEmpty()) {
            parts.add(new Part(text == null ? new Content.Unsupported("message") : new Content.Text(text), null));
        }
        return parts;
    }

    private static Part part(JsonNode attachment, @Nullable String text) {
        var type = Objects.requireNonNullElse(first(attachment, "type"), "unknown");
        var payload = attachment.path("payload");
        return switch (type) {
            case "image" -> file(Media.Kind.IMAGE, payload, text);
            case "video" -> file(Media.Kind.VIDEO, payload, text);
            case "audio" -> file(Media.Kind.AUDIO, payload, text);
            case "file" -> file(Media.Kind.DOCUMENT, payload, text);
            case "sticker" -> file(Media.Kind.STICKER, payload, text);
            case "fallback" -> shared(Shared.Kind.LINK, payload, text);
            case "post", "ig_post", "share", "media" -> shared(Shared.Kind.POST, payload, text);
            case "reel", "ig_reel" -> shared(Shared.Kind.REEL, payload, text);
            case "story", "ig_story" -> shared(Shared.Kind.STORY, payload, text);
            case "story_mention" -> shared(Shared.Kind.STORY_MENTION, payload, text);
            default ->
                new Part(text == null ? new Content.Unsupported(EventFields.kind(type)) : new Content.Text(text), null);
        };
    }

    private static Part file(Media.Kind kind, JsonNode payload, @Nullable String text) {
        var url = first(payload, "url");
        return url == null
                ? new Part(new Media(kind, text, null, Media.Status.FAILED, "The channel named no address."), null)
                : new Part(new Media(kind, text, null, Media.Status.PENDING, null), url);
    }

    private static Part shared(Shared.Kind kind, JsonNode payload, @Nullable String text) {
        return new Part(new Shared(kind, address(payload), first(payload, "title"), text), null);
    }

    /// Followed only by a person who chooses to.
    private static @Nullable String address(JsonNode node) {
        var url = first(node, "url");
        return url != null && url.startsWith("https://") ? url : null;
    }

    static Content button(JsonNode postback) {
        var title = Objects.requireNonNullElse(first(postback, "title", "payload"), "");
        return new Content.ButtonReply(Objects.requireNonNullElse(first(postback, "payload"), title), title);
    }

    static Content order(JsonNode order) {
        var items = StreamSupport.stream(order.path("products").spliterator(), false)
                .limit(MOST_ITEMS)
                .map(item -> new Content.OrderItem(
                        Objects.requireNonNullElse(first(item, "retailer_id", "id"), ""),
                        Math.max(0, item.path("quantity").asInt(1)),
                        EventFields.price(item, "unit_price")))
                .toList();
        return items.isEmpty()
                ? new Content.Unsupported("order")
                : new Content.Order(null, first(order, "note"), items);
    }

    /// What the message answers, and what brought the person here.
    static @Nullable Context context(JsonNode message) {
        var quoted = first(message.path("reply_to"), "mid");
        var referral = message.path("referral");
        if (quoted == null && !referral.isObject()) {
            return null;
        }
        var product = first(referral.path("product"), "id");
        return new Context(
                quoted == null ? null : new Context.Quoted(null, quoted),
                null,
                referral.isObject() ? referral(referral) : null,
                product == null ? null : new Context.ReferredProduct(null, product));
    }

    private static Context.Referral referral(JsonNode referral) {
        var ad = first(referral, "ad_id");
        return new Context.Referral(
                ad == null ? "link" : "ad",
                ad,
                first(referral, "referer_uri"),
                first(referral.path("ads_context_data"), "ad_title"),
                null,
                null,
                first(referral, "ref"));
    }
}
