package app.sembang.shared;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/// A file of a spreadsheet (XLSX) that is written row by row. A sheet has room for a million rows; the next one goes
/// on.
final class SheetRows implements TableRows {
    private static final int MOST_ROWS = 1 << 20;
    private static final int AT_ONCE = 1000;

    private final Workbook book;
    private final List<String> heading;
    private final Set<String> numbers;
    private Worksheet sheet;
    private int sheets = 1;
    private int row;

    /// @param numbers headings of the columns whose cells are written as numbers
    SheetRows(OutputStream out, List<String> heading, Set<String> numbers) throws IOException {
        this.book = new Workbook(out, "Sembang", null);
        this.heading = heading;
        this.numbers = numbers;
        this.sheet = book.newWorksheet("1");
        write(heading);
    }

    @Override
    public void write(List<String> cells) throws IOException {
        if (row == MOST_ROWS) {
            sheet.finish();
            sheet = book.newWorksheet(String.valueOf(++sheets));
            row = 0;
            write(heading);
        }
        for (int column = 0; column < cells.size(); column++) {
            var text = cells.get(column);
            if (text.isEmpty()) continue;
            if (row > 0 && numbers.contains(heading.get(column))) number(column, new BigDecimal(text));
            else sheet.inlineString(row, column, Csv.harmless(text));
        }
        if (row % AT_ONCE == 0) sheet.flush();
        row++;
    }

    private void number(int column, BigDecimal number) {
        sheet.value(row, column, number);
        if (number.scale() > 0) {
            sheet.style(row, column).format("0." + "0".repeat(number.scale())).set();
        }
    }

    @Override
    public void close() throws IOException {
        book.close();
    }
}
