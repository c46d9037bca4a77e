package app.sembang.contacts;

import app.sembang.shared.Texts;
import java.text.Normalizer;
import java.util.Locale;

/// What people type, as it is kept.
final class Words {
    private Words() {}

    static String clean(String text) {
        return Texts.storable(text.strip());
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
