package app.sembang.channels.inbound;

import app.sembang.channels.ChannelDoor;
import app.sembang.channels.ChannelDoor.FollowUp;
import app.sembang.channels.ChannelDoor.Reading;
import app.sembang.channels.inbound.InboundStore.Event;
import app.sembang.channels.inbound.InboundStore.Result;
import app.sembang.channels.lanes.CompanyWorkers;
import app.sembang.channels.lanes.Lanes;
import app.sembang.channels.lanes.Sweep;
import app.sembang.connections.ChannelAccounts;
import app.sembang.contacts.Contacts;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Inbound;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.CrashPoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Takes stored events to the threads they belong to: in order, many in one transaction, as soon as they are committed.
@Component
class Drain implements SmartLifecycle {
    private static final int BATCH = 200;
    private static final int COMPANIES_AT_ONCE = 4;
    /// Five tries within a second: longer would keep the lane's neighbours waiting.
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private final InboundStore store;
    private final Lanes lanes;
    private final CompanyTransactions transactions;
    private final Conversations conversations;
    private final Contacts contacts;
    private final ChannelAccounts accounts;
    private final Map<Channel, ChannelDoor> doors = new EnumMap<>(Channel.class);
    private final Counter parked;
    private final CompanyWorkers workers = new CompanyWorkers("drain", COMPANIES_AT_ONCE, this::round);
    private final Sweep sweep;

    Drain(
            InboundStore store,
            Lanes lanes,
            CompanyTransactions transactions,
            Conversations conversations,
            Contacts contacts,
            ChannelAccounts accounts,
            List<ChannelDoor> doors,
            MeterRegistry metrics) {
        this.store = store;
        this.lanes = lanes;
        this.transactions = transactions;
        this.conversations = conversations;
        this.contacts = contacts;
        this.accounts = accounts;
        doors.forEach(door -> this.doors.put(door.channel(), door));
        this.parked = metrics.counter("sembang.inbound.parked");
        this.sweep = new Sweep("drain", () -> store.companiesWithPending().forEach(workers::wake));
    }

    void wake(CompanyId company) {
        workers.wake(company);
    }

    void wakeAfterCommit(CompanyId company) {
        workers.wakeAfterCommit(company);
    }

    private boolean round(CompanyId company) {
        return lanes.holding(false, held -> round(company, held));
    }

    private boolean round(CompanyId company, Lanes.Held held) {
        try {
            int done = transactions.in(company, () -> {
                lanes.fence(held);
                return work(company, store.pending(company, held, BATCH));
            });
            if (done > 0) {
                CrashPoint.AFTER_DRAIN_COMMIT.pass();
            }
            return done == BATCH;
        } catch (Lanes.Lost lost) {
            return false;
        } catch (RuntimeException e) {
            if (passes(e)) {
                throw e;
            }
            log.warn("A batch of company {} goes one by one: {}", company, words(e));
            oneByOne(company, held);
            return true;
        }
    }

    /// Nothing is wrong with the event: the database was away, two transactions met, or the lanes went elsewhere.
    private static boolean passes(RuntimeException e) {
        return e instanceof Lanes.Lost
                || e instanceof TransactionException
                || e instanceof TransientDataAccessException
                || e instanceof RecoverableDataAccessException
                || e instanceof DataAccessResourceFailureException;
    }

    private record Told(Inbound inbound, @Nullable FollowUp followUp) {}

    private int work(CompanyId company, List<Event> events) {
        if (events.isEmpty()) {
            return 0;
        }
        var results = new ArrayList<Result>(events.size());
        var told = new ArrayList<Told>(events.size());
        var edits = new ArrayList<Conversations.Edit>();
        for (var event : events) {
            results.add(read(company, event, told, edits));
        }
        if (!told.isEmpty()) {
            var received = conversations.receive(
                    company, told.stream().map(Told::inbound).toList());
            for (int i = 0; i < told.size(); i++) {
                var followUp = told.get(i).followUp();
                if (followUp != null && !received.get(i).duplicate()) {
                    followUp.stored(received.get(i));
                }
            }
        }
        conversations.edit(company, edits);
        accounts.traffic(company, events.stream().map(Event::account).toList());
        store.finish(company, results);
        return events.size();
    }

    private Result read(CompanyId company, Event event, List<Told> told, List<Conversations.Edit> edits) {
        var door = doors.get(event.channel());
        if (door == null) {
            return park(company, event, 1, "This channel has no door here.");
        }
        try {
            return switch (door.read(company, event.account(), event.raw())) {
                case Reading.Written written -> {
                    told.add(new Told(written.inbound(), written.followUp()));
                    yield Result.done(event.position());
                }
                case Reading.Edited edited -> {
                    edits.add(edited.edit());
                    yield Result.done(event.position());
                }
                case Reading.Reachability seen -> {
                    contacts.identity(company, event.account(), seen.externalId())
                            .ifPresent(identity -> contacts.reachable(company, identity, seen.reachable()));
                    yield Result.done(event.position());
                }
                case Reading.Ignored ignored -> Result.ignored(event.position());
            };
        } catch (ChannelDoor.Unreadable e) {
            return park(company, event, 1, String.valueOf(e.getMessage()));
        }
    }

    /// After a batch failed: finds the events that cannot be worked on, and lets everybody else's pass. What lies
    /// behind
    /// one in its lane waits for the verdict, so that the order stays.
    private void oneByOne(CompanyId company, Lanes.Held held) {
        var failing = new ArrayList<Event>();
        var blocked = new HashSet<Integer>();
        for (var event : transactions.in(company, () -> store.pending(company, held, BATCH))) {
            if (!blocked.contains(event.lane()) && failure(company, held, event) != null) {
                failing.add(event);
                blocked.add(event.lane());
            }
        }
        for (int i = 0; i < PAUSES.size() && !failing.isEmpty(); i++) {
            pause(PAUSES.get(i));
            boolean last = i == PAUSES.size() - 1;
            failing.removeIf(event -> {
                var failure = failure(company, held, event);
                if (failure != null && last) {
                    parkFailing(company, held, event, PAUSES.size() + 1, words(failure));
                }
                return failure == null;
            });
        }
    }

    private @Nullable RuntimeException failure(CompanyId company, Lanes.Held held, Event event) {
        try {
            transactions.run(company, () -> {
                lanes.fence(held);
                work(company, List.of(event));
            });
            return null;
        } catch (RuntimeException e) {
            if (passes(e)) {
                throw e;
            }
            return e;
        }
    }

    private void parkFailing(CompanyId company, Lanes.Held held, Event event, int attempts, String reason) {
        transactions.run(company, () -> {
            lanes.fence(held);
            store.finish(company, List.of(park(company, event, attempts, reason)));
        });
    }

    private Result park(CompanyId company, Event event, int attempts, String reason) {
        parked.increment();
        log.warn("Event {} of company {} is parked: {}", event.position(), company, reason);
        return Result.parked(event.position(), attempts, reason);
    }

    /// The cause at the bottom, without the values a database error quotes.
    private static String words(RuntimeException e) {
        var cause = NestedExceptionUtils.getMostSpecificCause(e);
        var message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return "%s: %s".formatted(cause.getClass().getSimpleName(), message);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        sweep.start();
    }

    @Override
    public void stop() {
        sweep.stop();
        workers.stop(Duration.ofSeconds(3));
    }

    @Override
    public boolean isRunning() {
        return sweep.isRunning();
    }

    @Override
    public int getPhase() {
        return Lanes.WORKER_PHASE;
    }
}
