package app.sembang.shared;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The product's clock. It counts on from where it began, so it does not jump where the machine's clock is
/// set, and takes the time of the database that all processes share. What runs inside [#at] happens at that
/// moment: history is written as it was, not as of now.
public final class PresentClock extends Clock {
    private static final ScopedValue<Instant> MOMENT = ScopedValue.newInstance();

    /// Off by less than this a clock may stay: an answer of the database takes its time.
    private static final Duration ALMOST_RIGHT = Duration.ofSeconds(1);

    /// `-Dsembang.clock-off=PT1H`: a machine whose clock is wrong, for `./sembang chaos`.
    private static final Duration OFF = Duration.parse(System.getProperty("sembang.clock-off", "PT0S"));

    @SuppressWarnings("TimeInStaticInitializer") // It is where counting begins.
    private static volatile Anchor anchor = new Anchor(Instant.now().plus(OFF), System.nanoTime());

    private final ZoneId zone;

    /// @param nanos what the machine had counted then
    private record Anchor(Instant at, long nanos) {
        Instant now() {
            return at.plusNanos(System.nanoTime() - nanos);
        }
    }

    public PresentClock() {
        this(ZoneOffset.UTC);
    }

    private PresentClock(ZoneId zone) {
        this.zone = zone;
    }

    public static void at(Instant moment, Runnable work) {
        ScopedValue.where(MOMENT, moment).run(work);
    }

    /// Told now and then what time it is in the database: a machine that has another is wrong, or what one
    /// process plans would be due for another hours later.
    public static void agreeOn(Instant time) {
        if (Duration.between(anchor.now(), time).abs().compareTo(ALMOST_RIGHT) > 0) {
            anchor = new Anchor(time, System.nanoTime());
        }
    }

    static Instant now() {
        return anchor.now();
    }

    @Override
    public Instant instant() {
        return MOMENT.isBound() ? MOMENT.get() : now();
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
