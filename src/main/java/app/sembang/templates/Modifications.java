package app.sembang.templates;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.NOT_REQUIRED;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/// A company's own changes to what a template answers: words replaced as they stand, then text before and after.
@Schema(name = "TemplateModifications")
public record Modifications(
        @Schema(requiredMode = NOT_REQUIRED) List<Replacement> replace,
        @Schema(requiredMode = NOT_REQUIRED) String prefix,
        @Schema(requiredMode = NOT_REQUIRED) String suffix) {
    public Modifications {
        replace = replace == null ? List.of() : List.copyOf(replace);
        prefix = prefix == null ? "" : prefix;
        suffix = suffix == null ? "" : suffix;
    }

    /// `find` is plain text, not an expression.
    public record Replacement(String find, String with) {
        public Replacement {
            find = find == null ? "" : find;
            with = with == null ? "" : with;
        }
    }

    String applyTo(String response) {
        var text = response;
        for (var replacement : replace) {
            text = text.replace(replacement.find(), replacement.with());
        }
        return prefix + text + suffix;
    }

    Wording applyTo(Wording wording) {
        return new Wording(
                wording.patterns(),
                wording.examples(),
                applyTo(wording.response()),
                wording.variations().stream().map(this::applyTo).toList());
    }
}
