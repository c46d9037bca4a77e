package app.sembang.templates;

import app.sembang.language.Reading;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import app.sembang.templates.ResponseText.Malformed;
import java.lang.Character.UnicodeScript;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a template, a selection and a variable must keep to before they are stored.
///
/// @param variables the names the company has defined, or the platform for all
record DraftRules(Set<String> variables) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,49}");
    private static final int MAX_RESPONSE = 4096;
    private static final int MAX_REMARK = 2000;

    void check(TemplateDraft draft) {
        require(!draft.name().isBlank() && draft.name().length() <= 200, "name", "A name has 1 to 200 characters.");
        require(Math.abs(draft.priority()) <= 1000, "priority", "A priority lies between -1000 and 1000.");
        var industry = draft.industryCategory();
        require(
                industry == null || (!industry.isBlank() && industry.length() <= 100),
                "industryCategory",
                "An industry category has 1 to 100 characters.");
        var from = draft.validFrom();
        var to = draft.validTo();
        require(from == null || to == null || from.isBefore(to), "validTo", "It ends before it begins.");
        draft.wordings().forEach((language, wording) -> {
            var prefix = language == draft.language() ? "" : "localizedVersions." + language.tag() + ".";
            check(wording, prefix);
        });
        // Never used, but kept.
        var own = draft.localizedVersions().get(draft.language());
        if (own != null) check(own, "localizedVersions." + draft.language().tag() + ".");
        checkRemark(draft.context(), "context");
        checkRemark(draft.expectedOutcome(), "expectedOutcome");
        checkRemark(draft.followUp(), "followUp");
    }

    private static void checkRemark(@Nullable String remark, String field) {
        require(remark == null || remark.length() <= MAX_REMARK, field, "It has up to 2000 characters.");
    }

    private void check(Wording wording, String prefix) {
        require(
                !wording.patterns().isEmpty() || !wording.examples().isEmpty(),
                prefix + "patterns",
                "A template needs a pattern or an example to be found by.");
        checkTexts(wording.patterns(), prefix + "patterns", 200, 200);
        checkTexts(wording.examples(), prefix + "examples", 200, 500);
        checkTexts(wording.variations(), prefix + "variations", 20, MAX_RESPONSE);
        wording.patterns().forEach(pattern -> checkPattern(pattern, prefix + "patterns"));
        require(!wording.response().isBlank(), prefix + "response", "A template needs a response.");
        require(
                wording.response().length() <= MAX_RESPONSE,
                prefix + "response",
                "A response has up to 4096 characters.");
        checkResponse(wording.response(), prefix + "response");
        wording.variations().forEach(variation -> checkResponse(variation, prefix + "variations"));
    }

    private static void checkTexts(List<String> texts, String field, int most, int longest) {
        require(texts.size() <= most, field, "There are up to %d.".formatted(most));
        for (var text : texts) {
            require(!text.isBlank(), field, "An empty text finds nothing.");
            require(text.length() <= longest, field, "Each has up to %d characters.".formatted(longest));
        }
    }

    /// A single Chinese character stands inside too many words to mean anything.
    private static void checkPattern(String pattern, String field) {
        var words = Reading.of(pattern).tokens();
        require(!words.isEmpty(), field, "'%s' holds no word.".formatted(pattern));
        require(
                words.size() > 1 || words.getFirst().script() != UnicodeScript.HAN,
                field,
                "'%s' is one character; a Chinese pattern needs two at least.".formatted(pattern));
    }

    private void checkResponse(String response, String field) {
        try {
            for (var name : ResponseText.parse(response).variables()) {
                require(
                        Placeholders.BUILT_IN.contains(name) || variables.contains(name),
                        field,
                        "There is no placeholder {%s}.".formatted(name));
            }
        } catch (Malformed malformed) {
            throw Refusal.invalid(field, String.valueOf(malformed.getMessage()));
        }
    }

    /// @param wordings what the modifications are made for
    void check(Collection<Wording> wordings, Selection selection) {
        var priority = selection.priority();
        require(priority == null || Math.abs(priority) <= 1000, "priority", "A priority lies between -1000 and 1000.");
        var modifications = selection.modifications();
        if (modifications == null) return;
        require(modifications.replace().size() <= 50, "modifications.replace", "There are up to 50 replacements.");
        for (var replacement : modifications.replace()) {
            require(!replacement.find().isEmpty(), "modifications.replace", "An empty text is found everywhere.");
            require(
                    replacement.find().length() <= 500 && replacement.with().length() <= 500,
                    "modifications.replace",
                    "Each text has up to 500 characters.");
        }
        require(modifications.prefix().length() <= 500, "modifications.prefix", "It has up to 500 characters.");
        require(modifications.suffix().length() <= 500, "modifications.suffix", "It has up to 500 characters.");
        wordings.stream().map(modifications::applyTo).forEach(modified -> {
            checkResponse(modified.response(), "modifications");
            modified.variations().forEach(variation -> checkResponse(variation, "modifications"));
        });
    }

    static void check(VariableDraft draft) {
        require(
                NAME.matcher(draft.name()).matches(),
                "name",
                "A placeholder's name is snake_case, up to 50 characters.");
        checkValues(draft.values(), "values");
        checkValues(draft.fallback(), "fallback");
    }

    private static void checkValues(Map<Language, String> values, String field) {
        values.forEach((language, value) ->
                require(value.length() <= 500, field + "." + language.tag(), "A value has up to 500 characters."));
    }

    private static void require(boolean holds, String field, String message) {
        if (!holds) throw Refusal.invalid(field, message);
    }
}
