package app.sembang.language;

import app.sembang.shared.Language;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a text is written in.
///
/// @param primary null when undetermined
/// @param mixed whether a second language carries more than a word in passing
/// @param undetermined no word tells: emoji, numbers, names, "ok"
/// @param shares of each language, together 1, or all 0 when undetermined
/// @param words how many words told
/// @param variants of Malay that show: `indonesian` and the regional ones
public record LanguageMix(
        @Nullable Language primary,
        boolean mixed,
        boolean undetermined,
        Map<Language, Double> shares,
        double words,
        Set<String> variants) {
    public double share(Language language) {
        return shares.getOrDefault(language, 0.0);
    }
}
