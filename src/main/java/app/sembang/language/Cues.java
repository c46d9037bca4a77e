package app.sembang.language;

import static java.lang.Character.UnicodeScript.HAN;

import app.sembang.language.Phrases.Found;
import app.sembang.language.Reading.Token;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The signs beside a topic that change what a message means: a no, a complaint, something already done, a wish for a
/// person, mere politeness, a question.
public final class Cues {
    /// How many words may stand between a no and what it denies.
    private static final int REACH = 4;

    private static final Set<String> QUESTION_ENDS = Set.of("ke", "kah", "吗", "嗎", "么");

    private static final Phrases<Kind> ALL = new Phrases<>(token -> false);
    private static final Rules<Kind> RULES;

    enum Kind {
        NEGATION,
        NEGATION_AFTER,
        NO_NEGATION,
        PROBLEM,
        NO_PROBLEM,
        DONE,
        RECOUNT,
        HUMAN,
        POLITE,
        PARTICLE,
        PLACE,
        WHY,
        LONGER_WORD,
        ASKING,
        NO_ASKING,
        ASKING_FIRST,
        ASKING_LAST
    }

    /// Single words that may stand within a phrase without changing it: "berapa ya harga", "postage to Penang how
    /// much".
    private static final Set<String> ASIDES = new HashSet<>();

    static {
        var sections = new Lexicon(Cues.class).sections("cues.txt", "\\|");
        RULES = new Rules<>(sections, Cues::kind);
        sections.forEach((section, phrases) -> {
            if (Rules.isPartOf(section)) return;
            var kind = kind(section);
            for (var phrase : phrases) {
                var words = Reading.of(phrase).tokens();
                ALL.add(words, kind);
                boolean aside = (kind == Kind.PARTICLE || kind == Kind.PLACE) && words.size() == 1;
                if (aside) ASIDES.add(words.getFirst().stem());
            }
        });
    }

    private static Kind kind(String section) {
        return Kind.valueOf(section.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public static boolean isAside(Token token) {
        return ASIDES.contains(token.stem());
    }

    private final List<Token> tokens;
    private final Map<Kind, List<Found<Kind>>> found = new EnumMap<>(Kind.class);
    private final BitSet polite = new BitSet();
    private final BitSet places = new BitSet();

    private Cues(List<Token> tokens) {
        this.tokens = tokens;
    }

    public static Cues in(List<Token> tokens) {
        var cues = new Cues(tokens);
        var all = ALL.in(tokens);
        for (var kind : Kind.values()) {
            cues.found.put(
                    kind, all.stream().filter(cue -> cue.meaning() == kind).toList());
        }
        cues.drop(Kind.NEGATION, Kind.NO_NEGATION);
        cues.drop(Kind.NEGATION_AFTER, Kind.NO_NEGATION);
        cues.drop(Kind.PROBLEM, Kind.NO_PROBLEM);
        cues.drop(Kind.ASKING, Kind.NO_ASKING);
        for (var kind : List.of(Kind.POLITE, Kind.PARTICLE)) {
            cues.of(kind).forEach(cue -> cues.polite.set(cue.from(), cue.to()));
        }
        cues.of(Kind.PLACE).forEach(cue -> cues.places.set(cue.from(), cue.to()));
        return cues;
    }

    private void drop(Kind kind, Kind exception) {
        var exceptions = of(exception);
        found.put(
                kind,
                of(kind).stream()
                        .filter(cue -> exceptions.stream().noneMatch(cue::lies))
                        .filter(cue -> !asksYesOrNo(cue) && !(kind == Kind.NEGATION && endsInQuestion(cue)))
                        .toList());
    }

    /// "tak boleh kurang ke", 没有折扣吗: the word that closes the clause asks whether it is not so.
    private boolean endsInQuestion(Found<Kind> cue) {
        int clause = tokens.get(cue.from()).clause();
        int last = cue.to() - 1;
        while (last + 1 < tokens.size() && tokens.get(last + 1).clause() == clause) last++;
        return last >= cue.to() && QUESTION_ENDS.contains(tokens.get(last).word());
    }

    /// 有没有, 可不可以: the same character on both sides of the no makes a question of it.
    private boolean asksYesOrNo(Found<Kind> cue) {
        for (int at = cue.from(); at < cue.to(); at++) {
            boolean between = at > 0 && at + 1 < tokens.size();
            if (between
                    && tokens.get(at).script() == HAN
                    && "不没".contains(tokens.get(at).word())
                    && tokens.get(at - 1).word().equals(tokens.get(at + 1).word())) {
                return true;
            }
        }
        return false;
    }

    private List<Found<Kind>> of(Kind kind) {
        return found.getOrDefault(kind, List.of());
    }

    public boolean denies() {
        return !of(Kind.NEGATION).isEmpty() || !of(Kind.NEGATION_AFTER).isEmpty();
    }

    /// Whether something is asked or wanted.
    public boolean asks() {
        return !of(Kind.ASKING).isEmpty()
                || of(Kind.ASKING_FIRST).stream().anyMatch(this::begins)
                || of(Kind.ASKING_LAST).stream().anyMatch(this::ends);
    }

    /// The same of the text these were found in, where a question mark says it too.
    public boolean asks(String text) {
        return text.indexOf('?') >= 0 || text.indexOf('？') >= 0 || asks();
    }

    /// Opens its clause, a greeting aside: "hi, is breakfast included", "sis do you ship".
    private boolean begins(Found<Kind> cue) {
        int before = cue.from() - 1;
        while (before >= 0 && isPolite(before)) before--;
        return before < 0
                || tokens.get(before).clause() != tokens.get(cue.from()).clause();
    }

    /// Closes its clause, a form of address aside: "halal ke kak".
    private boolean ends(Found<Kind> cue) {
        int after = cue.to();
        while (after < tokens.size() && isPolite(after)) after++;
        return after == tokens.size()
                || tokens.get(after).clause() != tokens.get(cue.from()).clause();
    }

    public boolean asksIn(int from, int to) {
        return of(Kind.ASKING).stream().anyMatch(cue -> from <= cue.from() && cue.to() <= to)
                || of(Kind.ASKING_FIRST).stream().anyMatch(cue -> from <= cue.from() && cue.to() <= to && begins(cue));
    }

    /// Whether something went wrong.
    public boolean complains() {
        return !of(Kind.PROBLEM).isEmpty();
    }

    /// "Why has nobody come": a complaint in the form of a question.
    public boolean asksWhyNot() {
        return !of(Kind.WHY).isEmpty() && denies();
    }

    public boolean asksForPerson() {
        return !of(Kind.HUMAN).isEmpty() || RULES.in(tokens).stream().anyMatch(told -> told.meaning() == Kind.HUMAN);
    }

    /// What is itself part of a matched phrase ("refund policy") is the topic, not a sign beside it.
    public boolean problemBeside(List<? extends Found<?>> matched) {
        return of(Kind.PROBLEM).stream().anyMatch(cue -> matched.stream().noneMatch(cue::lies));
    }

    /// The same where topics are told: a longer one that a sign stands in says something else: "check out late".
    public boolean problemBeside(List<? extends Found<?>> matched, List<? extends Found<?>> topics) {
        return of(Kind.PROBLEM).stream()
                .anyMatch(cue ->
                        matched.stream().noneMatch(cue::lies) && topics.stream().noneMatch(cue::liesStrictly));
    }

    public boolean doneBeside(List<? extends Found<?>> matched) {
        return of(Kind.DONE).stream().anyMatch(cue -> matched.stream().noneMatch(cue::lies));
    }

    /// That something has come to pass, where nothing is asked: "parcel sudah sampai".
    public boolean recountsBeside(List<? extends Found<?>> matched) {
        return !asks()
                && of(Kind.RECOUNT).stream().anyMatch(cue -> matched.stream().noneMatch(cue::lies));
    }

    public boolean negates(int from, int to) {
        return of(Kind.NEGATION).stream().anyMatch(cue -> reaches(cue.to(), from))
                || of(Kind.NEGATION_AFTER).stream().anyMatch(cue -> reaches(to, cue.from()));
    }

    public boolean deniesIn(Found<?> matched) {
        return of(Kind.NEGATION).stream().anyMatch(cue -> cue.lies(matched));
    }

    /// @param end behind what stands first, `start` of what stands second
    private boolean reaches(int end, int start) {
        return end <= start
                && start - end <= REACH
                && tokens.get(end - 1).clause() == tokens.get(start).clause();
    }

    public boolean isPolite(int token) {
        return polite.get(token);
    }

    public boolean isPlace(int token) {
        return places.get(token);
    }

    public boolean isPartOfLongerWord(Found<?> match) {
        return of(Kind.LONGER_WORD).stream().anyMatch(match::liesStrictly);
    }
}
