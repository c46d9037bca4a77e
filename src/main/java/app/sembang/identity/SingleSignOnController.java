package app.sembang.identity;

import app.sembang.companies.Companies;
import app.sembang.identity.SingleSignOn.Kind;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
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
    private final Saml saml;
    private final SecurityPolicies policies;
    private final Companies companies;
    private final URI base;

    SingleSignOnController(
            SingleSignOn singleSignOn,
            OpenIdConnect openIdConnect,
            Saml saml,
            SecurityPolicies policies,
            Companies companies,
            @Value("${sembang.base-url}") URI base) {
        this.singleSignOn = singleSignOn;
        this.openIdConnect = openIdConnect;
        this.saml = saml;
        this.policies = policies;
        this.companies = companies;
        this.base = base;
    }

    /// @param issuer of an OpenID Connect provider: its address, as it names itself
    /// @param clientSecret left out where it is to stay as it is, or where the provider asks for none
    /// @param metadata of a SAML provider: its description of itself, in XML; left out where it is to stay as it is
    /// @param domains of e-mail addresses the provider may speak for; empty: of everybody who works in the company
    /// @param createUsers takes in, as an agent, who is not in the company yet
    /// @param required all but admins come in by nothing else
    /// @param countsAsTwoFactor the provider asks for a second factor, so nobody is asked for another here
    record SingleSignOnChange(
            @NotNull Kind kind,
            @Nullable @Size(max = 1000) String issuer,
            @Nullable @Size(max = 500) String clientId,
            @Nullable @Size(max = 1000) String clientSecret,
            @Nullable @Size(max = 200_000) String metadata,
            @Nullable @Size(max = 50) List<@NotNull @Size(max = 253) String> domains,
            @Nullable Boolean createUsers,
            @Nullable Boolean required,
            @Nullable Boolean countsAsTwoFactor) {}

    /// A key whose signatures count.
    /// @param sha256 of the certificate, in hex, as providers show it
    record SigningCertificate(String sha256, Instant validUntil) {}

    /// @param clientId of an OpenID Connect provider
    /// @param clientSecret its last four characters
    /// @param signOnUrl of a SAML provider: where people are sent
    /// @param certificates of a SAML provider
    record SingleSignOnProvider(
            Kind kind,
            String issuer,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable String signOnUrl,
            List<SigningCertificate> certificates,
            List<String> domains,
            boolean createUsers,
            boolean required,
            boolean countsAsTwoFactor) {}

    /// @param provider null where the company has none
    /// @param startUrl where people of the company begin
    /// @param redirectUri what an OpenID Connect provider asks for
    /// @param saml what a SAML provider asks for
    record SingleSignOnSettings(
            @Nullable SingleSignOnProvider provider, String startUrl, String redirectUri, SamlServiceProvider saml) {}

    /// @param acsUrl where the provider has browsers post its answer
    /// @param metadata the same as a file to be handed to the provider
    record SamlServiceProvider(String entityId, String acsUrl, String metadata) {}

    @GetMapping
    @Operation(summary = "Show the company's identity provider, and what it has to know of us")
    SingleSignOnSettings show(Member me) {
        return new SingleSignOnSettings(
                singleSignOn.of(me.company()).map(SingleSignOnController::shown).orElse(null),
                base + "/api/v1/auth/single-sign-on/"
                        + companies.find(me.company()).orElseThrow().slug(),
                openIdConnect.redirectUri(),
                new SamlServiceProvider(
                        saml.entity(me.company()), saml.acs(me.company()), saml.metadata(me.company())));
    }

    @PutMapping
    @Operation(
            summary = "Let the company's people come in by its identity provider",
            description = "Refused where no usable provider answers. Another provider's people are signed out.")
    SingleSignOnSettings change(Member me, @Valid @RequestBody SingleSignOnChange change) {
        var before = singleSignOn.of(me.company());
        requireDoor(me, change);
        var domains = domains(change);
        var found = switch (change.kind()) {
            case OIDC -> openId(change, before);
            case SAML -> saml(change, before);
        };
        singleSignOn.set(
                me,
                new SingleSignOn.Provider(
                        me.company(),
                        found.issuer(),
                        found.protocol(),
                        domains,
                        isTrue(change.createUsers()),
                        isTrue(change.required()),
                        isTrue(change.countsAsTwoFactor())));
        return show(me);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "End single sign-on", description = "People it let in are signed out.")
    void remove(Member me) {
        singleSignOn.remove(me);
    }

    private record Found(String issuer, SingleSignOn.Protocol protocol) {}

    private void requireDoor(Member me, SingleSignOnChange change) {
        if (isTrue(change.required())
                && !isTrue(change.countsAsTwoFactor())
                && policies.of(me.company()).twoFactorRequired()) {
            throw Refusal.invalid(
                    "countsAsTwoFactor",
                    "Your company asks everybody for two-step sign-in; unless this counts as such, nobody could come in.");
        }
    }

    private Found openId(SingleSignOnChange change, Optional<SingleSignOn.Provider> before) {
        var issuer = required("issuer", change.issuer());
        var client = required("clientId", change.clientId());
        openIdConnect.test(issuer);
        var given = change.clientSecret();
        return new Found(
                issuer,
                new SingleSignOn.OpenIdProvider(
                        client, given == null || given.isBlank() ? kept(issuer, client, before) : given.strip()));
    }

    /// A secret goes on only to the provider it was given for.
    private static @Nullable String kept(String issuer, String client, Optional<SingleSignOn.Provider> before) {
        return before.filter(known -> known.issuer().equals(issuer))
                                        .map(SingleSignOn.Provider::protocol)
                                        .orElse(null)
                                instanceof SingleSignOn.OpenIdProvider(var id, var secret)
                        && id.equals(client)
                ? secret
                : null;
    }

    private Found saml(SingleSignOnChange change, Optional<SingleSignOn.Provider> before) {
        var given = change.metadata();
        if ((given == null || given.isBlank())
                && before.isPresent()
                && before.get().protocol() instanceof SingleSignOn.SamlProvider kept) {
            return new Found(before.get().issuer(), kept);
        }
        var said = saml.describe(required("metadata", given));
        return new Found(said.entity(), new SingleSignOn.SamlProvider(said.signOnUrl(), said.certificates()));
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
        var openId = provider.protocol() instanceof SingleSignOn.OpenIdProvider known ? known : null;
        var saml = provider.protocol() instanceof SingleSignOn.SamlProvider known ? known : null;
        var secret = openId == null ? null : openId.clientSecret();
        return new SingleSignOnProvider(
                provider.kind(),
                provider.issuer(),
                openId == null ? null : openId.clientId(),
                secret == null ? null : "••••" + (secret.length() < 16 ? "" : secret.substring(secret.length() - 4)),
                saml == null ? null : saml.signOnUrl(),
                saml == null
                        ? List.of()
                        : saml.certificates().stream()
                                .flatMap(one -> Saml.certificate(one).stream())
                                .map(SingleSignOnController::shown)
                                .toList(),
                provider.domains(),
                provider.createUsers(),
                provider.required(),
                provider.twoFactor());
    }

    private static SigningCertificate shown(X509Certificate certificate) {
        try {
            return new SigningCertificate(
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())),
                    certificate.getNotAfter().toInstant());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", missing);
        }
    }
}
