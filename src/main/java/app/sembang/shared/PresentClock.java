package app.sembang.shared;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The product's clock. What runs inside [#at] happens at that moment: history is written as it was, not as of
/// now.
public final class PresentClock extends Clock {
    private static final ScopedValue<Instant> MOMENT = ScopedValue.newInstance();

    private final ZoneId zone;

    public PresentClock() {
        this(ZoneOffset.UTC);
    }

    private PresentClock(ZoneId zone) {
        this.zone = zone;
    }

    public static void at(Instant moment, Runnable work) {
        ScopedValue.where(MOMENT, moment).run(work);
    }

    @Override
    public Instant instant() {
        return MOMENT.isBound() ? MOMENT.get() : Instant.now();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new PresentClock(other);
    }
}
