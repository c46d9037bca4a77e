package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
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

    /// What a spreadsheet would take for a formula is marked as text, so that neither opening a file nor saving it
    /// again runs anything.
    ///
    /// @param rows the heading first
    /// @param numbers headings of the columns that a spreadsheet may reckon with
    public byte[] write(List<List<String>> rows, Set<String> numbers) {
        return switch (this) {
            case CSV -> Csv.write(rows).getBytes(StandardCharsets.UTF_8);
            case XLSX -> Workbooks.write(rows, numbers);
        };
    }
}
