package app.sembang.catalog;

import app.sembang.shared.Ids;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A product or a service.
public record ProductId(@JsonValue UUID value) implements Comparable<ProductId> {
    @JsonCreator
    public static ProductId from(String text) {
        return new ProductId(UUID.fromString(text));
    }

    public static ProductId next() {
        return new ProductId(Ids.next());
    }

    @Override
    public int compareTo(ProductId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
