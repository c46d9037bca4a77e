package app.sembang.leads;

import app.sembang.audit.AuditLog;
import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.leads.LeadStage.Outcome;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
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

/// The stages a company's leads go through: seven to begin with, renamed and added to as the company likes. Rules know
/// the first seven by their keys, so those stay.
@RestController
@RequestMapping("/api/v1/lead-stages")
@Tag(name = "Leads")
@AllowedTo(Role.COMPANY_ADMIN)
class LeadStages {
    private static final int MOST = 20;

    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Set<CompanyId> begun = ConcurrentHashMap.newKeySet();

    LeadStages(CompanyTransactions transactions, JdbcClient jdbc, AuditLog audit) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /// The first seven, made the first time somebody needs them; asked once for each company and process.
    void begin(CompanyId company) {
        if (begun.contains(company)) return;
        jdbc.sql("""
                insert into lead_stage (company_id, id, key, outcome, probability, position)
                select :company, id, key, outcome, probability, position
                  from unnest(:ids::uuid[],
                              array['new', 'contacted', 'qualified', 'proposal', 'negotiation', 'won', 'lost'],
                              array['open', 'open', 'open', 'open', 'open', 'won', 'lost'],
                              array[10, 20, 40, 60, 80, 100, 0],
                              array[100, 200, 300, 400, 500, 10000, 20000]) as stage (id, key, outcome, probability, position)
                on conflict (company_id, key) do nothing
                """)
                .param("company", company.value())
                .param(
                        "ids",
                        Stream.generate(Ids::next).limit(7).map(UUID::toString).toArray(String[]::new))
                .update();
        AfterCommit.run(() -> begun.add(company));
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the stages of leads in their order")
    Page<LeadStage> list(Member me) {
        return transactions.as(me.access(), () -> new Page<>(all(me.company()), null));
    }

    List<LeadStage> all(CompanyId company) {
        begin(company);
        return jdbc.sql("select * from lead_stage where company_id = :company order by position, id")
                .param("company", company.value())
                .query((row, number) -> new LeadStage(
                        row.getObject("id", UUID.class),
                        row.getString("key"),
                        row.getString("name"),
                        Outcome.from(row.getString("outcome")),
                        row.getInt("probability")))
                .list();
    }

    LeadStage require(CompanyId company, UUID id) {
        return all(company).stream()
                .filter(stage -> stage.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("stage", id));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add a stage for open leads behind another one")
    LeadStage create(Member me, @Valid @RequestBody LeadStage.Draft draft) {
        return transactions.as(me.access(), () -> {
            var all = all(me.company());
            if (all.size() >= MOST) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT, "too-many-stages", "A company has at most %d stages.".formatted(MOST));
            }
            if (all.stream().noneMatch(stage -> stage.id().equals(draft.after()) && stage.outcome() == Outcome.OPEN)) {
                throw Refusal.invalid("after", "is no stage of open leads");
            }
            var made = new LeadStage(Ids.next(), null, draft.name().strip(), Outcome.OPEN, draft.probability());
            jdbc.sql("""
                    insert into lead_stage (company_id, id, name, outcome, probability, position)
                    select :company, :id, :name, 'open', :probability, position from lead_stage
                     where company_id = :company and id = :after
                    """)
                    .param("company", me.company().value())
                    .param("id", made.id())
                    .param("name", made.name())
                    .param("probability", made.probability())
                    .param("after", draft.after())
                    .update();
            var order = new ArrayList<>(all.stream().map(LeadStage::id).toList());
            order.add(order.indexOf(draft.after()) + 1, made.id());
            jdbc.sql("""
                    update lead_stage set position = 100 * wanted.nth
                      from unnest(:ids::uuid[]) with ordinality as wanted (id, nth)
                     where lead_stage.company_id = :company and lead_stage.id = wanted.id
                    """)
                    .param("company", me.company().value())
                    .param("ids", order.stream().map(UUID::toString).toArray(String[]::new))
                    .update();
            audit.record(me.company(), me.id(), "lead_stage_created", made.id(), Map.of(), facts(made));
            return made;
        });
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Rename a stage or say how many of its leads are won")
    LeadStage change(Member me, @PathVariable UUID id, @Valid @RequestBody LeadStage.Change change) {
        return transactions.as(me.access(), () -> {
            var before = require(me.company(), id);
            var name = change.name() == null
                    ? before.name()
                    : change.name().isBlank() ? null : change.name().strip();
            if (name == null && before.key() == null) throw Refusal.invalid("name", "must not be blank");
            var after = new LeadStage(
                    id,
                    before.key(),
                    name,
                    before.outcome(),
                    Objects.requireNonNullElse(change.probability(), before.probability()));
            jdbc.sql("""
                    update lead_stage set name = :name, probability = :probability
                     where company_id = :company and id = :id
                    """)
                    .param("company", me.company().value())
                    .param("id", id)
                    .param("name", after.name())
                    .param("probability", after.probability())
                    .update();
            audit.record(me.company(), me.id(), "lead_stage_changed", id, facts(before), facts(after));
            return after;
        });
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a stage of the company's own that no lead was ever in")
    void remove(Member me, @PathVariable UUID id) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            var before = require(me.company(), id);
            boolean used = jdbc.sql("""
                    select exists (select from lead where company_id = :company and stage_id = :id)
                        or exists (select from lead_move where company_id = :company and :id in (from_id, to_id))
                    """)
                    .param("company", me.company().value())
                    .param("id", id)
                    .query(Boolean.class)
                    .single();
            if (before.key() != null || used) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "stage-in-use",
                        "Only a stage of one's own that no lead was in goes away.");
            }
            jdbc.sql("delete from lead_stage where company_id = :company and id = :id")
                    .param("company", me.company().value())
                    .param("id", id)
                    .update();
            audit.record(me.company(), me.id(), "lead_stage_removed", id, facts(before), Map.of());
            return null;
        });
    }

    private static Map<String, Object> facts(LeadStage stage) {
        return Map.of(
                "name", Objects.requireNonNullElse(stage.name(), String.valueOf(stage.key())),
                "probability", stage.probability());
    }
}
