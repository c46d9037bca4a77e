package bench;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/// What customers send besides words: a JPEG of a few kilobytes, so small that nobody needs a smaller copy.
final class Picture {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int TILE = 20;

    private Picture() {}

    static byte[] jpeg() throws IOException {
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        var canvas = image.createGraphics();
        var random = new SplittableRandom(7);
        for (int x = 0; x < WIDTH; x += TILE) {
            for (int y = 0; y < HEIGHT; y += TILE) {
                canvas.setColor(new Color(random.nextInt(1 << 24)));
                canvas.fillOval(x, y, TILE, TILE);
            }
        }
        canvas.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        return bytes.toByteArray();
    }
}
