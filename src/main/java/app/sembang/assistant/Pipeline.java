package app.sembang.assistant;

import app.sembang.assistant.Answer.Action;
import app.sembang.assistant.Making.Step;
import app.sembang.assistant.ModelVersion.Certainty;
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
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// From a question to an answer and what may be done with it: what must not be answered otherwise, the company's own
/// rules, proven templates, then a model or what is found without one; every text held against the facts. The same for
/// customers, suggestions and trying out; never inside a transaction.
@Component
class Pipeline {
    /// How sure an answer to only some of what is asked can be.
    private static final double PART_OF_IT = 0.6;

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

    /// What a model would be told; nothing is asked.
    PromptPreview prompt(Asked asked, ModelVersion version) {
        var company = companies.find(asked.company()).orElseThrow();
        return new Run(asked, version, Purpose.TEST, new Following(null), company).prompt(version);
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
        private @Nullable String request;

        Run(Asked asked, @Nullable ModelVersion version, Purpose purpose, Following following, Company company) {
            this.asked = asked;
            this.version = version;
            this.purpose = purpose;
            this.following = following;
            this.company = company;
            this.text = asked.text();
            this.match = transactions.inside(asked.company(), () -> match(text));
            this.safety = SafetyScreen.look(text);
        }

        private Match match(String question) {
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
                                    question,
                                    language,
                                    name == null ? Map.of() : Map.of("customer_name", name),
                                    asked.turn(),
                                    asked.lastAnswer(),
                                    asked.outlet())))
                    .getFirst();
        }

        /// Where the version names the languages it answers in, others are answered in its main one; so is who has
        /// written nothing yet that tells a language.
        private Language language() {
            var languages = version == null ? null : version.setup().languageConfig();
            if (languages == null) return match.language();
            var main = languages.primary() == null ? company.preferredLanguage() : languages.primary();
            var others = languages.secondary();
            boolean serves =
                    others == null || others.isEmpty() || main == match.language() || others.contains(match.language());
            boolean told = !match.mix().undetermined()
                    || asked.language() != null
                    || !asked.before().isEmpty();
            return serves && (told || languages.primary() == null) ? match.language() : main;
        }

        PromptPreview prompt(ModelVersion version) {
            looked = lookup.grounds(asked, language(), true);
            if (match instanceof Match.Abstained several) looked = withApproved(several.parts());
            return models.preview(asked, company, version, language(), looked);
        }

        Answer answer() {
            var found = safety.safetyClass();
            if (found == SafetyClass.PERSON) return handOff("human_request");
            var preset = preset(found);
            if (preset != null) return said(preset);
            if (match instanceof Match.Answered answered) return byTemplate(answered);
            if (match instanceof Match.Abstained several && several.whole()) return byTemplates(several.parts());
            looked = lookup.grounds(asked, language(), version != null && models.available(asked));
            if (match instanceof Match.Abstained several) looked = withApproved(several.parts());
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

        /// What the company wrote down about just this comes before a template that fits in other words; a model does
        /// not.
        private Answer byTemplate(Match.Answered answered) {
            var approved = List.of(answered.part());
            if (!answered.inOtherWords() || version == null) return byTemplates(approved);
            looked = lookup.grounds(asked, language(), false);
            var written = looked.stream().anyMatch(OfflineAnswers::isAboutJustThis) ? offline() : null;
            return written != null && written.action() == Action.SEND ? written : byTemplates(approved);
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

        /// Who asks several things gets the approved words for each.
        private Answer byTemplates(List<Match.Part> parts) {
            double confidence =
                    parts.stream().mapToDouble(Match.Part::confidence).min().orElseThrow();
            return new Answer(
                    Action.SEND,
                    parts.stream().map(Match.Part::response).collect(Collectors.joining("\n\n")),
                    parts.getFirst().language(),
                    AnswerSource.TEMPLATE,
                    confidence,
                    "template",
                    Lookup.numbered(approved(parts), 0),
                    List.of(),
                    trace(confidence, List.of("template")),
                    null,
                    parts);
        }

        private static List<Ground> approved(List<Match.Part> parts) {
            return parts.stream()
                    .map(part -> Ground.of(
                            "",
                            Ground.Kind.TEMPLATE,
                            part.templateId().toString(),
                            part.name(),
                            part.response(),
                            part.confidence()))
                    .toList();
        }

        /// What templates say to some of what is asked stands before what was looked up for the rest.
        private List<Ground> withApproved(List<Match.Part> parts) {
            return Lookup.numbered(both(approved(parts), looked), 0);
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
                request = known ? null : worded.request();
                var found = looked;
                looked = worded.grounds();
                var reply = worded.text();
                if (reply == null) return null;
                following.doing(Step.CHECKING);
                var checks = new OutputChecks(
                                worded.grounds(), language(), version.setup().longest(), worded.instructions())
                        .of(reply);
                if (ModelAnswers.isFormal(version, asked)) checks = both(checks, List.of(OutputChecks.register(reply)));
                tries.add(checks);
                if (OutputChecks.passed(checks)) {
                    if (!known) key.ifPresent(one -> earlier.keep(one, worded.unasked(), found));
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
            var pieces = Pieces.of(text);
            var drafts = pieces.size() == 1
                    ? draft(text, looked, open).stream().toList()
                    : pieces.stream()
                            .flatMap(piece -> piece(piece, open).stream())
                            .toList();
            var draft = OfflineAnswers.together(drafts).orElse(null);
            if (draft == null) return null;
            int longest = version == null ? LONGEST : Math.max(version.setup().longest(), 400);
            var checks = new OutputChecks(draft.used(), language(), longest, null).of(draft.text());
            tries.add(checks);
            if (!OutputChecks.passed(checks)) return null;
            // Who asked two things and is told one has been told too little: a person says the rest.
            double confidence =
                    drafts.size() == pieces.size() ? draft.confidence() : Math.min(PART_OF_IT, draft.confidence());
            return judged(draft.text(), draft.source(), confidence, draft.used(), checks);
        }

        /// What answers one of several questions: a template or what is found for it.
        private Optional<OfflineAnswers.Draft> piece(String piece, boolean open) {
            if (transactions.inside(asked.company(), () -> match(piece)) instanceof Match.Answered answered) {
                var ground = Lookup.numbered(approved(List.of(answered.part())), looked.size());
                looked = both(looked, ground);
                return Optional.of(new OfflineAnswers.Draft(
                        answered.text(),
                        AnswerSource.TEMPLATE,
                        Math.max(sure().send(), answered.confidence()),
                        ground));
            }
            var grounds = lookup.grounds(asked, piece, language(), looked.size());
            looked = both(looked, grounds);
            return draft(piece, grounds, open);
        }

        private Optional<OfflineAnswers.Draft> draft(String question, List<Ground> grounds, boolean open) {
            return OfflineAnswers.draft(question, language(), grounds, open).or(() -> {
                if (!Topic.isAskedOfNothing(question)) return Optional.empty();
                var some = Lookup.numbered(lookup.choices(asked), looked.size());
                looked = both(looked, some);
                return OfflineAnswers.which(language(), some);
            });
        }

        private Answer judged(
                String reply, AnswerSource source, double confidence, List<Ground> used, List<Check> checks) {
            if (reply.equals(asked.lastAnswer())) return handOff("repeated");
            if (confidence < sure().offer()) return handOff("not_sure");
            boolean sure = confidence >= sure().send() && rule == null;
            return end(sure ? Action.SEND : Action.SUGGEST, reply, source, confidence, source.value(), used, checks);
        }

        private Certainty sure() {
            return version == null ? Certainty.USUAL : version.setup().sure();
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
                    request,
                    List.of());
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
