package app.sembang.templates;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.NOT_REQUIRED;

import app.sembang.shared.Language;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A template in one language: what customers write, and what is answered.
/// A pattern is matched as whole words (a Tamil one with its endings), an example by how much it has in common.
@Schema(name = "TemplateWording")
public record Wording(
        @Schema(requiredMode = NOT_REQUIRED) List<String> patterns,
        @Schema(requiredMode = NOT_REQUIRED) List<String> examples,
        String response,
        @Schema(requiredMode = NOT_REQUIRED) List<String> variations) {
    public Wording {
        patterns = patterns == null ? List.of() : List.copyOf(patterns);
        examples = examples == null ? List.of() : List.copyOf(examples);
        response = response == null ? "" : response;
        variations = variations == null ? List.of() : List.copyOf(variations);
    }

    /// Every language's wording, the base language first.
    static Map<Language, Wording> byLanguage(Language base, Wording wording, Map<Language, Wording> others) {
        var wordings = new LinkedHashMap<Language, Wording>();
        wordings.put(base, wording);
        others.forEach(wordings::putIfAbsent);
        return wordings;
    }
}
