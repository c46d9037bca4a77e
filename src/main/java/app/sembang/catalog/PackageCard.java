package app.sembang.catalog;

import app.sembang.catalog.Bundle.Tier;
import app.sembang.language.Lexicon;
import app.sembang.shared.Language;
import app.sembang.shared.Money;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextLayout;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// Draws one tier of a package as a picture to send: whose it is, what is in it, what it costs and saves.
final class PackageCard {
    private static final Map<String, String> WORDS = new Lexicon(PackageCard.class).table("card.txt");
    private static final int SIDE = 1080;
    private static final int MARGIN = 72;
    private static final int BAND = 176;
    private static final int BOTTOM = 270;
    private static final int ROW = 58;
    private static final Color INK = new Color(0x18181b);
    private static final Color QUIET = new Color(0x52525b);
    private static final Color PLAIN = new Color(0x3f3f9e);

    private final CardFonts fonts;
    private final BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    private final Graphics2D pen = picture.createGraphics();
    private final Language language;

    /// Whose package it is.
    ///
    /// @param logo null where there is none, or none that can be read
    record Brand(
            String name,
            @Nullable BufferedImage logo,
            @Nullable String contact) {}

    private PackageCard(CardFonts fonts, Language language) {
        this.fonts = fonts;
        this.language = language;
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        pen.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    }

    /// @return a PNG
    static byte[] drawn(CardFonts fonts, Brand brand, Bundle bundle, Tier tier, Language language) {
        var card = new PackageCard(fonts, language);
        try {
            card.draw(brand, bundle, tier);
            var out = new ByteArrayOutputStream();
            ImageIO.write(card.picture, "png", out);
            return out.toByteArray();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        } finally {
            card.pen.dispose();
        }
    }

    private void draw(Brand brand, Bundle bundle, Tier tier) {
        var color = colorOf(brand.logo());
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, SIDE, SIDE);
        band(brand, color);
        float y = BAND + 92;
        pen.setColor(INK);
        y = lines(bundle.name(), true, 58, MARGIN, y, SIDE - 2 * MARGIN, 2);
        if (bundle.tiers().size() > 1) {
            pen.setColor(color);
            y = lines(tier.name(), true, 36, MARGIN, y, SIDE - 2 * MARGIN, 1);
        }
        parts(tier, y + 4);
        sum(tier, color);
    }

    private void band(Brand brand, Color color) {
        pen.setColor(color);
        pen.fillRect(0, 0, SIDE, BAND);
        int x = MARGIN;
        var logo = brand.logo();
        if (logo != null) {
            int side = BAND - 64;
            double scale = Math.min(side / (double) logo.getWidth(), side / (double) logo.getHeight());
            int width = (int) (logo.getWidth() * scale);
            int height = (int) (logo.getHeight() * scale);
            pen.setColor(Color.WHITE);
            pen.fill(new RoundRectangle2D.Double(x - 8, 24, side + 16, side + 16, 24, 24));
            pen.drawImage(logo, x + (side - width) / 2, 32 + (side - height) / 2, width, height, null);
            x += side + 40;
        }
        pen.setColor(Color.WHITE);
        boolean reached = brand.contact() != null;
        lines(brand.name(), true, 44, x, reached ? 88 : 104, SIDE - MARGIN - x, 1);
        if (reached) lines(Objects.requireNonNull(brand.contact()), false, 26, x, 130, SIDE - MARGIN - x, 1);
    }

    private void parts(Tier tier, float from) {
        int room = Math.max(1, (int) ((SIDE - BOTTOM - from) / ROW));
        int count = tier.parts().size();
        int shown = count <= room ? count : room - 1;
        float y = from;
        for (var part : tier.parts().subList(0, shown)) {
            var price = part.price() == null
                    ? null
                    : Money.of(
                            part.price().value().multiply(java.math.BigDecimal.valueOf(part.quantity())),
                            part.price().currency());
            pen.setColor(QUIET);
            float left = price == null ? 0 : right(price.written(), false, 32, y);
            pen.setColor(INK);
            lines(
                    "%d × %s".formatted(part.quantity(), part.name()),
                    false,
                    34,
                    MARGIN,
                    y,
                    SIDE - 2 * MARGIN - left - 24,
                    1);
            y += ROW;
        }
        if (shown < count) {
            pen.setColor(QUIET);
            lines(say("more").formatted(count - shown), false, 32, MARGIN, y, SIDE - 2 * MARGIN, 1);
        }
    }

    private void sum(Tier tier, Color color) {
        int top = SIDE - BOTTOM + 24;
        pen.setColor(new Color(0xe4e4e7));
        pen.fillRect(MARGIN, top, SIDE - 2 * MARGIN, 2);
        var saving = tier.saving();
        boolean saves = saving != null && saving.value().signum() > 0;
        if (saving != null && saves) {
            pen.setColor(QUIET);
            lines(say("separately"), false, 28, MARGIN, top + 52, 600, 1);
            var total = Objects.requireNonNull(tier.total()).written();
            float width = right(total, false, 32, top + 52);
            pen.setStroke(new BasicStroke(2.5f));
            pen.draw(new java.awt.geom.Line2D.Float(SIDE - MARGIN - width, top + 42, SIDE - MARGIN, top + 42));
            pill(say("saving").formatted(saving.written()), color, top + 128);
        }
        pen.setColor(INK);
        var price = tier.price();
        if (price == null) {
            right(say("request"), true, 52, top + 170);
        } else {
            pen.setColor(QUIET);
            if (!saves) lines(say("price"), false, 32, MARGIN, top + 150, 500, 1);
            pen.setColor(INK);
            right(price.written(), true, 84, top + 172);
        }
    }

    private void pill(String text, Color color, float y) {
        var layout = layout(text, true, 30);
        if (layout == null) return;
        pen.setColor(color);
        pen.fill(new RoundRectangle2D.Float(MARGIN, y - 8, layout.getAdvance() + 56, 64, 64, 64));
        pen.setColor(Color.WHITE);
        layout.draw(pen, MARGIN + 28, y + 34);
    }

    /// @return the width it took
    private float right(String text, boolean bold, float size, float y) {
        var layout = layout(text, bold, size);
        if (layout == null) return 0;
        layout.draw(pen, SIDE - MARGIN - layout.getAdvance(), y);
        return layout.getAdvance();
    }

    private @Nullable TextLayout layout(String text, boolean bold, float size) {
        var written = fonts.written(text, bold, size);
        return written == null ? null : new TextLayout(written.getIterator(), pen.getFontRenderContext());
    }

    /// What does not fit into so many lines ends with dots.
    ///
    /// @return where the next line begins
    private float lines(String text, boolean bold, float size, float x, float from, float width, int most) {
        var rest = text;
        float y = from;
        for (int line = 1; line <= most && !rest.isBlank(); line++) {
            var written = fonts.written(rest, bold, size);
            if (written == null) return y;
            var iterator = written.getIterator();
            int end = new LineBreakMeasurer(iterator, pen.getFontRenderContext()).nextOffset(width);
            var all = plain(iterator);
            boolean cut = line == most && end < all.length();
            var shown = cut ? all.substring(0, Math.max(1, end - 2)).strip() + "…" : all.substring(0, end);
            var layout = layout(shown, bold, size);
            if (layout != null) layout.draw(pen, x, y);
            rest = all.substring(end);
            y += size * 1.3f;
        }
        return y;
    }

    private static String plain(java.text.AttributedCharacterIterator text) {
        var plain = new StringBuilder();
        for (char one = text.first(); one != java.text.CharacterIterator.DONE; one = text.next()) plain.append(one);
        return plain.toString();
    }

    private String say(String key) {
        return Objects.requireNonNull(WORDS.get(key + "." + language.tag()));
    }

    /// The strongest colour of the logo, dark enough for white letters.
    static Color colorOf(@Nullable BufferedImage logo) {
        if (logo == null) return PLAIN;
        var weights = new HashMap<Integer, Double>();
        int step = Math.max(1, Math.max(logo.getWidth(), logo.getHeight()) / 96);
        for (int x = 0; x < logo.getWidth(); x += step) {
            for (int y = 0; y < logo.getHeight(); y += step) {
                int argb = logo.getRGB(x, y);
                var hsb = Color.RGBtoHSB(argb >> 16 & 255, argb >> 8 & 255, argb & 255, null);
                if ((argb >>> 24) > 127 && hsb[1] > 0.25 && hsb[2] > 0.2) {
                    weights.merge(Math.round(hsb[0] * 24) % 24, (double) hsb[1] * hsb[2], Double::sum);
                }
            }
        }
        return weights.entrySet().stream()
                .max(Map.Entry.<Integer, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(strongest -> dark(strongest.getKey() / 24f))
                .orElse(PLAIN);
    }

    private static Color dark(float hue) {
        var color = Color.getHSBColor(hue, 0.75f, 0.75f);
        while (luminance(color) > 0.18) color = color.darker();
        return color;
    }

    /// Below 0.18 white letters stand out at 4.5 : 1.
    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(int part) {
        double share = part / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
