package app.sembang.assistant;

import app.sembang.assistant.ModelTest.Expectation;
import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Refusal.Kind;
import app.sembang.shared.TableFormat;
import com.github.kagkarlsson.scheduler.task.FailureHandler.OnFailureRetryLater;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Asks a version many scenarios, one after the other, by a job: it takes as long as a model does. Each answer is a
/// commit, so that a run goes on where a process died.
@Component
class TestRuns {
    private static final TaskDescriptor<Work> JOB = TaskDescriptor.of("test-run", Work.class);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private static final List<String> HEADING = List.of(
            "scenario",
            "customer type",
            "message",
            "expected",
            "missed",
            "outcome",
            "verdict",
            "note",
            "reply",
            "language",
            "action",
            "source",
            "confidence",
            "failed checks",
            "milliseconds",
            "cost USD");
    private static final Set<String> NUMBERS = Set.of("confidence", "milliseconds", "cost USD");

    private static final String ROWS = """
            select r.*, v.number as version, cardinality(r.scenario_ids) as total, t.*
              from test_run r
              join model_version v on v.company_id = :company and v.id = r.model_version_id
             cross join lateral (
                   select count(*) filter (where coalesce(verdict, outcome) = 'passed') as passed,
                          count(*) filter (where coalesce(verdict, outcome) = 'failed') as failed,
                          count(*) filter (where coalesce(verdict, outcome) = 'needs_review') as needs_review,
                          avg((answer ->> 'milliseconds')::bigint)::bigint as milliseconds,
                          coalesce(sum((answer ->> 'costUsd')::numeric), 0) as cost
                     from model_test
                    where company_id = :company and run_id = r.id) t
             where r.company_id = :company
            """;

    private final CompanyTransactions transactions;
    private final ModelTests tests;
    private final TestScenarios scenarios;
    private final Jobs jobs;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;

    TestRuns(
            CompanyTransactions transactions,
            ModelTests tests,
            TestScenarios scenarios,
            Jobs jobs,
            AuditLog audit,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.tests = tests;
        this.scenarios = scenarios;
        this.jobs = jobs;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    record Work(CompanyId company, UUID run) {}

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        OneTimeTask<Work> testRun(ObjectProvider<TestRuns> runs) {
            return Tasks.oneTime(JOB)
                    .onFailure(new OnFailureRetryLater<>(AGAIN))
                    .execute((instance, context) -> runs.getObject()
                            .goOn(
                                    instance.getData().company(),
                                    instance.getData().run()));
        }
    }

    /// One run of a version at a time: asked again while it runs, it tells of that one.
    ///
    /// @param wanted null or none: all the company has
    TestRun start(CompanyId company, ModelVersionId version, @Nullable List<UUID> wanted, MemberId by) {
        return transactions.in(company, () -> {
            boolean known = jdbc.sql(
                            "select true from model_version where company_id = :company and id = :id for no key update")
                    .param("company", company.value())
                    .param("id", version.value())
                    .query(Boolean.class)
                    .optional()
                    .isPresent();
            if (!known) throw Refusal.notFound("model version", version);
            var running = jdbc.sql(ROWS + " and r.model_version_id = :version and r.state = 'running'")
                    .param("company", company.value())
                    .param("version", version.value())
                    .query(TestRuns::read)
                    .optional();
            if (running.isPresent()) return running.get();
            var run = Ids.next();
            jdbc.sql("""
                    insert into test_run (company_id, id, model_version_id, scenario_ids, state, made_by, started_at)
                    values (:company, :id, :version, :scenarios, 'running', :by, :at)
                    """)
                    .param("company", company.value())
                    .param("id", run)
                    .param("version", version.value())
                    .param("scenarios", asked(company, wanted).toArray(UUID[]::new))
                    .param("by", by.value())
                    .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            jobs.schedule(
                    JOB.instance(run.toString()).data(new Work(company, run)).build(), clock.instant());
            return require(company, run);
        });
    }

    private List<UUID> asked(CompanyId company, @Nullable List<UUID> wanted) {
        var known = scenarios.list(company).stream().map(TestScenario::id).toList();
        if (known.isEmpty()) {
            throw new Refusal(Kind.CONFLICT, "no-test-scenarios", "The company has no scenarios yet.");
        }
        if (wanted == null || wanted.isEmpty()) return known;
        for (var id : wanted) {
            if (!known.contains(id)) throw Refusal.invalid("scenarioIds", "is no scenario of this company");
        }
        return known.stream().filter(wanted::contains).toList();
    }

    /// Of one version, or of all; the newest first.
    List<TestRun> list(CompanyId company, @Nullable ModelVersionId version, @Nullable UUID after, int limit) {
        return transactions.in(
                company,
                () -> jdbc.sql(ROWS + """
                         and (cast(:version as uuid) is null or r.model_version_id = :version)
                         and (cast(:after as uuid) is null
                              or (r.started_at, r.id) < (select started_at, id from test_run
                                                          where company_id = :company and id = :after))
                         order by r.started_at desc, r.id desc
                         limit :limit
                        """)
                        .param("company", company.value())
                        .param("version", version == null ? null : version.value())
                        .param("after", after)
                        .param("limit", limit)
                        .query(TestRuns::read)
                        .list());
    }

    TestRun find(CompanyId company, UUID id) {
        return transactions.in(company, () -> require(company, id));
    }

    private TestRun require(CompanyId company, UUID id) {
        return jdbc.sql(ROWS + " and r.id = :id")
                .param("company", company.value())
                .param("id", id)
                .query(TestRuns::read)
                .optional()
                .orElseThrow(() -> Refusal.notFound("test run", id));
    }

    List<ModelTest> tests(CompanyId company, UUID run, @Nullable UUID after, int limit) {
        return transactions.in(company, () -> {
            require(company, run);
            return tests.ofRun(company, run, after, limit);
        });
    }

    /// What was answered stays. Harmless for one that has ended.
    TestRun stop(CompanyId company, UUID id) {
        return transactions.in(company, () -> {
            end(company, id, TestRun.State.STOPPED);
            return require(company, id);
        });
    }

    private void end(CompanyId company, UUID id, TestRun.State state) {
        jdbc.sql("""
                update test_run set state = :state, ended_at = :at
                 where company_id = :company and id = :id and state = 'running'
                """)
                .param("company", company.value())
                .param("id", id)
                .param("state", state.value())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    private record Next(
            ModelVersionId version,
            TestScenario scenario,
            @Nullable MemberId by) {}

    private void goOn(CompanyId company, UUID run) {
        for (var next = next(company, run); next != null; next = next(company, run)) {
            var scenario = next.scenario();
            tests.run(
                    company,
                    next.version(),
                    new ModelTests.Wanted(
                            scenario.talk(), scenario.language(), scenario.expectations(), run, scenario.id()),
                    next.by());
        }
        transactions.run(company, () -> end(company, run, TestRun.State.DONE));
    }

    /// The first that has no answer yet; null where the run has ended.
    private @Nullable Next next(CompanyId company, UUID run) {
        return transactions.in(
                company,
                () -> jdbc.sql("""
                select r.model_version_id as version, r.made_by as asker, s.*
                  from test_run r
                 cross join unnest(r.scenario_ids) with ordinality as asked (id, nth)
                  join test_scenario s on s.company_id = :company and s.id = asked.id
                 where r.company_id = :company and r.id = :run and r.state = 'running'
                   and not exists (select from model_test t
                                    where t.company_id = :company and t.run_id = r.id and t.scenario_id = s.id)
                 order by asked.nth
                 limit 1
                """)
                        .param("company", company.value())
                        .param("run", run)
                        .query((row, number) -> {
                            var by = row.getObject("asker", UUID.class);
                            return new Next(
                                    new ModelVersionId(row.getObject("version", UUID.class)),
                                    scenarios.read(row, number),
                                    by == null ? null : new MemberId(by));
                        })
                        .optional()
                        .orElse(null));
    }

    byte[] export(CompanyId company, UUID run, TableFormat format, MemberId by) {
        return transactions.in(company, () -> {
            require(company, run);
            var known = scenarios.list(company).stream().collect(Collectors.toMap(TestScenario::id, one -> one));
            var rows = new ArrayList<List<String>>();
            rows.add(HEADING);
            for (var test : tests.ofRun(company, run, null, TestScenarios.MOST)) {
                rows.add(cells(Objects.requireNonNull(known.get(test.scenarioId())), test));
            }
            audit.record(company, by, "test_run_exported", run, Map.of(), Map.of("tests", rows.size() - 1));
            return format.write(rows, NUMBERS);
        });
    }

    private static List<String> cells(TestScenario scenario, ModelTest test) {
        var given = test.answer();
        var verdict = test.verdict();
        return List.of(
                scenario.name(),
                scenario.customerType().value(),
                test.message(),
                test.expectations().stream().map(Expectation::inWords).collect(Collectors.joining("; ")),
                String.join("; ", given.failed()),
                test.outcome().value(),
                verdict == null ? "" : verdict.outcome().value(),
                verdict == null ? "" : Objects.requireNonNullElse(verdict.note(), ""),
                Objects.requireNonNullElse(given.reply(), ""),
                given.language().tag(),
                given.action(),
                given.source() == null ? "" : given.source().value(),
                String.format(Locale.ROOT, "%.2f", given.confidence()),
                given.checks().stream()
                        .filter(check -> !check.passed())
                        .map(Check::code)
                        .distinct()
                        .collect(Collectors.joining("; ")),
                Long.toString(given.milliseconds()),
                Objects.requireNonNullElse(given.costUsd(), ""));
    }

    private static TestRun read(ResultSet row, int number) throws SQLException {
        var ended = row.getObject("ended_at", OffsetDateTime.class);
        return new TestRun(
                row.getObject("id", UUID.class),
                new ModelVersionId(row.getObject("model_version_id", UUID.class)),
                row.getInt("version"),
                TestRun.State.from(row.getString("state")),
                row.getInt("total"),
                row.getInt("passed"),
                row.getInt("failed"),
                row.getInt("needs_review"),
                row.getObject("milliseconds", Long.class),
                row.getObject("cost", BigDecimal.class).stripTrailingZeros().toPlainString(),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant());
    }
}
