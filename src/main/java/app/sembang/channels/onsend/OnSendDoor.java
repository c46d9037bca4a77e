package app.sembang.channels.onsend;

import app.sembang.channels.ChannelDoor;
import app.sembang.companies.Companies;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.contacts.Sighting;
import app.sembang.conversations.Content;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Inbound;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Sha256;
import app.sembang.shared.Texts;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// OnSend's webhook: one message in each request, signed over the raw bytes with the webhook's secret. It
/// names no event, so one is derived: the same number, time and words are the same message.
@Component
class OnSendDoor implements ChannelDoor {
    static final String SIGNATURE = "x-webhook-signature";

    private static final Pattern HEX = Pattern.compile("(?:sha256=)?([0-9a-fA-F]{64})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{8,15}");
    private static final int LONGEST_TEXT = 65_536;
    private static final int LONGEST_ID = 200;
    private static final long MILLISECONDS_FROM = 100_000_000_000L;
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private final JsonMapper json;
    private final OnSendJobs jobs;
    private final Companies companies;
    private final ChannelAccounts accounts;
    private final Clock clock;

    OnSendDoor(JsonMapper json, OnSendJobs jobs, Companies companies, ChannelAccounts accounts, Clock clock) {
        this.json = json;
        this.jobs = jobs;
        this.companies = companies;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public Channel channel() {
        return Channel.WHATSAPP;
    }

    @Override
    public boolean serves(@Nullable String provider) {
        return OnSendWire.speaks(provider);
    }

    @Override
    public boolean proves(Connection account, UnaryOperator<@Nullable String> header, byte[] body) {
        var signature = header.apply(SIGNATURE);
        return account.webhookSecrets().stream().anyMatch(secret -> proves(signature, secret, body));
    }

    static boolean proves(@Nullable String signature, String secret, byte[] body) {
        var shown = HEX.matcher(Objects.requireNonNullElse(signature, ""));
        return shown.matches()
                && MessageDigest.isEqual(hmac(secret, body), HexFormat.of().parseHex(shown.group(1)));
    }

    @Override
    public Sample sample(Connection account, String id, Instant now) {
        var body = json.writeValueAsBytes(Map.of(
                "id", id, "from", "60100000000", "type", "text", "body", Sample.WORDS, "timestamp", now.toString()));
        return new Sample(
                SIGNATURE,
                HexFormat.of().formatHex(hmac(account.webhookSecrets().getFirst(), body)),
                body);
    }

    @Override
    public List<Element> split(byte[] body) throws Unreadable {
        var message = message(body);
        var sender = number(message.path("from"));
        var kind = message.path("type").isString()
                        && message.path("type").stringValue().matches("[a-z_]{1,40}")
                ? message.path("type").stringValue()
                : "text";
        return List.of(new Element(key(message, sender), kind, sender, body));
    }

    /// Without a time of its own a message counts as another one a minute later: a repetition comes soon,
    /// and who writes the same again wants to be heard.
    private String key(JsonNode message, String sender) {
        for (var field : List.of("id", "message_id")) {
            var id = message.path(field);
            if ((id.isString() || id.isIntegralNumber()) && !id.asString().isBlank()) {
                return id.asString().length() <= LONGEST_ID ? Texts.storable(id.asString()) : derived(id.asString());
            }
        }
        var time = message.path("timestamp").isValueNode()
                        && !message.path("timestamp").isNull()
                ? message.path("timestamp").asString()
                : clock.instant().truncatedTo(ChronoUnit.MINUTES).toString();
        return derived("%s|%s|%s|%s"
                .formatted(
                        sender,
                        time,
                        message.path("body").asString(""),
                        message.path("media_url").asString("")));
    }

    private static String derived(String told) {
        return "derived:" + Sha256.hex(told);
    }

    @Override
    public Reading read(CompanyId company, ChannelAccountId account, String key, byte[] raw) throws Unreadable {
        var message = message(raw);
        var sender = number(message.path("from"));
        if (isNational(message.path("from"))
                && !companies
                        .find(company)
                        .map(found -> found.country().equals("MY"))
                        .orElse(false)) {
            throw new Unreadable("The number has no country code.");
        }
        var at = time(message.path("timestamp"));
        var who = new Sighting(account, sender, null, null, null, "+" + sender, List.of());
        var content = content(message);
        if (isOwnNumber(company, account, sender)) {
            var written = message.path("to");
            var to = written.isMissingNode() ? sender : number(written);
            var contact = new Sighting(account, to, null, null, null, "+" + to, List.of());
            return new Reading.Echo(
                    new Conversations.Echo(Channel.WHATSAPP, contact, key, null, false, content, null, at), null);
        }
        var url = message.path("media_url").asString("");
        return new Reading.Written(
                new Inbound(Channel.WHATSAPP, who, key, null, content, at),
                content instanceof Content.Media
                        ? stored -> jobs.download(company, account, stored.message(), url)
                        : null);
    }

    /// What somebody types on the paired phone may come back as if it came in.
    private boolean isOwnNumber(CompanyId company, ChannelAccountId account, String sender) {
        return accounts.connection(company, Channel.WHATSAPP, account)
                .map(connection -> connection.credentials().get("phoneNumberId"))
                .map(own -> digits(own).equals(sender))
                // The public service has no such credential: its device told its number when it was tested.
                .orElseGet(() -> Stream.of(sender, "+" + sender)
                        .flatMap(own -> accounts.owners(Channel.WHATSAPP, own, null).stream())
                        .anyMatch(owner -> owner.account().equals(account)));
    }

    private static Content content(JsonNode message) {
        var body = Texts.storable(message.path("body").asString(""));
        var text = Texts.beginning(body, LONGEST_TEXT);
        var type = message.path("type").asString("text").toLowerCase(Locale.ROOT);
        if (message.path("media_url").asString("").isBlank()) {
            return type.equals("text") || !text.isEmpty()
                    ? new Content.Text(text)
                    : new Content.Unsupported(Texts.storable(type));
        }
        var kind = switch (type) {
            case "image" -> Content.Media.Kind.IMAGE;
            case "video" -> Content.Media.Kind.VIDEO;
            case "audio" -> Content.Media.Kind.AUDIO;
            case "voice", "ptt" -> Content.Media.Kind.VOICE;
            case "sticker" -> Content.Media.Kind.STICKER;
            default -> Content.Media.Kind.DOCUMENT;
        };
        return new Content.Media(kind, text.isEmpty() ? null : text, null, Content.Media.Status.PENDING, null);
    }

    private JsonNode message(byte[] body) throws Unreadable {
        try {
            var message = json.readTree(body);
            if (message != null && message.isObject()) {
                return message;
            }
        } catch (JacksonException notJson) {
            throw new Unreadable("The body is not JSON.");
        }
        throw new Unreadable("The body is no message.");
    }

    private static String number(JsonNode from) throws Unreadable {
        var digits = digits(from.asString(""));
        var number = digits.startsWith("0") ? "6" + digits : digits;
        if (!NUMBER.matcher(number).matches()) {
            throw new Unreadable("The message has no number it came from.");
        }
        return number;
    }

    private static boolean isNational(JsonNode from) {
        return digits(from.asString("")).startsWith("0");
    }

    private static String digits(String number) {
        return number.replaceAll("[+\\s()\\[\\]-]", "");
    }

    /// Text, seconds or milliseconds; nothing is refused because of it.
    private Instant time(JsonNode timestamp) {
        var now = clock.instant();
        Instant told;
        try {
            var text = timestamp.asString("").strip();
            if (text.matches("[0-9]{1,15}")) {
                long number = Long.parseLong(text);
                told = number > MILLISECONDS_FROM ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
            } else {
                told = text.isEmpty() ? now : OffsetDateTime.parse(text).toInstant();
            }
        } catch (DateTimeException strange) {
            told = now;
        }
        return told.isAfter(now.plus(CLOCKS_DIFFER)) ? now : told;
    }

    private static byte[] hmac(String secret, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java runtime", e);
        }
    }
}
