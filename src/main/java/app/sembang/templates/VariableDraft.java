package app.sembang.templates;

import app.sembang.shared.Language;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A placeholder as somebody writes it; a name that exists is changed.
public record VariableDraft(
        String name, @Nullable Boolean global, Map<Language, String> values, Map<Language, String> fallback) {
    public VariableDraft {
        name = name == null ? "" : name;
        values = values == null ? Map.of() : Map.copyOf(values);
        fallback = fallback == null ? Map.of() : Map.copyOf(fallback);
    }
}
