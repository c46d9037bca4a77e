package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A person's membership in one company; the same person in two companies has two.
public record MemberId(@JsonValue UUID value) {
    @JsonCreator
    public static MemberId from(String text) {
        return new MemberId(UUID.fromString(text));
    }

    public static MemberId next() {
        return new MemberId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
