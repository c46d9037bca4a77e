package app.sembang.media;

import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Small copies of pictures. Strangers sent them: what a picture says of its size is read before any of it
/// is decoded, one too large is left alone, and one is decoded at a time, no finer than needed.
final class Thumbnails {
    /// Twice the widest a thread shows one, for dense screens.
    static final int LONGEST_SIDE = 640;

    /// A decoder may keep six bytes of each at once.
    private static final long MOST_PIXELS = 25_000_000;

    private static final long SMALL_BYTES = 64 << 10;
    /// What moves would stand still, and Java reads no WebP.
    private static final Set<String> READABLE = Set.of("image/jpeg", "image/png");
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();
    private static final Logger log = LoggerFactory.getLogger(Thumbnails.class);

    private Thumbnails() {}

    /// Writes a small copy.
    ///
    /// @return what kind of picture it is; null where none was made: the picture is small, too large, or no
    /// picture
    static @Nullable String draw(Path picture, String contentType, Path into) throws IOException {
        if (!READABLE.contains(contentType)) {
            return null;
        }
        ONE_AT_A_TIME.lock();
        try (var stream = ImageIO.createImageInputStream(picture.toFile())) {
            var readers = ImageIO.getImageReaders(stream);
            return readers.hasNext() ? drawn(readers.next(), stream, picture, into) : null;
        } catch (IOException | RuntimeException broken) {
            // Java's decoders meet what is broken with any exception they know. The file is kept as it is.
            log.info("A picture has no small copy: {}", broken.toString());
            return null;
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private static @Nullable String drawn(ImageReader reader, ImageInputStream stream, Path picture, Path into)
            throws IOException {
        try {
            reader.setInput(stream, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            int longest = Math.max(width, height);
            boolean small = longest <= LONGEST_SIDE && Files.size(picture) <= SMALL_BYTES;
            if (small || (long) width * height > MOST_PIXELS) {
                return null;
            }
            var asked = reader.getDefaultReadParam();
            int every = Math.max(1, longest / (2 * LONGEST_SIDE));
            asked.setSourceSubsampling(every, every, 0, 0);
            var read = reader.read(0, asked);
            boolean opaque = !read.getColorModel().hasAlpha();
            var kind = opaque ? "jpeg" : "png";
            ImageIO.write(scaled(read, opaque, Orientation.of(picture)), kind, into.toFile());
            return "image/" + kind;
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage scaled(BufferedImage read, boolean opaque, Orientation orientation) {
        double scale = Math.min(1, LONGEST_SIDE / (double) Math.max(read.getWidth(), read.getHeight()));
        int width = Math.max(1, (int) Math.round(read.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(read.getHeight() * scale));
        var small = new BufferedImage(
                orientation.lies() ? height : width,
                orientation.lies() ? width : height,
                opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        var canvas = small.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        canvas.transform(orientation.upright(width, height));
        canvas.transform(
                AffineTransform.getScaleInstance(width / (double) read.getWidth(), height / (double) read.getHeight()));
        canvas.drawImage(read, 0, 0, null);
        canvas.dispose();
        return small;
    }
}
