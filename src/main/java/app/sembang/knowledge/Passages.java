package app.sembang.knowledge;

import app.sembang.knowledge.Block.Heading;
import app.sembang.knowledge.Block.Paragraph;
import app.sembang.knowledge.Block.Row;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedCollection;
import java.util.TreeMap;

/// Cuts a document where it is cut already: a passage never runs over a heading, a row of a table keeps the names of
/// its columns, and only prose too long for one passage is split, at a sentence that both parts then have.
final class Passages {
    /// About 250 tokens of English; a Chinese character weighs as much as three Latin ones.
    private static final int FULL = 1100;

    private static final int LARGEST = 1500;
    private static final int MOST = 2000;
    private static final int LONGEST_HEADING = 300;

    record Draft(String heading, String text, Wording wording) {}

    private final LinkedHashMap<String, Draft> drafts = new LinkedHashMap<>();
    private final TreeMap<Integer, String> headings = new TreeMap<>();
    private final StringBuilder open = new StringBuilder();
    private int weight;
    private String columns = "";

    private Passages() {}

    static SequencedCollection<Draft> of(List<Block> blocks) throws Unreadable {
        var passages = new Passages();
        for (var block : blocks) {
            switch (block) {
                case Heading heading -> passages.enter(heading);
                case Paragraph paragraph -> passages.add(paragraph.text());
                case Row row -> passages.add(row);
            }
        }
        passages.close();
        if (passages.drafts.isEmpty()) passages.keep(String.join(" › ", passages.headings.values()));
        return passages.drafts.sequencedValues();
    }

    private void enter(Heading heading) throws Unreadable {
        close();
        headings.tailMap(heading.level(), true).clear();
        headings.put(heading.level(), heading.text());
    }

    /// The first row of each passage follows the names of the columns, unless these are a text of their own.
    private void add(Row row) throws Unreadable {
        if (row.first()) {
            close();
            columns = weight(row.text()) < FULL / 3 ? row.text() : "";
        } else if (weight == 0 || weight + weight(row.text()) > FULL) {
            close();
            append(columns);
        }
        fill(row.text());
    }

    private void add(String text) throws Unreadable {
        if (weight > 0 && weight + weight(text) > FULL) close();
        fill(text);
    }

    private void fill(String text) throws Unreadable {
        if (weight(text) <= LARGEST) {
            append(text);
        } else {
            split(text);
        }
    }

    private void split(String prose) throws Unreadable {
        var sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(prose);
        var last = "";
        int from = sentences.first();
        for (int to = sentences.next(); to != BreakIterator.DONE; from = to, to = sentences.next()) {
            for (var sentence : pieces(prose.substring(from, to))) {
                if (weight > 0 && weight + weight(sentence) > FULL) {
                    close();
                    if (weight(last) < FULL / 3) append(last);
                }
                append(sentence);
                last = sentence;
            }
        }
    }

    /// What calls itself a sentence and is as long as a page is cut at a space, or anywhere between two characters.
    private static List<String> pieces(String sentence) {
        var pieces = new ArrayList<String>();
        int most = weight(sentence) > sentence.length() ? FULL / 3 : FULL;
        int from = 0;
        while (sentence.length() - from > most) {
            int space = sentence.lastIndexOf(' ', from + most);
            int to = space > from ? space : from + most;
            if (Character.isLowSurrogate(sentence.charAt(to))) to++;
            pieces.add(sentence.substring(from, to).strip());
            from = to;
        }
        pieces.add(sentence.substring(from).strip());
        return pieces;
    }

    private void append(String text) {
        if (text.isBlank()) return;
        if (!open.isEmpty()) open.append('\n');
        open.append(text.strip());
        weight += weight(text);
    }

    private static int weight(String text) {
        return text.codePoints()
                .map(letter -> Character.UnicodeScript.of(letter) == Character.UnicodeScript.HAN ? 3 : 1)
                .sum();
    }

    private void close() throws Unreadable {
        if (!open.isEmpty()) keep(open.toString());
        open.setLength(0);
        weight = 0;
    }

    private void keep(String text) throws Unreadable {
        var heading = shortened(String.join(" › ", headings.values()));
        var draft = new Draft(heading, text, Wording.of(heading, text));
        drafts.putIfAbsent(draft.wording.hash(), draft);
        if (drafts.size() > MOST) throw new Unreadable(Material.Reason.TOO_MUCH_TEXT);
    }

    private static String shortened(String heading) {
        return heading.length() <= LONGEST_HEADING
                ? heading
                : heading.substring(0, heading.offsetByCodePoints(0, LONGEST_HEADING / 2));
    }
}
