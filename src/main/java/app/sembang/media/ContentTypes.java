package app.sembang.media;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a file is, by its first bytes. What is not known here is only ever downloaded, never shown.
final class ContentTypes {
    static final String UNKNOWN = "application/octet-stream";

    /// How many bytes [#of] wants to see.
    static final int HEAD = 16;

    private static final Set<String> SHOWN_IN_PLACE = Set.of("image/jpeg", "image/png", "image/webp", "image/gif");

    private static final Map<String, String> OFFICE = Map.of(
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation");

    /// Files of one form with many uses; the brand at their beginning says which. Any other is a video.
    private static final Map<String, String> BRANDS = Map.of(
            "M4A ", "audio/mp4",
            "heic", "image/heic",
            "heix", "image/heic",
            "mif1", "image/heif",
            "avif", "image/avif");

    private ContentTypes() {}

    static boolean shownInPlace(String contentType) {
        return SHOWN_IN_PLACE.contains(contentType);
    }

    /// @param fileName tells the kinds of office documents apart, which all begin alike
    static String of(byte[] head, @Nullable String fileName) {
        var text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u00ff\u00d8\u00ff")) return "image/jpeg";
        if (text.startsWith("\u0089PNG\r\n\u001a\n")) return "image/png";
        if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "image/gif";
        if (text.startsWith("RIFF")) return riff(text);
        if (text.startsWith("%PDF-")) return "application/pdf";
        if (text.startsWith("OggS")) return "audio/ogg";
        if (text.startsWith("PK\u0003\u0004")) return office(fileName);
        if (text.startsWith("ID3")) return "audio/mpeg";
        if (text.startsWith("\u001aE\u00df\u00a3")) return "video/webm";
        if (text.startsWith("#!AMR")) return "audio/amr";
        if (text.startsWith("ftyp", 4))
            return BRANDS.getOrDefault(text.substring(8, Math.min(12, text.length())), "video/mp4");
        // A frame of AAC with a header of its own.
        if (head.length > 1 && (head[0] & 0xFF) == 0xFF && (head[1] & 0xF6) == 0xF0) return "audio/aac";
        // A frame of MPEG audio, layer III, without a tag before it.
        if (head.length > 1 && (head[0] & 0xFF) == 0xFF && (head[1] & 0xE6) == 0xE2) return "audio/mpeg";
        return UNKNOWN;
    }

    private static String office(@Nullable String fileName) {
        var ending = fileName == null ? "" : fileName.substring(fileName.lastIndexOf('.') + 1);
        return OFFICE.getOrDefault(ending.toLowerCase(Locale.ROOT), UNKNOWN);
    }

    private static String riff(String text) {
        if (text.startsWith("WEBP", 8)) return "image/webp";
        return text.startsWith("WAVE", 8) ? "audio/wav" : UNKNOWN;
    }
}
