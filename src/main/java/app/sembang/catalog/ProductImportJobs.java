package app.sembang.catalog;

import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProductImportJobs {
    @Bean
    OneTimeTask<ProductImports.Work> productImport(ProductImports imports) {
        return Tasks.oneTime(ProductImports.JOB).execute((instance, context) -> imports.run(instance.getData()));
    }
}
