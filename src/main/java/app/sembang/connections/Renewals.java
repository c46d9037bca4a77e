package app.sembang.connections;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/// Credentials that end by themselves are renewed every week, long before they do. One process at a time does it.
@Component
class Renewals {
    private static final int AT_ONCE = 100;
    private static final Logger log = LoggerFactory.getLogger(Renewals.class);

    private final ChannelAccounts accounts;
    private final ChannelAccountStore store;
    private final List<ChannelConnector> connectors;
    private final Clock clock;

    Renewals(ChannelAccounts accounts, ChannelAccountStore store, List<ChannelConnector> connectors, Clock clock) {
        this.accounts = accounts;
        this.store = store;
        this.connectors = connectors;
        this.clock = clock;
    }

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        Task<Void> renewChannelCredentials(ObjectProvider<Renewals> renewals) {
            return Tasks.recurring("renew-channel-credentials", FixedDelay.ofHours(1))
                    .execute((instance, context) -> renewals.getObject().renewDue());
        }
    }

    void renewDue() {
        var channels = connectors.stream()
                .filter(ChannelConnector::renews)
                .map(ChannelConnector::channel)
                .toList();
        List<ChannelAccounts.AssetOwner> due;
        do {
            due = store.toRenew(channels, clock.instant(), AT_ONCE);
            for (var one : due) {
                try {
                    accounts.renew(one.company(), one.account());
                } catch (RuntimeException unforeseen) {
                    // Its next try is planned already; the others' must not wait for it.
                    log.error("Credentials of account {} were not renewed", one.account(), unforeseen);
                }
            }
        } while (due.size() == AT_ONCE && !Thread.currentThread().isInterrupted());
    }
}
