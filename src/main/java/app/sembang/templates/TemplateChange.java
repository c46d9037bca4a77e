package app.sembang.templates;

import app.sembang.shared.Language;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the library says now instead of what a company's own words are made for.
///
/// @param from the version the company answers in
/// @param to the library's newest
/// @param languages only those in which something differs
public record TemplateChange(int from, int to, List<ChangedWording> languages) {
    /// @param before the library's words that the company's own are made for; null where there were none
    /// @param after the library's words now; null where they were taken away
    /// @param own what the company's customers are answered
    /// @param merged what they would be answered with the company's modifications on the library's new words
    public record ChangedWording(
            Language language,
            @Nullable Wording before,
            @Nullable Wording after,
            @Nullable Wording own,
            @Nullable Wording merged) {}

    static TemplateChange of(Template template, int to, Map<Language, Wording> after) {
        var before = template.wordings();
        var modifications = template.selection().modifications();
        var languages = new LinkedHashSet<>(after.keySet());
        languages.addAll(before.keySet());
        var changed = languages.stream()
                .filter(language -> !Objects.equals(before.get(language), after.get(language)))
                .map(language -> new ChangedWording(
                        language,
                        before.get(language),
                        after.get(language),
                        modified(before.get(language), modifications),
                        modified(after.get(language), modifications)))
                .toList();
        return new TemplateChange(template.version(), to, changed);
    }

    private static @Nullable Wording modified(@Nullable Wording wording, @Nullable Modifications modifications) {
        return wording == null || modifications == null ? wording : modifications.applyTo(wording);
    }
}
