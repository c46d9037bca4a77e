package app.sembang.media;

import java.awt.geom.AffineTransform;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How a camera was held when it took a picture: 1 to 8, as its EXIF data say (CIPA DC-008, "Orientation").
/// Browsers turn a picture by it; a copy has to be turned already.
record Orientation(int value) {
    private static final Orientation UPRIGHT = new Orientation(1);

    /// EXIF data stand at the beginning, and are never longer.
    private static final int MOST_BYTES = 128 << 10;

    private static final String EXIF = "Exif\0\0";
    private static final int TAG = 0x0112;

    static Orientation of(Path picture) throws IOException {
        try (var file = Files.newInputStream(picture)) {
            return of(ByteBuffer.wrap(file.readNBytes(MOST_BYTES)));
        }
    }

    private static Orientation of(ByteBuffer jpeg) {
        try {
            if (jpeg.getShort() != (short) 0xFFD8) {
                return UPRIGHT;
            }
            while (true) {
                int marker = jpeg.getShort() & 0xFFFF;
                int length = jpeg.getShort() & 0xFFFF;
                if (marker == 0xFFE1 && length > 8 && exif(jpeg, jpeg.position())) {
                    return in(jpeg.slice(
                            jpeg.position() + EXIF.length(), Math.min(length - 2, jpeg.remaining()) - EXIF.length()));
                }
                // Past the headers there is nothing to find.
                if (marker < 0xFFE0 || marker > 0xFFEF || length < 2) {
                    return UPRIGHT;
                }
                jpeg.position(jpeg.position() + length - 2);
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException cutOff) {
            return UPRIGHT;
        }
    }

    private static boolean exif(ByteBuffer jpeg, int at) {
        var name = new byte[EXIF.length()];
        jpeg.get(at, name);
        return new String(name, StandardCharsets.ISO_8859_1).equals(EXIF);
    }

    private static Orientation in(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xFFFF) == TAG) {
                int value = tiff.getShort(entry + 8);
                return value >= 1 && value <= 8 ? new Orientation(value) : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /// Whether width and height change places.
    boolean lies() {
        return value >= 5;
    }

    /// Turns a picture of this size, as it was taken, the right way up.
    AffineTransform upright(int width, int height) {
        return switch (value) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
    }
}
