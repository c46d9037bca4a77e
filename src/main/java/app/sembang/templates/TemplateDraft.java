package app.sembang.templates;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.NOT_REQUIRED;

import app.sembang.shared.Language;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template as somebody writes it. What is left out takes a plain default.
///
/// @param global whether all companies are offered it; null as the writer's company implies
/// @param language of `patterns`, `examples`, `response` and `variations`; other languages are `localizedVersions`
public record TemplateDraft(
        @Nullable Boolean global,
        String name,
        @Schema(requiredMode = NOT_REQUIRED) Category category,
        @Nullable String industryCategory,
        @Schema(requiredMode = NOT_REQUIRED) Language language,
        @Schema(requiredMode = NOT_REQUIRED) List<String> patterns,
        @Schema(requiredMode = NOT_REQUIRED) List<String> examples,
        String response,
        @Schema(requiredMode = NOT_REQUIRED) List<String> variations,
        @Schema(requiredMode = NOT_REQUIRED) Map<Language, Wording> localizedVersions,
        @Schema(requiredMode = NOT_REQUIRED) Integer priority,
        @Schema(requiredMode = NOT_REQUIRED) Boolean recommended,
        @Schema(requiredMode = NOT_REQUIRED) Boolean active,
        @Nullable Instant validFrom,
        @Nullable Instant validTo,
        @Nullable String context,
        @Nullable String expectedOutcome,
        @Nullable String followUp) {
    public TemplateDraft {
        name = name == null ? "" : name.strip();
        category = category == null ? Category.OTHER : category;
        language = language == null ? Language.EN : language;
        var base = new Wording(patterns, examples, response, variations);
        patterns = base.patterns();
        examples = base.examples();
        response = base.response();
        variations = base.variations();
        localizedVersions = localizedVersions == null ? Map.of() : Map.copyOf(localizedVersions);
        priority = priority == null ? 0 : priority;
        recommended = recommended != null && recommended;
        active = active == null || active;
    }

    /// Every language's wording, the base language first.
    Map<Language, Wording> wordings() {
        return Wording.byLanguage(language, new Wording(patterns, examples, response, variations), localizedVersions);
    }
}
