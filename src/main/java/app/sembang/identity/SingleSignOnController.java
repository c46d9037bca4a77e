package app.sembang.identity;

import app.sembang.companies.Companies;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/single-sign-on")
@Tag(name = "Single sign-on")
@AllowedTo(Role.COMPANY_ADMIN)
class SingleSignOnController {
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}");

    private final SingleSignOn singleSignOn;
    private final OpenIdConnect openIdConnect;
    private final SecurityPolicies policies;
    private final Companies companies;
    private final URI base;

    SingleSignOnController(
            SingleSignOn singleSignOn,
            OpenIdConnect openIdConnect,
            SecurityPolicies policies,
            Companies companies,
            @Value("${sembang.base-url}") URI base) {
        this.singleSignOn = singleSignOn;
        this.openIdConnect = openIdConnect;
        this.policies = policies;
        this.companies = companies;
        this.base = base;
    }

    /// @param issuer the provider's address, as it names itself
    /// @param clientSecret left out where it is to stay as it is, or where the provider asks for none
    /// @param domains of e-mail addresses the provider may speak for; empty: of everybody who works in the company
    /// @param createUsers takes in, as an agent, who is not in the company yet
    /// @param required all but admins come in by nothing else
    /// @param countsAsTwoFactor the provider asks for a second factor, so nobody is asked for another here
    record SingleSignOnChange(
            SingleSignOn.@NotNull Kind kind,
            @Nullable @Size(max = 1000) String issuer,
            @Nullable @Size(max = 500) String clientId,
            @Nullable @Size(max = 1000) String clientSecret,
            @Nullable @Size(max = 50) List<@NotNull @Size(max = 253) String> domains,
            @Nullable Boolean createUsers,
            @Nullable Boolean required,
            @Nullable Boolean countsAsTwoFactor) {}

    /// @param clientSecret its last four characters
    record SingleSignOnProvider(
            SingleSignOn.Kind kind,
            String issuer,
            String clientId,
            @Nullable String clientSecret,
            List<String> domains,
            boolean createUsers,
            boolean required,
            boolean countsAsTwoFactor) {}

    /// @param provider null where the company has none
    /// @param startUrl where people of the company begin
    /// @param redirectUri what an OpenID Connect provider asks for
    record SingleSignOnSettings(@Nullable SingleSignOnProvider provider, String startUrl, String redirectUri) {}

    @GetMapping
    @Operation(summary = "Show the company's identity provider, and what it has to know of us")
    SingleSignOnSettings show(Member me) {
        return new SingleSignOnSettings(
                singleSignOn.of(me.company()).map(SingleSignOnController::shown).orElse(null),
                base + "/api/v1/auth/single-sign-on/"
                        + companies.find(me.company()).orElseThrow().slug(),
                openIdConnect.redirectUri());
    }

    @PutMapping
    @Operation(
            summary = "Let the company's people come in by its identity provider",
            description = "Refused where no usable provider answers. Another provider's people are signed out.")
    SingleSignOnSettings change(Member me, @Valid @RequestBody SingleSignOnChange change) {
        var before = singleSignOn.of(me.company());
        singleSignOn.set(me, openId(me, change, before));
        return show(me);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "End single sign-on", description = "People it let in are signed out.")
    void remove(Member me) {
        singleSignOn.remove(me);
    }

    private SingleSignOn.Provider openId(Member me, SingleSignOnChange change, Optional<SingleSignOn.Provider> before) {
        var issuer = required("issuer", change.issuer());
        var client = required("clientId", change.clientId());
        var domains = domains(change);
        if (isTrue(change.required())
                && !isTrue(change.countsAsTwoFactor())
                && policies.of(me.company()).twoFactorRequired()) {
            throw Refusal.invalid(
                    "countsAsTwoFactor",
                    "Your company asks everybody for two-step sign-in; unless this counts as such, nobody could come in.");
        }
        openIdConnect.test(issuer);
        // A secret goes on only to the provider it was given for.
        var secret = change.clientSecret() == null || change.clientSecret().isBlank()
                ? before.filter(known -> known.issuer().equals(issuer) && client.equals(known.clientId()))
                        .map(SingleSignOn.Provider::clientSecret)
                        .orElse(null)
                : change.clientSecret().strip();
        return new SingleSignOn.Provider(
                me.company(),
                SingleSignOn.Kind.OIDC,
                issuer,
                client,
                secret,
                domains,
                isTrue(change.createUsers()),
                isTrue(change.required()),
                isTrue(change.countsAsTwoFactor()));
    }

    private static List<String> domains(SingleSignOnChange change) {
        var given = change.domains() == null ? List.<String>of() : change.domains();
        var domains = List.copyOf(new LinkedHashSet<>(given.stream()
                .map(domain -> domain.strip().toLowerCase(Locale.ROOT))
                .toList()));
        if (!domains.stream().allMatch(domain -> DOMAIN.matcher(domain).matches())) {
            throw Refusal.invalid("domains", "Give the part of the addresses after the @, such as kedai.com.my.");
        }
        if (domains.isEmpty() && isTrue(change.createUsers())) {
            throw Refusal.invalid("domains", "Say whose addresses may be taken in without an invitation.");
        }
        return domains;
    }

    private static String required(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw Refusal.invalid(field, "must not be blank");
        }
        return text.strip();
    }

    private static boolean isTrue(@Nullable Boolean given) {
        return Boolean.TRUE.equals(given);
    }

    private static SingleSignOnProvider shown(SingleSignOn.Provider provider) {
        var secret = provider.clientSecret();
        return new SingleSignOnProvider(
                provider.kind(),
                provider.issuer(),
                provider.clientId(),
                secret == null ? null : "••••" + (secret.length() < 16 ? "" : secret.substring(secret.length() - 4)),
                provider.domains(),
                provider.createUsers(),
                provider.required(),
                provider.twoFactor());
    }
}
