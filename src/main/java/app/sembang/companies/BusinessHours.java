package app.sembang.companies;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// When a place is open, told in instants. Pure: the same week, zone, holidays and instant always give the same
/// answer.
///
/// An interval belongs to the day it begins on: a holiday takes the whole of it away, also the part after midnight,
/// and leaves what the evening before began. Where clocks go forward, a time that does not exist is the moment of
/// the change; where they go back, an interval begins at the first and ends at the second of the two moments its
/// time means.
///
/// @param holidays days on which it stays closed
public record BusinessHours(Week week, ZoneId zone, Predicate<LocalDate> holidays) {
    /// A place that opens only on one weekday may meet several holidays in a row.
    private static final int LOOK_AHEAD_DAYS = 370;

    private record Open(Instant from, Instant until) {
        boolean contains(Instant at) {
            return !at.isBefore(from) && at.isBefore(until);
        }
    }

    public boolean isOpen(Instant at) {
        var today = LocalDate.ofInstant(at, zone);
        return Stream.of(today.minusDays(1), today).flatMap(this::open).anyMatch(open -> open.contains(at));
    }

    /// That moment where it is open; else when it opens next. Empty where it does not within a year.
    public Optional<Instant> nextOpening(Instant at) {
        if (isOpen(at)) {
            return Optional.of(at);
        }
        var today = LocalDate.ofInstant(at, zone);
        return LongStream.rangeClosed(-1, LOOK_AHEAD_DAYS)
                .mapToObj(today::plusDays)
                .flatMap(day -> open(day).map(Open::from).sorted())
                .filter(from -> from.isAfter(at))
                .findFirst();
    }

    /// When it closes next; empty where it is closed.
    public Optional<Instant> nextClosing(Instant at) {
        var until = at;
        var today = LocalDate.ofInstant(at, zone);
        for (int i = -1; i <= LOOK_AHEAD_DAYS; i++) {
            for (var open : open(today.plusDays(i))
                    .sorted(Comparator.comparing(Open::from))
                    .toList()) {
                if (open.contains(until)) {
                    until = open.until();
                }
            }
        }
        return until.equals(at) ? Optional.empty() : Optional.of(until);
    }

    /// When it will have been open for so long since a moment. Empty where that is not within a year.
    public Optional<Instant> after(Instant since, Duration open) {
        var left = open;
        var day = LocalDate.ofInstant(since, zone).minusDays(1);
        for (int i = 0; i <= LOOK_AHEAD_DAYS; i++, day = day.plusDays(1)) {
            for (var interval :
                    open(day).sorted(Comparator.comparing(Open::from)).toList()) {
                var from = interval.from().isBefore(since) ? since : interval.from();
                if (from.isBefore(interval.until())) {
                    var until = from.plus(left);
                    if (!until.isAfter(interval.until())) {
                        return Optional.of(until);
                    }
                    left = left.minus(Duration.between(from, interval.until()));
                }
            }
        }
        return Optional.empty();
    }

    private Stream<Open> open(LocalDate day) {
        if (holidays.test(day)) {
            return Stream.empty();
        }
        return week.on(day.getDayOfWeek()).stream()
                .map(interval -> new Open(
                        first(day.atTime(interval.from())),
                        last((interval.endsNextDay() ? day.plusDays(1) : day).atTime(interval.to()))))
                .filter(open -> open.from().isBefore(open.until()));
    }

    private Instant first(LocalDateTime local) {
        var offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? change(local) : local.toInstant(offsets.getFirst());
    }

    private Instant last(LocalDateTime local) {
        var offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? change(local) : local.toInstant(offsets.getLast());
    }

    private Instant change(LocalDateTime local) {
        return zone.getRules().getTransition(local).getInstant();
    }
}
