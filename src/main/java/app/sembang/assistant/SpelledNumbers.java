package app.sembang.assistant;

import app.sembang.language.Lexicon;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Numbers in words: "sixty-five", "enam puluh lima", "ஐம்பத்தைந்து".
final class SpelledNumbers {
    private static final Map<String, String> WORDS = new Lexicon(SpelledNumbers.class).table("spelled-numbers.txt");

    private static final String ONE = "(?:"
            + WORDS.keySet().stream()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|"))
            + ")(?![\\p{L}\\p{M}])";

    /// One number, whole words only.
    static final String PATTERN = "(?<![\\p{L}\\p{M}])" + ONE + "(?:[\\s-]+(?:and\\s+)?" + ONE + ")*";

    private static final Pattern BETWEEN = Pattern.compile("[\\s-]+(?:and\\s+)?");

    private SpelledNumbers() {}

    /// @param words what the pattern found
    static BigDecimal value(String words) {
        long whole = 0;
        long part = 0;
        long last = 0;
        for (var word : BETWEEN.split(words.toLowerCase(Locale.ROOT), -1)) {
            var value = Objects.requireNonNull(WORDS.get(word));
            switch (value) {
                case "+10" -> part += 10;
                case "x10" -> part += 9 * last;
                case "x100" -> part = Math.max(1, part) * 100;
                case "x1000" -> {
                    whole += Math.max(1, part) * 1000;
                    part = 0;
                }
                default -> {
                    last = Long.parseLong(value);
                    part += last;
                }
            }
        }
        return BigDecimal.valueOf(whole + part);
    }
}
