package app.sembang.models;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Whose wire format a provider speaks.
enum ProviderKind {
    ANTHROPIC,
    OPENAI,
    /// A server that speaks OpenAI's format, or a part of it.
    COMPATIBLE,
    OLLAMA;

    @JsonValue
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static ProviderKind from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }

    Dialect dialect() {
        return switch (this) {
            case ANTHROPIC -> new AnthropicDialect();
            case OPENAI -> new OpenAiDialect(true);
            case COMPATIBLE -> new OpenAiDialect(false);
            case OLLAMA -> new OllamaDialect();
        };
    }

    /// Whether the platform may have a key for it.
    boolean hosted() {
        return this == ANTHROPIC || this == OPENAI;
    }
}
