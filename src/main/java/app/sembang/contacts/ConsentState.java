package app.sembang.contacts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a contact has said last about marketing messages.
public enum ConsentState {
    GIVEN,
    WITHDRAWN,
    UNKNOWN;

    @JsonValue
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static ConsentState from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
