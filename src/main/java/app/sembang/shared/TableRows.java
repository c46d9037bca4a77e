package app.sembang.shared;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// A table that goes out row by row: what is written does not stay in memory. Closing it ends the file and the answer:
/// it comes last, after the audit entry, and not where something broke off, so that half a file does not look whole.
public interface TableRows extends Closeable {
    void write(List<String> row) throws IOException;
}
