package app.sembang.identity;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A text to be scanned, as an image address (`data:`) that needs no file.
final class QrCode {
    private static final int MARGIN = 4;

    private QrCode() {}

    static String image(String text) {
        var svg = svg(text);
        return "data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.US_ASCII));
    }

    private static String svg(String text) {
        try {
            var squares = Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
            var path = new StringBuilder();
            for (int y = 0; y < squares.getHeight(); y++) {
                for (int x = 0; x < squares.getWidth(); x++) {
                    if (squares.get(x, y) == 1) {
                        path.append("M%d %dh1v1h-1z".formatted(x + MARGIN, y + MARGIN));
                    }
                }
            }
            int size = squares.getWidth() + 2 * MARGIN;
            return """
                    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
                    <path fill="#fff" d="M0 0h%1$dv%1$dH0z"/><path d="%2$s"/></svg>""".formatted(size, path);
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("Too long for a QR code: " + text.length() + " characters", tooLong);
        }
    }
}
