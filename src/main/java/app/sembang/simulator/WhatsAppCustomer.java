package app.sembang.simulator;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A person on WhatsApp. What the person does becomes an event for the number's webhook.
public final class WhatsAppCustomer {
    private final WhatsAppNumber number;
    private final WhatsAppChat chat;

    WhatsAppCustomer(WhatsAppNumber number, WhatsAppChat chat) {
        this.number = number;
        this.chat = chat;
    }

    public String userId() {
        return chat.userId();
    }

    public WhatsAppEvent says(String text) {
        return says(text, 1);
    }

    /// Says it once; Meta delivers the event that many times, all at once.
    public WhatsAppEvent says(String text, int copies) {
        var message = message("text");
        message.putObject("text").put("body", text);
        return send(message, screen(text), copies);
    }

    /// Answers a message, of either side.
    public WhatsAppEvent answers(String wamid, String text) {
        var message = message("text");
        message.putObject("context").put("from", number.digits()).put("id", wamid);
        message.putObject("text").put("body", text);
        var screen = screen(text);
        var quoted = chat.line(number.messageId(wamid));
        if (quoted != null) screen.set("reply_to_message", quoted.message());
        return send(message, screen, 1);
    }

    /// Writes from an advertisement.
    public WhatsAppEvent comesFrom(ObjectNode referral, String text) {
        var message = message("text");
        message.set("referral", referral);
        message.putObject("text").put("body", text);
        return send(message, screen(text), 1);
    }

    /// Sends the simulator's own picture.
    public WhatsAppEvent sendsPhoto(@Nullable String caption) {
        return sends("image", "photo.jpg", "image/jpeg", PhonePage.resource("photo.jpg"), caption, 1);
    }

    /// @param kind `image`, `video`, `audio`, `voice`, `document` or `sticker`
    public WhatsAppEvent sends(
            String kind, String fileName, String type, byte[] content, @Nullable String caption, int copies) {
        var file = number.store(fileName, type, content);
        boolean voice = kind.equals("voice");
        var message = message(voice ? "audio" : kind);
        var media = message.putObject(voice ? "audio" : kind);
        if (caption != null && !caption.isEmpty()) media.put("caption", caption);
        if (kind.equals("document")) media.put("filename", fileName);
        media.put("mime_type", type)
                .put("sha256", Base64.getEncoder().encodeToString(sha256(content)))
                .put("id", file.fileId())
                .put("url", WhatsAppApi.download(number, file));
        if (kind.equals("audio") || voice) media.put("voice", voice);
        if (kind.equals("sticker")) media.put("animated", false);
        var screen = screen("");
        show(screen, file);
        if (caption != null && !caption.isEmpty()) screen.put("caption", caption);
        return send(message, screen, copies);
    }

    public WhatsAppEvent sharesPlace(double latitude, double longitude, @Nullable String name) {
        var message = message("location");
        var place = message.putObject("location").put("latitude", latitude).put("longitude", longitude);
        if (name != null) place.put("name", name);
        return send(message, screen(name == null ? latitude + ", " + longitude : name), 1);
    }

    /// Chooses a button or a row of a message of the business, or a quick reply of a template.
    public WhatsAppEvent taps(String wamid, String choice) {
        var line = chat.line(number.messageId(wamid));
        if (line == null) throw new IllegalArgumentException("No such message: " + wamid);
        var wire = line.message().path("wire");
        var title = title(line.message(), choice);
        var interactive = wire.path("interactive");
        ObjectNode message;
        if (interactive.isMissingNode()) {
            message = message("button");
            message.putObject("button").put("payload", choice).put("text", title);
        } else {
            message = message("interactive");
            var kind = interactive.path("type").asString("").equals("list") ? "list_reply" : "button_reply";
            message.putObject("interactive")
                    .put("type", kind)
                    .putObject(kind)
                    .put("id", choice)
                    .put("title", title);
        }
        message.putObject("context").put("from", number.digits()).put("id", wamid);
        return send(message, screen(title), 1);
    }

    private static String title(ObjectNode shown, String choice) {
        for (var row : shown.path("reply_markup").path("inline_keyboard")) {
            for (var button : row) {
                if (button.path("callback_data").asString("").equals(choice)) {
                    return button.path("text").asString("");
                }
            }
        }
        throw new IllegalArgumentException("The message offers no " + choice);
    }

    /// @param emoji null takes the reaction back
    public WhatsAppEvent reacts(String wamid, @Nullable String emoji) {
        var message = message("reaction");
        var reaction = message.putObject("reaction").put("message_id", wamid);
        if (emoji != null) reaction.put("emoji", emoji);
        return deliver(message, 0, 1);
    }

    /// Takes back what the person wrote; told to numbers that are used on a phone too.
    public WhatsAppEvent takesBack(String wamid) {
        var message = message("revoke");
        message.putObject("revoke").put("original_message_id", wamid);
        return deliver(message, 0, 1);
    }

    /// Changes what the person wrote; told to numbers that are used on a phone too.
    public WhatsAppEvent changes(String wamid, String text) {
        var message = message("edit");
        var changed =
                message.putObject("edit").put("original_message_id", wamid).putObject("message");
        changed.put("type", "text").putObject("text").put("body", text);
        var line = chat.line(number.messageId(wamid));
        if (line != null) chat.edit(line.messageId(), line.message().deepCopy().put("text", text));
        return deliver(message, 0, 1);
    }

    /// The person goes by another id from now on, as after a new telephone number.
    public WhatsAppEvent changesUserId(String userId) {
        var message = message("system");
        message.putObject("system")
                .put("type", "user_changed_user_id")
                .put("body", "User changed their id")
                .put("user_id", userId);
        var value = number.value();
        value.putArray("messages").add(message);
        number.rename(chat, userId);
        return number.event(
                "messages",
                message.path("id").asString(""),
                number.entry("messages", value, false),
                1,
                WhatsAppDelivery.Fate.NONE);
    }

    /// Any other message, as Meta words it.
    public WhatsAppEvent sends(String type, JsonNode content) {
        var message = message(type);
        message.set(type, content);
        return send(message, screen("[" + type + "]"), 1);
    }

    /// Reads all there is to read.
    public WhatsAppCustomer reads() {
        for (var message : chat.read()) number.status(chat, message.wamid(), message.opaque(), "read", 0);
        return this;
    }

    /// What the business sends from now on never arrives.
    public void blocks(boolean blocks) {
        chat.blocked(blocks);
    }

    private ObjectNode message(String type) {
        var message = Simulator.JSON.createObjectNode();
        if (chat.waId() != null) message.put("from", chat.waId());
        return message.put("from_user_id", chat.userId())
                .put("id", number.wamid(number.nextMessageId()))
                .put("timestamp", Long.toString(number.faults().takeTime().getEpochSecond()))
                .put("type", type);
    }

    private ObjectNode screen(String text) {
        return number.screen(0, text);
    }

    private WhatsAppEvent send(ObjectNode message, ObjectNode screen, int copies) {
        var wamid = message.path("id").asString("");
        long messageId = number.messageId(wamid);
        chat.wrote(Instant.now());
        if (number.keepsHistory()) chat.add(screen.put("message_id", messageId).put("wamid", wamid), true);
        return deliver(message, messageId, copies);
    }

    private WhatsAppEvent deliver(ObjectNode message, long messageId, int copies) {
        var value = number.value();
        value.putArray("contacts").add(chat.wire());
        value.putArray("messages").add(message);
        return number.event(
                "messages",
                message.path("id").asString(""),
                number.entry("messages", value, false),
                copies,
                (state, attempts) -> chat.delivery(messageId, state, attempts));
    }

    static void show(ObjectNode screen, StoredFile file) {
        if (file.isImage()) {
            screen.set("photo", file.photoSizes());
        } else {
            screen.putObject("document").put("file_id", file.fileId()).put("file_name", file.name());
        }
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
