package app.sembang.templates;

import app.sembang.language.Languages;
import app.sembang.language.Reading;
import app.sembang.shared.Language;
import app.sembang.templates.TemplateStore.Eligible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/// How fast one core tells languages apart, and finds a template among five hundred in four languages. Asks the
/// messages the evaluation asks. Run by `./sembang bench text`.
final class TextBench {
    private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");
    private static final int TEMPLATES = 500;
    private static final int WARM_UP_SECONDS = 6;
    private static final int MEASURED_SECONDS = 6;

    private TextBench() {}

    public static void main(String[] arguments) throws IOException {
        var tests = Path.of("src/test/resources/app/sembang");
        var served = List.of(Language.EN, Language.MS, Language.ZH, Language.TA);
        measure("language", messages(tests.resolve("language/language-cases.txt")), 50_000, message -> Languages.decide(
                Reading.of(message), null, served));
        var matcher = matcher(served);
        measure(
                "template of " + TEMPLATES,
                messages(tests.resolve("templates/labelled-messages.txt")),
                2_000,
                message -> matcher.match(Question.of(message), NOW));
    }

    private static List<String> messages(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.contains("|"))
                .map(line -> line.substring(line.lastIndexOf('|') + 1).strip())
                .toList();
    }

    private static void measure(String what, List<String> messages, int goal, Consumer<String> work) {
        long end = System.nanoTime() + WARM_UP_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < end) messages.forEach(work);
        var times = new ArrayList<long[]>();
        long start = System.nanoTime();
        end = start + MEASURED_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < end) {
            var round = new long[messages.size()];
            for (int at = 0; at < round.length; at++) {
                long begin = System.nanoTime();
                work.accept(messages.get(at));
                round[at] = System.nanoTime() - begin;
            }
            times.add(round);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        var sorted = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-18s %,9.0f/s (goal %,d)   p50 %.3f ms   p99 %.3f ms%n",
                what,
                sorted.length / seconds,
                goal,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6);
    }

    /// The starters as they are, and copies of them, each of whose phrases has a word of its own.
    private static Matcher matcher(List<Language> served) {
        var starters = StarterTemplates.all(JsonMapper.shared());
        var templates = new ArrayList<Eligible>();
        for (int number = 0; number < TEMPLATES; number++) {
            var starter = starters.get(number % starters.size());
            templates.add(new Eligible(template(starter, number, number / starters.size()), null));
        }
        var everywhere = new HashMap<Language, String>();
        served.forEach(language -> everywhere.put(language, "12 Jalan Batik"));
        var address = new TemplateVariable(UUID.randomUUID(), false, "address", everywhere, Map.of());
        return new Matcher(new CompanyProfile("Kedai Batik", null, served), templates, List.of(address));
    }

    private static Template template(TemplateDraft draft, int number, int copy) {
        var localized = new HashMap<Language, Wording>();
        draft.localizedVersions().forEach((language, wording) -> localized.put(
                language,
                new Wording(
                        own(wording.patterns(), number, copy),
                        own(wording.examples(), number, copy),
                        wording.response(),
                        wording.variations())));
        return new Template(
                TemplateId.next(),
                false,
                draft.name() + " " + number,
                draft.category(),
                null,
                draft.language(),
                false,
                own(draft.patterns(), number, copy),
                own(draft.examples(), number, copy),
                draft.response(),
                draft.variations(),
                localized,
                draft.priority(),
                draft.recommended(),
                true,
                null,
                null,
                null,
                null,
                null,
                1,
                null,
                new Selection(true, false, null, null),
                0,
                null,
                NOW,
                NOW);
    }

    private static List<String> own(List<String> phrases, int number, int copy) {
        if (copy == 0) return phrases;
        return phrases.stream().map(phrase -> phrase + " model" + number).toList();
    }
}
