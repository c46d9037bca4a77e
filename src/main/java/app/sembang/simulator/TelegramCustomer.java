package app.sembang.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A person who writes to a bot. What the person does becomes an update for the bot's webhook.
public final class TelegramCustomer {
    private final TelegramBot bot;
    private final TelegramChat chat;
    private final ObjectNode from;

    TelegramCustomer(TelegramBot bot, long chatId, String firstName) {
        this(
                bot,
                chatId,
                Simulator.JSON
                        .createObjectNode()
                        .put("id", chatId)
                        .put("is_bot", false)
                        .put("first_name", firstName));
    }

    TelegramCustomer(TelegramBot bot, long chatId, ObjectNode from) {
        this.bot = bot;
        this.from = from;
        chat = bot.chat(chatId);
        if (!from.equals(chat.customer())) chat.customer(from);
    }

    public TelegramUpdate says(String text) {
        return says(text, 1);
    }

    /// Says it once; Telegram delivers the update that many times, all at once.
    public TelegramUpdate says(String text, int copies) {
        var message = message().put("text", text);
        if (text.startsWith("/") && text.length() > 1) {
            int end = text.indexOf(' ');
            message.putArray("entities")
                    .addObject()
                    .put("offset", 0)
                    .put("length", end < 0 ? text.length() : end)
                    .put("type", "bot_command");
        }
        return send(message, copies);
    }

    /// Sends the simulator's own picture.
    public TelegramUpdate sendsPhoto(@Nullable String caption) {
        return sendsPhoto(PhonePage.resource("photo.jpg"), "image/jpeg", caption, 1, "");
    }

    public TelegramUpdate sendsPhoto(byte[] image, String type, @Nullable String caption, int copies) {
        return sendsPhoto(image, type, caption, copies, "");
    }

    /// @param album what the photos sent as one have in common; empty for one by itself
    TelegramUpdate sendsPhoto(byte[] image, String type, @Nullable String caption, int copies, String album) {
        var message = message();
        if (!album.isEmpty()) message.put("media_group_id", album);
        message.set("photo", bot.store("photo.jpg", type, image).photoSizes());
        if (caption != null && !caption.isEmpty()) message.put("caption", caption);
        return send(message, copies);
    }

    /// Sends a voice note in which nothing can be heard.
    public TelegramUpdate sendsVoice() {
        var file = bot.store("voice.ogg", "audio/ogg", "OggS and nothing more".getBytes(StandardCharsets.US_ASCII));
        var message = message();
        message.set("voice", file.plain().put("duration", 1));
        return send(message, 1);
    }

    /// Sends the simulator's own picture so many times as one album, in updates of their own; the first has
    /// the words.
    ///
    /// @return one for each picture
    public List<TelegramUpdate> sendsAlbum(@Nullable String caption, int pictures) {
        var album = Long.toString(bot.nextMessageId());
        var updates = new ArrayList<TelegramUpdate>();
        for (int i = 0; i < pictures; i++) {
            updates.add(sendsPhoto(PhonePage.resource("photo.jpg"), "image/jpeg", i == 0 ? caption : null, 1, album));
        }
        return updates;
    }

    /// Taps a button with this data under a message of the bot.
    public TelegramUpdate taps(long messageId, String data) {
        return taps(messageId, data, 1);
    }

    TelegramUpdate taps(long messageId, String data, int copies) {
        var query = Simulator.JSON.createObjectNode().put("id", bot.newCallback(chat));
        query.set("from", from);
        var line = chat.line(messageId);
        if (line != null) {
            query.set("message", line.message());
        } else {
            var inaccessible = query.putObject("message");
            inaccessible.set("chat", chat.wire());
            inaccessible.put("message_id", messageId).put("date", 0);
        }
        query.put("chat_instance", Long.toString(chat.id() * 31 + bot.id())).put("data", data);
        return bot.update(chat, "callback_query", query, 0, copies);
    }

    /// Changes what the customer wrote before.
    public TelegramUpdate edits(long messageId, String text) {
        return edits(messageId, text, 1);
    }

    TelegramUpdate edits(long messageId, String text, int copies) {
        var message = written(messageId);
        return edited(message.put(message.has("photo") ? "caption" : "text", text), copies);
    }

    /// Puts another picture, with these words, in the place of one.
    public TelegramUpdate replacesPhoto(
            long messageId, byte[] image, String type, @Nullable String caption, int copies) {
        var message = written(messageId);
        message.remove(List.of("text", "caption"));
        message.set("photo", bot.store("photo.jpg", type, image).photoSizes());
        if (caption != null && !caption.isEmpty()) message.put("caption", caption);
        return edited(message, copies);
    }

    private ObjectNode written(long messageId) {
        var line = chat.line(messageId);
        if (line == null || !line.fromCustomer()) {
            throw new IllegalArgumentException("No message " + messageId + " of this customer");
        }
        return line.message().deepCopy();
    }

    private TelegramUpdate edited(ObjectNode message, int copies) {
        message.put("edit_date", TelegramBot.now());
        chat.edit(message.path("message_id").longValue(), message);
        return bot.update(chat, "edited_message", message, 0, copies);
    }

    /// Marks a message of either; without an emoji the mark is taken back.
    public TelegramUpdate reacts(long messageId, @Nullable String emoji) {
        var change = Simulator.JSON.createObjectNode();
        change.set("chat", chat.wire());
        change.put("message_id", messageId);
        change.set("user", from);
        change.put("date", TelegramBot.now());
        change.putArray("old_reaction");
        var marks = change.putArray("new_reaction");
        if (emoji != null) marks.addObject().put("type", "emoji").put("emoji", emoji);
        return bot.update(chat, "message_reaction", change, 0, 1);
    }

    /// Blocks the bot: what it sends from now on is answered 403.
    public TelegramUpdate blocks() {
        return membership(true);
    }

    public TelegramUpdate unblocks() {
        return membership(false);
    }

    private TelegramUpdate membership(boolean blocked) {
        chat.blocked(blocked);
        var change = Simulator.JSON.createObjectNode();
        change.set("chat", chat.wire());
        change.set("from", from);
        change.put("date", TelegramBot.now());
        change.set("old_chat_member", member(!blocked));
        change.set("new_chat_member", member(blocked));
        return bot.update(chat, "my_chat_member", change, 0, 1);
    }

    private ObjectNode member(boolean kicked) {
        var member = Simulator.JSON.createObjectNode();
        member.set("user", bot.wire());
        member.put("status", kicked ? "kicked" : "member");
        if (kicked) member.put("until_date", 0);
        return member;
    }

    private ObjectNode message() {
        var message = Simulator.JSON.createObjectNode().put("message_id", bot.nextMessageId());
        message.set("from", from);
        message.set("chat", chat.wire());
        return message.put("date", bot.faults().takeTime().getEpochSecond());
    }

    private TelegramUpdate send(ObjectNode message, int copies) {
        if (bot.keepsHistory()) chat.add(message, true);
        return bot.update(chat, "message", message, message.path("message_id").longValue(), copies);
    }
}
