package app.sembang.companies;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyEraser;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFiles;
import app.sembang.shared.CompanyId;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Removes a company whose waiting time is over: its rows in every table, its files, the sign-ins
/// of people who were members nowhere else, and jobs that speak of it. Counts before and after, and
/// keeps the counts as the proof. A run that was cut short is finished by the next one; a run after
/// that finds nothing to do.
@Component
public class CompanyDeletion {
    static final TaskDescriptor<Job> JOB = TaskDescriptor.of("delete-company", Job.class);

    private static final String FILES = "media files";
    private static final String SIGN_INS = "sign_in";
    private static final String JOBS = "scheduled_tasks";
    private static final Logger log = LoggerFactory.getLogger(CompanyDeletion.class);

    private final CompanyTransactions transactions;
    private final CompanyEraser eraser;
    private final Companies companies;
    private final MediaFiles files;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final JdbcClient platform;
    private final Clock clock;

    CompanyDeletion(
            CompanyTransactions transactions,
            CompanyEraser eraser,
            Companies companies,
            MediaFiles files,
            AuditLog audit,
            ApplicationEventPublisher events,
            JdbcClient jdbc,
            @Qualifier("platform") JdbcClient platform,
            Clock clock) {
        this.transactions = transactions;
        this.eraser = eraser;
        this.companies = companies;
        this.files = files;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.platform = platform;
        this.clock = clock;
    }

    record Job(CompanyId company) {}

    /// What a table held of the company. `rowsAfter` is null while the rows are being removed.
    @Schema(name = "DeletionCount")
    public record Count(
            String table, long rowsBefore, @Nullable Long rowsAfter, Instant countedAt) {}

    static TaskInstance<Job> job(CompanyId company) {
        return JOB.instance(company.toString()).data(new Job(company)).build();
    }

    /// The counts of a company that is gone or going; empty for any other.
    public List<Count> proof(CompanyId company) {
        return transactions.in(
                Companies.PLATFORM,
                () -> jdbc.sql("""
                        select table_name, rows_before, rows_after, counted_at
                          from company_deletion
                         where company_id = :platform and deleted_company_id = :company
                         order by table_name collate "C"
                        """)
                        .param("platform", Companies.PLATFORM.value())
                        .param("company", company.value())
                        .query((row, number) -> new Count(
                                row.getString("table_name"),
                                row.getLong("rows_before"),
                                row.getObject("rows_after", Long.class),
                                row.getObject("counted_at", OffsetDateTime.class)
                                        .toInstant()))
                        .list());
    }

    void run(CompanyId company) {
        boolean due = transactions.in(company, () -> begin(company));
        boolean unfinished =
                proof(company).stream().map(Count::rowsAfter).anyMatch(after -> after == null || after > 0);
        if (!due && !unfinished) {
            return;
        }
        companies.forget(company);
        note(company, count(company), false);
        var leaving = onlyHere(company);
        eraser.erase(company);
        platform.sql("delete from sign_in where id = any (:leaving)")
                .param("leaving", leaving.toArray(UUID[]::new))
                .update();
        forgetJobs(company);
        files.forget(company);
        companies.forget(company);
        var after = count(company);
        note(company, after, true);
        if (after.values().stream().anyMatch(rows -> rows > 0)) {
            throw new IllegalStateException("Company %s still has rows: %s".formatted(company, after));
        }
        transactions.run(Companies.PLATFORM, () -> audit.record(Companies.PLATFORM, null, "company_deleted", company));
        log.info("Company {} is deleted", company);
    }

    /// Shuts the doors, unless the request was taken back.
    private boolean begin(CompanyId company) {
        int shut = jdbc.sql("""
                update company
                   set suspended_from = coalesce(suspended_from, status), status = 'suspended',
                       suspended_at = coalesce(suspended_at, :now),
                       suspension_reason = coalesce(suspension_reason, 'The company is being deleted.')
                 where id = :company and deletion_due_at <= :now
                """)
                .param("company", company.value())
                .param("now", now())
                .update();
        if (shut == 1) {
            events.publishEvent(new CompanyDeletionBegun(company));
        }
        return shut == 1;
    }

    private Map<String, Long> count(CompanyId company) {
        var counts = new LinkedHashMap<>(eraser.count(company));
        counts.put(SIGN_INS, (long) onlyHere(company).size());
        counts.put(JOBS, jobs(company));
        counts.put(FILES, files.count(company));
        return counts;
    }

    /// People who sign in to this company and to no other.
    private List<UUID> onlyHere(CompanyId company) {
        return platform.sql("""
                select distinct here.sign_in_id
                  from member here
                 where here.company_id = :company
                   and not exists (select from member other
                                    where other.sign_in_id = here.sign_in_id and other.company_id <> :company)
                """)
                .param("company", company.value())
                .query((row, number) -> row.getObject("sign_in_id", UUID.class))
                .list();
    }

    private long jobs(CompanyId company) {
        return jdbc.sql("""
                select count(*) from scheduled_tasks
                 where task_name <> 'delete-company' and position(convert_to(:company, 'UTF8') in task_data) > 0
                """)
                .param("company", company.toString())
                .query(Long.class)
                .single();
    }

    private void forgetJobs(CompanyId company) {
        jdbc.sql("""
                delete from scheduled_tasks
                 where task_name <> 'delete-company' and position(convert_to(:company, 'UTF8') in task_data) > 0
                """).param("company", company.toString()).update();
    }

    /// What was counted first, before anything was removed, stays.
    private void note(CompanyId company, Map<String, Long> counts, boolean after) {
        transactions.run(
                Companies.PLATFORM,
                () -> counts.forEach((table, rows) -> jdbc.sql("""
                        insert into company_deletion as known (company_id, deleted_company_id, table_name, rows_before,
                                                               rows_after, counted_at)
                        values (:platform, :company, :table, :rows, case when :after then :rows end, :now)
                        on conflict (company_id, deleted_company_id, table_name) do update
                           set rows_after = excluded.rows_after, counted_at = excluded.counted_at
                        """)
                        .param("platform", Companies.PLATFORM.value())
                        .param("company", company.value())
                        .param("table", table)
                        .param("rows", rows)
                        .param("after", after)
                        .param("now", now())
                        .update()));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
