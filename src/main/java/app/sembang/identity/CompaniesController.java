package app.sembang.identity;

import app.sembang.companies.Company;
import app.sembang.companies.CompanyDeletion;
import app.sembang.companies.NewCompany;
import app.sembang.companies.Tenant;
import app.sembang.companies.Tenants;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
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
    private final Tenants tenants;
    private final CompanyDeletion deletion;
    private final Members members;
    private final Views views;
    private final AccessTokens tokens;
    private final Invitations invitations;
    private final TwoFactorResets resets;
    private final Passwords passwords;

    CompaniesController(
            Tenants tenants,
            CompanyDeletion deletion,
            Members members,
            Views views,
            AccessTokens tokens,
            Invitations invitations,
            TwoFactorResets resets,
            Passwords passwords) {
        this.tenants = tenants;
        this.deletion = deletion;
        this.members = members;
        this.views = views;
        this.tokens = tokens;
        this.invitations = invitations;
        this.resets = resets;
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
    record Founded(
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
    @Operation(
            summary = "List the companies, oldest first",
            description = "`q` is looked for in name and short name; `deleting`: only those that are to be deleted.")
    Page<Tenant> list(
            @RequestParam(name = "q", required = false) @Nullable @Size(max = 200) String words,
            @RequestParam(required = false) Company.@Nullable Status status,
            @RequestParam(defaultValue = "false") boolean deleting,
            @RequestParam(required = false) @Nullable CompanyId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return tenants.page(new Tenant.Filter(words, status, deleting), after, limit);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Take a company in, with its first admin",
            description = "Without a password the admin is invited by mail.")
    Founded create(Member me, @Valid @RequestBody NewTenant tenant) {
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
        return new Founded(
                company.id(),
                company.name(),
                company.slug(),
                company.status(),
                company.country(),
                company.currency(),
                company.timeZone(),
                company.preferredLanguage(),
                company.industryCategory(),
                new Founded.Admin(founded.admin().id(), founded.admin().name(), SignIns.normal(admin.email())));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Show a company")
    Tenant find(@PathVariable CompanyId id) {
        return tenants.find(id);
    }

    @PatchMapping("/{id}")
    @Operation(
            summary = "Change a company's plan, limits or state",
            description = "What is left out stays; `limits` are replaced as a whole, null is no limit.")
    Tenant change(Member me, @PathVariable CompanyId id, @Valid @RequestBody Tenant.Change change) {
        return tenants.change(id, change, me.id());
    }

    @Schema(name = "SuspensionRequest")
    record Suspension(@NotBlank @Size(max = 500) String reason) {}

    @PutMapping("/{id}/suspension")
    @Operation(
            summary = "Suspend a company",
            description = "Nobody of it gets in and nothing is sent; what customers write is stored.")
    Tenant suspend(Member me, @PathVariable CompanyId id, @Valid @RequestBody Suspension suspension) {
        return tenants.suspend(id, suspension.reason().strip(), me.id());
    }

    @DeleteMapping("/{id}/suspension")
    @Operation(
            summary = "Reactivate a company",
            description = "Answers that have waited too long are withdrawn, not sent.")
    Tenant reactivate(Member me, @PathVariable CompanyId id) {
        return tenants.reactivate(id, me.id());
    }

    record DeletionRequest(
            @Nullable @Size(min = 1, max = 500) String reason) {}

    /// @param request null when there is none, or the company is gone
    /// @param tables what it held and holds, once removing has begun
    @Schema(name = "DeletionProgress")
    record Deletion(Tenant.@Nullable Deletion request, List<CompanyDeletion.Count> tables) {}

    @GetMapping("/{id}/deletion")
    @Operation(summary = "Show when a company is deleted, or the proof that it left nothing")
    Deletion deletion(@PathVariable CompanyId id) {
        var proof = deletion.proof(id);
        return new Deletion(proof.isEmpty() ? tenants.find(id).deletion() : null, proof);
    }

    @PutMapping("/{id}/deletion")
    @Operation(
            summary = "Delete a company after the platform's waiting time",
            description = "Until then it works on and the request can be taken back.")
    Tenant delete(Member me, @PathVariable CompanyId id, @Valid @RequestBody DeletionRequest request) {
        return tenants.requestDeletion(id, request.reason(), me.id());
    }

    @DeleteMapping("/{id}/deletion")
    @Operation(summary = "Keep a company that was to be deleted")
    Tenant keep(Member me, @PathVariable CompanyId id) {
        return tenants.keep(id, me.id());
    }

    record TwoFactorReset(@NotBlank @Size(max = 254) String email) {}

    @PostMapping("/{id}/two-factor-resets")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Reset the lost second factor of somebody who works in the company",
            description =
                    "For its admins, and for people of several companies. Ends their sessions, is audited in their"
                            + " companies, and is written to them.")
    void resetTwoFactor(Member me, @PathVariable CompanyId id, @Valid @RequestBody TwoFactorReset reset) {
        resets.byOperator(me, id, reset.email());
    }

    @Schema(name = "CompanyLookRequest")
    record NewView(
            @NotBlank @Size(max = 500) String reason,
            @Min(1) @Max(60) int minutes) {}

    /// @param expiresIn seconds; there is nothing to renew the token with
    @Schema(name = "CompanyLook")
    record View(String accessToken, long expiresIn, Instant endsAt) {}

    @PostMapping("/{id}/views")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Look into a company",
            description =
                    "A token that reads what the company's viewers read and changes nothing. The company sees in its"
                            + " audit log who looked, when and why.")
    View view(Member me, @PathVariable CompanyId id, @Valid @RequestBody NewView wanted) {
        if (id.equals(me.company())) {
            throw new Refusal(Refusal.Kind.CONFLICT, "platform", "You are a member of the platform.");
        }
        var time = Duration.ofMinutes(wanted.minutes());
        var view = views.begin(me, id, wanted.reason().strip(), time);
        return new View(tokens.issue(view), time.toSeconds(), view.endsAt());
    }
}
