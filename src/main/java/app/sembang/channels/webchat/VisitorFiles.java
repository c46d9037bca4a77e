package app.sembang.channels.webchat;

import app.sembang.conversations.Content;
import app.sembang.media.MediaFile;
import app.sembang.media.TooLarge;
import app.sembang.media.Uploads;
import app.sembang.shared.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// Files of visitors: a place is asked for, the bytes are put there, a message names it.
@Component
class VisitorFiles {
    static final int LARGEST = 10 << 20;

    /// Decided by the bytes, whatever the browser says.
    static final List<String> TYPES = List.of(
            "image/jpeg",
            "image/png",
            "image/webp",
            "image/gif",
            "application/pdf",
            "video/mp4",
            "audio/mpeg",
            "audio/mp4",
            "audio/ogg");

    private static final String PREFIX = "upl_";

    private final Uploads uploads;

    VisitorFiles(Uploads uploads) {
        this.uploads = uploads;
    }

    String begin(Visitor visitor) {
        return PREFIX + uploads.begin(visitor.company(), owner(visitor));
    }

    void handIn(Visitor visitor, String upload, @Nullable String name, InputStream body) throws IOException {
        MediaFile file;
        try {
            file = uploads.handIn(visitor.company(), owner(visitor), id(upload), name, body, LARGEST)
                    .orElseThrow(VisitorFiles::unknown);
        } catch (TooLarge tooLarge) {
            throw WidgetError.tooLarge();
        }
        if (!TYPES.contains(file.contentType())) {
            throw unsupported();
        }
    }

    /// What is sent stays; the same upload named again gives the same.
    Content content(Visitor visitor, String upload, @Nullable String caption) {
        var file = uploads.take(visitor.company(), owner(visitor), id(upload)).orElseThrow(VisitorFiles::unknown);
        if (!TYPES.contains(file.contentType())) {
            throw unsupported();
        }
        return new Content.Media(
                Content.Media.Kind.of(file.contentType()),
                caption,
                new Content.Media.File(file.id(), file.contentType(), file.size(), file.fileName()),
                Content.Media.Status.READY,
                null);
    }

    private static String owner(Visitor visitor) {
        return Sha256.hex(visitor.site().account() + "/" + visitor.session().visitor());
    }

    private static UUID id(String upload) {
        try {
            return UUID.fromString(upload.substring(upload.startsWith(PREFIX) ? PREFIX.length() : 0));
        } catch (IllegalArgumentException malformed) {
            throw unknown();
        }
    }

    private static WidgetError unknown() {
        return WidgetError.validation("upload_id", "There is no such upload of this visitor");
    }

    private static WidgetError unsupported() {
        return new WidgetError(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_type", "Files of this kind cannot be sent");
    }
}
