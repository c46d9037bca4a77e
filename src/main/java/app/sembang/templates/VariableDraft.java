package app.sembang.templates;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.NOT_REQUIRED;

import app.sembang.shared.Language;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A placeholder as somebody writes it; a name that exists is changed.
public record VariableDraft(
        String name,
        @Nullable Boolean global,
        @Schema(requiredMode = NOT_REQUIRED) Map<Language, String> values,
        @Schema(requiredMode = NOT_REQUIRED) Map<Language, String> fallback) {
    public VariableDraft {
        name = name == null ? "" : name;
        values = values == null ? Map.of() : Map.copyOf(values);
        fallback = fallback == null ? Map.of() : Map.copyOf(fallback);
    }
}
