package app.sembang.templates;

import app.sembang.shared.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What matching has to know of a company.
///
/// @param languages what it serves customers in, the preferred one first
record CompanyProfile(String name, @Nullable String industryCategory, List<Language> languages) {
    Language preferred() {
        return languages.getFirst();
    }
}
