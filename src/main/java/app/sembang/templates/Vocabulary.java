package app.sembang.templates;

import static java.lang.Character.UnicodeScript.LATIN;

import app.sembang.language.Languages;
import app.sembang.language.Reading.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The words of a company's templates, and which one a misspelt word was meant to be.
final class Vocabulary {
    /// Shorter words have too many neighbours to guess from.
    private static final int SHORTEST_GUESSED = 5;
    private static final int MOST_GUESSED = 40;

    private final Map<String, List<String>> byBeginning = new HashMap<>();
    private final Set<String> words = new HashSet<>();

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

    /// One letter more, less, other, or two neighbours swapped. Another letter makes another word of a short one.
    private static boolean isOneLetterAway(String word, String known) {
        if (Math.abs(word.length() - known.length()) > 1) return false;
        int same = 0;
        int shorter = Math.min(word.length(), known.length());
        while (same < shorter && word.charAt(same) == known.charAt(same)) same++;
        if (word.length() > known.length()) return word.substring(same + 1).equals(known.substring(same));
        if (word.length() < known.length()) return word.substring(same).equals(known.substring(same + 1));
        if (same == shorter) return true;
        if (word.substring(same + 1).equals(known.substring(same + 1))) return word.length() > SHORTEST_GUESSED;
        return same + 1 < shorter
                && word.charAt(same) == known.charAt(same + 1)
                && word.charAt(same + 1) == known.charAt(same)
                && word.substring(same + 2).equals(known.substring(same + 2));
    }
}
