package app.sembang.contacts;

import app.sembang.audit.AuditLog;
import app.sembang.fields.OwnField;
import app.sembang.identity.Member;
import app.sembang.shared.Channel;
import app.sembang.shared.TableFormat;
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
    private static final int MOST = 100_000;
    private static final List<String> HEADING = List.of(
            "name", "phone", "email", "language", "tags", "channels", "score", "messages", "first seen", "last seen");

    private static final Set<String> NUMBERS = Set.of("score", "messages");

    private final ContactList contacts;
    private final ContactFields fields;
    private final AuditLog audit;

    ContactExport(ContactList contacts, ContactFields fields, AuditLog audit) {
        this.contacts = contacts;
        this.fields = fields;
        this.audit = audit;
    }

    /// In a transaction of the member: what the member does not see is not in it.
    byte[] write(Member me, List<ContactFilter> filters, TableFormat format) {
        var own = fields.all(me.company());
        var file = new ArrayList<List<String>>();
        var heading = new ArrayList<>(HEADING);
        own.forEach(field -> heading.add(field.name()));
        file.add(heading);
        int written = 0;
        String after = null;
        do {
            var page = contacts.page(me.company(), filters, ContactList.Order.SEEN, after, AT_ONCE);
            page.items().forEach(row -> file.add(cells(row, own)));
            written += page.items().size();
            after = page.next();
        } while (after != null && written < MOST);
        audit.record(me.company(), me.id(), "contacts_exported", null, Map.of(), Map.of("contacts", written));
        return format.write(file, NUMBERS);
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
