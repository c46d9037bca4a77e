package app.sembang.conversations;

import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Instant;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Lets go what is held: an answer of the assistant that waited because a member was typing, which a reply of the
/// member withdraws before, and what a member sent and may take back for a moment.
@Configuration(proxyBeanMethods = false)
class HeldAnswers {
    private static final TaskDescriptor<Held> RELEASE = TaskDescriptor.of("release-held-answers", Held.class);

    record Held(CompanyId company, ConversationId conversation) {}

    @Bean
    OneTimeTask<Held> releaseHeldAnswers(
            CompanyTransactions transactions, ObjectProvider<Conversations> conversations) {
        return Tasks.oneTime(RELEASE).execute((instance, context) -> {
            var held = instance.getData();
            transactions.run(
                    held.company(), () -> conversations.getObject().releaseHeld(held.company(), held.conversation()));
        });
    }

    /// Plans the release with the caller's transaction; each hold has its own job, and a second release finds
    /// nothing.
    static void plan(Jobs jobs, CompanyId company, ConversationId conversation, Instant until) {
        jobs.schedule(
                RELEASE.instance(conversation + "/" + until)
                        .data(new Held(company, conversation))
                        .build(),
                until);
    }
}
