package app.sembang.conversations;

import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules of one conversation: who answers, who is responsible, where it stands. Changed only while its
/// identity's row is locked.
final class Conversation {
    final ConversationId id;
    final ContactId contact;
    final ContactIdentityId identity;
    final ChannelAccountId account;
    final Channel channel;
    final Instant createdAt;
    final @Nullable ConversationId previous;

    /// When it was last opened again.
    @Nullable
    Instant reopenedAt;

    /// That of its channel account when it began.
    @Nullable
    OutletId outlet;

    ConversationStatus status = ConversationStatus.NEW;

    @Nullable
    MemberId assignee;

    Answering answering = Answering.ASSISTANT;

    @Nullable
    MemberId answeringMember;

    /// Where people answer: whether the assistant offers them nothing either.
    boolean assistantOff;

    @Nullable
    Language language;

    int lastSeq;
    int contactMessages;
    Instant lastActivityAt;

    @Nullable
    Instant awaitingReplySince;

    @Nullable
    Instant heldUntil;

    /// Put off until then; its status is `WAITING`.
    @Nullable
    Instant snoozedUntil;

    Priority priority = Priority.NORMAL;

    /// How many messages wait in it to be sent later.
    int scheduled;

    /// By the channel's clock.
    @Nullable
    Instant contactWroteAt;

    /// When an advertisement brought the contact.
    @Nullable
    Instant entryAt;

    /// When the company first answered whom the advertisement brought.
    @Nullable
    Instant entryAnsweredAt;

    @Nullable
    Completion completion;

    /// Whom it is with is blocked: nobody answers and nobody is waited for.
    @Nullable
    Instant blockedAt;

    /// What a block has taken away and its end gives back.
    @Nullable
    Before before;

    /// It was closed as spam.
    boolean spam;

    /// The conversation it is read together with.
    @Nullable
    ConversationId mergedInto;

    record Before(
            Answering answering,
            @Nullable MemberId member,
            @Nullable Instant awaitingReplySince) {}

    /// How it ended. `saleAmount` is null when it was closed without a sale.
    record Completion(
            @Nullable Money saleAmount,
            List<SoldProduct> productsSold,
            @Nullable String paymentMethod,
            @Nullable String notes,
            @Nullable MemberId by,
            Instant at) {}

    Conversation(
            ConversationId id,
            ContactId contact,
            ContactIdentityId identity,
            ChannelAccountId account,
            Channel channel,
            @Nullable ConversationId previous,
            Instant createdAt) {
        this.id = id;
        this.contact = contact;
        this.identity = identity;
        this.account = account;
        this.channel = channel;
        this.previous = previous;
        this.createdAt = createdAt;
        this.lastActivityAt = createdAt;
    }

    /// Takes the next message of the contact and gives it its number.
    ///
    /// @param writtenAt by the channel's clock
    int received(Instant now, Instant writtenAt, boolean fromAdvertisement) {
        contactMessages++;
        if (contactWroteAt == null || writtenAt.isAfter(contactWroteAt)) {
            contactWroteAt = writtenAt;
        }
        if (fromAdvertisement) {
            entryAt = writtenAt;
        }
        if (awaitingReplySince == null && blockedAt == null) {
            awaitingReplySince = now;
        }
        if (status == ConversationStatus.WAITING) {
            status = ConversationStatus.IN_PROGRESS;
            snoozedUntil = null;
        }
        return append(now);
    }

    void snooze(Instant until) {
        requireOpen();
        status = ConversationStatus.WAITING;
        snoozedUntil = until;
    }

    boolean isDueAt(Instant now) {
        return snoozedUntil != null && !snoozedUntil.isAfter(now);
    }

    void wake() {
        status = ConversationStatus.IN_PROGRESS;
        snoozedUntil = null;
    }

    /// @return whether that is new
    boolean block(Instant now) {
        if (blockedAt != null) {
            return false;
        }
        blockedAt = now;
        before = new Before(answering, answeringMember, awaitingReplySince);
        handedOver();
        awaitingReplySince = null;
        heldUntil = null;
        scheduled = 0;
        if (status == ConversationStatus.WAITING) {
            wake();
        }
        return true;
    }

    /// As it was before. Whoever wrote meanwhile has waited since, unless it is closed.
    void unblock() {
        var since = blockedAt;
        var restored = before;
        if (since == null || restored == null) {
            return;
        }
        blockedAt = null;
        before = null;
        answering = restored.answering();
        answeringMember = restored.member();
        if (status.open()) {
            awaitingReplySince = restored.awaitingReplySince();
            if (awaitingReplySince == null && contactWroteAt != null && contactWroteAt.isAfter(since)) {
                awaitingReplySince = contactWroteAt;
            }
        }
    }

    void requireUnblocked() {
        if (blockedAt != null) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "contact-blocked",
                    "The contact of conversation %s is blocked since %s; unblock them first.".formatted(id, blockedAt),
                    Map.of("blockedAt", blockedAt));
        }
    }

    void closeAsSpam(MemberId by, Instant now) {
        complete(ConversationStatus.COMPLETED, new Completion(null, List.of(), null, null, by, now));
        spam = true;
    }

    void requireOpen() {
        requireUnblocked();
        if (!status.open()) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "conversation-closed",
                    "Conversation %s is %s; reopen it first.".formatted(id, status.value()),
                    Map.of("status", status.value()));
        }
    }

    /// Takes a reply of the assistant. One that only announces a hand-over leaves the customer waiting.
    int answeredByAssistant(Instant now, @Nullable Language spoken, boolean announcesHandOver) {
        if (spoken != null) {
            language = spoken;
        }
        if (!announcesHandOver) {
            answered(now);
        }
        return append(now);
    }

    /// Takes a person's reply: from now on that person answers.
    int answeredBy(MemberId member, Instant now) {
        requireUnblocked();
        if (!status.open()) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "conversation-closed",
                    "Conversation %s is %s; reopen it to write.".formatted(id, status.value()),
                    Map.of("status", status.value()));
        }
        takenOverBy(member);
        answered(now);
        return append(now);
    }

    /// @return whether it changes who answers
    boolean takenOverBy(MemberId member) {
        boolean changes = answering != Answering.MEMBER || !member.equals(answeringMember);
        answering = Answering.MEMBER;
        answeringMember = member;
        return changes;
    }

    /// Who is to notice that the customer writes; nobody while the assistant answers.
    @Nullable
    MemberId holder() {
        if (answering == Answering.ASSISTANT) {
            return null;
        }
        return assignee == null ? answeringMember : assignee;
    }

    /// A member is typing, or was a moment ago: the assistant waits.
    boolean heldAt(Instant now) {
        return heldUntil != null && heldUntil.isAfter(now);
    }

    void handedBack() {
        requireUnblocked();
        assistantOff = false;
        answering = Answering.ASSISTANT;
        answeringMember = null;
        heldUntil = null;
    }

    AssistantMode assistantMode() {
        return AssistantMode.of(answering, assistantOff);
    }

    void handedOver() {
        answering = Answering.NOBODY;
        answeringMember = null;
    }

    /// An answer came too late to be given: people answer now, and the customer has waited since then.
    void leftUnanswered(Instant since) {
        if (blockedAt != null) {
            return;
        }
        if (answering == Answering.ASSISTANT) {
            handedOver();
        }
        if (awaitingReplySince == null || awaitingReplySince.isAfter(since)) {
            awaitingReplySince = since;
        }
    }

    /// What was said is taken back: the customer has waited since then.
    void awaitsAgain(Instant since) {
        if (blockedAt == null && (awaitingReplySince == null || awaitingReplySince.isAfter(since))) {
            awaitingReplySince = since;
        }
    }

    void assignTo(@Nullable MemberId member) {
        assignee = member;
    }

    void complete(ConversationStatus how, Completion completed) {
        if (!status.open()) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "conversation-closed",
                    "Conversation %s is already %s.".formatted(id, status.value()),
                    Map.of("status", status.value()));
        }
        status = how;
        snoozedUntil = null;
        scheduled = 0;
        completion = completed;
        awaitingReplySince = null;
    }

    void reopen(Instant now) {
        reopenedAt = now;
        status = ConversationStatus.IN_PROGRESS;
        completion = null;
        spam = false;
    }

    /// Staff answered in the vendor's own app: the assistant is silent until it is handed back.
    int answeredElsewhere(Instant now) {
        if (answering == Answering.ASSISTANT) {
            handedOver();
        }
        answered(now);
        return append(now);
    }

    /// What the window for free answers is counted from goes over to the contact's next conversation.
    void continues(Conversation before) {
        contactWroteAt = before.contactWroteAt;
        entryAt = before.entryAt;
        entryAnsweredAt = before.entryAnsweredAt;
    }

    private void answered(Instant now) {
        awaitingReplySince = null;
        if (entryAt != null && MessagingWindow.takesEntry(entryAt, now)) {
            entryAnsweredAt = now;
            entryAt = null;
        }
        if (status == ConversationStatus.NEW) {
            status = ConversationStatus.IN_PROGRESS;
        }
    }

    private int append(Instant now) {
        lastActivityAt = now;
        return ++lastSeq;
    }
}
