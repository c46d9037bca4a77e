package app.sembang.assistant;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How much of a text was changed: insertions, deletions, replacements and swaps of neighbours (Damerau and
/// Levenshtein's restricted distance) over what people see as characters, by the longer text's length.
final class EditDistance {
    /// Longer texts are compared by their beginning.
    private static final int MOST = 2_000;

    private EditDistance() {}

    /// @return 0 where nothing was changed, 1 where all was, to three digits
    static double of(String before, String after) {
        var some = characters(before);
        var others = characters(after);
        int longest = Math.max(some.size(), others.size());
        if (longest == 0) return 0;
        return Math.round(1000.0 * distance(some, others) / longest) / 1000.0;
    }

    private static List<String> characters(String text) {
        var characters = new ArrayList<String>();
        var breaks = BreakIterator.getCharacterInstance(Locale.ROOT);
        breaks.setText(text);
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE && characters.size() < MOST; to = breaks.next()) {
            characters.add(text.substring(from, to));
            from = to;
        }
        return characters;
    }

    private static int distance(List<String> some, List<String> others) {
        var before = new int[others.size() + 1];
        var last = new int[others.size() + 1];
        var row = new int[others.size() + 1];
        for (int j = 0; j <= others.size(); j++) last[j] = j;
        for (int i = 1; i <= some.size(); i++) {
            row[0] = i;
            for (int j = 1; j <= others.size(); j++) {
                boolean same = some.get(i - 1).equals(others.get(j - 1));
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && some.get(i - 1).equals(others.get(j - 2))
                        && some.get(i - 2).equals(others.get(j - 1));
                if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
            }
            var free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[others.size()];
    }
}
