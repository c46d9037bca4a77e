package app.sembang.knowledge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Texts and Markdown: paragraphs between empty lines, headings, lists, tables, questions with answers.
final class PlainText {
    private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(.+?)\\s*#*");
    private static final Pattern TABLE_RULE = Pattern.compile("\\|?[\\s:|-]*-[\\s:|-]*\\|?");
    private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)]\\([^)]*\\)");
    private static final Pattern EMPHASIS = Pattern.compile("(\\*\\*|__|`|(?<=\\s|^)\\*(?=\\S))|(?<=\\S)\\*(?=\\s|$)");
    private static final Pattern ITEM = Pattern.compile("(?:[-*+•]|\\d{1,3}[.)])\\s+.*");
    private static final Pattern QUESTION = Pattern.compile("(?i)(?:q|question|soalan|s|问|問|கே)\\s*[:：.]\\s*(.+)");
    private static final Pattern ANSWER = Pattern.compile("(?i)(?:a|answer|jawapan|j|答|ப)\\s*[:：.]\\s*(.+)");
    private static final int LONGEST_HEADING = 80;

    private final boolean markdown;
    private final Outline outline = new Outline();
    private final StringBuilder paragraph = new StringBuilder();
    private boolean inTable;
    private boolean afterQuestion;

    private PlainText(boolean markdown) {
        this.markdown = markdown;
    }

    static List<Block> read(String text, boolean markdown) throws Unreadable {
        return new PlainText(markdown).blocks(text.lines().map(String::strip).toList());
    }

    /// UTF-8 and, where its mark says so, UTF-16.
    static String decode(byte[] bytes) throws Unreadable {
        boolean little = bytes.length > 1 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE;
        boolean big = bytes.length > 1 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF;
        var charset = little || big ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException other) {
            throw new Unreadable(Material.Reason.UNKNOWN_ENCODING, other);
        }
    }

    private List<Block> blocks(List<String> lines) throws Unreadable {
        for (int at = 0; at < lines.size(); at++) {
            var next = at + 1 < lines.size() ? lines.get(at + 1) : "";
            read(lines.get(at), next);
        }
        endParagraph();
        return outline.blocks();
    }

    private void read(String line, String next) throws Unreadable {
        var heading = HEADING.matcher(line);
        var question = QUESTION.matcher(line);
        if (line.isEmpty()) {
            endParagraph();
            inTable = false;
        } else if (markdown && heading.matches()) {
            endParagraph();
            outline.heading(heading.group(1).length(), unmarked(heading.group(2)));
        } else if (markdown && line.startsWith("|")) {
            readRow(line);
        } else if (question.matches() && ANSWER.matcher(next).matches()) {
            endParagraph();
            outline.heading(6, question.group(1));
            afterQuestion = true;
        } else if (afterQuestion) {
            append(ANSWER.matcher(line).replaceFirst("$1"));
            afterQuestion = false;
        } else if (!markdown && paragraph.isEmpty() && isTitle(line, next)) {
            outline.heading(2, line);
        } else {
            if (ITEM.matcher(line).matches()) append("\n");
            append(line);
        }
    }

    private void readRow(String line) throws Unreadable {
        if (TABLE_RULE.matcher(line).matches()) return;
        endParagraph();
        var cells = line.substring(1, line.endsWith("|") && line.length() > 1 ? line.length() - 1 : line.length());
        outline.row(Arrays.stream(cells.split("\\|", -1)).map(this::unmarked).toList(), !inTable);
        inTable = true;
    }

    /// A short line alone, without an end of a sentence.
    private static boolean isTitle(String line, String next) {
        return line.length() <= LONGEST_HEADING
                && next.isEmpty()
                && ".,;!。，；！".indexOf(line.charAt(line.length() - 1)) < 0
                && !ITEM.matcher(line).matches();
    }

    private void append(String line) {
        if (!paragraph.isEmpty()) paragraph.append(' ');
        paragraph.append(unmarked(line));
    }

    private void endParagraph() throws Unreadable {
        outline.paragraph(paragraph.toString());
        paragraph.setLength(0);
    }

    private String unmarked(String text) {
        return markdown ? EMPHASIS.matcher(LINK.matcher(text).replaceAll("$1")).replaceAll("") : text;
    }
}
