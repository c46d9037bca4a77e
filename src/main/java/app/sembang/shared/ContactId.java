package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A person who writes to a company, over any number of channel identities.
public record ContactId(@JsonValue UUID value) {
    @JsonCreator
    public static ContactId from(String text) {
        return new ContactId(UUID.fromString(text));
    }

    public static ContactId next() {
        return new ContactId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
