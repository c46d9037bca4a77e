package app.sembang.templates;

import app.sembang.shared.Language;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What matching has to know of a company.
///
/// @param languages what it serves customers in, the preferred one first
record CompanyProfile(String name, @Nullable String industryCategory, List<Language> languages) {
    /// Every language, the preferred one first: what a company serves until it restricts it.
    static List<Language> all(Language preferred) {
        return Stream.concat(Stream.of(preferred), Stream.of(Language.values()))
                .distinct()
                .toList();
    }
}
