package app.sembang.companies;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What the platform does with its companies. Each change is a fact in the company's own event log,
/// so that its admin can read who did it. Nothing here may be done to the platform itself.
@Component
public class Tenants {
    private static final String SELECT = """
            select id, name, slug, status, country, currency, time_zone, date_format, preferred_language, industry_category, plan,
                   member_limit, channel_account_limit, outlet_limit, suspended_from, suspended_at, suspension_reason,
                   deletion_requested_at, deletion_due_at, deletion_reason, created_at
              from company
            """;

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final PlatformSettings settings;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final Jobs jobs;
    private final JdbcClient jdbc;
    private final JdbcClient platform;
    private final Clock clock;

    Tenants(
            CompanyTransactions transactions,
            Companies companies,
            PlatformSettings settings,
            AuditLog audit,
            ApplicationEventPublisher events,
            Jobs jobs,
            JdbcClient jdbc,
            @Qualifier("platform") JdbcClient platform,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.settings = settings;
        this.audit = audit;
        this.events = events;
        this.jobs = jobs;
        this.jdbc = jdbc;
        this.platform = platform;
        this.clock = clock;
    }

    /// Oldest first, the platform itself included.
    public Page<Tenant> page(Tenant.Filter filter, @Nullable CompanyId after, int size) {
        var words = filter.words();
        var status = filter.status();
        var rows = platform.sql(SELECT + """
                 where (cast(:after as uuid) is null or id > cast(:after as uuid))
                   and (cast(:words as text) is null or name ilike :words or slug ilike :words)
                   and (cast(:status as text) is null or status = :status)
                   and (not :deleting or deletion_due_at is not null)
                 order by id limit :limit
                """)
                .param("after", after == null ? null : after.toString())
                .param("words", words == null || words.isBlank() ? null : anywhere(words.strip()))
                .param("status", status == null ? null : status.value())
                .param("deleting", filter.deleting())
                .param("limit", size + 1)
                .query(Tenants::tenant)
                .list();
        return Page.of(rows, size, tenant -> tenant.id().toString());
    }

    public Tenant find(CompanyId id) {
        return transactions.in(id, () -> read(id, ""));
    }

    /// Changes plan, limits or the state between trial and active; a suspended company returns to the state given.
    public Tenant change(CompanyId id, Tenant.Change change, MemberId by) {
        if (change.status() == Company.Status.SUSPENDED) {
            throw Refusal.invalid("status", "A company is suspended with a reason: PUT …/suspension.");
        }
        return changing(id, before -> {
            var limits = change.limits() == null ? before.limits() : change.limits();
            var status = change.status() == null ? stateOf(before) : change.status();
            var plan = change.plan() == null ? before.plan() : change.plan();
            jdbc.sql("""
                    update company
                       set status = case when suspended_from is null then :status else status end,
                           suspended_from = case when suspended_from is null then null else :status end,
                           plan = :plan, member_limit = :members, channel_account_limit = :accounts, outlet_limit = :outlets
                     where id = :id
                    """)
                    .param("id", id.value())
                    .param("status", status.value())
                    .param("plan", plan.value())
                    .param("members", limits.members())
                    .param("accounts", limits.channelAccounts())
                    .param("outlets", limits.outlets())
                    .update();
            var after = read(id, "");
            audit.recordChange(id, by, "company_plan_changed", id, facts(before), facts(after));
            return after;
        });
    }

    /// From now on nobody of the company gets in and nothing is sent; what customers write is stored. Once more only
    /// changes the reason.
    public Tenant suspend(CompanyId id, String reason, MemberId by) {
        return changing(id, before -> {
            jdbc.sql("""
                    update company
                       set suspended_from = coalesce(suspended_from, status), status = 'suspended',
                           suspended_at = coalesce(suspended_at, :now), suspension_reason = :reason
                     where id = :id
                    """)
                    .param("id", id.value())
                    .param("now", now())
                    .param("reason", reason)
                    .update();
            audit.record(id, by, "company_suspended", id, Map.of(), Map.of("reason", reason));
            return read(id, "");
        });
    }

    /// Lifts a suspension; without one nothing happens.
    public Tenant reactivate(CompanyId id, MemberId by) {
        return changing(id, before -> {
            if (before.suspension() == null) {
                return before;
            }
            jdbc.sql("""
                    update company
                       set status = suspended_from, suspended_from = null, suspended_at = null, suspension_reason = null
                     where id = :id
                    """).param("id", id.value()).update();
            audit.record(id, by, "company_reactivated", id);
            companies.forget(id);
            events.publishEvent(new CompanyReactivated(id));
            return read(id, "");
        });
    }

    /// Its rows go after the platform's waiting time; until then it works on and the request can be taken back.
    public Tenant requestDeletion(CompanyId id, @Nullable String reason, MemberId by) {
        var waiting = Duration.ofDays(settings.read().deletionWaitingDays());
        return changing(id, before -> {
            if (before.deletion() != null) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "deletion-requested",
                        "Its deletion is due at %s already."
                                .formatted(before.deletion().dueAt()));
            }
            var due = clock.instant().plus(waiting);
            jdbc.sql("""
                    update company
                       set deletion_requested_at = :now, deletion_due_at = :due, deletion_reason = :reason
                     where id = :id
                    """)
                    .param("id", id.value())
                    .param("now", now())
                    .param("due", due.atOffset(ZoneOffset.UTC))
                    .param("reason", reason)
                    .update();
            audit.record(id, by, "company_deletion_requested", id, Map.of(), Map.of("dueAt", due.toString()));
            jobs.schedule(CompanyDeletion.job(id), due);
            return read(id, "");
        });
    }

    /// Takes the request back; without one nothing happens.
    public Tenant keep(CompanyId id, MemberId by) {
        return changing(id, before -> {
            var deletion = before.deletion();
            if (deletion == null) {
                return before;
            }
            if (!deletion.dueAt().isAfter(clock.instant())) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT, "deletion-begun", "Its rows are being removed; that cannot be undone.");
            }
            jdbc.sql("""
                    update company
                       set deletion_requested_at = null, deletion_due_at = null, deletion_reason = null
                     where id = :id
                    """).param("id", id.value()).update();
            audit.record(id, by, "company_deletion_cancelled", id);
            jobs.cancel(CompanyDeletion.job(id));
            return read(id, "");
        });
    }

    private interface Work {
        Tenant with(Tenant before);
    }

    private Tenant changing(CompanyId id, Work work) {
        if (id.equals(Companies.PLATFORM)) {
            throw new Refusal(Refusal.Kind.CONFLICT, "platform", "The platform itself is not run as a company.");
        }
        Supplier<Tenant> locked = () -> work.with(read(id, " for no key update"));
        try {
            return transactions.in(id, locked);
        } finally {
            companies.forget(id);
        }
    }

    private Tenant read(CompanyId id, String lock) {
        return jdbc.sql(SELECT + " where id = :id" + lock)
                .param("id", id.value())
                .query(Tenants::tenant)
                .optional()
                .orElseThrow(() -> Refusal.notFound("company", id));
    }

    private static Company.Status stateOf(Tenant tenant) {
        return tenant.suspension() == null
                ? tenant.status()
                : tenant.suspension().returnsTo();
    }

    private static Map<String, Object> facts(Tenant tenant) {
        var facts = new HashMap<String, Object>();
        facts.put("status", stateOf(tenant).value());
        facts.put("plan", tenant.plan().value());
        facts.put("limits", tenant.limits());
        return facts;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    /// A pattern for `ilike` that finds the words as they are.
    private static String anywhere(String words) {
        return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    private static Tenant tenant(ResultSet row, int number) throws SQLException {
        var company = Companies.company(row, number);
        var suspendedAt = instant(row, "suspended_at");
        var deletionAt = instant(row, "deletion_requested_at");
        return new Tenant(
                company.id(),
                company.name(),
                company.slug(),
                company.status(),
                company.country(),
                company.currency(),
                company.timeZone(),
                company.preferredLanguage(),
                company.industryCategory(),
                Plan.from(row.getString("plan")),
                new Tenant.Limits(
                        row.getObject("member_limit", Integer.class),
                        row.getObject("channel_account_limit", Integer.class),
                        row.getObject("outlet_limit", Integer.class)),
                suspendedAt == null
                        ? null
                        : new Tenant.Suspension(
                                suspendedAt,
                                row.getString("suspension_reason"),
                                Company.Status.from(row.getString("suspended_from"))),
                deletionAt == null
                        ? null
                        : new Tenant.Deletion(
                                deletionAt,
                                Objects.requireNonNull(instant(row, "deletion_due_at")),
                                row.getString("deletion_reason")),
                Objects.requireNonNull(instant(row, "created_at")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
