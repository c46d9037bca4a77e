package app.sembang.simulator;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a business sends, checked as Meta checks it, and as the customer's phone shows it.
final class WhatsAppMessage {
    private static final int MOST_TEXT = 4096;
    private static final int MOST_INTERACTIVE = 1024;
    private static final int MOST_CAPTION = 1024;
    private static final int MOST_ROWS = 10;
    private static final int MOST_OPAQUE = 512;
    private static final Set<String> MEDIA = Set.of("image", "video", "audio", "document", "sticker");

    private final WhatsAppNumber number;
    private final ObjectNode body;
    private final ObjectNode screen = Simulator.JSON.createObjectNode();

    private WhatsAppMessage(WhatsAppNumber number, ObjectNode body) {
        this.number = number;
        this.body = body;
    }

    /// The message as the phone shows it, without its number; a reaction has none.
    static ObjectNode checked(WhatsAppNumber number, ObjectNode body) {
        return new WhatsAppMessage(number, body).checked();
    }

    private ObjectNode checked() {
        if (!body.path("messaging_product").asString("").equals("whatsapp")) {
            throw new MetaError(100, "The parameter messaging_product is required.");
        }
        within("biz_opaque_callback_data", body.path("biz_opaque_callback_data").asString(""), MOST_OPAQUE);
        var type = body.path("type").asString("text");
        var content = body.path(type);
        if (!content.isObject() && !content.isArray()) missing(type);
        if (MEDIA.contains(type)) {
            media(type, content);
            return screen;
        }
        switch (type) {
            case "text" -> show(text(content, "body", MOST_TEXT));
            case "interactive" -> interactive(content);
            case "template" -> {
                var words = number.templates().rendered(content);
                var file = above(content);
                if (file == null) {
                    show(words);
                } else {
                    WhatsAppCustomer.show(screen, file);
                    screen.put("caption", words);
                }
                var replies = number.templates().quickReplies(content);
                for (var reply : replies) keyboardRow(reply);
            }
            case "location" ->
                show(content.path("name")
                        .asString(content.path("latitude").asString("") + ", "
                                + content.path("longitude").asString("")));
            case "contacts" ->
                show(content.path(0).path("name").path("formatted_name").asString("contact"));
            case "reaction" -> text(content, "message_id", MOST_OPAQUE);
            default -> throw new MetaError(131051, "Message type unknown: " + type);
        }
        return screen;
    }

    /// What stands above the words of a template.
    private @Nullable StoredFile above(JsonNode template) {
        for (var component : template.path("components")) {
            var file = component.at("/parameters/0");
            if (component.path("type").asString("").equals("header")) {
                return number.file(
                        file.path(file.path("type").asString("")).path("id").asString(""));
            }
        }
        return null;
    }

    private void media(String type, JsonNode content) {
        var caption = content.path("caption").asString("");
        within("caption", caption, MOST_CAPTION);
        if (!caption.isEmpty() && (type.equals("audio") || type.equals("sticker"))) {
            throw new MetaError(100, "Unexpected key \"caption\" on param \"" + type + "\".");
        }
        var mediaId = content.path("id").asString("");
        if (mediaId.isEmpty()) {
            var link = text(content, "link", 2048);
            if (!caption.isEmpty()) screen.put("caption", caption);
            else show(link);
            return;
        }
        var file = number.file(mediaId);
        if (file == null) throw new MetaError(131009, "Media ID " + mediaId + " does not exist");
        WhatsAppCustomer.show(screen, file);
        if (!caption.isEmpty()) screen.put("caption", caption);
        var fileName = content.path("filename").asString("");
        if (!fileName.isEmpty() && screen.path("document") instanceof ObjectNode document) {
            document.put("file_name", fileName);
        }
    }

    private void interactive(JsonNode content) {
        var action = content.path("action");
        var kind = content.path("type").asString("");
        var header = content.path("header");
        if (header.path("type").asString("").equals("text")) text(header, "text", 60);
        for (var medium : Set.of("image", "video", "document")) {
            if (header.path("type").asString("").equals(medium)) media(medium, header.path(medium));
        }
        screen.remove("caption");
        if (content.has("footer")) text(content.path("footer"), "text", 60);
        boolean bodyOptional = kind.equals("product");
        if (!bodyOptional || content.has("body")) {
            show(text(content.path("body"), "text", kind.equals("list") ? MOST_TEXT : MOST_INTERACTIVE));
        }
        switch (kind) {
            case "button" -> buttons(action);
            case "list" -> list(action);
            case "cta_url" -> {
                var parameters = action.path("parameters");
                var row = screen.putObject("reply_markup")
                        .putArray("inline_keyboard")
                        .addArray();
                row.addObject()
                        .put("text", text(parameters, "display_text", 20))
                        .put("url", text(parameters, "url", 2000));
            }
            case "product" -> {
                text(action, "catalog_id", 200);
                text(action, "product_retailer_id", 200);
            }
            case "carousel" -> carousel(action.path("cards"));
            case "product_list" -> {
                text(action, "catalog_id", 200);
                if (header.isMissingNode()) missing("interactive.header");
                int products = 0;
                for (var section : action.path("sections")) {
                    products += section.path("product_items").size();
                }
                if (products < 1 || products > 30) throw new MetaError(131009, "1 to 30 products are allowed");
            }
            case "catalog_message", "location_request_message" -> text(action, "name", 200);
            default -> throw new MetaError(131009, "Interactive type " + kind + " is not valid");
        }
    }

    /// Two to ten pictures with few words, each with a link, or all with the same number of buttons.
    private void carousel(JsonNode cards) {
        if (cards.size() < 2 || cards.size() > 10) throw new MetaError(131009, "2 to 10 cards are allowed");
        for (int i = 0; i < cards.size(); i++) {
            var card = cards.get(i);
            if (card.path("card_index").asInt(-1) != i) throw new MetaError(131009, "Cards are numbered from 0");
            var header = card.path("header");
            if (!Set.of("image", "video").contains(header.path("type").asString(""))) missing("header");
            media(
                    header.path("type").asString(""),
                    header.path(header.path("type").asString("")));
            var words = card.path("body").path("text").asString("");
            within("card.body", words, 160);
            if (words.lines().count() > 3) throw new MetaError(131009, "Up to two line breaks are allowed");
            var action = card.path("action");
            var buttons = action.path("buttons");
            if (buttons.size() != cards.path(0).path("action").path("buttons").size()) {
                throw new MetaError(131009, "Buttons must be of the same number on all cards");
            }
            if (buttons.isEmpty()) {
                var parameters = action.path("parameters");
                keyboardRow(Simulator.JSON
                        .createObjectNode()
                        .put("text", text(parameters, "display_text", 20))
                        .put("url", text(parameters, "url", 2000)));
            }
            for (var button : buttons) {
                keyboardRow(Simulator.JSON
                        .createObjectNode()
                        .put("text", text(button.path("quick_reply"), "title", 20))
                        .put("callback_data", text(button.path("quick_reply"), "id", 256)));
            }
        }
    }

    private void buttons(JsonNode action) {
        var buttons = action.path("buttons");
        if (buttons.isEmpty() || buttons.size() > 3) throw new MetaError(131009, "1 to 3 buttons are allowed");
        var ids = new HashSet<String>();
        var titles = new HashSet<String>();
        for (var button : buttons) {
            var id = text(button.path("reply"), "id", 256);
            var title = text(button.path("reply"), "title", 20);
            if (!ids.add(id) || !titles.add(title)) throw new MetaError(131009, "Buttons must differ");
            keyboardRow(Simulator.JSON.createObjectNode().put("text", title).put("callback_data", id));
        }
    }

    private void list(JsonNode action) {
        text(action, "button", 20);
        var ids = new HashSet<String>();
        var sections = action.path("sections");
        if (sections.isEmpty() || sections.size() > 10) throw new MetaError(131009, "1 to 10 sections are allowed");
        for (var section : sections) {
            if (sections.size() > 1) text(section, "title", 24);
            within("section.title", section.path("title").asString(""), 24);
            for (var row : section.path("rows")) {
                var id = text(row, "id", 200);
                var title = text(row, "title", 24);
                within("row.description", row.path("description").asString(""), 72);
                if (!ids.add(id)) throw new MetaError(131009, "Row ids must differ");
                keyboardRow(Simulator.JSON.createObjectNode().put("text", title).put("callback_data", id));
            }
        }
        if (ids.isEmpty() || ids.size() > MOST_ROWS) throw new MetaError(131009, "1 to 10 rows in total are allowed");
    }

    private void keyboardRow(JsonNode button) {
        var markup = screen.path("reply_markup") instanceof ObjectNode known ? known : screen.putObject("reply_markup");
        markup.withArray("inline_keyboard").addArray().add(button);
    }

    private void show(String text) {
        screen.put("text", text);
    }

    private static String text(JsonNode content, String name, int most) {
        var text = content.path(name).asString("");
        if (text.isBlank()) missing(name);
        within(name, text, most);
        return text;
    }

    private static void within(String name, @Nullable String text, int most) {
        if (text != null && text.length() > most) {
            throw new MetaError(100, "Param " + name + " must be at most " + most + " characters long.");
        }
    }

    private static void missing(String name) {
        throw new MetaError(131008, "Required parameter is missing: " + name);
    }
}
