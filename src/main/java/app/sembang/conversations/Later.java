package app.sembang.conversations;

import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.connections.ChannelAccounts;
import app.sembang.conversations.ScheduledMessages.Reason;
import app.sembang.conversations.ScheduledMessages.ScheduledMessage;
import app.sembang.conversations.ScheduledMessages.State;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MessageId;
import app.sembang.shared.Refusal;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/// What is put off: conversations until a time, and messages to be sent at one. The customer's
/// next message ends both. A job looks at the row when its time comes and does only what the
/// row still says, so that one too many is harmless.
@Component
class Later {
    private static final TaskDescriptor<Due> WAKE = TaskDescriptor.of("wake-conversation", Due.class);
    private static final TaskDescriptor<Due> SEND = TaskDescriptor.of("send-scheduled-message", Due.class);
    private static final Duration LATEST = Duration.ofDays(36_525);

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final Members members;
    private final ChannelAccounts accounts;
    private final Desk desk;
    private final Conversations threads;
    private final ConversationStore conversations;
    private final MessageStore messages;
    private final ScheduledMessages scheduled;
    private final ConversationHistory history;
    private final Jobs jobs;
    private final Clock clock;

    Later(
            CompanyTransactions transactions,
            Companies companies,
            Members members,
            ChannelAccounts accounts,
            Desk desk,
            Conversations threads,
            ConversationStore conversations,
            MessageStore messages,
            ScheduledMessages scheduled,
            ConversationHistory history,
            Jobs jobs,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.members = members;
        this.accounts = accounts;
        this.desk = desk;
        this.threads = threads;
        this.conversations = conversations;
        this.messages = messages;
        this.scheduled = scheduled;
        this.history = history;
        this.jobs = jobs;
        this.clock = clock;
    }

    /// @param id of the conversation, or of the message
    record Due(CompanyId company, UUID id) {}

    @Configuration(proxyBeanMethods = false)
    static class Timers {
        @Bean
        Task<Due> wakeConversation(ObjectProvider<Later> later) {
            return Tasks.oneTime(WAKE)
                    .execute((job, context) -> later.getObject().wake(job.getData()));
        }

        @Bean
        Task<Due> sendScheduledMessage(ObjectProvider<Later> later) {
            return Tasks.oneTime(SEND)
                    .execute((job, context) -> later.getObject().send(job.getData()));
        }
    }

    /// Puts a conversation off: it comes back at that time, or when the customer writes.
    ///
    /// @return until when it was put off before; empty where it was not, or is due
    Optional<Instant> snooze(Member me, ConversationId id, Instant until) {
        return desk.change(me, id, (conversation, now) -> {
            requireLater("until", until, now);
            var before = Optional.ofNullable(conversation.snoozedUntil).filter(time -> time.isAfter(now));
            conversation.snooze(until);
            conversations.update(me.company(), List.of(conversation));
            jobs.schedule(
                    WAKE.instance(id + "/" + until)
                            .data(new Due(me.company(), id.value()))
                            .build(),
                    until);
            tell(me.company(), me, conversation, "snoozed", Map.of("until", until.toString()), now);
            return before;
        });
    }

    /// Takes a conversation back before its time.
    ///
    /// @return until when it was put off; empty where it was not, or is due
    Optional<Instant> wake(Member me, ConversationId id) {
        return desk.change(me, id, (conversation, now) -> {
            var before = Optional.ofNullable(conversation.snoozedUntil);
            if (before.isPresent()) {
                conversation.wake();
                conversations.update(me.company(), List.of(conversation));
                tell(me.company(), me, conversation, "woken", Map.of(), now);
            }
            return before.filter(time -> time.isAfter(now));
        });
    }

    private void wake(Due due) {
        transactions.run(due.company(), () -> {
            var id = new ConversationId(due.id());
            conversations.lockThreads(due.company(), List.of(id));
            var now = clock.instant();
            conversations
                    .find(due.company(), id)
                    .filter(one -> one.isDueAt(now))
                    .ifPresent(conversation -> {
                        conversation.wake();
                        conversations.update(due.company(), List.of(conversation));
                        tell(due.company(), null, conversation, "woken", Map.of("because", "time"), now);
                    });
        });
    }

    /// Keeps a message to be sent at a time.
    UUID schedule(Member me, ConversationId id, String text, Instant sendAt, @Nullable String clientId) {
        return desk.change(me, id, (conversation, now) -> {
            if (clientId != null) {
                var stored = scheduled.byClientId(me.company(), id, clientId);
                if (stored.isPresent()) {
                    return stored.get().id();
                }
            }
            requireLater("sendAt", sendAt, now);
            conversation.requireOpen();
            desk.requireSendable(me.company(), conversation, text);
            var message = Ids.next();
            scheduled.insert(me.company(), message, id, me.id(), text, sendAt, clientId, now);
            conversation.scheduled++;
            conversations.update(me.company(), List.of(conversation));
            plan(me.company(), message, sendAt);
            tell(me.company(), me, conversation, "scheduled", Map.of("until", sendAt.toString()), now);
            return message;
        });
    }

    void change(Member me, ConversationId id, UUID message, @Nullable String text, @Nullable Instant sendAt) {
        desk.change(me, id, (conversation, now) -> {
            var before = held(me, id, message);
            var words = text == null ? before.text() : text;
            var at = sendAt == null ? before.sendAt() : sendAt;
            requireLater("sendAt", at, now);
            desk.requireSendable(me.company(), conversation, words);
            scheduled.change(me.company(), message, words, at);
            plan(me.company(), message, at);
            tell(me.company(), me, conversation, null, Map.of(), now);
            return id;
        });
    }

    void takeBack(Member me, ConversationId id, UUID message) {
        desk.change(me, id, (conversation, now) -> {
            held(me, id, message);
            scheduled.notSent(me.company(), message, State.CANCELLED, Reason.TAKEN_BACK, now);
            conversation.scheduled--;
            conversations.update(me.company(), List.of(conversation));
            tell(me.company(), me, conversation, null, Map.of(), now);
            return id;
        });
    }

    private void send(Due due) {
        var company = due.company();
        transactions.run(company, () -> {
            var found = scheduled.find(company, due.id());
            if (found.isEmpty()) {
                return;
            }
            var id = found.get().conversationId();
            conversations.lockThreads(company, List.of(id));
            var now = clock.instant();
            var conversation = conversations.find(company, id).orElseThrow();
            scheduled
                    .find(company, due.id())
                    .filter(one -> one.state() == State.HELD && !one.sendAt().isAfter(now))
                    .ifPresent(one -> send(company, conversation, one, now));
        });
    }

    private void send(CompanyId company, Conversation conversation, ScheduledMessage planned, Instant now) {
        conversation.scheduled--;
        var hindered = hindrance(company, conversation, planned, now);
        if (hindered != null) {
            scheduled.notSent(company, planned.id(), State.FAILED, hindered, now);
            conversations.update(company, List.of(conversation));
            tell(company, null, conversation, "scheduled_not_sent", Map.of("reason", hindered.value()), now);
            return;
        }
        var collected = history.collect(company, now);
        messages.cancelAssistants(company, conversation.id)
                .forEach(message -> collected.messageChanged(conversation, message, "message_cancelled"));
        // Whoever is responsible now answers from here on, whoever wrote the words.
        int seq = conversation.answeredBy(
                conversation.assignee == null ? planned.member().id() : conversation.assignee, now);
        var message = new Message(
                MessageId.next(),
                conversation.id,
                seq,
                Author.MEMBER,
                planned.member().id(),
                new Content.Text(planned.text()),
                MessageState.QUEUED,
                null,
                null,
                conversation.account,
                null,
                null,
                null,
                null,
                null,
                null,
                now);
        messages.insert(company, List.of(message));
        scheduled.sent(company, planned.id(), message.id(), now);
        conversations.update(company, List.of(conversation));
        collected.messageCreated(
                conversation,
                message.id(),
                seq,
                "message_queued",
                planned.member().id());
        collected.conversationChanged(conversation);
        collected.write();
        threads.queue(company, List.of(message.id()));
    }

    /// Why it cannot be sent after all; null where it can.
    private @Nullable Reason hindrance(
            CompanyId company, Conversation conversation, ScheduledMessage planned, Instant now) {
        if (!conversation.status.open()) {
            return Reason.CONVERSATION_CLOSED;
        }
        if (companies.find(company).map(Company::suspended).orElse(true)) {
            return Reason.SUSPENDED;
        }
        if (members.active(company).stream()
                .noneMatch(one -> one.id().equals(planned.member().id()))) {
            return Reason.MEMBER_LEFT;
        }
        var capabilities =
                accounts.find(company, conversation.account).orElseThrow().capabilities();
        var text = new Content.Text(planned.text());
        if (capabilities.lengthOf(planned.text()) > capabilities.maxTextLength()) {
            return Reason.TOO_LONG;
        }
        var closesAt = MessagingWindow.closesAt(
                capabilities.window(), conversation.contactWroteAt, conversation.entryAnsweredAt, Author.MEMBER);
        return MessagingWindow.allows(text, closesAt, now) ? null : Reason.WINDOW_CLOSED;
    }

    private ScheduledMessage held(Member me, ConversationId id, UUID message) {
        var found = scheduled
                .find(me.company(), message)
                .filter(one -> one.conversationId().equals(id))
                .orElseThrow(() -> Refusal.notFound("scheduled message", message));
        if (found.state() != State.HELD) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "not-held",
                    "Message %s is %s already.".formatted(message, found.state().value()),
                    Map.of("state", found.state().value()));
        }
        return found;
    }

    private void plan(CompanyId company, UUID message, Instant at) {
        jobs.schedule(
                SEND.instance(message + "/" + at)
                        .data(new Due(company, message))
                        .build(),
                at);
    }

    private static void requireLater(String field, Instant at, Instant now) {
        if (!at.isAfter(now) || at.isAfter(now.plus(LATEST))) {
            throw Refusal.invalid(field, "is not a time to come");
        }
    }

    private void tell(
            CompanyId company,
            @Nullable Member by,
            Conversation conversation,
            @Nullable String kind,
            Map<String, String> facts,
            Instant now) {
        var collected = history.collect(company, now);
        if (kind != null) {
            collected.activity(conversation, kind, by, facts);
        }
        collected.conversationChanged(conversation);
        collected.write();
    }
}
