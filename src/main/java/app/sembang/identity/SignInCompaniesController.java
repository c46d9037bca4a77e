package app.sembang.identity;

import app.sembang.companies.CompanyProfiles;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
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

    SignInCompaniesController(CompanyProfiles profiles) {
        this.profiles = profiles;
    }

    @GetMapping("/{slug}")
    @Operation(summary = "Show whose sign-in page this is", description = "Also by a short name of earlier days.")
    CompanyProfiles.SignInPage show(@PathVariable String slug) {
        return profiles.signInPage(slug).orElseThrow(() -> Refusal.notFound("company", slug));
    }
}
