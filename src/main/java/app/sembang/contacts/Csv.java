package app.sembang.contacts;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Tables as text, as RFC 4180 describes it and spreadsheets write it: commas or semicolons, quotes doubled.
final class Csv {
    private Csv() {}

    /// What a spreadsheet would take for a formula is marked as text, so that opening a file runs nothing.
    static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        var safe = text.matches("(?s)[=@\\t\\r].*|[+-](?![0-9 ()-]*$).*") ? "'" + text : text;
        return safe.matches("(?s).*[\",\\r\\n;].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    /// The rows of a text, the first one its heading. Empty lines are left out.
    static List<List<String>> rows(String text) {
        var content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        char separator = separator(content);
        var rows = new ArrayList<List<String>>();
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (quoted && c == '"' && i + 1 < content.length() && content.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (!quoted && c == separator) {
                cells.add(take(cell));
            } else if (!quoted && (c == '\n' || c == '\r')) {
                cells.add(take(cell));
                add(rows, cells);
            } else {
                cell.append(c);
            }
        }
        cells.add(take(cell));
        add(rows, cells);
        return rows;
    }

    private static char separator(String content) {
        var heading = content.lines().findFirst().orElse("");
        return heading.indexOf(',') < 0 && heading.indexOf(';') >= 0 ? ';' : ',';
    }

    private static String take(StringBuilder cell) {
        var text = Words.clean(cell.toString());
        cell.setLength(0);
        return text.matches("(?s)'[=@+-].*") ? text.substring(1) : text;
    }

    private static void add(List<List<String>> rows, List<String> cells) {
        if (cells.stream().anyMatch(cell -> !cell.isEmpty())) rows.add(List.copyOf(cells));
        cells.clear();
    }
}
