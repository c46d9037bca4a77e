package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The forms in which tables are taken out; both are taken in again.
public enum TableFormat {
    CSV("text/csv;charset=UTF-8"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    private final String contentType;

    TableFormat(String contentType) {
        this.contentType = contentType;
    }

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String contentType() {
        return contentType;
    }

    /// How a file of this name is offered.
    public String attachment(String name) {
        return "attachment; filename=\"%s.%s\"".formatted(name, value());
    }

    /// What a spreadsheet would take for a formula is marked as text, so that neither opening a file nor saving it
    /// again runs anything.
    ///
    /// @param rows the heading first
    /// @param numbers headings of the columns that a spreadsheet may reckon with
    public byte[] write(List<List<String>> rows, Set<String> numbers) {
        var file = new ByteArrayOutputStream();
        try (var table = to(file, rows.getFirst(), numbers)) {
            for (var row : rows.subList(1, rows.size())) table.write(row);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return file.toByteArray();
    }

    /// The same into a stream, of as many rows as come.
    public TableRows to(OutputStream out, List<String> heading, Set<String> numbers) throws IOException {
        return switch (this) {
            case CSV -> Csv.to(out, heading);
            case XLSX -> new SheetRows(out, heading, numbers);
        };
    }
}
