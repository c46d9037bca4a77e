package app.sembang.channels.telegram;

import app.sembang.channels.ChannelDoor;
import app.sembang.channels.telegram.TelegramUpdate.CallbackQuery;
import app.sembang.channels.telegram.TelegramUpdate.File;
import app.sembang.channels.telegram.TelegramUpdate.Message;
import app.sembang.channels.telegram.TelegramUpdate.User;
import app.sembang.connections.Connection;
import app.sembang.contacts.Sighting;
import app.sembang.conversations.Content;
import app.sembang.conversations.Context;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.FilePlace;
import app.sembang.conversations.Inbound;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.Texts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Telegram's webhook: one update in each request. The secret token in the header is the whole proof; there is no
/// signature over the body.
@Component
class TelegramDoor implements ChannelDoor {
    private static final String SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token";
    private static final long YEAR_10000 = 253_402_300_800L;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_MARK = 40;
    private static final String START_BY_LINK = "/start ";
    private static final int LONGEST_GROUP = 100;
    private static final int LONGEST_SOURCE = 100;
    /// Telegram's own limit is 1024.
    private static final int LONGEST_QUOTE = 1024;
    /// Telegram's own limit is 64.
    private static final int LONGEST_START = 200;

    /// Fields of a message that are not its content.
    private static final Set<String> AROUND_CONTENT = Set.of(
            "entities",
            "caption_entities",
            "external_reply",
            "via_bot",
            "sender_chat",
            "message_thread_id",
            "has_protected_content",
            "has_media_spoiler",
            "show_caption_above_media",
            "link_preview_options",
            "effect_id",
            "author_signature",
            "business_connection_id",
            "is_from_offline",
            "is_topic_message");

    private final JsonMapper json;
    private final TelegramJobs jobs;

    TelegramDoor(JsonMapper json, TelegramJobs jobs) {
        this.json = json;
        this.jobs = jobs;
    }

    @Override
    public Channel channel() {
        return Channel.TELEGRAM;
    }

    @Override
    public boolean proves(Connection account, UnaryOperator<@Nullable String> header, byte[] body) {
        var shown = header.apply(SECRET_HEADER);
        if (shown == null) {
            return false;
        }
        boolean proven = false;
        for (var secret : account.webhookSecrets()) {
            proven |= MessageDigest.isEqual(
                    secret.getBytes(StandardCharsets.US_ASCII), shown.getBytes(StandardCharsets.UTF_8));
        }
        return proven;
    }

    /// The secret alone proves it, so the number need not be one of Telegram's.
    @Override
    public Sample sample(Connection account, String id, Instant now) {
        var person = Map.of("id", 1, "is_bot", false, "first_name", "Sembang");
        var message = Map.of(
                "message_id",
                1,
                "date",
                now.getEpochSecond(),
                "chat",
                Map.of("id", 1, "type", "private"),
                "from",
                person,
                "text",
                Sample.WORDS);
        return new Sample(
                SECRET_HEADER,
                account.webhookSecrets().getFirst(),
                json.writeValueAsBytes(Map.of("update_id", now.toEpochMilli(), "message", message)));
    }

    @Override
    public List<Element> split(byte[] body) throws Unreadable {
        JsonNode update;
        try {
            update = json.readTree(body);
        } catch (JacksonException e) {
            throw new Unreadable("The body is not JSON.");
        }
        if (update == null || !update.path("update_id").isIntegralNumber()) {
            throw new Unreadable("The update has no update_id.");
        }
        var kind = update.propertyNames().stream()
                .filter(name -> !name.equals("update_id"))
                .findFirst()
                .orElse("empty");
        var content = update.path(kind);
        var chat = content.path("chat").path("id").asString("");
        var sender = chat.isEmpty() ? content.path("from").path("id").asString("") : chat;
        var shortKind = kind.length() <= 100 ? kind : kind.substring(0, 100);
        var key = update.path("update_id").asString();
        if (key.length() > 20) {
            throw new Unreadable("The update_id is not a number of 64 bits.");
        }
        return List.of(new Element(key, Texts.storable(shortKind), sender, body));
    }

    @Override
    public Reading read(CompanyId company, ChannelAccountId account, String key, byte[] raw) throws Unreadable {
        TelegramUpdate update;
        try {
            update = json.readValue(raw, TelegramUpdate.class);
        } catch (JacksonException e) {
            throw new Unreadable("The update is not as Telegram documents it, at " + e.getPathReference() + ".");
        }
        if (update.message() != null) {
            return message(company, account, update.message());
        }
        if (update.editedMessage() != null) {
            return edit(company, account, update.editedMessage());
        }
        if (update.callbackQuery() != null) {
            return tap(company, account, update.callbackQuery());
        }
        if (update.messageReaction() != null) {
            return reaction(account, update.messageReaction());
        }
        return update.myChatMember() == null ? new Reading.Ignored() : membership(update.myChatMember());
    }

    private Reading message(CompanyId company, ChannelAccountId account, Message message) throws Unreadable {
        var chat = message.chat();
        if (chat == null) {
            throw new Unreadable("The message has no chat.");
        }
        if (message.movedTo() != null) {
            return new Reading.NewIdentity(
                    Long.toString(chat.id()), message.movedTo().toString());
        }
        if (!chat.isPrivate()) {
            return new Reading.Ignored();
        }
        var file = file(message);
        var content = content(message);
        var place = content instanceof Content.Album ? message.messageId() : null;
        var inbound = new Inbound(
                Channel.TELEGRAM,
                sighting(account, chat.id(), message.from()),
                providerId(chat, message),
                null,
                content,
                context(chat, message),
                time(message.date()));
        FollowUp fetched = file == null
                ? null
                : stored -> jobs.download(company, account, new FilePlace(stored.message(), place, source(file)), file);
        var written = content instanceof Content.Album
                ? new Reading.Joined(inbound, group(chat, message), fetched)
                : new Reading.Written(inbound, fetched);
        var phone = ownPhone(message);
        return phone == null
                ? written
                : new Reading.Several(List.of(written, new Reading.Phone(Long.toString(chat.id()), phone)));
    }

    /// What it answers, whether it was somebody else's, and the word a link of the company's brought along:
    /// `t.me/<bot>?start=<word>`.
    private static @Nullable Context context(TelegramUpdate.Chat chat, Message message) {
        var forwarded = message.forwardOrigin() == null ? null : Context.Forwarded.ONCE;
        var answered = message.replyTo();
        if (answered != null) {
            var quote = message.quote();
            var part = quote == null || quote.text() == null ? null : Texts.beginning(quote.text(), LONGEST_QUOTE);
            return new Context(
                    new Context.Quoted(null, providerId(chat, answered), part == null ? null : Texts.storable(part)),
                    forwarded,
                    null,
                    null);
        }
        if (forwarded != null) {
            return new Context(null, forwarded, null, null);
        }
        var text = Objects.requireNonNullElse(message.text(), "");
        if (!text.startsWith(START_BY_LINK)) {
            return null;
        }
        var word = Texts.storable(text.substring(START_BY_LINK.length()).strip());
        return word.isEmpty() || word.length() > LONGEST_START
                ? null
                : new Context(null, null, new Context.Referral("link", null, null, null, null, null, word), null);
    }

    /// The number of who writes, where it is the person's own: Telegram vouches for it. Anybody may pass on another's.
    private static @Nullable String ownPhone(Message message) {
        var contact = message.contact();
        var from = message.from();
        if (contact == null || from == null || contact.userId() == null || contact.userId() != from.id()) {
            return null;
        }
        var digits = Objects.requireNonNullElse(contact.phoneNumber(), "").replaceAll("[^0-9]", "");
        return digits.matches("[1-9][0-9]{4,14}") ? "+" + digits : null;
    }

    /// A person has at most one mark that Sembang shows: of several, the last. Those without an emoji are not shown.
    private static Reading reaction(ChannelAccountId account, TelegramUpdate.MessageReaction change) {
        var chat = change.chat();
        if (chat == null || !chat.isPrivate()) {
            return new Reading.Ignored();
        }
        var emoji = Objects.requireNonNullElse(change.newReaction(), List.<TelegramUpdate.Mark>of()).stream()
                .map(TelegramUpdate.Mark::emoji)
                .filter(mark -> mark != null && !mark.isEmpty() && mark.length() <= LONGEST_MARK)
                .reduce((earlier, later) -> later)
                .map(Texts::storable)
                .orElse(null);
        var at = time(change.date());
        return at == null
                ? new Reading.Ignored()
                : new Reading.Reacted(new Conversations.Reacted(
                        account, Long.toString(chat.id()), chat.id() + ":" + change.messageId(), emoji, at));
    }

    /// Telegram also tells of changes that nobody sees; then the content is as before.
    private Reading edit(CompanyId company, ChannelAccountId account, Message message) throws Unreadable {
        var chat = message.chat();
        if (chat == null) {
            throw new Unreadable("The message has no chat.");
        }
        if (!chat.isPrivate()) {
            return new Reading.Ignored();
        }
        var at = time(Objects.requireNonNullElse(message.editDate(), message.date()));
        var file = file(message);
        return new Reading.Edited(new Conversations.Edit(
                account,
                providerId(chat, message),
                content(message),
                at,
                file == null ? null : place -> jobs.download(company, account, place, file)));
    }

    private static String group(TelegramUpdate.Chat chat, Message message) {
        return chat.id() + ":album:"
                + Texts.beginning(Texts.storable(String.valueOf(message.mediaGroup())), LONGEST_GROUP);
    }

    private static String providerId(TelegramUpdate.Chat chat, Message message) {
        return chat.id() + ":" + message.messageId();
    }

    private Reading tap(CompanyId company, ChannelAccountId account, CallbackQuery tap) throws Unreadable {
        var from = tap.from();
        var id = tap.id();
        if (from == null || id == null) {
            throw new Unreadable("The callback query has no id or no sender.");
        }
        var message = tap.message();
        if (message != null && message.chat() != null && !message.chat().isPrivate()) {
            return new Reading.Ignored();
        }
        var data = Texts.storable(Objects.requireNonNullElse(tap.data(), ""));
        var inbound = new Inbound(
                Channel.TELEGRAM,
                sighting(account, from.id(), from),
                "callback:" + id,
                null,
                new Content.ButtonReply(data, title(message, data)),
                null);
        return new Reading.Written(inbound, stored -> jobs.answerTap(company, account, id));
    }

    private static Reading membership(TelegramUpdate.ChatMemberUpdated change) {
        var chat = change.chat();
        var member = change.newChatMember();
        var status = member == null ? null : member.status();
        if (chat == null || !chat.isPrivate() || status == null) {
            return new Reading.Ignored();
        }
        return switch (status) {
            case "kicked" -> new Reading.Reachability(Long.toString(chat.id()), false);
            case "member" -> new Reading.Reachability(Long.toString(chat.id()), true);
            default -> new Reading.Ignored();
        };
    }

    /// The specific field first: an animation also sets `document`, a venue also sets `location`.
    private static Content content(Message message) {
        if (message.text() != null) {
            return new Content.Text(Texts.storable(message.text()));
        }
        var kind = mediaKind(message);
        if (kind != null) {
            var caption = message.caption();
            var media = Content.Media.awaited(
                    kind, caption == null ? null : Texts.storable(caption), source(file(message)));
            return message.mediaGroup() == null
                    ? media
                    : new Content.Album(List.of(new Content.AlbumFile(message.messageId(), media)));
        }
        var location = message.location();
        if (location != null) {
            var venue = message.venue();
            return new Content.Location(
                    location.latitude(),
                    location.longitude(),
                    venue == null || venue.title() == null ? null : Texts.storable(venue.title()),
                    venue == null || venue.address() == null ? null : Texts.storable(venue.address()));
        }
        var contact = message.contact();
        if (contact != null) {
            var name = fullName(contact.firstName(), contact.lastName());
            var phone = contact.phoneNumber();
            return new Content.ContactCards(List.of(new Content.ContactCard(
                    name, phone == null ? List.of() : List.of(Texts.storable(phone)), List.of(), null)));
        }
        return new Content.Unsupported(unknownKind(message));
    }

    private static Content.Media.@Nullable Kind mediaKind(Message message) {
        if (message.photo() != null && !message.photo().isEmpty()) return Content.Media.Kind.IMAGE;
        if (message.animation() != null || message.video() != null || message.videoNote() != null) {
            return Content.Media.Kind.VIDEO;
        }
        if (message.audio() != null) return Content.Media.Kind.AUDIO;
        if (message.voice() != null) return Content.Media.Kind.VOICE;
        if (message.sticker() != null) return Content.Media.Kind.STICKER;
        return message.document() == null ? null : Content.Media.Kind.DOCUMENT;
    }

    private static @Nullable File file(Message message) {
        if (message.photo() != null && !message.photo().isEmpty()) {
            return message.photo().getLast();
        }
        return Stream.of(
                        message.animation(),
                        message.video(),
                        message.videoNote(),
                        message.audio(),
                        message.voice(),
                        message.sticker(),
                        message.document())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String source(@Nullable File file) {
        return file == null || file.uniqueId() == null
                ? null
                : Texts.beginning(Texts.storable(file.uniqueId()), LONGEST_SOURCE);
    }

    private static String unknownKind(Message message) {
        var others = message.others();
        if (others == null) {
            return "unknown";
        }
        return others.keySet().stream()
                .filter(name -> !AROUND_CONTENT.contains(name))
                .findFirst()
                .map(name -> Texts.storable(name.length() <= 100 ? name : name.substring(0, 100)))
                .orElse("unknown");
    }

    private static String title(@Nullable Message message, String data) {
        var markup = message == null ? null : message.replyMarkup();
        var rows = markup == null ? null : markup.inlineKeyboard();
        if (rows == null) {
            return data;
        }
        return rows.stream()
                .flatMap(List::stream)
                .filter(button -> data.equals(button.callbackData()) && button.text() != null)
                .findFirst()
                .map(button -> Texts.storable(Objects.requireNonNull(button.text())))
                .orElse(data);
    }

    private static Sighting sighting(ChannelAccountId account, long chat, @Nullable User from) {
        var language = from == null ? null : from.languageCode();
        return new Sighting(
                account,
                Long.toString(chat),
                from == null ? null : name(from),
                from == null || from.username() == null ? null : Texts.storable(from.username()),
                language == null ? null : Language.find(language).orElse(null));
    }

    private static @Nullable String name(User from) {
        var name = fullName(from.firstName(), from.lastName());
        if (name.isEmpty()) {
            return null;
        }
        return Texts.beginning(name, LONGEST_NAME);
    }

    private static String fullName(@Nullable String first, @Nullable String last) {
        return Texts.storable(Stream.of(first, last)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "))
                .strip());
    }

    private static @Nullable Instant time(long seconds) {
        return seconds > 0 && seconds < YEAR_10000 ? Instant.ofEpochSecond(seconds) : null;
    }
}
