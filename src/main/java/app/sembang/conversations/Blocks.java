package app.sembang.conversations;

import app.sembang.audit.AuditLog;
import app.sembang.contacts.Contacts;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Whom the company does not want to hear. What they write is stored and shown among the blocked, and that is all:
/// nobody answers, is notified or waits. It concerns the person, with all contacts that were joined and all their
/// conversations, under the locks of all their threads; done again it changes nothing.
@Component
class Blocks {
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final ConversationStore conversations;
    private final MessageStore messages;
    private final ScheduledMessages scheduled;
    private final TransferRequests transfers;
    private final AssignmentRounds rounds;
    private final ConversationHistory history;
    private final Members members;
    private final AuditLog audit;
    private final Clock clock;

    Blocks(
            CompanyTransactions transactions,
            Contacts contacts,
            ConversationStore conversations,
            MessageStore messages,
            ScheduledMessages scheduled,
            TransferRequests transfers,
            AssignmentRounds rounds,
            ConversationHistory history,
            Members members,
            AuditLog audit,
            Clock clock) {
        this.transactions = transactions;
        this.contacts = contacts;
        this.conversations = conversations;
        this.messages = messages;
        this.scheduled = scheduled;
        this.transfers = transfers;
        this.rounds = rounds;
        this.history = history;
        this.members = members;
        this.audit = audit;
        this.clock = clock;
    }

    void block(Member me, ContactId contact, @Nullable String reason) {
        transactions.as(me.access(), () -> {
            var person = locked(me, contact);
            return block(me, contact, person, reason, clock.instant());
        });
    }

    void unblock(Member me, ContactId contact) {
        transactions.as(me.access(), () -> {
            var person = locked(me, contact);
            return unblock(me, contact, person, clock.instant());
        });
    }

    /// Blocks whom the conversation is with and closes it, which is neither a sale nor a loss.
    void markAsSpam(Member me, ConversationId id, @Nullable String reason) {
        transactions.as(me.access(), () -> {
            var contact = seen(me, id).contact;
            var person = locked(me, contact);
            var now = clock.instant();
            boolean blocked = block(me, contact, person, reason, now);
            var conversation = seen(me, id);
            if (conversation.status.open()) {
                conversation.closeAsSpam(me.id(), now);
                conversations.updateCompletion(me.company(), conversation);
                var collected = history.collect(me.company(), now);
                collected.activity(conversation, "marked_as_spam", me, Map.of());
                collected.conversationChanged(conversation);
                collected.write();
            }
            return blocked;
        });
    }

    /// It was none: the contact may write again, and what was closed as spam is open as before, unless they have
    /// begun another conversation since.
    void unmark(Member me, ConversationId id) {
        transactions.as(me.access(), () -> {
            var contact = seen(me, id).contact;
            var person = locked(me, contact);
            var now = clock.instant();
            var conversation = seen(me, id);
            if (conversation.spam) {
                boolean hasNewer = !conversations
                        .openOf(me.company(), List.of(conversation.identity))
                        .isEmpty();
                if (hasNewer) {
                    conversation.spam = false;
                } else {
                    conversation.reopen(now);
                }
                conversations.updateCompletion(me.company(), conversation);
                var collected = history.collect(me.company(), now);
                collected.activity(conversation, hasNewer ? "not_spam" : "reopened", me, Map.of());
                collected.conversationChanged(conversation);
                collected.write();
            }
            return unblock(me, contact, person, now);
        });
    }

    private Conversation seen(Member me, ConversationId id) {
        return conversations.find(me.company(), id).orElseThrow(() -> Refusal.notFound("conversation", id));
    }

    /// The contact and all that were joined to it, with their threads locked.
    private Set<ContactId> locked(Member me, ContactId contact) {
        if (!contacts.exists(me.company(), contact)) {
            throw Refusal.notFound("contact", contact);
        }
        transactions.widen();
        var person = contacts.person(me.company(), contact);
        contacts.lockThreadsOf(me.company(), person);
        return person;
    }

    private boolean block(Member me, ContactId contact, Set<ContactId> person, @Nullable String reason, Instant now) {
        if (!contacts.block(me.company(), person, me.id(), reason, now)) {
            return false;
        }
        var theirs = conversations.ofContact(me.company(), contact);
        var open = theirs.stream().filter(one -> one.status.open()).toList();
        var collected = history.collect(me.company(), now);
        for (var conversation : open) {
            messages.cancelAssistants(me.company(), conversation.id)
                    .forEach(message -> collected.messageChanged(conversation, message, "message_cancelled"));
            transfers.drop(me.company(), conversation.id, now);
        }
        scheduled.cancelAll(
                me.company(), open.stream().map(one -> one.id).toList(), ScheduledMessages.Reason.CONTACT_BLOCKED, now);
        theirs.forEach(conversation -> conversation.block(now));
        conversations.update(me.company(), theirs);
        tell(collected, me, "blocked", theirs, open);
        // Whoever had them has room for others.
        rounds.plan(me.company());
        audit.record(me.company(), me.id(), "contact_blocked", contact);
        return true;
    }

    private boolean unblock(Member me, ContactId contact, Set<ContactId> person, Instant now) {
        if (!contacts.unblock(me.company(), person)) {
            return false;
        }
        var theirs = conversations.ofContact(me.company(), contact);
        var active = members.active(me.company()).stream().map(Member::id).toList();
        for (var conversation : theirs) {
            conversation.unblock();
            if (conversation.answeringMember != null && !active.contains(conversation.answeringMember)) {
                conversation.handedOver();
            }
        }
        conversations.update(me.company(), theirs);
        var open = theirs.stream().filter(one -> one.status.open()).toList();
        tell(history.collect(me.company(), now), me, "unblocked", theirs, open);
        rounds.plan(me.company());
        audit.record(me.company(), me.id(), "contact_unblocked", contact);
        return true;
    }

    /// A quiet line where it matters: in what is open, else in the newest.
    private static void tell(
            ConversationHistory.Collected collected,
            Member me,
            String kind,
            List<Conversation> theirs,
            List<Conversation> open) {
        var lines = new ArrayList<>(open);
        if (open.isEmpty() && !theirs.isEmpty()) {
            lines.add(theirs.getFirst());
        }
        lines.forEach(conversation -> collected.activity(conversation, kind, me, Map.of()));
        theirs.forEach(collected::conversationChanged);
        collected.write();
    }
}
