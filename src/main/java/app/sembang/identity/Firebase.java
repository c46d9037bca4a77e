package app.sembang.identity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// People who have signed in with the operator's Firebase project. It stands for the password of
/// everybody whose address it has verified, over all companies; who has set up two-step sign-in
/// here is asked for the code all the same, unless Firebase has asked for a second factor.
/// Source: Firebase, "Verify ID tokens using a third-party JWT library".
@Component
class Firebase {
    private static final Logger LOG = LoggerFactory.getLogger(Firebase.class);
    private static final String ISSUER = "https://securetoken.google.com/";

    private final IdTokens tokens;
    private final Attempts attempts;
    private final SignIns signIns;
    private final Clock clock;
    private final String project;
    private final URI keys;

    Firebase(
            IdTokens tokens,
            Attempts attempts,
            SignIns signIns,
            Clock clock,
            @Value("${sembang.firebase.project-id}") String project,
            @Value("${sembang.firebase.keys-url}") URI keys) {
        this.tokens = tokens;
        this.attempts = attempts;
        this.signIns = signIns;
        this.clock = clock;
        this.project = project.strip();
        this.keys = keys;
    }

    SignIns.Proven prove(String token, @Nullable String code, @Nullable CompanyId company, Visit visit) {
        if (project.isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.NOT_FOUND,
                    "firebase-off",
                    "Nobody signs in here with Firebase (FIREBASE_PROJECT_ID).");
        }
        var attempt =
                attempts.begin(Attempts.Door.FIREBASE, visit.address(), SignInFlows.base64(SignInFlows.hash(token)));
        try {
            var claims = tokens.check(token, keys, ISSUER + project, project);
            var signedInAt = claims.getDateClaim("auth_time");
            if (signedInAt == null
                    || signedInAt.toInstant().isAfter(clock.instant().plusSeconds(60))) {
                throw new IdTokens.Worthless("signed in never, or later");
            }
            var email = IdTokens.verifiedEmail(claims)
                    .orElseThrow(() -> new IdTokens.Worthless("the address is not verified"));
            var account = signIns.find(email).orElseThrow(() -> new IdTokens.Worthless("nobody of that address"));
            boolean second = askedForSecondFactor(claims);
            attempt.succeeded();
            boolean coded = !second && signIns.secondFactor(account, code);
            return signIns.in(account, company, Proof.FIREBASE, second || coded, visit);
        } catch (IdTokens.Worthless | ParseException worthless) {
            LOG.info("A Firebase token was refused: {}", worthless.getMessage());
            throw new Refusal(
                    Refusal.Kind.UNAUTHENTICATED,
                    "bad-credentials",
                    "This Firebase sign-in lets nobody in here: expired, not verified, or of somebody who does not work here.");
        } catch (IOException unreachable) {
            LOG.warn("Firebase's keys cannot be read: {}", unreachable.getMessage());
            attempt.succeeded();
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE, "identity-provider-unreachable", "Firebase does not answer; try again.");
        }
    }

    private static boolean askedForSecondFactor(JWTClaimsSet claims) throws ParseException {
        var details = claims.getJSONObjectClaim("firebase");
        return details != null && details.get("sign_in_second_factor") instanceof String;
    }
}
