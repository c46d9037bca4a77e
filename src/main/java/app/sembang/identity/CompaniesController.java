package app.sembang.identity;

import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.companies.NewCompany;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/companies")
@Tag(name = "Companies")
@AllowedTo(Role.SUPER_ADMIN)
class CompaniesController {
    private final Companies companies;
    private final Members members;
    private final Invitations invitations;
    private final Passwords passwords;

    CompaniesController(Companies companies, Members members, Invitations invitations, Passwords passwords) {
        this.companies = companies;
        this.members = members;
        this.invitations = invitations;
        this.passwords = passwords;
    }

    record NewTenant(
            @NotBlank @Size(max = 200) String name,
            @NotBlank String slug,
            @NotBlank String country,
            @Nullable @Size(max = 100) String industryCategory,
            @NotNull Language preferredLanguage,
            @NotNull @Valid FirstAdmin admin) {}

    record FirstAdmin(
            @NotBlank @Size(max = 200) String name,
            @NotBlank @Email @Size(max = 254) String email,
            @Nullable @Size(max = 1000) String password) {}

    /// A company just taken in.
    record Tenant(
            CompanyId id,
            String name,
            String slug,
            Company.Status status,
            String country,
            String currency,
            ZoneId timeZone,
            Language preferredLanguage,
            @Nullable String industryCategory,
            Admin admin) {
        record Admin(MemberId id, String name, String email) {}
    }

    @GetMapping
    @Operation(summary = "List the companies")
    Page<Company> list(
            @RequestParam(required = false) @Nullable CompanyId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return companies.page(after, limit);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Take a company in, with its first admin",
            description = "Without a password the admin is invited by mail.")
    Tenant create(Member me, @Valid @RequestBody NewTenant tenant) {
        var admin = tenant.admin();
        var password = admin.password();
        if (password == null) {
            invitations.requireMail();
        } else {
            passwords.check("admin.password", password, admin.email(), admin.name());
        }
        var founded = members.found(
                new NewCompany(
                        tenant.name(),
                        tenant.slug(),
                        tenant.country(),
                        tenant.industryCategory(),
                        tenant.preferredLanguage()),
                new NewMember(
                        admin.name(), admin.email(), password, Role.COMPANY_ADMIN, tenant.preferredLanguage(), false),
                me.id());
        var company = founded.company();
        return new Tenant(
                company.id(),
                company.name(),
                company.slug(),
                company.status(),
                company.country(),
                company.currency(),
                company.timeZone(),
                company.preferredLanguage(),
                company.industryCategory(),
                new Tenant.Admin(founded.admin().id(), founded.admin().name(), SignIns.normal(admin.email())));
    }
}
