package app.sembang.channels.webchat;

import app.sembang.realtime.VisitorKey;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/// How much one visitor, or one address, may do in this process.
@Component
class Limits {
    private final WebchatSettings settings;
    private final Cache<String, Bucket> sessions = buckets();
    private final Cache<VisitorKey, Bucket> messages = buckets();
    private final Cache<VisitorKey, Bucket> typing = buckets();
    private final Cache<VisitorKey, Bucket> identify = buckets();
    private final Cache<VisitorKey, Bucket> uploads = buckets(Duration.ofHours(1));
    /// Messages let through already: the same one sent again costs nothing.
    private final Cache<NewMessage, Boolean> counted = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    private record NewMessage(VisitorKey visitor, String clientMessageId) {}

    Limits(WebchatSettings settings) {
        this.settings = settings;
    }

    void session(String address) {
        refuse(
                probe(sessions.get(address, any -> bucket(perMinute(settings.sessionsPerMinute())))),
                "Too many sessions");
    }

    void message(VisitorKey visitor, String clientMessageId) {
        var message = new NewMessage(visitor, clientMessageId);
        if (counted.asMap().putIfAbsent(message, true) == null) {
            var probe = probe(messages.get(
                    visitor,
                    any -> bucket(
                            perMinute(settings.messagesPerMinute()),
                            limit(settings.messagesPerFiveSeconds(), Duration.ofSeconds(5)))));
            if (!probe.isConsumed()) {
                counted.invalidate(message);
            }
            refuse(probe, "Too many messages");
        }
    }

    void typing(VisitorKey visitor) {
        refuse(
                probe(typing.get(visitor, any -> bucket(limit(settings.typingPerTwoSeconds(), Duration.ofSeconds(2))))),
                "Too many signs of typing");
    }

    void identify(VisitorKey visitor) {
        refuse(
                probe(identify.get(visitor, any -> bucket(perMinute(settings.identifyPerMinute())))),
                "Too many attempts");
    }

    void upload(VisitorKey visitor) {
        refuse(
                probe(uploads.get(visitor, any -> bucket(limit(settings.uploadsPerHour(), Duration.ofHours(1))))),
                "Too many files");
    }

    private static ConsumptionProbe probe(Bucket bucket) {
        return bucket.tryConsumeAndReturnRemaining(1);
    }

    private static void refuse(ConsumptionProbe probe, String message) {
        if (!probe.isConsumed()) {
            throw WidgetError.rateLimited(
                    message, TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill() + 999_999_999));
        }
    }

    private static Bandwidth perMinute(int most) {
        return limit(most, Duration.ofMinutes(1));
    }

    private static Bandwidth limit(int most, Duration within) {
        return Bandwidth.builder().capacity(most).refillGreedy(most, within).build();
    }

    private static Bucket bucket(Bandwidth... limits) {
        var builder = Bucket.builder();
        for (var limit : limits) {
            builder.addLimit(limit);
        }
        return builder.build();
    }

    private static <K> Cache<K, Bucket> buckets() {
        return buckets(Duration.ofMinutes(2));
    }

    /// @param full after which time without a call all of a limit is free again
    private static <K> Cache<K, Bucket> buckets(Duration full) {
        return Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterAccess(full)
                .build();
    }
}
