package app.sembang.identity;

import app.sembang.database.InstallationKeys;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/// The short-lived proof of a session that every call carries. It names the session; what the member may do
/// is read anew, so that a role taken away does not live on in a token.
@Component
public class AccessTokens implements JwtDecoder, Converter<Jwt, AbstractAuthenticationToken> {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String ISSUER = "sembang";
    private static final String AUDIENCE = "sembang-staff";

    private final Sessions sessions;
    private final Views views;
    private final Clock clock;
    private final JwtEncoder encoder;
    private final JwtDecoder decoder;

    AccessTokens(Sessions sessions, Views views, InstallationKeys keys, Clock clock) {
        this.sessions = sessions;
        this.views = views;
        this.clock = clock;
        var key = new SecretKeySpec(keys.jwtSecret(), "HmacSHA256");
        this.encoder = new NimbusJwtEncoder(new ImmutableSecret<>(key));
        var decoding = NimbusJwtDecoder.withSecretKey(key)
                .macAlgorithm(MacAlgorithm.HS256)
                .build();
        var times = new JwtTimestampValidator(Duration.ZERO);
        times.setClock(clock);
        decoding.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                times,
                new JwtIssuerValidator(ISSUER),
                new JwtClaimValidator<List<String>>(
                        "aud", audience -> audience != null && audience.contains(AUDIENCE))));
        this.decoder = decoding;
    }

    String issue(Sessions.Current current) {
        var member = current.member();
        var now = clock.instant();
        var claims = JwtClaimsSet.builder()
                .issuer(ISSUER)
                .audience(List.of(AUDIENCE))
                .issuedAt(now)
                .expiresAt(now.plus(LIFETIME))
                .subject(member.id().toString())
                .claim("company", member.company().toString())
                .claim("sid", current.session().toString())
                .build();
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(), claims))
                .getTokenValue();
    }

    /// Ends with the view; there is nothing to renew it with.
    String issue(Views.View view) {
        var claims = JwtClaimsSet.builder()
                .issuer(ISSUER)
                .audience(List.of(AUDIENCE))
                .issuedAt(clock.instant())
                .expiresAt(view.endsAt())
                .subject(view.viewer().id().toString())
                .claim("company", view.viewer().company().toString())
                .claim("view", view.viewer().id().toString())
                .build();
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(), claims))
                .getTokenValue();
    }

    @Override
    public Jwt decode(String token) {
        return decoder.decode(token);
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        var company = token.getClaimAsString("company");
        var session = token.getClaimAsString("sid");
        var view = token.getClaimAsString("view");
        if (company != null && view != null) {
            return views.find(CompanyId.from(company), MemberId.from(view))
                    .map(Viewing::new)
                    .orElseThrow(() -> new InvalidBearerTokenException("The view has ended"));
        }
        if (company == null || session == null) {
            throw new InvalidBearerTokenException("Not a token of ours");
        }
        return sessions.who(new Sessions.SessionKey(CompanyId.from(company), UUID.fromString(session)))
                .map(SignedIn::new)
                .orElseThrow(() -> new InvalidBearerTokenException("The session has ended"));
    }
}
