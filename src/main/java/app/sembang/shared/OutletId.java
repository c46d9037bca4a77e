package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// An outlet of a company: a shop, a branch, a clinic.
public record OutletId(@JsonValue UUID value) {
    @JsonCreator
    public static OutletId from(String text) {
        return new OutletId(UUID.fromString(text));
    }

    public static OutletId next() {
        return new OutletId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
