package app.sembang.models;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Stops asking a provider that is down. One for each provider and key, in each process: open at half
/// of the last 20 calls failed; after 30 s one call finds out whether it is well again.
@Component
class Breakers {
    private static final int WINDOW = 20;
    private static final Duration REST = Duration.ofSeconds(30);

    private final Clock clock;
    private final Cache<String, Breaker> breakers = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    Breakers(Clock clock) {
        this.clock = clock;
    }

    Breaker of(Provider provider) {
        return breakers.get(provider.fingerprint(), _ -> new Breaker(clock));
    }

    static final class Breaker {
        private final Clock clock;
        private final boolean[] failed = new boolean[WINDOW];
        private int calls;
        private @Nullable Instant openUntil;

        Breaker(Clock clock) {
            this.clock = clock;
        }

        /// Whoever is admitted to an open breaker tries for all: the next one after another rest.
        synchronized boolean admits() {
            var until = openUntil;
            if (until == null) {
                return true;
            }
            if (clock.instant().isBefore(until)) {
                return false;
            }
            openUntil = clock.instant().plus(REST);
            return true;
        }

        synchronized void well() {
            if (openUntil != null) {
                openUntil = null;
                calls = 0;
            }
            failed[calls++ % WINDOW] = false;
        }

        synchronized void ill() {
            failed[calls++ % WINDOW] = true;
            int failures = 0;
            for (boolean one : failed) {
                failures += one ? 1 : 0;
            }
            if (openUntil != null || (calls >= WINDOW && failures * 2 >= WINDOW)) {
                open();
            }
        }

        /// Its key or account is refused: no use to try again at once.
        synchronized void open() {
            openUntil = clock.instant().plus(REST);
        }
    }
}
