package app.sembang.mail;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sends what waits, and forgets after thirty days to whom mails went.
@Configuration(proxyBeanMethods = false)
class MailTasks {
    @Bean
    Task<Mails.Job> sendMail(ObjectProvider<Mails> mails) {
        return Tasks.custom(Mails.SEND).execute((job, context) -> {
            var again = mails.getObject().send(job.getData());
            return (done, operations) ->
                    again.ifPresentOrElse((Instant at) -> operations.reschedule(done, at), operations::remove);
        });
    }

    /// The role's policy shows it outdated rows only.
    @Bean
    RecurringTask<Void> forgetMails(@Qualifier("platform") JdbcClient platform) {
        return Tasks.recurring("forget-mails", FixedDelay.of(Duration.ofHours(6)))
                .execute(
                        (job, context) -> platform.sql("delete from mail where created_at < now() - interval '30 days'")
                                .update());
    }
}
