package app.sembang.shared;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;

/// Where a list that is ordered by time goes on: after the row of this time and, of several, this id. As text it is a
/// page's `next`, and comes back as `after`.
public record Cursor(Instant at, UUID id) {
    public static Cursor from(String after) {
        try {
            var parts = after.split("_", 2);
            return new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
        } catch (DateTimeParseException | IllegalArgumentException | ArrayIndexOutOfBoundsException unreadable) {
            throw Refusal.invalid("after", "is not a cursor of this list");
        }
    }

    public String text() {
        return at + "_" + id;
    }
}
