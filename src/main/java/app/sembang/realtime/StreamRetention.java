package app.sembang.realtime;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Forgets events after seven days, over all companies. The newest outdated one of each company stays: it tells a
/// listener who comes back with an older place that something is missing.
@Configuration(proxyBeanMethods = false)
class StreamRetention {
    @Bean
    RecurringTask<Void> forgetStreamEvents(@Qualifier("platform") JdbcClient platform) {
        return Tasks.recurring("forget-stream-events", FixedDelay.of(Duration.ofHours(1)))
                .execute((job, context) -> forget(platform));
    }

    /// The role's policy shows it outdated rows only.
    static int forget(JdbcClient platform) {
        return platform.sql("""
                delete from stream_event
                 using (select company_id, tx, id,
                               row_number() over (partition by company_id order by tx desc, id desc) as from_newest
                          from stream_event
                         where at < now() - interval '7 days') outdated
                 where outdated.from_newest > 1
                   and stream_event.company_id = outdated.company_id
                   and stream_event.tx = outdated.tx
                   and stream_event.id = outdated.id
                """).update();
    }
}
