package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.assistant.Ground.Kind;
import app.sembang.language.Lexicon;
import app.sembang.shared.Language;
import app.sembang.shared.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Answers that are right, or wrong in one thing, held against what four shops sell and say. Written before anybody
/// looked at what a claim is made out by. The figures stand in docs/evaluation.md.
class ClaimEvaluationTests {
    private static final Lexicon FILES = new Lexicon(ClaimEvaluationTests.class);

    @Test
    void stopsWhatIsWrongAndNothingElse() {
        var lines = FILES.lines("claim-cases.txt");
        assertThat(lines).hasSizeGreaterThanOrEqualTo(150);
        var grounds = grounds();
        judge("odd", every(lines, 0), grounds);
        judge("even", every(lines, 1), grounds);
        judge("all", lines, grounds);
    }

    private static List<String> every(List<String> lines, int from) {
        var some = new ArrayList<String>();
        for (int at = from; at < lines.size(); at += 2) some.add(lines.get(at));
        return some;
    }

    private static Map<String, List<Ground>> grounds() {
        var grounds = new HashMap<String, List<Ground>>();
        for (var line : FILES.lines("claim-grounds.txt")) {
            var fields = line.split("\\s*\\|\\s*", 6);
            var some = grounds.computeIfAbsent(fields[0], shop -> new ArrayList<>());
            var id = "e" + (some.size() + 1);
            if (fields[1].equals("product")) {
                var stock = fields[4].isEmpty() ? null : Integer.valueOf(fields[4]);
                var text = fields[2] + ": RM " + fields[3] + (stock == null ? "" : "; stock: " + stock);
                var price = new Money(fields[3], "MYR");
                some.add(new Ground(id, Kind.PRODUCT, id, fields[2], text, 1, price, stock));
            } else {
                some.add(Ground.of(id, Kind.PASSAGE, id, fields[2], fields[5], 1));
            }
        }
        return grounds;
    }

    private static void judge(String half, List<String> lines, Map<String, List<Ground>> grounds) {
        int right = 0;
        int wrong = 0;
        var refused = new ArrayList<String>();
        var passed = new ArrayList<String>();
        var wrongPrices = new ArrayList<String>();
        for (var line : lines) {
            var fields = line.split("\\s*\\|\\s*", 4);
            var language = Language.valueOf(fields[1].toUpperCase(Locale.ROOT));
            var failed = new OutputChecks(grounds.getOrDefault(fields[0], List.of()), language, 700, null)
                    .of(fields[3]).stream().filter(check -> !check.passed()).toList();
            if (fields[2].equals("pass")) {
                right++;
                if (!failed.isEmpty()) refused.add(line + " -> " + failed);
            } else {
                wrong++;
                if (failed.isEmpty()) passed.add(line);
                boolean isPrice = fields[2].endsWith("price") || fields[2].endsWith("total");
                if (failed.isEmpty() && isPrice) wrongPrices.add(line);
            }
        }
        System.out.printf(
                "Claims, %s: %d answers, right ones passed %.3f, wrong ones stopped %.3f, wrong prices passed %d%n",
                half,
                lines.size(),
                1 - refused.size() / (double) right,
                1 - passed.size() / (double) wrong,
                wrongPrices.size());
        if (Boolean.getBoolean("evaluation.misses") && half.equals("odd")) {
            refused.forEach(System.out::println);
            passed.forEach(System.out::println);
        }
        if (half.equals("all")) {
            assertThat(wrongPrices).isEmpty();
            assertThat(refused).hasSizeLessThanOrEqualTo(right / 50);
            assertThat(passed).hasSizeLessThanOrEqualTo(wrong / 50);
        }
    }
}
