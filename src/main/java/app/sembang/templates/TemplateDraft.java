package app.sembang.templates;

import app.sembang.shared.Language;
import java.time.Instant;
import java.util.LinkedHashMap;
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
        Category category,
        @Nullable String industryCategory,
        Language language,
        List<String> patterns,
        List<String> examples,
        String response,
        List<String> variations,
        Map<Language, Wording> localizedVersions,
        Integer priority,
        Boolean recommended,
        Boolean active,
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
        var wordings = new LinkedHashMap<Language, Wording>();
        wordings.put(language, new Wording(patterns, examples, response, variations));
        localizedVersions.forEach(wordings::putIfAbsent);
        return wordings;
    }
}
