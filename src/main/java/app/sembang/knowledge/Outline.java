package app.sembang.knowledge;

import app.sembang.knowledge.Block.Heading;
import app.sembang.knowledge.Block.Paragraph;
import app.sembang.knowledge.Block.Row;
import java.util.ArrayList;
import java.util.List;

/// Collects what a document is made of, up to a limit.
class Outline {
    /// Characters; about 300 dense pages.
    static final int MOST = 1_000_000;

    private final List<Block> blocks = new ArrayList<>();
    private int length;

    void heading(int level, String text) throws Unreadable {
        add(new Heading(level, plain(text)));
    }

    void paragraph(String text) throws Unreadable {
        add(new Paragraph(plain(text)));
    }

    void row(List<String> cells, boolean first) throws Unreadable {
        var text = String.join(" | ", cells.stream().map(Outline::plain).toList());
        if (!text.replace("|", "").isBlank()) add(new Row(text, first));
    }

    private void add(Block block) throws Unreadable {
        if (block.text().isEmpty()) return;
        length += block.text().length();
        if (length > MOST) throw new Unreadable(Material.Reason.TOO_MUCH_TEXT);
        blocks.add(block);
    }

    List<Block> blocks() throws Unreadable {
        if (blocks.isEmpty()) throw new Unreadable(Material.Reason.NO_TEXT);
        return List.copyOf(blocks);
    }

    /// PostgreSQL keeps no U+0000.
    private static String plain(String text) {
        return text.replace('\u0000', '\uFFFD')
                .replaceAll("[\\p{Cf}&&[^\u200C\u200D]]", "")
                .replaceAll("[\\h\\v]+", " ")
                .strip();
    }
}
