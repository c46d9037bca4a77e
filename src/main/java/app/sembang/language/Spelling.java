package app.sembang.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which of many words a word on no list was meant to be: one a letter away, or, as in chats, one whose vowels
/// were left out ("brape", "klas"). None where two come into question.
public final class Spelling {
    /// Shorter words have too many neighbours to guess from.
    private static final int SHORTEST = 5;
    /// One whose vowels are left out shows at least so many of its letters.
    private static final int LEAST_CONSONANTS = 3;

    /// Chats leave out its first letter too: "psg" is "pasang".
    private static final String NASAL = "ng";

    private static final String VOWELS = "aeiou";

    private final Map<String, List<String>> byBeginning = new HashMap<>();
    private final Map<String, List<String>> bySkeleton = new HashMap<>();
    private final Set<String> words = new HashSet<>();
    private final int shortest;

    /// @param shortest words of fewer letters are meant only by those with their vowels left out
    public Spelling(int shortest) {
        this.shortest = Math.max(SHORTEST, shortest);
    }

    public boolean knows(String word) {
        return words.contains(word);
    }

    public void learn(String word) {
        boolean latin = !word.isEmpty() && word.charAt(0) >= 'a' && word.charAt(0) <= 'z';
        if (!words.add(word) || !latin) return;
        if (word.length() >= shortest) {
            byBeginning
                    .computeIfAbsent(word.substring(0, 1), unseen -> new ArrayList<>())
                    .add(word);
        }
        var skeleton = skeleton(word);
        learn(skeleton, word);
        if (skeleton.contains(NASAL)) learn(skeleton.replace(NASAL, "g"), word);
    }

    private void learn(String skeleton, String word) {
        if (skeleton.length() >= LEAST_CONSONANTS) {
            bySkeleton.computeIfAbsent(skeleton, unseen -> new ArrayList<>()).add(word);
        }
    }

    public @Nullable String meant(String word) {
        String meant = null;
        if (word.length() >= shortest) {
            for (var known : byBeginning.getOrDefault(word.substring(0, 1), List.of())) {
                if (!isOneLetterAway(word, known)) continue;
                if (meant != null) return null;
                meant = known;
            }
        }
        return meant == null ? withVowels(word) : meant;
    }

    private @Nullable String withVowels(String word) {
        String meant = null;
        for (var known : bySkeleton.getOrDefault(skeleton(word), List.of())) {
            boolean fuller = known.length() > word.length() && known.charAt(0) == word.charAt(0);
            if (!fuller) continue;
            if (meant != null) return null;
            meant = known;
        }
        return meant;
    }

    private static String skeleton(String word) {
        var skeleton = new StringBuilder();
        for (int at = 0; at < word.length(); at++) {
            char letter = word.charAt(at);
            if (!Character.isLetter(letter)) return "";
            boolean vowel = VOWELS.indexOf(letter) >= 0;
            if (!vowel || at == 0) skeleton.append(letter);
        }
        return skeleton.toString();
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
        if (word.substring(same + 1).equals(known.substring(same + 1))) return word.length() > SHORTEST;
        return same + 1 < shorter
                && word.charAt(same) == known.charAt(same + 1)
                && word.charAt(same + 1) == known.charAt(same)
                && word.substring(same + 2).equals(known.substring(same + 2));
    }
}
