package app.sembang.templates;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far one of the platform's templates has spread over its companies.
///
/// @param companies how many have enabled it
/// @param customised how many of those answer in words of their own
/// @param sent how often customers were sent its answer
public record LibraryUse(
        TemplateId templateId,
        long companies,
        long customised,
        long sent,
        @Nullable Instant lastSentAt) {}
