package app.sembang.companies;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.companies.PublicHolidays.Holiday;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublicHolidaysTests {
    private final PublicHolidays holidays = new PublicHolidays();

    @Test
    void federalHolidaysHoldEverywhere() {
        for (var state : states()) {
            for (var date :
                    List.of("2026-05-01", "2026-08-31", "2026-09-16", "2026-12-25", "2027-08-31", "2027-09-16")) {
                assertThat(holidays.isHoliday("MY", state, LocalDate.parse(date)))
                        .as(state + " " + date)
                        .isTrue();
            }
        }
        assertThat(holidays.isHoliday("MY", null, LocalDate.parse("2026-08-31")))
                .isTrue();
    }

    @Test
    void stateHolidaysHoldInTheirStateOnly() {
        assertThat(holidays.isHoliday("MY", "MY-10", LocalDate.parse("2026-12-11")))
                .isTrue();
        assertThat(holidays.isHoliday("MY", "MY-14", LocalDate.parse("2026-12-11")))
                .isFalse();
        assertThat(holidays.isHoliday("MY", null, LocalDate.parse("2026-12-11")))
                .isFalse();
        assertThat(holidays.isHoliday("MY", "MY-12", LocalDate.parse("2026-12-24")))
                .isTrue();
        assertThat(holidays.isHoliday("MY", "MY-13", LocalDate.parse("2026-11-08")))
                .isFalse();
        assertThat(holidays.isHoliday("MY", "MY-03", LocalDate.parse("2027-01-01")))
                .isFalse();
    }

    @Test
    void whatTheMoonDecidesIsProvisionalAndWhatIsFixedIsNot() {
        assertThat(holidays.in("MY", 2027, "MY-14"))
                .filteredOn(holiday -> holiday.nameEn().startsWith("Hari Raya"))
                .isNotEmpty()
                .allMatch(Holiday::provisional);
        assertThat(holidays.in("MY", 2027, "MY-14"))
                .filteredOn(holiday -> List.of("Labour Day", "National Day", "Malaysia Day", "Christmas Day")
                        .contains(holiday.nameEn()))
                .hasSize(4)
                .noneMatch(Holiday::provisional);
    }

    /// The Holidays Act, section 3: the next day that is none already. Friday is Kedah's weekly holiday,
    /// Saturday that of Kelantan and Terengganu.
    @Test
    void aHolidayOfAllOnTheWeeklyHolidayIsMadeUpForOnTheNextDayThatIsNone() {
        for (int year : List.of(2026, 2027)) {
            for (var state : states()) {
                var weekly = switch (state) {
                    case "MY-02" -> DayOfWeek.FRIDAY;
                    case "MY-03", "MY-11" -> DayOfWeek.SATURDAY;
                    default -> DayOfWeek.SUNDAY;
                };
                var days = holidays.in("MY", year, state);
                days.stream()
                        .filter(day -> day.states().isEmpty() && day.date().getDayOfWeek() == weekly)
                        .filter(day -> !day.nameEn().contains("additional"))
                        .forEach(day -> assertThat(days)
                                .as(state + " " + day)
                                .anyMatch(other -> other.nameEn().contains("(substitute)")
                                        && other.date().isAfter(day.date())
                                        && !other.date().isAfter(day.date().plusDays(3))));
            }
        }
        assertThat(holidays.isHoliday("MY", "MY-10", LocalDate.parse("2027-06-08")))
                .as("6 June is a Sunday, and the King's birthday follows")
                .isTrue();
        assertThat(holidays.isHoliday("MY", "MY-03", LocalDate.parse("2027-06-08")))
                .isFalse();
    }

    /// So that a slip of the pen in the file is seen: what is known of each day by its own rule.
    @Test
    void daysByRuleLieWhereTheirRulePutsThem() {
        for (int year : List.of(2026, 2027)) {
            var agong = LocalDate.of(year, Month.JUNE, 1).with(TemporalAdjusters.firstInMonth(DayOfWeek.MONDAY));
            var perak = LocalDate.of(year, Month.NOVEMBER, 1).with(TemporalAdjusters.firstInMonth(DayOfWeek.FRIDAY));
            var penang =
                    LocalDate.of(year, Month.JULY, 1).with(TemporalAdjusters.dayOfWeekInMonth(2, DayOfWeek.SATURDAY));
            var sarawak = LocalDate.of(year, Month.OCTOBER, 1)
                    .with(TemporalAdjusters.dayOfWeekInMonth(2, DayOfWeek.SATURDAY));
            assertThat(named("Birthday of the Yang di-Pertuan Agong", year)).containsExactly(agong);
            assertThat(named("Birthday of the Sultan of Perak", year)).containsExactly(perak);
            assertThat(named("Birthday of the Governor of Penang", year)).containsExactly(penang);
            assertThat(named("Birthday of the Governor of Sarawak", year)).containsExactly(sarawak);
            var raya = named("Hari Raya Aidilfitri", year).getFirst();
            assertThat(named("Beginning of Ramadan", year).getFirst())
                    .isBetween(raya.minusDays(30), raya.minusDays(29));
            assertThat(named("Nuzul Al-Quran", year).getFirst())
                    .isEqualTo(named("Beginning of Ramadan", year).getFirst().plusDays(16));
            assertThat(named("Hari Raya Aidilfitri (second day)", year)).containsExactly(raya.plusDays(1));
            assertThat(named("Day of Arafah", year).getFirst().plusDays(1))
                    .isEqualTo(named("Hari Raya Haji", year).getFirst());
            // Months of the moon have 29 or 30 days.
            assertThat(named("Awal Muharram", year).getFirst())
                    .isBetween(
                            named("Hari Raya Haji", year).getFirst().plusDays(20),
                            named("Hari Raya Haji", year).getFirst().plusDays(21));
            assertThat(named("Birthday of the Prophet Muhammad", year).getFirst())
                    .isBetween(
                            named("Awal Muharram", year).getFirst().plusDays(69),
                            named("Awal Muharram", year).getFirst().plusDays(71));
        }
    }

    private List<LocalDate> named(String name, int year) {
        return states().stream()
                .flatMap(state -> holidays.in("MY", year, state).stream())
                .filter(holiday -> holiday.nameEn().equals(name))
                .map(Holiday::date)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void everyStateHasItsYearOfHolidays() {
        for (var state : states()) {
            for (int year : List.of(2026, 2027)) {
                assertThat(holidays.in("MY", year, state))
                        .as(state + " " + year)
                        .hasSizeBetween(15, 26);
            }
        }
        assertThat(holidays.in("SG", 2026, null)).isEmpty();
    }

    private static List<String> states() {
        return IntStream.rangeClosed(1, 16).mapToObj("MY-%02d"::formatted).toList();
    }
}
