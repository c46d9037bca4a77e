package app.sembang.assistant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where an answer comes from.
public enum AnswerSource {
    /// A fixed answer to what must not be answered otherwise.
    SAFETY,
    TEMPLATE,
    /// A question the company answered itself.
    FAQ,
    MODEL,
    /// Put together from catalog, hours or a page without a model.
    OFFLINE;

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static AnswerSource from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
