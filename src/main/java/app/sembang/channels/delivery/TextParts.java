package app.sembang.channels.delivery;

import app.sembang.connections.ChannelCapabilities;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Cuts a text into messages an account takes: at the end of a paragraph, else of a line, a sentence, a word, else
/// between two characters as people see them.
final class TextParts {
    private static final List<Pattern> BORDERS = List.of(
            Pattern.compile("\\n\\s*\\n"),
            Pattern.compile("\\n"),
            Pattern.compile("[.!?…。！？।](?=\\s|[^\\x00-\\x7F])\\s*"),
            Pattern.compile("\\s+"));

    private TextParts() {}

    /// @param most as the account counts
    static List<String> of(String text, ChannelCapabilities account, int most) {
        var parts = new ArrayList<String>();
        var rest = text.strip();
        while (account.lengthOf(rest) > most) {
            int cut = cut(rest, account, most);
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

    private static int cut(String text, ChannelCapabilities account, int most) {
        int longest = longest(text, account, most);
        var window = text.substring(0, longest);
        // A border earlier than this makes too many small messages.
        int earliest = longest / 4;
        for (var border : BORDERS) {
            int last = 0;
            for (var found = border.matcher(window); found.find(); ) {
                last = found.end();
            }
            if (last > earliest) {
                return last;
            }
        }
        return longest;
    }

    /// Where the longest beginning ends that fits, between two characters. What has more letters than fit and is called
    /// one character is none; only its code points are kept together.
    private static int longest(String text, ChannelCapabilities account, int most) {
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        int end = 0;
        int length = 0;
        for (int next = characters.next(); next != BreakIterator.DONE; next = characters.next()) {
            length += account.lengthOf(text.substring(end, next));
            if (length > most) {
                break;
            }
            end = next;
        }
        if (end > 0) {
            return end;
        }
        int next = text.offsetByCodePoints(0, 1);
        do {
            end = next;
            next = text.offsetByCodePoints(end, 1);
        } while (account.lengthOf(text.substring(0, next)) <= most);
        return end;
    }
}
