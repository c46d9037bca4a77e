package app.sembang.identity;

import static app.sembang.TestIdentityProvider.FIREBASE;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestIdentityProvider;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.util.Date;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class FirebaseTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    FirebaseTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @Test
    void whoHasSignedInWithTheProjectComesInByTheirVerifiedAddress() {
        var company = TestCompany.found(port, members);

        var entry = signIn(token(company.email("Admin"), claims -> {}));

        assertThat(entry.status()).isEqualTo(200);
        assertThat(entry.json().at("/user/email").asString()).isEqualTo(company.email("admin"));
        assertThat(entry.header("Set-Cookie")).startsWith("sembang=").contains("SameSite=Strict");
    }

    @Test
    void aTokenOfAnotherProjectOrTimeOrWithoutAVerifiedAddressIsWorthNothing() {
        var email = TestCompany.found(port, members).email("admin");

        refuses("another project", email, claims -> claims.audience("other-project"));
        refuses("another issuer", email, claims -> claims.issuer("https://securetoken.google.com/other-project"));
        refuses("not verified", email, claims -> claims.claim("email_verified", false));
        refuses(
                "expired",
                email,
                claims -> claims.expirationTime(Date.from(clock.instant().minusSeconds(61))));
        refuses("never signed in", email, claims -> claims.claim("auth_time", null));
        refuses("nobody", email, claims -> claims.subject(""));
        refuses("somebody unknown", "nobody@nowhere.test", claims -> {});
        var claims = claims(email).build();
        assertThat(signIn(new PlainJWT(claims).serialize()).code()).isEqualTo("bad-credentials");
        assertThat(signIn(new TestIdentityProvider().sign(claims)).code()).isEqualTo("bad-credentials");
        assertThat(signIn("nonsense").code()).isEqualTo("bad-credentials");
    }

    @Test
    void aSecondFactorAtFirebaseCountsAndTheOneHereIsAskedForOtherwise() {
        var company = TestCompany.found(port, members);
        company.admin().put("/api/v1/security-policy", "{\"twoFactorRequired\":true}");

        var once = signIn(token(company.email("admin"), claims -> {}));
        assertThat(once.json().at("/user/mustSetUpTwoFactor").asBoolean()).isTrue();
        var twice = signIn(token(
                company.email("admin"),
                claims -> claims.claim(
                        "firebase", Map.of("sign_in_provider", "password", "sign_in_second_factor", "phone"))));
        assertThat(twice.json().at("/user/mustSetUpTwoFactor").asBoolean()).isFalse();
    }

    private void refuses(String what, String email, Consumer<JWTClaimsSet.Builder> change) {
        var answer = signIn(token(email, change));
        assertThat(answer.status()).as(what).isEqualTo(401);
        assertThat(answer.code()).as(what).isEqualTo("bad-credentials");
    }

    private JWTClaimsSet.Builder claims(String email) {
        return FIREBASE.claims(email, clock.instant())
                .issuer("https://securetoken.google.com/sembang-test")
                .audience("sembang-test")
                .claim("auth_time", clock.instant().getEpochSecond());
    }

    private String token(String email, Consumer<JWTClaimsSet.Builder> change) {
        var claims = claims(email);
        change.accept(claims);
        return FIREBASE.sign(claims.build());
    }

    private StaffApp.Answer signIn(String token) {
        return new StaffApp(port).post("/api/v1/auth/firebase", "{\"idToken\":\"%s\"}".formatted(token));
    }
}
