package app.sembang.shared;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

/// Tables as text, as spreadsheets write and read them: commas or semicolons, quotes doubled.
public final class Csv {
    /// What spreadsheets save where they are not asked for Unicode.
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private static final Pattern FORMULA = Pattern.compile("(?s)[=@\\t\\r].*|[+-](?![0-9 ()-]*$).*");
    private static final Pattern MARKED = Pattern.compile("(?s)'[=@+-].*");

    private Csv() {}

    /// @param line as a spreadsheet numbers its rows, whatever line breaks stand within cells; the heading is line 1
    public record Row(long line, List<String> cells) {
        /// Empty where the row is shorter.
        public String cell(int column) {
            return column < cells.size() ? cells.get(column) : "";
        }

        private boolean isEmpty() {
            return cells.stream().allMatch(String::isEmpty);
        }
    }

    /// What a spreadsheet would take for a formula is marked as text, so that opening a file runs nothing; telephone
    /// numbers are none.
    public static String write(Iterable<List<String>> rows) {
        var text = new StringWriter().append('\uFEFF');
        try (var file = CsvWriter.builder().build(text)) {
            rows.forEach(row -> file.writeRecord(row.stream().map(Csv::harmless).toList()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /// The same row by row, as UTF-8.
    static TableRows to(OutputStream out, List<String> heading) throws IOException {
        var text = new OutputStreamWriter(out, StandardCharsets.UTF_8).append('\uFEFF');
        var file = CsvWriter.builder().build(text);
        var rows = new TableRows() {
            @Override
            public void write(List<String> row) {
                file.writeRecord(row.stream().map(Csv::harmless).toList());
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
        rows.write(heading);
        return rows;
    }

    static String harmless(String text) {
        return FORMULA.matcher(text).matches() ? "'" + text : text;
    }

    /// UTF-8, or what spreadsheets of Windows save by themselves; a workbook (XLSX) becomes the text of its first
    /// sheet.
    ///
    /// @throws Refusal where it is a workbook too large once unpacked, or one that cannot be read
    public static String decode(byte[] file) {
        if (Workbooks.isOne(file)) return Workbooks.text(file);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException other) {
            return new String(file, WINDOWS);
        }
    }

    /// The rows of a text, its heading first, one at a time. Empty rows are left out.
    ///
    /// @throws Refusal where the quotes of the file do not fit
    public static Iterator<Row> read(String text) {
        var content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        var records = CsvReader.builder()
                .fieldSeparator(separator(content))
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .skipEmptyLines(false)
                .ofCsvRecord(content)
                .iterator();
        return new Rows(records);
    }

    private static final class Rows implements Iterator<Row> {
        private final Iterator<CsvRecord> records;
        private long line;
        private Row next = new Row(0, List.of());

        Rows(Iterator<CsvRecord> records) {
            this.records = records;
        }

        @Override
        public boolean hasNext() {
            try {
                while (next.isEmpty() && records.hasNext()) {
                    var one = records.next();
                    next = new Row(
                            ++line, one.getFields().stream().map(Csv::taken).toList());
                }
            } catch (CsvParseException broken) {
                throw Refusal.invalid("file", "is no table: a quote is missing or too long a cell");
            }
            return !next.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) throw new NoSuchElementException();
            var row = next;
            next = new Row(0, List.of());
            return row;
        }
    }

    private static char separator(String content) {
        var heading = content.lines().findFirst().orElse("");
        if (heading.indexOf(',') >= 0) return ',';
        return heading.indexOf(';') >= 0 ? ';' : heading.indexOf('\t') >= 0 ? '\t' : ',';
    }

    /// The mark that made it harmless is taken off again.
    private static String taken(String cell) {
        var text = Texts.storable(cell.strip());
        return MARKED.matcher(text).matches() ? text.substring(1) : text;
    }
}
