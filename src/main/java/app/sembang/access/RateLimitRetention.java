package app.sembang.access;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RateLimitRetention {
    @Bean
    RecurringTask<Void> forgetRateLimits(RateLimits limits) {
        return Tasks.recurring("forget-rate-limits", FixedDelay.of(Duration.ofHours(1)))
                .execute((job, context) -> limits.forgetOld());
    }
}
