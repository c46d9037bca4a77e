package app.sembang.shared;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Makes ids: UUID version 7 (RFC 9562), so that rows written together lie together in an index.
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Milliseconds in the upper 52 bits, a counter in the lower 12: ids of one process rise strictly, also
    /// within a millisecond.
    private static final AtomicLong LAST = new AtomicLong();

    private Ids() {}

    public static UUID next() {
        long now = PresentClock.now().toEpochMilli() << 12;
        long tick = LAST.accumulateAndGet(now, (last, candidate) -> Math.max(last + 1, candidate));
        long high = ((tick >>> 12) << 16) | 0x7000L | (tick & 0xFFFL);
        long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
