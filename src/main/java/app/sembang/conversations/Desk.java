package app.sembang.conversations;

import app.sembang.audit.AuditLog;
import app.sembang.catalog.ProductId;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.ChannelCapabilities;
import app.sembang.contacts.Contacts;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.jobs.Jobs;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// What members do with conversations. Each command is one transaction: it finds the conversation in the
/// member's own scope (one that is hidden is as absent as one that never was), takes the thread's lock, and
/// writes.
@Component
public class Desk {
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final ChannelAccounts accounts;
    private final Conversations threads;
    private final ConversationStore conversations;
    private final MessageStore messages;
    private final NoteStore notes;
    private final Drafts drafts;
    private final ReadMarks readMarks;
    private final Assignments assignments;
    private final AssignmentRounds rounds;
    private final TransferRequests transfers;
    private final ScheduledMessages scheduled;
    private final ConversationHistory history;
    private final Members members;
    private final List<OutgoingCheck> checks;
    private final List<RecipientCheck> recipientChecks;
    private final VendorTemplateCheck templates;
    private final MessageRecall recall;
    private final Basket basket;
    private final ConversationSettings settings;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final Jobs jobs;
    private final Clock clock;

    Desk(
            CompanyTransactions transactions,
            Contacts contacts,
            ChannelAccounts accounts,
            Conversations threads,
            ConversationStore conversations,
            MessageStore messages,
            NoteStore notes,
            Drafts drafts,
            ReadMarks readMarks,
            Assignments assignments,
            AssignmentRounds rounds,
            TransferRequests transfers,
            ScheduledMessages scheduled,
            ConversationHistory history,
            Members members,
            List<OutgoingCheck> checks,
            List<RecipientCheck> recipientChecks,
            VendorTemplateCheck templates,
            MessageRecall recall,
            Basket basket,
            ConversationSettings settings,
            AuditLog audit,
            ApplicationEventPublisher events,
            Jobs jobs,
            Clock clock) {
        this.transactions = transactions;
        this.contacts = contacts;
        this.accounts = accounts;
        this.threads = threads;
        this.conversations = conversations;
        this.messages = messages;
        this.notes = notes;
        this.drafts = drafts;
        this.readMarks = readMarks;
        this.assignments = assignments;
        this.rounds = rounds;
        this.transfers = transfers;
        this.scheduled = scheduled;
        this.history = history;
        this.members = members;
        this.checks = checks;
        this.recipientChecks = recipientChecks;
        this.templates = templates;
        this.recall = recall;
        this.basket = basket;
        this.settings = settings;
        this.audit = audit;
        this.events = events;
        this.jobs = jobs;
        this.clock = clock;
    }

    /// A stored message or note; `repeated` when the same `clientId` had been stored before.
    public record Stored<I>(I id, boolean repeated) {}

    /// Writes to the customer. From now on the member answers; what the assistant had not begun to send is
    /// withdrawn. A conversation nobody is responsible for becomes the member's.
    ///
    /// @param quotes the message of this conversation it answers
    /// @param suggestion what was offered and is sent, as it was or changed
    /// @param seenUpTo the last message the member saw; where a reply of somebody else came after it,
    ///     nothing is sent. Null: whatever came
    /// @param hold how long it can be taken back; until then nothing is sent. Null or nothing: it goes at once
    public Stored<MessageId> send(
            Member me,
            ConversationId id,
            Content content,
            @Nullable MessageId quotes,
            @Nullable UUID suggestion,
            @Nullable String clientId,
            @Nullable Integer seenUpTo,
            @Nullable Duration hold) {
        return change(me, id, (conversation, now) -> {
            if (clientId != null) {
                var stored = messages.byClientId(me.company(), id, clientId);
                if (stored.isPresent()) {
                    sameWords(stored.get().content(), content);
                    return new Stored<>(stored.get().id(), true);
                }
            }
            if (seenUpTo != null) {
                requireNoNewerReply(me, id, seenUpTo);
            }
            var capabilities = capabilities(me.company(), conversation);
            if (content instanceof Content.Text(var text)) {
                requireSendable(me.company(), capabilities, text);
            }
            if (content instanceof Content.Album album) {
                requireTogether(capabilities, album);
            }
            if (content instanceof Content.VendorTemplate template) {
                templates.check(me.company(), conversation.account, template);
            }
            requireOpenWindow(capabilities, conversation, content, now);
            requireWanted(me.company(), conversation, content);
            var context = quotes == null ? null : quoting(me, conversation, quotes);
            var collected = history.collect(me.company(), now);
            var released = withdrawAssistant(me, conversation, collected);
            int lastSeq = conversation.lastSeq;
            var held = hold == null || hold.isZero()
                    ? null
                    : new Message.Hold(now.plus(hold), conversation.awaitingReplySince);
            int seq = conversation.answeredBy(me.id(), now);
            claim(me, conversation, now, collected);
            var message = new Message(
                            MessageId.next(),
                            id,
                            seq,
                            Author.MEMBER,
                            me.id(),
                            content,
                            MessageState.QUEUED,
                            null,
                            null,
                            conversation.account,
                            null,
                            clientId,
                            null,
                            null,
                            null,
                            null,
                            now)
                    .in(context)
                    .held(held);
            messages.insert(me.company(), List.of(message));
            conversations.update(me.company(), List.of(conversation));
            if (suggestion != null && content instanceof Content.Text(var text)) {
                events.publishEvent(
                        new SuggestionUsed(me.company(), id, lastSeq, message.id(), me.id(), suggestion, text));
            }
            collected.messageCreated(
                    conversation, message.id(), seq, held == null ? "message_queued" : "message_held", me.id());
            collected.conversationChanged(conversation);
            collected.write();
            if (held == null) {
                released.add(message.id());
            } else {
                HeldAnswers.plan(jobs, me.company(), id, held.until());
            }
            threads.queue(me.company(), released);
            if (content instanceof Content.Text) {
                drafts.sent(me, id, Drafts.Kind.REPLY);
            }
            return new Stored<>(message.id(), false);
        });
    }

    private static void requireTogether(ChannelCapabilities account, Content.Album album) {
        if (account.album() == 0) {
            throw Refusal.invalid("content.files", "This channel sends each file by itself.");
        }
        boolean shown = album.files().stream()
                .allMatch(one -> switch (one.file().kind()) {
                    case IMAGE, VIDEO -> true;
                    case AUDIO, VOICE, DOCUMENT, STICKER -> false;
                });
        if (!shown || album.files().size() < 2 || album.files().size() > account.album()) {
            throw Refusal.invalid(
                    "content.files", "Send 2 to %d pictures or films together.".formatted(account.album()));
        }
    }

    /// Takes back what one wrote a moment ago and that is not sent yet. The customer waits again, if that was so; who
    /// answers stays.
    public void takeBack(Member me, ConversationId id, MessageId messageId) {
        change(me, id, (conversation, now) -> {
            var message = messages.find(me.company(), List.of(messageId)).stream()
                    .filter(one -> one.conversation().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Refusal.notFound("message", messageId));
            if (!messages.takeBack(me.company(), messageId)) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "not-held",
                        "Message %s is %s already."
                                .formatted(messageId, message.state().value()),
                        Map.of("state", message.state().value()));
            }
            if (message.hold() != null && message.hold().awaitingBefore() != null && conversation.status.open()) {
                conversation.awaitsAgain(message.hold().awaitingBefore());
                conversations.update(me.company(), List.of(conversation));
            }
            var collected = history.collect(me.company(), now);
            collected.messageChanged(conversation, messageId, "message_cancelled");
            collected.conversationChanged(conversation);
            collected.write();
            events.publishEvent(new MessageTakenBack(me.company(), id, messageId));
            return id;
        });
    }

    /// Takes back what the customer was sent, where the channel can: its words and its file are shown to nobody any
    /// more. Here they go once the vendor has taken them.
    public void withdraw(Member me, ConversationId id, MessageId messageId) {
        withdrawable(me, id, messageId).ifPresent(sent -> {
            recall.recall(me.company(), sent);
            change(me, id, (conversation, now) -> {
                messages.withdraw(me.company(), messageId, now);
                audit.record(me.company(), me.id(), "message_withdrawn", messageId.value());
                var collected = history.collect(me.company(), now);
                collected.messageChanged(conversation, messageId, "message_withdrawn");
                collected.write();
                return id;
            });
        });
    }

    /// Empty where it was taken back before.
    private Optional<MessageRecall.Sent> withdrawable(Member me, ConversationId id, MessageId messageId) {
        return change(me, id, (conversation, now) -> {
            var message = messages.find(me.company(), List.of(messageId)).stream()
                    .filter(one -> one.conversation().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Refusal.notFound("message", messageId));
            if (message.content() instanceof Content.Deleted) {
                return Optional.empty();
            }
            var hours = accounts.find(me.company(), message.account())
                    .orElseThrow()
                    .capabilities()
                    .withdrawHours();
            if (hours == null) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "not-withdrawable",
                        "What is sent on this channel cannot be taken back.",
                        Map.of());
            }
            if (message.author() == Author.CONTACT || !message.state().reached()) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "not-sent",
                        "Message %s is not one that was sent.".formatted(messageId),
                        Map.of("state", message.state().value()));
            }
            if (hours > 0 && now.isAfter(message.at().plus(Duration.ofHours(hours)))) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "withdrawal-too-late",
                        "What was sent %d hours ago cannot be taken back on this channel.".formatted(hours),
                        Map.of("hours", hours));
            }
            return Optional.of(new MessageRecall.Sent(
                    conversation.channel,
                    message.account(),
                    contacts.sighting(me.company(), conversation.identity)
                            .orElseThrow()
                            .externalId(),
                    messages.providerIds(me.company(), messageId)));
        });
    }

    /// Two who write at once: the second learns of it before the customer does.
    private void requireNoNewerReply(Member me, ConversationId id, int seenUpTo) {
        messages.newestReplyOfOthers(me.company(), id, seenUpTo, me.id()).ifPresent(reply -> {
            var facts = new TreeMap<String, Object>();
            facts.put("seq", reply.seq());
            facts.put("messageId", reply.id());
            facts.put("author", reply.author());
            facts.put("text", reply.content().preview());
            if (reply.member() != null) {
                members.active(me.company()).stream()
                        .filter(member -> member.id().equals(reply.member()))
                        .findFirst()
                        .ifPresent(member -> facts.put("name", member.name()));
            }
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "newer-reply",
                    "Message %d of conversation %s is a reply the sender had not seen.".formatted(reply.seq(), id),
                    facts);
        });
    }

    private ChannelCapabilities capabilities(CompanyId company, Conversation conversation) {
        return accounts.find(company, conversation.account).orElseThrow().capabilities();
    }

    void requireSendable(CompanyId company, Conversation conversation, String text) {
        requireSendable(company, capabilities(company, conversation), text);
    }

    private void requireSendable(CompanyId company, ChannelCapabilities capabilities, String text) {
        checks.forEach(check -> check.check(company, text));
        if (capabilities.lengthOf(text) > capabilities.maxTextLength()) {
            throw tooLong(capabilities, text);
        }
    }

    private static Refusal tooLong(ChannelCapabilities capabilities, String text) {
        int length = capabilities.lengthOf(text);
        int most = capabilities.maxTextLength();
        return switch (capabilities.textUnit()) {
            case CHARACTERS ->
                Refusal.invalid("text", "is %d characters long; this channel takes %d".formatted(length, most));
            case BYTES -> Refusal.invalid("text", "is %d bytes long; this channel takes %d".formatted(length, most));
        };
    }

    private static void requireOpenWindow(
            ChannelCapabilities capabilities, Conversation conversation, Content content, Instant now) {
        var closesAt = MessagingWindow.closesAt(
                capabilities.window(), conversation.contactWroteAt, conversation.entryAnsweredAt, Author.MEMBER);
        if (!MessagingWindow.allows(content, closesAt, now)) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "window-closed",
                    "The channel lets nobody write freely in conversation %s since %s; a template it approved may be sent."
                            .formatted(conversation.id, closesAt),
                    Map.of("conversation", conversation.id, "closedAt", String.valueOf(closesAt)));
        }
    }

    private void requireWanted(CompanyId company, Conversation conversation, Content content) {
        recipientChecks.forEach(check ->
                check.check(company, conversation.contact, conversation.channel, conversation.account, content));
    }

    private Context quoting(Member me, Conversation conversation, MessageId quotes) {
        var quoted = messages.find(me.company(), List.of(quotes)).stream()
                .filter(one -> one.conversation().equals(conversation.id))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("quotes", "is no message of this conversation"));
        return new Context(new Context.Quoted(quotes, quoted.providerId()), null, null, null);
    }

    /// Sends again what failed or is of unknown outcome; the member accepts that the customer may see it twice.
    public void sendAgain(Member me, ConversationId id, MessageId messageId) {
        change(me, id, (conversation, now) -> {
            var message = messages.find(me.company(), List.of(messageId)).stream()
                    .filter(one -> one.conversation().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Refusal.notFound("message", messageId));
            requireWanted(me.company(), conversation, message.content());
            if (!messages.requeue(me.company(), messageId)) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "not-resendable",
                        "Message %s is %s; only a failed one or one of unknown outcome is sent again."
                                .formatted(messageId, message.state().value()),
                        Map.of("state", message.state().value()));
            }
            var collected = history.collect(me.company(), now);
            collected.messageChanged(conversation, messageId, "message_queued");
            collected.write();
            threads.queue(me.company(), List.of(messageId));
            return messageId;
        });
    }

    /// Writes for colleagues only; the customer never sees it.
    public Stored<UUID> note(Member me, ConversationId id, String text, @Nullable String clientId) {
        return change(me, id, (conversation, now) -> {
            if (clientId != null) {
                var stored = notes.byClientId(me.company(), id, clientId);
                if (stored.isPresent()) {
                    sameWords(stored.get().text(), text);
                    return new Stored<>(stored.get().id(), true);
                }
            }
            var note = Ids.next();
            var mentioned = members.active(me.company()).stream()
                    .filter(member -> text.contains("@" + member.name()))
                    .map(Member::id)
                    .toList();
            notes.insert(me.company(), note, id, me.id(), text, conversation.lastSeq, mentioned, clientId, now);
            var collected = history.collect(me.company(), now);
            collected.noteCreated(conversation, note, me.id());
            collected.write();
            drafts.sent(me, id, Drafts.Kind.NOTE);
            if (!mentioned.isEmpty()) {
                events.publishEvent(
                        new MembersMentioned(me.company(), id, note, me.id(), conversation.assignee, mentioned, now));
            }
            return new Stored<>(note, false);
        });
    }

    /// Whom a member saw in charge when they decided to change that.
    ///
    /// @param userId null: none of us
    @Schema(name = "SeenInCharge")
    public record Seen(@Nullable MemberId userId) {
        /// Somebody else was faster: of many who saw the same, one wins.
        boolean missed(@Nullable MemberId now, @Nullable MemberId wanted) {
            return now != null && !now.equals(wanted) && !now.equals(userId);
        }
    }

    /// Makes a member responsible, or nobody. Who answers does not change by it.
    ///
    /// @param seen null: whoever is responsible by now
    public void assign(
            Member me, ConversationId id, @Nullable MemberId to, @Nullable String reason, @Nullable Seen seen) {
        if (to != null) {
            requireAssignable(me.company(), to, "userId");
        }
        change(me, id, (conversation, now) -> {
            var from = conversation.assignee;
            if (Objects.equals(from, to)) {
                return id;
            }
            if (seen != null && from != null && seen.missed(from, to)) {
                throw takenAlready(me.company(), id, from);
            }
            var collected = history.collect(me.company(), now);
            moveTo(me, conversation, to, Assignments.Rule.MANUAL, reason, now, collected);
            conversations.update(me.company(), List.of(conversation));
            collected.conversationChanged(conversation);
            collected.write();
            rounds.plan(me.company());
            return id;
        });
    }

    void requireAssignable(CompanyId company, MemberId to, String field) {
        if (members.active(company).stream()
                .noneMatch(member -> member.id().equals(to) && member.role().answers())) {
            throw Refusal.invalid(field, "is nobody who can be assigned: " + to);
        }
    }

    /// An admin lets a conversation go to somebody else, as who had it asked. The thread's lock
    /// is held.
    void transfer(Member me, Conversation conversation, MemberId to, String reason, Instant now) {
        var collected = history.collect(me.company(), now);
        moveTo(me, conversation, to, Assignments.Rule.TRANSFER, reason, now, collected);
        conversations.update(me.company(), List.of(conversation));
        collected.conversationChanged(conversation);
        collected.write();
        rounds.plan(me.company());
    }

    /// Says how urgent a conversation is.
    /// @return how urgent it was before
    Priority prioritise(Member me, ConversationId id, Priority priority) {
        return change(me, id, (conversation, now) -> {
            var before = conversation.priority;
            if (before == priority) {
                return before;
            }
            conversation.priority = priority;
            conversations.update(me.company(), List.of(conversation));
            var collected = history.collect(me.company(), now);
            collected.activity(conversation, "prioritised", me, Map.of("priority", priority.value()));
            collected.conversationChanged(conversation);
            collected.write();
            return before;
        });
    }

    /// From now on the member answers and the assistant is silent; what it had not begun to send is withdrawn.
    ///
    /// @param seen who the member saw answering; null: whoever does by now
    public void takeOver(Member me, ConversationId id, @Nullable Seen seen) {
        change(me, id, (conversation, now) -> {
            var answers = conversation.answering == Answering.MEMBER ? conversation.answeringMember : null;
            if (seen != null && answers != null && seen.missed(answers, me.id())) {
                throw takenAlready(me.company(), id, answers);
            }
            var collected = history.collect(me.company(), now);
            conversation.requireUnblocked();
            var released = withdrawAssistant(me, conversation, collected);
            conversation.takenOverBy(me.id());
            claim(me, conversation, now, collected);
            conversations.update(me.company(), List.of(conversation));
            collected.conversationChanged(conversation);
            collected.write();
            threads.queue(me.company(), released);
            return id;
        });
    }

    private Refusal takenAlready(CompanyId company, ConversationId id, MemberId winner) {
        var name = members.names(company, List.of(winner)).getOrDefault(winner, "");
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "taken-already",
                "%s has just taken conversation %s.".formatted(name, id),
                Map.of("conversation", id, "by", new Views.Person(winner, name)));
    }

    /// The assistant answers again, from the next message on.
    public void handBack(Member me, ConversationId id) {
        change(me, id, (conversation, now) -> {
            if (conversation.answering == Answering.ASSISTANT) {
                return id;
            }
            var collected = history.collect(me.company(), now);
            var released = withdraw(me.company(), conversation, collected);
            conversation.handedBack();
            conversations.updateAssistantOff(me.company(), conversation);
            conversations.update(me.company(), List.of(conversation));
            collected.activity(conversation, "handed_back", me, Map.of());
            collected.conversationChanged(conversation);
            collected.write();
            threads.queue(me.company(), released);
            return id;
        });
    }

    /// Says how far the assistant goes here. Where people are to answer, whoever did goes on, and nobody becomes
    /// responsible by it.
    void let(Member me, ConversationId id, AssistantMode mode) {
        if (mode == AssistantMode.AUTO) {
            handBack(me, id);
            return;
        }
        change(me, id, (conversation, now) -> {
            if (conversation.assistantMode() == mode) {
                return id;
            }
            conversation.requireUnblocked();
            var collected = history.collect(me.company(), now);
            var released = List.<MessageId>of();
            if (conversation.answering == Answering.ASSISTANT) {
                released = withdraw(me.company(), conversation, collected);
                conversation.handedOver();
            }
            conversation.assistantOff = mode == AssistantMode.OFF;
            conversations.update(me.company(), List.of(conversation));
            conversations.updateAssistantOff(me.company(), conversation);
            collected.activity(conversation, "assistant_" + mode.value(), me, Map.of());
            collected.conversationChanged(conversation);
            collected.write();
            threads.queue(me.company(), released);
            return id;
        });
    }

    /// How a conversation ended, as a member tells it.
    ///
    /// @param saleAmount null: what the products cost together, or no sale where there are none
    /// @param lead the one that is won by it; null: the contact's open one
    public record Ending(
            ConversationStatus status,
            @Nullable Money saleAmount,
            List<SoldItem> productsSold,
            @Nullable String paymentMethod,
            @Nullable String notes,
            @Nullable UUID lead) {}

    /// A product, or a package, whose parts leave the stock.
    ///
    /// @param packageTier from 0; null: the first
    /// @param price what one was sold for; null: what it costs now
    @Schema(name = "SoldItem")
    public record SoldItem(
            @Nullable ProductId productId,
            @Nullable UUID packageId,
            @Nullable Integer packageTier,
            @NotNull @Min(1) @Max(1_000_000) Integer quantity,
            @Nullable Money price) {}

    /// Closes a conversation. Where something was sold, whoever listens to [ConversationEnded] takes it out of the
    /// stocks; what refuses that refuses it all.
    ///
    /// @return until when it was put off; empty where it was not, or is due
    public Optional<Instant> complete(Member me, ConversationId id, Ending ending) {
        return change(me, id, (conversation, now) -> {
            var before = Optional.ofNullable(conversation.snoozedUntil).filter(time -> time.isAfter(now));
            var filled = basket.fill(me.company(), ending.productsSold());
            var sold = filled.sold();
            var amount = ending.saleAmount() == null ? filled.total() : ending.saleAmount();
            conversation.complete(
                    ending.status(),
                    new Conversation.Completion(amount, sold, ending.paymentMethod(), ending.notes(), me.id(), now));
            conversations.updateCompletion(me.company(), conversation);
            transfers.drop(me.company(), id, now);
            scheduled.cancelAll(me.company(), List.of(id), ScheduledMessages.Reason.CONVERSATION_CLOSED, now);
            var collected = history.collect(me.company(), now);
            collected.activity(
                    conversation,
                    ending.status().value(),
                    me,
                    amount == null ? Map.of() : Map.of("amount", amount.amount(), "currency", amount.currency()));
            collected.conversationChanged(conversation);
            collected.write();
            events.publishEvent(new ConversationEnded(
                    me.company(),
                    id,
                    conversation.contact,
                    ending.status() == ConversationStatus.LOST,
                    amount,
                    sold,
                    ending.paymentMethod(),
                    ending.notes(),
                    me.id(),
                    ending.lead(),
                    now));
            return before;
        });
    }

    /// Opens a completed or lost conversation again, unless the contact has a newer open one.
    public void reopen(Member me, ConversationId id) {
        change(me, id, (conversation, now) -> {
            if (conversation.status.open()) {
                return id;
            }
            var newer = conversations.openOf(me.company(), List.of(conversation.identity));
            if (!newer.isEmpty()) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "newer-conversation-open",
                        "The contact has a newer open conversation, %s.".formatted(newer.getFirst().id),
                        Map.of("conversation", newer.getFirst().id));
            }
            conversation.reopen(now);
            conversations.updateCompletion(me.company(), conversation);
            var collected = history.collect(me.company(), now);
            collected.activity(conversation, "reopened", me, Map.of());
            collected.conversationChanged(conversation);
            collected.write();
            events.publishEvent(new ConversationReopened(me.company(), id, conversation.contact, me.id(), now));
            return id;
        });
    }

    /// Moves my read mark forward, never back. Once the one who answers has read, the customer's side is told.
    public void read(Member me, ConversationId id, int seq) {
        change(me, id, (conversation, now) -> {
            var read = readMarks.advance(me.company(), id, me.id(), Math.min(seq, conversation.lastSeq), now);
            // Who only watches what a colleague answers is not seen by the customer.
            boolean watches = conversation.assignee != null
                    && !me.id().equals(conversation.assignee)
                    && !me.id().equals(conversation.answeringMember);
            if (read.isPresent() && !watches) {
                var collected = history.collect(me.company(), now);
                collected.readByMember(conversation, read.get());
                collected.write();
            }
            if (read.isPresent()) {
                events.publishEvent(new ConversationRead(me.company(), id, me.id(), now));
            }
            return id;
        });
    }

    /// What the customer wrote last is unread to me again; nobody else notices.
    public void unread(Member me, ConversationId id) {
        change(me, id, (_, _) -> {
            readMarks.back(me.company(), id, me.id());
            return id;
        });
    }

    /// A member is typing: the assistant waits a while. Gives back whose thread it is, for the customer's side.
    public Typing typing(Member me, ConversationId id, boolean on) {
        return change(me, id, (conversation, now) -> {
            conversation.heldUntil = on ? now.plus(settings.typingHolds()) : null;
            conversations.update(me.company(), List.of(conversation));
            return new Typing(conversation.channel, conversation.identity, conversation.assignee);
        });
    }

    /// Whose thread somebody types in.
    public record Typing(
            Channel channel,
            ContactIdentityId identity,
            @Nullable MemberId assignee) {}

    /// A message as its vendor knows it, for a mark to be put on it.
    ///
    /// @param contact the vendor's id of whose thread it is
    public record Markable(Channel channel, ChannelAccountId account, String contact, String providerId) {}

    /// Whether this mark may be put on the message now.
    ///
    /// @param emoji null: what is there may be taken back
    public Markable markable(Member me, ConversationId id, MessageId messageId, @Nullable String emoji) {
        return change(me, id, (conversation, now) -> {
            var capabilities = capabilities(me.company(), conversation);
            var message = messages.find(me.company(), List.of(messageId)).stream()
                    .filter(one -> one.conversation().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Refusal.notFound("message", messageId));
            if (emoji != null && !capabilities.reactions().contains(emoji)) {
                throw Refusal.invalid("emoji", "is no mark this channel takes");
            }
            var person = contacts.sighting(me.company(), conversation.identity).orElseThrow();
            if (message.providerId() == null
                    || message.content() instanceof Content.Deleted
                    || !message.account().equals(person.account())) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "not-markable",
                        "Message %s is not with the customer, or was taken back.".formatted(messageId));
            }
            requireOpenWindow(capabilities, conversation, message.content(), now);
            return new Markable(conversation.channel, message.account(), person.externalId(), message.providerId());
        });
    }

    /// The vendor has taken the mark. A company has one on each message, whoever of it put it there.
    public void mark(Member me, ConversationId id, MessageId messageId, @Nullable String emoji) {
        change(me, id, (conversation, now) -> {
            messages.react(me.company(), messageId, conversation.account.value(), Author.MEMBER, emoji, now)
                    .ifPresent(thread -> {
                        var collected = history.collect(me.company(), now);
                        collected.messageChanged(conversation, messageId, null);
                        collected.write();
                    });
            return id;
        });
    }

    private static void sameWords(Object stored, Object sent) {
        if (!stored.equals(sent)) {
            throw Refusal.invalid("clientId", "was used for other words already");
        }
    }

    /// @return what members had held back and goes out now
    private List<MessageId> withdraw(
            CompanyId company, Conversation conversation, ConversationHistory.Collected collected) {
        var way = messages.makeWay(company, conversation.id, true);
        way.cancelled().forEach(message -> collected.messageChanged(conversation, message, "message_cancelled"));
        way.released().forEach(message -> collected.messageChanged(conversation, message, "message_queued"));
        return way.released();
    }

    private List<MessageId> withdrawAssistant(
            Member me, Conversation conversation, ConversationHistory.Collected collected) {
        var released = withdraw(me.company(), conversation, collected);
        if (conversation.answering != Answering.MEMBER || !me.id().equals(conversation.answeringMember)) {
            collected.activity(conversation, "taken_over", me, Map.of());
        }
        return released;
    }

    private void claim(Member me, Conversation conversation, Instant now, ConversationHistory.Collected collected) {
        if (conversation.assignee == null) {
            moveTo(me, conversation, me.id(), Assignments.Rule.MANUAL, null, now, collected);
        }
    }

    private void moveTo(
            Member me,
            Conversation conversation,
            @Nullable MemberId to,
            Assignments.Rule rule,
            @Nullable String reason,
            Instant now,
            ConversationHistory.Collected collected) {
        var from = conversation.assignee;
        conversation.assignTo(to);
        transfers.drop(me.company(), conversation.id, now);
        assignments.record(
                me.company(), List.of(new Assignments.Entry(conversation.id, from, to, me.id(), rule, reason, now)));
        var facts = new TreeMap<String, String>(Map.of("rule", rule.value()));
        if (to != null) {
            facts.put("to", to.toString());
        }
        if (reason != null) {
            facts.put("reason", reason);
        }
        if (from != null && rule == Assignments.Rule.TRANSFER) {
            facts.put("askedBy", from.toString());
        }
        collected.activity(conversation, to == null ? "unassigned" : "assigned", me, facts);
        if (from != null) {
            collected.removedFrom(from, conversation);
        }
    }

    <R> R change(Member me, ConversationId id, BiFunction<Conversation, Instant, R> command) {
        return transactions.as(me.access(), () -> {
            var seen = conversations.find(me.company(), id).orElseThrow(() -> Refusal.notFound("conversation", id));
            transactions.widen();
            contacts.lock(me.company(), List.of(seen.identity));
            var conversation =
                    conversations.find(me.company(), id).orElseThrow(() -> Refusal.notFound("conversation", id));
            return command.apply(conversation, clock.instant());
        });
    }
}
