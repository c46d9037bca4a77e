package app.sembang.channels.telegram;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Cuts a text into messages Telegram takes: at most 4096 UTF-16 units, at the end of a paragraph, else of a line, a
/// sentence, a word, else between two characters as people see them.
final class TextParts {
    static final int MOST_UNITS = 4096;

    /// A border earlier than this makes too many small messages.
    private static final int EARLIEST = MOST_UNITS / 4;

    private static final List<Pattern> BORDERS = List.of(
            Pattern.compile("\\n\\s*\\n"),
            Pattern.compile("\\n"),
            Pattern.compile("[.!?…。！？।](?=\\s|[^\\x00-\\x7F])\\s*"),
            Pattern.compile("\\s+"));

    private TextParts() {}

    static List<String> of(String text) {
        var parts = new ArrayList<String>();
        var rest = text.strip();
        while (rest.length() > MOST_UNITS) {
            int cut = cut(rest);
            var part = rest.substring(0, cut).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            rest = rest.substring(cut).strip();
        }
        if (!rest.isEmpty()) {
            parts.add(rest);
        }
        return parts;
    }

    private static int cut(String text) {
        var window = text.substring(0, MOST_UNITS);
        for (var border : BORDERS) {
            int last = 0;
            for (var found = border.matcher(window); found.find(); ) {
                last = found.end();
            }
            if (last >= EARLIEST && !Character.isSurrogatePair(text.charAt(last - 1), text.charAt(last))) {
                return last;
            }
        }
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(0, Math.min(text.length(), MOST_UNITS + 64)));
        int between = characters.preceding(MOST_UNITS + 1);
        if (between >= EARLIEST) {
            return between;
        }
        // One character of a thousand units is no character; only its halves are kept together.
        return Character.isHighSurrogate(text.charAt(MOST_UNITS - 1)) ? MOST_UNITS - 1 : MOST_UNITS;
    }
}
