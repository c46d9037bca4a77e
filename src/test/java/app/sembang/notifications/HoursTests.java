package app.sembang.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoursTests {
    private static final ZoneId KUALA_LUMPUR = ZoneId.of("Asia/Kuala_Lumpur");

    @ParameterizedTest
    @CsvSource({
        "22:00, 07:00, 2026-11-24T13:59:59Z, 2026-11-24T13:59:59Z",
        "22:00, 07:00, 2026-11-24T14:00:00Z, 2026-11-24T23:00:00Z",
        "22:00, 07:00, 2026-11-24T20:00:00Z, 2026-11-24T23:00:00Z",
        "22:00, 07:00, 2026-11-24T23:00:00Z, 2026-11-24T23:00:00Z",
        "12:00, 14:00, 2026-11-24T05:00:00Z, 2026-11-24T06:00:00Z",
        "12:00, 14:00, 2026-11-24T06:00:00Z, 2026-11-24T06:00:00Z"
    })
    void whatFallsIntoQuietHoursWaitsForTheirEnd(LocalTime from, LocalTime until, Instant wanted, Instant goes) {
        assertThat(new Hours(KUALA_LUMPUR, from, until, Hours.USUAL_DIGEST).notBefore(wanted))
                .isEqualTo(goes);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T23:59:59Z, 2026-11-24T00:00:00Z",
        "2026-11-24T00:00:00Z, 2026-11-25T00:00:00Z",
        "2026-11-24T12:00:00Z, 2026-11-25T00:00:00Z"
    })
    void theDaysMailComesAtEightByTheMembersClock(Instant now, Instant next) {
        assertThat(new Hours(KUALA_LUMPUR, null, null, Hours.USUAL_DIGEST).nextDigest(now))
                .isEqualTo(next);
    }
}
