package app.sembang.assistant;

import app.sembang.shared.ConversationId;
import app.sembang.shared.Sha256;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Stops what goes round in circles: another machine that answers each of our answers, or the same question asked again
/// and again. A person has a look then. Each process counts for itself; it is a brake, not a bookkeeping.
@Component
class Circles {
    static final Duration WINDOW = Duration.ofMinutes(10);
    /// So many answers in that time no person reads.
    static final int MOST_REPLIES = 20;
    /// Who asks the same once more has not been helped by the answers.
    static final int MOST_SAME = 3;

    private static final int MOST_CONVERSATIONS = 100_000;

    /// @param question a digest: many talks are remembered, and texts may be long
    private record Replied(String question, Instant at) {}

    private final Cache<ConversationId, Deque<Replied>> replies = Caffeine.newBuilder()
            .maximumSize(MOST_CONVERSATIONS)
            .expireAfterAccess(WINDOW)
            .build();

    private final boolean stopped;

    Circles(@Value("${sembang.assistant.stops-circles}") boolean stopped) {
        this.stopped = stopped;
    }

    /// Why no more answers of ours should follow; null where they may.
    @Nullable
    String why(ConversationId conversation, String question, Instant now) {
        var known = stopped ? replies.getIfPresent(conversation) : null;
        if (known == null) return null;
        synchronized (known) {
            known.removeIf(one -> !now.isBefore(one.at().plus(WINDOW)));
            if (known.size() >= MOST_REPLIES) return "loop";
            var asked = digest(question);
            return known.stream().filter(one -> one.question().equals(asked)).count() >= MOST_SAME ? "repeated" : null;
        }
    }

    void replied(ConversationId conversation, String question, Instant now) {
        if (!stopped) return;
        var known = replies.get(conversation, unseen -> new ArrayDeque<>());
        synchronized (known) {
            known.addLast(new Replied(digest(question), now));
            if (known.size() > MOST_REPLIES) known.removeFirst();
        }
    }

    private static String digest(String question) {
        return Sha256.hex(question.strip().toLowerCase(Locale.ROOT));
    }
}
