package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A company: the tenant whose rows nobody else sees.
public record CompanyId(@JsonValue UUID value) {
    @JsonCreator
    public static CompanyId from(String text) {
        return new CompanyId(UUID.fromString(text));
    }

    public static CompanyId next() {
        return new CompanyId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
