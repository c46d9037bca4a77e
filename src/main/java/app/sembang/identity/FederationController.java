package app.sembang.identity;

import app.sembang.companies.Companies;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Signing in by somebody else's word: a company's identity provider, or Firebase. Browsers are sent there and back;
/// whatever is refused on the way leads them to the sign-in page, which says why.
@RestController
@RequestMapping("/api/v1/auth")
@Tag(name = "Sign-in")
@AllowedTo({})
@SecurityRequirements
class FederationController {
    private static final Logger LOG = LoggerFactory.getLogger(FederationController.class);
    /// The page asks for an access token by the cookie it was given with this answer.
    private static final String SIGNED_IN = "/login?signed-in";
    private static final String SAML_METADATA = "application/samlmetadata+xml";
    private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,63}");

    private final Companies companies;
    private final SingleSignOn singleSignOn;
    private final SignInFlows flows;
    private final OpenIdConnect openIdConnect;
    private final Saml saml;
    private final Firebase firebase;
    private final Newcomers newcomers;
    private final Attempts attempts;
    private final FrontDoor door;

    FederationController(
            Companies companies,
            SingleSignOn singleSignOn,
            SignInFlows flows,
            OpenIdConnect openIdConnect,
            Saml saml,
            Firebase firebase,
            Newcomers newcomers,
            Attempts attempts,
            FrontDoor door) {
        this.companies = companies;
        this.singleSignOn = singleSignOn;
        this.flows = flows;
        this.openIdConnect = openIdConnect;
        this.saml = saml;
        this.firebase = firebase;
        this.newcomers = newcomers;
        this.attempts = attempts;
        this.door = door;
    }

    /// @param code of an authenticator app or a backup code, where one is set up
    /// @param companyId to work in, for who works in several; without, the one of last time
    record FirebaseLogin(
            @NotBlank @Size(max = 10_000) String idToken,
            @Nullable @Size(max = 64) String code,
            @Nullable CompanyId companyId) {}

    /// One step of a browser's way; says where it goes next.
    private interface Step {
        URI take() throws IOException, IdTokens.Worthless, ParseException;
    }

    @PostMapping("/firebase")
    @Operation(
            summary = "Sign in with a Firebase ID token",
            description =
                    "Where the installation has FIREBASE_PROJECT_ID. The token's verified address says who it is. Also"
                            + " sets the refresh cookie.")
    FrontDoor.SignIn firebase(
            @Valid @RequestBody FirebaseLogin login, HttpServletRequest request, HttpServletResponse response) {
        return door.enter(
                visit -> firebase.prove(login.idToken(), login.code(), login.companyId(), visit), request, response);
    }

    @GetMapping("/single-sign-on/{slug}")
    @ResponseStatus(HttpStatus.SEE_OTHER)
    @Operation(
            summary = "Go to the company's identity provider",
            description = "For a browser's address bar: leads to the provider, or to `/c/{slug}?problem=CODE`.")
    void start(@PathVariable String slug, HttpServletRequest request, HttpServletResponse response) {
        lead(response, signInPage(slug), () -> {
            var provider = companies.bySlug(slug).flatMap(singleSignOn::of).orElseThrow(FederationController::off);
            companies.requireOpen(provider.company());
            var flow = flows.begin(provider.company(), request, response);
            return switch (provider.protocol()) {
                case SingleSignOn.OpenIdProvider client -> openIdConnect.begin(provider, client, flow);
                case SingleSignOn.SamlProvider there -> saml.begin(provider, there, flow);
            };
        });
    }

    @GetMapping("/oidc/callback")
    @ResponseStatus(HttpStatus.SEE_OTHER)
    @Operation(
            summary = "Come back from an OpenID Connect provider",
            description =
                    "Sets the refresh cookie and leads to `/login?signed-in`, or leads to the company's sign-in page with"
                            + " `?problem=CODE`.")
    void comeBack(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String iss,
            HttpServletRequest request,
            HttpServletResponse response) {
        lead(response, signInPageOf(state), () -> {
            var attempt = attempt(request, state);
            var flow = flows.take(state, request)
                    .orElseThrow(() -> new IdTokens.Worthless("not a way this browser is on"));
            var provider = singleSignOn.of(flow.company()).orElseThrow(FederationController::off);
            if (!(provider.protocol() instanceof SingleSignOn.OpenIdProvider client)) {
                throw off();
            }
            if (code == null) {
                attempt.succeeded();
                throw new IdTokens.Worthless("the provider gave no code");
            }
            if (iss != null && !iss.equals(provider.issuer())) {
                throw new IdTokens.Worthless("the code is another provider's");
            }
            var claims = openIdConnect.finish(provider, client, flow, code);
            var email = IdTokens.verifiedEmail(claims).orElseThrow(() -> {
                LOG.info("Single sign-on of company {}: the address is not verified", provider.company());
                return new Refusal(
                        Refusal.Kind.FORBIDDEN,
                        "single-sign-on-unverified",
                        "Your company's provider does not vouch for your e-mail address.");
            });
            var who = newcomers.recognise(provider, email, claims.getStringClaim("name"));
            door.enter(who, request, response);
            attempt.succeeded();
            return URI.create(SIGNED_IN);
        });
    }

    @GetMapping(path = "/saml/{company}/metadata", produces = SAML_METADATA)
    @Operation(
            summary = "Read what a SAML provider has to know of us",
            description = "The same for every id, whether there is such a company or not.")
    ResponseEntity<String> samlMetadata(@PathVariable CompanyId company) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"sembang-saml.xml\"")
                .body(saml.metadata(company));
    }

    /// The browser comes with a form of the provider's page, so without our cookie; the next step asks for that.
    @PostMapping(path = "/saml/{company}/acs", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    @ResponseStatus(HttpStatus.SEE_OTHER)
    @Operation(
            summary = "Take the answer of a SAML provider",
            description = "Leads to the next step, or to the company's sign-in page with `?problem=CODE`.")
    void takeSaml(
            @PathVariable CompanyId company,
            @RequestParam(name = "SAMLResponse", required = false, defaultValue = "") @Size(max = 400_000)
                    String answer,
            HttpServletRequest request,
            HttpServletResponse response) {
        lead(response, signInPage(Optional.of(company)), () -> {
            var attempt = attempt(request, answer);
            var provider = singleSignOn.of(company).orElseThrow(FederationController::off);
            if (!(provider.protocol() instanceof SingleSignOn.SamlProvider there)) {
                throw off();
            }
            var named = saml.read(provider, there, answer);
            if (!flows.arrive(named.flow(), named.email(), named.name())) {
                throw new IdTokens.Worthless("not an answer to what we asked, or not the first");
            }
            attempt.succeeded();
            return URI.create("/api/v1/auth/saml/arrival?state=" + named.flow().text());
        });
    }

    @GetMapping("/saml/arrival")
    @ResponseStatus(HttpStatus.SEE_OTHER)
    @Operation(
            summary = "Come back from a SAML provider",
            description =
                    "Sets the refresh cookie and leads to `/login?signed-in`, or leads to the company's sign-in page with"
                            + " `?problem=CODE`.")
    void arrive(
            @RequestParam(required = false) @Nullable String state,
            HttpServletRequest request,
            HttpServletResponse response) {
        lead(response, signInPageOf(state), () -> {
            var attempt = attempt(request, state);
            var arrival = flows.takeArrival(state, request)
                    .orElseThrow(() -> new IdTokens.Worthless("not a way this browser is on"));
            var provider = singleSignOn.of(arrival.company()).orElseThrow(FederationController::off);
            door.enter(newcomers.recognise(provider, arrival.email(), arrival.name()), request, response);
            attempt.succeeded();
            return URI.create(SIGNED_IN);
        });
    }

    /// @param shown what the browser brings back; null for nothing
    private Attempts.Attempt attempt(HttpServletRequest request, @Nullable String shown) {
        return attempts.begin(
                Attempts.Door.SINGLE_SIGN_ON,
                Visit.of(request).address(),
                SignInFlows.base64(SignInFlows.hash(shown == null ? "" : shown)));
    }

    private String signInPageOf(@Nullable String state) {
        return signInPage(RowToken.parse(state == null ? "" : state).map(RowToken::company));
    }

    /// Where the person set out from, to be told there what went wrong.
    private String signInPage(Optional<CompanyId> company) {
        return company.flatMap(companies::find)
                .map(known -> "/c/" + known.slug())
                .orElse("/login");
    }

    private static String signInPage(String slug) {
        return SLUG.matcher(slug).matches() ? "/c/" + slug : "/login";
    }

    private static void lead(HttpServletResponse response, String signInPage, Step step) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(HttpHeaders.LOCATION, next(signInPage, step).toString());
    }

    private static URI next(String signInPage, Step step) {
        try {
            return step.take();
        } catch (Refusal refusal) {
            return problem(signInPage, refusal.code());
        } catch (IdTokens.Worthless | ParseException worthless) {
            LOG.info("A single sign-on was refused: {}", worthless.getMessage());
            return problem(signInPage, "single-sign-on-failed");
        } catch (IOException unreachable) {
            LOG.warn("An identity provider cannot be reached: {}", unreachable.getMessage());
            return problem(signInPage, "identity-provider-unreachable");
        }
    }

    private static URI problem(String signInPage, String code) {
        return URI.create(signInPage + "?problem=" + code);
    }

    private static Refusal off() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND, "single-sign-on-off", "This company has no single sign-on; sign in here.");
    }
}
