package app.sembang.models;

/// A piece of the base prompt. Whatever stands up to a marked block is cached by providers that cache:
/// what changes from call to call belongs behind the last mark.
public record SystemBlock(String text, boolean cacheMark) {}
