package app.sembang.catalog;

import app.sembang.language.Lexicon;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.TextAttribute;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.AttributedString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The letters of pictures we draw: Latin, Chinese and Tamil, of our own, so that every machine draws the same.
final class CardFonts {
    private final List<Font> regular;
    private final List<Font> bold;

    private CardFonts(List<Font> regular, List<Font> bold) {
        this.regular = regular;
        this.bold = bold;
    }

    /// @throws IllegalStateException where the machine lets Java draw no letters at all (no fontconfig)
    static CardFonts ours() {
        var han = font("han.otf");
        return new CardFonts(
                List.of(font("latin.ttf"), han, font("tamil.ttf")),
                List.of(font("latin-bold.ttf"), han.deriveFont(Font.BOLD), font("tamil-bold.ttf")));
    }

    @SuppressWarnings("PMD.AvoidCatchingGenericException")
    private static Font font(String name) {
        var bytes = new Lexicon(CardFonts.class).bytes(name);
        try {
            return Font.createFont(Font.TRUETYPE_FONT, new ByteArrayInputStream(bytes));
        } catch (FontFormatException broken) {
            throw new IllegalStateException(name, broken);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        } catch (RuntimeException | LinkageError none) {
            throw new IllegalStateException("Java finds no fontconfig on this machine", none);
        }
    }

    /// What it can write of a text, each sign in a font that has it; null: nothing.
    @Nullable
    AttributedString written(String text, boolean isBold, float size) {
        var known = known(text);
        if (known.isEmpty()) return null;
        var written = new AttributedString(known);
        int at = 0;
        Font before = null;
        while (at < known.length()) {
            int point = known.codePointAt(at);
            int next = at + Character.charCount(point);
            var font = font(point, isBold, before);
            written.addAttribute(TextAttribute.FONT, font.deriveFont(size), at, next);
            before = font;
            at = next;
        }
        return written;
    }

    private String known(String text) {
        return text.codePoints()
                .map(point -> Character.isWhitespace(point) ? ' ' : point)
                .filter(point -> regular.stream().anyMatch(font -> font.canDisplay(point)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    /// A space stays with the word before it, so that a Tamil word is shaped as one.
    private Font font(int point, boolean isBold, @Nullable Font before) {
        if (before != null && before.canDisplay(point) && !Character.isLetterOrDigit(point)) return before;
        return (isBold ? bold : regular)
                .stream().filter(font -> font.canDisplay(point)).findFirst().orElseThrow();
    }
}
