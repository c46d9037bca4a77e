package app.sembang.conversations;

import app.sembang.shared.Language;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Why the assistant said something, shown beside it. Kept as JSON with the message, so that it stays what it was.
///
/// @param source `template`, `faq`, `model`, `offline` or `safety`
/// @param templateId of a template's answer; so are its version and name
/// @param modelVersion the number of the version that answered; null for a template and a fixed answer
/// @param cited what the text rests on
/// @param confidence between 0 and 1
public record Evidence(
        String source,
        @Nullable UUID templateId,
        @Nullable Integer templateVersion,
        @Nullable String templateName,
        @Nullable Integer modelVersion,
        List<Cited> cited,
        Language language,
        double confidence) {
    /// @param kind such as `product` or `passage`
    @Schema(name = "CitedEvidence")
    public record Cited(String kind, String title, String text) {}

    public Evidence {
        cited = cited == null ? List.of() : List.copyOf(cited);
    }

    public static Evidence ofTemplate(UUID template, int version, String name, Language language, double confidence) {
        return new Evidence("template", template, version, name, null, List.of(), language, confidence);
    }
}
