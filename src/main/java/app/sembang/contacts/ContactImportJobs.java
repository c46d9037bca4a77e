package app.sembang.contacts;

import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ContactImportJobs {
    @Bean
    OneTimeTask<ContactImports.Work> contactImport(ContactImports imports) {
        return Tasks.oneTime(ContactImports.JOB).execute((instance, context) -> imports.run(instance.getData()));
    }
}
