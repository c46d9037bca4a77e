package app.sembang.shared;

import java.text.BreakIterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Texts as people and vendors send them, made fit to be kept.
public final class Texts {
    /// What is written longer than this, as by piling up accents, is cut wherever it must be.
    private static final int LONGEST_CHARACTER = 64;

    private Texts() {}

    /// As PostgreSQL can keep it: it stores neither U+0000 nor half a surrogate pair; both become U+FFFD.
    public static String storable(String text) {
        StringBuilder cleaned = null;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean pair = Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (unit == 0 || Character.isSurrogate(unit)) {
                cleaned = cleaned == null ? new StringBuilder(text) : cleaned;
                cleaned.setCharAt(i, '\uFFFD');
            }
        }
        return cleaned == null ? text : cleaned.toString();
    }

    /// At most so many `char`s of it, and nothing that a reader sees as one character cut in the middle: a family's
    /// emoji,
    /// a flag, a Tamil letter with its vowel sign.
    public static String beginning(String text, int most) {
        if (text.length() <= most) return text;
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(0, Math.min(text.length(), most + LONGEST_CHARACTER)));
        int end = characters.isBoundary(most) ? most : characters.preceding(most);
        if (end > 0) return text.substring(0, end);
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /// Without the spaces around it; null where nothing is left.
    public static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /// What a change leaves: null keeps what was before, an empty text removes it.
    public static @Nullable String removable(@Nullable String wanted, @Nullable String before) {
        return wanted == null ? before : blankAsNull(wanted);
    }
}
