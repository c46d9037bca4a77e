package app.sembang.identity;

import app.sembang.companies.Companies;
import app.sembang.companies.CompanyProfiles;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The face of a company's own sign-in page, at `/c/{slug}` or `{slug}.` before the installation's host.
@RestController
@RequestMapping("/api/v1/sign-in-companies")
@Tag(name = "Sign-in")
@AllowedTo({})
@SecurityRequirements
class SignInCompaniesController {
    private final CompanyProfiles profiles;
    private final Companies companies;
    private final SingleSignOn singleSignOn;

    SignInCompaniesController(CompanyProfiles profiles, Companies companies, SingleSignOn singleSignOn) {
        this.profiles = profiles;
        this.companies = companies;
        this.singleSignOn = singleSignOn;
    }

    /// @param singleSignOn its people may come in by its identity provider
    record SignInPage(String name, @Nullable String logoUrl, Language language, boolean singleSignOn) {}

    @GetMapping("/{slug}")
    @Operation(summary = "Show whose sign-in page this is", description = "Also by a short name of earlier days.")
    SignInPage show(@PathVariable String slug) {
        var page = profiles.signInPage(slug).orElseThrow(() -> Refusal.notFound("company", slug));
        var federated = companies.bySlug(slug).flatMap(singleSignOn::of).isPresent();
        return new SignInPage(page.name(), page.logoUrl(), page.language(), federated);
    }
}
