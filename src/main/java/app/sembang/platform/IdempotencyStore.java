package app.sembang.platform;

import app.sembang.database.CompanyTransactions;
import app.sembang.database.ContactTrail;
import app.sembang.database.PersonalData;
import app.sembang.secrets.Secrets;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Which requests with an `Idempotency-Key` were answered, and how.
@Component
class IdempotencyStore implements PersonalData {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final Secrets secrets;
    private final Clock clock;

    IdempotencyStore(CompanyTransactions transactions, JdbcClient jdbc, Secrets secrets, Clock clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// @param request SHA-256 of all that makes it this request and no other
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Claim(CompanyId company, MemberId member, String key, byte[] request) {
        private String field() {
            return "idempotency_key." + member + "." + key;
        }
    }

    sealed interface Taken {
        /// Nobody had the key; the request is to be answered now.
        record Fresh() implements Taken {}

        @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
        record Answered(int status, @Nullable String contentType, byte[] body) implements Taken {}

        /// It was another request.
        record OfAnother() implements Taken {}

        /// Still running, or the process died before it could note its answer.
        record Unanswered() implements Taken {}
    }

    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record Row(
            byte[] request,
            @Nullable Integer status,
            @Nullable String contentType,
            @Nullable String sealedAnswer) {}

    Taken take(Claim claim) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        return transactions.in(claim.company(), () -> {
            int taken = jdbc.sql("""
                    insert into idempotency_key as known (company_id, member_id, key, request, created_at)
                    values (:company, :member, :key, :request, :now)
                    on conflict (company_id, member_id, key) do update
                       set request = excluded.request, status = null, content_type = null, sealed_answer = null,
                           created_at = excluded.created_at
                     where known.created_at < :outdated
                    """)
                    .param("company", claim.company().value())
                    .param("member", claim.member().value())
                    .param("key", claim.key())
                    .param("request", claim.request())
                    .param("now", now)
                    .param("outdated", now.minus(KEPT))
                    .update();
            return taken == 1 ? new Taken.Fresh() : known(claim);
        });
    }

    private Taken known(Claim claim) {
        var row = jdbc.sql("""
                select request, status, content_type, sealed_answer
                  from idempotency_key
                 where company_id = :company and member_id = :member and key = :key
                """)
                .param("company", claim.company().value())
                .param("member", claim.member().value())
                .param("key", claim.key())
                .query(Row.class)
                .single();
        if (!MessageDigest.isEqual(row.request(), claim.request())) {
            return new Taken.OfAnother();
        }
        var status = row.status();
        var sealed = row.sealedAnswer();
        return status == null || sealed == null
                ? new Taken.Unanswered()
                : new Taken.Answered(
                        status, row.contentType(), secrets.openBytes(claim.company(), claim.field(), sealed));
    }

    void settle(Claim claim, int status, @Nullable String contentType, byte[] body) {
        var sealed = secrets.seal(claim.company(), claim.field(), body);
        transactions.run(
                claim.company(),
                () -> jdbc.sql("""
                update idempotency_key
                   set status = :status, content_type = :type, sealed_answer = :answer
                 where company_id = :company and member_id = :member and key = :key
                """)
                        .param("status", status)
                        .param("type", contentType)
                        .param("answer", sealed)
                        .param("company", claim.company().value())
                        .param("member", claim.member().value())
                        .param("key", claim.key())
                        .update());
    }

    void release(Claim claim) {
        transactions.run(
                claim.company(),
                () -> jdbc.sql(
                                "delete from idempotency_key where company_id = :company and member_id = :member and key = :key")
                        .param("company", claim.company().value())
                        .param("member", claim.member().value())
                        .param("key", claim.key())
                        .update());
    }

    private record Kept(UUID member, String key, String sealed) {}

    /// Answers are sealed: each is opened to see whether it speaks of the contact. Those of one day are few.
    @Override
    public Map<String, Long> forget(ContactTrail trail) {
        var ids = new HashSet<String>();
        trail.ids().values().forEach(some -> some.forEach(id -> ids.add(id.toString())));
        var kept = transactions.in(
                trail.company(),
                () -> jdbc.sql("""
                        select member_id as member, key, sealed_answer as sealed from idempotency_key
                         where company_id = :company and sealed_answer is not null
                        """)
                        .param("company", trail.company().value())
                        .query(Kept.class)
                        .list());
        long gone = 0;
        for (var one : kept) {
            var claim = new Claim(trail.company(), new MemberId(one.member()), one.key(), new byte[0]);
            var answer =
                    new String(secrets.openBytes(trail.company(), claim.field(), one.sealed()), StandardCharsets.UTF_8);
            if (ID.matcher(answer).results().anyMatch(found -> ids.contains(found.group()))) {
                release(claim);
                gone++;
            }
        }
        return Map.of("idempotency_key", gone);
    }

    @Configuration(proxyBeanMethods = false)
    static class Retention {
        /// The role's policy shows it outdated rows only.
        @Bean
        RecurringTask<Void> forgetIdempotencyKeys(@Qualifier("platform") JdbcClient platform) {
            return Tasks.recurring("forget-idempotency-keys", FixedDelay.ofHours(1))
                    .execute((job, context) -> platform.sql(
                                    "delete from idempotency_key where created_at < now() - interval '24 hours'")
                            .update());
        }
    }
}
