package app.sembang.knowledge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/// PDF files, line by line; what is set larger than the rest is a heading.
final class PdfText extends PDFTextStripper {
    static final int MOST_PAGES = 300;

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int IN_MEMORY = 32 << 20;
    /// Of unpacked streams, in memory and on disk together.
    private static final int UNPACKED = 256 << 20;

    private static final float LARGER = 1.15f;
    private static final int LONGEST_HEADING = 150;

    private record Line(String text, float size, boolean endsParagraph) {}

    private final List<Line> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private float size;

    private PdfText() {
        setSortByPosition(true);
    }

    static List<Block> read(Path file) throws Unreadable {
        var memory = MemoryUsageSetting.setupMixed(IN_MEMORY, UNPACKED);
        try (var document = Loader.loadPDF(file.toFile(), memory.streamCache)) {
            int pages = document.getNumberOfPages();
            if (pages > MOST_PAGES) throw new Unreadable(Material.Reason.TOO_MANY_PAGES);
            var reader = new PdfText();
            long start = System.nanoTime();
            for (int page = 1; page <= pages; page++) {
                reader.setStartPage(page);
                reader.setEndPage(page);
                var _ = reader.getText(document);
                reader.endLine(true);
                if (System.nanoTime() - start > LONGEST.toNanos()) throw new Unreadable(Material.Reason.TOO_SLOW);
            }
            return reader.blocks();
        } catch (InvalidPasswordException locked) {
            throw new Unreadable(Material.Reason.ENCRYPTED, locked);
        } catch (IOException broken) {
            throw new Unreadable(Material.Reason.DAMAGED, broken);
        }
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) {
        line.append(text);
        for (var position : positions) size = Math.max(size, position.getFontSizeInPt());
    }

    @Override
    protected void writeWordSeparator() {
        line.append(' ');
    }

    @Override
    protected void writeLineSeparator() {
        endLine(false);
    }

    @Override
    protected void writeParagraphEnd() {
        endLine(true);
    }

    private void endLine(boolean endsParagraph) {
        lines.add(new Line(line.toString().strip(), size, endsParagraph));
        line.setLength(0);
        size = 0;
    }

    private List<Block> blocks() throws Unreadable {
        var outline = new Outline();
        float usual = usualSize();
        var paragraph = new StringBuilder();
        for (var one : lines) {
            boolean isHeading = one.size > usual * LARGER
                    && one.text.length() <= LONGEST_HEADING
                    && one.text.codePoints().anyMatch(Character::isLetter);
            if (isHeading) {
                outline.paragraph(paragraph.toString());
                paragraph.setLength(0);
                outline.heading(one.size > usual * 1.6f ? 1 : 2, one.text);
            } else {
                paragraph.append(one.text).append(' ');
                if (one.endsParagraph) {
                    outline.paragraph(paragraph.toString());
                    paragraph.setLength(0);
                }
            }
        }
        outline.paragraph(paragraph.toString());
        return outline.blocks();
    }

    private float usualSize() {
        Map<Integer, Integer> letters = new HashMap<>();
        for (var one : lines) letters.merge(Math.round(one.size), one.text.length(), Integer::sum);
        return letters.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(entry -> (float) entry.getKey())
                .orElse(0f);
    }
}
