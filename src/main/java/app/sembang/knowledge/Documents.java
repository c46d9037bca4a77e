package app.sembang.knowledge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads what a file says.
final class Documents {
    private Documents() {}

    static List<Block> read(Path file, Format format) throws Unreadable {
        try {
            return switch (format) {
                case PDF -> PdfText.read(file);
                case DOCX -> DocxText.read(file);
                case TXT -> PlainText.read(PlainText.decode(Files.readAllBytes(file)), false);
                case MARKDOWN -> PlainText.read(PlainText.decode(Files.readAllBytes(file)), true);
                case HTML -> HtmlText.read(Files.readAllBytes(file));
            };
        } catch (IOException | RuntimeException | StackOverflowError broken) {
            // Libraries answer a file that was made to hurt with whatever comes to their mind.
            throw new Unreadable(Material.Reason.DAMAGED, broken);
        }
    }
}
