package app.sembang.conversations;

import app.sembang.jobs.Jobs;
import app.sembang.media.MediaFiles;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Removes the files of messages their authors took back, after the commit that took the words.
@Configuration(proxyBeanMethods = false)
class WithdrawnFiles {
    private static final TaskDescriptor<Files> REMOVE = TaskDescriptor.of("remove-withdrawn-files", Files.class);

    record Files(CompanyId company, List<UUID> files) {}

    @Bean
    OneTimeTask<Files> removeWithdrawnFiles(MediaFiles media) {
        return Tasks.oneTime(REMOVE).execute((instance, context) -> {
            var files = instance.getData();
            media.remove(files.company(), files.files());
        });
    }

    static void plan(Jobs jobs, CompanyId company, List<UUID> files, Instant now) {
        jobs.schedule(
                REMOVE.instance(Ids.next().toString())
                        .data(new Files(company, files))
                        .build(),
                now);
    }
}
