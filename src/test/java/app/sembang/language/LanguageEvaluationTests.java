package app.sembang.language;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.shared.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How often the language is told rightly, over messages as customers in Malaysia write them. The figures stand in
/// docs/evaluation.md.
class LanguageEvaluationTests {
    private static final List<Language> SERVED = List.of(Language.EN, Language.MS, Language.ZH, Language.TA);

    private record Case(List<String> labels, boolean mixed, List<Language> replies, String message) {
        static Case read(String line) {
            var parts = line.split("\\|", 3);
            var label = parts[0].strip();
            var labels = List.of(label.replace("+", "").split("/", -1));
            var replies = Arrays.stream(parts[1].strip().split(",", -1))
                    .map(Language::from)
                    .toList();
            return new Case(labels, label.endsWith("+"), replies, parts[2].strip());
        }
    }

    private static final class Figures {
        private int cases;
        private int label;
        private int mixed;
        private int reply;

        /// Whether all of it was told rightly.
        boolean count(Case one, LanguageDecision decision) {
            var primary = decision.mix().primary();
            boolean right =
                    one.labels.contains(primary == null ? "-" : primary.name().toLowerCase(Locale.ROOT));
            boolean allowed = one.replies.contains(decision.reply());
            boolean mixture = decision.mix().mixed() == one.mixed;
            cases++;
            if (right) label++;
            if (mixture) mixed++;
            if (allowed) reply++;
            return right && allowed && mixture;
        }

        double label() {
            return (double) label / cases;
        }

        double mixed() {
            return (double) mixed / cases;
        }

        double reply() {
            return (double) reply / cases;
        }

        void print(String suite) {
            System.out.printf(
                    Locale.ROOT,
                    "language, %s: %d cases, label %.3f, mixed %.3f, allowed reply %.3f%n",
                    suite,
                    cases,
                    label(),
                    mixed(),
                    reply());
        }
    }

    @ParameterizedTest
    @CsvSource({"language-cases.txt, 200, 0.95, 0.93, 0.97", "language-cases-2.txt, 245, 0.97, 0.92, 0.98"})
    void tellsTheLanguageAndAnswersInOneThatIsAllowed(
            String file, int atLeast, double label, double mixed, double reply) {
        var cases = new Lexicon(LanguageEvaluationTests.class)
                .lines(file).stream().map(Case::read).toList();
        var whole = new Figures();
        var even = new Figures();
        var missed = new ArrayList<String>();
        for (int at = 0; at < cases.size(); at++) {
            var one = cases.get(at);
            var decision = Languages.decide(Reading.of(one.message), null, SERVED);
            boolean right = whole.count(one, decision);
            if (at % 2 == 1) even.count(one, decision);
            else if (!right) missed.add(one + " -> " + decision);
        }
        whole.print(file);
        even.print(file + ", every second");
        if (Boolean.getBoolean("evaluation.misses")) missed.forEach(System.out::println);
        assertThat(cases).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(whole.label()).as("label").isGreaterThanOrEqualTo(label);
        assertThat(whole.mixed()).as("mixed").isGreaterThanOrEqualTo(mixed);
        assertThat(whole.reply()).as("allowed reply").isGreaterThanOrEqualTo(reply);
    }
}
