package app.sembang.channels.whatsapp;

import static app.sembang.channels.whatsapp.WhatsAppEvents.first;

import app.sembang.channels.ChannelDoor;
import app.sembang.channels.MetaSignature;
import app.sembang.channels.VendorAddresses.Vendor;
import app.sembang.channels.inbound.MetaApp;
import app.sembang.channels.meta.ErrorClass;
import app.sembang.channels.meta.GraphApi;
import app.sembang.connections.ChannelAccounts.Effect;
import app.sembang.connections.Connection;
import app.sembang.contacts.Sighting;
import app.sembang.conversations.Content;
import app.sembang.conversations.Context;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Inbound;
import app.sembang.conversations.MessageState;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Texts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// WhatsApp's webhook. A person goes by an id that hides the phone number and, where Meta shows it, by the
/// number; either may be missing.
@Component
class WhatsAppDoor implements ChannelDoor {
    static final String PHONE_NUMBER_ID = "phoneNumberId";
    static final String WABA_ID = "wabaId";
    static final String ACCESS_TOKEN = GraphApi.ACCESS_TOKEN;
    static final String APP_SECRET = "appSecret";
    static final String VERIFY_TOKEN = "verifyToken";

    private static final long YEAR_10000 = 253_402_300_800L;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_ID = 400;
    private static final int LONGEST_KIND = 100;

    private final JsonMapper json;
    private final WhatsAppJobs jobs;
    private final WhatsAppEvents events;
    private final WhatsAppContent contents;
    private final MetaApp meta;
    private final Clock clock;

    WhatsAppDoor(JsonMapper json, WhatsAppJobs jobs, MetaApp meta, Clock clock) {
        this.json = json;
        this.jobs = jobs;
        this.events = new WhatsAppEvents(json);
        this.contents = new WhatsAppContent(json);
        this.meta = meta;
        this.clock = clock;
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
    public boolean proves(Connection account, UnaryOperator<@Nullable String> header, byte[] body) {
        var signature = header.apply(MetaSignature.HEADER);
        return meta.proofs(account, APP_SECRET).stream()
                .anyMatch(secret -> MetaSignature.proves(signature, secret, body));
    }

    @Override
    public Sample sample(Connection account, String id, Instant now) {
        var message = Map.of(
                "from",
                "60100000000",
                "id",
                id,
                "timestamp",
                String.valueOf(now.getEpochSecond()),
                "type",
                "text",
                "text",
                Map.of("body", Sample.WORDS));
        var value = Map.of(
                "messaging_product",
                "whatsapp",
                "metadata",
                Map.of("phone_number_id", account.credential(PHONE_NUMBER_ID)),
                "messages",
                List.of(message));
        var entry = Map.of(
                "id", account.credential(WABA_ID), "changes", List.of(Map.of("field", "messages", "value", value)));
        var body = json.writeValueAsBytes(Map.of("object", "whatsapp_business_account", "entry", List.of(entry)));
        return new Sample(
                MetaSignature.HEADER,
                MetaSignature.of(meta.proofs(account, APP_SECRET).getFirst(), body),
                body);
    }

    @Override
    public List<Element> split(byte[] body) throws Unreadable {
        return events.split(body);
    }

    /// An event of a number belongs to the account of that number; one of the business account to each of its numbers.
    @Override
    public boolean concerns(Connection account, Element element) {
        var credentials = account.credentials();
        return element.asset() != null
                ? element.asset().equals(credentials.get(PHONE_NUMBER_ID))
                : Objects.equals(element.group(), credentials.get(WABA_ID));
    }

    @Override
    public Optional<Boolean> verifies(Connection account, String token) {
        var ours = account.credentials().get(VERIFY_TOKEN);
        return ours == null
                ? Optional.empty()
                : Optional.of(MessageDigest.isEqual(
                        ours.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Reading read(CompanyId company, ChannelAccountId account, String key, byte[] raw) throws Unreadable {
        JsonNode delivery;
        try {
            delivery = json.readTree(raw);
        } catch (JacksonException e) {
            throw new Unreadable("The event is not JSON.");
        }
        var change = delivery.path("entry").path(0).path("changes").path(0);
        var value = change.path("value");
        var field = change.path("field").asString("");
        if (!value.isObject()) {
            throw new Unreadable("The event has no change.");
        }
        return switch (field) {
            case "messages" -> messages(company, account, value);
            case "smb_message_echoes" ->
                echo(company, account, value.path("message_echoes").path(0));
            case "smb_app_state_sync" -> phoneBook(account, value.path("state_sync"));
            case "user_preferences" -> preferences(account, value.path("user_preferences"));
            case "history" -> history(account, value);
            case "message_template_status_update",
                    "message_template_quality_update",
                    "template_category_update",
                    "message_template_components_update" ->
                WhatsAppAccountEvents.template(value, () -> jobs.refreshTemplates(company, account));
            default -> WhatsAppAccountEvents.of(field, value);
        };
    }

    /// What was said on the phone in the half year before it shared its number, in pieces of any order; and by
    /// themselves what stood behind a picture or a recording.
    private Reading history(ChannelAccountId account, JsonNode value) throws Unreadable {
        var own = first(value.path("metadata"), "display_phone_number");
        var readings = new ArrayList<Reading>();
        var told = new ArrayList<Conversations.Past>();
        for (var piece : value.path("history")) {
            if (piece.path("errors").has(0)) {
                readings.add(new Reading.AccountEvent(
                        Effect.NOTICE, words(piece.path("errors").path(0))));
            }
            for (var thread : piece.path("threads")) {
                for (var message : thread.path("messages")) {
                    past(account, own, first(thread, "id"), message).ifPresent(told::add);
                }
            }
        }
        for (var message : value.path("messages")) {
            past(account, own, null, message).ifPresent(told::add);
        }
        readings.add(new Reading.Past(told));
        return new Reading.Several(readings);
    }

    /// Empty for what has no time, no words or nobody it was said to.
    ///
    /// @param own the company's number
    /// @param thread whom it was said with, where that is told apart
    private Optional<Conversations.Past> past(
            ChannelAccountId account, @Nullable String own, @Nullable String thread, JsonNode message)
            throws Unreadable {
        var at = time(message.path("timestamp"));
        var type = message.path("type").asString("unknown");
        if (at == null || List.of("reaction", "system", "edit", "revoke").contains(type)) {
            return Optional.empty();
        }
        boolean ours = first(message, "to", "to_user_id") != null || Objects.equals(first(message, "from"), own);
        var person = json.createObjectNode();
        put(person, "user_id", first(message, ours ? "to_user_id" : "from_user_id"));
        put(person, "wa_id", thread != null ? thread : first(message, ours ? "to" : "from"));
        if (person.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Conversations.Past(
                sender(account, person, json.createObjectNode()),
                required(message, "id"),
                !ours,
                withoutFile(contents.of(message)),
                at));
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    /// Meta passes on the files of two weeks at most, and only by addresses that end soon.
    private static Content withoutFile(Content content) {
        return content instanceof Content.Media media
                ? new Content.Media(
                        media.kind(),
                        media.caption(),
                        null,
                        Content.Media.Status.FAILED,
                        "Files from before the number was connected are not taken over.")
                : content;
    }

    private Reading messages(CompanyId company, ChannelAccountId account, JsonNode value) throws Unreadable {
        if (value.path("messages").has(0)) {
            return message(company, account, value, value.path("messages").path(0));
        }
        if (value.path("statuses").has(0)) {
            return status(account, value.path("statuses").path(0));
        }
        if (value.path("errors").has(0)) {
            return new Reading.AccountEvent(
                    Effect.NOTICE, words(value.path("errors").path(0)));
        }
        throw new Unreadable("The event has no message and no status.");
    }

    private Reading message(CompanyId company, ChannelAccountId account, JsonNode value, JsonNode message)
            throws Unreadable {
        if (message.has("group_id")) {
            return new Reading.Ignored();
        }
        var id = required(message, "id");
        var type = message.path("type").asString("unknown");
        if (type.equals("system")) {
            return system(value, message);
        }
        var sender = sender(account, value.path("contacts").path(0), message);
        var at = time(message.path("timestamp"));
        return switch (type) {
            case "reaction" -> {
                var reaction = message.path("reaction");
                yield new Reading.Reacted(new Conversations.Reacted(
                        account, sender.externalId(), required(reaction, "message_id"), emoji(reaction), orNow(at)));
            }
            case "edit" -> edit(account, message.path("edit"), at);
            case "revoke" ->
                new Reading.Withdrawn(new Conversations.Withdrawn(
                        account, required(message.path("revoke"), "original_message_id"), orNow(at)));
            default -> {
                var inbound =
                        new Inbound(Channel.WHATSAPP, sender, id, null, contents.of(message), context(message), at);
                var written = new Reading.Written(inbound, download(company, account, message));
                var phone = ownPhone(message);
                yield phone == null
                        ? written
                        : new Reading.Several(List.of(written, new Reading.Phone(sender.externalId(), phone)));
            }
        };
    }

    /// What a person gave who was asked for the number; of others anybody may pass on any.
    private static @Nullable String ownPhone(JsonNode message) {
        if (!"contact_request".equals(first(message, "origin"))) {
            return null;
        }
        return phone(first(message.path("contacts").path(0).path("phones").path(0), "phone"));
    }

    private static @Nullable String phone(@Nullable String given) {
        var digits = given == null ? "" : given.replaceAll("[^0-9]", "");
        return digits.matches("[1-9][0-9]{4,14}") ? "+" + digits : null;
    }

    /// The phone book of the app that shares the number: whom it names and nobody has named here gets that
    /// name. What is taken out of it stays here.
    private static Reading phoneBook(ChannelAccountId account, JsonNode entries) {
        return new Reading.Several(entries.valueStream()
                .filter(entry -> !"remove".equals(first(entry, "action")))
                .map(entry -> entry.path("contact"))
                .filter(entry -> first(entry, "phone_number") != null && name(first(entry, "full_name")) != null)
                .<Reading>map(entry -> new Reading.Named(new Sighting(
                        account,
                        Objects.requireNonNull(first(entry, "phone_number")).replace("+", ""),
                        name(first(entry, "full_name")),
                        null,
                        null)))
                .toList());
    }

    /// A person stops advertising, or takes it again, in WhatsApp itself.
    private Reading preferences(ChannelAccountId account, JsonNode preferences) throws Unreadable {
        var readings = new ArrayList<Reading>();
        for (var preference : preferences) {
            var said = Objects.requireNonNullElse(first(preference, "value"), "");
            if ("marketing_messages".equals(first(preference, "category"))
                    && ("stop".equals(said) || "resume".equals(said))) {
                readings.add(new Reading.Preference(
                        sender(account, preference, json.createObjectNode()),
                        "marketing",
                        said.equals("resume"),
                        "WhatsApp: " + Objects.requireNonNullElse(first(preference, "detail"), said)));
            }
        }
        return new Reading.Several(readings);
    }

    private Reading edit(ChannelAccountId account, JsonNode edit, @Nullable Instant at) throws Unreadable {
        return new Reading.Edited(new Conversations.Edit(
                account, required(edit, "original_message_id"), contents.of(edit.path("message")), at));
    }

    /// What was written on the phone that shares the number.
    private Reading echo(CompanyId company, ChannelAccountId account, JsonNode echo) throws Unreadable {
        var at = time(echo.path("timestamp"));
        return switch (echo.path("type").asString("")) {
            case "edit" -> edit(account, echo.path("edit"), at);
            case "revoke" ->
                new Reading.Withdrawn(new Conversations.Withdrawn(
                        account, required(echo.path("revoke"), "original_message_id"), orNow(at)));
            default -> {
                var recipient = json.createObjectNode();
                recipient.set("user_id", echo.path("to_user_id"));
                recipient.set("wa_id", echo.path("to"));
                yield new Reading.Echo(
                        new Conversations.Echo(
                                Channel.WHATSAPP,
                                sender(account, recipient, json.createObjectNode()),
                                required(echo, "id"),
                                null,
                                false,
                                contents.of(echo),
                                context(echo),
                                orNow(at)),
                        download(company, account, echo));
            }
        };
    }

    /// A person's number or id has changed; a changed device changes nothing for us.
    private static Reading system(JsonNode value, JsonNode message) {
        var system = message.path("system");
        var known = Optional.ofNullable(first(message, "from_user_id", "from"))
                .orElseGet(() -> first(value.path("contacts").path(0), "user_id", "wa_id"));
        var fresh = first(system, "user_id", "wa_id", "new_wa_id");
        var readings = new ArrayList<Reading>();
        var number = phone(first(system, "wa_id", "new_wa_id"));
        if (known != null && number != null) {
            readings.add(new Reading.Phone(known, number, phone(first(message, "from"))));
        }
        if (known != null && fresh != null && !known.equals(fresh)) {
            readings.add(new Reading.NewIdentity(known, fresh));
        }
        return readings.isEmpty() ? new Reading.Ignored() : new Reading.Several(readings);
    }

    private static Reading status(ChannelAccountId account, JsonNode status) throws Unreadable {
        if (status.path("recipient_type").asString("").equals("group")) {
            return new Reading.Ignored();
        }
        var state = switch (status.path("status").asString("")) {
            case "sent" -> MessageState.SENT;
            case "delivered" -> MessageState.DELIVERED;
            case "read", "played" -> MessageState.READ;
            case "failed" -> MessageState.FAILED;
            default -> null;
        };
        if (state == null) {
            return new Reading.Ignored();
        }
        var error = status.path("errors").path(0);
        boolean failed = state == MessageState.FAILED;
        var code = error.path("code").asInt(GraphApi.Reply.NO_CODE);
        var kind = WhatsAppErrors.of(code);
        var told = new Reading.Status(new Conversations.Told(
                account,
                required(status, "id"),
                ours(status),
                state,
                failed ? kind.code() : null,
                failed ? kind.plain(words(error)) : null));
        if (failed && kind == ErrorClass.OPTED_OUT) {
            var person = recipient(account, status);
            return person == null
                    ? told
                    : new Reading.Several(List.of(
                            told, new Reading.Preference(person, "marketing", false, kind.plain(words(error)))));
        }
        return failed && kind.breaksAccount()
                ? new Reading.Several(List.of(told, new Reading.AccountEvent(Effect.BROKEN, words(error))))
                : told;
    }

    private static @Nullable MessageId ours(JsonNode status) {
        try {
            return MessageId.from(status.path("biz_opaque_callback_data").asString(""));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    private @Nullable FollowUp download(CompanyId company, ChannelAccountId account, JsonNode message) {
        var file = message.path(message.path("type").asString(""));
        var id = WhatsAppContent.mediaKind(message) == null ? null : first(file, "id");
        if (id == null) {
            return null;
        }
        var name = first(file, "filename");
        return stored ->
                jobs.download(company, account, stored.message(), id, name == null ? null : Texts.storable(name));
    }

    /// Null: it does not say who.
    private static @Nullable Sighting recipient(ChannelAccountId account, JsonNode status) throws Unreadable {
        var who = JsonNodeFactory.instance.objectNode();
        var userId = first(status, "recipient_user_id");
        var number = first(status, "recipient_id");
        if (userId != null) who.put("user_id", userId);
        if (number != null) who.put("wa_id", number);
        return who.isEmpty() ? null : sender(account, who, JsonNodeFactory.instance.objectNode());
    }

    private static Sighting sender(ChannelAccountId account, JsonNode contact, JsonNode message) throws Unreadable {
        var userId = orElse(first(message, "from_user_id"), first(contact, "user_id"));
        var number = orElse(first(message, "from"), first(contact, "wa_id"));
        var id = userId == null ? number : userId;
        if (id == null || id.length() > LONGEST_ID) {
            throw new Unreadable("The message names no sender.");
        }
        var profile = contact.path("profile");
        return new Sighting(
                account,
                Texts.storable(id),
                name(first(profile, "name")),
                name(first(profile, "username")),
                null,
                number != null && number.matches("[0-9]{5,15}") ? "+" + number : null,
                Stream.of(userId, number)
                        .filter(Objects::nonNull)
                        .filter(one -> one.length() <= LONGEST_ID)
                        .map(Texts::storable)
                        .toList());
    }

    private static @Nullable String name(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        return Texts.beginning(Texts.storable(given.strip()), LONGEST_NAME);
    }

    private static @Nullable Context context(JsonNode message) {
        var context = message.path("context");
        var referral = message.path("referral");
        var quoted = first(context, "id");
        var forwarded = context.path("frequently_forwarded").asBoolean(false)
                ? Context.Forwarded.OFTEN
                : context.path("forwarded").asBoolean(false) ? Context.Forwarded.ONCE : null;
        var product = first(context.path("referred_product"), "product_retailer_id");
        if (quoted == null && forwarded == null && product == null && !referral.isObject()) {
            return null;
        }
        return new Context(
                quoted == null ? null : new Context.Quoted(null, Texts.storable(quoted)),
                forwarded,
                referral.isObject() ? referral(referral) : null,
                product == null
                        ? null
                        : new Context.ReferredProduct(
                                clean(first(context.path("referred_product"), "catalog_id")), Texts.storable(product)));
    }

    private static Context.Referral referral(JsonNode referral) {
        return new Context.Referral(
                Texts.storable(orElseText(first(referral, "source_type"), "ad")),
                clean(first(referral, "source_id")),
                clean(first(referral, "source_url")),
                clean(first(referral, "headline")),
                clean(first(referral, "body")),
                clean(first(referral, "ctwa_clid")),
                null);
    }

    private static @Nullable String emoji(JsonNode reaction) {
        var emoji = clean(first(reaction, "emoji"));
        return emoji == null || emoji.length() > 40 ? null : emoji;
    }

    static String words(JsonNode error) {
        return GraphApi.words(Vendor.WHATSAPP, error);
    }

    private static String required(JsonNode node, String name) throws Unreadable {
        var text = first(node, name);
        if (text == null || text.length() > LONGEST_ID) {
            throw new Unreadable("The event has no " + name + ".");
        }
        return Texts.storable(text);
    }

    static @Nullable Instant time(JsonNode seconds) {
        long time = seconds.asLong(0);
        return time > 0 && time < YEAR_10000 ? Instant.ofEpochSecond(time) : null;
    }

    /// Only where the vendor forgot the time.
    private Instant orNow(@Nullable Instant at) {
        return at == null ? clock.instant() : at;
    }

    private static @Nullable String orElse(@Nullable String given, @Nullable String otherwise) {
        return given == null ? otherwise : given;
    }

    private static String orElseText(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }

    static @Nullable String clean(@Nullable String text) {
        return text == null ? null : Texts.storable(text);
    }

    static String shortKind(String kind) {
        return Texts.storable(kind.length() <= LONGEST_KIND ? kind : kind.substring(0, LONGEST_KIND));
    }
}
