package app.sembang.companies;

import app.sembang.shared.Language;
import org.jspecify.annotations.Nullable;

/// What is needed to take a company in. `country` is an ISO 3166 code; currency and time zone follow from it.
public record NewCompany(
        String name, String slug, String country, @Nullable String industryCategory, Language preferredLanguage) {}
