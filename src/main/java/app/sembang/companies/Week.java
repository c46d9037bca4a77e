package app.sembang.companies;

import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// When a place is open, weekday by weekday. A day that is left out is closed.
public record Week(
        List<Interval> monday,
        List<Interval> tuesday,
        List<Interval> wednesday,
        List<Interval> thursday,
        List<Interval> friday,
        List<Interval> saturday,
        List<Interval> sunday) {
    private static final int MOST_A_DAY = 6;
    private static final int MINUTES_A_DAY = 24 * 60;
    private static final int MINUTES_A_WEEK = 7 * MINUTES_A_DAY;

    public Week {
        monday = sorted(monday);
        tuesday = sorted(tuesday);
        wednesday = sorted(wednesday);
        thursday = sorted(thursday);
        friday = sorted(friday);
        saturday = sorted(saturday);
        sunday = sorted(sunday);
    }

    /// From a time to a later one. `to` at or before `from` is on the next day; 00:00 to 00:00 is the whole day.
    @Schema(name = "OpenInterval")
    public record Interval(
            @JsonFormat(pattern = "HH:mm") @Schema(type = "string", example = "09:00")
            LocalTime from,

            @JsonFormat(pattern = "HH:mm") @Schema(type = "string", example = "18:00")
            LocalTime to) {
        boolean endsNextDay() {
            return !to.isAfter(from);
        }

        private int minutes() {
            int length = (to.toSecondOfDay() - from.toSecondOfDay()) / 60;
            return length <= 0 ? length + MINUTES_A_DAY : length;
        }
    }

    public List<Interval> on(DayOfWeek day) {
        return switch (day) {
            case MONDAY -> monday;
            case TUESDAY -> tuesday;
            case WEDNESDAY -> wednesday;
            case THURSDAY -> thursday;
            case FRIDAY -> friday;
            case SATURDAY -> saturday;
            case SUNDAY -> sunday;
        };
    }

    /// Refuses what cannot be meant: times that are missing or overlap, also past midnight into the next day.
    public void check(String field) {
        var all = new ArrayList<Placed>();
        for (var day : DayOfWeek.values()) {
            var name = field + "." + day.name().toLowerCase(Locale.ROOT);
            if (on(day).size() > MOST_A_DAY) {
                throw Refusal.invalid(name, "At most %d intervals a day.".formatted(MOST_A_DAY));
            }
            for (int i = 0; i < on(day).size(); i++) {
                var interval = on(day).get(i);
                var place = "%s[%d]".formatted(name, i);
                if (interval.from() == null || interval.to() == null) {
                    throw Refusal.invalid(place, "Give both from and to, as HH:MM.");
                }
                int start =
                        (day.getValue() - 1) * MINUTES_A_DAY + interval.from().toSecondOfDay() / 60;
                all.add(new Placed(place, start, start + interval.minutes()));
            }
        }
        all.sort(Comparator.comparingInt(Placed::start));
        for (int i = 0; i < all.size(); i++) {
            var next =
                    i + 1 < all.size() ? all.get(i + 1).start() : all.getFirst().start() + MINUTES_A_WEEK;
            if (all.get(i).end() > next) {
                throw Refusal.invalid(all.get(i).place(), "It overlaps the one after it.");
            }
        }
    }

    private record Placed(String place, int start, int end) {}

    /// Those with a time missing come first; they are refused later, with their place.
    private static List<Interval> sorted(@Nullable List<Interval> intervals) {
        return intervals == null
                ? List.of()
                : intervals.stream()
                        .sorted(Comparator.comparing(Interval::from, Comparator.nullsFirst(Comparator.naturalOrder())))
                        .toList();
    }
}
