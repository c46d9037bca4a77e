package app.sembang.conversations;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How urgent a conversation is, as people say; the least urgent first.
public enum Priority {
    LOW(1),
    NORMAL(2),
    HIGH(3),
    URGENT(4);

    private final int rank;

    Priority(int rank) {
        this.rank = rank;
    }

    /// The higher, the more urgent; as the list's order counts.
    int rank() {
        return rank;
    }

    /// More urgent by one, while there is one.
    Priority raised() {
        return switch (this) {
            case LOW -> NORMAL;
            case NORMAL -> HIGH;
            case HIGH, URGENT -> URGENT;
        };
    }

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Priority from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
