package app.sembang.companies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.companies.Week.Interval;
import app.sembang.shared.Refusal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BusinessHoursTests {
    private static final ZoneId KUALA_LUMPUR = ZoneId.of("Asia/Kuala_Lumpur");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void itIsOpenFromTheFirstMomentToTheLastAndNoLonger() {
        var shop = hours(KUALA_LUMPUR, week(DayOfWeek.TUESDAY, "10:00-19:00"));

        assertThat(shop.isOpen(at(KUALA_LUMPUR, "2026-11-24T10:00"))).isTrue();
        assertThat(shop.isOpen(at(KUALA_LUMPUR, "2026-11-24T18:59:59.999"))).isTrue();
        assertThat(shop.isOpen(at(KUALA_LUMPUR, "2026-11-24T09:59:59.999"))).isFalse();
        assertThat(shop.isOpen(at(KUALA_LUMPUR, "2026-11-24T19:00"))).isFalse();
        assertThat(shop.isOpen(at(KUALA_LUMPUR, "2026-11-25T11:00"))).isFalse();
    }

    @Test
    void theHoursAreThoseOfTheZoneNotOfTheServer() {
        var shop = hours(ZoneId.of("America/New_York"), week(DayOfWeek.MONDAY, "09:00-17:00"));

        assertThat(shop.isOpen(Instant.parse("2026-11-23T14:00:00Z"))).isTrue();
        assertThat(shop.isOpen(Instant.parse("2026-11-23T13:59:00Z"))).isFalse();
        assertThat(shop.isOpen(Instant.parse("2026-11-23T21:59:00Z"))).isTrue();
    }

    @Test
    void aLunchBreakIsClosed() {
        var clinic = hours(KUALA_LUMPUR, week(DayOfWeek.TUESDAY, "09:00-13:00", "14:00-18:00"));

        assertThat(clinic.isOpen(at(KUALA_LUMPUR, "2026-11-24T12:59"))).isTrue();
        assertThat(clinic.isOpen(at(KUALA_LUMPUR, "2026-11-24T13:30"))).isFalse();
        assertThat(clinic.nextOpening(at(KUALA_LUMPUR, "2026-11-24T13:30")))
                .contains(at(KUALA_LUMPUR, "2026-11-24T14:00"));
    }

    @Test
    void aNightGoesOnPastMidnight() {
        var stall = hours(KUALA_LUMPUR, week(DayOfWeek.FRIDAY, "19:00-03:00"));

        assertThat(stall.isOpen(at(KUALA_LUMPUR, "2026-11-28T02:59"))).isTrue();
        assertThat(stall.isOpen(at(KUALA_LUMPUR, "2026-11-28T03:00"))).isFalse();
        assertThat(stall.isOpen(at(KUALA_LUMPUR, "2026-11-27T02:00"))).isFalse();
        assertThat(stall.nextOpening(at(KUALA_LUMPUR, "2026-11-28T03:00")))
                .contains(at(KUALA_LUMPUR, "2026-12-04T19:00"));
    }

    @Test
    void midnightToMidnightIsTheWholeDay() {
        var always = hours(KUALA_LUMPUR, week(DayOfWeek.TUESDAY, "00:00-00:00"));

        assertThat(always.isOpen(at(KUALA_LUMPUR, "2026-11-24T00:00"))).isTrue();
        assertThat(always.isOpen(at(KUALA_LUMPUR, "2026-11-24T23:59:59"))).isTrue();
        assertThat(always.isOpen(at(KUALA_LUMPUR, "2026-11-25T00:00"))).isFalse();
    }

    @Test
    void onlyTheTimeCountsInWhichItIsOpen() {
        var clinic = hours(
                KUALA_LUMPUR,
                week(Map.of(
                        DayOfWeek.TUESDAY,
                        List.of(interval("09:00-13:00"), interval("14:00-18:00")),
                        DayOfWeek.WEDNESDAY,
                        List.of(interval("09:00-13:00")))));
        var noon = at(KUALA_LUMPUR, "2026-11-24T12:30");

        assertThat(clinic.after(noon, Duration.ofMinutes(20))).contains(at(KUALA_LUMPUR, "2026-11-24T12:50"));
        assertThat(clinic.after(noon, Duration.ofMinutes(30))).contains(at(KUALA_LUMPUR, "2026-11-24T13:00"));
        assertThat(clinic.after(noon, Duration.ofMinutes(90))).contains(at(KUALA_LUMPUR, "2026-11-24T15:00"));
        assertThat(clinic.after(noon, Duration.ofHours(5))).contains(at(KUALA_LUMPUR, "2026-11-25T09:30"));
        assertThat(clinic.after(at(KUALA_LUMPUR, "2026-11-21T23:00"), Duration.ofHours(1)))
                .contains(at(KUALA_LUMPUR, "2026-11-24T10:00"));
        assertThat(hours(KUALA_LUMPUR, week(Map.of())).after(noon, Duration.ofMinutes(1)))
                .isEmpty();
    }

    @Test
    void aNightCountsAsOneStretch() {
        var stall = hours(KUALA_LUMPUR, week(DayOfWeek.FRIDAY, "19:00-03:00"));

        assertThat(stall.after(at(KUALA_LUMPUR, "2026-11-28T01:00"), Duration.ofHours(1)))
                .contains(at(KUALA_LUMPUR, "2026-11-28T02:00"));
        assertThat(stall.after(at(KUALA_LUMPUR, "2026-11-28T01:00"), Duration.ofHours(3)))
                .contains(at(KUALA_LUMPUR, "2026-12-04T20:00"));
    }

    @Test
    void whileItIsOpenTheNextOpeningIsNow() {
        var shop = hours(KUALA_LUMPUR, week(DayOfWeek.TUESDAY, "10:00-19:00"));
        var now = at(KUALA_LUMPUR, "2026-11-24T11:11");

        assertThat(shop.nextOpening(now)).contains(now);
    }

    @Test
    void aHolidayTakesItsDayAwayWithTheNightAfterItAndLeavesTheNightBefore() {
        var holiday = LocalDate.parse("2026-12-25");
        var stall = hours(KUALA_LUMPUR, everyDay("19:00-03:00"), Set.of(holiday));

        assertThat(stall.isOpen(at(KUALA_LUMPUR, "2026-12-25T02:00"))).isTrue();
        assertThat(stall.isOpen(at(KUALA_LUMPUR, "2026-12-25T20:00"))).isFalse();
        assertThat(stall.isOpen(at(KUALA_LUMPUR, "2026-12-26T02:00"))).isFalse();
        assertThat(stall.nextOpening(at(KUALA_LUMPUR, "2026-12-25T20:00")))
                .contains(at(KUALA_LUMPUR, "2026-12-26T19:00"));
    }

    @Test
    void severalHolidaysInARowAreLookedPast() {
        var mondays = Set.of(LocalDate.parse("2026-11-30"), LocalDate.parse("2026-12-07"));
        var shop = hours(KUALA_LUMPUR, week(DayOfWeek.MONDAY, "10:00-12:00"), mondays);

        assertThat(shop.nextOpening(at(KUALA_LUMPUR, "2026-11-29T10:00")))
                .contains(at(KUALA_LUMPUR, "2026-12-14T10:00"));
    }

    @Test
    void aPlaceThatNeverOpensHasNoNextOpening() {
        var closed = hours(KUALA_LUMPUR, week(Map.of()));

        assertThat(closed.isOpen(at(KUALA_LUMPUR, "2026-11-24T12:00"))).isFalse();
        assertThat(closed.nextOpening(at(KUALA_LUMPUR, "2026-11-24T12:00"))).isEqualTo(Optional.empty());
    }

    @Test
    void theLeapDayIsADay() {
        var shop = hours(KUALA_LUMPUR, week(DayOfWeek.TUESDAY, "10:00-12:00"));

        assertThat(LocalDate.parse("2028-02-29").getDayOfWeek()).isEqualTo(DayOfWeek.TUESDAY);
        assertThat(shop.isOpen(at(KUALA_LUMPUR, "2028-02-29T11:00"))).isTrue();
        assertThat(shop.nextOpening(at(KUALA_LUMPUR, "2028-02-28T11:00")))
                .contains(at(KUALA_LUMPUR, "2028-02-29T10:00"));
    }

    @Test
    void whenTheClockGoesForwardAMissingTimeIsTheMomentOfTheChange() {
        // 29 March 2026: 02:00 becomes 03:00.
        var change = Instant.parse("2026-03-29T01:00:00Z");
        var opensInTheGap = hours(BERLIN, week(DayOfWeek.SUNDAY, "02:30-06:00"));
        var closesInTheGap = hours(BERLIN, week(DayOfWeek.SUNDAY, "00:00-02:30"));
        var withinTheGap = hours(BERLIN, week(DayOfWeek.SUNDAY, "02:15-02:45"));

        assertThat(opensInTheGap.isOpen(change)).isTrue();
        assertThat(opensInTheGap.isOpen(change.minusSeconds(1))).isFalse();
        assertThat(opensInTheGap.nextOpening(change.minusSeconds(60))).contains(change);
        assertThat(closesInTheGap.isOpen(change.minusSeconds(1))).isTrue();
        assertThat(closesInTheGap.isOpen(change)).isFalse();
        assertThat(withinTheGap.isOpen(change)).isFalse();
        assertThat(withinTheGap.nextOpening(change)).contains(at(BERLIN, "2026-04-05T02:15"));
    }

    @Test
    void whenTheClockGoesBackItIsOpenThroughBothHours() {
        // 25 October 2026: 03:00 becomes 02:00; 02:30 comes twice.
        var first = Instant.parse("2026-10-25T00:30:00Z");
        var second = Instant.parse("2026-10-25T01:30:00Z");
        var opens = hours(BERLIN, week(DayOfWeek.SUNDAY, "02:30-06:00"));
        var closes = hours(BERLIN, week(DayOfWeek.SUNDAY, "00:00-02:30"));

        assertThat(opens.isOpen(first)).isTrue();
        assertThat(opens.isOpen(first.minusSeconds(1))).isFalse();
        assertThat(opens.isOpen(second.minusSeconds(1))).isTrue();
        assertThat(closes.isOpen(first.plusSeconds(60))).isTrue();
        assertThat(closes.isOpen(second.minusSeconds(1))).isTrue();
        assertThat(closes.isOpen(second)).isFalse();
    }

    @Test
    void intervalsThatOverlapAreRefusedAlsoPastMidnightAndTheEndOfTheWeek() {
        assertThatThrownBy(() ->
                        week(DayOfWeek.MONDAY, "09:00-13:00", "12:00-18:00").check("businessHours"))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> everyDay("00:00-00:00", "10:00-11:00").check("businessHours"))
                .isInstanceOf(Refusal.class);
        var sundayNight = Map.of(
                DayOfWeek.SUNDAY, List.of(interval("22:00-03:00")), DayOfWeek.MONDAY, List.of(interval("02:00-05:00")));
        assertThatThrownBy(() -> week(sundayNight).check("businessHours")).isInstanceOf(Refusal.class);
        everyDay("00:00-00:00").check("businessHours");
        everyDay("09:00-13:00", "13:00-18:00", "22:00-02:00").check("businessHours");
    }

    private static BusinessHours hours(ZoneId zone, Week week) {
        return hours(zone, week, Set.of());
    }

    private static BusinessHours hours(ZoneId zone, Week week, Set<LocalDate> holidays) {
        return new BusinessHours(week, zone, holidays::contains);
    }

    private static Week week(DayOfWeek day, String... intervals) {
        return week(Map.of(
                day, Arrays.stream(intervals).map(BusinessHoursTests::interval).toList()));
    }

    private static Week everyDay(String... intervals) {
        var days = new EnumMap<DayOfWeek, List<Interval>>(DayOfWeek.class);
        for (var day : DayOfWeek.values()) {
            days.put(
                    day,
                    Arrays.stream(intervals).map(BusinessHoursTests::interval).toList());
        }
        return week(days);
    }

    private static Week week(Map<DayOfWeek, List<Interval>> days) {
        return new Week(
                days.getOrDefault(DayOfWeek.MONDAY, List.of()),
                days.getOrDefault(DayOfWeek.TUESDAY, List.of()),
                days.getOrDefault(DayOfWeek.WEDNESDAY, List.of()),
                days.getOrDefault(DayOfWeek.THURSDAY, List.of()),
                days.getOrDefault(DayOfWeek.FRIDAY, List.of()),
                days.getOrDefault(DayOfWeek.SATURDAY, List.of()),
                days.getOrDefault(DayOfWeek.SUNDAY, List.of()));
    }

    private static Interval interval(String text) {
        var times = text.split("-", 2);
        return new Interval(LocalTime.parse(times[0]), LocalTime.parse(times[1]));
    }

    private static Instant at(ZoneId zone, String local) {
        return LocalDateTime.parse(local).atZone(zone).toInstant();
    }
}
