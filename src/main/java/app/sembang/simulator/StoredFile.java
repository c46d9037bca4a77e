package app.sembang.simulator;

import java.nio.ByteBuffer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A file that a bot can download. What the bot named by a foreign URL is kept without content.
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record StoredFile(String fileId, String uniqueId, String path, String name, String type, byte[] content) {
    record Size(int width, int height) {}

    private static final Size UNKNOWN_SIZE = new Size(1280, 960);

    boolean isImage() {
        return type.equals("image/jpeg") || type.equals("image/png") || type.equals("image/webp");
    }

    /// The sizes of a photo, smallest first. All of them hold the same picture here; the last is the one to take.
    ArrayNode photoSizes() {
        var full = size();
        var sizes = Simulator.JSON.createArrayNode();
        for (int longest : new int[] {90, 320}) {
            double scale = (double) longest / Math.max(full.width(), full.height());
            if (scale >= 1) continue;
            var small = new Size(Math.max(1, (int) (full.width() * scale)), Math.max(1, (int) (full.height() * scale)));
            sizes.add(photoSize("s" + longest + "_", small));
        }
        return sizes.add(photoSize("", full));
    }

    /// As a recording or a document.
    ObjectNode plain() {
        return Simulator.JSON
                .createObjectNode()
                .put("file_id", fileId)
                .put("file_unique_id", uniqueId)
                .put("file_size", content.length)
                .put("mime_type", type);
    }

    private ObjectNode photoSize(String prefix, Size size) {
        return Simulator.JSON
                .createObjectNode()
                .put("file_id", prefix + fileId)
                .put("file_unique_id", prefix + uniqueId)
                .put("file_size", content.length)
                .put("width", size.width())
                .put("height", size.height());
    }

    /// Read from the header of a PNG or JPEG.
    private Size size() {
        var bytes = ByteBuffer.wrap(content);
        if (content.length > 24 && bytes.getInt(0) == 0x89504E47) return new Size(bytes.getInt(16), bytes.getInt(20));
        if (content.length < 4 || bytes.getShort(0) != (short) 0xFFD8) return UNKNOWN_SIZE;
        int at = 2;
        while (at + 9 < content.length && content[at] == (byte) 0xFF) {
            int marker = content[at + 1] & 0xFF;
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) return new Size(bytes.getShort(at + 7) & 0xFFFF, bytes.getShort(at + 5) & 0xFFFF);
            at += 2 + (bytes.getShort(at + 2) & 0xFFFF);
        }
        return UNKNOWN_SIZE;
    }
}
