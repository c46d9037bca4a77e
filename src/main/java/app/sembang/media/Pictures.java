package app.sembang.media;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.ImageOutputStream;

/// Pictures in smaller sizes. What cannot be read, or moves, has none.
public final class Pictures {
    /// More are not unpacked: a small file may hold a picture that fills the memory. A decoder may keep six bytes of
    /// each at once.
    private static final long MOST_PIXELS = 25_000_000;

    /// Of JPEG, where the eye sees no difference any more.
    private static final float QUALITY = 0.82f;

    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private Pictures() {}

    /// A picture as it is shown, turned the way its camera was held.
    ///
    /// @param smaller in the order they were asked for; none that would be as wide as the picture itself
    public record Sizes(int width, int height, List<Scaled> smaller) {}

    /// @param contentType JPEG's, or PNG's where one can look through it
    @SuppressWarnings("ArrayRecordComponent") // Written once and passed on.
    public record Scaled(int width, int height, String contentType, byte[] bytes) {}

    /// The picture in these widths, its shape kept.
    ///
    /// @return empty for what cannot be read or is too large to unpack
    public static Optional<Sizes> of(Path picture, List<Integer> widths) throws IOException {
        return of(picture, (_, _) -> widths);
    }

    /// The same for widths that depend on the picture's own width and height.
    static Optional<Sizes> of(Path picture, BiFunction<Integer, Integer, List<Integer>> widths) throws IOException {
        return opened(picture, reader -> sizes(reader, Orientation.of(picture), widths));
    }

    /// The picture itself, as it came.
    ///
    /// @param longest a side may be
    /// @return empty for what cannot be read or is too large
    public static Optional<BufferedImage> whole(Path picture, int longest) throws IOException {
        return opened(
                picture,
                reader -> Math.max(reader.getWidth(0), reader.getHeight(0)) > longest
                        ? Optional.empty()
                        : Optional.of(reader.read(0)));
    }

    private interface Reading<T> {
        Optional<T> of(ImageReader reader) throws IOException;
    }

    private static <T> Optional<T> opened(Path picture, Reading<T> reading) throws IOException {
        ONE_AT_A_TIME.lock();
        try (var input = ImageIO.createImageInputStream(picture.toFile())) {
            if (WebP.is(picture) && !WebP.readable(picture)) return Optional.empty();
            var readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) return Optional.empty();
            var reader = readers.next();
            try {
                reader.setInput(input, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) return Optional.empty();
                return reading.of(reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException broken) {
            // A file that only begins like a picture: readers answer with whatever they stumble over.
            if (Files.isReadable(picture)) return Optional.empty();
            throw broken;
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private static Optional<Sizes> sizes(
            ImageReader reader, Orientation orientation, BiFunction<Integer, Integer, List<Integer>> wanted)
            throws IOException {
        int across = reader.getWidth(0);
        int down = reader.getHeight(0);
        int width = orientation.lies() ? down : across;
        int height = orientation.lies() ? across : down;
        var widths =
                wanted.apply(width, height).stream().filter(one -> one < width).toList();
        if (widths.isEmpty()) return Optional.of(new Sizes(width, height, List.of()));
        int widest = Collections.max(widths);
        var upright = turned(read(reader, Math.max(1, width / (2 * widest))), orientation);
        var smaller = new ArrayList<Scaled>();
        for (int one : widths) {
            smaller.add(scaled(upright, one, Math.max(1, Math.round((float) height * one / width))));
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
        return scaled.getColorModel().hasAlpha()
                ? new Scaled(width, height, "image/png", png(scaled))
                : new Scaled(width, height, "image/jpeg", jpeg(scaled));
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

    private static BufferedImage turned(BufferedImage picture, Orientation orientation) {
        int across = picture.getWidth();
        int down = picture.getHeight();
        var turning = orientation.upright(across, down);
        if (turning.isIdentity()) return picture;
        var upright = new BufferedImage(
                orientation.lies() ? down : across, orientation.lies() ? across : down, BufferedImage.TYPE_INT_RGB);
        var pen = upright.createGraphics();
        pen.drawImage(picture, turning, null);
        pen.dispose();
        return upright;
    }
}
