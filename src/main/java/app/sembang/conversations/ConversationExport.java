package app.sembang.conversations;

import app.sembang.audit.AuditLog;
import app.sembang.conversations.Views.ConversationRow;
import app.sembang.conversations.Views.MessageView;
import app.sembang.conversations.Views.NoteView;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.shared.TableFormat;
import app.sembang.shared.TableRows;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// One conversation as a file: what its own fields say, what was said, and what colleagues noted, in the order in which
/// it came.
@Component
class ConversationExport {
    private static final List<String> HEADING = List.of("at", "kind", "who", "text", "state");
    private static final int PAGE = 500;

    private final CompanyTransactions transactions;
    private final ConversationReader reader;
    private final MessageStore messages;
    private final ConversationFields fields;
    private final AuditLog audit;

    ConversationExport(
            CompanyTransactions transactions,
            ConversationReader reader,
            MessageStore messages,
            ConversationFields fields,
            AuditLog audit) {
        this.transactions = transactions;
        this.reader = reader;
        this.messages = messages;
        this.fields = fields;
        this.audit = audit;
    }

    /// Read part by part, each in a transaction of the member, so that a long conversation does not stand in memory.
    /// Notes stand where they do on the screen.
    ///
    /// @param row the conversation, seen by the member
    /// @param notes whether what colleagues wrote for each other is in it; not where the customer asks for the file
    void write(Member me, ConversationRow row, boolean notes, TableFormat format, OutputStream out) throws IOException {
        var company = me.company();
        var contact = row.contact().name() == null ? "" : row.contact().name();
        int written = 0;
        var file = format.to(out, HEADING, Set.of());
        try {
            for (var field : transactions.as(me.access(), () -> fields.all(company))) {
                var value = row.fields().get(field.id());
                if (value != null) file.write(List.of("", "field", field.name(), value, ""));
            }
            var noted = notes
                    ? new ArrayDeque<>(transactions.as(me.access(), () -> reader.notes(company, row.id())))
                    : new ArrayDeque<NoteView>();
            int after = 0;
            List<MessageView> page;
            do {
                int last = after;
                page = transactions.as(
                        me.access(),
                        () -> reader.messages(company, messages.page(company, row.id(), null, last, PAGE)));
                for (var message : page) {
                    written += note(noted, message.seq(), file);
                    file.write(cells(message, contact));
                    written++;
                }
                after = page.isEmpty() ? after : page.getLast().seq();
            } while (page.size() == PAGE);
            written += note(noted, Integer.MAX_VALUE, file);
        } finally {
            var facts = Map.<String, Object>of("lines", written, "notes", notes);
            transactions.run(
                    company, () -> audit.record(company, me.id(), "conversation_exported", row.id(), Map.of(), facts));
        }
        file.close();
    }

    /// Those written before a message came.
    ///
    /// @return how many
    private static int note(Deque<NoteView> noted, int seq, TableRows file) throws IOException {
        int written = 0;
        while (!noted.isEmpty() && noted.getFirst().afterSeq() < seq) {
            var note = noted.removeFirst();
            file.write(List.of(note.at().toString(), "note", note.author().name(), note.text(), ""));
            written++;
        }
        return written;
    }

    private static List<String> cells(MessageView message, String contact) {
        return List.of(
                message.at().toString(),
                "message",
                who(message, contact),
                message.content().preview(),
                message.state().value());
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
