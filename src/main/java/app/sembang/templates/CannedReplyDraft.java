package app.sembang.templates;

import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import app.sembang.templates.CannedReplies.Acts;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A canned reply as somebody writes it.
///
/// @param own mine only; else the company's
/// @param texts by language; placeholders as `{customer_name}`
/// @param acts what is done besides; then it may have no words
/// @param buttons answers to tap below the words, by language; none where something is done besides
record CannedReplyDraft(
        @NotNull Boolean own,
        @NotBlank @Size(max = 100) String title,

        @NotNull @Pattern(regexp = "[a-z0-9_-]{1,40}", message = "is not 1 to 40 of a-z 0-9 _ -")
        String shortcut,

        @NotNull Map<Language, @Size(max = 4000) String> texts,
        @Nullable @Valid Acts acts,

        @Nullable Map<Language, @NotNull @Size(max = 10) List<@NotBlank @Size(max = 80) String>> buttons) {

    /// Without blank texts; refuses one with a placeholder nobody knows.
    CannedReplyDraft checked(Predicate<String> knows) {
        var kept = new TreeMap<Language, String>();
        texts.forEach((language, text) -> {
            if (text == null || text.isBlank()) return;
            var unknown = Filled.placeholders(text).stream()
                    .filter(name -> !knows.test(name))
                    .findFirst();
            if (unknown.isPresent()) {
                throw Refusal.invalid(
                        "texts." + language.tag(), "There is no placeholder {%s}.".formatted(unknown.get()));
            }
            kept.put(language, Texts.storable(text.strip()));
        });
        var does = acts == null || acts.none() ? null : acts.storable();
        if (kept.isEmpty() && does == null) {
            throw Refusal.invalid("texts", "needs words in one language at least");
        }
        return new CannedReplyDraft(
                own, Texts.storable(title.strip()), shortcut, kept, does, checkedButtons(kept, does));
    }

    private Map<Language, List<String>> checkedButtons(Map<Language, String> texts, @Nullable Acts does) {
        var kept = new TreeMap<Language, List<String>>();
        if (buttons == null) return kept;
        buttons.forEach((language, given) -> {
            var titles =
                    given.stream().map(title -> Texts.storable(title.strip())).toList();
            if (titles.isEmpty()) return;
            var field = "buttons." + language.tag();
            if (does != null) {
                throw Refusal.invalid(field, "A reply that does something besides has no answers to tap.");
            }
            if (!texts.containsKey(language)) {
                throw Refusal.invalid(field, "Say in this language what is being asked.");
            }
            if (titles.stream()
                            .map(title -> title.toLowerCase(Locale.ROOT))
                            .distinct()
                            .count()
                    < titles.size()) {
                throw Refusal.invalid(field, "An answer stands there twice.");
            }
            kept.put(language, titles);
        });
        return kept;
    }
}
