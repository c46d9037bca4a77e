package app.sembang.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Checks what identity providers sign: with a key they publish, by themselves, for us, now. Keys are kept for ten
/// minutes; a key we have not seen is asked for at once, but no more than once in half a minute.
@Component
class IdTokens {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(30);
    /// How far their clock may be from ours.
    private static final Duration SKEW = Duration.ofMinutes(1);
    /// Signatures with keys that are published; a secret both know, or none at all, proves nothing here.
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,189}");

    private final ProviderCalls calls;
    private final Clock clock;
    private final Cache<URI, Keys> known =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private record Keys(JWKSet set, Instant readAt) {}

    /// A token that proves nothing, and why; for the log.
    static class Worthless extends Exception {
        Worthless(String why) {
            super(why);
        }

        Worthless(String why, Exception cause) {
            super(why, cause);
        }
    }

    IdTokens(ProviderCalls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /// @throws IOException when the provider does not answer
    JWTClaimsSet check(String token, URI keys, String issuer, String audience) throws Worthless, IOException {
        try {
            var signed = SignedJWT.parse(token);
            var processor = new DefaultJWTProcessor<SecurityContext>();
            var set = keys(keys, signed.getHeader().getKeyID());
            processor.setJWSKeySelector(
                    new JWSVerificationKeySelector<>(ALGORITHMS, (selector, context) -> selector.select(set)));
            // They are looked at below, with our clock.
            processor.setJWTClaimsSetVerifier((claims, context) -> {});
            var claims = processor.process(signed, null);
            requireClaims(claims, issuer, audience);
            return claims;
        } catch (ParseException | BadJOSEException | JOSEException bad) {
            throw new Worthless("not a token signed with a key of the provider", bad);
        }
    }

    private void requireClaims(JWTClaimsSet claims, String issuer, String audience) throws Worthless {
        var now = clock.instant();
        if (!issuer.equals(claims.getIssuer())) {
            throw new Worthless("issued by another");
        }
        var authorised = claims.getClaim("azp");
        if (!claims.getAudience().contains(audience)
                || ((claims.getAudience().size() > 1 || authorised != null) && !audience.equals(authorised))) {
            throw new Worthless("made for another");
        }
        var end = claims.getExpirationTime();
        if (end == null || !now.minus(SKEW).isBefore(end.toInstant())) {
            throw new Worthless("expired");
        }
        if (!isBefore(claims.getIssueTime(), now.plus(SKEW))
                || (claims.getNotBeforeTime() != null && !isBefore(claims.getNotBeforeTime(), now.plus(SKEW)))) {
            throw new Worthless("not valid yet");
        }
        var subject = claims.getSubject();
        if (subject == null || subject.isBlank()) {
            throw new Worthless("about nobody");
        }
    }

    /// A time that is missing is never the right one.
    private static boolean isBefore(@Nullable Date time, Instant limit) {
        return time != null && time.toInstant().isBefore(limit);
    }

    /// The address the provider vouches for.
    static Optional<String> verifiedEmail(JWTClaimsSet claims) {
        // Microsoft says the second instead of the first.
        boolean verified = isTrue(claims.getClaim("email_verified")) || isTrue(claims.getClaim("xms_edov"));
        return verified
                        && claims.getClaim("email") instanceof String email
                        && EMAIL.matcher(email).matches()
                ? Optional.of(SignIns.normal(email))
                : Optional.empty();
    }

    private static boolean isTrue(@Nullable Object claim) {
        return Boolean.TRUE.equals(claim) || "true".equals(claim);
    }

    private JWKSet keys(URI address, @Nullable String id) throws IOException, ParseException {
        var keys = known.getIfPresent(address);
        var now = clock.instant();
        boolean strange = keys != null && id != null && keys.set().getKeyByKeyId(id) == null;
        var kept = strange ? ASKED_AGAIN_AFTER : KEPT;
        if (keys == null || !now.isBefore(keys.readAt().plus(kept))) {
            var answer = calls.get(address);
            if (!answer.ok()) {
                throw new IOException("The keys are answered with status " + answer.status());
            }
            keys = new Keys(JWKSet.parse(answer.body()), now);
            known.put(address, keys);
        }
        return keys.set();
    }
}
