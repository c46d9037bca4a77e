package app.sembang.templates;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.NOT_REQUIRED;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

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
}
