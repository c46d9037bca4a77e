package app.sembang.conversations;

import app.sembang.catalog.ProductId;
import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.connections.ChannelAccounts;
import app.sembang.contacts.Contacts;
import app.sembang.contacts.Recognised;
import app.sembang.contacts.Sighting;
import app.sembang.conversations.MessageStore.ProviderKey;
import app.sembang.jobs.Jobs;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// The one door for what customers write and what is said to them. What members do is in [Desk]. All methods
/// need an open transaction of the company and lock the threads they touch in one order: identities by id, then
/// conversations.
@Component
public class Conversations {
    private static final Duration SHORTEST_WINDOW = Duration.ofHours(24);
    private static final ScopedValue<Change> RECEIVING = ScopedValue.newInstance();

    private final Companies companies;
    private final Contacts contacts;
    private final ChannelAccounts accounts;
    private final ConversationStore conversations;
    private final MessageStore messages;
    private final Assignments assignments;
    private final ScheduledMessages scheduled;
    private final Offers offers;
    private final PastMessages past;
    private final Holders holders;
    private final ConversationHistory history;
    private final ApplicationEventPublisher events;
    private final Jobs jobs;
    private final ConversationSettings settings;
    private final Clock clock;

    Conversations(
            Companies companies,
            Contacts contacts,
            ChannelAccounts accounts,
            ConversationStore conversations,
            MessageStore messages,
            Assignments assignments,
            ScheduledMessages scheduled,
            Offers offers,
            PastMessages past,
            Holders holders,
            ConversationHistory history,
            ApplicationEventPublisher events,
            Jobs jobs,
            ConversationSettings settings,
            Clock clock) {
        this.companies = companies;
        this.contacts = contacts;
        this.accounts = accounts;
        this.conversations = conversations;
        this.messages = messages;
        this.assignments = assignments;
        this.scheduled = scheduled;
        this.offers = offers;
        this.past = past;
        this.holders = holders;
        this.history = history;
        this.events = events;
        this.jobs = jobs;
        this.settings = settings;
        this.clock = clock;
    }

    /// Stores what contacts wrote: each message once, whatever copies come and from wherever, numbered without
    /// gaps in its conversation, in the order given. Publishes [MessagesReceived]; answers and assignments
    /// happen in the same commit. What somebody writes who is blocked is stored and told to nobody. The answer
    /// is in the order of the question.
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
                answer.add(new Received(id, contact.identity(), null, false));
            } else {
                answer.add(new Received(first, contact.identity(), null, true));
            }
        }
        var threads = fresh.isEmpty()
                ? Map.<MessageId, ConversationId>of()
                : store(company, List.copyOf(fresh.values()), now);
        return answer.stream().map(one -> one.in(threads.get(one.message()))).toList();
    }

    /// Stores a file the contact sent together with others: the first that comes is a message, all others
    /// join it, however late. Each counts once.
    ///
    /// @param group what the channel calls them together
    public Received join(CompanyId company, Inbound inbound, String group) {
        var contact = contacts.recognise(company, List.of(inbound.sender()), clock.instant())
                .getFirst();
        var own = key(inbound);
        var together = new ProviderKey(own.account(), group);
        var known = messages.known(company, List.of(own, together));
        var same = known.get(own);
        if (same != null) {
            return new Received(same, contact.identity(), null, true);
        }
        var first = known.get(together);
        if (first == null) {
            var received = receive(company, List.of(inbound)).getFirst();
            messages.alsoKnownAs(company, List.of(Map.entry(received.message(), group)));
            return received;
        }
        messages.alsoKnownAs(company, List.of(Map.entry(first, own.providerId())));
        var joined = replaceContent(
                company,
                first,
                content ->
                        content instanceof Content.Album album && inbound.content() instanceof Content.Album(var more)
                                ? more.stream().reduce(album, Content.Album::with, (one, other) -> other)
                                : content);
        return new Received(first, contact.identity(), null, joined.isEmpty());
    }

    /// Stores what the assistant says, ready to be sent in order after everything before it; held while a member types
    /// or the company is suspended.
    /// A conversation the assistant no longer answers in is left alone: a person was faster.
    ///
    /// @return those that were stored
    public Set<MessageId> reply(CompanyId company, List<AssistantReply> replies) {
        var stored = new HashSet<MessageId>();
        changing(
                company,
                replies.stream().map(AssistantReply::conversation).distinct().toList(),
                change -> reply(change, replies, stored));
        return stored;
    }

    private void reply(Change change, List<AssistantReply> replies, Set<MessageId> stored) {
        boolean suspended = isSuspended(change.company);
        for (var reply : replies) {
            var conversation = change.threads.get(reply.conversation());
            if (conversation == null || conversation.answering != Answering.ASSISTANT || !conversation.status.open()) {
                continue;
            }
            if (reply.after() != null && reply.after() != conversation.lastSeq) {
                continue;
            }
            if (windowClosed(change, conversation)) {
                conversation.leftUnanswered(change.now);
                change.history.activity(conversation, "handed_over", null, Map.of("reason", "window_closed"));
                change.history.conversationChanged(conversation);
                continue;
            }
            int seq = conversation.answeredByAssistant(change.now, reply.language(), reply.announcesHandOver());
            say(change, conversation, reply.id(), seq, new Content.Text(reply.text()), reply.evidence(), suspended);
            stored.add(reply.id());
        }
    }

    private void say(
            Change change,
            Conversation conversation,
            MessageId id,
            int seq,
            Content content,
            @Nullable String evidence,
            boolean suspended) {
        boolean held = suspended || conversation.heldAt(change.now);
        change.said.add(new Message(
                id,
                conversation.id,
                seq,
                Author.ASSISTANT,
                null,
                content,
                held ? MessageState.HELD : MessageState.QUEUED,
                null,
                null,
                conversation.account,
                null,
                null,
                null,
                evidence,
                null,
                null,
                change.now));
        change.history.messageCreated(conversation, id, seq, held ? "message_held" : "message_queued", null);
        if (held && conversation.heldUntil != null) {
            HeldAnswers.plan(jobs, change.company, conversation.id, conversation.heldUntil);
        }
    }

    /// Shows the customer what the assistant has just spoken of: the products that have a picture, with their prices of
    /// now, each once in a conversation. Nothing where the assistant does not answer there.
    public void show(CompanyId company, ConversationId id, List<ProductId> products) {
        var cards = offers.pictured(company, products, name -> messages.hasCard(company, id, name));
        if (cards.isEmpty()) {
            return;
        }
        boolean suspended = isSuspended(company);
        changing(company, List.of(id), change -> {
            var conversation = change.threads.get(id);
            if (conversation != null && conversation.answering == Answering.ASSISTANT && conversation.status.open()) {
                int seq = conversation.answeredByAssistant(change.now, null, true);
                say(change, conversation, MessageId.next(), seq, new Content.Cards(cards), null, suspended);
            }
        });
    }

    /// Whoever has just written may be answered: the account is asked only after a day of silence.
    private boolean windowClosed(Change change, Conversation conversation) {
        var wrote = conversation.contactWroteAt;
        if (wrote == null || change.now.isBefore(wrote.plus(SHORTEST_WINDOW))) {
            return false;
        }
        var closesAt = accounts.find(change.company, conversation.account)
                .map(account -> MessagingWindow.closesAt(
                        account.capabilities().window(), wrote, conversation.entryAnsweredAt, Author.ASSISTANT))
                .orElse(null);
        return closesAt != null && !change.now.isBefore(closesAt);
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
    /// @param fetch has a file fetched that is new in it; runs in the transaction that stores the change
    public record Edit(
            ChannelAccountId account,
            String providerId,
            Content content,
            @Nullable Instant at,
            @Nullable Consumer<FilePlace> fetch) {
        public Edit(ChannelAccountId account, String providerId, Content content, @Nullable Instant at) {
            this(account, providerId, content, at, null);
        }
    }

    /// Messages say what their authors have changed them to, and keep what they said before. Decides and counts nothing
    /// anew. One that changes nothing and one older than what is known are left alone. Gives back those of messages
    /// nobody has.
    public List<Edit> edit(CompanyId company, List<Edit> edits) {
        if (edits.isEmpty()) {
            return List.of();
        }
        var known = known(company, edits, edit -> new ProviderKey(edit.account(), edit.providerId()));
        messages.lockThreadsOf(company, known.values());
        var changed = new LinkedHashMap<MessageId, ConversationId>();
        for (var edit : edits) {
            var id = known.get(new ProviderKey(edit.account(), edit.providerId()));
            for (var message : messages.find(company, id == null ? List.of() : List.of(id))) {
                var content = edited(message.content(), edit.content());
                if (mayChange(message) && isNewer(edit, message) && !content.equals(message.content())) {
                    messages.edit(company, message.id(), content, edit.at() == null ? clock.instant() : edit.at());
                    fetchNew(edit, message, content);
                    changed.put(message.id(), message.conversation());
                }
            }
        }
        tellChanged(
                company,
                changed,
                changed.keySet().stream().collect(Collectors.toMap(id -> id, id -> "message_edited")));
        return edits.stream()
                .filter(edit -> !known.containsKey(new ProviderKey(edit.account(), edit.providerId())))
                .toList();
    }

    private static void fetchNew(Edit edit, Message before, Content content) {
        var known = awaited(before.id(), before.content());
        awaited(before.id(), content).stream()
                .filter(file -> edit.fetch() != null && !known.contains(file))
                .forEach(file -> Objects.requireNonNull(edit.fetch()).accept(file));
    }

    private static List<FilePlace> awaited(MessageId id, Content content) {
        return switch (content) {
            case Content.Media media
            when media.status() == Content.Media.Status.PENDING -> List.of(new FilePlace(id, null, media.source()));
            case Content.Album(var files) ->
                files.stream()
                        .filter(one -> one.file().status() == Content.Media.Status.PENDING)
                        .map(one -> new FilePlace(id, one.place(), one.file().source()))
                        .toList();
            default -> List.of();
        };
    }

    private static boolean isNewer(Edit edit, Message message) {
        return edit.at() == null || message.editedAt() == null || !edit.at().isBefore(message.editedAt());
    }

    /// What Sembang sent says what it said; its author is here, not at the vendor.
    private static boolean mayChange(Message message) {
        return message.author() == Author.CONTACT || (message.author() == Author.MEMBER && message.member() == null);
    }

    /// A person's mark on a message; without an emoji it is taken back.
    ///
    /// @param providerId of the message
    /// @param at by the channel's clock
    public record Reacted(
            ChannelAccountId account,
            String person,
            String providerId,
            @Nullable String emoji,
            Instant at) {}

    /// Keeps each person's newest mark on each message. Gives back those on messages nobody has.
    public List<Reacted> react(CompanyId company, List<Reacted> reactions) {
        if (reactions.isEmpty()) {
            return List.of();
        }
        var known = known(company, reactions, one -> new ProviderKey(one.account(), one.providerId()));
        messages.lockThreadsOf(company, known.values());
        var changed = new LinkedHashMap<MessageId, ConversationId>();
        for (var reaction : reactions) {
            var message = known.get(new ProviderKey(reaction.account(), reaction.providerId()));
            var person = contacts.identity(company, reaction.account(), reaction.person());
            if (message != null && person.isPresent()) {
                messages.react(company, message, person.get().value(), Author.CONTACT, reaction.emoji(), reaction.at())
                        .ifPresent(thread -> changed.put(message, thread));
            }
        }
        tellChanged(company, changed, Map.of());
        return reactions.stream()
                .filter(one -> !known.containsKey(new ProviderKey(one.account(), one.providerId())))
                .toList();
    }

    /// A message its author took back.
    ///
    /// @param at by the channel's clock
    public record Withdrawn(ChannelAccountId account, String providerId, Instant at) {
        private static final int MOST_PARTS = 30;

        /// The id under which a part of a message is stored whose vendor puts several files into one; the first has the
        /// message's own.
        public static String part(String providerId, int part) {
            return part == 0 ? providerId : providerId + "#" + part;
        }

        private Stream<ProviderKey> parts() {
            return IntStream.range(0, MOST_PARTS).mapToObj(part -> new ProviderKey(account, part(providerId, part)));
        }
    }

    private static List<UUID> files(Content content) {
        return switch (content) {
            case Content.Media media
            when media.media() != null -> List.of(media.media().id());
            case Content.Album(var files) ->
                files.stream().flatMap(one -> files(one.file()).stream()).toList();
            default -> List.of();
        };
    }

    /// Words and files of these messages go, and what they said before. Gives back those nobody has.
    public List<Withdrawn> withdraw(CompanyId company, List<Withdrawn> withdrawals) {
        if (withdrawals.isEmpty()) {
            return List.of();
        }
        var known = messages.known(
                company,
                withdrawals.stream().flatMap(Withdrawn::parts).distinct().toList());
        messages.lockThreadsOf(company, known.values());
        var files = new ArrayList<UUID>();
        var changed = new LinkedHashMap<MessageId, ConversationId>();
        for (var message : messages.find(company, known.values())) {
            if (!mayChange(message) || message.content() instanceof Content.Deleted) {
                continue;
            }
            files.addAll(files(message.content()));
            files.addAll(messages.earlierFiles(company, message.id()));
            messages.withdraw(company, message.id(), clock.instant());
            changed.put(message.id(), message.conversation());
        }
        tellChanged(
                company,
                changed,
                changed.keySet().stream().collect(Collectors.toMap(id -> id, id -> "message_withdrawn")));
        if (!files.isEmpty()) {
            WithdrawnFiles.plan(jobs, company, files, clock.instant());
        }
        return withdrawals.stream()
                .filter(one -> !known.containsKey(new ProviderKey(one.account(), one.providerId())))
                .toList();
    }

    /// What staff wrote to a contact outside of Sembang, or what Sembang sent and the vendor repeats.
    ///
    /// @param contact whom it was written to
    /// @param ours the id Sembang passed along, where it is Sembang's own
    /// @param isPart whether more of it was to follow
    public record Echo(
            Channel channel,
            Sighting contact,
            String providerId,
            @Nullable MessageId ours,
            boolean isPart,
            Content content,
            @Nullable Context context,
            Instant at) {}

    /// What became of an [Echo].
    public sealed interface Echoed {
        record Stored(Received message) implements Echoed {}

        /// It was Sembang's own, or stored before.
        record Known() implements Echoed {}

        /// Something is being sent to the same contact just now whose number at the vendor is not known yet.
        record TooEarly() implements Echoed {}
    }

    /// Stores what staff wrote elsewhere, once, as the company's; the assistant is silent in that conversation from now
    /// on. Sembang's own are recognised.
    public Echoed echo(CompanyId company, Echo echo) {
        var now = clock.instant();
        var contact = contacts.recognise(company, List.of(echo.contact()), now).getFirst();
        var key = new ProviderKey(echo.contact().account(), echo.providerId());
        if (messages.known(company, List.of(key)).containsKey(key)) {
            return new Echoed.Known();
        }
        var ours = echo.ours();
        if (ours != null && messages.outbound(company, List.of(ours)).contains(ours)) {
            repeated(company, ours, echo.providerId(), echo.isPart());
            return new Echoed.Known();
        }
        if (messages.isSending(company, contact.identity())) {
            return new Echoed.TooEarly();
        }
        for (var doubtful : messages.ofUnknownOutcome(company, contact.identity())) {
            var same = says(doubtful.content(), echo.content());
            if (same != Same.NO) {
                repeated(company, doubtful.id(), echo.providerId(), same == Same.IN_PART);
                return new Echoed.Known();
            }
        }
        return new Echoed.Stored(new Received(written(company, echo, contact, now), contact.identity(), null, false));
    }

    /// The vendor has a message that was sent from here.
    private void repeated(CompanyId company, MessageId ours, String providerId, boolean isPart) {
        if (isPart) {
            messages.alsoKnownAs(company, List.of(Map.entry(ours, providerId)));
        } else {
            settle(company, List.of(new Outcome(ours, MessageState.SENT, providerId, null, null)));
        }
    }

    private enum Same {
        NO,
        IN_PART,
        WHOLE
    }

    /// Whether what the vendor repeats is what was written: some pass no number of ours along.
    private static Same says(Content written, Content repeated) {
        return switch (repeated) {
            case Content.Text(var words)
            when !words.isBlank() && written instanceof Content.Text(var all) ->
                all.strip().equals(words.strip()) ? Same.WHOLE : all.contains(words.strip()) ? Same.IN_PART : Same.NO;
            case Content.Media file
            when written instanceof Content.Media own && own.kind() == file.kind() ->
                own.caption() == null || own.caption().isBlank() ? Same.WHOLE : Same.IN_PART;
            default -> Same.NO;
        };
    }

    private MessageId written(CompanyId company, Echo echo, Recognised contact, Instant now) {
        var id = MessageId.next();
        var open = openConversations(company, List.of(new Wanted(contact, echo.channel(), "")), now);
        var conversation = open.of(contact.identity());
        var collected = history.collect(company, now);
        messages.cancelAssistants(company, conversation.id)
                .forEach(message -> collected.messageChanged(conversation, message, "message_cancelled"));
        int seq = conversation.answeredElsewhere(now);
        messages.insert(
                company,
                List.of(new Message(
                                id,
                                conversation.id,
                                seq,
                                Author.MEMBER,
                                null,
                                echo.content(),
                                MessageState.SENT,
                                null,
                                null,
                                conversation.account,
                                echo.providerId(),
                                null,
                                null,
                                null,
                                echo.at(),
                                null,
                                now)
                        .in(echo.context())));
        conversations.update(company, List.of(conversation));
        assignments.record(company, open.assigned());
        collected.messageCreated(conversation, id, seq, "message_echoed", null);
        collected.conversationChanged(conversation);
        collected.write();
        return id;
    }

    /// What was said before the account was connected.
    ///
    /// @param person whom it was said with
    /// @param at by the channel's clock
    public record Past(Sighting person, String providerId, boolean byContact, Content content, Instant at) {}

    /// Keeps what was said before, each once, to be read: nothing is answered, counted or told to anybody.
    public void remember(CompanyId company, List<Past> told) {
        past.keep(company, told);
    }

    /// What a vendor tells of a message to a contact.
    ///
    /// @param ours the id Sembang passed along, where the vendor gives it back
    /// @param code the vendor's, with its words, where it failed
    public record Told(
            ChannelAccountId account,
            String providerId,
            @Nullable MessageId ours,
            MessageState state,
            @Nullable String code,
            @Nullable String words) {}

    /// Records what vendors tell, in whatever order it comes; a state never goes backwards. Gives back
    /// those of messages nobody has: the vendor may have been faster than its own answer.
    public List<Told> told(CompanyId company, List<Told> statuses) {
        if (statuses.isEmpty()) {
            return List.of();
        }
        var known = messages.recognised(
                company,
                statuses.stream()
                        .map(one -> new ProviderKey(one.account(), one.providerId()))
                        .distinct()
                        .toList());
        var ours = messages.outbound(
                company,
                statuses.stream().map(Told::ours).filter(Objects::nonNull).toList());
        var unmatched = new ArrayList<Told>();
        var rounds = new ArrayList<Map<MessageId, Outcome>>();
        for (var status : statuses) {
            var of = known.get(new ProviderKey(status.account(), status.providerId()));
            if (of != null && of.isPart()) {
                // The whole has arrived with its last part, and has failed with any.
                if (status.state() == MessageState.FAILED) {
                    add(rounds, new Outcome(of.message(), status.state(), null, status.code(), status.words()));
                }
            } else if (of != null || (status.ours() != null && ours.contains(status.ours()))) {
                var id = of != null ? of.message() : Objects.requireNonNull(status.ours());
                add(rounds, new Outcome(id, status.state(), status.providerId(), status.code(), status.words()));
            } else {
                unmatched.add(status);
            }
        }
        rounds.forEach(round -> settle(company, round.values()));
        return unmatched;
    }

    /// Of one message several things may be told at once; each must find what the one before it left.
    private static void add(List<Map<MessageId, Outcome>> rounds, Outcome outcome) {
        for (var round : rounds) {
            if (round.putIfAbsent(outcome.message(), outcome) == null) {
                return;
            }
        }
        var next = new LinkedHashMap<MessageId, Outcome>();
        next.put(outcome.message(), outcome);
        rounds.add(next);
    }

    /// The contact has seen, or the device has got, everything written up to that time.
    public void seenUpTo(CompanyId company, ChannelAccountId account, String contact, Instant upTo, MessageState to) {
        contacts.identity(company, account, contact).ifPresent(identity -> {
            contacts.lock(company, List.of(identity));
            var changed = messages.advance(company, identity, upTo, to);
            tellChanged(
                    company, changed, kinds(changed.keySet().stream().collect(Collectors.toMap(id -> id, id -> to))));
        });
    }

    private <T> Map<ProviderKey, MessageId> known(CompanyId company, List<T> all, Function<T, ProviderKey> key) {
        return messages.known(company, all.stream().map(key).distinct().toList());
    }

    /// A file that was fetched stays where only the words beside it change.
    private static Content edited(Content before, Content after) {
        if (before instanceof Content.Album album && after instanceof Content.Album(var changed)) {
            return changed.stream()
                    .reduce(
                            album,
                            (so, one) -> so.changed(one.place(), file -> file.changedTo(one.file())),
                            (one, other) -> other);
        }
        return switch (after) {
            case Content.Media changed when before instanceof Content.Media file -> file.changedTo(changed);
            // Stored before albums were put together.
            case Content.Album(var files)
            when before instanceof Content.Media file ->
                file.changedTo(files.getFirst().file());
            default -> after;
        };
    }

    /// A file of a message has been downloaded. False where the message is gone or has another by now: nobody will ask
    /// for the file.
    public boolean mediaReady(CompanyId company, FilePlace place, Content.Media.File file) {
        var changed = replaceMedia(company, place, media -> media.fetched(file));
        if (changed.orElse(null) instanceof Content.Media media && media.kind() == Content.Media.Kind.VOICE) {
            events.publishEvent(new VoiceNoteReady(company, place.message(), file.id()));
        }
        return changed.isPresent();
    }

    /// Somebody has listened to a voice note. Nothing happens where it is another one by now, or gone.
    public void transcribed(CompanyId company, MessageId message, UUID file, Content.Media.Transcript transcript) {
        replaceContent(
                company,
                message,
                content ->
                        content instanceof Content.Media media && media.has(file) ? media.heard(transcript) : content);
    }

    /// A file of a message will never come; the reason is in plain words.
    public void mediaFailed(CompanyId company, FilePlace place, String failure) {
        replaceMedia(company, place, media -> media.failed(failure));
    }

    /// A file of a message is no longer kept, or one it had before; the reason is in plain words.
    public void mediaRemoved(CompanyId company, MessageId message, UUID file, String reason) {
        UnaryOperator<Content.Media> removed = media -> media.has(file) ? media.failed(reason) : media;
        replaceContent(company, message, content -> switch (content) {
            case Content.Media media -> removed.apply(media);
            case Content.Album album -> album.changed(removed);
            default -> content;
        });
        messages.forgetEarlierFile(company, message, file);
    }

    /// Lets held answers go whose time has come; those a person's reply has withdrawn stay withdrawn. What a member
    /// holds back to take it back waits for its own time only.
    public void releaseHeld(CompanyId company, ConversationId id) {
        var conversation = locked(company, List.of(id)).get(id);
        if (conversation == null || isSuspended(company)) {
            return;
        }
        var until = conversation.heldUntil;
        boolean typing = until != null && conversation.heldAt(clock.instant());
        if (until != null && typing) {
            HeldAnswers.plan(jobs, company, id, until);
        }
        var released = messages.release(company, id, !typing, clock.instant());
        tellChanged(
                company,
                released.stream().collect(Collectors.toMap(message -> message, message -> id)),
                kinds(released.stream().collect(Collectors.toMap(message -> message, message -> MessageState.QUEUED))));
        queue(company, released);
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
            collected.messageChanged(
                    conversation, message.id(), "message_" + message.state().value());
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

    /// @param providerId the vendor's id of the message
    public record AtVendor(ChannelAccountId account, String providerId) {}

    /// How the vendor knows a message.
    public Optional<AtVendor> atVendor(CompanyId company, MessageId message) {
        return messages.find(company, List.of(message)).stream()
                .filter(one -> one.providerId() != null)
                .map(one -> new AtVendor(one.account(), Objects.requireNonNull(one.providerId())))
                .findFirst();
    }

    /// The newest message the contact wrote in a conversation, as the vendor knows it.
    public Optional<AtVendor> newestOfContact(CompanyId company, ConversationId conversation) {
        return messages.newestOfContact(company, conversation);
    }

    /// What is to be published when the assistant begins to think here.
    public Optional<AssistantThinks> thinking(CompanyId company, ConversationId id) {
        return conversations.find(company, id).map(one -> new AssistantThinks(company, one.channel, one.identity, id));
    }

    /// @throws Refusal `not-found` where who asks sees none
    public void requireVisible(CompanyId company, ConversationId id) {
        if (conversations.find(company, id).isEmpty()) {
            throw Refusal.notFound("conversation", id);
        }
    }

    /// Whether everything said to the contact so far is on its way or settled.
    public boolean isQuiet(CompanyId company, ConversationId id) {
        return messages.unsent(company, id) == 0;
    }

    public boolean isOpen(CompanyId company, ConversationId id) {
        return conversations.find(company, id).map(one -> one.status.open()).orElse(false);
    }

    private Map<MessageId, ConversationId> store(CompanyId company, List<Fresh> fresh, Instant now) {
        var open = openConversations(
                company,
                fresh.stream()
                        .map(one -> new Wanted(one.contact(), one.inbound().channel(), words(one.inbound())))
                        .toList(),
                now);
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
                        open.of(entry.conversation()), "assigned", null, AssignmentRounds.facts(entry)));
        putOff(change, scheduled);
        var quotes = quoted(company, fresh);
        var items = new ArrayList<MessagesReceived.Item>();
        var threads = new HashMap<MessageId, ConversationId>();
        var held = new LinkedHashMap<ConversationId, MemberId>();
        for (var one : fresh) {
            var conversation = open.of(one.contact().identity());
            var inbound = one.inbound();
            int seq = conversation.received(
                    now,
                    inbound.vendorAt() == null ? now : inbound.vendorAt(),
                    inbound.context() != null && inbound.context().referral() != null);
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
                            now)
                    .in(quotes.resolved(inbound)));
            threads.put(one.id(), conversation.id);
            collected.messageCreated(conversation, one.id(), seq, "message_received", null);
            if (conversation.blockedAt != null) {
                continue;
            }
            boolean late = inbound.quiet() || isLate(inbound.vendorAt(), now);
            var holder = conversation.holder();
            // Of one that has only begun its holder is told that it is theirs.
            if (holder != null && !late && !open.started().contains(conversation)) {
                held.put(conversation.id, holder);
            }
            items.add(new MessagesReceived.Item(
                    one.id(),
                    conversation.id,
                    conversation.contact,
                    conversation.identity,
                    one.contact().name(),
                    conversation.channel,
                    inbound.content(),
                    conversation.answering,
                    conversation.language == null ? one.contact().language() : conversation.language,
                    seq,
                    number,
                    late,
                    conversation.heldUntil,
                    conversation.outlet));
        }
        assignments.record(company, open.assigned());
        if (!items.isEmpty()) {
            ScopedValue.where(RECEIVING, change)
                    .run(() -> events.publishEvent(new MessagesReceived(company, List.copyOf(items))));
        }
        write(change);
        holders.tell(company, held, now);
        return threads;
    }

    /// The customer writes: what was put off comes back, and what was to be said later is not
    /// said any more.
    private static void putOff(Change change, ScheduledMessages scheduled) {
        var planned = new ArrayList<ConversationId>();
        for (var conversation : change.threads.values()) {
            if (conversation.snoozedUntil != null) {
                change.history.activity(conversation, "woken", null, Map.of("because", "customer"));
                change.history.conversationChanged(conversation);
            }
            if (conversation.scheduled > 0) {
                conversation.scheduled = 0;
                planned.add(conversation.id);
                change.history.activity(conversation, "scheduled_not_sent", null, Map.of("reason", "customer_wrote"));
                change.history.conversationChanged(conversation);
            }
        }
        if (!planned.isEmpty()) {
            scheduled.cancelAll(change.company, planned, ScheduledMessages.Reason.CUSTOMER_WROTE, change.now);
        }
    }

    /// The messages these answer. Nothing is looked up where none answers one.
    private Quotes quoted(CompanyId company, List<Fresh> fresh) {
        var wanted = new ArrayList<ProviderKey>();
        for (var one : fresh) {
            var context = one.inbound().context();
            var providerId = context == null ? null : context.quotedProviderId();
            if (providerId != null) {
                wanted.add(new ProviderKey(one.inbound().sender().account(), providerId));
            }
        }
        if (wanted.isEmpty()) {
            return new Quotes(Map.of());
        }
        var found = messages.known(company, wanted);
        fresh.forEach(one -> found.putIfAbsent(key(one.inbound()), one.id()));
        return new Quotes(found);
    }

    private record Quotes(Map<ProviderKey, MessageId> found) {
        @Nullable
        Context resolved(Inbound inbound) {
            var context = inbound.context();
            var providerId = context == null ? null : context.quotedProviderId();
            if (context == null || providerId == null) {
                return context;
            }
            var message = found.get(new ProviderKey(inbound.sender().account(), providerId));
            return message == null ? context : context.withQuoted(message);
        }
    }

    /// The open conversation of each identity, started where there is none.
    private Open openConversations(CompanyId company, List<Wanted> fresh, Instant now) {
        var contactsById = new LinkedHashMap<ContactIdentityId, Wanted>();
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
        var wishes = new ArrayList<Assignments.Wish>();
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
                    one.channel(),
                    before == null ? null : before.id,
                    now);
            if (before != null) {
                conversation.continues(before);
                conversation.language = before.language;
            }
            if (one.contact().blocked()) {
                conversation.block(now);
            } else {
                wishes.add(new Assignments.Wish(conversation, before == null ? null : before.assignee, one.words()));
            }
            started.add(conversation);
            byIdentity.put(identity, conversation);
        }
        conversations.insert(company, started);
        return new Open(byIdentity, started, assignments.give(company, wishes, null, now));
    }

    private void advance(CompanyId company, ContactIdentityId identity, MessageId upTo, MessageState to) {
        contacts.lock(company, List.of(identity));
        var changed = messages.advance(company, identity, upTo, to);
        tellChanged(company, changed, kinds(changed.keySet().stream().collect(Collectors.toMap(id -> id, id -> to))));
    }

    private Optional<Content> replaceMedia(CompanyId company, FilePlace place, UnaryOperator<Content.Media> change) {
        UnaryOperator<Content.Media> still =
                media -> Objects.equals(media.source(), place.source()) ? change.apply(media) : media;
        return replaceContent(company, place.message(), content -> switch (content) {
            case Content.Media media when place.place() == null -> still.apply(media);
            case Content.Album album -> album.changed(place.place(), still);
            default -> content;
        });
    }

    /// @return what it says now; empty where there was nothing to change
    private Optional<Content> replaceContent(CompanyId company, MessageId id, UnaryOperator<Content> change) {
        messages.lockThreadsOf(company, List.of(id));
        for (var message : messages.find(company, List.of(id))) {
            var content = change.apply(message.content());
            if (!content.equals(message.content())) {
                messages.replaceContent(company, id, content);
                tellChanged(company, Map.of(id, message.conversation()), Map.of());
                return Optional.of(content);
            }
        }
        return Optional.empty();
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

    private static String words(Inbound inbound) {
        return inbound.content() instanceof Content.Text(var text) ? text : "";
    }

    private static ProviderKey key(Inbound inbound) {
        return new ProviderKey(inbound.sender().account(), inbound.providerId());
    }

    private record Fresh(MessageId id, Inbound inbound, Recognised contact) {}

    /// A thread there is to be.
    ///
    /// @param words what the contact writes
    private record Wanted(Recognised contact, Channel channel, String words) {}

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
