package app.sembang.knowledge;

import app.sembang.shared.Ids;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A question with its answer.
public record FaqId(@JsonValue UUID value) {
    @JsonCreator
    public static FaqId from(String text) {
        return new FaqId(UUID.fromString(text));
    }

    static FaqId next() {
        return new FaqId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
