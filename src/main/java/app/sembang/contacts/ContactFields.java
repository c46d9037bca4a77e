package app.sembang.contacts;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a company wants to know of every contact. Everybody in it fills them in, admins decide on them.
@RestController
@RequestMapping("/api/v1/contact-fields")
@Tag(name = "Contacts")
@AllowedTo(Role.COMPANY_ADMIN)
class ContactFields {
    private static final int MOST = 50;

    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final AuditLog audit;

    ContactFields(CompanyTransactions transactions, JdbcClient jdbc, AuditLog audit) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the company's own fields of contacts, in their order")
    Page<ContactField> list(Member me) {
        return transactions.as(me.access(), () -> new Page<>(all(me.company()), null));
    }

    List<ContactField> all(CompanyId company) {
        return jdbc.sql("select * from contact_field where company_id = :company order by position, id")
                .param("company", company.value())
                .query(ContactFields::field)
                .list();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add a field of a kind that checks what is written into it")
    ContactField create(Member me, @Valid @RequestBody ContactField.Draft draft) {
        return transactions.as(me.access(), () -> {
            if (all(me.company()).size() >= MOST) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT, "too-many-fields", "A company has at most %d fields.".formatted(MOST));
            }
            var made = new ContactField(
                    Ids.next(), Words.clean(draft.name()), draft.kind(), choices(draft.kind(), draft.choices()));
            unique(
                    made,
                    () -> jdbc.sql("""
                    insert into contact_field (company_id, id, name, name_key, kind, choices, position)
                    values (:company, :id, :name, :key, :kind, cast(:choices as text[]),
                            (select coalesce(max(position), 0) + 1 from contact_field where company_id = :company))
                    """)
                            .param("company", me.company().value())
                            .param("id", made.id())
                            .param("name", made.name())
                            .param("key", Words.folded(made.name()))
                            .param("kind", made.kind().value())
                            .param("choices", made.choices().toArray(String[]::new))
                            .update());
            audit.record(me.company(), me.id(), "contact_field_created", made.id(), Map.of(), facts(made));
            return made;
        });
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Rename a field or change its choices")
    ContactField change(Member me, @PathVariable UUID id, @Valid @RequestBody ContactField.Change change) {
        return transactions.as(me.access(), () -> {
            var before = require(me.company(), id);
            var after = new ContactField(
                    id,
                    change.name() == null ? before.name() : Words.clean(change.name()),
                    before.kind(),
                    change.choices() == null ? before.choices() : choices(before.kind(), change.choices()));
            unique(
                    after,
                    () -> jdbc.sql("""
                    update contact_field set name = :name, name_key = :key, choices = cast(:choices as text[])
                     where company_id = :company and id = :id
                    """)
                            .param("company", me.company().value())
                            .param("id", id)
                            .param("name", after.name())
                            .param("key", Words.folded(after.name()))
                            .param("choices", after.choices().toArray(String[]::new))
                            .update());
            audit.record(me.company(), me.id(), "contact_field_changed", id, facts(before), facts(after));
            return after;
        });
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a field and what it says of every contact")
    void remove(Member me, @PathVariable UUID id) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            var before = require(me.company(), id);
            for (var sql : List.of(
                    "delete from contact_field_value where company_id = :company and field_id = :id",
                    "delete from contact_field where company_id = :company and id = :id")) {
                jdbc.sql(sql)
                        .param("company", me.company().value())
                        .param("id", id)
                        .update();
            }
            audit.record(me.company(), me.id(), "contact_field_removed", id, facts(before), Map.of());
            return null;
        });
    }

    private static List<String> choices(ContactFieldKind kind, @Nullable List<String> wanted) {
        var choices = wanted == null
                ? List.<String>of()
                : wanted.stream().map(Words::clean).distinct().toList();
        if (kind == ContactFieldKind.CHOICE && choices.isEmpty()) {
            throw Refusal.invalid("choices", "A choice needs at least one.");
        }
        if (kind != ContactFieldKind.CHOICE && !choices.isEmpty()) {
            throw Refusal.invalid("choices", "Only a choice has choices.");
        }
        return choices;
    }

    private ContactField require(CompanyId company, UUID id) {
        return jdbc.sql("select * from contact_field where company_id = :company and id = :id for update")
                .param("company", company.value())
                .param("id", id)
                .query(ContactFields::field)
                .optional()
                .orElseThrow(() -> Refusal.notFound("field", id));
    }

    private static void unique(ContactField field, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException taken) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "name-taken", "There is a field '%s' already.".formatted(field.name()));
        }
    }

    private static Map<String, String> facts(ContactField field) {
        return Map.of(
                "name", field.name(),
                "kind", field.kind().value(),
                "choices", String.join(", ", field.choices()));
    }

    private static ContactField field(ResultSet row, int number) throws SQLException {
        return new ContactField(
                row.getObject("id", UUID.class),
                row.getString("name"),
                ContactFieldKind.from(row.getString("kind")),
                List.of((String[]) row.getArray("choices").getArray()));
    }
}
