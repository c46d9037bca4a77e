package app.sembang.fields;

import app.sembang.audit.AuditLog;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The fields companies have made for one kind of thing. Everything here runs inside a transaction of the company.
final class OwnFields {
    private static final int MOST = 50;

    private final String table;
    private final JdbcClient jdbc;
    private final AuditLog audit;

    /// @param table with `company_id`, `id`, `name`, `name_key` (unique in the company), `kind`, `choices` and
    /// `position`; its name begins the events of the audit log
    OwnFields(String table, JdbcClient jdbc, AuditLog audit) {
        this.table = table;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /// In the order in which people see them.
    List<OwnField> all(CompanyId company) {
        return jdbc.sql("select * from %s where company_id = :company order by position, id".formatted(table))
                .param("company", company.value())
                .query(OwnFields::field)
                .list();
    }

    OwnField create(CompanyId company, OwnField.Draft draft, MemberId by) {
        if (all(company).size() >= MOST) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "too-many-fields", "A company has at most %d fields.".formatted(MOST));
        }
        var made = new OwnField(Ids.next(), clean(draft.name()), draft.kind(), choices(draft.kind(), draft.choices()));
        unique(
                made,
                () -> jdbc.sql("""
                insert into %1$s (company_id, id, name, name_key, kind, choices, position)
                values (:company, :id, :name, :key, :kind, cast(:choices as text[]),
                        (select coalesce(max(position), 0) + 1 from %1$s where company_id = :company))
                """.formatted(table))
                        .param("company", company.value())
                        .param("id", made.id())
                        .param("name", made.name())
                        .param("key", folded(made.name()))
                        .param("kind", made.kind().value())
                        .param("choices", made.choices().toArray(String[]::new))
                        .update());
        audit.record(company, by, table + "_created", made.id(), Map.of(), facts(made));
        return made;
    }

    OwnField change(CompanyId company, UUID id, OwnField.Change change, MemberId by) {
        var before = require(company, id);
        var after = new OwnField(
                id,
                change.name() == null ? before.name() : clean(change.name()),
                before.kind(),
                change.choices() == null ? before.choices() : choices(before.kind(), change.choices()));
        unique(
                after,
                () -> jdbc.sql("""
                update %s set name = :name, name_key = :key, choices = cast(:choices as text[])
                 where company_id = :company and id = :id
                """.formatted(table))
                        .param("company", company.value())
                        .param("id", id)
                        .param("name", after.name())
                        .param("key", folded(after.name()))
                        .param("choices", after.choices().toArray(String[]::new))
                        .update());
        audit.record(company, by, table + "_changed", id, facts(before), facts(after));
        return after;
    }

    /// @param emptied removes what is written into the field
    void remove(CompanyId company, UUID id, MemberId by, Consumer<UUID> emptied) {
        var before = require(company, id);
        emptied.accept(id);
        jdbc.sql("delete from %s where company_id = :company and id = :id".formatted(table))
                .param("company", company.value())
                .param("id", id)
                .update();
        audit.record(company, by, table + "_removed", id, facts(before), Map.of());
    }

    /// Each value in the one form of its field; an empty one stays empty.
    ///
    /// @param currency of amounts
    /// @throws Refusal naming the field where one does not fit
    Map<UUID, String> checked(CompanyId company, Map<UUID, String> wanted, String currency) {
        if (wanted.isEmpty()) return Map.of();
        var known = all(company).stream().collect(Collectors.toMap(OwnField::id, Function.identity()));
        var checked = new LinkedHashMap<UUID, String>();
        wanted.forEach((id, value) -> {
            var name = "fields." + id;
            var field = known.get(id);
            if (field == null) throw Refusal.invalid(name, "is no field of this company");
            var clean = clean(value);
            checked.put(id, clean.isEmpty() ? "" : field.kind().checked(name, clean, field.choices(), currency));
        });
        return checked;
    }

    private static List<String> choices(FieldKind kind, @Nullable List<String> wanted) {
        var choices = wanted == null
                ? List.<String>of()
                : wanted.stream().map(OwnFields::clean).distinct().toList();
        if (kind == FieldKind.CHOICE && choices.isEmpty()) {
            throw Refusal.invalid("choices", "A choice needs at least one.");
        }
        if (kind != FieldKind.CHOICE && !choices.isEmpty()) {
            throw Refusal.invalid("choices", "Only a choice has choices.");
        }
        return choices;
    }

    private OwnField require(CompanyId company, UUID id) {
        return jdbc.sql("select * from %s where company_id = :company and id = :id for update".formatted(table))
                .param("company", company.value())
                .param("id", id)
                .query(OwnFields::field)
                .optional()
                .orElseThrow(() -> Refusal.notFound("field", id));
    }

    private static void unique(OwnField field, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException taken) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "name-taken", "There is a field '%s' already.".formatted(field.name()));
        }
    }

    private static Map<String, String> facts(OwnField field) {
        return Map.of(
                "name", field.name(),
                "kind", field.kind().value(),
                "choices", String.join(", ", field.choices()));
    }

    private static String clean(String text) {
        return Texts.storable(text.strip());
    }

    /// One form for what differs only in case, width or the spaces around it.
    static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    private static OwnField field(ResultSet row, int number) throws SQLException {
        return new OwnField(
                row.getObject("id", UUID.class),
                row.getString("name"),
                FieldKind.from(row.getString("kind")),
                List.of((String[]) row.getArray("choices").getArray()));
    }
}
