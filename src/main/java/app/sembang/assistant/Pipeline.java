package app.sembang.assistant;

import app.sembang.assistant.Answer.Action;
import app.sembang.assistant.Making.Step;
import app.sembang.assistant.SafetyClass.Effect;
import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.companies.OpeningHours;
import app.sembang.database.CompanyTransactions;
import app.sembang.models.Purpose;
import app.sembang.shared.Language;
import app.sembang.templates.Match;
import app.sembang.templates.Question;
import app.sembang.templates.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// From a question to an answer and what may be done with it: what must not be answered otherwise, the company's own
/// rules, proven templates, then a model or what is found without one; every text held against the facts. The same for
/// customers, suggestions and trying out; never inside a transaction.
@Component
class Pipeline {
    /// From here on an answer may be sent without a person having seen it.
    static final double SURE = 0.75;
    /// Below this it is not even offered.
    static final double WORTH_OFFERING = 0.45;

    private static final int LONGEST = 2_000;

    private final Templates templates;
    private final Companies companies;
    private final OpeningHours hours;
    private final Lookup lookup;
    private final ModelAnswers models;
    private final EarlierAnswers earlier;
    private final CompanyTransactions transactions;

    Pipeline(
            Templates templates,
            Companies companies,
            OpeningHours hours,
            Lookup lookup,
            ModelAnswers models,
            EarlierAnswers earlier,
            CompanyTransactions transactions) {
        this.templates = templates;
        this.companies = companies;
        this.hours = hours;
        this.lookup = lookup;
        this.models = models;
        this.earlier = earlier;
        this.transactions = transactions;
    }

    /// @param version null: templates and what is found without a model
    Answer answer(Asked asked, @Nullable ModelVersion version, Purpose purpose) {
        return answer(asked, version, purpose, null);
    }

    /// @param follower told how it comes along; must not throw
    Answer answer(Asked asked, @Nullable ModelVersion version, Purpose purpose, @Nullable Consumer<Making> follower) {
        var following = new Following(follower);
        following.doing(Step.LOOKING_UP);
        return new Run(
                        asked,
                        version,
                        purpose,
                        following,
                        companies.find(asked.company()).orElseThrow())
                .answer();
    }

    private final class Run {
        private final Asked asked;
        private final @Nullable ModelVersion version;
        private final Purpose purpose;
        private final Following following;
        private final Company company;
        private final String text;
        private final Match match;
        private final SafetyVerdict safety;
        private final List<List<Check>> tries = new ArrayList<>();
        private List<AnswerTrace.ModelCall> calls = List.of();
        private List<Ground> looked = List.of();
        private @Nullable Integer rule;

        Run(Asked asked, @Nullable ModelVersion version, Purpose purpose, Following following, Company company) {
            this.asked = asked;
            this.version = version;
            this.purpose = purpose;
            this.following = following;
            this.company = company;
            this.text = asked.text();
            this.match = transactions.inside(asked.company(), this::match);
            this.safety = SafetyScreen.look(text);
        }

        private Match match() {
            var language = asked.language();
            if (language == null) {
                for (var earlier : asked.earlier().reversed()) {
                    language = templates
                            .decideLanguage(asked.company(), earlier, language)
                            .reply();
                }
            }
            var name = asked.contactName();
            return templates
                    .match(
                            asked.company(),
                            List.of(new Question(
                                    text,
                                    language,
                                    name == null ? Map.of() : Map.of("customer_name", name),
                                    asked.turn(),
                                    asked.lastAnswer(),
                                    asked.outlet())))
                    .getFirst();
        }

        private Language language() {
            return match.language();
        }

        Answer answer() {
            var found = safety.safetyClass();
            if (found == SafetyClass.PERSON) return handOff("human_request");
            var preset = preset(found);
            if (preset != null) return said(preset);
            if (match instanceof Match.Answered answered) return byTemplate(answered);
            looked = lookup.grounds(asked, language());
            var worded = byModel();
            if (worded == null) worded = offline();
            if (worded != null) return worded;
            if (found != null) {
                return end(
                        Action.HANDOFF,
                        Wordings.say(found, language(), company.name()),
                        AnswerSource.SAFETY,
                        1,
                        found.value(),
                        List.of(),
                        List.of());
            }
            return handOff(
                    match instanceof Match.Abstained abstained && abstained.reason() != Match.Reason.NO_TEMPLATE
                            ? abstained.reason().code()
                            : "no_evidence");
        }

        /// A rule's number is kept even where it only keeps the answer from being sent.
        private @Nullable Preset preset(@Nullable SafetyClass found) {
            var applying = version == null || (found != null && found.effect() != Effect.LOOK_FURTHER)
                    ? null
                    : Rules.find(version.setup(), text).orElse(null);
            rule = applying == null ? null : applying.number();
            return Preset.of(found, applying, language(), company::name);
        }

        private Answer said(Preset preset) {
            if (preset.text() == null) return handOff(preset.reason());
            return end(
                    preset.handsOver() ? Action.HANDOFF : Action.SEND,
                    preset.text(),
                    AnswerSource.SAFETY,
                    1,
                    preset.reason(),
                    List.of(),
                    List.of());
        }

        private Answer byTemplate(Match.Answered answered) {
            var ground = Ground.of(
                    "e1",
                    Ground.Kind.TEMPLATE,
                    answered.template().toString(),
                    answered.name(),
                    answered.text(),
                    answered.confidence());
            return new Answer(
                    Action.SEND,
                    answered.text(),
                    answered.language(),
                    AnswerSource.TEMPLATE,
                    answered.confidence(),
                    "template",
                    List.of(ground),
                    List.of(),
                    trace(answered.confidence(), List.of("template")),
                    answered);
        }

        private @Nullable Answer byModel() {
            if (version == null || text.length() > LONGEST * 4 || !models.available(asked)) return null;
            List<Check> wrong = List.of();
            var key = earlier.key(asked, version, language(), looked, purpose);
            var before = key.flatMap(earlier::find);
            for (int attempt = 0; attempt < 2; attempt++) {
                following.doing(Step.WORDING);
                boolean known = before.isPresent() && attempt == 0;
                var worded = known
                        ? before.get()
                        : models.word(asked, company, version, language(), looked, wrong, purpose, following);
                calls = both(calls, known ? List.of(EarlierAnswers.USED) : worded.calls());
                var found = looked;
                looked = worded.grounds();
                var reply = worded.text();
                if (reply == null) return null;
                following.doing(Step.CHECKING);
                var checks = new OutputChecks(
                                worded.grounds(), language(), version.setup().longest(), worded.instructions())
                        .of(reply);
                tries.add(checks);
                if (OutputChecks.passed(checks)) {
                    if (!known) key.ifPresent(one -> earlier.keep(one, worded, found));
                    return decided(worded, reply, checks);
                }
                wrong = checks.stream().filter(check -> !check.passed()).toList();
                following.restart(wrong.stream().map(Check::code).toList());
            }
            return null;
        }

        private Answer decided(ModelAnswers.Worded worded, String reply, List<Check> checks) {
            var used = worded.grounds().stream()
                    .filter(ground -> worded.cited().contains(ground.id()))
                    .toList();
            boolean states = Claims.in(reply).stream().anyMatch(claim -> claim.kind() != Claim.Kind.PROMISE);
            double best = used.stream().mapToDouble(Ground::score).max().orElse(0);
            double confidence = worded.needsHuman()
                    ? 0.3
                    : used.isEmpty()
                            ? (states ? 0.4 : 0.6)
                            : Math.min(0.95, 0.5 + 0.3 * best + 0.15 * worded.confidence());
            if (worded.needsHuman()) {
                return end(Action.HANDOFF, null, AnswerSource.MODEL, confidence, "needs_human", used, checks);
            }
            return judged(reply, AnswerSource.MODEL, confidence, used, checks);
        }

        private @Nullable Answer offline() {
            boolean open = hours.now(asked.company(), asked.outlet()).open();
            var draft = OfflineAnswers.draft(text, language(), looked, open).orElse(null);
            if (draft == null) return null;
            int longest = version == null ? LONGEST : Math.max(version.setup().longest(), 400);
            var checks = new OutputChecks(draft.used(), language(), longest, null).of(draft.text());
            tries.add(checks);
            if (!OutputChecks.passed(checks)) return null;
            return judged(draft.text(), draft.source(), draft.confidence(), draft.used(), checks);
        }

        private Answer judged(
                String reply, AnswerSource source, double confidence, List<Ground> used, List<Check> checks) {
            if (reply.equals(asked.lastAnswer())) return handOff("repeated");
            if (confidence < WORTH_OFFERING) return handOff("not_sure");
            boolean sure = confidence >= SURE && rule == null;
            return end(sure ? Action.SEND : Action.SUGGEST, reply, source, confidence, source.value(), used, checks);
        }

        private Answer handOff(String reason) {
            return end(
                    Action.HANDOFF,
                    HandOverWords.in(language(), hours.now(asked.company(), asked.outlet())),
                    null,
                    0,
                    reason,
                    List.of(),
                    List.of());
        }

        private Answer end(
                Action action,
                @Nullable String reply,
                @Nullable AnswerSource source,
                double confidence,
                String reason,
                List<Ground> used,
                List<Check> checks) {
            double rounded = Math.round(confidence * 1000) / 1000.0;
            var said = reply != null || action != Action.HANDOFF
                    ? reply
                    : HandOverWords.in(language(), hours.now(asked.company(), asked.outlet()));
            return new Answer(
                    action,
                    said,
                    language(),
                    source,
                    rounded,
                    reason,
                    used,
                    checks,
                    trace(rounded, List.of(reason)),
                    null);
        }

        private AnswerTrace trace(double confidence, List<String> reasons) {
            return new AnswerTrace(
                    language(),
                    match.mix().shares(),
                    safety.safetyClass(),
                    rule,
                    match.candidates(),
                    match instanceof Match.Abstained abstained
                            ? abstained.reason().name().toLowerCase(Locale.ROOT)
                            : null,
                    looked,
                    version == null ? null : version.id(),
                    calls,
                    tries,
                    confidence,
                    reasons);
        }

        private static <T> List<T> both(List<T> some, List<T> others) {
            var all = new ArrayList<>(some);
            all.addAll(others);
            return List.copyOf(all);
        }
    }
}
