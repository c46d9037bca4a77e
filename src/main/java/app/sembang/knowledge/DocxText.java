package app.sembang.knowledge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Word documents, Office Open XML (ECMA-376): the body's paragraphs, headings and tables. Deleted words, notes,
/// headers and footers are left out; nothing outside of the file is looked up.
final class DocxText {
    /// Bytes of the body once unpacked.
    private static final int MOST = 40 << 20;

    private static final Pattern HEADING_STYLE = Pattern.compile("(?:heading|tajuk|标题|標題)\\s?([1-9])");

    private final XMLStreamReader xml;
    private final Outline outline = new Outline();
    private final StringBuilder paragraph = new StringBuilder();
    private final List<String> cells = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private int level;
    private int tables;
    private boolean firstRow;

    private DocxText(XMLStreamReader xml) {
        this.xml = xml;
    }

    static List<Block> read(Path file) throws Unreadable {
        try {
            var reader = new DocxText(factory().createXMLStreamReader(new ByteArrayInputStream(body(file))));
            reader.read();
            return reader.outline.blocks();
        } catch (IOException | XMLStreamException broken) {
            throw new Unreadable(Material.Reason.DAMAGED, broken);
        }
    }

    private static byte[] body(Path file) throws IOException, Unreadable {
        try (var zip = new ZipFile(file.toFile())) {
            var entry = zip.getEntry("word/document.xml");
            if (entry == null) throw new Unreadable(Material.Reason.DAMAGED);
            try (var unpacked = zip.getInputStream(entry)) {
                var bytes = unpacked.readNBytes(MOST + 1);
                if (bytes.length > MOST) throw new Unreadable(Material.Reason.TOO_MUCH_TEXT);
                return bytes;
            }
        }
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    private void read() throws XMLStreamException, Unreadable {
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                begin(xml.getLocalName());
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                end(xml.getLocalName());
            }
        }
    }

    private void begin(String element) throws XMLStreamException {
        switch (element) {
            case "t" -> paragraph.append(xml.getElementText());
            case "tab", "br", "cr" -> paragraph.append(' ');
            case "pStyle" -> level = levelOf(value("val"));
            case "outlineLvl" -> level = outlineLevel(value("val"));
            case "tbl" -> {
                tables++;
                if (tables == 1) firstRow = true;
            }
            default -> {}
        }
    }

    private void end(String element) throws Unreadable {
        switch (element) {
            case "p" -> endParagraph();
            case "tc" -> {
                if (tables == 1) {
                    cells.add(cell.toString());
                    cell.setLength(0);
                }
            }
            case "tr" -> {
                if (tables == 1) {
                    outline.row(cells, firstRow);
                    cells.clear();
                    firstRow = false;
                }
            }
            case "tbl" -> tables--;
            default -> {}
        }
    }

    private void endParagraph() throws Unreadable {
        if (tables > 0) {
            cell.append(paragraph).append(' ');
        } else if (level > 0) {
            outline.heading(level, paragraph.toString());
        } else {
            outline.paragraph(paragraph.toString());
        }
        paragraph.setLength(0);
        level = 0;
    }

    private @Nullable String value(String attribute) {
        for (int at = 0; at < xml.getAttributeCount(); at++) {
            if (xml.getAttributeLocalName(at).equals(attribute)) return xml.getAttributeValue(at);
        }
        return null;
    }

    private static int levelOf(@Nullable String style) {
        if (style == null) return 0;
        var name = style.toLowerCase(Locale.ROOT);
        if (name.equals("title")) return 1;
        var heading = HEADING_STYLE.matcher(name);
        return heading.matches() ? heading.group(1).charAt(0) - '0' : 0;
    }

    /// 9 is the level of what is no heading.
    private static int outlineLevel(@Nullable String value) {
        return value != null && value.matches("[0-8]") ? value.charAt(0) - '0' + 1 : 0;
    }
}
