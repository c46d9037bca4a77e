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
import java.util.Objects;
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

/// A company's labels for contacts. Everybody in it uses them, admins decide on them.
@RestController
@RequestMapping("/api/v1/contact-tags")
@Tag(name = "Contacts")
@AllowedTo(Role.COMPANY_ADMIN)
public class ContactTags {
    private static final int MOST = 200;

    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final AuditLog audit;

    ContactTags(CompanyTransactions transactions, JdbcClient jdbc, AuditLog audit) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the company's tags by name")
    Page<ContactTag> list(Member me) {
        return transactions.as(me.access(), () -> new Page<>(all(me.company()), null));
    }

    List<ContactTag> all(CompanyId company) {
        return jdbc.sql("select * from contact_tag where company_id = :company order by name_key collate \"C\"")
                .param("company", company.value())
                .query(ContactTags::tag)
                .list();
    }

    /// The tag of this name, made where there is none.
    public UUID named(Member me, String name, TagColor color) {
        return transactions.as(me.access(), () -> all(me.company())).stream()
                .filter(tag -> tag.name().equals(name))
                .findFirst()
                .orElseGet(() -> create(me, new ContactTag.Draft(name, color)))
                .id();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add a tag")
    ContactTag create(Member me, @Valid @RequestBody ContactTag.Draft draft) {
        return transactions.as(me.access(), () -> {
            if (all(me.company()).size() >= MOST) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT, "too-many-tags", "A company has at most %d tags.".formatted(MOST));
            }
            var made = new ContactTag(Ids.next(), Words.clean(draft.name()), draft.color());
            unique(
                    made,
                    () -> jdbc.sql("""
                    insert into contact_tag (company_id, id, name, name_key, color)
                    values (:company, :id, :name, :key, :color)
                    """)
                            .param("company", me.company().value())
                            .param("id", made.id())
                            .param("name", made.name())
                            .param("key", Words.folded(made.name()))
                            .param("color", made.color().value())
                            .update());
            audit.record(me.company(), me.id(), "contact_tag_created", made.id(), Map.of(), facts(made));
            return made;
        });
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Rename a tag or give it another colour")
    ContactTag change(Member me, @PathVariable UUID id, @Valid @RequestBody ContactTag.Change change) {
        return transactions.as(me.access(), () -> {
            var before = require(me.company(), id);
            var after = new ContactTag(
                    id,
                    change.name() == null ? before.name() : Words.clean(change.name()),
                    Objects.requireNonNullElse(change.color(), before.color()));
            unique(
                    after,
                    () -> jdbc.sql("""
                    update contact_tag set name = :name, name_key = :key, color = :color
                     where company_id = :company and id = :id
                    """)
                            .param("company", me.company().value())
                            .param("id", id)
                            .param("name", after.name())
                            .param("key", Words.folded(after.name()))
                            .param("color", after.color().value())
                            .update());
            audit.record(me.company(), me.id(), "contact_tag_changed", id, facts(before), facts(after));
            return after;
        });
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a tag from the company and from every contact")
    void remove(Member me, @PathVariable UUID id) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            var before = require(me.company(), id);
            for (var sql : List.of(
                    "delete from contact_tagging where company_id = :company and tag_id = :id",
                    "delete from contact_tag where company_id = :company and id = :id")) {
                jdbc.sql(sql)
                        .param("company", me.company().value())
                        .param("id", id)
                        .update();
            }
            audit.record(me.company(), me.id(), "contact_tag_removed", id, facts(before), Map.of());
            return null;
        });
    }

    private ContactTag require(CompanyId company, UUID id) {
        return jdbc.sql("select * from contact_tag where company_id = :company and id = :id for update")
                .param("company", company.value())
                .param("id", id)
                .query(ContactTags::tag)
                .optional()
                .orElseThrow(() -> Refusal.notFound("tag", id));
    }

    private static void unique(ContactTag tag, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException taken) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "name-taken", "There is a tag '%s' already.".formatted(tag.name()));
        }
    }

    private static Map<String, String> facts(ContactTag tag) {
        return Map.of("name", tag.name(), "color", tag.color().value());
    }

    private static ContactTag tag(ResultSet row, int number) throws SQLException {
        return new ContactTag(
                row.getObject("id", UUID.class), row.getString("name"), TagColor.from(row.getString("color")));
    }
}
