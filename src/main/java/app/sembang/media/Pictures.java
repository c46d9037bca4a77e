package app.sembang.media;

import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.ImageOutputStream;

/// Pictures in smaller sizes. What Java cannot read, such as a WebP, has none.
public final class Pictures {
    /// More are not unpacked: a small file may hold a picture that fills the memory.
    private static final long MOST_PIXELS = 50_000_000;

    /// Of JPEG, where the eye sees no difference any more.
    private static final float QUALITY = 0.82f;

    private static final int ORIENTATION = 0x0112;

    private Pictures() {}

    /// A picture as it is shown, turned the way its camera was held.
    ///
    /// @param smaller in the order they were asked for; none that would be as wide as the picture itself
    public record Sizes(int width, int height, List<Scaled> smaller) {}

    /// JPEG, or PNG where one can look through it.
    @SuppressWarnings("ArrayRecordComponent") // Written once and passed on.
    public record Scaled(int width, int height, byte[] bytes) {}

    /// The picture in these widths, its shape kept.
    ///
    /// @return empty for what cannot be read or is too large to unpack
    public static Optional<Sizes> of(Path picture, List<Integer> widths) throws IOException {
        try (var input = ImageIO.createImageInputStream(picture.toFile())) {
            var readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) return Optional.empty();
            var reader = readers.next();
            try {
                reader.setInput(input, true, true);
                return sizes(reader, turns(picture), widths);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException broken) {
            // A file that only begins like a picture: readers answer with whatever they stumble over.
            if (Files.isReadable(picture)) return Optional.empty();
            throw broken;
        }
    }

    private static Optional<Sizes> sizes(ImageReader reader, int orientation, List<Integer> widths)
            throws IOException {
        int across = reader.getWidth(0);
        int down = reader.getHeight(0);
        if ((long) across * down > MOST_PIXELS) return Optional.empty();
        boolean lying = orientation > 4;
        int width = lying ? down : across;
        int height = lying ? across : down;
        int widest = widths.stream()
                .filter(wanted -> wanted < width)
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        if (widest == 0) return Optional.of(new Sizes(width, height, List.of()));
        var upright = turned(read(reader, Math.max(1, width / (2 * widest))), orientation);
        var smaller = new ArrayList<Scaled>();
        for (int wanted : widths) {
            if (wanted < width) {
                smaller.add(scaled(upright, wanted, Math.max(1, Math.round((float) height * wanted / width))));
            }
        }
        return Optional.of(new Sizes(width, height, List.copyOf(smaller)));
    }

    /// @param step only each so many-th row and column is unpacked
    private static BufferedImage read(ImageReader reader, int step) throws IOException {
        var how = reader.getDefaultReadParam();
        how.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, how);
    }

    private static Scaled scaled(BufferedImage picture, int width, int height) throws IOException {
        var halved = picture;
        while (halved.getWidth() >= 4 * width) halved = drawn(halved, halved.getWidth() / 2, halved.getHeight() / 2);
        var scaled = drawn(halved, width, height);
        return new Scaled(width, height, scaled.getColorModel().hasAlpha() ? png(scaled) : jpeg(scaled));
    }

    private static BufferedImage drawn(BufferedImage picture, int width, int height) {
        boolean clear = picture.getColorModel().hasAlpha();
        var into = new BufferedImage(
                Math.max(1, width),
                Math.max(1, height),
                clear ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        var pen = into.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(picture, 0, 0, into.getWidth(), into.getHeight(), null);
        pen.dispose();
        return into;
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", out);
        return out.toByteArray();
    }

    private static byte[] jpeg(BufferedImage picture) throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            var how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), how);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /// @param orientation as cameras write it: 1 is upright, 5 to 8 lie on their side
    private static BufferedImage turned(BufferedImage picture, int orientation) {
        if (orientation == 1) return picture;
        int across = picture.getWidth();
        int down = picture.getHeight();
        boolean lying = orientation > 4;
        var turning =
                switch (orientation) {
                    case 2 -> new AffineTransform(-1, 0, 0, 1, across, 0);
                    case 3 -> new AffineTransform(-1, 0, 0, -1, across, down);
                    case 4 -> new AffineTransform(1, 0, 0, -1, 0, down);
                    case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
                    case 6 -> new AffineTransform(0, 1, -1, 0, down, 0);
                    case 7 -> new AffineTransform(0, -1, -1, 0, down, across);
                    default -> new AffineTransform(0, -1, 1, 0, 0, across);
                };
        var upright = new BufferedImage(lying ? down : across, lying ? across : down, BufferedImage.TYPE_INT_RGB);
        var pen = upright.createGraphics();
        pen.drawImage(picture, turning, null);
        pen.dispose();
        return upright;
    }

    /// How the camera was held, from the Exif of a JPEG; 1 where nothing says so.
    private static int turns(Path picture) throws IOException {
        byte[] head;
        try (var file = Files.newInputStream(picture)) {
            head = file.readNBytes(128 * 1024);
        }
        var bytes = ByteBuffer.wrap(head);
        if (head.length < 4 || bytes.getShort(0) != (short) 0xFFD8) return 1;
        int at = 2;
        while (at + 10 <= head.length && (head[at] & 0xFF) == 0xFF) {
            int length = bytes.getShort(at + 2) & 0xFFFF;
            boolean exif = (head[at + 1] & 0xFF) == 0xE1 && bytes.getInt(at + 4) == 0x45786966;
            if (exif) return orientation(bytes, at + 10, Math.min(head.length, at + 2 + length));
            at += 2 + length;
        }
        return 1;
    }

    /// @param start of the TIFF header, which all its addresses count from
    private static int orientation(ByteBuffer bytes, int start, int end) {
        if (start + 8 > end) return 1;
        bytes.order(bytes.getShort(start) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = start + (bytes.getInt(start + 4) & 0xFFFFFFFFL);
        if (directory + 2 > end) return 1;
        int entries = bytes.getShort((int) directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + 12L * i;
            if (entry + 12 > end) return 1;
            if ((bytes.getShort((int) entry) & 0xFFFF) == ORIENTATION) {
                int said = bytes.getShort((int) entry + 8) & 0xFFFF;
                return said >= 1 && said <= 8 ? said : 1;
            }
        }
        return 1;
    }
}
