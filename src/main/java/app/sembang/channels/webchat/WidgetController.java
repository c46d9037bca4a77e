package app.sembang.channels.webchat;

import app.sembang.companies.CompanyProfiles;
import app.sembang.companies.OpeningHours;
import app.sembang.contacts.Contacts;
import app.sembang.contacts.Sighting;
import app.sembang.conversations.Content;
import app.sembang.conversations.Context;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Inbound;
import app.sembang.conversations.VisitorThreads;
import app.sembang.database.CompanyTransactions;
import app.sembang.realtime.Audience;
import app.sembang.realtime.Event;
import app.sembang.realtime.EventStreams;
import app.sembang.realtime.StreamEvents;
import app.sembang.realtime.VisitorFeed;
import app.sembang.realtime.VisitorStreams;
import app.sembang.shared.Channel;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// The widget's own protocol: what a visitor's browser asks.
@Hidden
@RestController
@RequestMapping("/widget/v1")
class WidgetController {
    static final int LONGEST_TEXT = 4000;

    private static final Pattern CLIENT_MESSAGE_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern EVENT_ID = Pattern.compile("\\d{1,18}");

    private final Doorkeeper doorkeeper;
    private final Limits limits;
    private final WebchatSettings settings;
    private final SessionTokens tokens;
    private final VisitorVersions versions;
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final Conversations conversations;
    private final VisitorThreads threads;
    private final VisitorStreams visitors;
    private final EventStreams streams;
    private final StreamEvents staff;
    private final Arrivals arrivals;
    private final VisitorNews news;
    private final OpeningHours hours;
    private final CompanyProfiles profiles;
    private final VisitorFiles uploads;
    private final PreChat preChat;
    private final Identification identification;
    private final JsonMapper json;
    private final Clock clock;

    WidgetController(
            Doorkeeper doorkeeper,
            Limits limits,
            WebchatSettings settings,
            SessionTokens tokens,
            VisitorVersions versions,
            CompanyTransactions transactions,
            Contacts contacts,
            Conversations conversations,
            VisitorThreads threads,
            VisitorStreams visitors,
            EventStreams streams,
            StreamEvents staff,
            Arrivals arrivals,
            VisitorNews news,
            OpeningHours hours,
            CompanyProfiles profiles,
            VisitorFiles uploads,
            PreChat preChat,
            Identification identification,
            JsonMapper json,
            Clock clock) {
        this.doorkeeper = doorkeeper;
        this.limits = limits;
        this.settings = settings;
        this.tokens = tokens;
        this.versions = versions;
        this.transactions = transactions;
        this.contacts = contacts;
        this.conversations = conversations;
        this.threads = threads;
        this.visitors = visitors;
        this.streams = streams;
        this.staff = staff;
        this.arrivals = arrivals;
        this.news = news;
        this.hours = hours;
        this.profiles = profiles;
        this.uploads = uploads;
        this.preChat = preChat;
        this.identification = identification;
        this.json = json;
        this.clock = clock;
    }

    @GetMapping("/bootstrap")
    ResponseEntity<Bootstrap> bootstrap(
            @RequestParam(name = "site_key", required = false) @Nullable String siteKey,
            @RequestParam(required = false) @Nullable String locale,
            HttpServletRequest request,
            HttpServletResponse response) {
        var site = doorkeeper.site(siteKey, request, response);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(60, TimeUnit.SECONDS))
                .body(Bootstrap.of(
                        site,
                        language(locale),
                        hours.now(site.company(), site.outlet()),
                        news.presence(site.company()),
                        profiles.logoUrl(site.company())));
    }

    /// No rows are made: most who open a page write nothing.
    @PostMapping("/sessions")
    ResponseEntity<Wire.Session> begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var body = WidgetBody.read(request, json);
        var site = doorkeeper.site(body.text("site_key"), request, response);
        limits.session(request.getRemoteAddr());
        var resumed = doorkeeper.resumed(site, body.text("resume_token"));
        var visitor = resumed.map(SessionToken::visitor).orElseGet(() -> "vis_" + Ids.next());
        var language = Optional.ofNullable(language(body.text("locale")))
                .or(() -> resumed.map(SessionToken::language))
                .orElse(null);
        var session = tokens.issue(
                visitor, site.key(), resumed.map(SessionToken::version).orElse(1), language);
        return answer(
                HttpStatus.OK,
                resumed.isPresent()
                        ? session(site, session)
                        : new Wire.Session(
                                visitor,
                                tokens.sign(session),
                                session.expiresAt(),
                                new Wire.Contact(false),
                                new Wire.ConversationState(null, "none", null, 0, null)));
    }

    /// The visitor leaves a shared computer: all sessions end, also copies of this one.
    @DeleteMapping("/sessions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(HttpServletRequest request, HttpServletResponse response) {
        var visitor = doorkeeper.visitor(request, response);
        versions.raise(visitor.company(), visitor.key(), visitor.session().version());
    }

    /// The website's server has proved who the visitor is. Refused, nothing has changed.
    @PostMapping("/identify")
    ResponseEntity<Wire.Session> identify(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var visitor = doorkeeper.visitor(request, response);
        limits.identify(visitor.key());
        var session = identification.identify(visitor, WidgetBody.read(request, json));
        return answer(HttpStatus.OK, session(visitor.site(), session));
    }

    private Wire.Session session(Site site, SessionToken session) {
        return new Wire.Session(
                session.visitor(),
                tokens.sign(session),
                session.expiresAt(),
                new Wire.Contact(Identification.proved(session.visitor())),
                conversation(new Visitor(site, session)));
    }

    @GetMapping("/messages")
    ResponseEntity<Wire.History> history(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "50") int limit,
            HttpServletRequest request,
            HttpServletResponse response) {
        var visitor = doorkeeper.visitor(request, response);
        var from = message("after", after);
        var to = from == null ? message("before", before) : null;
        var history = transactions.in(visitor.company(), () -> {
            var identity = identity(visitor).orElse(null);
            if (identity == null) {
                return new Wire.History(List.of(), false, null);
            }
            // First the place, then what stands there: a message that comes in between is told again, not left out.
            var last = contacts.lastVisitorEvent(visitor.company(), identity);
            var page = threads.page(visitor.company(), identity, to, from, Math.clamp(limit, 1, 50));
            if (!page.messages().isEmpty()) {
                arrivals.arrived(
                        visitor.company(), identity, page.messages().getLast().id());
            }
            return new Wire.History(
                    page.messages().stream().map(Wire.Message::of).toList(),
                    page.hasMore(),
                    VisitorStreams.number(last));
        });
        return answer(HttpStatus.OK, history);
    }

    /// Stored once whatever copies come; answered 201 after the commit that stores it.
    @PostMapping("/messages")
    ResponseEntity<Wire.Accepted> write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var visitor = doorkeeper.visitor(request, response);
        var body = WidgetBody.read(request, json);
        var clientMessageId = body.required("client_message_id");
        if (!CLIENT_MESSAGE_ID.matcher(clientMessageId).matches()) {
            throw WidgetError.validation("client_message_id", "Use 1 to 64 of A-Z a-z 0-9 _ -");
        }
        limits.message(visitor.key(), clientMessageId);
        preChat.requireAnswered(visitor);
        var said = said(visitor, body);
        boolean heldUp = preChat.holdsUp(visitor);

        var company = visitor.company();
        var stored = transactions.in(company, () -> {
            var received = conversations
                    .receive(company, List.of(inbound(visitor, clientMessageId, said)))
                    .getFirst();
            if (heldUp && !received.duplicate()) {
                throw PreChat.required();
            }
            requireNotProvedMeanwhile(visitor);
            var shown = threads.messages(company, List.of(received.message())).getFirst();
            var event = visitors.eventOf(
                    company,
                    received.identity(),
                    VisitorView.MESSAGE_CREATED,
                    received.message().value());
            return new Stored(
                    received.identity(),
                    new Wire.Accepted(event.orElse(null), received.duplicate() ? true : null, Wire.Message.of(shown)));
        });
        visitors.identified(company, visitor.key(), stored.identity());
        var answer = stored.answer();
        return answer(answer.duplicate() == null ? HttpStatus.CREATED : HttpStatus.OK, answer);
    }

    /// With the thread locked: what was on its way while the visitor became somebody must not begin a
    /// thread of nobody's, which nobody would see again. It comes once more with the new session.
    private void requireNotProvedMeanwhile(Visitor visitor) {
        var session = visitor.session();
        if (!Identification.proved(session.visitor())
                && versions.read(visitor.company(), visitor.key()) != session.version()) {
            throw WidgetError.sessionExpired();
        }
    }

    private record Stored(ContactIdentityId identity, Wire.Accepted answer) {}

    @PostMapping("/typing")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void typing(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var visitor = doorkeeper.visitor(request, response);
        boolean on = WidgetBody.read(request, json).flag("on");
        if (on) {
            limits.typing(visitor.key());
        }
        var company = visitor.company();
        transactions
                .in(company, () -> identity(visitor).flatMap(identity -> threads.current(company, identity)))
                .filter(VisitorThreads.Summary::open)
                .ifPresent(current -> {
                    var typing = new Wire.StaffTyping(current.id().toString(), "contact", on, 10);
                    staff.tell(company, new Audience.Company(), "typing", typing);
                    if (current.assignee() != null) {
                        staff.tell(company, new Audience.OneMember(current.assignee()), "typing", typing);
                    }
                });
    }

    @PostMapping("/read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var visitor = doorkeeper.visitor(request, response);
        long upTo = eventNumber("up_to_event_id", WidgetBody.read(request, json).required("up_to_event_id"));
        var company = visitor.company();
        transactions.run(
                company,
                () -> identity(visitor)
                        .ifPresent(
                                identity -> visitors.subjectUpTo(company, identity, VisitorView.MESSAGE_CREATED, upTo)
                                        .ifPresent(subject -> conversations.readByContact(
                                                company, identity, new MessageId(subject)))));
    }

    @GetMapping("/stream")
    void stream(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @RequestParam(required = false) @Nullable String after,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var visitor = doorkeeper.visitor(request, response);
        makeRoom(visitor);
        var place = lastEventId == null ? after : lastEventId;
        var feed = open(visitor, place);
        streams.serve(
                request,
                response,
                arrivals.noting(visitor.company(), feed),
                place == null || place.isBlank() ? null : place,
                Duration.between(clock.instant(), visitor.session().expiresAt()),
                visitor.key());
    }

    /// The same events for where streams are blocked. Without `after` it answers at once with the place to ask from.
    @GetMapping("/events")
    ResponseEntity<Object> events(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "25") int wait,
            HttpServletRequest request,
            HttpServletResponse response) {
        var visitor = doorkeeper.visitor(request, response);
        var feed = open(visitor, after);
        var identity = feed.identity();
        boolean asksForPlace = after == null || after.isBlank();
        var events = streams.await(feed, asksForPlace ? Duration.ZERO : Duration.ofSeconds(Math.clamp(wait, 0, 25)));
        if (events.stream().anyMatch(event -> event.name().equals("resync_required"))) {
            return answer(
                    HttpStatus.CONFLICT,
                    Map.of(
                            "error",
                            Map.of(
                                    "code", "resync_required",
                                    "message", "Last-Event-ID is too old",
                                    "from", "/widget/v1/messages?after=")));
        }
        var known = identity == null ? feed.identity() : identity;
        if (known != null) {
            events.stream()
                    .filter(event -> event.name().equals("message.created"))
                    .map(Event::subject)
                    .filter(Objects::nonNull)
                    .reduce((earlier, later) -> later)
                    .ifPresent(subject -> arrivals.arrived(visitor.company(), known, new MessageId(subject)));
        }
        return answer(HttpStatus.OK, new Wire.Events(events, VisitorStreams.number(feed.reached())));
    }

    private VisitorFeed open(Visitor visitor, @Nullable String after) {
        var company = visitor.company();
        var from = after == null || after.isBlank() ? null : Long.valueOf(eventNumber("after", after));
        var place = transactions.in(company, () -> place(visitor));
        var feed = visitors.open(company, visitor.key(), place.identity(), place.last(), from);
        if (place.identity() == null) {
            // Written for the first time in this very moment, perhaps before the feed could hear of it.
            transactions
                    .in(company, () -> identity(visitor))
                    .ifPresent(identity -> visitors.identified(company, visitor.key(), identity));
        }
        return feed;
    }

    private record Place(@Nullable ContactIdentityId identity, long last) {}

    private Place place(Visitor visitor) {
        return identity(visitor)
                .map(identity -> new Place(identity, contacts.lastVisitorEvent(visitor.company(), identity)))
                .orElse(new Place(null, 0));
    }

    /// A reloaded page leaves a stream behind that nobody reads: it shows when it is written to.
    private void makeRoom(Visitor visitor) {
        for (int attempt = 0; streams.serving(visitor.key()) >= settings.streams(); attempt++) {
            if (attempt == 3) {
                throw WidgetError.rateLimited("Too many streams", 5);
            }
            streams.probe(visitor.key());
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw WidgetError.rateLimited("Too many streams", 5);
            }
        }
    }

    private Wire.ConversationState conversation(Visitor visitor) {
        return transactions.in(visitor.company(), () -> {
            var identity = identity(visitor).orElse(null);
            var current = identity == null
                    ? null
                    : threads.current(visitor.company(), identity).orElse(null);
            if (identity == null || current == null) {
                return new Wire.ConversationState(null, "none", null, 0, null);
            }
            var shown = Wire.Conversation.of(current);
            return new Wire.ConversationState(
                    shown.id(),
                    shown.status(),
                    shown.assignee(),
                    shown.unread(),
                    VisitorStreams.number(contacts.lastVisitorEvent(visitor.company(), identity)));
        });
    }

    private Optional<ContactIdentityId> identity(Visitor visitor) {
        return contacts.identity(
                visitor.company(), visitor.site().account(), visitor.session().visitor());
    }

    private Inbound inbound(Visitor visitor, String clientMessageId, Said said) {
        var session = visitor.session();
        return new Inbound(
                Channel.WEBCHAT,
                new Sighting(visitor.site().account(), session.visitor(), null, null, session.language()),
                Identification.numbered(session.visitor()) + clientMessageId,
                clientMessageId,
                said.content(),
                said.answered() == null
                        ? null
                        : new Context(new Context.Quoted(said.answered(), null), null, null, null),
                null);
    }

    /// @param answered the message it answers
    private record Said(Content content, @Nullable MessageId answered) {}

    private Said said(Visitor visitor, WidgetBody body) {
        var answered = message("reply_to", body.text("reply_to"));
        if (body.required("type").equals("button_reply")) {
            return chosen(visitor, body.required("button_id"), answered);
        }
        if (answered != null && !isShown(visitor, answered)) {
            throw WidgetError.validation("reply_to", "There is no such message");
        }
        return new Said(content(visitor, body), answered);
    }

    private boolean isShown(Visitor visitor, MessageId message) {
        return transactions.in(
                visitor.company(),
                () -> identity(visitor)
                        .filter(identity -> threads.isShownTo(visitor.company(), identity, message))
                        .isPresent());
    }

    private Said chosen(Visitor visitor, String button, @Nullable MessageId in) {
        var company = visitor.company();
        return transactions
                .in(
                        company,
                        () -> identity(visitor).flatMap(identity -> threads.offered(company, identity, button, in)))
                .map(offered -> new Said(
                        new Content.ButtonReply(
                                offered.choice().id(),
                                offered.choice().title(),
                                offered.choice().description()),
                        offered.message()))
                .orElseThrow(() -> WidgetError.validation("button_id", "Nothing offers this button"));
    }

    private Content content(Visitor visitor, WidgetBody body) {
        return switch (body.required("type")) {
            case "text" -> new Content.Text(words(body.required("text")));
            case "attachment" -> {
                var caption = body.text("text");
                yield uploads.content(visitor, body.required("upload_id"), caption == null ? null : words(caption));
            }
            default -> throw WidgetError.validation("type", "Send text, attachment or button_reply");
        };
    }

    private static String words(String given) {
        var text = Texts.storable(given);
        if (text.isBlank()) {
            throw WidgetError.validation("text", "Write something");
        }
        if (text.codePointCount(0, text.length()) > LONGEST_TEXT) {
            throw WidgetError.validation("text", "Use at most %d characters".formatted(LONGEST_TEXT));
        }
        return text;
    }

    private static @Nullable Language language(@Nullable String locale) {
        return locale == null ? null : Language.find(locale).orElse(null);
    }

    private static @Nullable MessageId message(String field, @Nullable String id) {
        if (id == null || id.isBlank()) {
            return null;
        }
        try {
            return new MessageId(UUID.fromString(id));
        } catch (IllegalArgumentException malformed) {
            throw WidgetError.validation(field, "Send the id of a message");
        }
    }

    private static long eventNumber(String field, String id) {
        if (!EVENT_ID.matcher(id).matches()) {
            throw WidgetError.validation(field, "Send the id of an event");
        }
        return Long.parseLong(id);
    }

    private static <T> ResponseEntity<T> answer(HttpStatus status, T body) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(body);
    }
}
