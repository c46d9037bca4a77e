package app.sembang;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/// The product's clock in tests: it stands at [#START] when a test begins and moves only when told to.
public final class TestClock extends Clock {
    /// A Tuesday, ten in the morning in Kuala Lumpur.
    public static final Instant START = Instant.parse("2026-11-24T02:00:00Z");

    private volatile Instant now = START;

    public void moveTo(Instant instant) {
        now = instant;
    }

    public void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class InPlaceOfTheRealOne {
        @Bean
        @Primary
        TestClock testClock() {
            return new TestClock();
        }
    }

    static class Reset implements TestExecutionListener {
        @Override
        public void beforeTestMethod(TestContext test) {
            test.getApplicationContext().getBean(TestClock.class).moveTo(START);
        }
    }
}
