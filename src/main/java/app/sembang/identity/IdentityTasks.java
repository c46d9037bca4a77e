package app.sembang.identity;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
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
}
