package app.sembang.media;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.media.Pictures.Scaled;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PicturesTests {
    private static final List<Integer> WIDTHS = List.of(100, 400);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aPictureKeepsItsShapeInEveryWidthAndIsNeverMadeLarger() throws IOException {
        var sizes = Pictures.of(file(jpeg(striped(300, 150))), WIDTHS).orElseThrow();

        assertThat(sizes.width()).isEqualTo(300);
        assertThat(sizes.height()).isEqualTo(150);
        assertThat(sizes.smaller()).hasSize(1).first().satisfies(small -> {
            assertThat(read(small).getWidth()).isEqualTo(100);
            assertThat(read(small).getHeight()).isEqualTo(50);
        });
    }

    @Test
    void whatOneCanLookThroughStaysSo() throws IOException {
        var clear = new BufferedImage(800, 800, BufferedImage.TYPE_INT_ARGB);
        var out = new ByteArrayOutputStream();
        ImageIO.write(clear, "png", out);

        var small = Pictures.of(file(out.toByteArray()), WIDTHS)
                .orElseThrow()
                .smaller()
                .getFirst();

        assertThat(read(small).getRGB(50, 50) >>> 24).isZero();
    }

    /// A corner that is red in the camera's rows is where the camera's top left corner was.
    @ParameterizedTest
    @CsvSource({"1, 600, left, top", "3, 600, right, bottom", "6, 300, right, top", "8, 300, left, bottom"})
    void aPhotoIsTurnedTheWayItsCameraWasHeld(int orientation, int width, String side, String end) throws IOException {
        var sizes = Pictures.of(file(turned(jpeg(striped(600, 300)), orientation)), List.of(100))
                .orElseThrow();

        assertThat(sizes.width()).isEqualTo(width);
        var small = read(sizes.smaller().getFirst());
        int x = side.equals("left") ? 5 : small.getWidth() - 6;
        int y = end.equals("top") ? 5 : small.getHeight() - 6;
        var corner = new Color(small.getRGB(x, y));
        assertThat(corner.getRed()).isGreaterThan(180);
        assertThat(corner.getBlue()).isLessThan(90);
        assertThat(new Color(small.getRGB(small.getWidth() - 1 - x, small.getHeight() - 1 - y)).getBlue())
                .isGreaterThan(180);
    }

    @Test
    void aSmallFileThatWouldFillTheMemoryIsNotUnpacked() throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(10, 10, BufferedImage.TYPE_BYTE_GRAY), "png", out);
        var bytes = out.toByteArray();
        var header = ByteBuffer.wrap(bytes);
        header.putInt(16, 30_000).putInt(20, 30_000);
        var checksum = new CRC32();
        checksum.update(bytes, 12, 17);
        header.putInt(29, (int) checksum.getValue());

        assertThat(Pictures.of(file(bytes), WIDTHS)).isEmpty();
    }

    @Test
    void whatOnlyBeginsLikeAPictureHasNoSizes() throws IOException {
        var whole = jpeg(striped(600, 300));

        assertThat(Pictures.of(file(java.util.Arrays.copyOf(whole, 30)), WIDTHS))
                .isEmpty();
        assertThat(Pictures.of(file("RIFF1234WEBPVP8 ".getBytes(java.nio.charset.StandardCharsets.US_ASCII)), WIDTHS))
                .isEmpty();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("picture"), bytes);
    }

    /// Blue, with red in its top left quarter.
    private static BufferedImage striped(int width, int height) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var pen = picture.createGraphics();
        pen.setColor(Color.BLUE);
        pen.fillRect(0, 0, width, height);
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, width / 2, height / 2);
        pen.dispose();
        return picture;
    }

    private static byte[] jpeg(BufferedImage picture) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", out);
        return out.toByteArray();
    }

    /// With the mark a camera makes, in the order of bytes some of them use.
    private static byte[] turned(byte[] jpeg, int orientation) {
        var mark = ByteBuffer.allocate(36)
                .putShort((short) 0xFFE1)
                .putShort((short) 34)
                .put(new byte[] {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42})
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0);
        return ByteBuffer.allocate(jpeg.length + 36)
                .put(jpeg, 0, 2)
                .put(mark.array())
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    private static BufferedImage read(Scaled picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    }
}
