package app.sembang.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// A service has no stock.
public enum ProductKind {
    PRODUCT,
    SERVICE;

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static ProductKind from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
