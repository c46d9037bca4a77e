package app.sembang.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.knowledge.KnowledgeIndex.Entry;
import app.sembang.language.Lexicon;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Questions as customers write them, in four languages and mixtures, to companies each of whose answers is written in
/// one language only; `-` where nothing answers. The design was made with `questions.txt`; what the demo is asked was
/// written by somebody else and changed nothing.
class KnowledgeIndexTests {
    private static final Lexicon FILES = new Lexicon(KnowledgeIndexTests.class);
    private static final String NOTHING = "-";

    private record Case(KnowledgeIndex index, String title, String question) {}

    @Test
    void findsWhatAnswersAndNothingWhereNothingDoes() {
        var index = new KnowledgeIndex(FILES.lines("sources.txt").stream()
                .map(line -> fields(line, 2))
                .map(fields -> entry(fields[0], fields[0], "", fields[1]))
                .toList());
        var cases = FILES.lines("questions.txt").stream()
                .map(line -> fields(line, 2))
                .map(fields -> new Case(index, fields[0], fields[1]))
                .toList();

        assertThat(cases).hasSizeGreaterThanOrEqualTo(150);
        judge("Evaluation", cases);
    }

    @Test
    void findsWhatTheDemosCompaniesKnow() throws Unreadable {
        var indexes = demo();
        var cases = FILES.lines("demo-questions.txt").stream()
                .map(line -> fields(line, 3))
                .map(fields -> new Case(Objects.requireNonNull(indexes.get(fields[0])), fields[1], fields[2]))
                .toList();

        assertThat(cases).hasSizeGreaterThanOrEqualTo(150);
        judge("Demo", cases);
    }

    /// Written before anybody looked at the table of meanings; only the misses of the odd half were looked at since.
    @Test
    void findsWhatSixCompaniesUploaded() {
        var indexes = bases("bases.txt");
        var cases = cases("base-questions.txt", indexes);

        assertThat(cases).hasSizeGreaterThanOrEqualTo(280);
        judge("Six companies, odd", every(cases, 0));
        judge("Six companies, even", every(cases, 1));
        judge("Six companies", cases);

        var strangers = cases("base-questions-2.txt", indexes);
        judge("Strangers, odd", every(strangers, 0));
        judge("Strangers, even", every(strangers, 1));
        // Far from the goal of 0.78 yet, see docs/evaluation.md.
        judge("Strangers to six companies", strangers, 0.67);
    }

    /// Written before the words of any list were read; nobody has read what is missed.
    @Test
    void findsWhatTwoCompaniesMoreUploaded() {
        judge("Two more companies", cases("base-questions-3.txt", bases("bases-2.txt")), 0.7);
    }

    private static Map<String, KnowledgeIndex> bases(String file) {
        var entries = new HashMap<String, List<Entry>>();
        for (var line : FILES.lines(file)) {
            var fields = fields(line, 3);
            entries.computeIfAbsent(fields[0], company -> new ArrayList<>()).add(entry(line, fields[1], "", fields[2]));
        }
        var indexes = new HashMap<String, KnowledgeIndex>();
        entries.forEach((company, some) -> indexes.put(company, new KnowledgeIndex(some)));
        return indexes;
    }

    private static List<Case> cases(String file, Map<String, KnowledgeIndex> indexes) {
        return FILES.lines(file).stream()
                .map(line -> fields(line, 3))
                .map(fields -> new Case(Objects.requireNonNull(indexes.get(fields[0])), fields[1], fields[2]))
                .toList();
    }

    private static List<Case> every(List<Case> cases, int from) {
        var some = new ArrayList<Case>();
        for (int at = from; at < cases.size(); at += 2) some.add(cases.get(at));
        return some;
    }

    private static String[] fields(String line, int most) {
        return line.split("\\s*\\|\\s*", most);
    }

    private record Known(List<Faq.Draft> faqs, List<Material.Draft> materials) {}

    private static Map<String, KnowledgeIndex> demo() throws Unreadable {
        var file = KnowledgeIndexTests.class.getResourceAsStream("/demo/knowledge.json");
        var known =
                JsonMapper.shared().readValue(Objects.requireNonNull(file), new TypeReference<Map<String, Known>>() {});
        var indexes = new HashMap<String, KnowledgeIndex>();
        for (var company : known.entrySet()) {
            var entries = new ArrayList<Entry>();
            for (var faq : company.getValue().faqs()) {
                entries.add(entry(faq.question(), faq.question(), "", faq.answer()));
            }
            for (var material : company.getValue().materials()) {
                for (var passage : Passages.of(PlainText.read(material.content(), true))) {
                    entries.add(entry(passage.wording().hash(), material.title(), passage.heading(), passage.text()));
                }
            }
            indexes.put(company.getKey(), new KnowledgeIndex(entries));
        }
        return indexes;
    }

    private static Entry entry(String key, String title, String heading, String text) {
        var id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
        return new Entry(id, null, new FaqId(id), title, heading, text, key, null, false, null, Validity.ALWAYS);
    }

    private static void judge(String suite, List<Case> cases) {
        judge(suite, cases, 0.78);
    }

    private static void judge(String suite, List<Case> cases, double leastHits) {
        var missed = new ArrayList<String>();
        var guessed = new ArrayList<String>();
        double first = 0;
        for (var one : cases) {
            var found = one.index.search(one.index.wanted(one.question), Set.of(), entry -> true, 5).stream()
                    .map(scored -> scored.entry().title())
                    .toList();
            if (one.title.equals(NOTHING)) {
                if (!found.isEmpty()) guessed.add(one.question + " -> " + found);
            } else if (!found.contains(one.title)) {
                missed.add(one.title + ": " + one.question + " -> " + found);
            } else if (found.getFirst().equals(one.title)) {
                first++;
            }
        }
        double unanswerable =
                cases.stream().filter(one -> one.title.equals(NOTHING)).count();
        double answerable = cases.size() - unanswerable;
        double hits = 1 - missed.size() / answerable;
        double abstained = 1 - guessed.size() / unanswerable;
        System.out.printf(
                "%s: %d questions, hit@5 %.3f, first %.3f, abstained %.3f%n",
                suite, cases.size(), hits, first / answerable, abstained);
        if (Boolean.getBoolean("evaluation.misses") && !suite.endsWith("even") && !suite.endsWith("companies")) {
            missed.forEach(System.out::println);
            guessed.forEach(System.out::println);
        }

        if (suite.endsWith("odd") || suite.endsWith("even")) return;
        assertThat(hits).as("hit@5; missed: %s", String.join("\n", missed)).isGreaterThanOrEqualTo(leastHits);
        assertThat(abstained)
                .as("abstained; guessed: %s", String.join("\n", guessed))
                .isGreaterThanOrEqualTo(0.75);
    }
}
