package app.sembang.secrets;

import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/// After the installation's key was replaced: seals every company's data key anew under the present one, each in a
/// transaction of its own, while everybody goes on reading. Broken off, it goes on where it was; run again, it does
/// nothing. The credentials themselves stay as they are.
@Configuration(proxyBeanMethods = false)
class KeyRotation {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);
    private static final int AT_ONCE = 100;
    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("reseal-company-keys");
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Secrets secrets;
    private final CompanyTransactions transactions;
    private final JdbcClient platform;
    private final Jobs jobs;
    private final Clock clock;

    KeyRotation(
            Secrets secrets,
            CompanyTransactions transactions,
            @Qualifier("platform") JdbcClient platform,
            Jobs jobs,
            Clock clock) {
        this.secrets = secrets;
        this.transactions = transactions;
        this.platform = platform;
        this.jobs = jobs;
        this.clock = clock;
    }

    private record Place(UUID company, int version) {}

    @Bean
    Task<Void> resealCompanyKeys() {
        return Tasks.oneTime(TASK).execute((job, context) -> reseal());
    }

    /// One job for each key, whichever process comes first.
    @EventListener(ApplicationReadyEvent.class)
    void started() {
        jobs.schedule(TASK.instance(secrets.sealedWith()).build(), clock.instant());
    }

    /// @return how many keys were sealed anew
    int reseal() {
        int done = 0;
        int failed = 0;
        var after = new Place(BEFORE_ALL, 0);
        for (var places = sealedOtherwise(after); !places.isEmpty(); places = sealedOtherwise(after)) {
            for (var place : places) {
                var company = new CompanyId(place.company());
                try {
                    done += transactions.in(company, () -> secrets.reseal(company, place.version())) ? 1 : 0;
                } catch (Secrets.Unreadable unreadable) {
                    failed++;
                    LOG.error("The key of company {} opens with none of the installation's keys", company, unreadable);
                }
            }
            after = places.getLast();
        }
        if (done + failed > 0) {
            LOG.info("Sealed the data keys of companies anew: {} done, {} could not be opened", done, failed);
        }
        return done;
    }

    private List<Place> sealedOtherwise(Place after) {
        return platform.sql("""
                select company_id, version from company_key
                where sealed_with is distinct from :with and (company_id, version) > (:company, :version)
                order by company_id, version limit :limit
                """)
                .param("with", secrets.sealedWith())
                .param("company", after.company())
                .param("version", after.version())
                .param("limit", AT_ONCE)
                .query((row, number) -> new Place(row.getObject("company_id", UUID.class), row.getInt("version")))
                .list();
    }
}
