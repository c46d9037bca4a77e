package app.sembang.identity;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IdentityTasks {
    @Bean
    Task<PasswordResets.Wanted> sendPasswordReset(ObjectProvider<PasswordResets> resets) {
        return Tasks.oneTime(PasswordResets.SEND)
                .execute((job, context) -> resets.getObject().send(job.getData()));
    }

    @Bean
    RecurringTask<Void> forgetAttempts(ObjectProvider<Attempts> attempts) {
        return Tasks.recurring("forget-attempts", FixedDelay.of(Duration.ofHours(1)))
                .execute((job, context) -> attempts.getObject().forgetOld());
    }
}
