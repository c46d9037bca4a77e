package app.sembang.templates;

import app.sembang.shared.Language;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template as one company uses it: in its newest version, or in the one the company's own words are made for.
///
/// @param sample came with the set-up to try the assistant with, and nobody has changed it
/// @param newVersion what the library says now, where that differs and the company has not decided about it
/// @param usageCount how often this company's customers were sent its answer
public record Template(
        TemplateId id,
        boolean global,
        String name,
        Category category,
        @Nullable String industryCategory,
        Language language,
        boolean sample,
        List<String> patterns,
        List<String> examples,
        String response,
        List<String> variations,
        Map<Language, Wording> localizedVersions,
        int priority,
        boolean recommended,
        boolean active,
        @Nullable Instant validFrom,
        @Nullable Instant validTo,
        @Nullable String context,
        @Nullable String expectedOutcome,
        @Nullable String followUp,
        int version,
        @Nullable Integer newVersion,
        Selection selection,
        long usageCount,
        @Nullable Instant lastUsedAt,
        Instant createdAt,
        Instant updatedAt) {
    /// Every language's wording, the base language first.
    Map<Language, Wording> wordings() {
        return Wording.byLanguage(language, new Wording(patterns, examples, response, variations), localizedVersions);
    }
}
