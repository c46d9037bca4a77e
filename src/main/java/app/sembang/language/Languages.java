package app.sembang.language;

import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.LATIN;
import static java.lang.Character.UnicodeScript.TAMIL;

import app.sembang.language.Reading.Token;
import app.sembang.shared.Language;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what a text is written in, word by word, and what it is answered in. Script tells Chinese and Tamil; word
/// lists tell English, Malay and Tamil in Latin letters; what all of them say ("ok", "size", "lah") tells nothing.
public final class Languages {
    private static final Lexicon LEXICON = new Lexicon(Languages.class);
    private static final Map<String, Set<Language>> WORDS = new HashMap<>();
    private static final Set<String> FUNCTION_WORDS = new HashSet<>();

    static {
        read("words-en.txt", Language.EN);
        read("words-ms.txt", Language.MS);
        read("words-ta.txt", Language.TA);
        read("words-zh.txt", Language.ZH);
        for (var language : List.of("en", "ms", "ta")) {
            for (var word :
                    LEXICON.sections("words-" + language + ".txt", "\\s+").getOrDefault("neutral", List.of())) {
                WORDS.put(word, Set.of());
            }
        }
    }

    private Languages() {}

    private static void read(String file, Language language) {
        var sections = LEXICON.sections(file, "\\s+");
        FUNCTION_WORDS.addAll(sections.getOrDefault("function", List.of()));
        for (var section : List.of("function", "content")) {
            for (var word : sections.getOrDefault(section, List.of())) {
                WORDS.computeIfAbsent(word, unseen -> EnumSet.noneOf(Language.class))
                        .add(language);
            }
        }
    }

    /// Whether a word carries no topic of its own.
    public static boolean isFunctionWord(Token token) {
        return FUNCTION_WORDS.contains(token.word()) || FUNCTION_WORDS.contains(token.stem());
    }

    public static boolean isKnown(Token token) {
        return WORDS.containsKey(token.word()) || WORDS.containsKey(token.stem());
    }

    /// @param conversation what the conversation is held in so far
    /// @param served what the company answers in, the preferred language first
    public static LanguageDecision decide(Reading reading, @Nullable Language conversation, List<Language> served) {
        var mix = mix(reading.tokens());
        return new LanguageDecision(mix, reply(mix, conversation, served));
    }

    public static LanguageMix mix(List<Token> tokens) {
        var votes = new EnumMap<Language, Double>(Language.class);
        for (var language : Language.values()) votes.put(language, 0.0);
        for (var token : tokens) vote(token, votes);
        double total = votes.values().stream().mapToDouble(Double::doubleValue).sum();
        if (total == 0) return new LanguageMix(null, false, true, votes, 0);
        var order = votes.entrySet().stream()
                .sorted(Map.Entry.<Language, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        var first = order.getFirst();
        double second = order.get(1).getValue();
        boolean mixed = second / total >= 0.2 && (second >= 2 || (second >= 1 && tokens.size() <= 6));
        var shares = new EnumMap<Language, Double>(Language.class);
        votes.forEach((language, weight) -> shares.put(language, Math.round(weight / total * 1000) / 1000.0));
        return new LanguageMix(first.getKey(), mixed, false, shares, total);
    }

    private static void vote(Token token, Map<Language, Double> votes) {
        if (token.script() == HAN) {
            votes.merge(Language.ZH, 0.6, Double::sum);
        } else if (token.script() == TAMIL) {
            votes.merge(Language.TA, 1.5, Double::sum);
        } else if (token.script() == LATIN) {
            var known = WORDS.getOrDefault(token.word(), WORDS.get(token.stem()));
            var told = known != null ? known : byForm(token.word());
            double weight = known != null ? 1.0 : 0.5;
            told.forEach(language -> votes.merge(language, weight / told.size(), Double::sum));
        }
    }

    /// A word no list holds may still show its language by its build.
    private static Set<Language> byForm(String word) {
        if (word.length() < 6) return Set.of();
        if (word.matches("(?:me[mnl]|ber|ter|pe[mn]|di).*(?:kan|an|nya|i)|.*(?:nya|kah)")) return Set.of(Language.MS);
        if (word.matches(".*(?:tion|tions|ing|ness|ful|able|ment|ed|ly|'s)")) return Set.of(Language.EN);
        return Set.of();
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
