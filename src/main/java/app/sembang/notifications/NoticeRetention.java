package app.sembang.notifications;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Forgets after ninety days what people were told. The role's policy shows it outdated rows only.
@Configuration(proxyBeanMethods = false)
class NoticeRetention {
    @Bean
    RecurringTask<Void> forgetNotices(@Qualifier("platform") JdbcClient platform) {
        return Tasks.recurring("forget-notices", FixedDelay.of(Duration.ofHours(6)))
                .execute((job, context) -> platform.sql("delete from notice where at < now() - interval '90 days'")
                        .update());
    }
}
