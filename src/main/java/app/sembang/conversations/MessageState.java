package app.sembang.conversations;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How far a message has come. `RECEIVED` is for what a contact wrote, the rest for what is sent to one.
/// `UNKNOWN`: the request was written and no answer came, so the customer may or may not have it; never
/// repeated by itself.
public enum MessageState {
    RECEIVED,
    HELD,
    QUEUED,
    SENDING,
    SENT,
    DELIVERED,
    READ,
    FAILED,
    UNKNOWN,
    CANCELLED;

    /// Whether the customer's side has it.
    boolean reached() {
        return this == SENT || this == DELIVERED || this == READ;
    }

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static MessageState from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
