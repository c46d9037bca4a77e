package app.sembang.channels.webchat;

import app.sembang.contacts.Contacts;
import app.sembang.conversations.AssistantThinks;
import app.sembang.conversations.Author;
import app.sembang.conversations.Content;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.MemberTyping;
import app.sembang.conversations.MessageState;
import app.sembang.conversations.Outcome;
import app.sembang.conversations.RepliesQueued;
import app.sembang.conversations.ThreadChanged;
import app.sembang.conversations.VisitorThreads;
import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamEvent;
import app.sembang.realtime.StreamEvents;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.MessageId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Turns what happens in a thread into the visitor's events, in the same transaction, whose holder has locked the
/// identity. There is no vendor: what is queued has been sent when it is stored.
@Component
class VisitorEvents {
    private final Contacts contacts;
    private final Conversations conversations;
    private final VisitorThreads threads;
    private final StreamEvents stream;

    VisitorEvents(Contacts contacts, Conversations conversations, VisitorThreads threads, StreamEvents stream) {
        this.contacts = contacts;
        this.conversations = conversations;
        this.threads = threads;
        this.stream = stream;
    }

    private record Told(String kind, UUID subject) {}

    @EventListener
    void on(ThreadChanged changed) {
        var changes = changed.changes().stream()
                .filter(change -> change.channel() == Channel.WEBCHAT)
                .toList();
        if (changes.isEmpty()) {
            return;
        }
        var shown = shown(changed.company(), changes);
        var told = new LinkedHashMap<ContactIdentityId, List<Told>>();
        for (var change : changes) {
            var events = told.computeIfAbsent(change.identity(), any -> new ArrayList<>());
            var message = change.message() == null ? null : shown.get(change.message());
            switch (change.what()) {
                // What is said to the visitor is told when it is sent, below.
                case MESSAGE_CREATED -> {
                    if (message != null && message.author() == Author.CONTACT) {
                        add(events, VisitorView.MESSAGE_CREATED, change.message());
                    }
                }
                case MESSAGE_CHANGED -> {
                    if (message != null && message.content() instanceof Content.Media) {
                        add(events, VisitorView.MESSAGE_UPDATED, change.message());
                    } else if (message != null && message.content() instanceof Content.Deleted) {
                        add(events, VisitorView.MESSAGE_DELETED, change.message());
                    }
                }
                case READ_BY_MEMBER -> add(events, VisitorView.MESSAGE_STATUS, change.message());
                case CONVERSATION_CHANGED ->
                    events.add(new Told(
                            VisitorView.CONVERSATION_UPDATED,
                            change.conversation().value()));
            }
        }
        append(changed.company(), told);
    }

    @EventListener
    void on(RepliesQueued queued) {
        var ours = queued.messages().stream()
                .filter(message -> message.channel() == Channel.WEBCHAT)
                .toList();
        if (ours.isEmpty()) {
            return;
        }
        conversations.settle(
                queued.company(),
                ours.stream()
                        .map(message -> new Outcome(message.message(), MessageState.SENT, null, null, null))
                        .toList());
        var told = new LinkedHashMap<ContactIdentityId, List<Told>>();
        for (var message : ours) {
            var events = told.computeIfAbsent(message.identity(), any -> new ArrayList<>());
            events.add(new Told(VisitorView.MESSAGE_CREATED, message.message().value()));
            events.add(new Told(
                    VisitorView.CONVERSATION_UPDATED, message.conversation().value()));
        }
        append(queued.company(), told);
    }

    @EventListener
    void on(MemberTyping typing) {
        if (typing.channel() == Channel.WEBCHAT) {
            stream.tell(
                    typing.company(),
                    new Audience.Visitor(typing.identity()),
                    "typing",
                    new Wire.Typing("agent", typing.memberName(), typing.on(), 10));
        }
    }

    /// Without a name it is the site's.
    @EventListener
    void on(AssistantThinks thinks) {
        if (thinks.channel() == Channel.WEBCHAT) {
            stream.tell(
                    thinks.company(),
                    new Audience.Visitor(thinks.identity()),
                    "typing",
                    new Wire.Typing("assistant", "", true, 10));
        }
    }

    /// With the identity locked, in the transaction that made the visitor somebody else.
    void merged(CompanyId company, ContactIdentityId identity) {
        append(company, Map.of(identity, List.of(new Told(VisitorView.CONTACT_MERGED, identity.value()))));
    }

    private Map<MessageId, VisitorThreads.Shown> shown(CompanyId company, List<ThreadChanged.Change> changes) {
        var ids = changes.stream()
                .filter(change -> change.what() == ThreadChanged.What.MESSAGE_CREATED
                        || change.what() == ThreadChanged.What.MESSAGE_CHANGED)
                .map(ThreadChanged.Change::message)
                .filter(message -> message != null)
                .distinct()
                .toList();
        return ids.isEmpty()
                ? Map.of()
                : threads.messages(company, ids).stream()
                        .collect(Collectors.toMap(VisitorThreads.Shown::id, Function.identity()));
    }

    private void append(CompanyId company, Map<ContactIdentityId, List<Told>> told) {
        var events = new ArrayList<StreamEvent>();
        // In the order in which identities are locked everywhere.
        new TreeMap<>(told.entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getKey)))
                .values()
                .forEach(identity -> {
                    var own = told.getOrDefault(identity, List.of());
                    if (!own.isEmpty()) {
                        long number = contacts.nextVisitorEvent(company, identity, own.size());
                        for (var one : own) {
                            events.add(new StreamEvent(
                                    new Audience.Visitor(identity), one.kind(), one.subject(), null, number++));
                        }
                    }
                });
        stream.append(company, events);
    }

    private static void add(List<Told> events, String kind, @Nullable MessageId message) {
        if (message != null) {
            events.add(new Told(kind, message.value()));
        }
    }
}
