package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where a customer writes. `WEBCHAT` is the chat on a company's website.
public enum Channel {
    WHATSAPP,
    TELEGRAM,
    MESSENGER,
    INSTAGRAM,
    WEBCHAT;

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Channel from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
