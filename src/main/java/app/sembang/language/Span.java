package app.sembang.language;

/// A stretch of the message as the customer wrote it, in UTF-16 units, the end not included.
public record Span(int start, int end) {}
