package app.sembang.identity;

import app.sembang.companies.Company;
import app.sembang.companies.Week;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The signed-in person as the staff app shows them.
/// @param permissions of a custom role; null where the built-in role decides
/// @param available takes new conversations, while at work
/// @param hours when they work, by the company's clock; null: whenever they are available
/// @param onShift it is such an hour now
/// @param companies all the person works in; `POST /api/v1/auth/company` changes between them
/// @param view set while a super admin looks into the company, for the banner
/// @param mustSetUpTwoFactor nothing else is allowed until then
record Profile(
        MemberId id,
        String name,
        String email,
        Role role,
        @Nullable Set<Permission> permissions,
        Language language,
        String signature,
        boolean available,
        @Nullable Week hours,
        boolean onShift,
        Workplace company,
        List<Workplaces> companies,
        boolean twoFactor,
        boolean mustSetUpTwoFactor,
        @Nullable View view) {
    @Schema(name = "ProfileLook")
    record View(String reason, Instant endsAt) {}

    /// @param dateFormat such as DD/MM/YYYY
    record Workplace(
            CompanyId id,
            String name,
            String slug,
            ZoneId timeZone,
            String dateFormat,
            String currency,
            Language preferredLanguage,
            String country) {
        static Workplace of(Company company) {
            return new Workplace(
                    company.id(),
                    company.name(),
                    company.slug(),
                    company.timeZone(),
                    company.dateFormat(),
                    company.currency(),
                    company.preferredLanguage(),
                    company.country());
        }
    }

    record Workplaces(CompanyId id, String name, String slug) {}
}
