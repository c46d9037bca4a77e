package app.sembang.analytics;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A span of whole days that ends with today, by the company's clock.
@Schema(name = "DashboardPeriod")
enum Period {
    TODAY("today", 1),
    WEEK("7d", 7),
    MONTH("30d", 30),
    QUARTER("90d", 90);

    private final String value;
    private final int days;

    Period(String value, int days) {
        this.value = value;
        this.days = days;
    }

    Instant from(Instant now, ZoneId zone) {
        return first(now, zone).atStartOfDay(zone).toInstant();
    }

    /// As far back as the period is long, at the same time of the day.
    Instant back(Instant at, ZoneId zone) {
        return at.atZone(zone).minusDays(days).toInstant();
    }

    private LocalDate first(Instant now, ZoneId zone) {
        return LocalDate.ofInstant(now, zone).minusDays(days - 1);
    }

    /// As the database truncates to them: hours of one day, days of several.
    String unit() {
        return this == TODAY ? "hour" : "day";
    }

    /// When each of its parts begins, by the local clock.
    List<LocalDateTime> parts(Instant now, ZoneId zone) {
        var first = first(now, zone).atStartOfDay();
        return this == TODAY
                ? IntStream.range(0, 24).mapToObj(first::plusHours).toList()
                : IntStream.range(0, days).mapToObj(first::plusDays).toList();
    }

    @JsonValue
    String value() {
        return value;
    }

    @JsonCreator
    static Period from(String value) {
        return Arrays.stream(values())
                .filter(period -> period.value.equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no period " + value));
    }
}
