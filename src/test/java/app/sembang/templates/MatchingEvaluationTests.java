package app.sembang.templates;

import static app.sembang.templates.Shop.NOW;
import static app.sembang.templates.Shop.nameOf;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.language.Lexicon;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// How often the right template answers, and how often one answers where none should. The templates name few of the
/// words their customers use, as those of a company that has just begun. The figures stand in docs/evaluation.md.
class MatchingEvaluationTests {
    private static final Lexicon FILES = new Lexicon(MatchingEvaluationTests.class);

    private record Case(String expected, String message) {
        static Case read(String line) {
            var parts = line.split("\\|", 2);
            return new Case(parts[0].strip(), parts[1].strip());
        }

        boolean isNobodys() {
            return expected.equals("-");
        }
    }

    @Test
    void answersWhatItsTemplatesAreForAndNothingElse() {
        List<TemplateDraft> drafts =
                JsonMapper.shared().readValue(FILES.bytes("evaluation-templates.json"), new TypeReference<>() {});
        var shop = new Shop();
        drafts.forEach(shop::has);
        judge("few words", shop.open(), "evaluation-cases.txt");
    }

    @Test
    void answersFromTheStarters() {
        var shop = new Shop().knows("address", "12 Jalan Batik").knows("business_hours", "10:00 - 18:00");
        StarterTemplates.all(JsonMapper.shared()).stream()
                .filter(draft -> draft.industryCategory() == null)
                .forEach(shop::has);
        judge("starters", shop.open(), "labelled-messages.txt");
    }

    @Test
    void everyStarterIsFoundByItsOwnExamplesAmongThoseOfItsField() {
        var all = StarterTemplates.all(JsonMapper.shared());
        var fields = all.stream().map(TemplateDraft::industryCategory).collect(Collectors.toSet());
        var lost = new ArrayList<String>();
        int asked = 0;
        for (var field : fields) {
            var shop = new Shop().knows("address", "12 Jalan Batik").knows("business_hours", "10:00 - 18:00");
            var drafts = all.stream()
                    .filter(draft -> draft.industryCategory() == null
                            || draft.industryCategory().equals(field))
                    .toList();
            drafts.forEach(shop::has);
            var matcher = shop.open();
            for (var draft : drafts) {
                for (var wording : draft.wordings().values()) {
                    for (var example : wording.examples()) {
                        asked++;
                        var match = matcher.match(Question.of(example), NOW);
                        if (!nameOf(match).equals(draft.name()))
                            lost.add(field + ": " + example + " " + described(match));
                    }
                }
            }
        }
        if (Boolean.getBoolean("evaluation.misses")) lost.forEach(System.out::println);
        assertThat(all).hasSizeGreaterThanOrEqualTo(60);
        assertThat(fields).hasSize(13);
        assertThat(lost).hasSizeLessThan(asked / 20);
    }

    private static void judge(String suite, Matcher matcher, String file) {
        var cases = FILES.lines(file).stream().map(Case::read).toList();
        var missed = new ArrayList<String>();
        int answered = 0;
        int rightly = 0;
        int answerable = 0;
        int falsely = 0;
        for (var one : cases) {
            var match = matcher.match(Question.of(one.message), NOW);
            var name = nameOf(match);
            if (!one.isNobodys()) answerable++;
            if (!name.equals("-")) answered++;
            if (name.equals(one.expected) && !one.isNobodys()) rightly++;
            if (one.isNobodys() && !name.equals("-")) falsely++;
            if (!name.equals(one.expected)) missed.add(one + " -> " + name + " " + described(match));
        }
        double precision = (double) rightly / answered;
        double recall = (double) rightly / answerable;
        double falseRate = (double) falsely / (cases.size() - answerable);
        System.out.printf(
                Locale.ROOT,
                "templates, %s: %d cases, precision %.3f, recall %.3f, false match on null %.3f%n",
                suite,
                cases.size(),
                precision,
                recall,
                falseRate);
        if (Boolean.getBoolean("evaluation.misses")) missed.forEach(System.out::println);
        assertThat(precision).as("precision").isGreaterThanOrEqualTo(0.94);
        assertThat(recall).as("recall").isGreaterThanOrEqualTo(0.80);
        assertThat(falseRate).as("false match on null").isLessThanOrEqualTo(0.05);
    }

    private static String described(Match match) {
        var reason = match instanceof Match.Abstained(var why, var mix, var language, var candidates) ? why : "";
        return reason + " "
                + match.candidates().stream()
                        .limit(3)
                        .map(candidate -> candidate.name() + " " + candidate.score() + candidate.rejectedBecause())
                        .toList();
    }
}
