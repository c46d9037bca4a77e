package app.sembang.assistant;

import app.sembang.shared.Ids;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Something offered to a person to say.
public record SuggestionId(@JsonValue UUID value) implements Comparable<SuggestionId> {
    @JsonCreator
    public static SuggestionId from(String text) {
        return new SuggestionId(UUID.fromString(text));
    }

    public static SuggestionId next() {
        return new SuggestionId(Ids.next());
    }

    @Override
    public int compareTo(SuggestionId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
