package app.sembang.language;

import app.sembang.shared.Language;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Guesses the language of a word no list holds from the sequence of its letters, as learnt from the words of the
/// lists. A letter's chance depends on the three before it, and less on fewer where those were seen rarely.
final class LetterModel {
    static final List<Language> LANGUAGES = List.of(Language.EN, Language.MS, Language.TA);

    private static final int LETTERS = 27;
    private static final int PAIRS = LETTERS * LETTERS;
    private static final int TRIPLES = PAIRS * LETTERS;
    private static final int CONTEXTS = TRIPLES * LETTERS;

    /// How much a sequence of fewer letters counts beside what was seen of the longer one.
    private static final float TRUST_IN_SHORTER = 3;

    /// Chances are kept as sixteenths of a natural logarithm, one byte each.
    private static final int STEPS = 16;

    private final byte[][] chances = new byte[LANGUAGES.size()][];

    LetterModel(Map<Language, ? extends Collection<String>> words) {
        for (int language = 0; language < chances.length; language++) {
            chances[language] = learn(Objects.requireNonNull(words.get(LANGUAGES.get(language))));
        }
    }

    private static byte[] learn(Collection<String> words) {
        var counts = new float[][] {new float[LETTERS], new float[PAIRS], new float[TRIPLES], new float[CONTEXTS]};
        for (var word : words) {
            int context = 0;
            for (int at = 0; at <= word.length(); at++) {
                context = (context * LETTERS + letter(word, at)) % CONTEXTS;
                counts[0][context % LETTERS]++;
                counts[1][context % PAIRS]++;
                counts[2][context % TRIPLES]++;
                counts[3][context]++;
            }
        }
        var shorter = new float[] {1f / LETTERS};
        for (var seen : counts) shorter = chances(seen, shorter);
        var logarithms = new byte[CONTEXTS];
        for (int context = 0; context < CONTEXTS; context++) {
            logarithms[context] = (byte) Math.max(Byte.MIN_VALUE, Math.round(Math.log(shorter[context]) * STEPS));
        }
        return logarithms;
    }

    private static float[] chances(float[] seen, float[] shorter) {
        var chances = new float[seen.length];
        for (int start = 0; start < seen.length; start += LETTERS) {
            float total = TRUST_IN_SHORTER;
            for (int letter = 0; letter < LETTERS; letter++) total += seen[start + letter];
            for (int letter = 0; letter < LETTERS; letter++) {
                float known = shorter[(start + letter) % shorter.length];
                chances[start + letter] = (seen[start + letter] + TRUST_IN_SHORTER * known) / total;
            }
        }
        return chances;
    }

    /// 0 stands for the ends of the word and for all that is no letter from a to z.
    private static int letter(String word, int at) {
        if (at >= word.length()) return 0;
        int letter = word.charAt(at) - 'a' + 1;
        return letter > 0 && letter < LETTERS ? letter : 0;
    }

    /// How likely the word is in each of [#LANGUAGES], as natural logarithms of which only the differences mean
    /// something.
    void read(String word, float[] likelihoods) {
        for (int language = 0; language < chances.length; language++) {
            var own = chances[language];
            int context = 0;
            int sum = 0;
            for (int at = 0; at <= word.length(); at++) {
                context = (context * LETTERS + letter(word, at)) % CONTEXTS;
                sum += own[context];
            }
            likelihoods[language] = (float) sum / STEPS;
        }
    }
}
