package app.sembang.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.contacts.ScoreColor;
import app.sembang.language.Lexicon;
import app.sembang.scoring.BehaviourScore.Code;
import app.sembang.scoring.BehaviourScore.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Conversations with their times, labelled by the rules of `bs-1` before anybody looked at the signs. The
/// figures stand in docs/evaluation.md.
class ScoreEvaluationTests {
    private static final ZoneId KL = ZoneId.of("Asia/Kuala_Lumpur");
    private static final Instant FIRST_MIDNIGHT = Instant.parse("2026-11-22T16:00:00Z");
    private static final Pattern LINE =
            Pattern.compile("(?<now>now )?(?:\\+(?<days>\\d+) )?(?<time>\\d\\d:\\d\\d)(?: (?<who>[CA]) (?<text>.*))?");

    /// Follow from what was found or from the times alone.
    private static final Set<Code> UNLABELLED = EnumSet.of(Code.FAST, Code.VAGUE);

    private static final Set<Code> WISHES = EnumSet.of(Code.COMMIT, Code.PAY, Code.PRICE, Code.SPEC);
    /// Where it is reached the weaker ones have no point left to show.
    private static final int MOST_FOR_WISHES = 60;

    private final Scorer scorer = new Scorer(Signs.usual());

    private record Case(ScoreColor color, Set<Code> codes, Set<Code> possible, List<Line> lines, Instant now) {
        static Case read(String line) {
            var parts = line.split("\\s*\\|\\s*", 3);
            var labels = Arrays.asList(parts[1].split(" ", -1));
            var lines = new ArrayList<Line>();
            var day = Duration.ZERO;
            var now = FIRST_MIDNIGHT;
            for (var one : parts[2].split("\\s*~\\s*", -1)) {
                var read = LINE.matcher(one);
                assertThat(read.matches()).as(one).isTrue();
                if (read.group("days") != null) day = Duration.ofDays(Long.parseLong(read.group("days")));
                var time = Duration.parse("PT" + read.group("time").replace(":", "H") + "M");
                var at = FIRST_MIDNIGHT.plus(day).plus(time);
                if (read.group("now") != null) {
                    now = at;
                } else {
                    lines.add(new Line(read.group("who").equals("C"), read.group("text"), at));
                    now = at.plus(Duration.ofMinutes(1));
                }
            }
            return new Case(
                    ScoreColor.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                    codes(labels.stream()
                            .filter(label -> !label.startsWith("?"))
                            .toList()),
                    codes(labels.stream()
                            .filter(label -> label.startsWith("?"))
                            .map(label -> label.substring(1))
                            .toList()),
                    lines,
                    now);
        }

        private static Set<Code> codes(List<String> labels) {
            return labels.stream()
                    .filter(label -> !label.equals("-"))
                    .map(Code::valueOf)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Code.class)));
        }
    }

    @Test
    void tellsTheColourAndWhy() {
        var lines = new Lexicon(ScoreEvaluationTests.class).lines("timed-conversations.txt");
        assertThat(lines).hasSizeGreaterThanOrEqualTo(150);
        judge("odd", every(lines, 0));
        judge("even", every(lines, 1));
        judge("all", lines);
    }

    private static List<String> every(List<String> lines, int from) {
        var some = new ArrayList<String>();
        for (int at = from; at < lines.size(); at += 2) some.add(lines.get(at));
        return some;
    }

    private void judge(String half, List<String> lines) {
        var wrong = new ArrayList<String>();
        var swapped = new ArrayList<String>();
        int otherCodes = 0;
        for (var line : lines) {
            var one = Case.read(line);
            var score = scorer.score(one.lines, one.now, KL);
            var found = score.points().stream()
                    .map(Point::code)
                    .filter(code -> !UNLABELLED.contains(code))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Code.class)));
            var missing = EnumSet.copyOf(one.codes);
            missing.removeAll(found);
            int wishes = score.points().stream()
                    .filter(point -> WISHES.contains(point.code()))
                    .mapToInt(Point::points)
                    .sum();
            if (wishes == MOST_FOR_WISHES) missing.removeAll(EnumSet.of(Code.PAY, Code.PRICE, Code.SPEC));
            found.removeAll(one.codes);
            found.removeAll(one.possible);
            boolean otherColor = score.color() != one.color;
            var told =
                    "%s %d missing %s, too many %s: %s".formatted(score.color(), score.score(), missing, found, line);
            if (otherColor) wrong.add(told);
            if (otherColor && score.color() != ScoreColor.YELLOW && one.color != ScoreColor.YELLOW) swapped.add(told);
            if (!missing.isEmpty() || !found.isEmpty()) {
                otherCodes++;
                if (Boolean.getBoolean("evaluation.misses") && half.equals("odd")) {
                    System.out.println((otherColor ? "COLOUR " : "codes ") + told);
                }
            }
        }
        double colours = 1 - wrong.size() / (double) lines.size();
        System.out.printf(
                "Scores, %s: %d conversations, colour %.3f, swapped %d, all codes %.3f%n",
                half, lines.size(), colours, swapped.size(), 1 - otherCodes / (double) lines.size());
        if (half.equals("all")) {
            assertThat(swapped).isEmpty();
            assertThat(colours).as(String.join("\n", wrong)).isGreaterThanOrEqualTo(0.87);
        }
    }
}
