package app.sembang.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Small copies of the pictures people send.
final class Thumbnails {
    /// Twice the widest a thread shows one, for dense screens.
    static final int LONGEST_SIDE = 640;

    /// What moves would stand still.
    private static final Set<String> READABLE = Set.of("image/jpeg", "image/png", "image/webp");

    private Thumbnails() {}

    /// Writes a small copy.
    ///
    /// @return what kind of picture it is; null where none was made: the picture is small, too large, or no
    /// picture
    static @Nullable String draw(Path picture, String contentType, Path into) throws IOException {
        if (!READABLE.contains(contentType)) {
            return null;
        }
        var sizes = Pictures.of(
                picture, (width, height) -> List.of(Math.max(1, width * LONGEST_SIDE / Math.max(width, height))));
        var small = sizes.flatMap(found -> found.smaller().stream().findFirst()).orElse(null);
        if (small == null) {
            return null;
        }
        Files.write(into, small.bytes());
        return small.contentType();
    }
}
