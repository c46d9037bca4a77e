package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A contact as one channel account knows them.
public record ContactIdentityId(@JsonValue UUID value) {
    @JsonCreator
    public static ContactIdentityId from(String text) {
        return new ContactIdentityId(UUID.fromString(text));
    }

    public static ContactIdentityId next() {
        return new ContactIdentityId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
