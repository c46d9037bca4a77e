package app.sembang.assistant;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/// A stretch of what is said that something it rests on says too.
///
/// @param start in UTF-16 units
/// @param end not included
/// @param evidence ids of all that say it
@Schema(name = "SuggestionClaim")
public record BorneClaim(int start, int end, List<String> evidence) {}
