package app.sembang.media;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stored file.
///
/// @param contentType found by looking at the bytes
/// @param size in bytes
public record MediaFile(
        UUID id, String contentType, long size, @Nullable String fileName) {}
