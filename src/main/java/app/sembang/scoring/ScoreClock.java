package app.sembang.scoring;

import app.sembang.shared.CompanyId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Every ten minutes: silence changes scores though nothing happens.
@Configuration(proxyBeanMethods = false)
class ScoreClock {
    private static final Duration OFTEN = Duration.ofMinutes(10);
    private static final Logger log = LoggerFactory.getLogger(ScoreClock.class);

    @Bean
    RecurringTask<Void> keepScores(@Qualifier("platform") JdbcClient platform, ObjectProvider<Scores> scores) {
        return Tasks.recurring("keep-scores", Schedules.fixedDelay(OFTEN))
                .execute((job, context) -> platform.sql(
                                "select id from company where status in ('trial', 'active') and id <> platform_company() order by id")
                        .query((row, number) -> new CompanyId(row.getObject("id", UUID.class)))
                        .list()
                        .forEach(company -> {
                            try {
                                scores.getObject().catchUp(company);
                            } catch (DataAccessException e) {
                                log.warn("Scores of company {} are worked out next time: {}", company, e.getMessage());
                            }
                        }));
    }
}
