package app.sembang.conversations;

import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.contacts.Contacts;
import app.sembang.contacts.Recognised;
import app.sembang.conversations.MessageStore.ProviderKey;
import app.sembang.jobs.Jobs;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// The one door for what customers write and what is said to them. What members do is in [Desk]. All methods
/// need an open transaction of the company and lock the threads they touch in one order: identities by id, then
/// conversations.
@Component
public class Conversations {
    private static final ScopedValue<Change> RECEIVING = ScopedValue.newInstance();

    private final Companies companies;
    private final Contacts contacts;
    private final ConversationStore conversations;
    private final MessageStore messages;
    private final Assignments assignments;
    private final ConversationHistory history;
    private final ApplicationEventPublisher events;
    private final Jobs jobs;
    private final ConversationSettings settings;
    private final Clock clock;

    Conversations(
            Companies companies,
            Contacts contacts,
            ConversationStore conversations,
            MessageStore messages,
            Assignments assignments,
            ConversationHistory history,
            ApplicationEventPublisher events,
            Jobs jobs,
            ConversationSettings settings,
            Clock clock) {
        this.companies = companies;
        this.contacts = contacts;
        this.conversations = conversations;
        this.messages = messages;
        this.assignments = assignments;
        this.history = history;
        this.events = events;
        this.jobs = jobs;
        this.settings = settings;
        this.clock = clock;
    }

    /// Stores what contacts wrote: each message once, whatever copies come and from wherever, numbered without
    /// gaps in its conversation, in the order given. Publishes [MessagesReceived]; answers and assignments
    /// happen in the same commit. The answer is in the order of the question.
    public List<Received> receive(CompanyId company, List<Inbound> inbounds) {
        var now = clock.instant();
        var recognised = contacts.recognise(
                company, inbounds.stream().map(Inbound::sender).toList(), now);
        var known = messages.known(
                company, inbounds.stream().map(Conversations::key).distinct().toList());

        var answer = new ArrayList<Received>(inbounds.size());
        var fresh = new LinkedHashMap<ProviderKey, Fresh>();
        for (int i = 0; i < inbounds.size(); i++) {
            var key = key(inbounds.get(i));
            var contact = recognised.get(i);
            var first = known.get(key);
            if (first == null) {
                var id = MessageId.next();
                known.put(key, id);
                fresh.put(key, new Fresh(id, inbounds.get(i), contact));
                answer.add(new Received(id, contact.identity(), false));
            } else {
                answer.add(new Received(first, contact.identity(), true));
            }
        }
        if (!fresh.isEmpty()) {
            store(company, List.copyOf(fresh.values()), now);
        }
        return answer;
    }

    /// Stores what the assistant says, ready to be sent in order after everything before it; held while a member types
    /// or the company is suspended.
    /// A conversation the assistant no longer answers in is left alone: a person was faster.
    public void reply(CompanyId company, List<AssistantReply> replies) {
        changing(
                company,
                replies.stream().map(AssistantReply::conversation).distinct().toList(),
                change -> reply(change, replies));
    }

    private void reply(Change change, List<AssistantReply> replies) {
        boolean suspended = isSuspended(change.company);
        for (var reply : replies) {
            var conversation = change.threads.get(reply.conversation());
            if (conversation == null || conversation.answering != Answering.ASSISTANT || !conversation.status.open()) {
                continue;
            }
            int seq = conversation.answeredByAssistant(change.now, reply.language(), reply.announcesHandOver());
            boolean held = suspended || conversation.heldAt(change.now);
            var message = new Message(
                    reply.id(),
                    conversation.id,
                    seq,
                    Author.ASSISTANT,
                    null,
                    new Content.Text(reply.text()),
                    held ? MessageState.HELD : MessageState.QUEUED,
                    null,
                    null,
                    conversation.account,
                    null,
                    null,
                    null,
                    reply.evidence(),
                    null,
                    null,
                    change.now);
            change.said.add(message);
            change.history.messageCreated(conversation, message.id(), seq, "message_queued", null);
            if (held && conversation.heldUntil != null) {
                HeldAnswers.plan(jobs, change.company, conversation.id, conversation.heldUntil);
            }
        }
    }

    /// Why the assistant leaves a conversation to people.
    public record HandOver(ConversationId conversation, String reason) {}

    /// Nobody answers now, until a person writes. A conversation the assistant did not answer in stays as it
    /// is.
    public void handOver(CompanyId company, List<HandOver> handOvers) {
        changing(
                company,
                handOvers.stream().map(HandOver::conversation).distinct().toList(),
                change -> handOver(change, handOvers));
    }

    private static void handOver(Change change, List<HandOver> handOvers) {
        for (var handOver : handOvers) {
            var conversation = change.threads.get(handOver.conversation());
            if (conversation != null && conversation.answering == Answering.ASSISTANT) {
                conversation.handedOver();
                change.history.activity(conversation, "handed_over", null, Map.of("reason", handOver.reason()));
                change.history.conversationChanged(conversation);
            }
        }
    }

    /// A change of locked threads, written at its end.
    ///
    /// @param said what is new in them, in order
    private record Change(
            CompanyId company,
            Instant now,
            Map<ConversationId, Conversation> threads,
            List<Message> said,
            ConversationHistory.Collected history) {}

    /// Changes threads. What is decided while a message is being received joins that change, so that each row is
    /// written once.
    private void changing(CompanyId company, List<ConversationId> ids, Consumer<Change> work) {
        if (RECEIVING.isBound() && RECEIVING.get().company.equals(company)) {
            work.accept(RECEIVING.get());
            return;
        }
        var now = clock.instant();
        var change = new Change(company, now, locked(company, ids), new ArrayList<>(), history.collect(company, now));
        work.accept(change);
        write(change);
    }

    private void write(Change change) {
        messages.insert(change.company, change.said);
        conversations.update(change.company, change.threads.values());
        change.history.write();
        queue(
                change.company,
                change.said.stream()
                        .filter(message -> message.state() == MessageState.QUEUED)
                        .map(Message::id)
                        .toList());
    }

    /// Moves queued messages into `sending`, of each conversation one. One that is missing in the
    /// answer was withdrawn, or is sent already. Needs no thread's lock: a take-over withdraws by
    /// changing the same rows, and of the two the second finds nothing to do.
    public List<Outgoing> startSending(CompanyId company, Collection<MessageId> ids) {
        return messages.startSending(company, ids);
    }

    /// Records what became of messages to customers. Harmless when told twice; a state never goes
    /// backwards. Only what goes back into the queue needs its thread's lock: a take-over must find
    /// it there, or have been before it.
    public void settle(CompanyId company, Collection<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        messages.lockThreadsOf(
                company,
                outcomes.stream()
                        .filter(outcome -> outcome.state() == MessageState.QUEUED)
                        .map(Outcome::message)
                        .toList());
        var changed = messages.settle(company, outcomes);
        var states =
                outcomes.stream().collect(Collectors.toMap(Outcome::message, Outcome::state, (one, other) -> other));
        tellChanged(company, changed, kinds(states));
        var sent = changed.keySet().stream()
                .filter(id -> states.get(id) == MessageState.SENT)
                .toList();
        if (!sent.isEmpty()) {
            events.publishEvent(new MessagesSent(company, sent));
        }
    }

    /// The contact has opened everything up to this message.
    public void readByContact(CompanyId company, ContactIdentityId identity, MessageId upTo) {
        advance(company, identity, upTo, MessageState.READ);
    }

    /// Everything up to this message has reached the contact's device.
    public void deliveredToContact(CompanyId company, ContactIdentityId identity, MessageId upTo) {
        advance(company, identity, upTo, MessageState.DELIVERED);
    }

    /// What a contact changed an earlier message to.
    ///
    /// @param at when, by the channel's clock
    public record Edit(
            ChannelAccountId account,
            String providerId,
            Content content,
            @Nullable Instant at) {}

    /// Messages say what their authors have changed them to, and keep what they said before. Decides and counts nothing
    /// anew. One of a message nobody has, and one that changes nothing, are left alone.
    public void edit(CompanyId company, List<Edit> edits) {
        if (edits.isEmpty()) {
            return;
        }
        var known = messages.known(
                company,
                edits.stream()
                        .map(edit -> new ProviderKey(edit.account(), edit.providerId()))
                        .distinct()
                        .toList());
        messages.lockThreadsOf(company, known.values());
        var changed = new LinkedHashMap<MessageId, ConversationId>();
        for (var edit : edits) {
            var id = known.get(new ProviderKey(edit.account(), edit.providerId()));
            for (var message : messages.find(company, id == null ? List.of() : List.of(id))) {
                var content = edited(message.content(), edit.content());
                if (message.author() == Author.CONTACT && !content.equals(message.content())) {
                    messages.edit(company, message.id(), content, edit.at() == null ? clock.instant() : edit.at());
                    changed.put(message.id(), message.conversation());
                }
            }
        }
        tellChanged(
                company,
                changed,
                changed.keySet().stream().collect(Collectors.toMap(id -> id, id -> "message_edited")));
    }

    /// Of a file only the words beside it change; the file is the one that was fetched.
    private static Content edited(Content before, Content after) {
        return before instanceof Content.Media file && after instanceof Content.Media words
                ? new Content.Media(file.kind(), words.caption(), file.media(), file.status(), file.failure())
                : after;
    }

    /// A file of a message has been downloaded. False where the message is gone: nobody will ask for the file.
    public boolean mediaReady(CompanyId company, MessageId message, Content.Media.File file) {
        return replaceMedia(
                company,
                message,
                media -> new Content.Media(media.kind(), media.caption(), file, Content.Media.Status.READY, null));
    }

    /// A file of a message will never come; the reason is in plain words.
    public void mediaFailed(CompanyId company, MessageId message, String failure) {
        replaceMedia(
                company,
                message,
                media -> new Content.Media(media.kind(), media.caption(), null, Content.Media.Status.FAILED, failure));
    }

    /// Lets held answers go whose time has come; those a person's reply has withdrawn stay withdrawn.
    public void releaseHeld(CompanyId company, ConversationId id) {
        var conversation = locked(company, List.of(id)).get(id);
        if (conversation == null || isSuspended(company)) {
            return;
        }
        if (conversation.heldUntil != null && conversation.heldAt(clock.instant())) {
            HeldAnswers.plan(jobs, company, id, conversation.heldUntil);
            return;
        }
        queue(company, messages.release(company, id));
    }

    /// Goes on after a suspension. What has waited longer than the assistant may take to answer would surprise its
    /// reader: an answer of the assistant is withdrawn and its conversation left to people, a person's message is
    /// shown as failed, to be sent again or not. What is fresher goes out.
    void goOn(CompanyId company) {
        var now = clock.instant();
        var threads = messages.waitingThreads(company);
        var byId = locked(company, threads);
        var stale = messages.giveUpWaiting(company, now.minus(settings.answerWithin()));
        var collected = history.collect(company, now);
        for (var message : stale) {
            var conversation = byId.get(message.conversation());
            if (conversation == null) {
                continue;
            }
            collected.messageChanged(conversation, message.id(), null);
            if (message.state() == MessageState.CANCELLED && conversation.status.open()) {
                conversation.leftUnanswered(message.at());
                collected.activity(conversation, "handed_over", null, Map.of("reason", "suspended"));
                collected.conversationChanged(conversation);
            }
        }
        conversations.update(company, byId.values());
        collected.write();
        threads.forEach(thread -> releaseHeld(company, thread));
    }

    private boolean isSuspended(CompanyId company) {
        return companies.find(company).map(Company::suspended).orElse(false);
    }

    /// The newest conversation of an identity, open or not.
    public Optional<ConversationId> newestOf(CompanyId company, ContactIdentityId identity) {
        return conversations.newestOf(company, List.of(identity)).stream()
                .map(one -> one.id)
                .findFirst();
    }

    /// Whether everything said to the contact so far is on its way or settled.
    public boolean isQuiet(CompanyId company, ConversationId id) {
        return messages.unsent(company, id) == 0;
    }

    public boolean isOpen(CompanyId company, ConversationId id) {
        return conversations.find(company, id).map(one -> one.status.open()).orElse(false);
    }

    private void store(CompanyId company, List<Fresh> fresh, Instant now) {
        var open = openConversations(company, fresh, now);
        var counts = new LinkedHashMap<ContactId, Integer>();
        fresh.forEach(one -> counts.merge(one.contact().contact(), 1, Integer::sum));
        var totals = contacts.wrote(company, counts, now);
        var numbers = new HashMap<ContactId, Integer>();
        totals.forEach((contact, total) -> numbers.put(contact, total - counts.getOrDefault(contact, 0)));

        var change = new Change(company, now, byId(open.all()), new ArrayList<>(), history.collect(company, now));
        var collected = change.history;
        open.started().forEach(conversation -> collected.activity(conversation, "started", null, Map.of()));
        open.assigned()
                .forEach(entry -> collected.activity(
                        open.of(entry.conversation()),
                        "assigned",
                        null,
                        Map.of(
                                "to",
                                String.valueOf(entry.to()),
                                "rule",
                                entry.rule().value())));
        var items = new ArrayList<MessagesReceived.Item>();
        for (var one : fresh) {
            var conversation = open.of(one.contact().identity());
            var inbound = one.inbound();
            int seq = conversation.received(now);
            int number = numbers.merge(one.contact().contact(), 1, Integer::sum);
            change.said.add(new Message(
                    one.id(),
                    conversation.id,
                    seq,
                    Author.CONTACT,
                    null,
                    inbound.content(),
                    MessageState.RECEIVED,
                    null,
                    null,
                    conversation.account,
                    inbound.providerId(),
                    inbound.clientId(),
                    number,
                    null,
                    inbound.vendorAt(),
                    null,
                    now));
            collected.messageCreated(conversation, one.id(), seq, "message_received", null);
            items.add(new MessagesReceived.Item(
                    one.id(),
                    conversation.id,
                    conversation.contact,
                    one.contact().name(),
                    conversation.channel,
                    inbound.content(),
                    conversation.answering,
                    conversation.language == null ? one.contact().language() : conversation.language,
                    seq,
                    number,
                    isLate(inbound.vendorAt(), now),
                    conversation.heldUntil,
                    conversation.outlet));
        }
        assignments.record(company, open.assigned());
        ScopedValue.where(RECEIVING, change)
                .run(() -> events.publishEvent(new MessagesReceived(company, List.copyOf(items))));
        write(change);
    }

    /// The open conversation of each identity, started where there is none.
    private Open openConversations(CompanyId company, List<Fresh> fresh, Instant now) {
        var contactsById = new LinkedHashMap<ContactIdentityId, Fresh>();
        fresh.forEach(one -> contactsById.putIfAbsent(one.contact().identity(), one));
        var byIdentity = new HashMap<ContactIdentityId, Conversation>();
        conversations.openOf(company, contactsById.keySet()).forEach(open -> byIdentity.put(open.identity, open));
        var without = contactsById.keySet().stream()
                .filter(identity -> !byIdentity.containsKey(identity))
                .toList();
        if (without.isEmpty()) {
            return new Open(byIdentity, List.of(), List.of());
        }
        var previous = conversations.newestOf(company, without).stream()
                .collect(Collectors.toMap(one -> one.identity, one -> one));
        var started = new ArrayList<Conversation>();
        var previousAssignees = new HashMap<ConversationId, MemberId>();
        for (var identity : without) {
            var one = contactsById.get(identity);
            var before = previous.get(identity);
            if (one == null) {
                throw new IllegalStateException("No message of identity " + identity);
            }
            var conversation = new Conversation(
                    ConversationId.next(),
                    one.contact().contact(),
                    identity,
                    one.contact().account(),
                    one.inbound().channel(),
                    before == null ? null : before.id,
                    now);
            if (before != null) {
                conversation.language = before.language;
                if (before.assignee != null) {
                    previousAssignees.put(conversation.id, before.assignee);
                }
            }
            started.add(conversation);
            byIdentity.put(identity, conversation);
        }
        conversations.insert(company, started);
        return new Open(byIdentity, started, assignments.assignNew(company, started, previousAssignees, now));
    }

    private void advance(CompanyId company, ContactIdentityId identity, MessageId upTo, MessageState to) {
        contacts.lock(company, List.of(identity));
        var changed = messages.advance(company, identity, upTo, to);
        tellChanged(company, changed, kinds(changed.keySet().stream().collect(Collectors.toMap(id -> id, id -> to))));
    }

    private boolean replaceMedia(
            CompanyId company, MessageId id, java.util.function.UnaryOperator<Content.Media> change) {
        messages.lockThreadsOf(company, List.of(id));
        boolean replaced = false;
        for (var message : messages.find(company, List.of(id))) {
            if (message.content() instanceof Content.Media media) {
                messages.replaceContent(company, id, change.apply(media));
                tellChanged(company, Map.of(id, message.conversation()), Map.of());
                replaced = true;
            }
        }
        return replaced;
    }

    private static Map<MessageId, String> kinds(Map<MessageId, MessageState> states) {
        return states.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> "message_" + entry.getValue().value()));
    }

    /// @param kinds what the event log says of each; nothing of those it does not name
    private void tellChanged(CompanyId company, Map<MessageId, ConversationId> changed, Map<MessageId, String> kinds) {
        if (changed.isEmpty()) {
            return;
        }
        var collected = history.collect(company, clock.instant());
        var byId = byId(conversations.find(company, Set.copyOf(changed.values())));
        changed.forEach((message, thread) -> {
            var conversation = byId.get(thread);
            if (conversation != null) {
                collected.messageChanged(conversation, message, kinds.get(message));
            }
        });
        collected.write();
    }

    /// Tells the channels of messages that may be sent.
    void queue(CompanyId company, List<MessageId> ids) {
        if (!ids.isEmpty()) {
            events.publishEvent(new RepliesQueued(company, messages.queued(company, ids)));
        }
    }

    private Map<ConversationId, Conversation> locked(CompanyId company, List<ConversationId> ids) {
        conversations.lockThreads(company, ids);
        return byId(conversations.find(company, ids));
    }

    private static Map<ConversationId, Conversation> byId(Collection<Conversation> found) {
        return found.stream().collect(Collectors.toMap(one -> one.id, one -> one));
    }

    private boolean isLate(@Nullable Instant writtenAt, Instant now) {
        return writtenAt != null && writtenAt.isBefore(now.minus(settings.answerWithin()));
    }

    private static ProviderKey key(Inbound inbound) {
        return new ProviderKey(inbound.sender().account(), inbound.providerId());
    }

    private record Fresh(MessageId id, Inbound inbound, Recognised contact) {}

    private record Open(
            Map<ContactIdentityId, Conversation> byIdentity,
            List<Conversation> started,
            List<Assignments.Entry> assigned) {
        Conversation of(ContactIdentityId identity) {
            var conversation = byIdentity.get(identity);
            if (conversation == null) {
                throw new IllegalStateException("No open conversation of identity " + identity);
            }
            return conversation;
        }

        Conversation of(ConversationId id) {
            return started.stream().filter(one -> one.id.equals(id)).findFirst().orElseThrow();
        }

        Collection<Conversation> all() {
            return byIdentity.values();
        }
    }
}
