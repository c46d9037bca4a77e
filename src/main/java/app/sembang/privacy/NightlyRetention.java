package app.sembang.privacy;

import app.sembang.conversations.Conversations;
import app.sembang.conversations.Outdated;
import app.sembang.database.CompanyEraser;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.ContactTrail;
import app.sembang.database.OwnedRows;
import app.sembang.database.PersonalData;
import app.sembang.media.MediaFiles;
import app.sembang.media.Uploads;
import app.sembang.shared.CompanyId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Removes each night what companies no longer keep: a hundred conversations, files or contacts at a time, each in
/// transactions of its own, so that nobody at work waits. What one night does not reach, the next one does.
@Component
class NightlyRetention {
    private static final int AT_ONCE = 100;
    private static final int MOST_ROUNDS = 200;
    private static final int EVENTS_AT_ONCE = 5_000;
    private static final Logger log = LoggerFactory.getLogger(NightlyRetention.class);

    private final RetentionPolicies policies;
    private final CompanyTransactions transactions;
    private final Outdated outdated;
    private final Conversations conversations;
    private final Erasures erasures;
    private final OwnedRows owned;
    private final CompanyEraser eraser;
    private final List<PersonalData> places;
    private final MediaFiles files;
    private final Uploads uploads;
    private final Clock clock;

    NightlyRetention(
            RetentionPolicies policies,
            CompanyTransactions transactions,
            Outdated outdated,
            Conversations conversations,
            Erasures erasures,
            OwnedRows owned,
            CompanyEraser eraser,
            List<PersonalData> places,
            MediaFiles files,
            Uploads uploads,
            Clock clock) {
        this.policies = policies;
        this.transactions = transactions;
        this.outdated = outdated;
        this.conversations = conversations;
        this.erasures = erasures;
        this.owned = owned;
        this.eraser = eraser;
        this.places = List.copyOf(places);
        this.files = files;
        this.uploads = uploads;
        this.clock = clock;
    }

    private interface Round {
        /// @return how many it found
        int go();
    }

    void apply(CompanyId company) {
        uploads.removeUnsent(company);
        var policy = policies.of(company);
        var messages = policy.messageMonths();
        var media = policy.mediaMonths();
        var contacts = policy.contactMonths();
        var activity = policy.activityMonths();
        if (contacts != null) {
            again(() -> forgetContacts(company, before(contacts)));
        }
        if (messages != null) {
            again(() -> forgetConversations(company, before(messages)));
        }
        if (media != null) {
            again(() -> forgetFiles(company, media));
        }
        if (activity != null) {
            again(() -> forgetActivity(company, before(activity)));
        }
    }

    private static void again(Round round) {
        for (int i = 0; i < MOST_ROUNDS && !Thread.currentThread().isInterrupted(); i++) {
            if (round.go() < AT_ONCE) {
                return;
            }
        }
    }

    private int forgetContacts(CompanyId company, Instant before) {
        var found = transactions.in(company, () -> outdated.contacts(company, before, AT_ONCE));
        for (var contact : found) {
            erasures.request(company, contact, Ground.RETENTION, null);
            erasures.run(company, contact);
        }
        return found.size();
    }

    private int forgetConversations(CompanyId company, Instant before) {
        var found = transactions.in(company, () -> outdated.conversations(company, before, AT_ONCE));
        for (var ended : found) {
            var ids = List.of(ended.conversation().value());
            var trail = new ContactTrail(company, ended.contact(), owned.ids(company, "conversation", ids));
            places.forEach(place -> place.forget(trail));
            var theirs = new LinkedHashSet<UUID>();
            places.forEach(place -> theirs.addAll(place.files(trail)));
            files.remove(company, theirs);
            var kept = new HashMap<String, String>();
            places.forEach(place -> kept.putAll(place.kept()));
            transactions.run(company, () -> outdated.unlink(company, ended.conversation()));
            owned.erase(company, "conversation", ids, kept);
        }
        return found.size();
    }

    /// The message stays and says that its file was removed.
    private int forgetFiles(CompanyId company, int months) {
        var found = transactions.in(company, () -> outdated.files(company, before(months), AT_ONCE));
        for (var file : found) {
            files.remove(company, List.of(file.media()));
            transactions.run(
                    company,
                    () -> conversations.mediaRemoved(
                            company,
                            file.message(),
                            file.media(),
                            "Removed: the company keeps files for %d months.".formatted(months)));
        }
        return found.size();
    }

    private int forgetActivity(CompanyId company, Instant before) {
        long gone = eraser.erase(
                company,
                "event_log",
                "position = any (array(select position from event_log where at < ? order by position limit ?))",
                before.atOffset(ZoneOffset.UTC),
                EVENTS_AT_ONCE);
        return gone == EVENTS_AT_ONCE ? AT_ONCE : 0;
    }

    private Instant before(int months) {
        return clock.instant().atZone(ZoneOffset.UTC).minusMonths(months).toInstant();
    }

    @Configuration(proxyBeanMethods = false)
    static class Work {
        /// Night in Kuala Lumpur, where most companies are.
        private static final LocalTime NIGHT = LocalTime.of(3, 15);

        @Bean
        RecurringTask<Void> applyRetention(
                @Qualifier("platform") JdbcClient platform, ObjectProvider<NightlyRetention> retention) {
            return Tasks.recurring("apply-retention", Schedules.daily(ZoneId.of("Asia/Kuala_Lumpur"), NIGHT))
                    .execute((job, context) -> companies(platform).forEach(company -> {
                        try {
                            retention.getObject().apply(company);
                        } catch (DataAccessException | IllegalStateException e) {
                            log.warn("Retention of company {} goes on tomorrow: {}", company, e.getMessage());
                        }
                    }));
        }

        private static List<CompanyId> companies(JdbcClient platform) {
            return platform.sql("select company_id from retention_policy order by company_id")
                    .query((row, number) -> new CompanyId(row.getObject("company_id", UUID.class)))
                    .list();
        }
    }
}
