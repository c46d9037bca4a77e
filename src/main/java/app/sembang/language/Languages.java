package app.sembang.language;

import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.LATIN;
import static java.lang.Character.UnicodeScript.TAMIL;

import app.sembang.language.Reading.Token;
import app.sembang.shared.Language;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Decides what a text is written in, word by word, and what it is answered in. Script tells Chinese and Tamil; of
/// words in Latin letters lists tell, and for those no list holds their letters and the words around them. What all
/// languages say ("ok", "size", "lah") and names tell nothing.
@SuppressWarnings("EnumOrdinal") // Sums by language lie in arrays: this is read a hundred thousand times a second.
public final class Languages {
    private static final Language[] ALL = Language.values();
    private static final List<String> VARIANTS =
            List.of("indonesian", "northern", "kelantanese", "sabahan", "sarawakian");

    /// What speaks against a language a listed word does not belong to, as a natural logarithm.
    private static final float ALIEN = -4;

    /// What speaks against another language after each word, and less so after a stop.
    private static final float SWITCH = -1.4f;

    private static final float SWITCH_AT_STOP = -0.4f;

    /// The most a word's letters may say for one language.
    private static final float SUREST_GUESS = 3;

    /// As [#ALIEN], of an English word that speakers of Malay and Tamil use as their own.
    private static final float BORROWED = -0.7f;

    private static final double FUNCTION_WORD = 1.2;
    private static final double LISTED_WORD = 1;
    private static final double GUESSED_WORD = 0.7;
    /// A loan in a Tamil sentence: English still, but the sentence is not.
    private static final double GUEST_WORD = 0.5;

    private static final double TAMIL_WORD = 1.2;

    /// About five characters make three words.
    private static final double CHINESE_CHARACTER = 0.6;

    private static final Lexicon LEXICON = new Lexicon(Languages.class);
    private static final Map<String, Known> WORDS = new HashMap<>();
    private static final Set<String> FUNCTION_WORDS = new HashSet<>();
    private static final Set<String> LOANS = new HashSet<>();
    private static final Map<String, String> VARIANT_WORDS = new HashMap<>();
    private static final Phrases<Language> WISHES = new Phrases<>(token -> false);
    private static final LetterModel LETTERS;

    /// A listed word.
    ///
    /// @param languages one bit for each; none marks a word that tells nothing
    private record Known(int languages, boolean function) {
        boolean isIn(Language language) {
            return (languages & 1 << language.ordinal()) != 0;
        }

        Known also(Known other) {
            return new Known(languages | other.languages, function || other.function);
        }
    }

    static {
        var learnt = new EnumMap<Language, Set<String>>(Language.class);
        read("words-en.txt", Language.EN, learnt);
        read("words-ms.txt", Language.MS, learnt);
        read("words-ta.txt", Language.TA, learnt);
        read("words-zh.txt", Language.ZH, learnt);
        for (var file : List.of("words-en.txt", "words-ms.txt", "words-ta.txt", "words-neutral.txt")) {
            for (var word : LEXICON.sections(file, "\\s+").getOrDefault("neutral", List.of())) {
                WORDS.put(word, new Known(0, false));
            }
        }
        LETTERS = new LetterModel(learnt);
        LEXICON.sections("language-wishes.txt", "\\|")
                .forEach((tag, phrases) ->
                        phrases.forEach(phrase -> WISHES.add(Reading.of(phrase).tokens(), Language.from(tag))));
    }

    private Languages() {}

    private static void read(String file, Language language, Map<Language, Set<String>> learnt) {
        var words = learnt.computeIfAbsent(language, unseen -> new TreeSet<>());
        LEXICON.sections(file, "\\s+").forEach((section, listed) -> {
            if (section.equals("neutral")) return;
            boolean function = section.equals("function");
            if (function) FUNCTION_WORDS.addAll(listed);
            if (section.equals("loan")) LOANS.addAll(listed);
            for (var word : listed) {
                WORDS.merge(word, new Known(1 << language.ordinal(), function), Known::also);
                if (VARIANTS.contains(section)) VARIANT_WORDS.put(word, section);
            }
            words.addAll(listed);
        });
    }

    /// Whether a word carries no topic of its own.
    public static boolean isFunctionWord(Token token) {
        return FUNCTION_WORDS.contains(token.word()) || FUNCTION_WORDS.contains(token.stem());
    }

    public static boolean isKnown(Token token) {
        return known(token) != null;
    }

    private static @Nullable Known known(Token token) {
        var known = WORDS.get(token.word());
        return known != null ? known : WORDS.get(token.stem());
    }

    /// @param conversation what the conversation is held in so far
    /// @param served what the company answers in, the preferred language first
    public static LanguageDecision decide(Reading reading, @Nullable Language conversation, List<Language> served) {
        var mix = mix(reading.tokens());
        var wished = wish(reading.tokens()).filter(served::contains);
        return new LanguageDecision(mix, wished.orElseGet(() -> reply(mix, conversation, served)));
    }

    /// The language the customer asks to be answered in, the last one named.
    private static Optional<Language> wish(List<Token> tokens) {
        return WISHES.in(tokens).stream()
                .max(Comparator.comparingInt(Phrases.Found::to))
                .map(Phrases.Found::meaning);
    }

    public static LanguageMix mix(List<Token> tokens) {
        var votes = new Votes();
        var states = new Path(tokens).states();
        for (int at = 0; at < tokens.size(); at++) {
            var token = tokens.get(at);
            if (token.script() == HAN) votes.add(Language.ZH, CHINESE_CHARACTER, CHINESE_CHARACTER);
            else if (token.script() == TAMIL) votes.add(Language.TA, TAMIL_WORD, 1);
            else if (token.script() == LATIN) votes.add(token, states[at]);
        }
        return votes.mix();
    }

    /// The likeliest language of each word, seen together: a change of language is less likely than going on.
    private static final class Path {
        private final List<Token> tokens;
        private final float[][] best;
        private final byte[][] before;

        Path(List<Token> tokens) {
            this.tokens = tokens;
            this.best = new float[tokens.size()][ALL.length];
            this.before = new byte[tokens.size()][ALL.length];
        }

        int[] states() {
            var states = new int[tokens.size()];
            var evidence = new float[ALL.length];
            for (int at = 0; at < tokens.size(); at++) {
                evidence(tokens.get(at), at == 0 ? null : tokens.get(at - 1), evidence);
                enter(at, evidence);
            }
            for (int at = tokens.size() - 1; at >= 0; at--) {
                states[at] = at == tokens.size() - 1 ? highest(best[at]) : before[at + 1][states[at + 1]];
            }
            return states;
        }

        private void enter(int at, float[] evidence) {
            if (at == 0) {
                System.arraycopy(evidence, 0, best[0], 0, ALL.length);
                return;
            }
            boolean stop = tokens.get(at - 1).clause() != tokens.get(at).clause();
            float change = stop ? SWITCH_AT_STOP : SWITCH;
            int leader = highest(best[at - 1]);
            for (int state = 0; state < ALL.length; state++) {
                boolean stays = best[at - 1][state] >= best[at - 1][leader] + change;
                before[at][state] = (byte) (stays ? state : leader);
                best[at][state] = evidence[state] + (stays ? best[at - 1][state] : best[at - 1][leader] + change);
            }
        }

        private static int highest(float[] values) {
            int highest = 0;
            for (int at = 1; at < values.length; at++) if (values[at] > values[highest]) highest = at;
            return highest;
        }
    }

    /// What a word by itself says for each language; 0 for all where it says nothing.
    private static void evidence(Token token, @Nullable Token previous, float[] evidence) {
        Arrays.fill(evidence, 0);
        if (token.script() != LATIN) return;
        var known = known(token);
        if (known == null) {
            boolean opens = previous == null || previous.clause() != token.clause();
            if (!isName(token, opens)) guess(token.word(), evidence);
        } else if (known.languages != 0) {
            for (var language : ALL) evidence[language.ordinal()] = known.isIn(language) ? 0 : ALIEN;
            boolean borrowed = known.isIn(Language.EN) && isLoan(token);
            if (!borrowed) return;
            for (var language : List.of(Language.MS, Language.TA)) {
                evidence[language.ordinal()] = Math.max(evidence[language.ordinal()], BORROWED);
            }
        }
    }

    private static boolean isLoan(Token token) {
        return LOANS.contains(token.word()) || LOANS.contains(token.stem());
    }

    /// An unlisted word with a capital letter is a name; so is one with digits in it.
    private static boolean isName(Token token, boolean opensClause) {
        if (token.capital() && !opensClause) return true;
        var word = token.word();
        for (int at = 0; at < word.length(); at++) {
            if (Character.isDigit(word.charAt(at))) return true;
        }
        return word.length() < 4;
    }

    private static void guess(String word, float[] evidence) {
        var likelihoods = new float[LetterModel.LANGUAGES.size()];
        LETTERS.read(word, likelihoods);
        int form = byForm(word);
        if (form >= 0) likelihoods[form] += 2;
        float highest = Float.NEGATIVE_INFINITY;
        for (var likelihood : likelihoods) highest = Math.max(highest, likelihood);
        Arrays.fill(evidence, -SUREST_GUESS);
        for (int at = 0; at < likelihoods.length; at++) {
            float behind = Math.max(-SUREST_GUESS, (likelihoods[at] - highest) * 0.7f);
            evidence[LetterModel.LANGUAGES.get(at).ordinal()] = behind;
        }
    }

    /// The place in [LetterModel#LANGUAGES] that a word's beginning and end speak for; -1 for none.
    private static int byForm(String word) {
        if (word.length() < 6) return -1;
        boolean begins =
                word.startsWith("me") || word.startsWith("ber") || word.startsWith("pe") || word.startsWith("di");
        if (word.endsWith("nya") || word.endsWith("kah") || word.endsWith("lah")) return 1;
        if (begins && (word.endsWith("kan") || word.endsWith("an") || word.endsWith("i"))) return 1;
        for (var ending : List.of("tion", "tions", "ing", "ness", "ful", "able", "ment", "ed", "ly", "'s")) {
            if (word.endsWith(ending)) return 0;
        }
        return -1;
    }

    private static final class Votes {
        private final double[] weights = new double[ALL.length];
        private final double[] words = new double[ALL.length];
        private final Set<String> variants = new TreeSet<>();
        private double guessed;
        private double length;

        void add(Language language, double weight, double count) {
            weights[language.ordinal()] += weight;
            words[language.ordinal()] += count;
            length += count;
        }

        void add(Token token, int state) {
            length++;
            var known = known(token);
            if (known == null) {
                addGuess(token, state);
            } else if (known.languages != 0 && !isAbsorbed(token, known, state)) {
                boolean guest = ALL[state] == Language.TA && !known.isIn(Language.TA);
                var language =
                        known.isIn(ALL[state]) ? ALL[state] : ALL[Integer.numberOfTrailingZeros(known.languages)];
                weights[language.ordinal()] += guest ? GUEST_WORD : known.function ? FUNCTION_WORD : LISTED_WORD;
                words[language.ordinal()]++;
                var variant = VARIANT_WORDS.get(token.word());
                if (variant != null) variants.add(variant);
            }
        }

        /// A loan in a Malay sentence is no English.
        private static boolean isAbsorbed(Token token, Known known, int state) {
            return ALL[state] == Language.MS && !known.isIn(Language.MS) && isLoan(token);
        }

        private void addGuess(Token token, int state) {
            var evidence = new float[ALL.length];
            evidence(token, null, evidence);
            float second = -SUREST_GUESS;
            for (int at = 0; at < ALL.length; at++) if (at != state) second = Math.max(second, evidence[at]);
            boolean silent = evidence[state] == 0 && second == 0;
            if (silent || token.capital()) return;
            double weight = GUESSED_WORD * Math.clamp((evidence[state] - second) / SUREST_GUESS, 0.3, 1);
            weights[state] += weight;
            words[state] += weight;
            guessed += weight;
        }

        LanguageMix mix() {
            double total = 0;
            for (var weight : weights) total += weight;
            var shares = new EnumMap<Language, Double>(Language.class);
            boolean undetermined = total == 0 || (guessed == total && total < 0.5);
            for (var language : ALL) {
                double share = undetermined ? 0 : weights[language.ordinal()] / total;
                shares.put(language, Math.round(share * 1000) / 1000.0);
            }
            if (undetermined) return new LanguageMix(null, false, true, shares, 0, variants);
            int first = 0;
            int second = -1;
            for (int at = 1; at < ALL.length; at++) {
                if (weights[at] > weights[first]) {
                    second = first;
                    first = at;
                } else if (second < 0 || weights[at] > weights[second]) {
                    second = at;
                }
            }
            boolean enough = words[second] >= 1.8 || (words[second] >= 0.9 && length <= 4.5);
            boolean mixed = weights[second] / total >= 0.2 && enough;
            return new LanguageMix(ALL[first], mixed, false, shares, total, variants);
        }
    }

    private static Language reply(LanguageMix mix, @Nullable Language conversation, List<Language> served) {
        var held = conversation != null && served.contains(conversation) ? conversation : null;
        var inherited = held != null ? held : served.getFirst();
        if (mix.undetermined() || (held != null && isPassingWord(mix))) return inherited;
        var shares = mix.shares();
        return served.stream()
                .filter(language -> shares.getOrDefault(language, 0.0) > 0)
                .max(Comparator.comparingDouble((Language language) -> shares.getOrDefault(language, 0.0))
                        .thenComparing(language -> language == inherited)
                        .thenComparing(Comparator.comparingInt(served::indexOf).reversed()))
                .orElse(inherited);
    }

    /// One word in Latin letters ("thanks", "price?") does not turn a conversation.
    private static boolean isPassingWord(LanguageMix mix) {
        return mix.words() < 1.5 && mix.primary() != Language.ZH;
    }
}
