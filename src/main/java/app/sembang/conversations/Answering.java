package app.sembang.conversations;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Who may write to the customer now. After a hand-over it is nobody, until a person writes.
public enum Answering {
    ASSISTANT,
    MEMBER,
    NOBODY;

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Answering from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
