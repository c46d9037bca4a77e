package app.sembang.companies;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a company says of itself, as its members see it.
///
/// @param logoUrl valid for about half an hour
/// @param state ISO 3166-2; decides which public holidays are its own
/// @param dateFormat such as DD/MM/YYYY
/// @param businessHours null where none are set: it counts as open
/// @param awayTexts what customers are told while it is closed, by language
/// @param deletionDueAt when its rows go, where the platform was asked to delete it
public record CompanyProfile(
        CompanyId id,
        String name,
        String slug,
        Company.Status status,
        @Nullable String logoUrl,
        Contact contact,
        String country,
        @Nullable String state,
        String currency,
        ZoneId timeZone,
        String dateFormat,
        Language preferredLanguage,
        List<Language> additionalLanguages,
        @Nullable String industryCategory,
        @Nullable String brandVoice,
        @Nullable Week businessHours,
        boolean closedOnHolidays,
        Map<Language, String> awayTexts,
        boolean openNow,
        @Nullable Instant nextOpeningAt,
        @Nullable Instant deletionDueAt) {

    @Schema(name = "CompanyContact")
    public record Contact(
            @Nullable @Email @Size(max = 254) String email,

            @Nullable @Pattern(regexp = "\\+?[0-9 ()-]{3,30}")
            String phone,

            @Nullable @Size(max = 300) @Pattern(regexp = "https?://.+")
            String website,

            @Nullable @Size(max = 500) String address) {}

    /// What is to be other; null leaves it as it is, an empty text removes what may be missing. A new country
    /// brings its own currency, time zone and date format, unless those are given too.
    @Schema(name = "CompanyProfileChange")
    public record Change(
            @Nullable @Size(max = 200) @Pattern(regexp = ".*\\S.*", message = "must not be blank")
            String name,

            @Nullable String slug,
            @Nullable @Valid Contact contact,
            @Nullable String country,
            @Nullable String state,
            @Nullable String currency,
            @Nullable ZoneId timeZone,
            @Nullable String dateFormat,
            @Nullable Language preferredLanguage,
            @Nullable @Size(max = 4) List<Language> additionalLanguages,
            @Nullable @Size(max = 100) String industryCategory,
            @Nullable @Size(max = 4000) String brandVoice,
            @Nullable Week businessHours,
            @Nullable Boolean closedOnHolidays,
            @Nullable Map<Language, String> awayTexts) {}
}
