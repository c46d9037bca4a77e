package app.sembang.conversations;

import app.sembang.companies.Companies;
import app.sembang.contacts.ScoreColor;
import app.sembang.database.CompanyTransactions;
import app.sembang.fields.FieldEquals;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
import tools.jackson.databind.json.JsonMapper;

/// What people narrow the inbox to again and again, each with how many conversations are in it now.
@RestController
@RequestMapping("/api/v1/conversation-views")
@Tag(name = "Conversations")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class SavedViewController {
    private static final int MOST = 30;

    private final CompanyTransactions transactions;
    private final ConversationReader reader;
    private final Companies companies;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    SavedViewController(
            CompanyTransactions transactions,
            ConversationReader reader,
            Companies companies,
            JdbcClient jdbc,
            JsonMapper json) {
        this.transactions = transactions;
        this.reader = reader;
        this.companies = companies;
        this.jdbc = jdbc;
        this.json = json;
    }

    /// As the list of conversations is asked for.
    ///
    /// @param assignee me, none or the id of a member; null: as the view says
    @Schema(name = "ConversationQuery")
    record Query(
            @NotNull String view,
            @NotNull String status,
            @Nullable ScoreColor score,
            @Nullable @Size(max = 200) String q,
            @Nullable Priority priority,
            @Nullable UUID tag,
            @Nullable @Valid FieldEquals field,
            boolean waiting,
            boolean snoozed,
            @Nullable Boolean late,
            @Nullable @Size(max = 36) String assignee,
            @Nullable Channel channel,
            @Nullable OutletId outlet,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @NotNull String sort) {
        private Query storable() {
            return new Query(
                    view,
                    status,
                    score,
                    q == null ? null : Texts.storable(q),
                    priority,
                    tag,
                    field == null ? null : new FieldEquals(field.field(), Texts.storable(field.value())),
                    waiting,
                    snoozed,
                    late,
                    assignee,
                    channel,
                    outlet,
                    from,
                    to,
                    sort);
        }

        private ConversationReader.Filter filter(Companies companies, Member me) {
            return ConversationController.filter(
                    me,
                    view,
                    status,
                    assignee == null || assignee.isBlank() ? null : assignee,
                    channel,
                    outlet,
                    score,
                    q,
                    priority,
                    tag,
                    field,
                    waiting,
                    snoozed,
                    Boolean.TRUE.equals(late),
                    ConversationController.Days.of(companies, me, from, to),
                    sort);
        }
    }

    /// @param shared for everybody in the company; only an admin's
    /// @param folder the name of the folder it stands in; null: in none
    @Schema(name = "NewSavedFilter")
    record NewView(
            @NotBlank @Size(max = 60) String name,
            @NotNull Boolean shared,
            @Nullable @Size(max = 60) String folder,
            @NotNull @Valid Query query) {}

    /// @param name null: as it is
    /// @param folder null: as it is; blank: out of its folder
    @Schema(name = "SavedFilterChange")
    record ViewChange(
            @Nullable @Size(max = 60) String name,
            @Nullable @Size(max = 60) String folder) {}

    /// @param count conversations in it that I see now
    @Schema(name = "SavedFilter")
    record SavedView(
            UUID id, String name, @Nullable String folder, boolean own, boolean shared, Query query, int count) {}

    private record Row(
            UUID id, MemberId owner, String name, @Nullable String folder, boolean shared, Query query) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List my views and those for everybody, by folder and name; those in none come first")
    Page<SavedView> list(Member me) {
        return transactions.as(
                me.access(),
                () -> new Page<>(rows(me).stream().map(row -> shown(me, row)).toList(), null));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Keep a view for me, or as an admin for everybody")
    SavedView keep(Member me, @Valid @RequestBody NewView view) {
        if (view.shared() && !me.role().administers()) {
            throw new Refusal(Refusal.Kind.FORBIDDEN, "forbidden", "Only an admin keeps views for everybody.");
        }
        view.query().filter(companies, me);
        return transactions.as(me.access(), () -> {
            if (rows(me).size() >= MOST) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "too-many-views",
                        "There are %d views; remove one first.".formatted(MOST));
            }
            var row = new Row(
                    Ids.next(),
                    me.id(),
                    Texts.storable(view.name().strip()),
                    folder(view.folder()),
                    view.shared(),
                    view.query().storable());
            jdbc.sql("""
                    insert into conversation_view (company_id, id, owner_id, name, folder, shared, query)
                    values (:company, :id, :owner, :name, :folder, :shared, :query::jsonb)
                    """)
                    .param("company", me.company().value())
                    .param("id", row.id())
                    .param("owner", me.id().value())
                    .param("name", row.name())
                    .param("folder", row.folder())
                    .param("shared", row.shared())
                    .param("query", json.writeValueAsString(row.query()))
                    .update();
            return shown(me, row);
        });
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Name a view anew or put it into a folder: mine, or as an admin one for everybody")
    SavedView change(Member me, @PathVariable UUID id, @Valid @RequestBody ViewChange change) {
        var name = change.name() == null ? null : Texts.storable(change.name().strip());
        if (name != null && name.isBlank()) {
            throw Refusal.invalid("name", "must not be blank");
        }
        return transactions.as(me.access(), () -> {
            jdbc.sql("""
                    update conversation_view
                       set name = coalesce(:name, name), folder = case when :moves then :folder else folder end
                     where company_id = :company and id = :id and (owner_id = :me or (shared and :admin))
                    """)
                    .param("name", name)
                    .param("moves", change.folder() != null)
                    .param("folder", folder(change.folder()))
                    .param("company", me.company().value())
                    .param("id", id)
                    .param("me", me.id().value())
                    .param("admin", me.role().administers())
                    .update();
            return rows(me).stream()
                    .filter(row -> row.id().equals(id)
                            && (row.owner().equals(me.id()) || me.role().administers()))
                    .findFirst()
                    .map(row -> shown(me, row))
                    .orElseThrow(() -> Refusal.notFound("view", id));
        });
    }

    private static @Nullable String folder(@Nullable String given) {
        return given == null || given.isBlank() ? null : Texts.storable(given.strip());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a view: mine, or as an admin one for everybody")
    void remove(Member me, @PathVariable UUID id) {
        transactions.as(me.access(), () -> {
            int removed = jdbc.sql("""
                    delete from conversation_view
                     where company_id = :company and id = :id and (owner_id = :me or (shared and :admin))
                    """)
                    .param("company", me.company().value())
                    .param("id", id)
                    .param("me", me.id().value())
                    .param("admin", me.role().administers())
                    .update();
            if (removed == 0) {
                throw Refusal.notFound("view", id);
            }
            return removed;
        });
    }

    private SavedView shown(Member me, Row row) {
        return new SavedView(
                row.id(),
                row.name(),
                row.folder(),
                row.owner().equals(me.id()),
                row.shared(),
                row.query(),
                reader.count(me.company(), row.query().filter(companies, me)));
    }

    private List<Row> rows(Member me) {
        return jdbc.sql("""
                select id, owner_id, name, folder, shared, query from conversation_view
                 where company_id = :company and (shared or owner_id = :me)
                 order by lower(folder) collate "C" nulls first, lower(name) collate "C", id
                """)
                .param("company", me.company().value())
                .param("me", me.id().value())
                .query((row, number) -> new Row(
                        row.getObject("id", UUID.class),
                        new MemberId(row.getObject("owner_id", UUID.class)),
                        row.getString("name"),
                        row.getString("folder"),
                        row.getBoolean("shared"),
                        json.readValue(row.getString("query"), Query.class)))
                .list();
    }
}
