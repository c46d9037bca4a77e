package app.sembang.scoring;

import app.sembang.contacts.ScoreColor;
import app.sembang.scoring.BehaviourScore.Code;
import app.sembang.scoring.BehaviourScore.Point;
import app.sembang.scoring.Signs.Sign;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The rules of `bs-1`. The same conversation at the same moment always has the same score. Nothing
/// is read from a name, a language or a dialect, and nothing that we wrote adds a point.
final class Scorer {
    private static final int START = 35;
    private static final int MOST_LINES = 20;
    static final Duration WINDOW = Duration.ofDays(30);
    private static final int MOST_FOR_WISHES = 60;
    private static final int TURNS_OF_THE_ENGAGED = 4;
    private static final LocalTime NIGHT = LocalTime.of(23, 0);
    private static final LocalTime MORNING = LocalTime.of(8, 0);

    /// What a contact may wish, the strongest first.
    private static final Map<Code, Integer> WISHES =
            new EnumMap<>(Map.of(Code.COMMIT, 45, Code.PAY, 35, Code.PRICE, 15, Code.SPEC, 10));

    private static final Set<Code> TO_THE_POINT = EnumSet.of(Code.COMMIT, Code.PAY, Code.PRICE, Code.SPEC, Code.EXIST);

    private final Signs signs;

    Scorer(Signs signs) {
        this.signs = signs;
    }

    /// @param zone the company's, for what is night
    BehaviourScore score(List<Line> conversation, Instant now, ZoneId zone) {
        var written = IntStream.range(0, conversation.size())
                .filter(at -> conversation.get(at).fromContact()
                        && !conversation.get(at).text().isBlank()
                        && isRecent(conversation.get(at).at(), now))
                .boxed()
                .toList();
        if (written.isEmpty()) {
            return new BehaviourScore(BehaviourScore.UNKNOWN, ScoreColor.of(BehaviourScore.UNKNOWN), true, List.of());
        }
        var lines = written.subList(Math.max(0, written.size() - MOST_LINES), written.size());
        var found = lines.stream()
                .flatMap(at -> signs.in(conversation.get(at).text(), at).stream())
                .toList();
        var points = new ArrayList<Point>();
        wishes(found, points);
        attitude(found, points);
        conduct(conversation, lines.getFirst(), now, zone, points);
        int sum = START + points.stream().mapToInt(Point::points).sum();
        int score = Math.clamp(sum, 0, 100);
        return new BehaviourScore(score, ScoreColor.of(score), false, List.copyOf(points));
    }

    private static boolean isRecent(@Nullable Instant at, Instant now) {
        return at == null || at.isAfter(now.minus(WINDOW));
    }

    private static void wishes(List<Sign> found, List<Point> points) {
        int left = MOST_FOR_WISHES;
        for (var wish : WISHES.entrySet()) {
            var sign = first(found, wish.getKey());
            int worth = Math.min(left, wish.getValue());
            if (sign.isPresent() && worth > 0) {
                points.add(point(wish.getKey(), worth, sign.get()));
                left -= worth;
            }
        }
        severalProducts(found).ifPresent(sign -> points.add(point(Code.MULTI, 5, sign)));
        first(found, Code.EXIST).ifPresent(sign -> points.add(point(Code.EXIST, 10, sign)));
        if (found.stream().noneMatch(sign -> TO_THE_POINT.contains(sign.code()))) {
            points.add(new Point(Code.VAGUE, -10, null, null));
        }
    }

    /// Where a second product is named.
    private static Optional<Sign> severalProducts(List<Sign> found) {
        var named = found.stream().filter(sign -> sign.product() != null).toList();
        return named.stream()
                .filter(sign -> !Objects.equals(sign.product(), named.getFirst().product()))
                .findFirst();
    }

    private static void attitude(List<Sign> found, List<Point> points) {
        first(found, Code.POSITIVE).ifPresent(sign -> points.add(point(Code.POSITIVE, 5, sign)));
        first(found, Code.BROWSE).ifPresent(sign -> points.add(point(Code.BROWSE, -15, sign)));
        last(found, Code.OBJECT)
                .filter(sign -> found.stream().noneMatch(later -> answersObjection(later, sign)))
                .ifPresent(sign -> points.add(point(Code.OBJECT, -15, sign)));
        last(found, Code.DEFER)
                .filter(sign -> noneAfter(found, sign, WISHES::containsKey))
                .ifPresent(sign -> points.add(point(Code.DEFER, -5, sign)));
        last(found, Code.NOINT)
                .filter(sign -> noneAfter(found, sign, code -> code == Code.COMMIT || code == Code.PAY))
                .ifPresent(sign -> points.add(point(Code.NOINT, -35, sign)));
    }

    /// Who bargains in the same breath ("too expensive, any discount?") still objects; who buys does not.
    private static boolean answersObjection(Sign later, Sign objection) {
        return switch (later.code()) {
            case COMMIT, PAY -> objection.isBefore(later);
            case PRICE, SPEC -> objection.line() < later.line();
            default -> false;
        };
    }

    private static boolean noneAfter(List<Sign> found, Sign sign, Predicate<Code> codes) {
        return found.stream().noneMatch(later -> codes.test(later.code()) && sign.isBefore(later));
    }

    private static void conduct(List<Line> conversation, int from, Instant now, ZoneId zone, List<Point> points) {
        speed(conversation, from, zone).ifPresent(points::add);
        if (turns(conversation, from) >= TURNS_OF_THE_ENGAGED) {
            points.add(new Point(Code.ENGAGED, 5, null, null));
        }
        silence(conversation, now).ifPresent(points::add);
    }

    /// By the median time from our message to their reply; a gap that touches the night tells nothing.
    private static Optional<Point> speed(List<Line> conversation, int from, ZoneId zone) {
        var gaps = new ArrayList<Duration>();
        Instant ours = null;
        for (int at = 0; at < conversation.size(); at++) {
            var line = conversation.get(at);
            if (!line.fromContact()) {
                ours = line.at();
            } else {
                boolean counts = ours != null
                        && line.at() != null
                        && at >= from
                        && !line.at().isBefore(ours)
                        && !touchesTheNight(ours, line.at(), zone);
                if (counts) gaps.add(Duration.between(ours, line.at()));
                ours = null;
            }
        }
        if (gaps.isEmpty()) return Optional.empty();
        gaps.sort(Comparator.naturalOrder());
        var median =
                gaps.get((gaps.size() - 1) / 2).plus(gaps.get(gaps.size() / 2)).dividedBy(2);
        int worth = speed(median);
        return worth == 0 ? Optional.empty() : Optional.of(new Point(Code.FAST, worth, null, null));
    }

    private static int speed(Duration median) {
        if (median.compareTo(Duration.ofMinutes(5)) <= 0) return 10;
        if (median.compareTo(Duration.ofMinutes(60)) <= 0) return 5;
        return median.compareTo(Duration.ofHours(12)) <= 0 ? 0 : -10;
    }

    private static boolean touchesTheNight(Instant from, Instant to, ZoneId zone) {
        var start = from.atZone(zone);
        if (start.toLocalTime().isBefore(MORNING) || !start.toLocalTime().isBefore(NIGHT)) return true;
        return !to.isBefore(start.with(NIGHT).toInstant());
    }

    /// A turn ends where we say something.
    private static int turns(List<Line> conversation, int from) {
        int turns = 0;
        boolean theirs = false;
        for (var line : conversation.subList(from, conversation.size())) {
            if (line.fromContact() && !theirs) turns++;
            theirs = line.fromContact();
        }
        return turns;
    }

    private static Optional<Point> silence(List<Line> conversation, Instant now) {
        int unanswered = 0;
        while (unanswered < conversation.size()
                && !conversation.get(conversation.size() - 1 - unanswered).fromContact()) {
            unanswered++;
        }
        var last = conversation.getLast().at();
        if (unanswered == 0 || last == null) return Optional.empty();
        var silent = Duration.between(last, now);
        int worth = silence(silent);
        if (worth == 0) return Optional.empty();
        return Optional.of(new Point(Code.SILENT, unanswered > 1 ? worth - 10 : worth, conversation.size() - 1, null));
    }

    private static int silence(Duration silent) {
        if (silent.compareTo(Duration.ofDays(3)) > 0) return -25;
        if (silent.compareTo(Duration.ofDays(2)) > 0) return -20;
        return silent.compareTo(Duration.ofDays(1)) > 0 ? -10 : 0;
    }

    private static Optional<Sign> first(List<Sign> found, Code code) {
        return found.stream().filter(sign -> sign.code() == code).findFirst();
    }

    private static Optional<Sign> last(List<Sign> found, Code code) {
        return found.stream().filter(sign -> sign.code() == code).reduce((first, second) -> second);
    }

    private static Point point(Code code, int points, Sign sign) {
        return new Point(code, points, sign.line(), sign.span());
    }
}
