package app.sembang.channels.delivery;

import app.sembang.audit.Spans;
import app.sembang.billing.Allowance;
import app.sembang.channels.delivery.DeliveryStore.Due;
import app.sembang.channels.delivery.DeliveryStore.Later;
import app.sembang.channels.lanes.CompanyWorkers;
import app.sembang.channels.lanes.Intake;
import app.sembang.channels.lanes.Lanes;
import app.sembang.channels.lanes.Sweep;
import app.sembang.connections.ChannelAccount;
import app.sembang.connections.ChannelAccountWorks;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.contacts.Contacts;
import app.sembang.conversations.Content;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.MessageState;
import app.sembang.conversations.MessagingWindow;
import app.sembang.conversations.Outcome;
import app.sembang.conversations.Outgoing;
import app.sembang.conversations.RecipientCheck;
import app.sembang.conversations.RepliesQueued;
import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.SendingHold;
import app.sembang.jobs.Backlog;
import app.sembang.privacy.ConsentRecords;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.CrashPoint;
import app.sembang.shared.MessageId;
import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Takes queued messages to the vendors. Of each conversation only the first message in line is sent, many
/// conversations at once; a claim is one transaction for many messages, and so is recording what became of
/// them. While a vendor is called no transaction is open.
@Component
class Delivery implements SmartLifecycle {
    /// Enough for a vendor that takes a second to answer at a hundred messages a second; each costs a virtual thread.
    private static final int MOST_UNDERWAY = 128;

    /// Nobody sees whether a conversation's next message waited so long; as many more share a transaction.
    private static final Duration APART = Duration.ofMillis(30);

    /// What a conversation has in line goes in one go, so that answers to somebody who writes fast do not wait for a
    /// transaction each. Few: what is under way can no longer be withdrawn by a person who takes over.
    private static final int MOST_IN_A_ROW = 4;

    /// Where a vendor is slow the rest of the row goes back, and may be withdrawn again.
    private static final Duration ROW_AT_MOST = Duration.ofSeconds(1);

    private static final int MOST_ATTEMPTS = 10;

    /// Between two tries of a message whose account no longer works; others try in between.
    private static final Duration UNTIL_PUT_RIGHT = Duration.ofMinutes(10);

    /// The first pause of an account that is broken, and of one that has sent too much.
    private static final Duration BROKEN = Duration.ofMinutes(1);

    private static final Duration LIMITED = Duration.ofSeconds(10);
    private static final List<Duration> BACK_OFF = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2));
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final DeliveryStore store;
    private final CompanyTransactions transactions;
    private final Lanes lanes;
    private final Conversations conversations;
    private final Contacts contacts;
    private final ChannelAccounts accounts;
    private final ConsentRecords consents;
    private final List<RecipientCheck> recipientChecks;
    private final Allowance allowance;
    private final Clock clock;
    private final SendingHold hold;
    private final Pauses pauses;
    private final List<ChannelSender> senders;
    private final MeterRegistry metrics;
    private final Spans spans;
    private final boolean paced;
    private final Pace<ChannelAccountId> pace = new Pace<>(Duration.ofSeconds(1));
    /// A few at once are taken, as a person writes them.
    private final Pace<ConversationId> chats = new Pace<>(Duration.ofSeconds(MOST_IN_A_ROW));
    /// Broken accounts whose vendor was asked lately whether they work again.
    private final Cache<ChannelAccountId, Boolean> asked =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(10)).build();

    /// Until the database has said otherwise.
    private volatile boolean held = true;

    private final Map<CompanyId, Underway> underway = new ConcurrentHashMap<>();
    /// Companies some of whose messages a dead process was sending.
    private final Set<CompanyId> bereaved = ConcurrentHashMap.newKeySet();
    private final CompanyWorkers workers;
    private final Sweep sweep;
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("send-", 0).factory());

    Delivery(
            DeliveryStore store,
            CompanyTransactions transactions,
            Lanes lanes,
            Conversations conversations,
            Contacts contacts,
            ChannelAccounts accounts,
            ConsentRecords consents,
            List<RecipientCheck> recipientChecks,
            Allowance allowance,
            Clock clock,
            SendingHold hold,
            Intake intake,
            ObjectProvider<ChannelSender> senders,
            MeterRegistry metrics,
            Spans spans,
            @Value("${sembang.channels.paced:true}") boolean paced) {
        this.paced = paced;
        this.spans = spans;
        this.store = store;
        this.transactions = transactions;
        this.lanes = lanes;
        this.conversations = conversations;
        this.contacts = contacts;
        this.accounts = accounts;
        this.consents = consents;
        this.recipientChecks = recipientChecks;
        this.allowance = allowance;
        this.clock = clock;
        this.hold = hold;
        this.pauses = new Pauses(clock);
        this.senders = senders.stream().toList();
        this.metrics = metrics;
        this.workers = new CompanyWorkers("delivery", 8, this::round, APART, intake);
        Backlog.show(metrics, "delivery", store::backlog);
        this.sweep = new Sweep("delivery", this::look);
    }

    private void look() {
        // First, for it needs no database: what could not be recorded when it came back.
        underway.forEach((company, current) -> {
            if (!current.settled.isEmpty() || current.claimInDoubt) {
                workers.wake(company);
            }
        });
        held = hold.isOn();
        bereaved.addAll(store.companiesOfTheDead());
        bereaved.forEach(workers::wake);
        store.companiesWithWork(clock.instant()).forEach(workers::wake);
    }

    /// One company's messages that are being sent, and what became of those that were.
    private static final class Underway {
        final AtomicInteger count = new AtomicInteger();
        final Set<MessageId> messages = ConcurrentHashMap.newKeySet();
        /// A claim may have been committed without our hearing of it; nobody sends what it claimed.
        volatile boolean claimInDoubt;

        final ConcurrentLinkedQueue<Settled> settled = new ConcurrentLinkedQueue<>();

        List<Settled> takeSettled() {
            var taken = new ArrayList<Settled>();
            for (var one = settled.poll(); one != null; one = settled.poll()) {
                taken.add(one);
            }
            return taken;
        }
    }

    /// What became of a message in one try.
    ///
    /// @param ids the vendor's, of what it took besides the last part
    /// @param partsSent how many parts it has now, with those of tries before
    private record Attempt(SendResult result, List<String> ids, int partsSent) {}

    /// @param attempt null: not tried, as what stands before it in its conversation did not go
    private record Settled(Due due, @Nullable Attempt attempt) {}

    @EventListener
    void on(RepliesQueued queued) {
        var ours = queued.messages().stream()
                .filter(message -> senders.stream().anyMatch(sender -> sender.channel() == message.channel()))
                .toList();
        if (!ours.isEmpty()) {
            store.insert(queued.company(), ours, clock.instant());
            workers.wakeAfterCommit(queued.company());
        }
    }

    /// Records what became of the messages that came back since the last round, and takes the next ones to the vendors:
    /// one transaction for both, so that a conversation's next message waits for nothing else.
    ///
    /// @return whether there is certainly more to do now
    private boolean round(CompanyId company) {
        var current = underway.computeIfAbsent(company, _ -> new Underway());
        // Before anything is taken: it may need the database, and fail.
        boolean maySend = !held && allowance.mayISend(company);
        var back = current.takeSettled();
        int room = maySend ? MOST_UNDERWAY - current.count.get() + back.size() : 0;
        Claim claim;
        try {
            claim = recordAndClaim(company, current, back, room);
        } catch (RuntimeException notRecorded) {
            // Kept and tried again: losing it would leave the message in 'sending' until this process ends.
            current.settled.addAll(back);
            current.claimInDoubt = true;
            throw notRecorded;
        }
        back.forEach(one -> current.messages.remove(one.due().message()));
        if (claim.looked()) {
            current.claimInDoubt = false;
        }
        int claimed = 0;
        for (var row : claim.rows()) {
            row.forEach(one -> current.messages.add(one.due().message()));
            claimed += row.size();
        }
        if (claimed > 0) {
            CrashPoint.AFTER_CLAIM.pass();
        }
        current.count.addAndGet(claimed - back.size());
        claim.rows().forEach(row -> calls.execute(() -> send(company, current, row)));
        return claim.more() || !current.settled.isEmpty();
    }

    private Claim recordAndClaim(CompanyId company, Underway current, List<Settled> back, int room) {
        Optional<Claim> claimed = room <= 0
                ? Optional.empty()
                : lanes.holding(Optional.empty(), held -> {
                    try {
                        return Optional.of(transactions.in(company, () -> {
                            lanes.fence(held);
                            record(company, back);
                            if (current.claimInDoubt) {
                                takeBack(company, held, current);
                            }
                            return claim(company, held, room);
                        }));
                    } catch (Lanes.Lost lost) {
                        return Optional.empty();
                    }
                });
        return claimed.orElseGet(() -> {
            if (!back.isEmpty()) {
                transactions.run(company, () -> record(company, back));
            }
            return Claim.NONE;
        });
    }

    private record Claimed(Due due, Outgoing message) {}

    /// @param rows of each conversation what goes now, in order
    /// @param more whether others may be in line behind the messages of these conversations
    /// @param looked whether this process held lanes and looked what is in line
    private record Claim(Collection<List<Claimed>> rows, boolean more, boolean looked) {
        static final Claim NONE = new Claim(List.of(), false, false);
    }

    /// What this process claimed without hearing that it did: no vendor was called, so it goes back into line.
    private void takeBack(CompanyId company, Lanes.Held held, Underway current) {
        var forgotten = store.sendingBy(company, held.process()).stream()
                .filter(message -> !current.messages.contains(message))
                .toList();
        if (!forgotten.isEmpty()) {
            conversations.settle(
                    company,
                    forgotten.stream()
                            .map(message -> new Outcome(message, MessageState.QUEUED, null, null, null))
                            .toList());
            store.backInLine(company, forgotten);
        }
    }

    private Claim claim(CompanyId company, Lanes.Held held, int room) {
        if (bereaved.remove(company)) {
            giveUpOrphans(company, held);
        }
        var waiting =
                Stream.concat(pauses.paused().stream(), pace.resting().stream()).toList();
        var busy = new HashSet<>(chats.resting());
        // Twice as many as may go: a conversation may have more in line than may go.
        int most = Math.min(MOST_UNDERWAY, 2 * room);
        var inLine = store.due(company, held.lanes(), waiting, clock.instant(), most);
        var due = mayGoNow(company, held, inLine, busy, room);
        if (due.isEmpty()) {
            return new Claim(List.of(), false, true);
        }
        var outgoing = conversations
                .startSending(company, due.stream().map(Due::message).toList())
                .stream()
                .collect(Collectors.toMap(Outgoing::message, one -> one));
        var rows = new LinkedHashMap<ConversationId, List<Claimed>>();
        var withdrawn = new ArrayList<MessageId>();
        for (var one : due) {
            var message = outgoing.get(one.message());
            if (message == null) {
                withdrawn.add(one.message());
            } else {
                rows.computeIfAbsent(one.conversation(), _ -> new ArrayList<>()).add(new Claimed(one, message));
            }
        }
        store.sending(company, outgoing.keySet(), held.process(), clock.instant());
        store.delete(company, withdrawn);
        return new Claim(rows.values(), inLine.size() == most, true);
    }

    /// Of each conversation the first few in line. What is over the vendor's pace stays there, and what is behind it;
    /// the next look takes it.
    private List<Due> mayGoNow(
            CompanyId company, Lanes.Held held, List<Due> inLine, Set<ConversationId> busy, int most) {
        var due = new ArrayList<Due>();
        var inARow = new HashMap<ConversationId, Integer>();
        var stays = new HashSet<>(busy);
        for (var one : inLine) {
            if (due.size() == most) {
                break;
            }
            if (stays.contains(one.conversation())) {
                continue;
            }
            if (inARow.merge(one.conversation(), 1, Integer::sum) <= MOST_IN_A_ROW && mayGoNow(company, held, one)) {
                due.add(one);
            } else {
                stays.add(one.conversation());
            }
        }
        return due;
    }

    private boolean mayGoNow(CompanyId company, Lanes.Held held, Due due) {
        return !paced
                || accounts.connection(company, due.channel(), due.account())
                        .map(account -> mayGoNow(account, held, due))
                        .orElse(true);
    }

    private boolean mayGoNow(Connection account, Lanes.Held held, Due due) {
        var sender = senderOf(account);
        int most = account.capabilities().perSecond();
        // What is tried again has waited by itself.
        int inAChat = due.attempts() > 0
                ? 0
                : sender.map(ChannelSender::perSecondInAChat).orElse(0);
        if (inAChat > 0 && !chats.take(due.conversation(), inAChat * MOST_IN_A_ROW)) {
            return false;
        }
        boolean goes = most == 0
                || (sender.map(ChannelSender::takesTurns).orElse(false)
                        ? takesTurn(account, most)
                        : pace.take(due.account(), share(most, held)));
        return goes || (inAChat > 0 && chats.giveBack(due.conversation()));
    }

    /// Exactly, whatever other processes send: each message asks the database, once there is room here.
    private boolean takesTurn(Connection account, int most) {
        return pace.take(account.account(), most)
                && (accounts.takeTurn(
                                account.company(),
                                account.account(),
                                Duration.ofSeconds(1).dividedBy(most))
                        || pace.giveBack(account.account()));
    }

    /// As much of it as this process has of the lanes, by which contacts are spread evenly.
    private static int share(int most, Lanes.Held held) {
        return Math.max(1, Math.ceilDiv(most * held.lanes().size(), Lanes.COUNT));
    }

    /// Nobody knows whether the vendor has what a dead process was sending; it is never repeated by itself.
    private void giveUpOrphans(CompanyId company, Lanes.Held held) {
        var orphans = store.orphaned(company, held.lanes());
        if (!orphans.isEmpty()) {
            conversations.settle(
                    company,
                    orphans.stream()
                            .map(message -> new Outcome(
                                    message,
                                    MessageState.UNKNOWN,
                                    null,
                                    "interrupted",
                                    "Sembang was interrupted while sending; the customer may or may not have it."))
                            .toList());
            store.delete(company, orphans);
        }
    }

    /// One after the other. Where one is to be tried later what is behind it goes back into line, untried.
    private void send(CompanyId company, Underway current, List<Claimed> row) {
        long began = System.nanoTime();
        boolean goesOn = true;
        MDC.put("trace", Spans.trace(row.getFirst().due().conversation()));
        for (var one : row) {
            if (goesOn) {
                var attempt = call(company, one);
                note(one.due(), attempt.result());
                current.settled.add(new Settled(one.due(), attempt));
                goesOn = !(attempt.result() instanceof SendResult.TryLater)
                        && System.nanoTime() - began < ROW_AT_MOST.toNanos()
                        && !pauses.paused().contains(one.due().account());
            } else {
                chats.giveBack(one.due().conversation());
                pace.giveBack(one.due().account());
                current.settled.add(new Settled(one.due(), null));
            }
            workers.wake(company);
        }
    }

    private Attempt call(CompanyId company, Claimed claimed) {
        var began = clock.instant();
        Attempt attempt;
        try {
            attempt = accounts.connection(
                            company, claimed.due().channel(), claimed.due().account())
                    .map(connection -> send(connection, claimed))
                    .orElseGet(() -> notTried(claimed, "account-gone", "The channel account no longer exists."));
        } catch (RuntimeException unforeseen) {
            // The request may have been written before it went wrong.
            log.error("Sending message {} failed unforeseen", claimed.due().message(), unforeseen);
            attempt = new Attempt(
                    new SendResult.Unknown("internal", "Sending failed in a way that was not foreseen."),
                    List.of(),
                    claimed.message().partsSent());
        }
        CrashPoint.AFTER_SEND.pass();
        if (spans.on()) {
            spans.took(
                    company,
                    claimed.due().conversation(),
                    "vendor_called",
                    began,
                    clock.instant(),
                    Map.of(
                            "message", claimed.due().message().toString(),
                            "channel", claimed.due().channel().value(),
                            "outcome",
                                    attempt.result().getClass().getSimpleName().toLowerCase(Locale.ROOT)));
        }
        return attempt;
    }

    private static Attempt notTried(Claimed claimed, String code, String reason) {
        return new Attempt(
                new SendResult.Rejected(code, reason, false, false),
                List.of(),
                claimed.message().partsSent());
    }

    /// The window may have closed while the message waited; the vendor would only say the same.
    private Attempt send(Connection account, Claimed claimed) {
        if (account.status() == ChannelAccount.Status.DISCONNECTED) {
            return notTried(claimed, "account_disconnected", "The channel account was disconnected.");
        }
        var message = claimed.message();
        var closesAt = MessagingWindow.closesAt(
                account.capabilities().window(), message.contactWroteAt(), message.entryAnsweredAt(), message.author());
        if (!MessagingWindow.allows(message.content(), closesAt, clock.instant())) {
            return notTried(
                    claimed,
                    "window_closed",
                    "The time in which the channel lets a company answer freely is over. Send a template it has approved, or wait until the customer writes.");
        }
        return refusal(account, claimed)
                .orElseGet(() -> send(
                        account,
                        message.as(Rendering.of(message.content(), account.capabilities())),
                        message.partsSent()));
    }

    /// While it waited what may be sent to the customer may have changed; who refuses says why.
    private Optional<Attempt> refusal(Connection account, Claimed claimed) {
        var content = claimed.message().content();
        if (!(content instanceof Content.VendorTemplate)) {
            return Optional.empty();
        }
        try {
            transactions.run(account.company(), () -> {
                var contact =
                        contacts.contactOf(account.company(), claimed.due().identity());
                recipientChecks.forEach(check ->
                        check.check(account.company(), contact, account.channel(), account.account(), content));
            });
            return Optional.empty();
        } catch (Refusal refused) {
            return Optional.of(
                    notTried(claimed, refused.code().replace('-', '_'), Objects.requireNonNull(refused.getMessage())));
        }
    }

    /// What becomes several messages is sent in order, from where the try before ended.
    private Attempt send(Connection account, List<Outgoing> parts, int partsSent) {
        var sender = sender(account);
        var ids = new ArrayList<String>();
        SendResult result = new SendResult.Accepted(null);
        for (int part = partsSent; part < parts.size(); part++) {
            result = sender.send(account, parts.get(part));
            if (!(result instanceof SendResult.Accepted accepted)) {
                return new Attempt(result, ids, part);
            }
            mayWorkAgain(account);
            ids.addAll(accepted.also());
            if (accepted.providerId() != null && part < parts.size() - 1) {
                ids.add(accepted.providerId());
            }
        }
        return new Attempt(result, ids, 0);
    }

    private Optional<ChannelSender> senderOf(Connection account) {
        return senders.stream()
                .filter(sender -> sender.channel() == account.channel() && sender.serves(account.provider()))
                .findFirst();
    }

    private ChannelSender sender(Connection account) {
        return senderOf(account)
                .orElseThrow(() -> new IllegalStateException(
                        "Nothing sends on " + account.channel().value()));
    }

    private void note(Due due, SendResult result) {
        switch (result) {
            case SendResult.TryLater(var code, var reason, var after, var waits) -> {
                switch (waits) {
                    case NOBODY -> pauses.worked(due.account());
                    case ACCOUNT -> {
                        if (after != null) pauses.pause(due.account(), after);
                        else pauses.pauseLonger(due.account(), LIMITED);
                    }
                    case AFTER_SOME -> {
                        if (after == null) pauses.failed(due.account());
                    }
                }
            }
            case SendResult.Unknown unknown -> pauses.failed(due.account());
            case SendResult.Rejected rejected
            when rejected.accountBroken() -> pauses.pauseLonger(due.account(), BROKEN);
            default -> pauses.worked(due.account());
        }
    }

    /// An account that was put right need not wait for its next try.
    @EventListener
    void on(ChannelAccountWorks works) {
        store.noLongerLater(works.company(), works.account(), clock.instant());
        AfterCommit.run(() -> {
            pauses.end(works.account());
            workers.wake(works.company());
        });
    }

    /// What goes through an account that is marked as broken says that somebody has put it right at the vendor.
    private void mayWorkAgain(Connection account) {
        if (account.status() == ChannelAccount.Status.ERROR
                && asked.asMap().putIfAbsent(account.account(), Boolean.TRUE) == null) {
            calls.execute(() -> accounts.test(account.company(), account.account(), null));
        }
    }

    private void record(CompanyId company, List<Settled> batch) {
        if (batch.isEmpty()) {
            return;
        }
        var outcomes = new ArrayList<Outcome>();
        var later = new ArrayList<Later>();
        var done = new ArrayList<MessageId>();
        var untried = new ArrayList<MessageId>();
        int taken = 0;
        for (var one : batch) {
            var id = one.due().message();
            var outcome = outcome(one, later);
            outcomes.add(outcome);
            if (outcome.state() != MessageState.QUEUED) {
                done.add(id);
            }
            if (outcome.state() == MessageState.SENT) {
                taken++;
            }
            if (one.attempt() == null) {
                untried.add(id);
            }
        }
        conversations.settle(company, outcomes);
        AfterCommit.run(() -> {
            for (int i = 0; i < batch.size(); i++) count(batch.get(i), outcomes.get(i));
        });
        store.delete(company, done);
        store.later(company, later);
        store.backInLine(company, untried);
        for (var one : batch) {
            if (one.attempt() != null && one.attempt().result() instanceof SendResult.Rejected rejected) {
                if (rejected.unreachable()) {
                    contacts.reachable(company, one.due().identity(), false, clock.instant());
                }
                if (rejected.code().equals(SendResult.OPTED_OUT)) {
                    consents.said(
                            company,
                            contacts.contactOf(company, one.due().identity()),
                            "marketing",
                            one.due().channel(),
                            false,
                            rejected.reason());
                }
                if (rejected.accountBroken()) {
                    accounts.failing(company, one.due().account(), rejected.reason());
                }
            }
        }
        int counted = taken;
        allowance
                .reserve(company, Allowance.Use.MESSAGE, counted)
                .ifPresent(permit -> allowance.settle(permit, counted));
    }

    private void count(Settled one, Outcome outcome) {
        if (one.attempt() == null) {
            return;
        }
        metrics.counter(
                        "sembang.deliveries",
                        "channel",
                        one.due().channel().value(),
                        "outcome",
                        outcome.state() == MessageState.QUEUED
                                ? "again"
                                : outcome.state().value())
                .increment();
    }

    private Outcome outcome(Settled one, List<Later> later) {
        var id = one.due().message();
        var attempt = one.attempt();
        if (attempt == null) {
            return new Outcome(id, MessageState.QUEUED, null, null, null);
        }
        return switch (attempt.result()) {
            case SendResult.Accepted accepted ->
                became(id, MessageState.SENT, accepted.providerId(), null, null, attempt);
            case SendResult.Rejected rejected
            when rejected.accountBroken() && one.due().attempts() + 1 < MOST_ATTEMPTS -> {
                later.add(new Later(id, clock.instant().plus(UNTIL_PUT_RIGHT)));
                yield became(id, MessageState.QUEUED, null, rejected.code(), rejected.reason(), attempt);
            }
            case SendResult.Rejected rejected ->
                became(id, MessageState.FAILED, null, rejected.code(), rejected.reason(), attempt);
            case SendResult.Unknown unknown ->
                became(id, MessageState.UNKNOWN, null, unknown.code(), unknown.reason(), attempt);
            case SendResult.TryLater again
            when one.due().attempts() + 1 >= MOST_ATTEMPTS ->
                became(id, MessageState.FAILED, null, again.code(), again.reason(), attempt);
            case SendResult.TryLater again -> {
                later.add(
                        new Later(id, clock.instant().plus(wait(again, one.due().attempts()))));
                yield became(id, MessageState.QUEUED, null, again.code(), again.reason(), attempt);
            }
        };
    }

    private static Outcome became(
            MessageId id,
            MessageState state,
            @Nullable String providerId,
            @Nullable String code,
            @Nullable String reason,
            Attempt attempt) {
        return new Outcome(id, state, providerId, code, reason, attempt.ids(), attempt.partsSent());
    }

    /// Exactly as long as the vendor asks; else longer each time, spread so that what failed together does not return
    /// together.
    private static Duration wait(SendResult.TryLater again, int attempts) {
        if (again.after() != null) {
            return again.after();
        }
        var base = BACK_OFF.get(Math.min(attempts, BACK_OFF.size() - 1));
        return base.plusMillis(ThreadLocalRandom.current().nextLong(base.toMillis() / 2 + 1));
    }

    @Override
    public void start() {
        held = hold.isOn();
        sweep.start();
    }

    @Override
    public void stop() {
        sweep.stop();
        workers.stop(Duration.ofSeconds(2));
        calls.shutdown();
        try {
            if (!calls.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("Some messages were still being sent; they will be shown as of unknown outcome");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        underway.forEach((company, current) -> {
            try {
                recordAndClaim(company, current, current.takeSettled(), 0);
            } catch (RuntimeException notRecorded) {
                log.warn("What was sent last for company {} could not be recorded", company, notRecorded);
            }
        });
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
