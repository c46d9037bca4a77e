package app.sembang.channels.inbound;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Raw events are kept for 30 days; the messages they became stay.
@Configuration(proxyBeanMethods = false)
class Retention {
    private static final int AT_ONCE = 5_000;

    @Bean
    Task<Void> inboundEventRetention(InboundStore store, Strays strays) {
        return Tasks.recurring("inbound_event_retention", FixedDelay.ofHours(1)).execute((instance, context) -> {
            while (store.forgetOld(AT_ONCE) + strays.forgetOld(AT_ONCE) >= AT_ONCE) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        });
    }
}
