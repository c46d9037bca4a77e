package app.sembang.contacts;

import java.text.Normalizer;
import java.util.Locale;

/// What people type, as it is kept.
final class Words {
    private Words() {}

    static String clean(String text) {
        return text.strip()
                .codePoints()
                .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// One form for what differs only in case, width or the spaces around it.
    static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    /// A pattern that finds the words anywhere, taken literally.
    static String anywhere(String words) {
        return "%" + words.replaceAll("([%_\\\\])", "\\\\$1") + "%";
    }
}
