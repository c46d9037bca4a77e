package app.sembang.assistant;

import app.sembang.language.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the safety screen finds in a message.
///
/// @param safetyClass the gravest of what it finds; null where there is nothing
/// @param spans the words that show it
public record SafetyVerdict(@Nullable SafetyClass safetyClass, List<Span> spans) {
    static final SafetyVerdict NOTHING = new SafetyVerdict(null, List.of());
}
