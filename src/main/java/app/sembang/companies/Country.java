package app.sembang.companies;

import app.sembang.shared.Language;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.ZoneId;
import java.util.List;

/// What is usual in a country: what a company there begins with and may change.
///
/// @param code ISO 3166; `*` for any other country
/// @param dateFormat such as DD/MM/YYYY
public record Country(
        String code,
        String currency,
        ZoneId timeZone,
        String dateFormat,
        Language preferredLanguage,
        List<Language> additionalLanguages,
        List<State> states) {
    /// @param code ISO 3166-2
    @Schema(name = "CountryState")
    public record State(String code, String name) {}
}
