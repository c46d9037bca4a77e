package app.sembang.companies;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.companies.PublicHolidays.Holiday;
import java.time.LocalDate;
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
