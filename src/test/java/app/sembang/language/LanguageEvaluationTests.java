package app.sembang.language;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.shared.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// How often the language is told rightly, over messages as customers in Malaysia write them. The figures stand in
/// docs/evaluation.md.
class LanguageEvaluationTests {
    private static final List<Language> SERVED = List.of(Language.EN, Language.MS, Language.ZH, Language.TA);

    private record Case(String label, boolean mixed, List<Language> replies, String message) {
        static Case read(String line) {
            var parts = line.split("\\|", 3);
            var label = parts[0].strip();
            var replies = Arrays.stream(parts[1].strip().split(",", -1))
                    .map(Language::from)
                    .toList();
            return new Case(label.replace("+", ""), label.endsWith("+"), replies, parts[2].strip());
        }
    }

    @Test
    void tellsTheLanguageAndAnswersInOneThatIsAllowed() {
        var cases = new Lexicon(LanguageEvaluationTests.class)
                .lines("language-cases.txt").stream().map(Case::read).toList();
        int label = 0;
        int mixed = 0;
        int reply = 0;
        var missed = new ArrayList<String>();
        for (var one : cases) {
            var decision = Languages.decide(Reading.of(one.message), null, SERVED);
            var primary = decision.mix().primary();
            boolean right =
                    Objects.equals(primary == null ? "-" : primary.name().toLowerCase(Locale.ROOT), one.label);
            boolean allowed = one.replies.contains(decision.reply());
            if (right) label++;
            if (decision.mix().mixed() == one.mixed) mixed++;
            if (allowed) reply++;
            if (!right || !allowed || decision.mix().mixed() != one.mixed) {
                missed.add(one + " -> " + decision);
            }
        }
        double all = cases.size();
        System.out.printf(
                Locale.ROOT,
                "language: %d cases, label %.3f, mixed %.3f, allowed reply %.3f%n",
                cases.size(),
                label / all,
                mixed / all,
                reply / all);
        if (Boolean.getBoolean("evaluation.misses")) missed.forEach(System.out::println);
        assertThat(cases).hasSizeGreaterThanOrEqualTo(200);
        assertThat(label / all).as("label").isGreaterThanOrEqualTo(0.95);
        assertThat(mixed / all).as("mixed").isGreaterThanOrEqualTo(0.93);
        assertThat(reply / all).as("allowed reply").isGreaterThanOrEqualTo(0.97);
    }
}
