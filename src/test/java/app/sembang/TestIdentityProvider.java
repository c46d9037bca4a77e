package app.sembang;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;
import tools.jackson.databind.json.JsonMapper;

/// An OpenID Connect provider as far as a client can tell: describes itself, publishes its key, and gives for a code
/// what it was told to, once, to who shows the secret and the verifier. All share one server on this machine.
public final class TestIdentityProvider {
    public static final String CLIENT = "sembang-client";
    public static final String SECRET = "client-secret-of-a-test-0042";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, TestIdentityProvider> ALL = new ConcurrentHashMap<>();
    private static final HttpServer SERVER = start();

    private final String name = UUID.randomUUID().toString();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final AtomicInteger keysRead = new AtomicInteger();
    private volatile RSAKey key = newKey();

    private record Grant(Map<String, String> request, String token) {}

    /// What stands in a browser's address bar after the provider has sent it back.
    public record Return(String state, String code) {
        public String path() {
            return "/api/v1/auth/oidc/callback?state=%s&code=%s".formatted(state, code);
        }
    }

    public TestIdentityProvider() {
        ALL.put(name, this);
    }

    public String issuer() {
        return "http://localhost:%d/%s".formatted(SERVER.getAddress().getPort(), name);
    }

    public int keysRead() {
        return keysRead.get();
    }

    public void changeKey() {
        key = newKey();
    }

    /// The person signs in at the provider, which says of them what it says to everybody, and what the test makes of
    /// it.
    public Return signIn(String location, String email, Instant now, Consumer<JWTClaimsSet.Builder> claims) {
        var request = query(URI.create(location).getRawQuery());
        var said = claims(email, now).claim("nonce", request.get("nonce"));
        claims.accept(said);
        return grant(request, sign(said.build()));
    }

    /// Sends the browser back with a code for any token.
    public Return signInWith(String location, String token) {
        return grant(query(URI.create(location).getRawQuery()), token);
    }

    private Return grant(Map<String, String> request, String token) {
        var code = UUID.randomUUID().toString();
        grants.put(code, new Grant(request, token));
        return new Return(text(request, "state"), code);
    }

    public JWTClaimsSet.Builder claims(String email, Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT)
                .subject("subject-of-" + email)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("email", email)
                .claim("email_verified", true)
                .claim("name", "Somebody New");
    }

    public String sign(JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    public static Map<String, String> query(String query) {
        return Arrays.stream(query.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }

    /// Google's keys, in the place the product reads them at: [#FIREBASE].
    @TestConfiguration(proxyBeanMethods = false)
    static class Keys {
        @Bean
        DynamicPropertyRegistrar firebaseKeys() {
            return registry -> registry.add("sembang.firebase.keys-url", () -> FIREBASE.issuer() + "/jwks");
        }
    }

    public static final TestIdentityProvider FIREBASE = new TestIdentityProvider();

    private static HttpServer start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", TestIdentityProvider::route);
            server.setExecutor(command -> Thread.ofVirtual().start(command));
            server.start();
            return server;
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
    }

    private static void route(HttpExchange exchange) throws IOException {
        try (exchange) {
            var parts = exchange.getRequestURI().getPath().split("/", 3);
            var provider = ALL.get(parts[1]);
            var answer = provider == null ? null : provider.answer(parts[2], exchange);
            var body = answer == null ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer == null ? 400 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String text(Map<String, String> fields, String name) {
        return Objects.requireNonNullElse(fields.get(name), "");
    }

    private @Nullable String answer(String path, HttpExchange exchange) throws IOException {
        return switch (path) {
            case ".well-known/openid-configuration" ->
                JSON.writeValueAsString(Map.of(
                        "issuer", issuer(),
                        "authorization_endpoint", issuer() + "/authorize?tenant=1",
                        "token_endpoint", issuer() + "/token",
                        "jwks_uri", issuer() + "/jwks"));
            case "jwks" -> {
                keysRead.incrementAndGet();
                yield new JWKSet(key.toPublicJWK()).toString();
            }
            case "token" -> token(exchange);
            default -> null;
        };
    }

    private @Nullable String token(HttpExchange exchange) throws IOException {
        var form = query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var grant = grants.remove(form.get("code"));
        var expected = "Basic "
                + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.US_ASCII));
        if (grant == null
                || !expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || !text(grant.request(), "redirect_uri").equals(form.get("redirect_uri"))
                || !"S256".equals(grant.request().get("code_challenge_method"))
                || !text(grant.request(), "code_challenge").equals(challenge(text(form, "code_verifier")))) {
            return null;
        }
        return JSON.writeValueAsString(
                Map.of("access_token", "unused", "token_type", "Bearer", "id_token", grant.token()));
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
