package app.sembang.contacts;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.fields.OwnField;
import app.sembang.identity.Member;
import app.sembang.shared.Channel;
import app.sembang.shared.ContactId;
import app.sembang.shared.TableFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// A list of contacts as a file, which an import takes in again.
@Component
class ContactExport {
    private static final int AT_ONCE = 1000;
    private static final List<String> HEADING = List.of(
            "name", "phone", "email", "language", "tags", "channels", "score", "messages", "first seen", "last seen");

    private static final Set<String> NUMBERS = Set.of("score", "messages");

    private final CompanyTransactions transactions;
    private final ContactList contacts;
    private final ContactFields fields;
    private final AuditLog audit;

    ContactExport(CompanyTransactions transactions, ContactList contacts, ContactFields fields, AuditLog audit) {
        this.transactions = transactions;
        this.contacts = contacts;
        this.fields = fields;
        this.audit = audit;
    }

    /// All of them, however many: page by page, each in a transaction of the member, so that what the member does not
    /// see is not in it and no page stays in memory.
    void write(Member me, List<ContactFilter> filters, TableFormat format, OutputStream out) throws IOException {
        var own = transactions.as(me.access(), () -> fields.all(me.company()));
        var heading = new ArrayList<>(HEADING);
        own.forEach(field -> heading.add(field.name()));
        int written = 0;
        var file = format.to(out, heading, NUMBERS);
        try {
            ContactId after = null;
            do {
                var last = after;
                var page = transactions.as(me.access(), () -> contacts.page(me.company(), filters, last, AT_ONCE));
                for (var row : page) file.write(cells(row, own));
                written += page.size();
                after = page.size() < AT_ONCE ? null : page.getLast().id();
            } while (after != null);
        } finally {
            var contacts = Map.<String, Object>of("contacts", written);
            transactions.run(
                    me.company(),
                    () -> audit.record(me.company(), me.id(), "contacts_exported", null, Map.of(), contacts));
        }
        file.close();
    }

    private static List<String> cells(ContactRow row, List<OwnField> own) {
        var score = row.score();
        var language = row.language();
        var cells = new ArrayList<String>();
        cells.add(Objects.requireNonNullElse(row.name(), ""));
        cells.add(Objects.requireNonNullElse(row.phone(), ""));
        cells.add(Objects.requireNonNullElse(row.email(), ""));
        cells.add(language == null ? "" : language.tag());
        cells.add(row.tags().stream().map(ContactTag::name).collect(Collectors.joining("|")));
        cells.add(row.channels().stream().map(Channel::value).collect(Collectors.joining("|")));
        cells.add(score == null ? "" : String.valueOf(score.score()));
        cells.add(String.valueOf(row.messageCount()));
        cells.add(row.firstSeenAt().toString());
        cells.add(row.lastSeenAt().toString());
        own.forEach(field -> cells.add(row.fields().getOrDefault(field.id(), "")));
        return cells;
    }
}
