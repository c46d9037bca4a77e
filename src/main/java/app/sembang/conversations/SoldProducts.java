package app.sembang.conversations;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What was sold, as a conversation's row keeps it.
@Component
class SoldProducts {
    private static final TypeReference<List<SoldProduct>> LIST = new TypeReference<>() {};

    private final JsonMapper json;

    SoldProducts(JsonMapper json) {
        this.json = json;
    }

    List<SoldProduct> read(@Nullable String stored) {
        return stored == null ? List.of() : json.readValue(stored, LIST);
    }

    @Nullable
    String write(List<SoldProduct> sold) {
        return sold.isEmpty() ? null : json.writeValueAsString(sold);
    }
}
