package app.sembang.conversations;

import app.sembang.media.MediaFiles;
import app.sembang.shared.CompanyId;
import org.springframework.stereotype.Component;

/// Fills in where a browser finds the file of a message; never stored, as the addresses end.
@Component
class FileAddresses {
    private final MediaFiles files;

    FileAddresses(MediaFiles files) {
        this.files = files;
    }

    Content in(CompanyId company, Content content) {
        if (!(content instanceof Content.Media item) || item.media() == null) {
            return content;
        }
        var file = item.media();
        return new Content.Media(
                item.kind(),
                item.caption(),
                new Content.Media.File(
                        file.id(), file.contentType(), file.size(), file.fileName(), files.urlOf(company, file.id())),
                item.status(),
                item.failure());
    }
}
