package app.sembang.assistant;

import app.sembang.assistant.Making.Step;
import app.sembang.companies.Companies;
import app.sembang.shared.Refusal;
import app.sembang.shared.Refusal.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Says what was suggested in fewer words: as a model words it where there is one, else without what states nothing.
/// What comes of it rests on the same, states the same facts and is held against them like any answer. Never inside a
/// transaction.
@Component
class Shortening {
    private static final int TRIES = 2;

    private final ModelAnswers models;
    private final Companies companies;

    Shortening(ModelAnswers models, Companies companies) {
        this.models = models;
        this.companies = companies;
    }

    /// @param calls of a model, and the checks of every try: for the trace
    record Shorter(
            String text,
            AnswerSource source,
            List<AnswerTrace.ModelCall> calls,
            List<List<Check>> tries,
            @Nullable String request) {
        AnswerTrace trace(Suggestion longer, @Nullable ModelVersion version) {
            return new AnswerTrace(
                    longer.language(),
                    Map.of(longer.language(), 1.0),
                    null,
                    null,
                    List.of(),
                    null,
                    longer.evidence(),
                    version == null ? null : version.id(),
                    calls,
                    tries,
                    longer.confidence(),
                    List.of("shorter"));
        }
    }

    /// Refuses with `cannot-be-shorter` what has nothing to spare, and what must be said as it stands.
    Shorter of(Suggestion longer, Asked asked, @Nullable ModelVersion version, @Nullable Consumer<Making> follower) {
        var following = new Following(follower);
        if (longer.source() == AnswerSource.SAFETY) throw refused(longer);
        var calls = new ArrayList<AnswerTrace.ModelCall>();
        var tries = new ArrayList<List<Check>>();
        return byModel(longer, asked, version, following, calls, tries)
                .or(() -> byRule(longer, asked, calls, tries))
                .orElseThrow(() -> refused(longer));
    }

    private static Refusal refused(Suggestion longer) {
        return new Refusal(
                Kind.CONFLICT,
                "cannot-be-shorter",
                "Suggestion %s cannot be said in fewer words without saying less.".formatted(longer.id()));
    }

    private Optional<Shorter> byModel(
            Suggestion longer,
            Asked asked,
            @Nullable ModelVersion version,
            Following following,
            List<AnswerTrace.ModelCall> calls,
            List<List<Check>> tries) {
        if (version == null || !models.available(asked)) return Optional.empty();
        var company = companies.find(asked.company()).orElseThrow();
        List<Check> wrong = List.of();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            following.doing(Step.WORDING);
            var worded = models.shorten(longer, asked, company, version, wrong, following);
            calls.addAll(worded.calls());
            if (worded.text() == null || worded.needsHuman()) break;
            following.doing(Step.CHECKING);
            var checks = checks(longer, worded.text(), worded.instructions());
            tries.add(checks);
            if (OutputChecks.passed(checks)) {
                return Optional.of(new Shorter(worded.text(), AnswerSource.MODEL, calls, tries, worded.request()));
            }
            wrong = checks.stream().filter(check -> !check.passed()).toList();
            following.restart(wrong.stream().map(Check::code).toList());
        }
        following.restart(Following.UNFINISHED);
        return Optional.empty();
    }

    private static Optional<Shorter> byRule(
            Suggestion longer, Asked asked, List<AnswerTrace.ModelCall> calls, List<List<Check>> tries) {
        var text = Brevity.shorter(longer.message(), asked.contactName()).orElse(null);
        if (text == null) return Optional.empty();
        var checks = checks(longer, text, null);
        tries.add(checks);
        return OutputChecks.passed(checks)
                ? Optional.of(new Shorter(text, longer.source(), calls, tries, null))
                : Optional.empty();
    }

    private static List<Check> checks(Suggestion longer, String text, @Nullable String instructions) {
        int length = length(longer.message());
        var checks =
                new ArrayList<>(new OutputChecks(longer.evidence(), longer.language(), length, instructions).of(text));
        checks.add(
                length(text) < length
                        ? Check.passed("shorter")
                        : Check.failed("shorter", "The text is not shorter than before."));
        checks.add(
                facts(text).equals(facts(longer.message()))
                        ? Check.passed("same_facts")
                        : Check.failed("same_facts", "The text does not state the same facts as before."));
        return checks;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static Set<String> facts(String text) {
        return Claims.in(text).stream()
                .map(claim -> claim.kind() + " " + claim.value())
                .collect(Collectors.toCollection(HashSet::new));
    }
}
