package app.sembang.media;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stored file.
///
/// @param contentType found by looking at the bytes
/// @param size in bytes
public record MediaFile(
        UUID id, String contentType, long size, @Nullable String fileName) {
    /// Whether its bytes say what it is. What is not known is kept and given back, and passed on to nobody.
    public boolean known() {
        return !contentType.equals(ContentTypes.UNKNOWN);
    }

    /// Whether a browser may show it in place.
    public static boolean isPicture(String contentType) {
        return ContentTypes.shownInPlace(contentType);
    }
}
