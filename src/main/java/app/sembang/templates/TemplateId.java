package app.sembang.templates;

import app.sembang.shared.Ids;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A success-case template, whatever version.
public record TemplateId(@JsonValue UUID value) implements Comparable<TemplateId> {
    @JsonCreator
    public static TemplateId from(String text) {
        return new TemplateId(UUID.fromString(text));
    }

    public static TemplateId next() {
        return new TemplateId(Ids.next());
    }

    @Override
    public int compareTo(TemplateId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
