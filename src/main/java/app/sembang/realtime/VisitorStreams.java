package app.sembang.realtime;

import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.json.JsonMapper;

/// What website visitors are told. Their events carry their own numbers, given under the lock of their
/// identity and hence in commit order, so each listener reads the table by itself as soon as it is woken.
@Component
public class VisitorStreams implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(VisitorStreams.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final CompanyTransactions transactions;
    private final StreamStore store;
    private final Expansion expansion;
    private final Signals signals;
    private final JsonMapper json;
    private final Map<String, Set<VisitorFeed>> feeds = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService sweeper;

    VisitorStreams(
            CompanyTransactions transactions,
            StreamStore store,
            Expansion expansion,
            Signals signals,
            JsonMapper json) {
        this.transactions = transactions;
        this.store = store;
        this.expansion = expansion;
        this.signals = signals;
        this.json = json;
        signals.subscribe(this::on);
    }

    /// Numbers as they stand on the wire.
    public static String number(long visitorEvent) {
        return "%016d".formatted(visitorEvent);
    }

    /// @param identity null as long as the visitor has written nothing
    /// @param last the number of the visitor's newest event
    /// @param after the last number the listener has; null for one who starts now
    public VisitorFeed open(
            CompanyId company,
            VisitorKey visitor,
            @Nullable ContactIdentityId identity,
            long last,
            @Nullable Long after) {
        var feed = new VisitorFeed(company, visitor, identity, last, after == null ? last : after, this);
        add(visitor.audience(), feed);
        if (identity != null) {
            add(new Audience.Visitor(identity).key(), feed);
        }
        return feed;
    }

    /// The visitor has written for the first time; told after the commit, to those who listened before.
    public void identified(CompanyId company, VisitorKey visitor, ContactIdentityId identity) {
        signals.send(Set.of(
                new Signal(company, visitor.audience(), "identified", json.writeValueAsString(identity.value()))));
    }

    /// The number of the event of this kind that told of the subject, while it is kept. Needs an open transaction.
    public Optional<String> eventOf(CompanyId company, ContactIdentityId identity, String kind, UUID subject) {
        return store.visitorEvent(company, identity, kind, subject).map(VisitorStreams::number);
    }

    /// What the last event of this kind at or before a number told of. Needs an open transaction.
    public Optional<UUID> subjectUpTo(CompanyId company, ContactIdentityId identity, String kind, long number) {
        return store.visitorSubject(company, identity, kind, number);
    }

    /// Up to `limit` events after a number, the first of them the very next one; empty where some are not kept any
    /// more.
    Optional<Missed> after(CompanyId company, ContactIdentityId identity, long after, int limit) {
        return transactions.in(company, () -> {
            var rows = store.visitorEvents(company, identity, after, limit);
            if (!rows.isEmpty() && number(rows.getFirst()) != after + 1) {
                return Optional.empty();
            }
            var events = new ArrayList<Event>();
            expansion
                    .expand(company, new Audience.Visitor(identity), rows, row -> number(number(row)))
                    .values()
                    .forEach(events::addAll);
            return Optional.of(new Missed(events, rows.isEmpty() ? after : number(rows.getLast())));
        });
    }

    record Missed(List<Event> events, long last) {}

    void close(VisitorFeed feed) {
        remove(feed.visitor().audience(), feed);
        var identity = feed.identity();
        if (identity != null) {
            remove(new Audience.Visitor(identity).key(), feed);
        }
    }

    private void on(Signal signal) {
        if (!signal.concernsVisitor()) {
            return;
        }
        if (signal.audience().startsWith(Signal.VISITORS)) {
            all(signal);
            return;
        }
        for (var feed : feeds.getOrDefault(signal.audience(), Set.of())) {
            if (signal.event() == null || signal.data() == null) {
                feed.wake();
            } else if (signal.audience().startsWith(VisitorKey.PREFIX)) {
                var identity = new ContactIdentityId(json.readValue(signal.data(), UUID.class));
                if (feed.identified(identity)) {
                    add(new Audience.Visitor(identity).key(), feed);
                    feed.wake();
                }
            } else {
                feed.tell(Event.passing(signal.event(), signal.data()));
            }
        }
    }

    private void all(Signal signal) {
        var account = signal.audience().substring(Signal.VISITORS.length());
        var event = Event.passing(Objects.requireNonNull(signal.event()), Objects.requireNonNull(signal.data()));
        feeds.values().stream()
                .flatMap(Set::stream)
                .distinct()
                .filter(feed -> feed.company().equals(signal.company()))
                .filter(feed ->
                        account.isEmpty() || feed.visitor().account().toString().equals(account))
                .forEach(feed -> feed.tell(event));
    }

    /// Where other processes write too, a signal may be lost: look for oneself.
    private void sweep() {
        if (!signals.hasNeighbours()) {
            return;
        }
        var byCompany = feeds.values().stream()
                .flatMap(Set::stream)
                .filter(feed -> feed.identity() != null)
                .distinct()
                .collect(Collectors.groupingBy(VisitorFeed::company));
        byCompany.forEach((company, listening) -> {
            try {
                var last = transactions.in(
                        company,
                        () -> store.lastVisitorEvents(
                                company,
                                listening.stream()
                                        .map(feed ->
                                                new Audience.Visitor(Objects.requireNonNull(feed.identity())).key())
                                        .distinct()
                                        .toList()));
                listening.forEach(feed -> feed.newest(
                        last.getOrDefault(new Audience.Visitor(Objects.requireNonNull(feed.identity())).key(), 0L)));
            } catch (DataAccessException | TransactionException e) {
                log.warn("Visitors' events cannot be looked for, trying again: {}", e.getMessage());
            }
        });
    }

    private void add(String key, VisitorFeed feed) {
        feeds.compute(key, (audience, listening) -> {
            var set = listening == null ? ConcurrentHashMap.<VisitorFeed>newKeySet(2) : listening;
            set.add(feed);
            return set;
        });
    }

    private void remove(String key, VisitorFeed feed) {
        feeds.computeIfPresent(key, (audience, listening) -> {
            listening.remove(feed);
            return listening.isEmpty() ? null : listening;
        });
    }

    private static long number(StreamStore.Row row) {
        return Objects.requireNonNull(row.visitorEvent());
    }

    @Override
    public void start() {
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("visitor-sweep").factory());
        var _ = started.scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        sweeper = started;
    }

    @Override
    public void stop() {
        if (sweeper != null) {
            sweeper.shutdown();
            sweeper = null;
        }
    }

    @Override
    public boolean isRunning() {
        return sweeper != null;
    }
}
