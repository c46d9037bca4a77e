package app.sembang.shared;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.jspecify.annotations.Nullable;

/// Tables as files of spreadsheets (XLSX). One that comes in becomes the same text as a CSV file, so that whoever takes
/// in tables knows one form of them; only the values count, no formula is worked out.
final class Workbooks {
    /// What all parts of a file may be once unpacked, one that stays in memory, and one row: a file is packed up to a
    /// thousandfold.
    private static final long MOST_UNPACKED = 128 << 20;

    private static final long MOST_KEPT = 24 << 20;
    private static final long MOST_OF_A_ROW = 2 << 20;
    private static final int MOST_PARTS = 1000;
    private static final int MOST_ROWS = 1 << 20;

    /// Of a row or a cell, as far as spreadsheets go.
    private static final Pattern PLACE = Pattern.compile("[A-Z]{0,3}[0-9]{1,7}");

    /// As large as a table may be as text.
    private static final int MOST_TEXT = 16 << 20;

    /// A spreadsheet keeps so many digits; what is behind them came by reckoning in halves.
    private static final MathContext DIGITS = new MathContext(15);

    /// A power of ten is written out up to here, so that ten characters do not become a million.
    private static final int MOST_ZEROS = 40;

    private Workbooks() {}

    /// Also the older form (XLS), which is then refused.
    static boolean isOne(byte[] file) {
        return file.length > 8 && (ReadableWorkbook.isOOXMLZipHeader(file) || ReadableWorkbook.isOLE2Header(file));
    }

    /// The first sheet, comma-separated, each row where it stands.
    ///
    /// @throws Refusal where it is too large once unpacked, or cannot be read
    static String text(byte[] file) {
        var text = new StringWriter();
        try {
            checkUnpacked(file);
            try (var book = new ReadableWorkbook(new ByteArrayInputStream(file), new ReadingOptions(true, false));
                    var rows = book.getFirstSheet().openStream();
                    var csv = CsvWriter.builder().build(text)) {
                write(rows, csv, text);
            }
        } catch (Refusal refused) {
            throw refused;
        } catch (IOException
                | XMLStreamException
                | RuntimeException broken) { // What the reader throws at a broken file is of any kind.
            throw Refusal.invalid("file", "cannot be read: save it as XLSX or CSV");
        }
        return text.toString();
    }

    private static void write(Stream<Row> rows, CsvWriter csv, StringWriter text) {
        int at = 1;
        for (var row : (Iterable<Row>) rows::iterator) {
            var cells = cells(row);
            if (cells.isEmpty()) continue;
            if (row.getRowNum() > MOST_ROWS) throw tooLarge();
            for (; at < row.getRowNum(); at++) csv.writeRecord("");
            csv.writeRecord(cells);
            at++;
            if (text.getBuffer().length() > MOST_TEXT) throw tooLarge();
        }
    }

    /// Without the empty ones at its end.
    private static List<String> cells(Row row) {
        var cells = new ArrayList<String>();
        for (var cell : row) {
            var text = text(cell);
            if (text.isEmpty()) continue;
            cells.addAll(Collections.nCopies(cell.getColumnIndex() - cells.size(), ""));
            cells.add(text);
        }
        return cells;
    }

    private static String text(@Nullable Cell cell) {
        if (cell == null) return "";
        return switch (cell.getValue()) {
            case null -> "";
            case BigDecimal _ when isDate(cell.getDataFormatString()) -> text(cell.asDate());
            case BigDecimal number -> plain(number);
            case Object other -> other.toString();
        };
    }

    private static String plain(BigDecimal number) {
        if (Math.abs(number.scale()) > MOST_ZEROS) return number.toString();
        return number.round(DIGITS).stripTrailingZeros().toPlainString();
    }

    private static String text(LocalDateTime at) {
        return at.toLocalTime().equals(LocalTime.MIDNIGHT) ? at.toLocalDate().toString() : at.toString();
    }

    /// A number's form tells of a date where it names a year or a day outside of quotes, colours and currencies.
    private static boolean isDate(@Nullable String form) {
        return form != null
                && form.replaceAll("\"[^\"]*\"|\\[[^\\]]*]|\\\\.", "").matches("(?i)(?s).*[yd].*");
    }

    /// The reader keeps one row of a sheet at a time, with a place for each column up to the one a cell names, and all
    /// of every other part.
    private static void checkUnpacked(byte[] file) throws IOException, XMLStreamException {
        try (var parts = ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(file))
                .get()) {
            long left = MOST_UNPACKED;
            int number = 0;
            for (var part : Collections.list(parts.getEntries())) {
                if (++number > MOST_PARTS) throw tooLarge();
                boolean isSheet = part.getName().startsWith("xl/worksheets/")
                        && part.getName().endsWith(".xml");
                try (var content = new Limited(parts.getInputStream(part), left, isSheet ? MOST_OF_A_ROW : MOST_KEPT)) {
                    if (isSheet) checkRows(content);
                    else content.transferTo(OutputStream.nullOutputStream());
                    left = content.left;
                }
            }
        }
    }

    private static void checkRows(Limited content) throws XMLStreamException {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        var xml = factory.createXMLStreamReader(content);
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                var place = xml.getAttributeValue(null, "r");
                if (place != null && !PLACE.matcher(place).matches()) throw tooLarge();
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("row")) {
                content.leftAtOnce = MOST_OF_A_ROW;
            }
        }
    }

    private static Refusal tooLarge() {
        return Refusal.invalid("file", "is too large once unpacked");
    }

    /// Refuses to go on beyond so many bytes in all, or since somebody last looked.
    private static final class Limited extends FilterInputStream {
        private long left;
        private long leftAtOnce;

        Limited(InputStream content, long left, long leftAtOnce) {
            super(content);
            this.left = left;
            this.leftAtOnce = leftAtOnce;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            left -= Math.max(0, read);
            leftAtOnce -= Math.max(0, read);
            if (left < 0 || leftAtOnce < 0) throw tooLarge();
            return read;
        }
    }
}
