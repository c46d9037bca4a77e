package app.sembang.realtime;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// A place in a company's stream: all events of older transactions, and those of this one up to the number.
record Position(long tx, long id) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::tx).thenComparingLong(Position::id);
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    static Optional<Position> parse(String text) {
        var match = FORM.matcher(text);
        return match.matches()
                ? Optional.of(new Position(Long.parseLong(match.group(1)), Long.parseLong(match.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return tx + "-" + id;
    }
}
