package app.sembang.contacts;

import app.sembang.fields.OwnField;
import app.sembang.shared.ContactId;
import app.sembang.shared.Csv;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A file of contacts, read row by row. Where its columns go is said by who takes it in.
final class ContactFile {
    static final int MOST_ROWS = 50_000;

    private static final String FIELD = "field:";

    /// A row that can be taken in.
    record Person(
            ContactId id,
            @Nullable String name,
            @Nullable String phone,
            @Nullable String email,
            @Nullable String language,
            List<UUID> tags,
            Map<UUID, String> fields) {
        /// By what somebody is known again: the end of the number, the address.
        List<String> keys() {
            var keys = new ArrayList<String>();
            if (phone != null) {
                var digits = phone.replaceAll("\\D", "");
                keys.add(digits.substring(Math.max(0, digits.length() - 9)));
            }
            if (email != null) keys.add(email.toLowerCase(Locale.ROOT));
            return keys;
        }
    }

    /// @param column as the file calls it
    record Wrong(int row, String column, String message) {}

    /// What the company has that a file may name.
    record Known(List<OwnField> fields, List<ContactTag> tags, String currency) {}

    private enum Target {
        NAME,
        PHONE,
        EMAIL,
        LANGUAGE,
        TAGS
    }

    private final Iterator<Csv.Row> rows;
    private final List<String> heading;
    private final Map<Integer, String> columns = new LinkedHashMap<>();
    private final Map<UUID, OwnField> fields;
    private final Map<String, UUID> tags;
    private final String currency;

    /// @param mapping of each column that goes somewhere: its name, =, and where to
    /// @throws Refusal where it names no column, or nothing a column can go to, or the file has no rows
    ContactFile(String text, List<String> mapping, Known known) {
        this.rows = Csv.read(text);
        if (!rows.hasNext()) throw Refusal.invalid("file", "has no rows");
        this.heading = rows.next().cells();
        if (!rows.hasNext()) throw Refusal.invalid("file", "has no rows");
        this.fields = known.fields().stream().collect(Collectors.toMap(OwnField::id, Function.identity()));
        this.tags = known.tags().stream().collect(Collectors.toMap(tag -> Words.folded(tag.name()), ContactTag::id));
        this.currency = known.currency();
        for (var one : mapping) {
            int equals = one.lastIndexOf('=');
            int column = equals < 0 ? -1 : heading.indexOf(Words.clean(one.substring(0, equals)));
            if (column < 0) throw Refusal.invalid("map", "names no column of the file");
            columns.put(column, one.substring(equals + 1));
        }
        columns.values().forEach(this::target);
    }

    boolean hasNext() {
        return rows.hasNext();
    }

    /// The next row; empty where something is wrong with it, which is then added.
    Optional<Person> next(List<Wrong> wrong) {
        var row = rows.next();
        int number = (int) row.line();
        var said = new HashMap<Target, String>();
        var theirs = new ArrayList<UUID>();
        var values = new LinkedHashMap<UUID, String>();
        int before = wrong.size();
        columns.forEach((column, wanted) -> {
            var cell = row.cell(column);
            if (cell.isEmpty()) return;
            try {
                var target = target(wanted);
                if (target == null) {
                    var field = field(wanted);
                    values.put(field.id(), field.kind().checked("value", cell, field.choices(), currency));
                } else if (target == Target.TAGS) {
                    theirs.addAll(tagsOf(cell));
                } else {
                    said.put(target, checked(target, cell));
                }
            } catch (Refusal refused) {
                wrong.add(new Wrong(number, heading.get(column), refused.reason()));
            }
        });
        if (wrong.size() == before && said.isEmpty()) {
            wrong.add(new Wrong(number, heading.getFirst(), "has neither name, number nor address"));
        }
        if (wrong.size() > before) return Optional.empty();
        return Optional.of(new Person(
                ContactId.next(),
                said.get(Target.NAME),
                said.get(Target.PHONE),
                said.get(Target.EMAIL),
                said.get(Target.LANGUAGE),
                theirs.stream().distinct().toList(),
                values));
    }

    /// Null: a field of the company's own.
    private @Nullable Target target(String wanted) {
        if (wanted.startsWith(FIELD)) {
            field(wanted);
            return null;
        }
        try {
            return Target.valueOf(wanted.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw Refusal.invalid("map", "names nothing a column can go to");
        }
    }

    private OwnField field(String wanted) {
        try {
            var field = fields.get(UUID.fromString(wanted.substring(FIELD.length())));
            if (field != null) return field;
        } catch (IllegalArgumentException noId) {
            // Said below.
        }
        throw Refusal.invalid("map", "names nothing a column can go to");
    }

    private List<UUID> tagsOf(String cell) {
        return Arrays.stream(cell.split("[,;|]"))
                .filter(name -> !name.isBlank())
                .map(name -> {
                    var tag = tags.get(Words.folded(name));
                    if (tag == null) throw Refusal.invalid("tags", "is no tag of this company");
                    return tag;
                })
                .toList();
    }

    private static String checked(Target target, String cell) {
        return switch (target) {
            case PHONE -> {
                if (!cell.matches("\\+?[0-9 ()-]{5,30}")) throw Refusal.invalid("phone", "is not a phone number");
                yield cell;
            }
            case EMAIL -> {
                if (cell.length() > 254 || !cell.matches("[^@\\s]+@[^@\\s]+")) {
                    throw Refusal.invalid("email", "is not an e-mail address");
                }
                yield cell;
            }
            case LANGUAGE -> {
                try {
                    yield Language.from(cell.toLowerCase(Locale.ROOT)).tag();
                } catch (IllegalArgumentException unknown) {
                    throw Refusal.invalid("language", "is none of en, ms, zh, ta");
                }
            }
            case NAME -> {
                if (cell.length() > 200) throw Refusal.invalid("name", "Use 1 to %d characters.".formatted(200));
                yield cell;
            }
            case TAGS -> throw new IllegalStateException("Tags are read by themselves");
        };
    }
}
