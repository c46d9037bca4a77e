package app.sembang.templates;

import static app.sembang.templates.Shop.NOW;
import static app.sembang.templates.Shop.nameOf;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.language.Lexicon;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// How often the right template answers, and how often one answers where none should. The templates name few of the
/// words their customers use, as those of a company that has just begun. The figures stand in docs/evaluation.md.
class MatchingEvaluationTests {
    private static final Lexicon FILES = new Lexicon(MatchingEvaluationTests.class);

    private record Case(String expected, String message, Matcher matcher) {
        static Case read(String line, Matcher matcher) {
            var parts = line.split("\\|", 2);
            return new Case(parts[0].strip(), parts[1].strip(), matcher);
        }

        boolean isNobodys() {
            return expected.equals("-");
        }
    }

    private static final class Figures {
        private int cases;
        private int answered;
        private int rightly;
        private int answerable;
        private int falsely;

        void count(Case one, String name) {
            cases++;
            if (!one.isNobodys()) answerable++;
            if (!name.equals("-")) answered++;
            if (name.equals(one.expected) && !one.isNobodys()) rightly++;
            if (one.isNobodys() && !name.equals("-")) falsely++;
        }

        double precision() {
            return (double) rightly / answered;
        }

        double recall() {
            return (double) rightly / answerable;
        }

        double falseRate() {
            return (double) falsely / (cases - answerable);
        }

        void print(String suite) {
            System.out.printf(
                    Locale.ROOT,
                    "templates, %s: %d cases, precision %.3f, recall %.3f, false match on null %.3f%n",
                    suite,
                    cases,
                    precision(),
                    recall(),
                    falseRate());
        }

        void hold(double precision, double recall) {
            hold(precision, recall, 0.05);
        }

        void hold(double precision, double recall, double falseRate) {
            assertThat(precision()).as("precision").isGreaterThanOrEqualTo(precision);
            assertThat(recall()).as("recall").isGreaterThanOrEqualTo(recall);
            assertThat(falseRate()).as("false match on null").isLessThanOrEqualTo(falseRate);
        }
    }

    @Test
    void answersWhatItsTemplatesAreForAndNothingElse() {
        List<TemplateDraft> drafts =
                JsonMapper.shared().readValue(FILES.bytes("evaluation-templates.json"), new TypeReference<>() {});
        var shop = new Shop();
        drafts.forEach(shop::has);
        judge("few words", cases("evaluation-cases.txt", shop.open())).hold(0.94, 0.80);
    }

    @Test
    void answersForCompaniesOfManyFields() {
        var matchers = companies("evaluation-companies.json");
        judge("companies", ofCompanies("evaluation-cases-2.txt", matchers)).hold(0.97, 0.92);
        judge("companies, newest", ofCompanies("evaluation-cases-3.txt", matchers))
                .hold(0.95, 0.84, 0.05);
    }

    @Test
    void answersForCompaniesNobodyHadSeen() {
        judge("other companies", ofCompanies("evaluation-cases-4.txt", companies("evaluation-companies-2.json")))
                .hold(0.97, 0.93, 0.03);
        // Far from the goal of recall yet, see docs/evaluation.md.
        judge(
                        "other companies, newest",
                        ofCompanies("evaluation-cases-5.txt", companies("evaluation-companies-3.json")))
                .hold(0.96, 0.77, 0.03);
    }

    /// Written by another hand; nobody has read what is missed of the second.
    @Test
    void answersStrangers() {
        var matchers = companies("evaluation-companies-4.json");
        judge("strangers, read", ofCompanies("evaluation-cases-6.txt", matchers))
                .hold(0.94, 0.75, 0.09);
        judge("strangers, unread", ofCompanies("evaluation-cases-7.txt", matchers))
                .hold(0.86, 0.54, 0.08);
    }

    /// Written before the words of any list were read; nobody has read what is missed.
    @Test
    void answersFourCompaniesMoreInFourLanguages() {
        judge("held out, unread", ofCompanies("evaluation-cases-8.txt", companies("evaluation-companies-5.json")))
                .hold(0.93, 0.77, 0.09);
    }

    /// Written by a third hand; the misses of every second case are unread.
    @Test
    void answersStrangersOfFourFieldsMore() {
        judge("strangers, half read", ofCompanies("evaluation-cases-9.txt", companies("evaluation-companies-6.json")))
                .hold(0.91, 0.62, 0.09);
    }

    private static Map<String, Matcher> companies(String file) {
        Map<String, List<TemplateDraft>> companies =
                JsonMapper.shared().readValue(FILES.bytes(file), new TypeReference<>() {});
        var matchers = new HashMap<String, Matcher>();
        companies.forEach((company, drafts) -> {
            var shop = new Shop();
            drafts.forEach(shop::has);
            matchers.put(company, shop.open());
        });
        return matchers;
    }

    private static List<Case> ofCompanies(String file, Map<String, Matcher> matchers) {
        return FILES.lines(file).stream()
                .map(line -> line.split("\\|", 2))
                .map(parts -> Case.read(parts[1], Objects.requireNonNull(matchers.get(parts[0].strip()))))
                .toList();
    }

    @Test
    void answersFromTheStarters() {
        var shop = new Shop().knows("address", "12 Jalan Batik").knows("business_hours", "10:00 - 18:00");
        StarterTemplates.all(JsonMapper.shared()).stream()
                .filter(draft -> draft.industryCategory() == null)
                .forEach(shop::has);
        judge("starters", cases("labelled-messages.txt", shop.open())).hold(0.94, 0.80);
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

    private static List<Case> cases(String file, Matcher matcher) {
        return FILES.lines(file).stream().map(line -> Case.read(line, matcher)).toList();
    }

    private static Figures judge(String suite, List<Case> cases) {
        var whole = new Figures();
        var even = new Figures();
        var missed = new ArrayList<String>();
        for (int at = 0; at < cases.size(); at++) {
            var one = cases.get(at);
            var match = one.matcher.match(Question.of(one.message), NOW);
            var name = nameOf(match);
            whole.count(one, name);
            if (at % 2 == 1) even.count(one, name);
            else if (!name.equals(one.expected)) {
                missed.add(one.expected + " | " + one.message + " -> " + name + " " + described(match));
            }
        }
        whole.print(suite);
        even.print(suite + ", every second");
        if (Boolean.getBoolean("evaluation.misses") && !suite.endsWith("unread")) missed.forEach(System.out::println);
        return whole;
    }

    private static String described(Match match) {
        var reason = match instanceof Match.Abstained abstained ? abstained.reason() : "";
        return reason + " "
                + match.candidates().stream()
                        .limit(3)
                        .map(candidate -> candidate.name() + " " + candidate.score() + candidate.rejectedBecause())
                        .toList();
    }
}
