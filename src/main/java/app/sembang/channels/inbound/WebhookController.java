package app.sembang.channels.inbound;

import app.sembang.channels.ChannelDoor;
import app.sembang.channels.lanes.Lanes;
import app.sembang.connections.ChannelAccount;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Where vendors deliver: proven over the raw bytes, stored as it came, answered once it is committed. Nothing else is
/// done here. Whoever cannot prove anything learns nothing: an unknown company, an unknown account and a wrong proof
/// look
/// the same.
@RestController
class WebhookController {
    static final int MOST_BYTES = 4 << 20;

    private static final Logger log = LoggerFactory.getLogger(WebhookController.class);

    private final ChannelAccounts accounts;
    private final InboundWriter writer;
    private final MeterRegistry metrics;
    private final Map<Channel, ChannelDoor> doors = new EnumMap<>(Channel.class);

    WebhookController(ChannelAccounts accounts, InboundWriter writer, MeterRegistry metrics, List<ChannelDoor> doors) {
        this.accounts = accounts;
        this.writer = writer;
        this.metrics = metrics;
        doors.forEach(door -> this.doors.put(door.channel(), door));
    }

    /// The company's only account of the channel, or the one whose proof it is.
    @PostMapping("/webhook/{company}/{channel}")
    ResponseEntity<Void> deliver(@PathVariable String company, @PathVariable String channel, HttpServletRequest request)
            throws IOException {
        return deliver(company, channel, null, request);
    }

    @PostMapping("/webhook/{company}/{channel}/{account}")
    ResponseEntity<Void> deliver(
            @PathVariable String company,
            @PathVariable String channel,
            @PathVariable @Nullable String account,
            HttpServletRequest request)
            throws IOException {
        if (request.getContentLengthLong() > MOST_BYTES) {
            return status(HttpStatus.CONTENT_TOO_LARGE);
        }
        var body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return status(HttpStatus.CONTENT_TOO_LARGE);
        }
        var door = door(channel);
        var companyId = id(company);
        if (door == null || companyId.isEmpty()) {
            return refused(company, channel, "no_such_door");
        }
        var known = accounts.connections(new CompanyId(companyId.get()), door.channel());
        var named = account == null
                ? known
                : known.stream()
                        .filter(one -> one.account().toString().equals(account))
                        .toList();
        if (named.isEmpty()) {
            return refused(company, channel, "no_such_account");
        }
        var proven = named.stream()
                .filter(one -> door.proves(one, request::getHeader, body))
                .findFirst();
        if (proven.isEmpty()) {
            return refused(company, channel, "wrong_proof");
        }
        if (proven.get().status() == ChannelAccount.Status.DISCONNECTED) {
            return status(HttpStatus.OK);
        }
        return writer.store(events(door, proven.get(), body))
                ? status(HttpStatus.OK)
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                        .header("Retry-After", "2")
                        .build();
    }

    /// No channel that is verified by a GET has its door here yet.
    @GetMapping({"/webhook/{company}/{channel}", "/webhook/{company}/{channel}/{account}"})
    ResponseEntity<Void> verify() {
        return status(HttpStatus.NOT_FOUND);
    }

    private static List<NewEvent> events(ChannelDoor door, Connection account, byte[] body) {
        try {
            return door.split(body).stream()
                    .map(element -> new NewEvent(
                            account.company(),
                            account.account(),
                            element.key(),
                            element.kind(),
                            Lanes.of(account.company(), account.account(), element.sender()),
                            element.raw(),
                            null))
                    .toList();
        } catch (ChannelDoor.Unreadable e) {
            return List.of(new NewEvent(
                    account.company(),
                    account.account(),
                    "sha256:" + sha256(body),
                    "unreadable",
                    0,
                    body,
                    String.valueOf(e.getMessage())));
        }
    }

    private @Nullable ChannelDoor door(String channel) {
        return Arrays.stream(Channel.values())
                .filter(one -> one.value().equals(channel.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(doors::get)
                .orElse(null);
    }

    private ResponseEntity<Void> refused(String company, String channel, String reason) {
        metrics.counter("sembang.webhook.refused", "reason", reason).increment();
        if (log.isInfoEnabled()) {
            log.info("Delivery refused: {} (company {}, channel {})", reason, plain(company), plain(channel));
        }
        return status(HttpStatus.UNAUTHORIZED);
    }

    /// A stranger chose these words.
    private static String plain(String text) {
        return text.replaceAll("[^A-Za-z0-9_-]", "?").substring(0, Math.min(40, text.length()));
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static ResponseEntity<Void> status(HttpStatus status) {
        return ResponseEntity.status(status).build();
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }
}
