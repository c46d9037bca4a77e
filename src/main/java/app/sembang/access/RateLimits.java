package app.sembang.access;

import app.sembang.identity.Member;
import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How often one address, one member and one company may call, counted over all processes. A process takes
/// calls from the database a twentieth of a limit at a time and counts them down in memory, so nearly no
/// request asks the database. What a process has taken and not used is lost at the end of the minute: a
/// limit is never exceeded, and with several processes may be reached a little early.
@Component
@EnableConfigurationProperties(RateLimitSettings.class)
public class RateLimits {
    private static final int PARTS = 20;
    static final long WINDOW_SECONDS = 60;

    private final JdbcClient jdbc;
    private final RateLimitSettings settings;
    private final InstantSource time;
    private final Counter leases;
    private final Cache<String, Lease> held = Caffeine.newBuilder()
            .maximumSize(200_000)
            .expireAfterAccess(Duration.ofMinutes(2))
            .build();

    @Autowired
    RateLimits(JdbcClient jdbc, RateLimitSettings settings, MeterRegistry meters) {
        // The true time: a limit is of the machine, not of what the company's clock says.
        this(jdbc, settings, meters, InstantSource.system());
    }

    RateLimits(JdbcClient jdbc, RateLimitSettings settings, MeterRegistry meters, InstantSource time) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.time = time;
        this.leases = Counter.builder("sembang.rate.limit.leases")
                .description("Statements by which limits were taken from the database")
                .register(meters);
    }

    /// What a limit says after one more call.
    ///
    /// @param remaining calls left in this minute
    /// @param reset seconds until the next one
    public record Quota(String policy, long limit, long remaining, long reset, boolean exceeded) {
        /// `RateLimit-Policy` of the IETF's draft-ietf-httpapi-ratelimit-headers.
        public String policyHeader() {
            return "\"%s\";q=%d;w=%d".formatted(policy, limit, WINDOW_SECONDS);
        }

        /// `RateLimit` of the same draft.
        public String header() {
            return "\"%s\";r=%d;t=%d".formatted(policy, remaining, reset);
        }

        /// Does nothing while calls are left.
        public void require() {
            if (exceeded) {
                throw new Refusal(
                        Refusal.Kind.TOO_MANY,
                        "rate-limited",
                        "More than %d calls a minute (%s); try again in %d seconds.".formatted(limit, policy, reset),
                        Map.of("retryAfter", reset));
            }
        }
    }

    /// Counts a call of an address. Outside of any transaction.
    public Quota ofAddress(EndpointClass kind, String network) {
        return take("address", kind, network, settings.of(kind).address());
    }

    /// Counts a call of a member and their company. Outside of any transaction.
    public List<Quota> of(EndpointClass kind, Member member) {
        var perMinute = settings.of(kind);
        return List.of(
                take("member", kind, member.id().toString(), perMinute.member()),
                take("company", kind, member.company().toString(), perMinute.company()));
    }

    private Quota take(String who, EndpointClass kind, String id, int limit) {
        var key = who + ":" + kind.value() + ":" + id;
        var policy = who + "-" + kind.value().replace('_', '-');
        long now = time.instant().getEpochSecond();
        long reset = WINDOW_SECONDS - now % WINDOW_SECONDS;
        var lease = held.get(key, name -> new Lease());
        long remaining = lease.take(now / WINDOW_SECONDS, limit, key);
        return new Quota(policy, limit, Math.max(0, remaining), reset, remaining < 0);
    }

    /// What this process holds of one limit in one minute.
    private final class Lease {
        private long minute = -1;
        private long left;
        /// What no process has taken yet, as of the last time this one asked.
        private long untaken;

        /// @return how many calls are left after this one; negative when it is one too many
        synchronized long take(long now, int limit, String key) {
            if (now != minute) {
                minute = now;
                left = 0;
                untaken = limit;
            }
            if (left == 0 && untaken > 0) {
                long wanted = Math.max(1, limit / PARTS);
                long before = lease(key, now, wanted);
                left = Math.clamp(limit - before, 0, wanted);
                untaken = Math.max(0, limit - before - wanted);
            }
            if (left == 0) {
                return -1;
            }
            left--;
            return left + untaken;
        }
    }

    /// Takes calls, and says how many had been taken before. A process whose clock lags counts in the later minute.
    private long lease(String key, long minute, long wanted) {
        leases.increment();
        return jdbc.sql("""
                insert into rate_bucket as bucket (key, minute, used) values (:key, :minute, :wanted)
                on conflict (key) do update
                   set used = case when bucket.minute >= excluded.minute then bucket.used else 0 end + excluded.used,
                       minute = greatest(bucket.minute, excluded.minute)
                returning used - :wanted
                """)
                .param("key", key)
                .param("minute", minute)
                .param("wanted", wanted)
                .query(Long.class)
                .single();
    }

    /// Forgets limits nobody has touched for an hour.
    int forgetOld() {
        return jdbc.sql("delete from rate_bucket where minute < :before")
                .param("before", time.instant().getEpochSecond() / WINDOW_SECONDS - 60)
                .update();
    }
}
