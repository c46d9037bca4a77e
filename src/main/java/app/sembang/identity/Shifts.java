package app.sembang.identity;

import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.companies.BusinessHours;
import app.sembang.companies.Companies;
import app.sembang.companies.Week;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// People's own hours, by the clock of their company. Outside of them nobody is given anything new; a job for each
/// member looks at the row when a shift begins or ends and plans the next, so that one too many is harmless.
@Component
class Shifts {
    private static final TaskDescriptor<Turn> TURN = TaskDescriptor.of("begin-or-end-shift", Turn.class);

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final EventLog events;
    private final ApplicationEventPublisher publisher;
    private final Jobs jobs;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    Shifts(
            CompanyTransactions transactions,
            Companies companies,
            EventLog events,
            ApplicationEventPublisher publisher,
            Jobs jobs,
            JdbcClient jdbc,
            JsonMapper json,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.events = events;
        this.publisher = publisher;
        this.jobs = jobs;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    record Turn(CompanyId company, MemberId member) {}

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        Task<Turn> beginOrEndShift(ObjectProvider<Shifts> shifts) {
            return Tasks.oneTime(TURN).execute((job, context) -> {
                var turn = job.getData();
                var shift = shifts.getObject();
                shift.transactions.run(turn.company(), () -> shift.look(turn.company(), turn.member()));
            });
        }
    }

    /// @param hours null: availability alone says when
    void set(Member me, @Nullable Week hours) {
        if (hours != null) {
            hours.check("hours");
        }
        transactions.run(me.company(), () -> {
            jdbc.sql("""
                    update member set hours = cast(:hours as jsonb), on_shift = on_shift or cast(:hours as jsonb) is null
                     where company_id = :company and id = :id
                    """)
                    .param("hours", hours == null ? null : json.writeValueAsString(hours))
                    .param("company", me.company().value())
                    .param("id", me.id().value())
                    .update();
            events.append(
                    me.company(),
                    Event.of(clock.instant(), "member_hours_changed", me.id(), Map.of("set", hours != null)));
            publisher.publishEvent(new DutyChanged(me.company(), me.id()));
            look(me.company(), me.id());
        });
    }

    private record Row(Week hours, boolean onShift) {}

    private Optional<Row> find(CompanyId company, MemberId member) {
        return jdbc.sql("""
                select hours, on_shift from member
                 where company_id = :company and id = :id and hours is not null
                """)
                .param("company", company.value())
                .param("id", member.value())
                .query((row, number) ->
                        new Row(json.readValue(row.getString("hours"), Week.class), row.getBoolean("on_shift")))
                .optional();
    }

    private void look(CompanyId company, MemberId member) {
        find(company, member).ifPresent(row -> {
            var now = clock.instant();
            var hours = new BusinessHours(
                    row.hours(), companies.find(company).orElseThrow().timeZone(), _ -> false);
            boolean works = hours.isOpen(now);
            if (works != row.onShift()) {
                jdbc.sql("update member set on_shift = :works where company_id = :company and id = :id")
                        .param("works", works)
                        .param("company", company.value())
                        .param("id", member.value())
                        .update();
                events.append(company, Event.of(now, works ? "shift_began" : "shift_ended", member, Map.of()));
                publisher.publishEvent(new DutyChanged(company, member));
            }
            (works ? hours.nextClosing(now) : hours.nextOpening(now)).ifPresent(at -> plan(company, member, at));
        });
    }

    private void plan(CompanyId company, MemberId member, Instant at) {
        jobs.schedule(
                TURN.instance(member + "/" + at).data(new Turn(company, member)).build(), at);
    }
}
