package app.sembang.knowledge;

import app.sembang.shared.Ids;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A document or text of a company.
public record MaterialId(@JsonValue UUID value) {
    @JsonCreator
    public static MaterialId from(String text) {
        return new MaterialId(UUID.fromString(text));
    }

    static MaterialId next() {
        return new MaterialId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
