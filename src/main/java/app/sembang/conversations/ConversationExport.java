package app.sembang.conversations;

import app.sembang.audit.AuditLog;
import app.sembang.conversations.Views.MessageView;
import app.sembang.identity.Member;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Refusal;
import app.sembang.shared.TableFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// One conversation as a file: what its own fields say, what was said, and what colleagues noted, in the order in which
/// it came.
@Component
class ConversationExport {
    private static final List<String> HEADING = List.of("at", "kind", "who", "text", "state");
    private static final int PAGE = 1000;

    private final ConversationReader reader;
    private final MessageStore messages;
    private final ConversationFields fields;
    private final AuditLog audit;

    ConversationExport(ConversationReader reader, MessageStore messages, ConversationFields fields, AuditLog audit) {
        this.reader = reader;
        this.messages = messages;
        this.fields = fields;
        this.audit = audit;
    }

    /// In a transaction of the member.
    ///
    /// @param notes whether what colleagues wrote for each other is in it; not where the customer asks for the file
    byte[] write(Member me, ConversationId id, boolean notes, TableFormat format) {
        var row = reader.rows(me.company(), null, List.of(id)).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("conversation", id));
        var contact = row.contact().name() == null ? "" : row.contact().name();
        record Line(Instant at, List<String> cells) {}
        var lines = new ArrayList<Line>();
        int after = 0;
        List<Message> page;
        do {
            page = messages.page(me.company(), id, null, after, PAGE);
            for (var message : reader.messages(me.company(), page)) {
                lines.add(new Line(
                        message.at(),
                        List.of(
                                message.at().toString(),
                                "message",
                                who(message, contact),
                                message.content().preview(),
                                message.state().value())));
            }
            after = page.isEmpty() ? after : page.getLast().seq();
        } while (page.size() == PAGE);
        if (notes) {
            for (var note : reader.notes(me.company(), id)) {
                lines.add(new Line(
                        note.at(),
                        List.of(note.at().toString(), "note", note.author().name(), note.text(), "")));
            }
        }
        var rows = new ArrayList<List<String>>();
        rows.add(HEADING);
        for (var field : fields.all(me.company())) {
            var value = row.fields().get(field.id());
            if (value != null) {
                rows.add(List.of("", "field", field.name(), value, ""));
            }
        }
        lines.stream().sorted(Comparator.comparing(Line::at)).map(Line::cells).forEach(rows::add);
        audit.record(
                me.company(),
                me.id(),
                "conversation_exported",
                id,
                Map.of(),
                Map.of("lines", lines.size(), "notes", notes));
        return format.write(rows, Set.of());
    }

    private static String who(MessageView message, String contact) {
        return switch (message.author()) {
            case CONTACT -> contact;
            case MEMBER -> message.member() == null ? "" : message.member().name();
            case ASSISTANT -> "AI";
            case SYSTEM -> "";
        };
    }
}
