package app.sembang.conversations;

import app.sembang.contacts.ScoreColor;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
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
import java.util.List;
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
    private final JdbcClient jdbc;
    private final JsonMapper json;

    SavedViewController(CompanyTransactions transactions, ConversationReader reader, JdbcClient jdbc, JsonMapper json) {
        this.transactions = transactions;
        this.reader = reader;
        this.jdbc = jdbc;
        this.json = json;
    }

    /// As the list of conversations is asked for.
    @Schema(name = "ConversationQuery")
    record Query(
            @NotNull String view,
            @NotNull String status,
            @Nullable ScoreColor score,
            @Nullable @Size(max = 200) String q,
            @Nullable Priority priority,
            @Nullable UUID tag,
            boolean waiting,
            boolean snoozed,
            @Nullable Boolean late,
            @NotNull String sort) {
        private Query storable() {
            return new Query(
                    view,
                    status,
                    score,
                    q == null ? null : Texts.storable(q),
                    priority,
                    tag,
                    waiting,
                    snoozed,
                    late,
                    sort);
        }

        private ConversationReader.Filter filter(Member me) {
            return ConversationController.filter(
                    me,
                    view,
                    status,
                    null,
                    null,
                    score,
                    q,
                    priority,
                    tag,
                    waiting,
                    snoozed,
                    Boolean.TRUE.equals(late),
                    sort);
        }
    }

    /// @param shared for everybody in the company; only an admin's
    @Schema(name = "NewSavedFilter")
    record NewView(
            @NotBlank @Size(max = 60) String name,
            @NotNull Boolean shared,
            @NotNull @Valid Query query) {}

    /// @param count conversations in it that I see now
    @Schema(name = "SavedFilter")
    record SavedView(UUID id, String name, boolean own, boolean shared, Query query, int count) {}

    private record Row(UUID id, MemberId owner, String name, boolean shared, Query query) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List my views and those for everybody, by name")
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
        view.query().filter(me);
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
                    view.shared(),
                    view.query().storable());
            jdbc.sql("""
                    insert into conversation_view (company_id, id, owner_id, name, shared, query)
                    values (:company, :id, :owner, :name, :shared, :query::jsonb)
                    """)
                    .param("company", me.company().value())
                    .param("id", row.id())
                    .param("owner", me.id().value())
                    .param("name", row.name())
                    .param("shared", row.shared())
                    .param("query", json.writeValueAsString(row.query()))
                    .update();
            return shown(me, row);
        });
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
                row.owner().equals(me.id()),
                row.shared(),
                row.query(),
                reader.count(me.company(), row.query().filter(me)));
    }

    private List<Row> rows(Member me) {
        return jdbc.sql("""
                select id, owner_id, name, shared, query from conversation_view
                 where company_id = :company and (shared or owner_id = :me)
                 order by lower(name) collate "C", id
                """)
                .param("company", me.company().value())
                .param("me", me.id().value())
                .query((row, number) -> new Row(
                        row.getObject("id", UUID.class),
                        new MemberId(row.getObject("owner_id", UUID.class)),
                        row.getString("name"),
                        row.getBoolean("shared"),
                        json.readValue(row.getString("query"), Query.class)))
                .list();
    }
}
