package app.sembang.assistant;

import app.sembang.shared.Ids;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A version of how the assistant is set up.
public record ModelVersionId(@JsonValue UUID value) implements Comparable<ModelVersionId> {
    @JsonCreator
    public static ModelVersionId from(String text) {
        return new ModelVersionId(UUID.fromString(text));
    }

    public static ModelVersionId next() {
        return new ModelVersionId(Ids.next());
    }

    @Override
    public int compareTo(ModelVersionId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
