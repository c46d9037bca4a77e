package app.sembang.knowledge;

import app.sembang.shared.Language;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stretch of a material that can answer by itself.
///
/// @param heading what it stands under, the widest first, joined by ` › `
/// @param language null where no word tells
/// @param suspicious speaks to an assistant instead of a customer; found last
public record Passage(
        UUID id,
        int position,
        String heading,
        String text,
        @Nullable Language language,
        boolean suspicious) {}
