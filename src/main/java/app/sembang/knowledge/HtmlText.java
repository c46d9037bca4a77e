package app.sembang.knowledge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// Web pages: what a reader sees, without navigation and scripts. Nothing they point to is loaded.
final class HtmlText {
    private static final Set<String> UNSEEN = Set.of(
            "script", "style", "noscript", "template", "nav", "svg", "form", "button", "iframe", "head", "footer");
    private static final int DEEPEST = 200;

    private final Outline outline = new Outline();
    private final StringBuilder paragraph = new StringBuilder();

    private HtmlText() {}

    static List<Block> read(byte[] bytes) throws Unreadable {
        try {
            var page = Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
            var reader = new HtmlText();
            reader.read(page.body(), 0);
            reader.endParagraph();
            return reader.outline.blocks();
        } catch (IOException broken) {
            throw new Unreadable(Material.Reason.DAMAGED, broken);
        }
    }

    private void read(Element element, int depth) throws Unreadable {
        if (depth > DEEPEST) return;
        for (Node child : element.childNodes()) {
            if (child instanceof TextNode words) {
                paragraph.append(words.getWholeText());
            } else if (child instanceof Element inner && !isUnseen(inner)) {
                readElement(inner, depth);
            }
        }
    }

    private static boolean isUnseen(Element element) {
        return UNSEEN.contains(element.normalName()) || element.hasAttr("hidden");
    }

    private void readElement(Element element, int depth) throws Unreadable {
        var name = element.normalName();
        if (name.matches("h[1-6]")) {
            endParagraph();
            outline.heading(name.charAt(1) - '0', element.text());
        } else if (name.equals("table")) {
            endParagraph();
            boolean first = true;
            for (var row : element.select("tr")) {
                outline.row(row.select("> th, > td").eachText(), first);
                first = false;
            }
        } else if (name.equals("br")) {
            paragraph.append(' ');
        } else if (element.isBlock()) {
            endParagraph();
            read(element, depth + 1);
            endParagraph();
        } else {
            read(element, depth + 1);
        }
    }

    private void endParagraph() throws Unreadable {
        outline.paragraph(paragraph.toString());
        paragraph.setLength(0);
    }
}
