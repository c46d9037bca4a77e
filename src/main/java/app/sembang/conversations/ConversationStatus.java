package app.sembang.conversations;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where a conversation stands. `NEW`: nobody has answered. `WAITING`: snoozed, or waiting for the customer.
public enum ConversationStatus {
    NEW,
    IN_PROGRESS,
    WAITING,
    COMPLETED,
    LOST;

    boolean open() {
        return this == NEW || this == IN_PROGRESS || this == WAITING;
    }

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static ConversationStatus from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
