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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorerTests {
    private static final ZoneId KL = ZoneId.of("Asia/Kuala_Lumpur");
    /// Ten in the morning in Kuala Lumpur.
    private static final Instant MORNING = Instant.parse("2026-11-24T02:00:00Z");

    private final Scorer scorer = new Scorer(Signs.usual());

    @Test
    void tellsTheColourOfConversationsAsPeopleDo() {
        var wrong = new ArrayList<String>();
        var swapped = new ArrayList<String>();
        var all = new Lexicon(ScorerTests.class).lines("scored-conversations.txt");
        for (var line : all) {
            var parts = line.split("\\|", 2);
            var expected = ScoreColor.valueOf(parts[0].strip().toUpperCase(Locale.ROOT));
            var score = score(Duration.ofHours(2), parts[1].split("~"));
            var told = "%s instead of %s: %s %s".formatted(score.color(), expected, parts[1], score.points());
            if (score.color() != expected) wrong.add(told);
            boolean opposite =
                    score.color() != ScoreColor.YELLOW && expected != ScoreColor.YELLOW && score.color() != expected;
            if (opposite) swapped.add(told);
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(100);
        assertThat(swapped).isEmpty();
        assertThat(wrong).as(String.join("\n", wrong)).hasSizeLessThanOrEqualTo(all.size() / 20);
    }

    @Test
    void somebodyWhoHasWrittenNothingIsInTheMiddle() {
        assertThat(scorer.score(List.of(), MORNING, KL))
                .isEqualTo(new BehaviourScore(50, ScoreColor.YELLOW, true, List.of()));
        assertThat(score(Duration.ofMinutes(1), "A Hello, do you want to buy?").provisional())
                .isTrue();
    }

    @Test
    void whatWeWriteAddsNoPoint() {
        assertThat(codes("C hmm", "A do you want to buy? how much? I'll take it"))
                .doesNotContain(Code.COMMIT, Code.PRICE);
    }

    @Test
    void everyPointNamesItsMessageAndWords() {
        var text = "Boleh tahu HARGA baju ini?";
        var score = score(Duration.ofHours(2), "C hello", "A hi", "C " + text);

        assertThat(score.points())
                .filteredOn(point -> point.code() == Code.PRICE)
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.line()).isEqualTo(2);
                    var span = Objects.requireNonNull(point.span());
                    assertThat(text.substring(span.start(), span.end())).isEqualTo("HARGA");
                });
    }

    @Test
    void wishesTogetherGiveSixtyAtMost() {
        var score = score(Duration.ofHours(2), "C how much? in stock? I'll take it. bank account number?");

        assertThat(score.points().stream()
                        .filter(point -> List.of(Code.COMMIT, Code.PAY, Code.PRICE, Code.SPEC)
                                .contains(point.code()))
                        .mapToInt(Point::points)
                        .sum())
                .isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({"3, 10", "30, 5", "300, 0", "1440, -10"})
    void quickAnswersCount(int minutes, int points) {
        var lines = Stream.of(
                        new Line(false, "hello", MORNING),
                        new Line(true, "how much", MORNING.plus(Duration.ofMinutes(Math.min(minutes, 600)))))
                .toList();
        if (minutes > 720) {
            lines = List.of(
                    new Line(false, "hello", MORNING.minus(Duration.ofHours(1))),
                    new Line(
                            true, "how much", MORNING.plus(Duration.ofHours(11)).plus(Duration.ofMinutes(55))));
        }
        assertThat(fast(scorer.score(lines, MORNING.plus(Duration.ofDays(1)), KL)))
                .isEqualTo(points);
    }

    @Test
    void aNightBetweenTellsNothingOfSpeed() {
        var evening = Instant.parse("2026-11-24T14:30:00Z");
        var score = scorer.score(
                List.of(
                        new Line(false, "hello", evening),
                        new Line(true, "how much", evening.plus(Duration.ofHours(10)))),
                evening.plus(Duration.ofHours(11)),
                KL);

        assertThat(fast(score)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"23, 1, 0", "25, 1, -10", "49, 1, -20", "73, 1, -25", "73, 2, -35"})
    void silenceCosts(int hours, int ours, int points) {
        var conversation = new ArrayList<Line>();
        conversation.add(new Line(true, "how much", MORNING));
        for (int i = 0; i < ours; i++) conversation.add(new Line(false, "RM 20", MORNING));
        var score = scorer.score(conversation, MORNING.plus(Duration.ofHours(hours)), KL);

        assertThat(score.points().stream()
                        .filter(point -> point.code() == Code.SILENT)
                        .mapToInt(Point::points)
                        .sum())
                .isEqualTo(points);
    }

    @Test
    void whoHasSaidNoAndBuysAfterAllIsNotLost() {
        assertThat(codes("C not interested", "A 20% off today", "C ok I'll take it"))
                .contains(Code.COMMIT)
                .doesNotContain(Code.NOINT);
    }

    @Test
    void whatIsDeniedIsNoWish() {
        assertThat(codes("C I don't want to buy")).contains(Code.NOINT).doesNotContain(Code.COMMIT);
        assertThat(codes("C tak nak beli")).contains(Code.NOINT).doesNotContain(Code.COMMIT);
        assertThat(codes("C x nk order dah")).contains(Code.NOINT).doesNotContain(Code.COMMIT);
        assertThat(codes("C can you confirm the price")).doesNotContain(Code.COMMIT);
    }

    @Test
    void onlyTheLastTwentyMessagesOfThirtyDaysCount() {
        var old = new ArrayList<Line>(List.of(new Line(true, "I'll take it", MORNING.minus(Duration.ofDays(31)))));
        old.add(new Line(true, "hello", MORNING));
        assertThat(scorer.score(old, MORNING, KL).points())
                .extracting(Point::code)
                .doesNotContain(Code.COMMIT);

        var many = new ArrayList<Line>(List.of(new Line(true, "I'll take it", MORNING)));
        for (int i = 0; i < 20; i++) many.add(new Line(true, "hello", MORNING));
        assertThat(scorer.score(many, MORNING, KL).points())
                .extracting(Point::code)
                .doesNotContain(Code.COMMIT);
    }

    private List<Code> codes(String... lines) {
        return score(Duration.ofHours(2), lines).points().stream()
                .map(Point::code)
                .toList();
    }

    private static int fast(BehaviourScore score) {
        return score.points().stream()
                .filter(point -> point.code() == Code.FAST)
                .mapToInt(Point::points)
                .sum();
    }

    private BehaviourScore score(Duration between, String... lines) {
        var at = MORNING;
        var conversation = new ArrayList<Line>();
        for (var line : Arrays.stream(lines).map(String::strip).toList()) {
            conversation.add(new Line(line.startsWith("C"), line.substring(2), at));
            at = at.plus(between);
        }
        return scorer.score(conversation, at, KL);
    }
}
