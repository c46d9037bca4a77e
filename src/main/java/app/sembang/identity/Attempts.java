package app.sembang.identity;

import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Slows guessing down: so many failures per network, and far fewer per network and e-mail address. There is no
/// limit per e-mail address alone, because anybody could use it to lock its owner out; the code of an authenticator
/// app has one, because only who knows the password gets that far. Success costs nothing.
@Component
class Attempts {
    private final Cache<String, Bucket> networks = cache();
    private final Cache<String, Bucket> addresses = cache();

    /// What is tried; failures at one do not count at another.
    enum Door {
        SIGN_IN,
        RESET,
        INVITATION,
        SINGLE_SIGN_ON,
        FIREBASE,
        PASSKEY,
        CODE
    }

    /// A try under way; it counts as failed until it succeeds.
    record Attempt(Bucket network, Bucket address) {
        void succeeded() {
            network.addTokens(1);
            address.addTokens(1);
        }
    }

    Attempt begin(Door door, String ip, String email) {
        var network = door.name().toLowerCase(Locale.ROOT) + " " + Visit.network(ip);
        var ofNetwork = networks.get(network, key -> bucket(60, Duration.ofMinutes(10)));
        var ofAddress = addresses.get(network + " " + email, key -> bucket(8, Duration.ofMinutes(10)));
        take(ofNetwork, () -> {});
        take(ofAddress, () -> ofNetwork.addTokens(1));
        return new Attempt(ofNetwork, ofAddress);
    }

    /// A code is tried, from wherever.
    Attempt beginCode(Object signIn) {
        var ofSignIn = addresses.get(Door.CODE + " " + signIn, key -> bucket(10, Duration.ofHours(1)));
        take(ofSignIn, () -> {});
        return new Attempt(ofSignIn, bucket(1, Duration.ofHours(1)));
    }

    private static void take(Bucket bucket, Runnable otherwise) {
        var taken = bucket.tryConsumeAndReturnRemaining(1);
        if (!taken.isConsumed()) {
            otherwise.run();
            long seconds = Math.ceilDiv(
                    taken.getNanosToWaitForRefill(), Duration.ofSeconds(1).toNanos());
            throw new Refusal(
                    Refusal.Kind.TOO_MANY,
                    "too-many-attempts",
                    "Too many tries; come again in %d seconds.".formatted(seconds),
                    Map.of("retryAfter", seconds));
        }
    }

    private static Bucket bucket(int most, Duration period) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, period))
                .build();
    }

    /// A bucket is full again before it is forgotten.
    private static Cache<String, Bucket> cache() {
        return Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterAccess(Duration.ofMinutes(61))
                .build();
    }
}
