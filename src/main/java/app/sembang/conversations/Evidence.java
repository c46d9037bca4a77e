package app.sembang.conversations;

import app.sembang.shared.Language;
import java.util.UUID;

/// Why the assistant gave a template's answer, shown beside it. Kept as JSON with the message, so that it stays what
/// it was.
///
/// @param source `template`
/// @param confidence between 0 and 1
public record Evidence(
        String source,
        UUID templateId,
        int templateVersion,
        String templateName,
        Language language,
        double confidence) {}
