package app.sembang.conversations;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Who wrote a message.
public enum Author {
    CONTACT,
    MEMBER,
    ASSISTANT,
    SYSTEM;

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Author from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
