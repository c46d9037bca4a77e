package app.sembang.shared;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresentClockTests {
    private final PresentClock clock = new PresentClock();

    @AfterEach
    void asTheMachine() {
        PresentClock.agreeOn(Instant.now());
    }

    @Test
    void aMachineWhoseClockIsWrongTakesTheTimeOfTheDatabase() {
        var there = Instant.now().minus(Duration.ofHours(1));

        PresentClock.agreeOn(there);

        assertThat(clock.instant()).isCloseTo(there, within(30, SECONDS));
    }

    @Test
    void aClockThatIsAlmostRightStaysSoThatTimeDoesNotRunBackwards() {
        var before = clock.instant();

        PresentClock.agreeOn(clock.instant().minusMillis(500));

        assertThat(clock.instant()).isAfterOrEqualTo(before);
    }

    @Test
    void idsRiseEvenWhereTheTimeIsSetBack() {
        var before = Ids.next();

        PresentClock.agreeOn(Instant.now().minus(Duration.ofDays(1)));

        assertThat(Ids.next().toString()).isGreaterThan(before.toString());
    }
}
