package app.sembang.companies;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Public holidays of `public-holidays-my.csv`. A country without a file has none here.
@Component
public class PublicHolidays {
    private static final String EVERY_STATE = "*";

    private final Map<LocalDate, List<Holiday>> malaysia;

    /// @param states ISO 3166-2; empty: all of the country
    /// @param provisional its date depends on the moon or on an announcement still to come
    @Schema(name = "PublicHoliday")
    public record Holiday(LocalDate date, Set<String> states, String nameEn, String nameMs, boolean provisional) {
        boolean isIn(@Nullable String state) {
            return states.isEmpty() || (state != null && states.contains(state));
        }
    }

    PublicHolidays() {
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(PublicHolidays.class.getResourceAsStream("public-holidays-my.csv")),
                StandardCharsets.UTF_8))) {
            this.malaysia = lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("date,"))
                    .map(PublicHolidays::holiday)
                    .collect(Collectors.groupingBy(Holiday::date));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// By date. Without a state only what the whole country keeps.
    public List<Holiday> in(String country, int year, @Nullable String state) {
        return of(country).values().stream()
                .flatMap(List::stream)
                .filter(holiday -> holiday.date().getYear() == year && holiday.isIn(state))
                .sorted(Comparator.comparing(Holiday::date))
                .toList();
    }

    boolean isHoliday(String country, @Nullable String state, LocalDate date) {
        return of(country).getOrDefault(date, List.of()).stream().anyMatch(holiday -> holiday.isIn(state));
    }

    private Map<LocalDate, List<Holiday>> of(String country) {
        return country.equals("MY") ? malaysia : Map.of();
    }

    private static Holiday holiday(String line) {
        var columns = line.split(",", -1);
        if (columns.length != 5) {
            throw new IllegalStateException("Not a holiday: " + line);
        }
        return new Holiday(
                LocalDate.parse(columns[0]),
                columns[1].equals(EVERY_STATE) ? Set.of() : Set.of(columns[1].split(" ", -1)),
                columns[2],
                columns[3],
                !columns[4].equals("fixed"));
    }
}
