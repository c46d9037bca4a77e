package app.sembang.identity;

import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// OpenID Connect with any provider: the code flow with state, nonce and PKCE.
@Component
class OpenIdConnect {
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final ProviderCalls calls;
    private final IdTokens tokens;
    private final SignInFlows flows;
    private final JsonMapper json;
    private final Clock clock;
    private final String redirect;
    private final Cache<String, Description> known =
            Caffeine.newBuilder().maximumSize(1_000).build();

    /// What a provider says of itself.
    /// @param secretInBody it does not take our secret in a header
    private record Description(URI authorization, URI token, URI keys, boolean secretInBody, Instant readAt) {}

    OpenIdConnect(
            ProviderCalls calls,
            IdTokens tokens,
            SignInFlows flows,
            JsonMapper json,
            Clock clock,
            @Value("${sembang.base-url}") URI base) {
        this.calls = calls;
        this.tokens = tokens;
        this.flows = flows;
        this.json = json;
        this.clock = clock;
        this.redirect = base + "/api/v1/auth/oidc/callback";
    }

    /// Where the provider sends browsers back to.
    String redirectUri() {
        return redirect;
    }

    /// Refuses a provider that cannot be reached or does not describe itself, before it is saved.
    void test(String issuer) {
        if (calls.address(issuer).isEmpty()) {
            throw Refusal.invalid("issuer", "Give the provider's address: https://…");
        }
        try {
            describe(issuer);
        } catch (IOException unusable) {
            throw Refusal.invalid(
                    "issuer",
                    "No usable OpenID Connect provider answers there; its description is expected at"
                            + " /.well-known/openid-configuration.");
        }
    }

    /// Where the browser goes to sign in.
    URI begin(SingleSignOn.Provider provider, SingleSignOn.OpenIdProvider client, RowToken flow) throws IOException {
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", client.clientId());
        query.put("redirect_uri", redirect);
        query.put("scope", "openid email profile");
        query.put("state", flow.text());
        query.put("nonce", flows.derived(flow, "nonce"));
        query.put("code_challenge", SignInFlows.base64(SignInFlows.hash(flows.derived(flow, "verifier"))));
        query.put("code_challenge_method", "S256");
        var address = description(provider.issuer()).authorization().toString();
        return URI.create(address + (address.contains("?") ? '&' : '?') + ProviderCalls.form(query));
    }

    /// The claims the provider gives for the code the browser came back with.
    JWTClaimsSet finish(SingleSignOn.Provider provider, SingleSignOn.OpenIdProvider known, RowToken flow, String code)
            throws IOException, IdTokens.Worthless {
        var description = description(provider.issuer());
        var client = known.clientId();
        var secret = known.clientSecret();
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect);
        form.put("code_verifier", flows.derived(flow, "verifier"));
        String authorization = null;
        if (secret == null || description.secretInBody()) {
            form.put("client_id", client);
            if (secret != null) {
                form.put("client_secret", secret);
            }
        } else {
            var both = ProviderCalls.encode(client) + ":" + ProviderCalls.encode(secret);
            authorization = "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
        }
        var answer = calls.post(description.token(), form, authorization);
        if (!answer.ok()) {
            throw new IdTokens.Worthless("the code was refused with status " + answer.status());
        }
        var token = text(read(answer.body()), "id_token");
        var claims = tokens.check(token, description.keys(), provider.issuer(), client);
        var nonce = claims.getClaim("nonce") instanceof String given ? given : "";
        if (!MessageDigest.isEqual(
                nonce.getBytes(StandardCharsets.UTF_8),
                flows.derived(flow, "nonce").getBytes(StandardCharsets.UTF_8))) {
            throw new IdTokens.Worthless("made for another sign-in");
        }
        return claims;
    }

    private Description description(String issuer) throws IOException {
        var description = known.getIfPresent(issuer);
        return description != null
                        && clock.instant().isBefore(description.readAt().plus(KEPT))
                ? description
                : describe(issuer);
    }

    private Description describe(String issuer) throws IOException {
        var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        var answer = calls.get(address(base + "/.well-known/openid-configuration"));
        if (!answer.ok()) {
            throw new IOException("The description is answered with status " + answer.status());
        }
        var said = read(answer.body());
        if (!issuer.equals(text(said, "issuer"))) {
            throw new IOException("The description is another provider's");
        }
        var methods = said.path("token_endpoint_auth_methods_supported");
        boolean inHeader = !methods.isArray() || contains(methods, "client_secret_basic");
        var description = new Description(
                address(text(said, "authorization_endpoint")),
                address(text(said, "token_endpoint")),
                address(text(said, "jwks_uri")),
                !inHeader && contains(methods, "client_secret_post"),
                clock.instant());
        known.put(issuer, description);
        return description;
    }

    private static boolean contains(JsonNode texts, String text) {
        return StreamSupport.stream(texts.spliterator(), false)
                .anyMatch(one -> one.asString("").equals(text));
    }

    private URI address(@Nullable String text) throws IOException {
        return calls.address(text).orElseThrow(() -> new IOException("Not an address we may use"));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    private JsonNode read(String body) throws IOException {
        try {
            return json.readTree(body);
        } catch (JacksonException notJson) {
            throw new IOException("Not JSON", notJson);
        }
    }
}
