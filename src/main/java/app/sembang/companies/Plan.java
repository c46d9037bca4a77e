package app.sembang.companies;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a company has agreed with the platform.
public enum Plan {
    STARTER,
    GROWTH,
    ENTERPRISE;

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Plan from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
