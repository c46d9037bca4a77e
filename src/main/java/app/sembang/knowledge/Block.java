package app.sembang.knowledge;

/// What a document is made of, in reading order.
sealed interface Block {
    String text();

    /// @param level 1 is the widest
    record Heading(int level, String text) implements Block {}

    record Paragraph(String text) implements Block {}

    /// A line of a table. The first of a table names the columns.
    record Row(String text, boolean first) implements Block {}
}
