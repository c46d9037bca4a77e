package app.sembang.channels.webchat;

import app.sembang.database.InstallationKeys;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Signs and reads the tokens of visitors' sessions. Opaque to the browser.
@Component
class SessionTokens {
    static final Duration LIFETIME = Duration.ofDays(7);
    /// A token this close to its end is replaced in passing.
    static final Duration RENEWED_BEFORE = Duration.ofHours(24);
    /// How long after its end a token still says who the visitor was.
    static final Duration RESUMABLE = Duration.ofDays(180);

    private final JWSSigner signer;
    private final JWSVerifier verifier;
    private final Clock clock;

    SessionTokens(InstallationKeys keys, Clock clock) throws GeneralSecurityException, JOSEException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(keys.jwtSecret(), "HmacSHA256"));
        var key = mac.doFinal("sembang webchat session 1".getBytes(StandardCharsets.UTF_8));
        this.signer = new MACSigner(key);
        this.verifier = new MACVerifier(key);
        this.clock = clock;
    }

    SessionToken issue(String visitor, String siteKey, int version, @Nullable Language language) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new SessionToken(Ids.next(), visitor, siteKey, version, language, now, now.plus(LIFETIME));
    }

    String sign(SessionToken token) {
        var claims = new JWTClaimsSet.Builder()
                .claim("sid", token.id().toString())
                .claim("vis", token.visitor())
                .claim("site", token.siteKey())
                .claim("ver", token.version())
                .issueTime(Date.from(token.issuedAt()))
                .expirationTime(Date.from(token.expiresAt()));
        if (token.language() != null) {
            claims.claim("lang", token.language().tag());
        }
        var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("A session cannot be signed", e);
        }
        return jwt.serialize();
    }

    /// A token of ours, whether or not its time is over; empty for any other text.
    Optional<SessionToken> read(String text) {
        try {
            var jwt = SignedJWT.parse(text);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
                return Optional.empty();
            }
            var claims = jwt.getJWTClaimsSet();
            var language = claims.getStringClaim("lang");
            return Optional.of(new SessionToken(
                    UUID.fromString(claims.getStringClaim("sid")),
                    claims.getStringClaim("vis"),
                    claims.getStringClaim("site"),
                    claims.getIntegerClaim("ver"),
                    language == null ? null : Language.from(language),
                    claims.getIssueTime().toInstant(),
                    claims.getExpirationTime().toInstant()));
        } catch (ParseException | JOSEException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    boolean valid(SessionToken token) {
        return clock.instant().isBefore(token.expiresAt());
    }

    boolean resumable(SessionToken token) {
        return clock.instant().isBefore(token.expiresAt().plus(RESUMABLE));
    }

    boolean dueForRenewal(SessionToken token) {
        return clock.instant().isAfter(token.expiresAt().minus(RENEWED_BEFORE));
    }
}
