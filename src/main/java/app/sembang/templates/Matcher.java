package app.sembang.templates;

import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.LATIN;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingInt;

import app.sembang.language.Cues;
import app.sembang.language.LanguageDecision;
import app.sembang.language.Languages;
import app.sembang.language.Phrases;
import app.sembang.language.Phrases.Found;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import app.sembang.language.Span;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import app.sembang.templates.ExampleIndex.Near;
import app.sembang.templates.Match.Reason;
import app.sembang.templates.Profiles.Kinship;
import app.sembang.templates.ResponseText.Malformed;
import app.sembang.templates.TemplateStore.Eligible;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the template that answers a message, among those of one company, compiled once. Says
/// nothing when it is unsure: an answer that is beside the point costs more than a person's minute.
final class Matcher {
    /// From this score on a template fits.
    static final double ACCEPTED = 0.62;

    /// From this score on where something is asked: then only what is the question.
    private static final double ASKED = 0.6;

    /// From this score on a second topic is too clear to be passed over.
    static final double NOTICED = 0.45;

    /// Below this a template has nothing to do with the message.
    static final double MENTIONED = 0.2;

    /// From this score on one fits where something is asked and no other one comes near.
    private static final double ALONE = 0.54;

    /// The same where something is spoken of that no template knows.
    private static final double ALONE_AMONG_OTHER_THINGS = 0.56;

    /// So far behind the best nothing comes near it.
    private static final double FAR_BEHIND = 0.15;

    /// Templates of one topic that lie within this of the best fit equally well; then the company's wish decides.
    static final double TIE = 0.08;

    /// Preferred, then priority, then what lies nearest the company; the id leaves nothing to chance.
    private static final Comparator<Fit> ORDER = comparing(
                    (Fit fit) -> !fit.template.selection().preferred())
            .thenComparing(Fit::priority, Comparator.reverseOrder())
            .thenComparing(fit -> fit.template.global())
            .thenComparing(fit -> !fit.template.recommended())
            .thenComparing(fit -> !fit.inReplyLanguage)
            .thenComparing(fit -> fit.template.id());

    /// What a word says that no list holds: most such are names of things to be had.
    private static final double NAME_LIKE = 0.4;

    /// What is said in other words is never as sure as what is said in the template's own.
    private static final double SUREST_BY_CONCEPT = 0.9;

    /// What a single word of a pattern says in a question: who asks speaks of it, who tells may only mention it.
    private static final double ASKED_WORD = 0.75;

    /// What a word of grammar or courtesy says where it is part of a topic: "how much", "boleh kurang".
    private static final double PART_OF_TOPIC = 0.5;

    private static final double DETAIL = 0.2;
    private static final Set<String> JOINERS =
            Set.of("and", "also", "dan", "serta", "lagi", "和", "跟", "与", "还", "மற்றும்", "apparam");

    private static final Set<String> ANDS = Set.of("and", "dan", "和", "மற்றும்");

    /// From here on what is spoken of is the same, whatever the words.
    private static final double RELATED = 0.68;

    /// So few words name a topic without a question.
    private static final int BRIEF = 4;

    /// That nothing is asked.
    private static final String STATEMENT = "statement";

    /// That something has come to pass.
    private static final String RECOUNT = "recount";

    /// What a question asks by its question word alone, whatever it is asked of: how much, when, where.
    private static final Set<String> BY_QUESTION_WORD = Set.of("@price", "@hours", "@location");

    /// What is said of anything, and so does not tell that something else is meant: to have it, to order, to come.
    private static final Set<String> CARRIERS = Set.of(
            "@stock", "@order", "@spec", "@free", "@appointment", "@visit", "@contact", "@recommend", "@coverage");

    /// That somebody wants to complain, which is never only what something is about.
    private static final String COMPLAINT = "@complaint";

    /// How surely the only template that answers such a question fits it, whatever else is said.
    private static final double ASKED_FOR = 0.66;

    /// How surely the only template with a phrase whose topics are all said fits a question of other words.
    private static final double SOLE = 0.56;

    /// How much of what is said such a template has to know.
    private static final double COVERED = 0.4;

    /// The same where something is spoken of that no template knows.
    private static final double COVERED_AMONG_OTHER_THINGS = 0.6;

    /// From here on a template as a whole is about what is asked.
    private static final double KIN = 0.28;

    /// The same where something is spoken of that no template knows.
    private static final double KIN_AMONG_OTHER_THINGS = 0.35;

    /// So much more than any other template is about it.
    private static final double NEXT_OF_KIN = 0.25;

    /// From here on it is, whatever else is said.
    private static final double NEAREST_OF_KIN = 0.8;

    private static final double FAR_FROM_OTHERS = 0.5;

    /// How much of what is said it has to know.
    private static final double COVERED_BY_KIN = 0.2;

    private static final double A_WORD_IN_PASSING = 1.5;

    /// From here on the message says what the example says, its no included.
    private static final double ALIKE = 0.8;

    /// From here on it says nothing beside what the example says.
    private static final double THE_SAME = 0.95;

    private final CompanyProfile company;
    private final Placeholders placeholders;

    /// What the company wants beyond what is usual.
    private final double sureFrom;
    private final Vocabulary vocabulary = new Vocabulary();
    private final Phrases<Variant> patterns =
            new Phrases<>(token -> Languages.isFunctionWord(token) || Cues.isAside(token));
    private final ExampleIndex<Variant> examples = new ExampleIndex<>();
    private final Profiles profiles = new Profiles();
    private final Map<TemplateId, Map<Language, List<ResponseText>>> responses = new HashMap<>();
    private final Set<String> companyWords = new HashSet<>();

    /// Of each topic, all that phrases which speak of it speak of.
    private final Map<String, Set<Set<String>>> topics = new HashMap<>();

    /// Whose phrases speak of just these topics.
    private final Map<Set<String>, Set<TemplateId>> speakers = new HashMap<>();

    Matcher(CompanyProfile company, List<Eligible> templates, List<TemplateVariable> variables) {
        this(company, templates, variables, new TemplateCertainty(null));
    }

    Matcher(
            CompanyProfile company,
            List<Eligible> templates,
            List<TemplateVariable> variables,
            TemplateCertainty certainty) {
        this.company = company;
        var sureFrom = certainty.sureFrom();
        this.sureFrom = sureFrom == null ? 0 : sureFrom.doubleValue();
        this.placeholders = new Placeholders(company.name(), variables);
        Reading.of(company.name()).tokens().forEach(token -> companyWords.add(token.stem()));
        templates.forEach(this::compile);
        examples.weigh();
        profiles.weigh();
    }

    /// One template in one language.
    ///
    /// @param courtesy whether it answers a greeting or thanks and nothing more
    /// @param excused what its own phrases say, so that it cannot speak against it
    /// @param typed what its patterns are written in, whatever language it stands under
    private record Variant(
            Template template,
            Language language,
            @Nullable String unusedBecause,
            Set<String> words,
            Set<String> concepts,
            boolean courtesy,
            Set<String> excused,
            Set<Language> typed) {
        boolean isUsed() {
            return unusedBecause == null;
        }
    }

    private void compile(Eligible eligible) {
        var template = eligible.template();
        var byLanguage = responses.computeIfAbsent(template.id(), unseen -> new EnumMap<>(Language.class));
        template.wordings().forEach((language, wording) -> {
            byLanguage.put(language, responses(wording, template.selection().modifications()));
            var phrases = wording.patterns().stream()
                    .map(pattern -> Reading.of(pattern).tokens())
                    .toList();
            var samples = wording.examples().stream()
                    .map(example -> Reading.of(example).tokens())
                    .toList();
            boolean told = wording.examples().stream().anyMatch(example -> !asks(example));
            boolean courtesy = template.category().isCourtesy()
                    || (!phrases.isEmpty() && phrases.stream().allMatch(Matcher::isPolite));
            var variant = new Variant(
                    template,
                    language,
                    eligible.unusedBecause(),
                    new HashSet<>(),
                    new HashSet<>(),
                    courtesy,
                    excused(template.category(), phrases, samples, told),
                    typed(phrases));
            phrases.forEach(tokens -> {
                patterns.add(tokens, variant);
                compile(variant, tokens);
            });
            samples.forEach(tokens -> compile(variant, tokens));
            Stream.of(template.name(), template.context())
                    .filter(Objects::nonNull)
                    .forEach(about -> compileTold(variant, about));
        });
    }

    /// A template's name, and when its author says it is for, tell what it is about: what they speak of counts like a
    /// phrase, their words do not.
    private void compileTold(Variant variant, String told) {
        var tokens = Reading.of(told).tokens();
        var features = Features.of(tokens, Cues.in(tokens), true).conceptsAlone();
        if (!features.all().isEmpty() && !variant.courtesy) add(variant, features);
    }

    private static boolean isPolite(List<Token> tokens) {
        var cues = Cues.in(tokens);
        return !tokens.isEmpty() && IntStream.range(0, tokens.size()).allMatch(cues::isPolite);
    }

    /// A template whose patterns tell of damage answers those who tell of damage.
    private static Set<String> excused(
            Category category, List<List<Token>> phrases, List<List<Token>> samples, boolean told) {
        var excused = new HashSet<String>();
        var cues =
                (phrases.isEmpty() ? samples : phrases).stream().map(Cues::in).toList();
        if (cues.stream().anyMatch(cue -> cue.problemBeside(List.of()))) excused.addAll(List.of("problem", STATEMENT));
        if (cues.stream().anyMatch(cue -> cue.doneBeside(List.of()))) excused.add("already_done");
        if (cues.stream().anyMatch(Cues::asksForPerson)) excused.add("human_request");
        if (cues.stream().anyMatch(Cues::denies)) excused.add("negation");
        if (told || category == Category.OBJECTION_HANDLING) excused.add(STATEMENT);
        if (told || cues.stream().anyMatch(cue -> cue.recountsBeside(List.of()))) excused.add(RECOUNT);
        return excused;
    }

    private static boolean asks(String text) {
        return Cues.in(Reading.of(text).tokens()).asks(text);
    }

    private static Set<Language> typed(List<List<Token>> phrases) {
        return phrases.stream()
                .map(phrase -> Languages.mix(phrase).primary())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private void compile(Variant variant, List<Token> tokens) {
        if (variant.isUsed()) vocabulary.learn(tokens, variant.words);
        add(variant, Features.of(tokens, Cues.in(tokens), true));
    }

    private void add(Variant variant, Features features) {
        features.concepts().forEach(concept -> variant.concepts.add(concept.meaning()));
        examples.add(variant, features);
        if (!variant.isUsed()) return;
        var spoken = topicsOf(features);
        spoken.forEach(topic ->
                topics.computeIfAbsent(topic, unseen -> new HashSet<>()).add(spoken));
        speakers.computeIfAbsent(spoken, unseen -> new HashSet<>()).add(variant.template.id());
        profiles.add(variant.template.id(), features);
    }

    /// What could not be sent as it stands, or names an unknown placeholder, is as if it were not there.
    private List<ResponseText> responses(Wording wording, @Nullable Modifications modifications) {
        return Stream.concat(Stream.of(wording.response()), wording.variations().stream())
                .map(text -> modifications == null ? text : modifications.applyTo(text))
                .flatMap(text -> parse(text).stream())
                .filter(response -> response.variables().stream().allMatch(placeholders::knows))
                .toList();
    }

    private static Optional<ResponseText> parse(String text) {
        try {
            return Optional.of(ResponseText.parse(text));
        } catch (Malformed unusable) {
            return Optional.empty();
        }
    }

    LanguageDecision decideLanguage(String text, @Nullable Language conversation) {
        return Languages.decide(Reading.of(text), conversation, company.languages());
    }

    Match match(Question question, Instant now) {
        return match(question, null, now);
    }

    /// @param pinned the language to answer in whatever the message is written in
    Match match(Question question, @Nullable Language pinned, Instant now) {
        var reading = Reading.of(question.text());
        var decided = Languages.decide(reading, question.language(), company.languages());
        var decision = pinned == null ? decided : new LanguageDecision(decided.mix(), pinned);
        var tokens = vocabulary.corrected(reading.tokens());
        var cues = Cues.in(tokens);
        if (reading.truncated()) return abstained(Reason.TOO_LONG, decision, List.of());
        if (tokens.stream().allMatch(Token::isNumber)) return abstained(Reason.NO_WORDS, decision, List.of());
        var fits = fits(tokens, cues, question, decision, now);
        if (cues.asksForPerson()) {
            fits.forEach(fit -> fit.reject("human_request"));
            return abstained(Reason.HUMAN_REQUEST, decision, fits);
        }
        return choose(fits, question, decision);
    }

    private Match choose(List<Fit> fits, Question question, LanguageDecision decision) {
        var inUse = fits.stream().filter(fit -> fit.variant.isUsed()).toList();
        admitAlone(inUse);
        passOver(fits);
        fits.stream()
                .filter(fit -> fit.rejectedBecause.isEmpty() && fit.rounded() < sureFrom)
                .forEach(fit -> fit.reject("below_threshold"));
        var accepted =
                fits.stream().filter(fit -> fit.rejectedBecause.isEmpty()).toList();
        if (accepted.isEmpty()) {
            return abstained(inUse.isEmpty() ? Reason.NO_TEMPLATE : Reason.UNSURE, decision, fits);
        }
        var best = accepted.getFirst();
        if (best.leavesQuestion(best.explained) || fits.stream().anyMatch(fit -> fit.isAnotherTopicThan(best))) {
            return several(accepted, fits, question, decision);
        }
        var order = accepted.stream()
                .sorted(comparing((Fit fit) -> fit.score < best.score - TIE || !fit.sharesTopicWith(best))
                        .thenComparing(ORDER))
                .toList();
        for (var fit : order) {
            var text = fit.text(question);
            if (text.isEmpty()) {
                fit.reject("no_text");
                continue;
            }
            order.stream()
                    .filter(other -> other.rejectedBecause.isEmpty() && other != fit)
                    .forEach(other -> other.reject(other.score < best.score - TIE ? "lower_score" : "ordered_after"));
            return answered(fit, text.get(), decision, fits);
        }
        return abstained(Reason.UNSURE, decision, fits);
    }

    /// What a template would answer that the company does not use is not for the next best of the library, which means
    /// something else. The company's own may be what stands in its place.
    private static void passOver(List<Fit> fits) {
        var unused = fits.stream().filter(Fit::isLeftOut).toList();
        fits.stream()
                .filter(fit -> fit.template.global() && fit.rejectedBecause.isEmpty())
                .filter(fit ->
                        unused.stream().anyMatch(better -> fit.score < better.score && fit.sharesTopicWith(better)))
                .forEach(fit -> fit.reject("unused_fits_better"));
    }

    /// What nothing else comes near needs to be less sure: there is nothing it could be mistaken for. Nor could a
    /// template that as a whole is about what is asked, and no other one is.
    private static void admitAlone(List<Fit> fits) {
        if (fits.isEmpty() || fits.stream().anyMatch(fit -> fit.rejectedBecause.isEmpty())) return;
        fits.stream()
                .filter(fit -> fit.nextOfKin)
                .filter(fit -> fit.rejectedBecause.equals(List.of("below_threshold")))
                .findFirst()
                .ifPresent(fit -> fit.rejectedBecause.clear());
        if (fits.stream().anyMatch(fit -> fit.rejectedBecause.isEmpty())) return;
        var best = fits.getFirst();
        boolean near =
                best.score >= (best.message.foreign ? ALONE_AMONG_OTHER_THINGS : ALONE) && best.message.features.asks();
        boolean alone = fits.size() == 1 || fits.get(1).score < best.score - FAR_BEHIND;
        if (near && alone && best.rejectedBecause.equals(List.of("below_threshold"))) best.rejectedBecause.clear();
    }

    /// Several things are asked: no template answers alone, but each has its own.
    private static Match several(List<Fit> accepted, List<Fit> fits, Question question, LanguageDecision decision) {
        var topics = new ArrayList<Fit>();
        for (var fit : accepted) {
            if (topics.stream().allMatch(fit::isAnotherTopicThan)) topics.add(fit);
        }
        var explained = new BitSet();
        topics.forEach(fit -> explained.or(fit.explained));
        boolean open = topics.getFirst().leavesQuestion(explained)
                || fits.stream()
                        .filter(fit -> !topics.contains(fit))
                        .anyMatch(fit -> topics.stream().allMatch(fit::isAnotherTopicThan));
        var parts = topics.stream()
                .sorted(comparingInt(fit -> fit.matched.nextSetBit(0)))
                .flatMap(topic -> accepted.stream()
                        .filter(fit -> fit.score >= topic.score - TIE && fit.sharesTopicWith(topic))
                        .min(ORDER)
                        .stream())
                .distinct()
                .flatMap(fit -> fit.text(question).stream().map(fit::part))
                .toList();
        boolean oneLanguage =
                parts.stream().map(Match.Part::language).distinct().count() == 1;
        accepted.forEach(fit -> fit.reject("two_intents"));
        return new Match.Abstained(
                Reason.TWO_INTENTS,
                decision.mix(),
                decision.reply(),
                fits.stream().map(Fit::candidate).toList(),
                parts,
                !open && oneLanguage && parts.size() > 1 && parts.size() == topics.size());
    }

    private static Match answered(Fit fit, Fit.Sendable text, LanguageDecision decision, List<Fit> fits) {
        return new Match.Answered(
                fit.template.id(),
                fit.template.version(),
                fit.template.name(),
                fit.template.category(),
                text.text(),
                fit.rounded(),
                !fit.byPattern && fit.likeness < ALIKE,
                fit.spans(),
                decision.mix(),
                text.language(),
                fits.stream().map(Fit::candidate).toList());
    }

    private static Match abstained(Reason reason, LanguageDecision decision, List<Fit> fits) {
        return new Match.Abstained(
                reason,
                decision.mix(),
                decision.reply(),
                fits.stream().map(Fit::candidate).toList(),
                List.of(),
                false);
    }

    private List<Fit> fits(List<Token> tokens, Cues cues, Question question, LanguageDecision decision, Instant now) {
        var evidence = new LinkedHashMap<Variant, Evidence>();
        var found = patterns.in(tokens);
        var withinLonger = Phrases.lyingWithinOneOf(found, tokens.size());
        for (var match : found) {
            boolean inside = tokens.get(match.from()).script() == HAN
                    && (cues.isPartOfLongerWord(match) || withinLonger.test(match));
            if (!inside)
                evidence.computeIfAbsent(match.meaning(), Evidence::new)
                        .patterns
                        .add(match);
        }
        var features = Features.of(tokens, cues, cues.asks(question.text()));
        for (var near : examples.near(features)) {
            evidence.computeIfAbsent(near.example().owner(), Evidence::new).near = near;
        }
        var said = topicsOf(features);
        var message =
                Message.of(tokens, features, cues, names(question), decision, now, question.outlet(), foreign(said));
        var sole = sole(said);
        var courtesy = new BitSet();
        evidence.values().stream()
                .filter(variant -> variant.variant.courtesy && variant.variant.isUsed())
                .forEach(variant -> variant.patterns.forEach(match -> courtesy.set(match.from(), match.to())));
        var best = new HashMap<TemplateId, Fit>();
        var kinship = profiles.near(features);
        for (var variant : evidence.values()) {
            var fit = new Fit(
                    message,
                    variant,
                    courtesy,
                    sole != null && variant.variant.template.id().equals(sole.template) ? sole : null,
                    kinship);
            if (fit.score < MENTIONED) continue;
            best.merge(fit.template.id(), fit, (one, other) -> one.score >= other.score ? one : other);
        }
        return best.values().stream()
                .sorted(comparingDouble((Fit fit) -> -fit.score).thenComparing(ORDER))
                .toList();
    }

    private static Set<String> topicsOf(Features features) {
        return features.concepts().stream()
                .map(Found::meaning)
                .filter(meaning -> !Concepts.isDetail(meaning))
                .collect(Collectors.toSet());
    }

    /// The template that has a phrase all of whose topics the message speaks of, where all other such phrases speak of
    /// fewer of them: "how much is the deposit" asks for the deposit and not for the price.
    private @Nullable Sole sole(Set<String> said) {
        Set<String> widest = Set.of();
        var fitting = new ArrayList<Set<String>>();
        for (var topic : said) {
            for (var spoken : topics.getOrDefault(topic, Set.of())) {
                if (!said.containsAll(spoken)) continue;
                fitting.add(spoken);
                if (spoken.size() > widest.size()) widest = spoken;
            }
        }
        var owners = speakers.getOrDefault(widest, Set.of());
        boolean alone =
                !widest.isEmpty() && owners.size() == 1 && fitting.stream().allMatch(widest::containsAll);
        return alone ? new Sole(owners.iterator().next(), widest) : null;
    }

    /// Speaks of something known of which none of the templates does.
    private boolean foreign(Set<String> said) {
        return said.stream().anyMatch(topic -> !CARRIERS.contains(topic) && !topics.containsKey(topic));
    }

    private record Sole(TemplateId template, Set<String> topics) {
        boolean askedByWord() {
            return topics.stream().anyMatch(BY_QUESTION_WORD::contains);
        }
    }

    /// What a customer, an agent or the company is called asks nothing.
    private Set<String> names(Question question) {
        var names = new HashSet<>(companyWords);
        question.values().forEach((name, value) -> {
            if (name.endsWith("_name")) Reading.of(value).tokens().forEach(token -> names.add(token.stem()));
        });
        return names;
    }

    /// @param weights how much each word says of what is asked
    /// @param foreign whether it speaks of something known of which no template does
    @SuppressWarnings("ArrayRecordComponent") // read by place, never compared
    private record Message(
            List<Token> tokens,
            Features features,
            Cues cues,
            Set<String> names,
            LanguageDecision decision,
            Instant now,
            @Nullable OutletId outlet,
            double[] weights,
            boolean foreign) {
        static Message of(
                List<Token> tokens,
                Features features,
                Cues cues,
                Set<String> names,
                LanguageDecision decision,
                Instant now,
                @Nullable OutletId outlet,
                boolean foreign) {
            var details = new BitSet();
            for (var concept : features.concepts()) {
                if (Concepts.isDetail(concept.meaning())) details.set(concept.from(), concept.to());
            }
            var topics = new BitSet();
            for (var concept : features.concepts()) {
                if (!Concepts.isDetail(concept.meaning())) topics.set(concept.from(), concept.to());
            }
            var weights = new double[tokens.size()];
            for (int at = 0; at < weights.length; at++) {
                boolean silent = cues.isPolite(at)
                        || cues.isPlace(at)
                        || names.contains(tokens.get(at).stem());
                double weight = silent ? 0 : weight(tokens.get(at), details.get(at));
                double least = topics.get(at) ? PART_OF_TOPIC : 0;
                weights[at] = Math.max(weight, tokens.get(at).script() == HAN ? least / 2 : least);
            }
            return new Message(tokens, features, cues, names, decision, now, outlet, weights, foreign);
        }

        private static double weight(Token token, boolean detail) {
            if (token.isAddress() || Languages.isFunctionWord(token)) return 0;
            if (token.isNumber()) return 0.2;
            double whole = token.script() == HAN ? 0.5 : 1;
            boolean letter = token.script() == LATIN && token.word().length() == 1;
            if (detail || letter) return DETAIL * whole;
            boolean listed = token.script() != LATIN || Languages.isKnown(token);
            return listed ? whole : NAME_LIKE;
        }
    }

    /// What in the message speaks for a template in one language.
    private static final class Evidence {
        private final Variant variant;
        private final List<Found<Variant>> patterns = new ArrayList<>();
        private @Nullable Near<Variant> near;

        Evidence(Variant variant) {
            this.variant = variant;
        }

        double likeness() {
            return near == null ? 0 : near.likeness();
        }

        double relation() {
            return near == null || variant.courtesy ? 0 : near.relation();
        }

        Features example() {
            return near == null ? Features.NONE : near.example().features();
        }
    }

    /// How well a template fits the message, and what speaks against it.
    private final class Fit {
        private final Message message;
        private final Variant variant;
        private final Template template;
        private final List<Found<Variant>> found;
        private final BitSet matched = new BitSet();

        /// Also what the template's most alike example speaks of.
        private final BitSet explained = new BitSet();

        private final double score;
        private double coverage;
        private final Features example;
        private final boolean byPattern;
        private final boolean byConcept;
        private final double likeness;
        /// Whether what is asked is what this template is about, and what no other one is.
        private final boolean nextOfKin;

        private final boolean inReplyLanguage;
        private final List<String> rejectedBecause = new ArrayList<>();

        private record Sendable(String text, Language language) {}

        Fit(Message message, Evidence evidence, BitSet courtesy, @Nullable Sole sole, Kinship kinship) {
            this.message = message;
            this.variant = evidence.variant;
            this.template = variant.template;
            this.found = longest(evidence.patterns);
            this.byPattern = !found.isEmpty();
            found.forEach(match -> matched.set(match.from(), match.to()));
            this.example = evidence.example();
            this.likeness = evidence.likeness();
            this.byConcept = evidence.relation() >= RELATED;
            if (!byPattern) mark(matched);
            explained.or(matched);
            if (evidence.likeness() >= ACCEPTED || byConcept) mark(explained);
            double score = score(evidence.likeness(), evidence.relation());
            double least = sole == null
                            || !message.features.asks()
                            || coverage < (message.foreign ? COVERED_AMONG_OTHER_THINGS : COVERED)
                    ? 0
                    : sole.askedByWord() ? ASKED_FOR : SOLE;
            this.nextOfKin = isNextOfKin(kinship);
            this.score = Math.max(nextOfKin ? MENTIONED : 0, Math.max(least, score));
            this.inReplyLanguage = !responses(message.decision.reply()).isEmpty();
            weigh(courtesy);
        }

        /// Overlapping matches of one template count once.
        private List<Found<Variant>> longest(List<Found<Variant>> matches) {
            var taken = new BitSet();
            var longest = new ArrayList<Found<Variant>>();
            var byLength = matches.stream()
                    .sorted(comparingInt((Found<Variant> match) -> match.from() - match.to())
                            .thenComparingInt(Found::from))
                    .toList();
            for (var match : byLength) {
                if (!taken.get(match.from(), match.to()).isEmpty()) continue;
                taken.set(match.from(), match.to());
                longest.add(match);
            }
            return longest;
        }

        /// What the message has in common with the template's most alike example.
        private void mark(BitSet marks) {
            for (int at = 0; at < message.tokens.size(); at++) {
                if (example.tellOf(message.tokens, at)) marks.set(at);
            }
            for (var concept : message.features.concepts()) {
                boolean shared = example.all().contains(concept.meaning());
                if (shared) marks.set(concept.from(), concept.to());
            }
        }

        private double score(double likeness, double relation) {
            double unlikely = 1;
            for (var match : found) unlikely *= 1 - specificity(match);
            double pattern = 1 - unlikely;
            double inPattern = 0;
            double known = 0;
            double total = 0;
            for (int at = 0; at < message.tokens.size(); at++) {
                double weight = message.weights[at];
                if (byPattern && matched.get(at)) {
                    weight = Math.max(weight, message.tokens.get(at).script() == HAN ? 0.4 : 0.75);
                    inPattern += weight;
                } else if (explained.get(at)) {
                    known += weight;
                } else if (isKnown(at)) {
                    known += 0.8 * weight;
                }
                total += weight;
            }
            coverage = total == 0 ? 1 : (inPattern + known) / total;
            boolean saysNothingElse = byPattern && pattern >= 0.6 && inPattern == total;
            double byPatterns =
                    !byPattern ? 0 : saysNothingElse ? 0.9 + 0.1 * pattern : 0.65 * pattern + 0.35 * coverage;
            double byExample = likeness < 0.5 ? 0 : 0.75 * likeness + 0.25 * coverage;
            double byConcepts = byConcept ? SUREST_BY_CONCEPT * relation * (0.5 + 0.5 * coverage) : 0;
            boolean tells = !message.features.asks() && message.tokens.size() > BRIEF;
            if (tells && !variant.excused.contains(STATEMENT)) {
                byPatterns *= 0.9;
                byExample *= 0.9;
                byConcepts *= 0.8;
            }
            double best = Math.max(byPatterns, Math.max(byExample, byConcepts));
            double other = best == byPatterns ? Math.max(likeness * 0.6, byConcepts) : byPatterns;
            return Math.min(1, best + (1 - best) * 0.25 * other);
        }

        private boolean isKnown(int at) {
            if (variant.words.contains(message.tokens.get(at).stem())) return true;
            return message.features.concepts().stream()
                    .anyMatch(concept ->
                            concept.from() <= at && at < concept.to() && variant.concepts.contains(concept.meaning()));
        }

        /// The longer the phrase, the surer what it means; one word of grammar means next to nothing.
        private double specificity(Found<Variant> match) {
            double words = 0;
            for (int at = match.from(); at < match.to(); at++) {
                words += message.tokens.get(at).script() == HAN ? 0.5 : 1;
            }
            words -= match.skipped();
            boolean grammar = match.to() - match.from() == 1
                    && message.tokens.get(match.from()).script() != HAN
                    && Languages.isFunctionWord(message.tokens.get(match.from()));
            if (grammar) return 0.3;
            if (words >= 3) return 0.9;
            if (words >= 2) return 0.8;
            if (words >= 1.5) return 0.75;
            return message.features.asks() ? ASKED_WORD : 0.62;
        }

        private void weigh(BitSet courtesy) {
            if (variant.unusedBecause != null) reject(variant.unusedBecause);
            if (isOfAnotherOutlet()) reject("outlet");
            if (isOutOfDate()) reject("not_in_date");
            if (isNegated()) reject("negation");
            if (complains()) reject("problem");
            if (!variant.excused.contains("problem") && message.cues.asksWhyNot()) reject("problem");
            if (!variant.excused.contains("already_done") && message.cues.doneBeside(found)) reject("already_done");
            boolean recounts = !message.features.asks() && message.cues.recountsBeside(found);
            if (!variant.excused.contains(RECOUNT) && recounts) reject("already_done");
            if (variant.courtesy && leavesResidue(courtesy)) reject("residue");
            if (score < (message.features.asks() ? ASKED : ACCEPTED)) reject("below_threshold");
            if (acceptable().isEmpty()) reject("no_version_in_language");
        }

        private boolean isNextOfKin(Kinship kinship) {
            double own = kinship.of(template.id());
            double ahead = own - kinship.bestBeside(own);
            return (message.features.asks() || variant.excused.contains("problem"))
                    && !variant.courtesy
                    && own >= (message.foreign ? KIN_AMONG_OTHER_THINGS : KIN)
                    && ahead >= NEXT_OF_KIN
                    && (coverage >= (message.foreign ? COVERED : COVERED_BY_KIN) || isNearestOfKin(own, ahead))
                    && !complains()
                    && !message.cues.doneBeside(List.of())
                    && (!message.foreign || sharesMoreThanCarriers());
        }

        /// However much else is told, nothing but this can be asked.
        private boolean isNearestOfKin(double own, double ahead) {
            return byConcept && own >= NEAREST_OF_KIN && ahead >= FAR_FROM_OTHERS;
        }

        private boolean sharesMoreThanCarriers() {
            return topicsOf(message.features).stream()
                    .anyMatch(topic -> !CARRIERS.contains(topic) && variant.concepts.contains(topic));
        }

        /// Whether something went wrong beside what the template is about.
        private boolean complains() {
            if (variant.excused.contains("problem")) return false;
            var topics = message.features.concepts().stream()
                    .filter(concept -> !Concepts.isDetail(concept.meaning())
                            && !concept.meaning().equals(COMPLAINT))
                    .filter(concept -> variant.concepts.contains(concept.meaning()))
                    .toList();
            return message.cues.problemBeside(found, topics);
        }

        private boolean isOfAnotherOutlet() {
            var only = template.selection().outletId();
            return only != null && !only.equals(message.outlet);
        }

        private boolean isOutOfDate() {
            var from = template.validFrom();
            var to = template.validTo();
            return (from != null && message.now.isBefore(from)) || (to != null && !message.now.isBefore(to));
        }

        private boolean isNegated() {
            if (example.denies() && likeness >= ALIKE) return false;
            if (byPattern) return found.stream().anyMatch(this::isNegated);
            return !example.denies()
                    && !matched.isEmpty()
                    && message.cues.negates(matched.nextSetBit(0), matched.length());
        }

        /// A no before or behind the phrase, or one that stands in it and is not its own: "I don't want to order".
        private boolean isNegated(Found<Variant> match) {
            boolean within =
                    match.skipped() > 0 && !variant.excused.contains("negation") && message.cues.deniesIn(match);
            return within || message.cues.negates(match.from(), match.to());
        }

        private boolean leavesResidue(BitSet courtesy) {
            for (int at = 0; at < message.tokens.size(); at++) {
                var token = message.tokens.get(at);
                boolean explained = matched.get(at)
                        || courtesy.get(at)
                        || message.cues.isPolite(at)
                        || message.names.contains(token.stem());
                if (!explained) return true;
            }
            return false;
        }

        void reject(String reason) {
            if (!rejectedBecause.contains(reason)) rejectedBecause.add(reason);
        }

        int priority() {
            var own = template.selection().priority();
            return own == null ? template.priority() : own;
        }

        boolean sharesTopicWith(Fit other) {
            return matched.intersects(other.matched) || variant.courtesy;
        }

        /// Asks for something else in the same message, clearly enough to need an answer of its own.
        boolean isAnotherTopicThan(Fit best) {
            if (this == best || sharesTopicWith(best) || best.variant.courtesy) return false;
            if (isExplainedBy(best)) return false;
            boolean onlyWeak = rejectedBecause.equals(List.of("below_threshold"));
            boolean noticed = byPattern || (byConcept && isJoinedTo(best));
            return rejectedBecause.isEmpty() || isLeftOut() || (onlyWeak && noticed && score >= NOTICED);
        }

        /// Would answer, had the company not switched it off.
        boolean isLeftOut() {
            return rejectedBecause.equals(List.of(TemplateStore.SWITCHED_OFF));
        }

        /// Before or behind an "and" something is asked that nothing here explains: "how much is it and do you take
        /// AIA".
        ///
        /// @param explained which of its words answers explain
        boolean leavesQuestion(BitSet explained) {
            int end = message.tokens.size();
            return IntStream.range(0, end)
                    .filter(at -> ANDS.contains(message.tokens.get(at).word()))
                    .anyMatch(at -> (leaves(explained, 0, at) && message.cues.asksIn(at + 1, end))
                            || (leaves(explained, at + 1, end) && message.cues.asksIn(0, at)));
        }

        private boolean leaves(BitSet explained, int from, int to) {
            return message.cues.asksIn(from, to)
                    && IntStream.range(from, to)
                            .anyMatch(at -> message.weights[at] > DETAIL
                                    && (explained.get(from, to).isEmpty() || (!explained.get(at) && !isKnown(at))));
        }

        /// Stands in a clause of its own, or behind an "and".
        private boolean isJoinedTo(Fit best) {
            int mine = matched.nextSetBit(0);
            int theirs = best.matched.nextSetBit(0);
            if (mine < 0 || theirs < 0) return false;
            var tokens = message.tokens;
            if (tokens.get(mine).clause() != tokens.get(theirs).clause()) return true;
            return IntStream.range(Math.min(mine, theirs), Math.max(mine, theirs))
                    .anyMatch(at -> JOINERS.contains(tokens.get(at).word()));
        }

        private boolean isExplainedBy(Fit best) {
            if (best.likeness >= THE_SAME) return true;
            var beyond = (BitSet) matched.clone();
            beyond.andNot(best.explained);
            if (beyond.isEmpty()) return true;
            return !isJoinedTo(best) && beyond.stream().allMatch(best::isKnown);
        }

        /// The languages an answer may be written in, the best first: the one decided on, then what else was written;
        /// after a single word also the company's own.
        private List<Language> acceptable() {
            var mix = message.decision.mix();
            var own = mix.words() < A_WORD_IN_PASSING
                    ? Stream.of(company.languages().getFirst())
                    : Stream.<Language>empty();
            var written = Stream.concat(
                    Stream.of(message.decision.reply()),
                    mix.shares().entrySet().stream()
                            .filter(share -> share.getValue() >= 0.2)
                            .sorted(comparingDouble((Map.Entry<Language, Double> share) -> -share.getValue()))
                            .map(Map.Entry::getKey));
            return Stream.of(written, own, typedAmongOthers())
                    .flatMap(languages -> languages)
                    .distinct()
                    .filter(language -> company.languages().contains(language))
                    .filter(language -> !responses(language).isEmpty())
                    .toList();
        }

        /// Who types 多少钱 among the English patterns wants it answered in English.
        private Stream<Language> typedAmongOthers() {
            var decided = message.decision.reply();
            boolean typed = responses(decided).isEmpty() && variant.typed.contains(decided);
            return typed ? Stream.of(variant.language) : Stream.empty();
        }

        private List<ResponseText> responses(Language language) {
            return responses.getOrDefault(template.id(), Map.of()).getOrDefault(language, List.of());
        }

        /// The text to send, turning through the variations and past the one that was sent last.
        Optional<Sendable> text(Question question) {
            for (var language : acceptable()) {
                var responses = responses(language);
                var texts = new ArrayList<String>();
                for (int step = 0; step < responses.size(); step++) {
                    int index = (int) Math.floorMod((question.turn() + 1) / 2 + step, (long) responses.size());
                    responses
                            .get(index)
                            .render(name -> placeholders.value(name, language, question.values()))
                            .ifPresent(texts::add);
                }
                var fresh = texts.stream()
                        .filter(text -> !Objects.equals(text, question.lastText()))
                        .findFirst();
                if (!texts.isEmpty()) return Optional.of(new Sendable(fresh.orElse(texts.getFirst()), language));
            }
            return Optional.empty();
        }

        List<Span> spans() {
            var spans = new ArrayList<Span>();
            for (int at = matched.nextSetBit(0); at >= 0; at = matched.nextSetBit(at)) {
                int end = matched.nextClearBit(at);
                spans.add(new Span(
                        message.tokens.get(at).span().start(),
                        message.tokens.get(end - 1).span().end()));
                at = end;
            }
            return spans;
        }

        double rounded() {
            return Math.round(score * 1000) / 1000.0;
        }

        Match.Part part(Sendable text) {
            return new Match.Part(
                    template.id(), template.version(), template.name(), text.text(), rounded(), text.language());
        }

        Candidate candidate() {
            return new Candidate(template.id(), template.name(), rounded(), spans(), List.copyOf(rejectedBecause));
        }
    }
}
