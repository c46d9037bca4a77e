package app.sembang.contacts;

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
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Filters of contacts that a company keeps by name. Who is in one is found anew each time, by what the member may see.
@RestController
@RequestMapping("/api/v1/contact-segments")
@Tag(name = "Contacts")
@AllowedTo(Role.COMPANY_ADMIN)
class ContactSegments {
    private static final int MOST = 50;

    private final CompanyTransactions transactions;
    private final ContactList contacts;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    ContactSegments(CompanyTransactions transactions, ContactList contacts, JdbcClient jdbc, JsonMapper json) {
        this.transactions = transactions;
        this.contacts = contacts;
        this.jdbc = jdbc;
        this.json = json;
    }

    record NewContactSegment(
            @NotBlank @Size(max = 60) String name,
            @NotNull @Valid ContactFilter filter) {}

    /// @param contacts how many the member sees in it now
    record ContactSegment(UUID id, String name, ContactFilter filter, int contacts) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the company's segments by name, with how many are in each now")
    Page<ContactSegment> list(Member me) {
        return transactions.as(
                me.access(),
                () -> new Page<>(
                        stored(me.company()).stream()
                                .map(one -> counted(me.company(), one.id(), one.name(), one.filter()))
                                .toList(),
                        null));
    }

    private record Stored(UUID id, String name, ContactFilter filter) {}

    private List<Stored> stored(CompanyId company) {
        return jdbc.sql(
                        "select id, name, filter from contact_segment where company_id = :company order by name_key collate \"C\"")
                .param("company", company.value())
                .query((row, number) -> new Stored(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        json.readValue(row.getString("filter"), ContactFilter.class)))
                .list();
    }

    private ContactSegment counted(CompanyId company, UUID id, String name, ContactFilter filter) {
        return new ContactSegment(id, name, filter, contacts.count(company, filter));
    }

    ContactFilter filter(CompanyId company, UUID id) {
        return stored(company).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .map(Stored::filter)
                .orElseThrow(() -> Refusal.notFound("segment", id));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Keep a filter by name")
    ContactSegment create(Member me, @Valid @RequestBody NewContactSegment wanted) {
        return transactions.as(me.access(), () -> {
            if (stored(me.company()).size() >= MOST) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "too-many-segments",
                        "A company has at most %d segments.".formatted(MOST));
            }
            return write(me.company(), Ids.next(), wanted, """
                    insert into contact_segment (company_id, id, name, name_key, filter)
                    values (:company, :id, :name, :key, cast(:filter as jsonb))
                    """);
        });
    }

    @PutMapping("/{id}")
    @Operation(summary = "Change a segment's name and filter")
    ContactSegment change(Member me, @PathVariable UUID id, @Valid @RequestBody NewContactSegment wanted) {
        return transactions.as(me.access(), () -> {
            filter(me.company(), id);
            return write(me.company(), id, wanted, """
                    update contact_segment set name = :name, name_key = :key, filter = cast(:filter as jsonb)
                     where company_id = :company and id = :id
                    """);
        });
    }

    private ContactSegment write(CompanyId company, UUID id, NewContactSegment wanted, String sql) {
        var name = Words.clean(wanted.name());
        try {
            jdbc.sql(sql)
                    .param("company", company.value())
                    .param("id", id)
                    .param("name", name)
                    .param("key", Words.folded(name))
                    .param("filter", json.writeValueAsString(wanted.filter()))
                    .update();
        } catch (DuplicateKeyException taken) {
            throw new Refusal(Refusal.Kind.CONFLICT, "name-taken", "There is a segment '%s' already.".formatted(name));
        }
        return counted(company, id, name, wanted.filter());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Forget a segment; the contacts stay")
    void remove(Member me, @PathVariable UUID id) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            filter(me.company(), id);
            jdbc.sql("delete from contact_segment where company_id = :company and id = :id")
                    .param("company", me.company().value())
                    .param("id", id)
                    .update();
            return null;
        });
    }
}
