package app.sembang.contacts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// By which people tell tags apart at a glance; never the only way.
public enum TagColor {
    GREY,
    RED,
    ORANGE,
    YELLOW,
    GREEN,
    BLUE,
    PURPLE,
    PINK;

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static TagColor from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
