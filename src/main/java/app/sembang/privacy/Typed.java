package app.sembang.privacy;

/// What somebody typed. PostgreSQL stores neither U+0000 nor half a surrogate pair.
final class Typed {
    private Typed() {}

    static String clean(String text) {
        return text.strip()
                .codePoints()
                .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
