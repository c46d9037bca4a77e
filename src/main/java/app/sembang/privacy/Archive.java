package app.sembang.privacy;

import app.sembang.media.MediaFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// A ZIP with `<table>.jsonl` for rows and `media/` for files. Rows of one table come one after the other.
final class Archive implements AutoCloseable {
    private final ZipOutputStream zip;
    private @Nullable String table;

    Archive(Path file) throws IOException {
        zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8);
    }

    void line(String of, String json) {
        try {
            if (!of.equals(table)) {
                zip.putNextEntry(new ZipEntry(of + ".jsonl"));
                table = of;
            }
            zip.write(json.getBytes(StandardCharsets.UTF_8));
            zip.write('\n');
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /// Under its id, with the ending of its name.
    void file(MediaFile file, Path bytes) {
        if (!Files.exists(bytes)) {
            return;
        }
        try {
            table = null;
            zip.putNextEntry(new ZipEntry("media/" + file.id() + ending(file.fileName())));
            Files.copy(bytes, zip);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private static String ending(@Nullable String name) {
        int dot = name == null ? -1 : name.lastIndexOf('.');
        return name == null || dot < 0 || !name.substring(dot + 1).matches("[A-Za-z0-9]{1,8}")
                ? ""
                : name.substring(dot);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
