package app.sembang.channels.meta;

import app.sembang.channels.delivery.ChannelSender;
import app.sembang.channels.delivery.SendResult;
import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.connections.Connection;
import app.sembang.conversations.Author;
import app.sembang.conversations.Content;
import app.sembang.conversations.Content.Choice;
import app.sembang.conversations.Content.ProductCard;
import app.sembang.conversations.MessagingWindow;
import app.sembang.conversations.Outgoing;
import app.sembang.media.MediaFiles;
import app.sembang.shared.Channel;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends as a page or a professional account. There is no key for a repeated send; Messenger repeats our own id with
/// the echo of each message, which tells what became of a call that nobody answered.
final class MessagingSender implements ChannelSender {
    /// Behind our number of a message the rest of which is sent after it.
    static final String MORE_FOLLOWS = "/more";

    private static final int LONGEST_BUTTON_TEXT = 640;
    private static final int LONGEST_CARD_LINE = 80;
    private static final int MOST_CARD_BUTTONS = 3;

    private final Product product;
    private final GraphApi graph;
    private final MediaFiles files;
    private final Clock clock;
    private final String baseUrl;

    MessagingSender(Product product, GraphApi graph, MediaFiles files, Clock clock, String baseUrl) {
        this.product = product;
        this.graph = graph;
        this.files = files;
        this.clock = clock;
        this.baseUrl = baseUrl.replaceAll("/+$", "");
    }

    @Override
    public Channel channel() {
        return product.channel;
    }

    @Override
    public SendResult send(Connection account, Outgoing message) {
        return switch (message.content()) {
            case Content.Text(var text) ->
                text.isBlank()
                        ? rejected("empty_text", "The message has no text.")
                        : sends(account, message, Map.of("text", text));
            case Content.Choices choices -> sends(account, message, quickReplies(choices));
            case Content.LinkButton button -> sends(account, message, link(button));
            case Content.Cards cards -> sends(account, message, cards(account, cards));
            case Content.Media media -> media(account, message, media);
            case Content.Location location -> notSupported();
            case Content.ContactCards cards -> notSupported();
            case Content.VendorTemplate template -> notSupported();
            case Content.Album album -> notSupported();
            case Content.ButtonReply reply -> notSupported();
            case Content.Order order -> notSupported();
            case Content.FormReply form -> notSupported();
            case Content.Shared shared -> notSupported();
            case Content.Deleted deleted -> notSupported();
            case Content.Unsupported unsupported -> notSupported();
        };
    }

    private SendResult sends(Connection account, Outgoing message, Map<String, Object> content) {
        var said = new LinkedHashMap<>(content);
        if (product == Product.MESSENGER) {
            said.put("metadata", message.message() + (message.isLast() ? "" : MORE_FOLLOWS));
            if (message.quoted() != null) {
                said.put("reply_to", Map.of("mid", message.quoted()));
            }
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("recipient", Map.of("id", message.externalId()));
        if (needsTag(account, message)) {
            body.put("messaging_type", "MESSAGE_TAG");
            body.put("tag", "HUMAN_AGENT");
        } else {
            body.put("messaging_type", "RESPONSE");
        }
        body.put("message", said);
        return switch (graph.post(product.vendor, account, product.path(account) + "/messages", body)) {
            case Reply.Done done -> {
                var id = EventFields.first(done.result(), "message_id");
                yield id == null
                        ? new SendResult.Unknown("no_answer", product.vendor.title() + "'s answer names no message.")
                        : new SendResult.Accepted(id);
            }
            case Reply.Refused refused -> MessagingErrors.of(refused).sending(refused.words());
            case Reply.NeverSent never -> ErrorClass.TEMPORARY.sending(never.reason());
            case Reply.NoAnswer none -> new SendResult.Unknown("no_answer", none.reason());
        };
    }

    /// Behind an action stands a name, not the emoji; of those Instagram shows, it lets a company give one.
    @Override
    public SendResult react(Connection account, String contact, String providerId, @Nullable String emoji) {
        var payload =
                emoji == null ? Map.of("message_id", providerId) : Map.of("message_id", providerId, "reaction", "love");
        var body = Map.of(
                "recipient",
                Map.of("id", contact),
                "sender_action",
                emoji == null ? "unreact" : "react",
                "payload",
                payload);
        return switch (graph.post(product.vendor, account, product.path(account) + "/messages", body)) {
            case Reply.Done done -> new SendResult.Accepted(null);
            case Reply.Refused refused -> MessagingErrors.of(refused).sending(refused.words());
            case Reply.NeverSent never -> ErrorClass.TEMPORARY.sending(never.reason());
            case Reply.NoAnswer none -> new SendResult.Unknown("no_answer", none.reason());
        };
    }

    /// Only what a person wrote, and only where nobody might write without it.
    private boolean needsTag(Connection account, Outgoing message) {
        if (message.author() != Author.MEMBER) {
            return false;
        }
        var closes = MessagingWindow.closesAt(
                account.capabilities().window(), message.contactWroteAt(), message.entryAnsweredAt(), Author.ASSISTANT);
        return closes != null && !clock.instant().isBefore(closes);
    }

    /// Meta fetches the file itself, from an address that holds for a while.
    private SendResult media(Connection account, Outgoing message, Content.Media media) {
        if (media.media() == null
                || files.find(account.company(), media.media().id()).isEmpty()) {
            return rejected("file_gone", "The file is no longer here.");
        }
        return sends(account, message, attachment(type(media.kind()), Map.of("url", address(account, media.media()))));
    }

    private String address(Connection account, Content.Media.File file) {
        return baseUrl + files.urlOf(account.company(), file.id());
    }

    private static String type(Content.Media.Kind kind) {
        return switch (kind) {
            case IMAGE, STICKER -> "image";
            case VIDEO -> "video";
            case AUDIO, VOICE -> "audio";
            case DOCUMENT -> "file";
        };
    }

    private static Map<String, Object> quickReplies(Content.Choices choices) {
        return Map.of(
                "text",
                choices.text(),
                "quick_replies",
                choices.options().stream()
                        .map(option -> Map.of(
                                "content_type", "text",
                                "title", option.title(),
                                "payload", option.id()))
                        .toList());
    }

    private static Map<String, Object> link(Content.LinkButton button) {
        return button.text().length() > LONGEST_BUTTON_TEXT
                ? Map.of("text", "%s\n\n%s: %s".formatted(button.text(), button.label(), button.url()))
                : template(Map.of(
                        "template_type",
                        "button",
                        "text",
                        button.text(),
                        "buttons",
                        List.of(Map.of("type", "web_url", "title", button.label(), "url", button.url()))));
    }

    private Map<String, Object> cards(Connection account, Content.Cards cards) {
        return template(Map.of(
                "template_type",
                "generic",
                "elements",
                cards.cards().stream().map(card -> element(account, card)).toList()));
    }

    private Map<String, Object> element(Connection account, ProductCard card) {
        var element = new LinkedHashMap<String, Object>();
        element.put("title", line(card.title()));
        if (card.text() != null && !card.text().isBlank()) {
            element.put("subtitle", line(card.text()));
        }
        if (card.picture() != null) {
            element.put("image_url", address(account, card.picture()));
        }
        if (card.url() != null) {
            element.put("default_action", Map.of("type", "web_url", "url", card.url()));
        }
        if (!card.options().isEmpty()) {
            element.put(
                    "buttons",
                    card.options().stream()
                            .limit(MOST_CARD_BUTTONS)
                            .map(MessagingSender::postback)
                            .toList());
        }
        return element;
    }

    private static Map<String, Object> postback(Choice option) {
        return Map.of("type", "postback", "title", option.title(), "payload", option.id());
    }

    /// Meta refuses a whole card for one line that is too long.
    private static String line(String text) {
        int most = text.offsetByCodePoints(0, Math.min(LONGEST_CARD_LINE - 1, text.codePointCount(0, text.length())));
        return text.codePointCount(0, text.length()) <= LONGEST_CARD_LINE ? text : text.substring(0, most) + "…";
    }

    private static Map<String, Object> template(Map<String, Object> payload) {
        return attachment("template", payload);
    }

    private static Map<String, Object> attachment(String type, Map<String, Object> payload) {
        return Map.of("attachment", Map.of("type", type, "payload", payload));
    }

    private SendResult notSupported() {
        return rejected(
                "content_not_supported",
                "This kind of message cannot be sent on %s.".formatted(product.vendor.title()));
    }

    private static SendResult rejected(String code, String reason) {
        return new SendResult.Rejected(code, reason, false, false);
    }
}
