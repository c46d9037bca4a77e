package app.sembang.companies;

import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CompanyJobs {
    @Bean
    OneTimeTask<CompanyDeletion.Job> deleteCompany(ObjectProvider<CompanyDeletion> deletion) {
        return Tasks.oneTime(CompanyDeletion.JOB)
                .execute((instance, context) ->
                        deletion.getObject().run(instance.getData().company()));
    }
}
