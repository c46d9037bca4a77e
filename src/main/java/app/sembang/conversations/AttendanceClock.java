package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.time;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Attendance;
import app.sembang.shared.CompanyId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Twice a minute: who has had the app closed for as long as their company waits counts as away. A process counts from
/// its own start: while none ran nobody could be seen, and nobody is away for that.
@Component
class AttendanceClock {
    private static final Duration OFTEN = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(AttendanceClock.class);

    private final CompanyTransactions transactions;
    private final Assignments assignments;
    private final Attendance attendance;
    private final JdbcClient platform;
    private final Clock clock;
    private final Instant started;

    AttendanceClock(
            CompanyTransactions transactions,
            Assignments assignments,
            Attendance attendance,
            @Qualifier("platform") JdbcClient platform,
            Clock clock) {
        this.transactions = transactions;
        this.assignments = assignments;
        this.attendance = attendance;
        this.platform = platform;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        RecurringTask<Void> watchAttendance(ObjectProvider<AttendanceClock> clock) {
            return Tasks.recurring("watch-attendance", FixedDelay.of(OFTEN))
                    .execute((job, context) -> clock.getObject().look());
        }
    }

    void look() {
        platform.sql("""
                select distinct member.company_id
                  from member left join assignment_rule rule on rule.company_id = member.company_id
                 where member.active and member.present and coalesce(rule.away_after, :usual) > 0
                   and member.seen_at < :now::timestamptz - make_interval(mins => coalesce(rule.away_after, :usual))
                 order by 1
                """)
                .param("usual", Assignments.AWAY_AFTER)
                .param("now", time(clock.instant()))
                .query((row, number) -> new CompanyId(uuid(row, "company_id")))
                .list()
                .forEach(company -> {
                    try {
                        look(company);
                    } catch (DataAccessException e) {
                        log.warn("Who is away in company {} is looked at next time: {}", company, e.getMessage());
                    }
                });
    }

    private void look(CompanyId company) {
        transactions.run(company, () -> {
            int minutes = assignments.settings(company).awayAfter();
            var since = clock.instant().minus(Duration.ofMinutes(minutes));
            if (minutes > 0 && !since.isBefore(started)) {
                attendance.leave(company, since);
            }
        });
    }
}
