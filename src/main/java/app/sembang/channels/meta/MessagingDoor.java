package app.sembang.channels.meta;

import static app.sembang.channels.meta.EventFields.first;
import static app.sembang.channels.meta.EventFields.required;

import app.sembang.channels.ChannelDoor;
import app.sembang.channels.MetaSignature;
import app.sembang.channels.inbound.MetaApp;
import app.sembang.connections.ChannelAccounts.Effect;
import app.sembang.connections.Connection;
import app.sembang.contacts.Sighting;
import app.sembang.conversations.Content;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Inbound;
import app.sembang.conversations.MessageState;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The webhook of Messenger or of Instagram. A person goes by an id that holds for this one account and says nothing
/// else; the name is asked for afterwards.
final class MessagingDoor implements ChannelDoor {
    private final Product product;
    private final JsonMapper json;
    private final MessagingEvents events;
    private final MessagingJobs jobs;
    private final MetaApp meta;
    private final Clock clock;

    MessagingDoor(Product product, JsonMapper json, MessagingJobs jobs, MetaApp meta, Clock clock) {
        this.product = product;
        this.json = json;
        this.events = new MessagingEvents(json, product);
        this.jobs = jobs;
        this.meta = meta;
        this.clock = clock;
    }

    @Override
    public Channel channel() {
        return product.channel;
    }

    @Override
    public boolean proves(Connection account, UnaryOperator<@Nullable String> header, byte[] body) {
        var signature = header.apply(MetaSignature.HEADER);
        return meta.proofs(account, Product.APP_SECRET).stream()
                .anyMatch(secret -> MetaSignature.proves(signature, secret, body));
    }

    @Override
    public Sample sample(Connection account, String id, Instant now) {
        var item = Map.of(
                "sender",
                Map.of("id", "1"),
                "recipient",
                Map.of("id", product.assetOf(account)),
                "timestamp",
                now.toEpochMilli(),
                "message",
                Map.of("mid", id, "text", Sample.WORDS));
        var entry = Map.of(
                "id", product.assetOf(account), "time", now.toEpochMilli(), MessagingEvents.MESSAGING, List.of(item));
        var body = json.writeValueAsBytes(Map.of("object", product.object, "entry", List.of(entry)));
        return new Sample(
                MetaSignature.HEADER,
                MetaSignature.of(meta.proofs(account, Product.APP_SECRET).getFirst(), body),
                body);
    }

    @Override
    public List<Element> split(byte[] body) throws Unreadable {
        return events.split(body);
    }

    @Override
    public boolean concerns(Connection account, Element element) {
        return Objects.equals(element.asset(), account.credentials().get(product.idCredential));
    }

    @Override
    public Optional<Boolean> verifies(Connection account, String token) {
        var ours = account.credentials().get(Product.VERIFY_TOKEN);
        return ours == null
                ? Optional.empty()
                : Optional.of(MessageDigest.isEqual(
                        ours.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Reading read(CompanyId company, ChannelAccountId account, String key, byte[] raw) throws Unreadable {
        JsonNode entry;
        try {
            entry = json.readTree(raw).path("entry").path(0);
        } catch (JacksonException e) {
            throw new Unreadable("The event is not JSON.");
        }
        var asset = Objects.requireNonNullElse(first(entry, "id"), "");
        if (entry.path(MessagingEvents.CHANGES).has(0)) {
            // Comments under posts are no conversation.
            return new Reading.Ignored();
        }
        boolean standby = entry.path(MessagingEvents.STANDBY).has(0);
        var item = standby
                ? entry.path(MessagingEvents.STANDBY).path(0)
                : entry.path(MessagingEvents.MESSAGING).path(0);
        if (!item.isObject()) {
            throw new Unreadable("The event has nothing in it.");
        }
        return reading(new Event(
                company,
                account,
                item,
                MessagingEvents.kind(item),
                MessagingEvents.person(asset, item),
                EventFields.time(item.path("timestamp")),
                standby));
    }

    /// @param person the customer
    /// @param standby whether another app answers this person
    private record Event(
            CompanyId company,
            ChannelAccountId account,
            JsonNode item,
            String kind,
            String person,
            @Nullable Instant at,
            boolean standby) {
        JsonNode body() {
            return item.path(kind);
        }

        Sighting sender() throws Unreadable {
            if (person.isEmpty()) {
                throw new Unreadable("The event names no person.");
            }
            return new Sighting(account, person, null, null, null);
        }
    }

    private Reading reading(Event event) throws Unreadable {
        var body = event.body();
        return switch (event.kind()) {
            case "message" -> message(event, body);
            case "message_edit" -> edit(event, body);
            case "postback" ->
                written(
                        event,
                        event.standby() && body.path("mid").isMissingNode()
                                ? "postback:" + first(event.item(), "timestamp")
                                : required(body, "mid"),
                        MessagingContent.button(body),
                        body,
                        event.standby());
            case "order" -> written(event, made(event), MessagingContent.order(body), body, event.standby());
            // Somebody came back by a link and has said nothing yet.
            case "referral" ->
                written(
                        event,
                        made(event),
                        new Content.Shared(Content.Shared.Kind.LINK, null, first(body, "ref"), null),
                        event.item(),
                        true);
            case "reaction" ->
                new Reading.Reacted(new Conversations.Reacted(
                        event.account(), event.person(), required(body, "mid"), emoji(body), orNow(event.at())));
            case "read" -> read(event, body);
            case "delivery" -> delivered(event, body);
            case "policy_enforcement" -> policy(body);
            default -> new Reading.Ignored();
        };
    }

    private Reading message(Event event, JsonNode message) throws Unreadable {
        var mid = required(message, "mid");
        if (message.path("is_self").asBoolean(false)) {
            return new Reading.Ignored();
        }
        if (message.path("is_deleted").asBoolean(false)) {
            return new Reading.Withdrawn(new Conversations.Withdrawn(event.account(), mid, orNow(event.at())));
        }
        var readings = new ArrayList<Reading>();
        for (var part : MessagingContent.of(message)) {
            var id = Conversations.Withdrawn.part(mid, readings.size());
            readings.add(
                    message.path("is_echo").asBoolean(false)
                            ? echo(event, id, part, message)
                            : written(event, id, part, message));
        }
        return readings.size() == 1 ? readings.getFirst() : new Reading.Several(readings);
    }

    private Reading written(Event event, String id, MessagingContent.Part part, JsonNode message) throws Unreadable {
        var inbound = new Inbound(
                        product.channel,
                        event.sender(),
                        id,
                        null,
                        part.content(),
                        MessagingContent.context(message),
                        event.at())
                .quiet(event.standby());
        var file = download(event, part.url());
        return new Reading.Written(inbound, stored -> {
            jobs.name(event.company(), product.channel, event.account(), event.person());
            if (file != null) {
                file.stored(stored);
            }
        });
    }

    private Reading written(Event event, String id, Content content, JsonNode around, boolean quiet) throws Unreadable {
        var inbound = new Inbound(
                        product.channel,
                        event.sender(),
                        id,
                        null,
                        content,
                        MessagingContent.context(around),
                        event.at())
                .quiet(quiet);
        return new Reading.Written(
                inbound, stored -> jobs.name(event.company(), product.channel, event.account(), event.person()));
    }

    /// Events without an id of their own that say something.
    private static String made(Event event) {
        return EventFields.digest("%s %s %s %s"
                .formatted(event.kind(), event.person(), event.item().path("timestamp"), event.body())
                .getBytes(StandardCharsets.UTF_8));
    }

    private Reading echo(Event event, String id, MessagingContent.Part part, JsonNode message) throws Unreadable {
        var metadata = message.path("metadata").asString("");
        return new Reading.Echo(
                new Conversations.Echo(
                        product.channel,
                        event.sender(),
                        id,
                        ours(metadata),
                        metadata.endsWith(MessagingSender.MORE_FOLLOWS),
                        part.content(),
                        MessagingContent.context(message),
                        orNow(event.at())),
                download(event, part.url()));
    }

    private @Nullable FollowUp download(Event event, @Nullable String url) {
        return url == null
                ? null
                : stored -> jobs.download(event.company(), product.channel, event.account(), stored.message(), url);
    }

    private static @Nullable MessageId ours(String metadata) {
        try {
            return MessageId.from(metadata.replace(MessagingSender.MORE_FOLLOWS, ""));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    /// Instagram has told of new messages this way: edited no time at all.
    private Reading edit(Event event, JsonNode edit) throws Unreadable {
        var mid = required(edit, "mid");
        var content = new Content.Text(Objects.requireNonNullElse(first(edit, "text"), ""));
        return "0".equals(first(edit, "num_edit"))
                ? written(event, mid, content, edit, event.standby())
                : new Reading.Edited(new Conversations.Edit(event.account(), mid, content, event.at()));
    }

    private static @Nullable String emoji(JsonNode reaction) {
        if ("unreact".equals(first(reaction, "action"))) {
            return null;
        }
        var emoji = first(reaction, "emoji");
        return emoji == null || emoji.length() > 40 ? "❤️" : emoji;
    }

    /// Messenger tells up to when, Instagram which message.
    private static Reading read(Event event, JsonNode read) throws Unreadable {
        var upTo = EventFields.time(read.path("watermark"));
        return upTo != null
                ? new Reading.SeenUpTo(event.person(), upTo, MessageState.READ)
                : new Reading.Status(new Conversations.Told(
                        event.account(), required(read, "mid"), null, MessageState.READ, null, null));
    }

    private static Reading delivered(Event event, JsonNode delivery) {
        var upTo = EventFields.time(delivery.path("watermark"));
        return upTo == null
                ? new Reading.Ignored()
                : new Reading.SeenUpTo(event.person(), upTo, MessageState.DELIVERED);
    }

    private Reading policy(JsonNode policy) {
        var action = Objects.requireNonNullElse(first(policy, "action"), "notice");
        var reason = Objects.requireNonNullElse(first(policy, "reason"), "");
        return new Reading.AccountEvent(
                action.equals("block") ? Effect.BROKEN : Effect.NOTICE,
                "%s: %s. %s".formatted(product.vendor.title(), action, reason).strip());
    }

    /// Only where the vendor forgot the time.
    private Instant orNow(@Nullable Instant at) {
        return at == null ? clock.instant() : at;
    }
}
