package app.sembang.channels.webchat;

import app.sembang.conversations.Content;
import app.sembang.conversations.VisitorThreads;
import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamView;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/// What a visitor's stream says, in the shapes of the widget's protocol.
@Component
class VisitorView implements StreamView {
    static final String MESSAGE_CREATED = "visitor.message.created";
    static final String MESSAGE_UPDATED = "visitor.message.updated";
    static final String MESSAGE_DELETED = "visitor.message.deleted";
    static final String MESSAGE_STATUS = "visitor.message.status";
    static final String CONVERSATION_UPDATED = "visitor.conversation.updated";

    static final String CONTACT_MERGED = "visitor.contact.merged";

    private final VisitorThreads threads;

    VisitorView(VisitorThreads threads) {
        this.threads = threads;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(
                MESSAGE_CREATED,
                MESSAGE_UPDATED,
                MESSAGE_DELETED,
                MESSAGE_STATUS,
                CONVERSATION_UPDATED,
                CONTACT_MERGED);
    }

    @Override
    public Map<UUID, List<Sent>> read(CompanyId company, String kind, Audience audience, Collection<UUID> subjects) {
        if (!(audience instanceof Audience.Visitor visitor)) {
            throw new IllegalArgumentException("Only visitors are told of " + kind);
        }
        return switch (kind) {
            case MESSAGE_CREATED, MESSAGE_UPDATED -> messages(company, wireName(kind), subjects);
            case MESSAGE_DELETED -> each(subjects, kind, subject -> new Wire.DeletedEvent(subject.toString()));
            case CONTACT_MERGED -> each(subjects, kind, subject -> new Wire.MergedEvent(new Wire.Contact(true)));
            case MESSAGE_STATUS -> statuses(company, subjects);
            case CONVERSATION_UPDATED -> conversation(company, visitor, subjects);
            default -> throw new IllegalArgumentException("Not a kind of this view: " + kind);
        };
    }

    private Map<UUID, List<Sent>> messages(CompanyId company, String event, Collection<UUID> subjects) {
        var sent = new HashMap<UUID, List<Sent>>();
        for (var shown :
                threads.messages(company, subjects.stream().map(MessageId::new).toList())) {
            // What was taken back since is told to be gone by an event of its own.
            if (!(shown.content() instanceof Content.Deleted)) {
                sent.put(shown.id().value(), List.of(new Sent(event, new Wire.MessageEvent(Wire.Message.of(shown)))));
            }
        }
        return sent;
    }

    private Map<UUID, List<Sent>> statuses(CompanyId company, Collection<UUID> subjects) {
        var sent = new HashMap<UUID, List<Sent>>();
        for (var subject : subjects) {
            var read = threads.writtenUpTo(company, new MessageId(subject)).stream()
                    .map(MessageId::toString)
                    .toList();
            var at = threads.readAt(company, new MessageId(subject));
            sent.put(subject, List.of(new Sent("message.status", new Wire.StatusEvent(read, "read", at))));
        }
        return sent;
    }

    /// The visitor is shown one conversation, the newest; what happens to older ones changes nothing.
    private Map<UUID, List<Sent>> conversation(CompanyId company, Audience.Visitor visitor, Collection<UUID> subjects) {
        var sent = new HashMap<UUID, List<Sent>>();
        threads.current(company, visitor.identity())
                .ifPresent(current -> subjects.forEach(subject -> sent.put(
                        subject,
                        List.of(new Sent(
                                "conversation.updated", new Wire.ConversationEvent(Wire.Conversation.of(current)))))));
        return sent;
    }

    private static Map<UUID, List<Sent>> each(Collection<UUID> subjects, String kind, Function<UUID, Object> data) {
        var sent = new HashMap<UUID, List<Sent>>();
        subjects.forEach(subject -> sent.put(subject, List.of(new Sent(wireName(kind), data.apply(subject)))));
        return sent;
    }

    private static String wireName(String kind) {
        return kind.substring("visitor.".length());
    }
}
