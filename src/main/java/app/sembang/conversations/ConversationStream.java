package app.sembang.conversations;

import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamView;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// What the staff's stream says of conversations, in the same shapes as the API.
@Component
class ConversationStream implements StreamView {
    private final ConversationReader reader;

    ConversationStream(ConversationReader reader) {
        this.reader = reader;
    }

    record ConversationChanged(Views.ConversationRow conversation) {}

    record MessageChanged(Views.MessageView message) {}

    record NoteCreated(Views.NoteView note) {}

    record ActivityCreated(ConversationId conversationId, Views.ActivityView activity) {}

    @Override
    public Set<String> kinds() {
        return Set.of("message.created", "message.changed", "conversation.changed", "note.created", "activity.created");
    }

    @Override
    public Map<UUID, List<Sent>> read(CompanyId company, String kind, Audience audience, Collection<UUID> subjects) {
        return switch (kind) {
            case "message.created" -> messages(company, kind, subjects, true);
            case "message.changed" -> messages(company, kind, subjects, false);
            case "conversation.changed" -> conversations(company, subjects);
            case "note.created" -> notes(company, subjects);
            case "activity.created" -> activities(company, subjects);
            default -> throw new IllegalArgumentException("Not a kind of this view: " + kind);
        };
    }

    /// A new message also moves its conversation in the list.
    private Map<UUID, List<Sent>> messages(CompanyId company, String kind, Collection<UUID> subjects, boolean withRow) {
        var messages =
                reader.messages(company, subjects.stream().map(MessageId::new).toList());
        var rows = withRow
                ? reader
                        .rows(
                                company,
                                null,
                                messages.stream()
                                        .map(Views.MessageView::conversationId)
                                        .distinct()
                                        .toList())
                        .stream()
                        .collect(Collectors.toMap(Views.ConversationRow::id, row -> row))
                : Map.<ConversationId, Views.ConversationRow>of();
        var sent = new HashMap<UUID, List<Sent>>();
        for (var message : messages) {
            var events = new ArrayList<Sent>();
            events.add(new Sent(kind, new MessageChanged(message)));
            var row = rows.get(message.conversationId());
            if (row != null) {
                events.add(new Sent("conversation.changed", new ConversationChanged(row)));
            }
            sent.put(message.id().value(), events);
        }
        return sent;
    }

    private Map<UUID, List<Sent>> conversations(CompanyId company, Collection<UUID> subjects) {
        return reader
                .rows(company, null, subjects.stream().map(ConversationId::new).toList())
                .stream()
                .collect(Collectors.toMap(
                        row -> row.id().value(),
                        row -> List.of(new Sent("conversation.changed", new ConversationChanged(row)))));
    }

    private Map<UUID, List<Sent>> notes(CompanyId company, Collection<UUID> subjects) {
        return reader.notes(company, subjects).stream()
                .collect(Collectors.toMap(
                        Views.NoteView::id, note -> List.of(new Sent("note.created", new NoteCreated(note)))));
    }

    /// The subject is the conversation: its newest lines are sent, and a client that has one already ignores it
    /// by its id.
    private Map<UUID, List<Sent>> activities(CompanyId company, Collection<UUID> subjects) {
        var sent = new HashMap<UUID, List<Sent>>();
        for (var subject : subjects) {
            var conversation = new ConversationId(subject);
            var events = new ArrayList<Sent>();
            for (var activity : reader.activity(company, conversation, 3)) {
                events.add(new Sent("activity.created", new ActivityCreated(conversation, activity)));
            }
            sent.put(subject, events);
        }
        return sent;
    }
}
