package app.sembang.templates;

import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.LATIN;

import app.sembang.language.Languages;
import app.sembang.language.Reading.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The words of a company's templates: how much each tells, and which one a misspelt word was meant to be.
final class Vocabulary {
    /// Shorter words have too many neighbours to guess from.
    private static final int SHORTEST_GUESSED = 5;
    private static final int MOST_GUESSED = 40;
    private static final double FUNCTION_WEIGHT = 0.25;

    private final Map<String, Integer> examplesWith = new HashMap<>();
    private final Map<String, List<String>> byBeginning = new HashMap<>();
    private final Set<String> words = new HashSet<>();
    private int examples;

    void learn(List<Token> tokens, Set<String> ofTemplate) {
        for (var token : tokens) {
            if (!Languages.isFunctionWord(token)) ofTemplate.add(token.stem());
            if (!words.add(token.stem())) continue;
            boolean guessable = token.script() == LATIN && token.stem().length() >= SHORTEST_GUESSED;
            if (guessable) {
                byBeginning
                        .computeIfAbsent(beginning(token.stem()), unseen -> new ArrayList<>())
                        .add(token.stem());
            }
        }
    }

    private static String beginning(String word) {
        return word.substring(0, 1);
    }

    void count(Set<String> features) {
        examples++;
        features.forEach(feature -> examplesWith.merge(feature, 1, Integer::sum));
    }

    /// What a text is compared by: its words, Chinese by pairs of neighbouring characters. A word of grammar is marked
    /// with a leading space.
    static Set<String> features(List<Token> tokens) {
        var features = new LinkedHashSet<String>();
        for (int at = 0; at < tokens.size(); at++) features.addAll(featuresAt(tokens, at));
        return features;
    }

    private static List<String> featuresAt(List<Token> tokens, int at) {
        var token = tokens.get(at);
        if (token.script() != HAN) return List.of((Languages.isFunctionWord(token) ? " " : "") + token.stem());
        boolean followed = at + 1 < tokens.size() && isNext(token, tokens.get(at + 1));
        boolean preceded = at > 0 && isNext(tokens.get(at - 1), token);
        if (followed) {
            var next = tokens.get(at + 1);
            boolean grammar = Languages.isFunctionWord(token) && Languages.isFunctionWord(next);
            return List.of((grammar ? " " : "") + token.word() + next.word());
        }
        return preceded ? List.of() : List.of(token.word());
    }

    private static boolean isNext(Token token, Token next) {
        return token.script() == HAN
                && next.script() == HAN
                && token.span().end() == next.span().start();
    }

    static boolean isFunction(String feature) {
        return feature.startsWith(" ");
    }

    /// Whether the word at a place, or the pair it begins or ends, is among the features and carries a topic.
    static boolean isIn(List<Token> tokens, int at, Set<String> features) {
        boolean begins =
                featuresAt(tokens, at).stream().anyMatch(feature -> !isFunction(feature) && features.contains(feature));
        boolean ends = at > 0
                && isNext(tokens.get(at - 1), tokens.get(at))
                && featuresAt(tokens, at - 1).stream()
                        .anyMatch(feature -> !isFunction(feature) && features.contains(feature));
        return begins || ends;
    }

    /// F1 of the two texts' features, each weighed by how few examples hold it.
    double likeness(Set<String> message, Set<String> example) {
        double common = 0;
        double all = 0;
        for (var feature : message) {
            double weight = weight(feature);
            all += weight;
            if (example.contains(feature)) common += weight;
        }
        for (var feature : example) all += weight(feature);
        return all == 0 ? 0 : 2 * common / all;
    }

    private double weight(String feature) {
        double rarity = Math.log(1 + (examples + 1.0) / (examplesWith.getOrDefault(feature, 0) + 1));
        return isFunction(feature) ? FUNCTION_WEIGHT * rarity : rarity;
    }

    /// The tokens with misspelt topic words read as the one word of the templates that lies a letter away.
    List<Token> corrected(List<Token> tokens) {
        var corrected = new ArrayList<Token>(tokens.size());
        int guessed = 0;
        for (var token : tokens) {
            boolean open = token.script() == LATIN
                    && token.stem().length() >= SHORTEST_GUESSED
                    && !words.contains(token.stem())
                    && !Languages.isKnown(token);
            var meant = open && guessed++ < MOST_GUESSED ? meant(token.stem()) : null;
            corrected.add(meant == null ? token : token.as(meant));
        }
        return corrected;
    }

    private @Nullable String meant(String word) {
        String meant = null;
        for (var known : byBeginning.getOrDefault(beginning(word), List.of())) {
            if (!isOneLetterAway(word, known)) continue;
            if (meant != null) return null;
            meant = known;
        }
        return meant;
    }

    /// One letter more, less, other, or two neighbours swapped.
    private static boolean isOneLetterAway(String word, String known) {
        if (Math.abs(word.length() - known.length()) > 1) return false;
        int same = 0;
        int shorter = Math.min(word.length(), known.length());
        while (same < shorter && word.charAt(same) == known.charAt(same)) same++;
        if (word.length() > known.length()) return word.substring(same + 1).equals(known.substring(same));
        if (word.length() < known.length()) return word.substring(same).equals(known.substring(same + 1));
        if (same == shorter) return true;
        if (word.substring(same + 1).equals(known.substring(same + 1))) return true;
        return same + 1 < shorter
                && word.charAt(same) == known.charAt(same + 1)
                && word.charAt(same + 1) == known.charAt(same)
                && word.substring(same + 2).equals(known.substring(same + 2));
    }
}
