package app.sembang.assistant;

import app.sembang.language.Lexicon;
import app.sembang.shared.Language;
import app.sembang.shared.Money;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Sentences the assistant says by itself, in the customer's language.
final class Wordings {
    private static final Lexicon LEXICON = new Lexicon(Wordings.class);
    private static final Map<String, String> TEXTS = LEXICON.table("wordings.txt");
    private static final Map<String, String> SAFETY = LEXICON.table("safety-answers.txt");

    private Wordings() {}

    /// @param values are inserted as they stand, whatever is in them
    static String say(String key, Language language, Map<String, String> values) {
        return fill(Objects.requireNonNull(TEXTS.get(key + "." + language.tag()), key), values);
    }

    static String say(String key, Language language) {
        return say(key, language, Map.of());
    }

    static String say(SafetyClass found, Language language, String company) {
        return fill(
                Objects.requireNonNull(SAFETY.get(found.value() + "." + language.tag()), found.value()),
                Map.of("company", company));
    }

    private static String fill(String text, Map<String, String> values) {
        var filled = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            if (open < 0) break;
            int close = text.indexOf('}', open);
            filled.append(text, at, open).append(Objects.requireNonNull(values.get(text.substring(open + 1, close))));
            at = close + 1;
        }
        return filled.append(text.substring(at)).toString();
    }

    /// Between two sentences.
    static String space(Language language) {
        return language == Language.ZH ? "" : " ";
    }

    /// As people write it, and as [Claims] reads it.
    static String day(LocalDate day, Language language) {
        return switch (language) {
            case EN, MS ->
                DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.forLanguageTag(language.tag()))
                        .format(day);
            case ZH -> "%d年%d月%d日".formatted(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
            case TA -> "%d/%d/%d".formatted(day.getDayOfMonth(), day.getMonthValue(), day.getYear());
        };
    }

    /// `RM 1,234.50` in all languages.
    static String money(Money money) {
        return money.written();
    }
}
