package app.sembang.identity;

import app.sembang.companies.Company;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// The signed-in person as the staff app shows them.
///
/// @param view set while a super admin looks into the company, for the banner
record Profile(
        MemberId id,
        String name,
        String email,
        Role role,
        Language language,
        Workplace company,
        @Nullable View view) {
    record View(String reason, Instant endsAt) {}

    record Workplace(
            CompanyId id,
            String name,
            String slug,
            ZoneId timeZone,
            String currency,
            Language preferredLanguage,
            String country) {}

    static Profile of(Member member, String email, Company company, @Nullable View view) {
        return new Profile(
                member.id(),
                member.name(),
                email,
                member.role(),
                member.language(),
                new Workplace(
                        company.id(),
                        company.name(),
                        company.slug(),
                        company.timeZone(),
                        company.currency(),
                        company.preferredLanguage(),
                        company.country()),
                view);
    }
}
