package app.sembang.realtime;

import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Attendance;
import app.sembang.realtime.StreamStore.Page;
import app.sembang.realtime.StreamStore.Row;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Reads one company's events once and hands them to all who listen, each audience's in its own scope.
/// One thread does everything, so a listener who joins is at a definite place: all before it is in the table, all after
/// it is offered.
final class CompanyReader implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(CompanyReader.class);
    private static final int BATCH = 500;
    /// How often it looks although nobody woke it: what another process wrote, should its signal be lost.
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(5);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    private final CompanyId company;
    private final CompanyTransactions transactions;
    private final StreamStore store;
    private final Expansion expansion;
    private final StaffStreams streams;
    private final Queue<StaffFeed> joining = new ConcurrentLinkedQueue<>();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Semaphore woken = new Semaphore(0);
    private final List<StaffFeed> feeds = new ArrayList<>();
    private final Map<MemberId, Instant> seen = new HashMap<>();
    private volatile boolean idle;
    private @Nullable Position position;

    private record Told(String audience, Event event) {}

    /// The same events look the same to all who have the same access.
    private record Scope(Audience audience, Access access) {}

    CompanyReader(
            CompanyId company,
            CompanyTransactions transactions,
            StreamStore store,
            Expansion expansion,
            StaffStreams streams) {
        this.company = company;
        this.transactions = transactions;
        this.store = store;
        this.expansion = expansion;
        this.streams = streams;
    }

    CompanyId company() {
        return company;
    }

    void start() {
        Thread.ofVirtual().name("stream " + company).start(this);
    }

    void join(StaffFeed feed) {
        joining.add(feed);
        wake();
    }

    void tell(String audience, Event event) {
        told.add(new Told(audience, event));
        wake();
    }

    void wake() {
        woken.release();
    }

    /// Nobody listens and nobody is about to.
    boolean isIdle() {
        return idle && joining.isEmpty();
    }

    @Override
    public void run() {
        var wait = SHORTEST_WAIT;
        while (true) {
            woken.drainPermits();
            Duration pause;
            try {
                var page = turn();
                wait = page.pending() ? wait : SHORTEST_WAIT;
                pause = page.full() ? Duration.ZERO : page.pending() ? wait : SWEEP;
                if (page.pending()) {
                    wait = min(wait.multipliedBy(2), LONGEST_WAIT);
                }
            } catch (DataAccessException | TransactionException e) {
                log.warn("Events of company {} cannot be read, trying again: {}", company, e.getMessage());
                pause = SWEEP;
            } catch (RuntimeException e) {
                // An event that cannot be shown must not hold up the others, nor be left out in silence.
                log.error("An event of company {} cannot be shown; its listeners fetch everything anew", company, e);
                feeds.forEach(StaffFeed::resync);
                feeds.clear();
                position = null;
                pause = SWEEP;
            }
            feeds.removeIf(StaffFeed::isClosed);
            idle = feeds.isEmpty();
            if (idle && streams.retire(this)) {
                return;
            }
            if (!sleep(pause)) {
                return;
            }
        }
    }

    private Page turn() {
        if (streams.isShut(company)) {
            feeds.forEach(StaffFeed::end);
        }
        var from = position;
        if (from == null) {
            from = transactions.in(company, store::now);
            position = from;
        }
        for (var feed = joining.poll(); feed != null; feed = joining.poll()) {
            idle = false;
            feeds.add(feed);
            feed.joined(from);
        }
        var expanded = new HashMap<Scope, Map<Row, List<Event>>>();
        var start = from;
        var page = transactions.in(company, () -> {
            var read = store.after(company, start, BATCH);
            expand(new Scope(new Audience.Company(), Access.company(company)), read, expanded);
            return read;
        });
        for (var scope : membersScopes()) {
            if (page.rows().stream()
                    .anyMatch(row -> row.audience().equals(scope.audience().key()))) {
                transactions.as(scope.access(), () -> {
                    expand(scope, page, expanded);
                    return page;
                });
            }
        }
        position = page.end();
        offer(page, expanded);
        for (var one = told.poll(); one != null; one = told.poll()) {
            tellNow(one);
        }
        noteWhoIsHere();
        return page;
    }

    /// After everything was told, and of each once in a while.
    private void noteWhoIsHere() {
        var now = streams.clock().instant();
        var here = new HashSet<MemberId>();
        for (var feed : feeds) {
            var member = feed.access().member();
            if (member != null && isLongAgo(seen.get(member), now)) {
                here.add(member);
            }
        }
        if (!here.isEmpty()) {
            streams.attendance().seen(company, here);
            here.forEach(member -> seen.put(member, now));
        }
    }

    private static boolean isLongAgo(@Nullable Instant seen, Instant now) {
        return seen == null || Duration.between(seen, now).abs().compareTo(Attendance.OFTEN) >= 0;
    }

    private void expand(Scope scope, Page page, Map<Scope, Map<Row, List<Event>>> expanded) {
        var key = scope.audience().key();
        if (feeds.stream().noneMatch(feed -> feed.audiences().containsKey(key))) {
            return;
        }
        var rows =
                page.rows().stream().filter(row -> row.audience().equals(key)).toList();
        if (!rows.isEmpty()) {
            expanded.put(
                    scope,
                    expansion.expand(
                            company, scope.audience(), rows, row -> place(row).toString()));
        }
    }

    private Set<Scope> membersScopes() {
        var scopes = new LinkedHashSet<Scope>();
        for (var feed : feeds) {
            feed.audiences().values().stream()
                    .filter(Audience.OneMember.class::isInstance)
                    .forEach(audience -> scopes.add(new Scope(audience, feed.access())));
        }
        return scopes;
    }

    private void offer(Page page, Map<Scope, Map<Row, List<Event>>> expanded) {
        for (var row : page.rows()) {
            for (var feed : feeds) {
                var audience = feed.audiences().get(row.audience());
                if (audience != null) {
                    var access = audience instanceof Audience.Company ? Access.company(company) : feed.access();
                    feed.offer(
                            place(row),
                            expanded.getOrDefault(new Scope(audience, access), Map.of())
                                    .getOrDefault(row, List.of()));
                }
            }
        }
    }

    private void tellNow(Told one) {
        feeds.stream()
                .filter(feed -> feed.audiences().containsKey(one.audience()))
                .forEach(feed -> feed.offer(one.event()));
    }

    private boolean sleep(Duration pause) {
        try {
            var _ = woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Position place(Row row) {
        return Objects.requireNonNull(row.position());
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
