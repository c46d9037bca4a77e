package app.sembang.channels.whatsapp;

import app.sembang.channels.delivery.ChannelSender;
import app.sembang.channels.delivery.Rendering;
import app.sembang.channels.delivery.SendResult;
import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.connections.Connection;
import app.sembang.conversations.Content;
import app.sembang.conversations.Content.Choice;
import app.sembang.conversations.Outgoing;
import app.sembang.media.MediaFiles;
import app.sembang.shared.Channel;
import app.sembang.shared.Texts;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Sends through the Cloud API. It has no key for a repeated send: our own id goes along and comes back
/// with every status, which tells what became of a call that nobody answered. Source: Meta, "Messages"
/// reference.
@Component
class WhatsAppSender implements ChannelSender {
    private static final String LIST_LABEL = "Menu";
    private static final int MOST_BODY = 1024;
    private static final int MOST_HEADER = 60;
    private static final int MOST_LABEL = 20;

    private final WhatsAppApi api;
    private final MediaFiles files;

    WhatsAppSender(WhatsAppApi api, MediaFiles files) {
        this.api = api;
        this.files = files;
    }

    @Override
    public Channel channel() {
        return Channel.WHATSAPP;
    }

    @Override
    public boolean serves(@Nullable String provider) {
        return WhatsAppApi.serves(provider);
    }

    @Override
    public SendResult send(Connection account, Outgoing message) {
        return switch (message.content()) {
            case Content.Text(var text) ->
                text.isBlank()
                        ? rejected("empty_text", "The message has no text.")
                        : sends(account, message, "text", Map.of("preview_url", false, "body", text));
            case Content.Choices choices -> sends(account, message, "interactive", interactive(choices, account));
            case Content.LinkButton button -> sends(account, message, "interactive", link(button));
            case Content.Location location -> sends(account, message, "location", location(location));
            case Content.ContactCards cards ->
                sends(
                        account,
                        message,
                        "contacts",
                        cards.contacts().stream().map(WhatsAppSender::card).toList());
            case Content.VendorTemplate template -> template(account, message, template);
            case Content.Media media -> media(account, message, media);
            case Content.Cards cards -> cards(account, message, cards);
            case Content.Album album -> notSupported();
            case Content.ButtonReply reply -> notSupported();
            case Content.Order order -> notSupported();
            case Content.FormReply form -> notSupported();
            case Content.Shared shared -> notSupported();
            case Content.Deleted deleted -> notSupported();
            case Content.Unsupported unsupported -> notSupported();
        };
    }

    private SendResult sends(Connection account, Outgoing message, String type, Object content) {
        var body = addressed(message.externalId());
        if (message.quoted() != null) {
            body.put("context", Map.of("message_id", message.quoted()));
        }
        body.put("type", type);
        body.put(type, content);
        if (message.isLast()) {
            body.put("biz_opaque_callback_data", message.message().toString());
        }
        return posts(account, body);
    }

    @Override
    public SendResult react(Connection account, String contact, String providerId, @Nullable String emoji) {
        var body = addressed(contact);
        body.put("type", "reaction");
        body.put("reaction", Map.of("message_id", providerId, "emoji", Objects.requireNonNullElse(emoji, "")));
        return posts(account, body);
    }

    private SendResult posts(Connection account, Map<String, Object> body) {
        return switch (api.post(account, WhatsAppApi.number(account) + "/messages", body)) {
            case Reply.Done done -> {
                var id = WhatsAppEvents.text(
                        done.result().path("messages").path(0).path("id"));
                yield id == null
                        ? new SendResult.Unknown("no_answer", "WhatsApp's answer names no message.")
                        : new SendResult.Accepted(id);
            }
            case Reply.NoAnswer none -> new SendResult.Unknown("no_answer", none.reason());
            case Reply.Refused refused -> refused(refused);
            case Reply.NeverSent never -> unavailable(never.reason());
        };
    }

    private static Map<String, Object> addressed(String contact) {
        var body = new LinkedHashMap<String, Object>();
        body.put("messaging_product", "whatsapp");
        body.put("recipient_type", "individual");
        // Without the plus Meta takes the number for one of the company's own country.
        if (contact.matches("[0-9]+")) {
            body.put("to", "+" + contact);
        } else {
            body.put("recipient", contact);
        }
        return body;
    }

    /// Giving Meta the file again does no harm, so this part may be repeated whatever became of it.
    private SendResult media(Connection account, Outgoing message, Content.Media media) {
        var file = media.media() == null
                ? null
                : files.find(account.company(), media.media().id()).orElse(null);
        if (file == null) {
            return rejected("file_gone", "The file is no longer here.");
        }
        return switch (api.upload(account, file)) {
            case Reply.Done done -> {
                var id = WhatsAppEvents.text(done.result().path("id"));
                yield id == null
                        ? unavailable("WhatsApp's answer names no file.")
                        : sends(account, message, type(media.kind()), file(id, media, file));
            }
            case Reply.NoAnswer none -> unavailable(none.reason());
            case Reply.Refused refused -> refused(refused);
            case Reply.NeverSent never -> unavailable(never.reason());
        };
    }

    /// From the company's catalogue at Meta where all of it is there, else as pictures side by side.
    private SendResult cards(Connection account, Outgoing message, Content.Cards cards) {
        if (Rendering.fromCatalog(cards, account.capabilities())) {
            return sends(account, message, "interactive", goods(cards, account));
        }
        var shown = new ArrayList<Map<String, Object>>();
        for (var card : cards.cards()) {
            var picture = card.picture() == null
                    ? null
                    : files.find(account.company(), card.picture().id()).orElse(null);
            if (picture == null) {
                return rejected("file_gone", "The file is no longer here.");
            }
            switch (api.upload(account, picture)) {
                case Reply.Done done -> {
                    var id = WhatsAppEvents.text(done.result().path("id"));
                    if (id == null) return unavailable("WhatsApp's answer names no file.");
                    shown.add(shown(shown.size(), card, id));
                }
                case Reply.NoAnswer none -> {
                    return unavailable(none.reason());
                }
                case Reply.Refused refused -> {
                    return refused(refused);
                }
                case Reply.NeverSent never -> {
                    return unavailable(never.reason());
                }
            }
        }
        return sends(
                account,
                message,
                "interactive",
                Map.of(
                        "type",
                        "carousel",
                        "body",
                        Map.of("text", Texts.beginning(titles(cards, ", "), MOST_BODY)),
                        "action",
                        Map.of("cards", shown)));
    }

    /// A card of a carousel. Source: Meta, "Interactive media carousel messages".
    private static Map<String, Object> shown(int index, Content.ProductCard card, String picture) {
        var url = card.url();
        return Map.of(
                "card_index",
                index,
                "type",
                "cta_url",
                "header",
                Map.of("type", "image", "image", Map.of("id", picture)),
                "body",
                Map.of("text", Rendering.carouselWords(card)),
                "action",
                url != null
                        ? Map.of("name", "cta_url", "parameters", Map.of("display_text", site(url), "url", url))
                        : Map.of(
                                "buttons",
                                card.options().stream()
                                        .map(option -> Map.of(
                                                "type",
                                                "quick_reply",
                                                "quick_reply",
                                                Map.of("id", option.id(), "title", option.title())))
                                        .toList()));
    }

    /// A link needs words in no language: its site's name.
    private static String site(String url) {
        var host = Objects.requireNonNullElse(URI.create(url).getHost(), url).replaceFirst("^www[.]", "");
        return Texts.beginning(host, MOST_LABEL);
    }

    /// One of the catalogue alone, or several in a list, which has a title in whatever language they have.
    private static Map<String, Object> goods(Content.Cards cards, Connection account) {
        var catalog = Objects.requireNonNull(account.capabilities().catalog());
        var body = Map.of("text", Texts.beginning(titles(cards, "\n"), MOST_BODY));
        var ids = cards.cards().stream()
                .map(card -> Map.of("product_retailer_id", Objects.requireNonNull(card.retailerId())))
                .toList();
        if (ids.size() == 1) {
            var action = new LinkedHashMap<String, Object>(ids.getFirst());
            action.put("catalog_id", catalog);
            return Map.of("type", "product", "body", body, "action", action);
        }
        return Map.of(
                "type",
                "product_list",
                "header",
                Map.of("type", "text", "text", Texts.beginning(titles(cards, ", "), MOST_HEADER)),
                "body",
                body,
                "action",
                Map.of("catalog_id", catalog, "sections", List.of(Map.of("product_items", ids))));
    }

    private static String titles(Content.Cards cards, String between) {
        return cards.cards().stream().map(Content.ProductCard::title).collect(Collectors.joining(between));
    }

    private static String type(Content.Media.Kind kind) {
        return switch (kind) {
            case IMAGE -> "image";
            case VIDEO -> "video";
            case AUDIO, VOICE -> "audio";
            case DOCUMENT -> "document";
            case STICKER -> "sticker";
        };
    }

    private static Map<String, Object> file(String id, Content.Media media, MediaFiles.Found file) {
        var body = new LinkedHashMap<String, Object>();
        body.put("id", id);
        if (media.caption() != null) {
            body.put("caption", media.caption());
        }
        if (media.kind() == Content.Media.Kind.DOCUMENT && file.file().fileName() != null) {
            body.put("filename", Objects.requireNonNull(file.file().fileName()));
        }
        if (media.kind() == Content.Media.Kind.VOICE) {
            body.put("voice", true);
        }
        return body;
    }

    private static Map<String, Object> interactive(Content.Choices choices, Connection account) {
        boolean described = choices.options().stream().anyMatch(option -> option.description() != null);
        boolean buttons = !described && choices.label() == null && Rendering.asButtons(choices, account.capabilities());
        return Map.of(
                "type",
                buttons ? "button" : "list",
                "body",
                Map.of("text", choices.text()),
                "action",
                buttons ? buttons(choices) : list(choices));
    }

    private static Map<String, Object> buttons(Content.Choices choices) {
        return Map.of(
                "buttons",
                choices.options().stream()
                        .map(option ->
                                Map.of("type", "reply", "reply", Map.of("id", option.id(), "title", option.title())))
                        .toList());
    }

    private static Map<String, Object> list(Content.Choices choices) {
        return Map.of(
                "button",
                Objects.requireNonNullElse(choices.label(), LIST_LABEL),
                "sections",
                List.of(Map.of(
                        "rows",
                        choices.options().stream().map(WhatsAppSender::row).toList())));
    }

    private static Map<String, Object> row(Choice option) {
        var row = new LinkedHashMap<String, Object>();
        row.put("id", option.id());
        row.put("title", option.title());
        if (option.description() != null) {
            row.put("description", option.description());
        }
        return row;
    }

    private static Map<String, Object> link(Content.LinkButton button) {
        return Map.of(
                "type",
                "cta_url",
                "body",
                Map.of("text", button.text()),
                "action",
                Map.of("name", "cta_url", "parameters", Map.of("display_text", button.label(), "url", button.url())));
    }

    private static Map<String, Object> location(Content.Location location) {
        var body = new LinkedHashMap<String, Object>();
        body.put("latitude", location.latitude());
        body.put("longitude", location.longitude());
        put(body, "name", location.name());
        put(body, "address", location.address());
        return body;
    }

    private static Map<String, Object> card(Content.ContactCard card) {
        var body = new LinkedHashMap<String, Object>();
        body.put("name", Map.of("formatted_name", card.name(), "first_name", card.name()));
        body.put(
                "phones",
                card.phones().stream().map(phone -> Map.of("phone", phone)).toList());
        body.put(
                "emails",
                card.emails().stream().map(email -> Map.of("email", email)).toList());
        if (card.organisation() != null) {
            body.put("org", Map.of("company", card.organisation()));
        }
        return body;
    }

    /// What stands above its text is given to Meta each time: a file it has is good for 30 days only.
    private SendResult template(Connection account, Outgoing message, Content.VendorTemplate template) {
        var parts = new ArrayList<Map<String, Object>>();
        var media = template.media();
        if (media != null) {
            var file = files.find(account.company(), media.id()).orElse(null);
            if (file == null) {
                return rejected("file_gone", "The file is no longer here.");
            }
            switch (api.upload(account, file)) {
                case Reply.Done done -> {
                    var id = WhatsAppEvents.text(done.result().path("id"));
                    if (id == null) return unavailable("WhatsApp's answer names no file.");
                    parts.add(above(media, id));
                }
                case Reply.NoAnswer none -> {
                    return unavailable(none.reason());
                }
                case Reply.Refused refused -> {
                    return refused(refused);
                }
                case Reply.NeverSent never -> {
                    return unavailable(never.reason());
                }
            }
        }
        parts.addAll(template.parameters());
        var body = new LinkedHashMap<String, Object>();
        body.put("name", template.name());
        body.put("language", Map.of("code", template.language()));
        if (!parts.isEmpty()) {
            body.put("components", parts);
        }
        return sends(account, message, "template", body);
    }

    private static Map<String, Object> above(Content.Media.File media, String id) {
        var type = type(Content.Media.Kind.sentAs(media.contentType()));
        var file = new LinkedHashMap<String, Object>();
        file.put("id", id);
        if (type.equals("document")) {
            put(file, "filename", media.fileName());
        }
        return Map.of("type", "header", "parameters", List.of(Map.of("type", type, type, file)));
    }

    private static void put(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static SendResult refused(Reply.Refused refused) {
        return WhatsAppErrors.of(refused).sending(refused.words());
    }

    private static SendResult unavailable(String words) {
        return new SendResult.TryLater("vendor_unavailable", words, null, SendResult.Waits.AFTER_SOME);
    }

    private static SendResult notSupported() {
        return rejected("content_not_supported", "This kind of message cannot be sent on WhatsApp.");
    }

    private static SendResult rejected(String code, String reason) {
        return new SendResult.Rejected(code, reason, false, false);
    }
}
