package app.sembang.channels.inbound;

import app.sembang.audit.Spans;
import app.sembang.channels.ChannelDoor;
import app.sembang.channels.ChannelDoor.FollowUp;
import app.sembang.channels.ChannelDoor.Reading;
import app.sembang.channels.inbound.InboundStore.Event;
import app.sembang.channels.inbound.InboundStore.Result;
import app.sembang.channels.lanes.CompanyWorkers;
import app.sembang.channels.lanes.Intake;
import app.sembang.channels.lanes.Lanes;
import app.sembang.channels.lanes.Sweep;
import app.sembang.connections.ChannelAccounts;
import app.sembang.contacts.Contacts;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Inbound;
import app.sembang.conversations.Received;
import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Backlog;
import app.sembang.privacy.ConsentRecords;
import app.sembang.shared.CompanyId;
import app.sembang.shared.CrashPoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
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
    private final ConsentRecords consents;
    private final Clock clock;
    private final Doors doors;
    private final Again again;
    private final Spans spans;
    private final Counter parked;
    private final CompanyWorkers workers;
    private final Sweep sweep;

    Drain(
            InboundStore store,
            Lanes lanes,
            CompanyTransactions transactions,
            Conversations conversations,
            Contacts contacts,
            ChannelAccounts accounts,
            ConsentRecords consents,
            Clock clock,
            Doors doors,
            Again again,
            Intake intake,
            Spans spans,
            MeterRegistry metrics) {
        this.store = store;
        this.lanes = lanes;
        this.transactions = transactions;
        this.conversations = conversations;
        this.contacts = contacts;
        this.accounts = accounts;
        this.consents = consents;
        this.clock = clock;
        this.doors = doors;
        this.again = again;
        this.spans = spans;
        this.workers = new CompanyWorkers("drain", COMPANIES_AT_ONCE, this::round, Duration.ZERO, intake);
        this.parked = metrics.counter("sembang.inbound.parked");
        Backlog.show(metrics, "inbound", store::backlog);
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

    private record Told(
            Event event, Inbound inbound, @Nullable FollowUp followUp) {}

    /// What a batch says, gathered so that each kind is written at once.
    private final class Batch {
        private final CompanyId company;
        private final List<Told> told = new ArrayList<>();
        private final List<Conversations.Edit> edits = new ArrayList<>();
        private final List<Conversations.Reacted> reactions = new ArrayList<>();
        private final List<Conversations.Withdrawn> withdrawals = new ArrayList<>();
        private final List<Conversations.Told> statuses = new ArrayList<>();
        /// Of which event each of these is that may speak of a message nobody has yet.
        private final IdentityHashMap<Object, Event> events = new IdentityHashMap<>();

        private final Map<Event, Result> results = new LinkedHashMap<>();

        private Batch(CompanyId company) {
            this.company = company;
        }

        private void receive() {
            if (told.isEmpty()) {
                return;
            }
            var received = conversations.receive(
                    company, told.stream().map(Told::inbound).toList());
            for (int i = 0; i < told.size(); i++) {
                var followUp = told.get(i).followUp();
                if (followUp != null && !received.get(i).duplicate()) {
                    followUp.stored(received.get(i));
                }
            }
            tellArrival(received);
            told.clear();
        }

        /// How long each lay between its webhook and its thread.
        private void tellArrival(List<Received> received) {
            if (!spans.on()) {
                return;
            }
            var arrivals = List.copyOf(told);
            var now = clock.instant();
            AfterCommit.run(() -> {
                for (int i = 0; i < arrivals.size(); i++) {
                    var event = arrivals.get(i).event();
                    var stored = received.get(i);
                    if (stored.conversation() != null && !stored.duplicate()) {
                        spans.took(
                                company,
                                stored.conversation(),
                                "webhook_stored",
                                event.receivedAt(),
                                now,
                                Map.of(
                                        "message", stored.message().toString(),
                                        "channel", event.channel().value()));
                    }
                }
            });
        }

        /// Messages first: what changes one may have come with it.
        private void write() {
            receive();
            conversations.edit(company, edits).forEach(this::tooEarly);
            conversations.react(company, reactions).forEach(this::tooEarly);
            conversations.withdraw(company, withdrawals).forEach(this::tooEarly);
            withdrawals.forEach(one -> store.forget(company, one.account(), one.providerId()));
            conversations.told(company, statuses).forEach(this::tooEarly);
        }

        private void tooEarly(Object reading) {
            var event = events.get(reading);
            if (event != null) {
                results.put(event, again.later(company, event));
            }
        }

        private void take(Event event, Reading reading) {
            if (event.again() && !isHarmless(reading)) {
                return;
            }
            switch (reading) {
                case Reading.Written written -> told.add(new Told(event, written.inbound(), written.followUp()));
                case Reading.Joined joined -> {
                    receive();
                    var received = conversations.join(company, joined.inbound(), joined.group());
                    if (joined.followUp() != null && !received.duplicate()) {
                        joined.followUp().stored(received);
                    }
                }
                case Reading.Edited edited -> {
                    edits.add(edited.edit());
                    events.put(edited.edit(), event);
                }
                case Reading.Reacted reacted -> {
                    reactions.add(reacted.reaction());
                    events.put(reacted.reaction(), event);
                }
                case Reading.Withdrawn withdrawn -> {
                    withdrawals.add(withdrawn.withdrawal());
                    events.put(withdrawn.withdrawal(), event);
                }
                case Reading.Status status -> {
                    statuses.add(status.told());
                    events.put(status.told(), event);
                }
                case Reading.Echo echo -> echo(event, echo);
                case Reading.Past past -> {
                    // What comes twice, as new and as old, is new.
                    receive();
                    conversations.remember(company, past.messages());
                }
                case Reading.SeenUpTo seen ->
                    conversations.seenUpTo(company, event.account(), seen.contact(), seen.upTo(), seen.state());
                case Reading.NewIdentity named -> {
                    // Perhaps nobody is known by it before what was written first is received.
                    receive();
                    contacts.alsoKnownAs(company, event.account(), named.known(), named.fresh());
                }
                case Reading.Phone told -> {
                    receive();
                    contacts.ownPhone(company, event.account(), told.contact(), told.number(), told.before());
                }
                case Reading.Preference told -> {
                    receive();
                    preference(event, told);
                }
                case Reading.Named named -> {
                    receive();
                    contacts.named(company, named.person());
                }
                case Reading.AccountEvent happened -> {
                    accounts.note(company, event.account(), happened.effect(), happened.words());
                    if (happened.followUp() != null) {
                        happened.followUp().run();
                    }
                }
                case Reading.Reachability seen -> {
                    receive();
                    contacts.identity(company, event.account(), seen.externalId())
                            .ifPresent(identity ->
                                    contacts.reachable(company, identity, seen.reachable(), clock.instant()));
                }
                case Reading.Several several -> several.readings().forEach(one -> take(event, one));
                case Reading.Ignored ignored -> results.put(event, Result.ignored(event.position()));
            }
        }

        /// Whether it does nothing the second time, whatever came after it. What says how something is now would
        /// put back what is newer.
        private static boolean isHarmless(Reading reading) {
            return switch (reading) {
                case Reading.Written written -> true;
                case Reading.Joined joined -> true;
                case Reading.Withdrawn withdrawn -> true;
                case Reading.Status status -> true;
                case Reading.Echo echo -> true;
                case Reading.Past past -> true;
                case Reading.SeenUpTo seen -> true;
                case Reading.Several several -> true;
                case Reading.Ignored ignored -> true;
                case Reading.Edited edited -> false;
                case Reading.Reacted reacted -> false;
                case Reading.NewIdentity fresh -> false;
                case Reading.Phone phone -> false;
                case Reading.Preference preference -> false;
                case Reading.Named named -> false;
                case Reading.AccountEvent happened -> false;
                case Reading.Reachability reachability -> false;
            };
        }

        /// Of somebody who never wrote nothing is kept.
        private void preference(Event event, Reading.Preference told) {
            if (contacts.identity(company, event.account(), told.person().externalId())
                    .isPresent()) {
                var contact = contacts.recognise(company, List.of(told.person()), clock.instant())
                        .getFirst()
                        .contact();
                consents.said(company, contact, told.purpose(), event.channel(), told.granted(), told.evidence());
            }
        }

        /// What the contact wrote before it comes before it.
        private void echo(Event event, Reading.Echo echo) {
            receive();
            switch (conversations.echo(company, echo.echo())) {
                case Conversations.Echoed.Stored stored -> {
                    if (echo.followUp() != null) {
                        echo.followUp().stored(stored.message());
                    }
                }
                case Conversations.Echoed.Known known -> {}
                case Conversations.Echoed.TooEarly early -> results.put(event, again.later(company, event));
            }
        }
    }

    private int work(CompanyId company, List<Event> events) {
        if (events.isEmpty()) {
            return 0;
        }
        var batch = new Batch(company);
        for (var event : events) {
            batch.results.put(event, Result.done(event.position()));
            var door = doors.of(event.channel(), event.provider());
            if (door == null) {
                batch.results.put(event, park(company, event, 1, "This channel has no door here."));
                continue;
            }
            try {
                var reading = door.read(company, event.account(), event.key(), event.raw());
                if (!event.isTest()) {
                    batch.take(event, reading);
                }
            } catch (ChannelDoor.Unreadable e) {
                batch.results.put(event, park(company, event, 1, String.valueOf(e.getMessage())));
            }
        }
        batch.write();
        accounts.traffic(
                company,
                events.stream()
                        .filter(event -> !event.isTest() && !event.again())
                        .map(Event::account)
                        .toList());
        store.finish(company, List.copyOf(batch.results.values()));
        return events.size();
    }

    /// After a batch failed: finds the events that cannot be worked on, and lets everybody else's pass.
    /// What lies behind one in its lane waits for the verdict, so that the order stays.
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
