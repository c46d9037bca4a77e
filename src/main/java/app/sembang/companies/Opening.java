package app.sembang.companies;

import app.sembang.shared.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a company or one of its outlets is open at a moment.
///
/// @param open also where no hours are known
/// @param nextOpening null while open, and where it does not open within a year
/// @param awayTexts what customers are told meanwhile
public record Opening(ZoneId zone, boolean open, @Nullable Instant nextOpening, Map<Language, String> awayTexts) {
    /// What a customer of that language is told while it is closed.
    public Optional<String> awayText(Language language) {
        return open ? Optional.empty() : Optional.ofNullable(awayTexts.get(language));
    }
}
