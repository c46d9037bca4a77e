package app.sembang.knowledge;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KnowledgeTasks {
    @Bean
    Task<Materials.Wanted> readMaterial(ObjectProvider<Materials> materials) {
        return Tasks.oneTime(Materials.READ)
                .execute((job, context) -> materials.getObject().read(job.getData()));
    }
}
