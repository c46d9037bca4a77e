package app.sembang.channels.telegram;

import app.sembang.channels.delivery.ChannelSender;
import app.sembang.channels.delivery.SendResult;
import app.sembang.channels.delivery.SendResult.Waits;
import app.sembang.channels.telegram.TelegramApi.Reply;
import app.sembang.connections.Connection;
import app.sembang.contacts.Contacts;
import app.sembang.conversations.Content;
import app.sembang.conversations.Outgoing;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFiles;
import app.sembang.shared.Channel;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends texts as plain text; choices and links as buttons under the words; files with their words.
/// Telegram has no key for a repeated send, so what may have arrived is never sent again. Errors: core.telegram.org,
/// "Making requests", and the Bot API server's source.
@Component
class TelegramSender implements ChannelSender {
    /// In bytes.
    private static final int LONGEST_VCARD = 2048;

    private static final Duration WITHOUT_A_TIME = Duration.ofSeconds(5);
    /// A pause this long holds for all chats of the bot.
    private static final Duration ACCOUNT_PAUSE = Duration.ofSeconds(5);

    private final TelegramApi api;
    private final MediaFiles files;
    private final JsonMapper json;
    private final Contacts contacts;
    private final CompanyTransactions transactions;

    TelegramSender(
            TelegramApi api, MediaFiles files, JsonMapper json, Contacts contacts, CompanyTransactions transactions) {
        this.api = api;
        this.files = files;
        this.json = json;
        this.contacts = contacts;
        this.transactions = transactions;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record SendMessage(
            @JsonProperty("chat_id") String chatId,
            String text,
            @JsonProperty("reply_parameters") @Nullable ReplyTo replyTo,
            @JsonProperty("reply_markup") @Nullable Keyboard keyboard) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record SendLocation(
            @JsonProperty("chat_id") String chatId,
            double latitude,
            double longitude,
            @Nullable String title,
            @Nullable String address,
            @JsonProperty("reply_parameters") @Nullable ReplyTo replyTo) {}

    /// Sent all the same where the message it answers is gone.
    private record ReplyTo(
            @JsonProperty("message_id") long messageId,
            @JsonProperty("allow_sending_without_reply") boolean withoutReply) {}

    private record Keyboard(@JsonProperty("inline_keyboard") List<List<Button>> rows) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Button(
            String text,
            @JsonProperty("callback_data") @Nullable String data,
            @Nullable String url) {}

    @Override
    public Channel channel() {
        return Channel.TELEGRAM;
    }

    @Override
    public int perSecondInAChat() {
        return 1;
    }

    @Override
    public SendResult send(Connection account, Outgoing message) {
        return switch (message.content()) {
            case Content.Text(var text) -> text(account, message, text, null);
            case Content.Choices choices -> text(account, message, choices.text(), keyboard(choices));
            case Content.LinkButton button ->
                text(
                        account,
                        message,
                        button.text(),
                        new Keyboard(List.of(List.of(new Button(button.label(), null, button.url())))));
            case Content.Media media -> media(account, message, media);
            case Content.Location location -> place(account, message, location);
            case Content.ContactCards cards ->
                person(account, message, cards.contacts().getFirst());
            case Content.Cards cards -> notSupported();
            case Content.VendorTemplate template -> notSupported();
            case Content.Album album -> album(account, message, album);
            case Content.ButtonReply reply -> notSupported();
            case Content.Order order -> notSupported();
            case Content.FormReply form -> notSupported();
            case Content.Shared shared -> notSupported();
            case Content.Deleted deleted -> notSupported();
            case Content.Unsupported unsupported -> notSupported();
        };
    }

    private record SetReaction(
            @JsonProperty("chat_id") String chatId,
            @JsonProperty("message_id") long messageId,
            List<Map<String, String>> reaction) {}

    /// The id of a message is `chat:message`.
    @Override
    public SendResult react(Connection account, String contact, String providerId, @Nullable String emoji) {
        var parts = providerId.split(":", 2);
        if (parts.length != 2 || !parts[0].equals(contact) || !parts[1].matches("[0-9]{1,18}")) {
            return rejected("vendor_refused", "Telegram does not let this message be marked.");
        }
        var marks = emoji == null ? List.<Map<String, String>>of() : List.of(Map.of("type", "emoji", "emoji", emoji));
        return result(
                account,
                api.call(account, "setMessageReaction", new SetReaction(contact, Long.parseLong(parts[1]), marks)),
                contact);
    }

    private record DeleteMessage(
            @JsonProperty("chat_id") String chatId,
            @JsonProperty("message_id") long messageId) {}

    /// What is not there any more is as good as taken back. Telegram refuses what is older than 48 hours.
    @Override
    public SendResult recall(Connection account, String contact, List<String> providerIds) {
        for (var providerId : providerIds) {
            var parts = providerId.split(":", 2);
            if (parts.length != 2 || !parts[1].matches("[0-9]{1,18}")) {
                return rejected("vendor_refused", "Telegram does not know this message.");
            }
            var reply = api.call(account, "deleteMessage", new DeleteMessage(parts[0], Long.parseLong(parts[1])));
            if (says(reply, "message can't be deleted")) {
                return rejected(SendResult.TOO_LATE, "Telegram no longer lets this message be taken back.");
            }
            if (!(reply instanceof Reply.Done) && !says(reply, "message to delete not found")) {
                return result(account, reply, contact);
            }
        }
        return new SendResult.Accepted(null);
    }

    private static boolean says(Reply reply, String words) {
        return reply instanceof Reply.Refused refused
                && refused.status() == 400
                && refused.description().contains(words);
    }

    private SendResult text(Connection account, Outgoing message, String text, @Nullable Keyboard keyboard) {
        return text.isBlank()
                ? rejected("empty_text", "The message has no text.")
                : calls(
                        account,
                        message,
                        "sendMessage",
                        new SendMessage(message.externalId(), text, replyTo(message), keyboard));
    }

    private SendResult calls(Connection account, Outgoing message, String method, Object body) {
        return result(account, api.call(account, method, body), message.externalId());
    }

    /// One in each row: a caption of 64 characters fills a phone.
    private static Keyboard keyboard(Content.Choices choices) {
        return new Keyboard(choices.options().stream()
                .map(option -> List.of(new Button(option.title(), option.id(), null)))
                .toList());
    }

    /// An id of ours is `chat:message`; what was quoted before a chat moved has another chat and is left out.
    private static @Nullable ReplyTo replyTo(Outgoing message) {
        var quoted = Objects.requireNonNullElse(message.quoted(), "");
        var prefix = message.externalId() + ":";
        return quoted.startsWith(prefix) && quoted.substring(prefix.length()).matches("[0-9]{1,18}")
                ? new ReplyTo(Long.parseLong(quoted.substring(prefix.length())), true)
                : null;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record SendContact(
            @JsonProperty("chat_id") String chatId,
            @JsonProperty("phone_number") String phoneNumber,
            @JsonProperty("first_name") String firstName,
            @Nullable String vcard,
            @JsonProperty("reply_parameters") @Nullable ReplyTo replyTo) {}

    /// Telegram passes on who has a number; others go as words.
    private SendResult person(Connection account, Outgoing message, Content.ContactCard card) {
        return card.phones().isEmpty()
                ? text(account, message, card.words(), null)
                : calls(
                        account,
                        message,
                        "sendContact",
                        new SendContact(
                                message.externalId(),
                                card.phones().getFirst(),
                                card.name(),
                                vcard(card),
                                replyTo(message)));
    }

    /// What Telegram has no field for; null: nothing is left, or more than it takes.
    private static @Nullable String vcard(Content.ContactCard card) {
        if (card.phones().size() == 1 && card.emails().isEmpty() && card.organisation() == null) {
            return null;
        }
        var lines = new ArrayList<>(List.of("BEGIN:VCARD", "VERSION:3.0", "FN:" + escaped(card.name())));
        card.phones().forEach(phone -> lines.add("TEL:" + escaped(phone)));
        card.emails().forEach(email -> lines.add("EMAIL:" + escaped(email)));
        if (card.organisation() != null) {
            lines.add("ORG:" + escaped(card.organisation()));
        }
        lines.add("END:VCARD");
        var whole = String.join("\n", lines);
        return whole.getBytes(StandardCharsets.UTF_8).length <= LONGEST_VCARD ? whole : null;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace(",", "\\,")
                .replace(";", "\\;")
                .replaceAll("\\R", "\\\\n");
    }

    /// A place with a name is a venue, which has an address, too.
    private SendResult place(Connection account, Outgoing message, Content.Location location) {
        boolean named = location.name() != null && !location.name().isBlank();
        return calls(
                account,
                message,
                named ? "sendVenue" : "sendLocation",
                new SendLocation(
                        message.externalId(),
                        location.latitude(),
                        location.longitude(),
                        named ? location.name() : null,
                        named ? Objects.requireNonNullElse(location.address(), "") : null,
                        replyTo(message)));
    }

    private SendResult media(Connection account, Outgoing message, Content.Media media) {
        var file = media.media() == null
                ? null
                : files.find(account.company(), media.media().id()).orElse(null);
        if (file == null) {
            return rejected("file_gone", "The file is no longer here.");
        }
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("chat_id", message.externalId());
        if (media.caption() != null && !media.caption().isBlank()) {
            parameters.put("caption", media.caption());
        }
        var replyTo = replyTo(message);
        if (replyTo != null) {
            parameters.put("reply_parameters", json.writeValueAsString(replyTo));
        }
        var form = form(media.kind(), file.file().contentType());
        return result(
                account,
                api.upload(account, form.method(), parameters, Map.of(form.field(), file)),
                message.externalId());
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record InGroup(
            String type, String media, @Nullable String caption) {}

    /// Telegram makes a message of each file.
    private SendResult album(Connection account, Outgoing message, Content.Album album) {
        var found = new LinkedHashMap<String, MediaFiles.Found>();
        var group = new ArrayList<InGroup>();
        for (var one : album.files()) {
            var media = one.file();
            var file = media.media() == null
                    ? null
                    : files.find(account.company(), media.media().id()).orElse(null);
            if (file == null) {
                return rejected("file_gone", "The file is no longer here.");
            }
            var name = "file" + one.place();
            found.put(name, file);
            var caption = media.caption();
            group.add(new InGroup(
                    media.kind() == Content.Media.Kind.IMAGE ? "photo" : "video",
                    "attach://" + name,
                    caption == null || caption.isBlank() ? null : caption));
        }
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("chat_id", message.externalId());
        parameters.put("media", json.writeValueAsString(group));
        var replyTo = replyTo(message);
        if (replyTo != null) {
            parameters.put("reply_parameters", json.writeValueAsString(replyTo));
        }
        return result(account, api.upload(account, "sendMediaGroup", parameters, found), message.externalId());
    }

    private record Form(String method, String field) {
        static final Form DOCUMENT = new Form("sendDocument", "document");
    }

    /// Telegram shows each kind in few formats only; what has another one goes as a file.
    private static Form form(Content.Media.Kind kind, String contentType) {
        return switch (kind) {
            case IMAGE ->
                List.of("image/jpeg", "image/png", "image/webp").contains(contentType)
                        ? new Form("sendPhoto", "photo")
                        : Form.DOCUMENT;
            case VIDEO -> contentType.equals("video/mp4") ? new Form("sendVideo", "video") : Form.DOCUMENT;
            case AUDIO, VOICE ->
                contentType.equals("audio/ogg") && kind == Content.Media.Kind.VOICE
                        ? new Form("sendVoice", "voice")
                        : List.of("audio/mpeg", "audio/mp4").contains(contentType)
                                ? new Form("sendAudio", "audio")
                                : Form.DOCUMENT;
            case DOCUMENT, STICKER -> Form.DOCUMENT;
        };
    }

    private SendResult result(Connection account, Reply reply, String chat) {
        return switch (reply) {
            case Reply.Done(var made)
            when made.isArray() -> {
                var ids = made.valueStream().map(one -> id(chat, one)).toList();
                yield new SendResult.Accepted(ids.getFirst(), ids.subList(1, ids.size()));
            }
            case Reply.Done(var made) -> new SendResult.Accepted(id(chat, made));
            case Reply.NeverSent never ->
                new SendResult.TryLater("vendor_unavailable", never.reason(), null, Waits.AFTER_SOME);
            case Reply.NoAnswer none -> new SendResult.Unknown("no_answer", none.reason());
            case Reply.Refused refused when refused.movedTo() != null -> moved(account, chat, refused.movedTo());
            case Reply.Refused refused -> refused(refused);
        };
    }

    private static String id(String chat, JsonNode message) {
        return chat + ":" + message.path("message_id").asString("");
    }

    /// The thread goes on in the chat Telegram names; the message goes there at once.
    private SendResult moved(Connection account, String from, long to) {
        transactions.run(
                account.company(),
                () -> contacts.alsoKnownAs(account.company(), account.account(), from, Long.toString(to)));
        return new SendResult.TryLater(
                "chat_moved", "The chat has another number at Telegram now.", Duration.ZERO, Waits.NOBODY);
    }

    private static SendResult refused(Reply.Refused refused) {
        var words = "Telegram: " + refused.description();
        int status = refused.status();
        if (status == 429) {
            var wait = orElse(refused.retryAfter(), WITHOUT_A_TIME);
            return new SendResult.TryLater(
                    "rate_limited", words, wait, wait.compareTo(ACCOUNT_PAUSE) >= 0 ? Waits.ACCOUNT : Waits.NOBODY);
        }
        if (status >= 500) {
            return new SendResult.TryLater("vendor_unavailable", words, null, Waits.AFTER_SOME);
        }
        if (status == 401 || status == 404) {
            return new SendResult.Rejected(
                    "needs_reauth", "Telegram no longer accepts the bot's token. " + words, false, true);
        }
        if (status == 403 || refused.description().toLowerCase(Locale.ROOT).contains("chat not found")) {
            return new SendResult.Rejected("contact_unreachable", words, true, false);
        }
        return rejected("vendor_refused", words);
    }

    private static SendResult notSupported() {
        return rejected("content_not_supported", "This kind of message cannot be sent on Telegram.");
    }

    private static SendResult rejected(String code, String reason) {
        return new SendResult.Rejected(code, reason, false, false);
    }

    private static Duration orElse(@Nullable Duration given, Duration otherwise) {
        return given == null ? otherwise : given;
    }
}
