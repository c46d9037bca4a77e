package app.sembang.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small copies of pictures strangers send.
class ThumbnailTests {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    ThumbnailTests() {}

    @Test
    void aLargePictureGetsASmallCopyOfItsShape() throws IOException {
        assertThat(drawn(picture(3000, 2000, BufferedImage.TYPE_INT_RGB, "jpeg"), "image/jpeg"))
                .isEqualTo("image/jpeg");

        var small = copy();
        assertThat(small.getWidth()).isEqualTo(640);
        assertThat(small.getHeight()).isEqualTo(427);
        assertThat(Files.size(folder.resolve("small"))).isLessThan(200_000);
        assertThat(redOnTheLeft(small)).isTrue();
    }

    @Test
    void whatIsSeenThroughStaysSo() throws IOException {
        assertThat(drawn(picture(1600, 100, BufferedImage.TYPE_INT_ARGB, "png"), "image/png"))
                .isEqualTo("image/png");

        assertThat(copy().getColorModel().hasAlpha()).isTrue();
        assertThat(copy().getWidth()).isEqualTo(640);
    }

    @Test
    void aPictureTakenWithTheCameraOnItsSideStandsUpright() throws IOException {
        // Taken lying, to be turned clockwise: what was left is above.
        var lying = turned(picture(1000, 500, BufferedImage.TYPE_INT_RGB, "jpeg"), 6);

        assertThat(drawn(lying, "image/jpeg")).isEqualTo("image/jpeg");

        var small = copy();
        assertThat(small.getWidth()).isEqualTo(320);
        assertThat(small.getHeight()).isEqualTo(640);
        assertThat(new Color(small.getRGB(160, 100)).getRed()).isGreaterThan(200);
        assertThat(new Color(small.getRGB(160, 540)).getRed()).isLessThan(50);

        drawn(turned(picture(1000, 500, BufferedImage.TYPE_INT_RGB, "jpeg"), 3), "image/jpeg");
        assertThat(redOnTheLeft(copy())).isFalse();
    }

    @Test
    void aWebPGetsOneLikeAnyOtherPicture() throws IOException {
        assertThat(drawn(sample("lossy.webp"), "image/webp")).isEqualTo("image/jpeg");
        assertThat(copy().getWidth()).isEqualTo(640);
        assertThat(copy().getHeight()).isEqualTo(320);
        assertThat(redOnTheLeft(copy())).isTrue();

        assertThat(drawn(sample("clear.webp"), "image/webp")).isEqualTo("image/png");
        assertThat(copy().getColorModel().hasAlpha()).isTrue();
        assertThat(copy().getRGB(500, 100) >>> 24).isZero();
    }

    @Test
    void aWebPThatMovesIsLargeOrSaysAnotherSizeThanItHasGetsNone() throws IOException {
        assertThat(drawn(sample("large.webp"), "image/webp")).isNull();

        var moving = sample("lossy.webp");
        moving[20] |= 0b10;
        assertThat(drawn(moving, "image/webp")).isNull();

        var lying = sample("large.webp");
        lying[24] = lying[25] = lying[27] = lying[28] = 0;
        assertThat(drawn(lying, "image/webp")).isNull();

        var clear = sample("clear.webp");
        assertThat(drawn(java.util.Arrays.copyOf(clear, clear.length + 65_536), "image/webp"))
                .isNull();

        var profiled = sample("lossy.webp");
        assertThat(new String(profiled, 30, 4, StandardCharsets.US_ASCII)).isEqualTo("ICCP");
        profiled[38] = 0x7f;
        assertThat(drawn(profiled, "image/webp")).isNull();
    }

    @Test
    void aBrokenWebPHarmsNobody() throws IOException {
        var random = new Random(7);
        var whole = sample("lossy.webp");
        for (int time = 0; time < 60; time++) {
            var broken = java.util.Arrays.copyOf(
                    whole, random.nextInt(8) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int flips = 0; flips < 3 && broken.length > 0; flips++) {
                // Where it says what it is, more often than in the middle of its colours.
                int at = random.nextInt(random.nextBoolean() ? Math.min(700, broken.length) : broken.length);
                broken[at] ^= (byte) (1 << random.nextInt(8));
            }
            assertThat(drawn(broken, "image/webp")).isIn(null, "image/jpeg", "image/png");
        }
    }

    private static byte[] sample(String name) throws IOException {
        try (var file = java.util.Objects.requireNonNull(ThumbnailTests.class.getResourceAsStream(name))) {
            return file.readAllBytes();
        }
    }

    @Test
    void whatIsSmallMovesOrIsNoPictureGetsNone() throws IOException {
        assertThat(drawn(picture(200, 200, BufferedImage.TYPE_INT_RGB, "jpeg"), "image/jpeg"))
                .isNull();
        assertThat(drawn(picture(2000, 2000, BufferedImage.TYPE_INT_RGB, "gif"), "image/gif"))
                .isNull();
        assertThat(drawn("%PDF-1.7".getBytes(StandardCharsets.US_ASCII), "application/pdf"))
                .isNull();
    }

    @Test
    void whatSaysItIsHugeIsNotDecoded() throws IOException {
        assertThat(drawn(huge(), "image/png")).isNull();
    }

    @Test
    void whatIsBrokenAnywhereDoesNoHarm() throws IOException {
        var random = new Random(5);
        for (var kind : new String[] {"jpeg", "png"}) {
            var whole = picture(900, 700, BufferedImage.TYPE_INT_RGB, kind);
            for (int i = 0; i < 60; i++) {
                var broken = whole.clone();
                for (int flips = 0; flips < 5; flips++) {
                    broken[random.nextInt(Math.min(broken.length, 2000))] = (byte) random.nextInt();
                }
                drawn(broken, "image/" + kind);
            }
            assertThat(drawn(java.util.Arrays.copyOf(whole, 30), "image/" + kind))
                    .isNull();
        }
    }

    private @Nullable String drawn(byte[] picture, String contentType) throws IOException {
        return Thumbnails.draw(Files.write(folder.resolve("picture"), picture), contentType, folder.resolve("small"));
    }

    private BufferedImage copy() throws IOException {
        return ImageIO.read(folder.resolve("small").toFile());
    }

    private static boolean redOnTheLeft(BufferedImage picture) {
        return new Color(picture.getRGB(10, picture.getHeight() / 2)).getRed() > 200;
    }

    /// Red on the left, blue on the right.
    private static byte[] picture(int width, int height, int type, String format) throws IOException {
        var picture = new BufferedImage(width, height, type);
        var canvas = picture.createGraphics();
        canvas.setColor(Color.RED);
        canvas.fillRect(0, 0, width / 2, height);
        canvas.setColor(Color.BLUE);
        canvas.fillRect(width / 2, 0, width - width / 2, height);
        canvas.dispose();
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    /// The picture with what a camera writes of how it was held.
    private static byte[] turned(byte[] jpeg, int orientation) {
        var exif = ByteBuffer.allocate(2 + 2 + 6 + 8 + 2 + 12 + 4);
        exif.putShort((short) 0xFFE1).putShort((short) (exif.capacity() - 2));
        exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        exif.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        exif.putShort((short) 1);
        exif.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        exif.putInt(0);
        return ByteBuffer.allocate(jpeg.length + exif.capacity())
                .put(jpeg, 0, 2)
                .put(exif.array())
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    /// The beginning of a picture of 100,000 by 100,000.
    private static byte[] huge() {
        var header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(100_000)
                .putInt(100_000)
                .put(new byte[] {8, 6, 0, 0, 0})
                .array();
        var sum = new CRC32();
        sum.update(header);
        return ByteBuffer.allocate(8 + 4 + 17 + 4)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10})
                .putInt(13)
                .put(header)
                .putInt((int) sum.getValue())
                .array();
    }
}
