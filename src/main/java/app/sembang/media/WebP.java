package app.sembang.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What a WebP file says of itself, looked at before anything of it is unpacked: the reader believes what stands
/// inside.
///
/// Source: developers.google.com/speed/webp/docs/riff_container; RFC 6386 §9.1; RFC 9649.
final class WebP {
    /// The reader keeps some 40 bytes of each at once: as much memory as other pictures of the most pixels take.
    static final long MOST_PIXELS = 4_200_000;

    /// No picture has more parts before and behind it.
    private static final int MOST_PARTS = 64;

    /// In bytes, of what is packed without loss and all behind it: its tables may take two thousand times as much
    /// memory, and the reader looks for their end in the rest of the file.
    private static final long LONGEST_LOSSLESS = 64 << 10;

    private static final long LARGEST_PROFILE = 1 << 20;
    private static final int MOVES = 0b10;

    private final RandomAccessFile file;
    private long width;
    private long height;
    private int pictures;
    private int profiles;
    private int layers;

    private WebP(RandomAccessFile file) {
        this.file = file;
    }

    static boolean is(Path picture) throws IOException {
        try (var file = new RandomAccessFile(picture.toFile(), "r")) {
            return file.length() >= 12
                    && name(file).equals("RIFF")
                    && file.skipBytes(4) == 4
                    && name(file).equals("WEBP");
        }
    }

    /// Whether it holds one picture that stands still, no larger than it says and than may be unpacked.
    static boolean readable(Path picture) throws IOException {
        try (var file = new RandomAccessFile(picture.toFile(), "r")) {
            return new WebP(file).readable();
        }
    }

    private boolean readable() throws IOException {
        long at = 12;
        for (int part = 0; at + 8 <= file.length(); part++) {
            if (part == MOST_PARTS) return false;
            file.seek(at);
            var name = name(file);
            long length = little(4);
            if (at + 8 + length > file.length() || !understood(name, length, part)) return false;
            at += 8 + length + (length & 1);
        }
        return pictures == 1 && layers <= 1 && profiles <= 1 && width * height <= MOST_PIXELS;
    }

    private boolean understood(String name, long length, int part) throws IOException {
        return switch (name) {
            case "VP8X" -> {
                if (part != 0 || length != 10 || (file.read() & MOVES) != 0) yield false;
                file.skipBytes(3);
                width = 1 + little(3);
                height = 1 + little(3);
                yield true;
            }
            case "VP8 " -> {
                pictures++;
                file.skipBytes(6);
                yield length >= 10 && sized(little(2) & 0x3fff, little(2) & 0x3fff);
            }
            case "VP8L" -> {
                pictures++;
                if (length < 5 || !smallFromHere() || file.read() != 0x2f) yield false;
                long bits = little(4);
                yield sized(1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff));
            }
            case "ICCP" -> {
                profiles++;
                // As long as its first number says it is; the reader makes room for that.
                yield length >= 128 && length <= LARGEST_PROFILE && Integer.toUnsignedLong(file.readInt()) <= length;
            }
            case "ALPH" -> {
                layers++;
                // The lowest two bits: how it is packed; none is as it is.
                yield length > 0 && (smallFromHere() || (file.read() & 0b11) == 0);
            }
            case "ANIM", "ANMF" -> false;
            default -> true;
        };
    }

    private boolean smallFromHere() throws IOException {
        return file.length() - file.getFilePointer() <= LONGEST_LOSSLESS;
    }

    /// As the whole said before, where it did.
    private boolean sized(long across, long down) {
        boolean agrees = width == 0 || (width == across && height == down);
        width = across;
        height = down;
        return agrees && across > 0 && down > 0;
    }

    private static String name(RandomAccessFile file) throws IOException {
        var four = new byte[4];
        file.readFully(four);
        return new String(four, StandardCharsets.US_ASCII);
    }

    private long little(int bytes) throws IOException {
        long number = 0;
        for (int one = 0; one < bytes; one++) {
            number |= (long) file.readUnsignedByte() << (8 * one);
        }
        return number;
    }
}
