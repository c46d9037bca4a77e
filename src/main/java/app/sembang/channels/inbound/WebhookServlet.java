package app.sembang.channels.inbound;

import app.sembang.channels.ChannelDoor;
import app.sembang.channels.ChannelDoor.Element;
import app.sembang.channels.MetaSignature;
import app.sembang.channels.lanes.Lanes;
import app.sembang.connections.ChannelAccount;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Sha256;
import app.sembang.shared.Texts;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.coyote.BadRequestException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.ServerHttpObservationFilter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Where vendors deliver: proven over the raw bytes, stored as it came, answered once it is committed.
/// Nothing else is done here. Whoever cannot prove anything learns nothing: an unknown company, an unknown
/// account and a wrong proof look the same.
///
/// - `POST /webhook/{company}/{channel}`: the company's only account of the channel, or the one whose proof it is
/// - `POST /webhook/{company}/{channel}/{account}`
/// - `POST /webhook/meta`, `POST /webhook/meta/{channel}`: the one address of the platform's own apps at Meta
/// - `GET` of each of them: Meta asks once whether the address is ours
///
/// A servlet of its own, because what a controller costs is three times what is done here.
@Component
class WebhookServlet extends HttpServlet {
    static final int MOST_BYTES = 4 << 20;

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_.:=-]{1,200}");
    private static final Logger log = LoggerFactory.getLogger(WebhookServlet.class);

    private final ChannelAccounts accounts;
    private final InboundWriter writer;
    private final MeterRegistry metrics;
    private final MetaApp meta;
    private final Strays strays;
    private final JsonMapper json;
    private final Doors doors;

    WebhookServlet(
            ChannelAccounts accounts,
            InboundWriter writer,
            MeterRegistry metrics,
            MetaApp meta,
            Strays strays,
            JsonMapper json,
            Doors doors) {
        this.accounts = accounts;
        this.writer = writer;
        this.metrics = metrics;
        this.meta = meta;
        this.strays = strays;
        this.json = json;
        this.doors = doors;
    }

    @Configuration(proxyBeanMethods = false)
    static class Registration {
        @Bean
        ServletRegistrationBean<WebhookServlet> webhooks(WebhookServlet servlet) {
            return new ServletRegistrationBean<>(servlet, "/webhook/*");
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServerHttpObservationFilter.findObservationContext(request)
                .ifPresent(measured -> measured.setPathPattern("/webhook/*"));
        var path = Objects.requireNonNullElse(request.getPathInfo(), "").split("/", -1);
        try {
            if (!isServed(path)) {
                response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            } else if ("POST".equals(request.getMethod())) {
                int status = deliver(path, request);
                response.setStatus(status);
                if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
                    response.setHeader("Retry-After", "2");
                }
            } else if ("GET".equals(request.getMethod()) || "HEAD".equals(request.getMethod())) {
                verify(path, request, response);
            } else {
                response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
                response.setHeader("Allow", "GET, HEAD, POST");
            }
        } catch (Refusal bodyTooSlow) {
            throw bodyTooSlow;
        } catch (IOException broken) {
            boolean isLate =
                    broken instanceof SocketTimeoutException || broken.getCause() instanceof SocketTimeoutException;
            if (!isLate && !(broken instanceof BadRequestException)) {
                throw broken;
            }
            response.setStatus(isLate ? HttpServletResponse.SC_REQUEST_TIMEOUT : HttpServletResponse.SC_BAD_REQUEST);
            response.setHeader("Connection", "close");
        } catch (RuntimeException unforeseen) {
            log.error("A delivery failed unforeseen", unforeseen);
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
    }

    /// @param path begins with an empty part
    private static boolean isServed(String[] path) {
        boolean isOfOne = path.length >= 3
                && path.length <= 4
                && Arrays.stream(path).skip(1).noneMatch(String::isEmpty);
        return isOfOne || isOfAll(path);
    }

    /// Whether it is the address of the platform's own apps at Meta.
    private static boolean isOfAll(String[] path) {
        return path.length >= 2 && path.length <= 3 && path[1].equals("meta");
    }

    private int deliver(String[] path, HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > MOST_BYTES) {
            return HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
        }
        var body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
        }
        if (isOfAll(path)) {
            return deliverOfAll(request.getHeader(MetaSignature.HEADER), body);
        }
        var named = channel(path[2]);
        var companyId = id(path[1]);
        if (named.isEmpty() || companyId.isEmpty()) {
            return refused(path[1], path[2], "no_such_door");
        }
        return deliver(
                path[1],
                path[2],
                account(path),
                accounts.connections(new CompanyId(companyId.get()), named.get()),
                request::getHeader,
                body,
                UnaryOperator.identity());
    }

    private static @Nullable String account(String[] path) {
        return path.length == 4 ? path[3] : null;
    }

    /// The way of a vendor's delivery, for one made here.
    ///
    /// @param id it is stored under
    /// @return as the vendor would be answered
    int deliverTest(Connection account, String id, ChannelDoor.Sample sample) {
        return deliver(
                account.company().toString(),
                account.channel().value(),
                account.account().toString(),
                accounts.connections(account.company(), account.channel()),
                name -> sample.header().equals(name) ? sample.proof() : null,
                sample.body(),
                event -> event.asTest(id));
    }

    /// @param known the company's accounts of the channel
    /// @param marked what is stored of an event
    private int deliver(
            String company,
            String channel,
            @Nullable String account,
            List<Connection> known,
            UnaryOperator<@Nullable String> header,
            byte[] body,
            UnaryOperator<NewEvent> marked) {
        var named = account == null
                ? known
                : known.stream()
                        .filter(one -> one.account().toString().equals(account))
                        .toList();
        if (named.isEmpty()) {
            return refused(company, channel, "no_such_account");
        }
        var proven = named.stream().filter(one -> proves(one, header, body)).toList();
        if (proven.isEmpty()) {
            accounts.refused(
                    named.getFirst().company(),
                    named.stream().map(Connection::account).toList());
            return refused(company, channel, "wrong_proof");
        }
        var door = Objects.requireNonNull(doors.of(proven.getFirst()));
        List<Element> elements;
        try {
            elements = door.split(body);
        } catch (ChannelDoor.Unreadable e) {
            return store(List.of(marked.apply(unreadable(proven.getFirst(), body, e))));
        }
        // Proven by one account's secret, meant for whichever of the company's accounts the vendor names.
        var events = elements.stream()
                .flatMap(element -> events(door, known, proven, element))
                .toList();
        if (events.isEmpty() && !elements.isEmpty()) {
            if (isOfThePlatform(header.apply(MetaSignature.HEADER), body)) {
                return refused(company, channel, "not_its_account");
            }
            // The company's own app serves numbers and pages nobody has connected here, too; a vendor that is
            // refused an hour long delivers nothing at all any more.
            metrics.counter("sembang.webhook.dropped", "reason", "no_such_account")
                    .increment();
            return HttpServletResponse.SC_OK;
        }
        return store(connected(events, known).stream().map(marked).toList());
    }

    private boolean proves(Connection account, UnaryOperator<@Nullable String> header, byte[] body) {
        var door = doors.of(account);
        return door != null && door.proves(account, header, body);
    }

    private static Stream<NewEvent> events(
            ChannelDoor door, List<Connection> known, List<Connection> proven, Element element) {
        if (element.asset() == null && element.group() == null) {
            return Stream.of(event(proven.getFirst(), element));
        }
        return known.stream()
                .filter(one -> door.serves(one.provider()) && door.concerns(one, element))
                .map(one -> event(one, element));
    }

    /// What still comes for an account that was disconnected is answered and dropped.
    private static List<NewEvent> connected(List<NewEvent> events, List<Connection> known) {
        var gone = known.stream()
                .filter(one -> one.status() == ChannelAccount.Status.DISCONNECTED)
                .map(Connection::account)
                .toList();
        return gone.isEmpty()
                ? events
                : events.stream()
                        .filter(event -> !gone.contains(event.account()))
                        .toList();
    }

    private boolean isOfThePlatform(@Nullable String signature, byte[] body) {
        boolean proven = false;
        for (var secret : meta.appSecrets()) {
            proven |= MetaSignature.proves(signature, secret, body);
        }
        return proven;
    }

    /// Who is meant is told by the vendor's ids in the body. Of an account nobody has connected nothing is kept; what
    /// names none is kept aside.
    private int deliverOfAll(@Nullable String signature, byte[] body) {
        if (!isOfThePlatform(signature, body)) {
            return refused("meta", "meta", "wrong_proof");
        }
        var door = metaDoor(body);
        if (door == null) {
            return stray(body, "no_such_door", "It is of no kind that is served here.");
        }
        List<Element> elements;
        try {
            elements = door.split(body);
        } catch (ChannelDoor.Unreadable e) {
            return stray(body, "unreadable", String.valueOf(e.getMessage()));
        }
        boolean nameless = elements.stream().anyMatch(WebhookServlet::isNameless);
        if ((nameless || elements.isEmpty())
                && stray(body, "nameless", "It names no account.") != HttpServletResponse.SC_OK) {
            return HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        }
        var events = new ArrayList<NewEvent>();
        for (var element : elements) {
            var owners = accounts.owners(door.channel(), element.asset(), element.group());
            if (owners.isEmpty()) {
                metrics.counter("sembang.webhook.dropped", "reason", "no_such_account")
                        .increment();
            }
            owners.forEach(owner -> events.add(new NewEvent(
                    owner.company(),
                    owner.account(),
                    element.key(),
                    element.kind(),
                    Lanes.of(owner.company(), owner.account(), element.sender()),
                    element.raw(),
                    null)));
        }
        return store(events);
    }

    private static boolean isNameless(Element element) {
        return Objects.requireNonNullElse(element.asset(), "").isBlank()
                && Objects.requireNonNullElse(element.group(), "").isBlank();
    }

    private int stray(byte[] body, String reason, String words) {
        log.warn("A proven delivery of Meta's belongs to nobody: {}", words);
        metrics.counter("sembang.webhook.dropped", "reason", reason).increment();
        return strays.keep(body, words) ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }

    private @Nullable ChannelDoor metaDoor(byte[] body) {
        String object;
        try {
            object = json.readTree(body).path("object").asString("");
        } catch (JacksonException notJson) {
            return null;
        }
        return switch (object) {
            case "whatsapp_business_account" -> doors.of(Channel.WHATSAPP, null);
            case "page" -> doors.of(Channel.MESSENGER, null);
            case "instagram" -> doors.of(Channel.INSTAGRAM, null);
            default -> null;
        };
    }

    /// With the token agreed on, Meta is told its challenge, as it came.
    private void verify(String[] path, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var token = Objects.requireNonNullElse(request.getParameter("hub.verify_token"), "");
        var challenge = Objects.requireNonNullElse(request.getParameter("hub.challenge"), "");
        boolean ours = false;
        if (isOfAll(path)) {
            ours = !meta.verifyToken().isEmpty()
                    && MessageDigest.isEqual(
                            meta.verifyToken().getBytes(StandardCharsets.UTF_8),
                            token.getBytes(StandardCharsets.UTF_8));
        } else {
            var named = channel(path[2]);
            var companyId = id(path[1]);
            if (named.isEmpty() || companyId.isEmpty()) {
                response.setStatus(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            var account = account(path);
            for (var one : accounts.connections(new CompanyId(companyId.get()), named.get())) {
                var door = doors.of(one);
                if (door != null && (account == null || one.account().toString().equals(account))) {
                    ours |= door.verifies(one, token).orElse(false);
                }
            }
        }
        if (ours
                && "subscribe".equals(request.getParameter("hub.mode"))
                && CHALLENGE.matcher(challenge).matches()) {
            response.setContentType("text/plain");
            response.getOutputStream().print(challenge);
        } else {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    private int store(List<NewEvent> events) {
        return events.isEmpty() || writer.store(events)
                ? HttpServletResponse.SC_OK
                : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }

    private static NewEvent event(Connection account, Element element) {
        return new NewEvent(
                account.company(),
                account.account(),
                element.key(),
                element.kind(),
                Lanes.of(account.company(), account.account(), element.sender()),
                element.raw(),
                null);
    }

    private static NewEvent unreadable(Connection account, byte[] body, ChannelDoor.Unreadable reason) {
        return new NewEvent(
                account.company(),
                account.account(),
                "sha256:" + Sha256.hex(body),
                "unreadable",
                0,
                body,
                String.valueOf(reason.getMessage()));
    }

    private Optional<Channel> channel(String channel) {
        return Arrays.stream(Channel.values())
                .filter(one -> one.value().equals(channel.toLowerCase(Locale.ROOT)))
                .filter(doors::has)
                .findFirst();
    }

    private int refused(String company, String channel, String reason) {
        metrics.counter("sembang.webhook.refused", "reason", reason).increment();
        if (log.isInfoEnabled()) {
            log.info("Delivery refused: {} (company {}, channel {})", reason, plain(company), plain(channel));
        }
        return HttpServletResponse.SC_UNAUTHORIZED;
    }

    /// A stranger chose these words.
    private static String plain(String text) {
        return Texts.beginning(text, 40).replaceAll("[^A-Za-z0-9_-]", "?");
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
