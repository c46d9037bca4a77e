package app.sembang.contacts;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ContactId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What colleagues write of a person, for whoever may see the person.
@RestController
@RequestMapping("/api/v1/contacts/{id}/notes")
@Tag(name = "Contacts")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class ContactNotes {
    private static final int MOST = 500;

    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    ContactNotes(CompanyTransactions transactions, Contacts contacts, JdbcClient jdbc, InstantSource clock) {
        this.transactions = transactions;
        this.contacts = contacts;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    record NewContactNote(@NotBlank @Size(max = 4000) String text) {}

    record ContactNote(UUID id, MemberId authorId, String authorName, String text, Instant at) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List what colleagues wrote of a contact, newest first")
    Page<ContactNote> list(Member me, @PathVariable ContactId id) {
        return transactions.as(me.access(), () -> {
            mustExist(me, id);
            return new Page<>(
                    jdbc.sql("""
                            select note.id, note.author_id, member.name, note.text, note.at
                              from contact_note note
                              join member on member.company_id = :company and member.id = note.author_id
                             where note.company_id = :company and note.contact_id = :contact
                             order by note.at desc, note.id desc
                             limit :most
                            """)
                            .param("company", me.company().value())
                            .param("contact", id.value())
                            .param("most", MOST)
                            .query((row, number) -> new ContactNote(
                                    row.getObject("id", UUID.class),
                                    new MemberId(row.getObject("author_id", UUID.class)),
                                    row.getString("name"),
                                    row.getString("text"),
                                    row.getObject("at", OffsetDateTime.class).toInstant()))
                            .list(),
                    null);
        });
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Write something down about a contact; the contact never sees it")
    ContactNote add(Member me, @PathVariable ContactId id, @Valid @RequestBody NewContactNote wanted) {
        var note = new ContactNote(Ids.next(), me.id(), me.name(), Words.clean(wanted.text()), clock.instant());
        return transactions.as(me.access(), () -> {
            mustExist(me, id);
            jdbc.sql("""
                    insert into contact_note (company_id, id, contact_id, author_id, text, at)
                    values (:company, :id, :contact, :author, :text, :at)
                    """)
                    .param("company", me.company().value())
                    .param("id", note.id())
                    .param("contact", id.value())
                    .param("author", me.id().value())
                    .param("text", note.text())
                    .param("at", note.at().atOffset(ZoneOffset.UTC))
                    .update();
            return note;
        });
    }

    @DeleteMapping("/{noteId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Take back a note of one's own; admins any")
    void remove(Member me, @PathVariable ContactId id, @PathVariable UUID noteId) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            mustExist(me, id);
            int removed = jdbc.sql("""
                    delete from contact_note
                     where company_id = :company and contact_id = :contact and id = :id and (author_id = :me or :any)
                    """)
                    .param("company", me.company().value())
                    .param("contact", id.value())
                    .param("id", noteId)
                    .param("me", me.id().value())
                    .param("any", me.role() == Role.COMPANY_ADMIN)
                    .update();
            if (removed == 0) throw Refusal.notFound("note", noteId);
            return null;
        });
    }

    private void mustExist(Member me, ContactId id) {
        if (!contacts.exists(me.company(), id)) throw Refusal.notFound("contact", id);
    }
}
