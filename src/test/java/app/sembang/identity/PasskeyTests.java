package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestAuthenticator;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestMail;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ProductTest
class PasskeyTests {
    private static final String HOST = "localhost";

    private final Members members;
    private final JdbcClient platform;
    private final TestClock clock;
    private final String origin;

    @LocalServerPort
    private int port;

    PasskeyTests(
            Members members,
            @Qualifier("platform") JdbcClient platform,
            TestClock clock,
            @Value("${sembang.base-url}") String origin) {
        this.members = members;
        this.platform = platform;
        this.clock = clock;
        this.origin = origin;
    }

    @Test
    void aPersonMakesAPasskeyAndSignsInWithNothingElse() {
        var company = TestCompany.found(port, members);
        var phone = phone();
        var options = options(company.admin());
        assertThat(options.at("/rp/id").asString()).isEqualTo(HOST);
        assertThat(options.at("/authenticatorSelection/userVerification").asString())
                .isEqualTo("required");
        assertThat(options.at("/authenticatorSelection/residentKey").asString()).isEqualTo("required");
        var made = add(company.admin(), phone, options);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.json().path("name").asString()).isEqualTo("My phone");
        assertThat(TestMail.read(company.email("admin"), 1).text()).contains("kunci laluan baharu");
        assertThat(options(company.admin()).path("excludeCredentials")).hasSize(1);

        company.admin().put("/api/v1/security-policy", "{\"twoFactorRequired\":true}");
        var entry = signIn(phone.counts(1));
        assertThat(entry.status()).as(entry.response().body()).isEqualTo(200);
        assertThat(entry.json().at("/user/email").asString()).isEqualTo(company.email("admin"));
        assertThat(entry.json().at("/user/mustSetUpTwoFactor").asBoolean())
                .as("it counts as two-step sign-in")
                .isFalse();
        assertThat(entry.header("Set-Cookie")).startsWith("sembang=").contains("SameSite=Strict");
        assertThat(signIn(phone.counts(2)).status()).isEqualTo(200);
    }

    @Test
    void aCopyIsFoundOutByItsCounter() {
        var company = TestCompany.found(port, members);
        var phone = phone();
        add(company.admin(), phone.counts(3), options(company.admin()));

        assertThat(signIn(phone.counts(9)).status()).isEqualTo(200);
        assertThat(signIn(phone.counts(9)).code()).as("the same again").isEqualTo("passkey-refused");
        assertThat(signIn(phone.counts(5)).code())
                .as("more than when it was made, less than last time")
                .isEqualTo("passkey-refused");
        assertThat(signIn(phone.counts(2)).code()).isEqualTo("passkey-refused");
        assertThat(signIn(phone.counts(10)).status()).as("the true one goes on").isEqualTo(200);
    }

    @Test
    void oneThatNeverCountsIsTakenEachTime() {
        var company = TestCompany.found(port, members);
        var phone = phone();
        add(company.admin(), phone, options(company.admin()));

        assertThat(signIn(phone).status()).isEqualTo(200);
        assertThat(signIn(phone).status()).isEqualTo(200);
    }

    @Test
    void aChallengeCountsOnceAndNotForLong() {
        var company = TestCompany.found(port, members);
        var phone = phone();
        add(company.admin(), phone, options(company.admin()));

        var challenge = ask();
        assertThat(use(phone.signs(challenge)).status()).isEqualTo(200);
        assertThat(use(phone.signs(challenge)).code()).isEqualTo("passkey-refused");
        var old = ask();
        clock.advance(Duration.ofMinutes(6));
        assertThat(use(phone.signs(old)).code()).isEqualTo("passkey-refused");
        assertThat(use(phone.signs(options(company.admin()))).code())
                .as("one to make a passkey with")
                .isEqualTo("passkey-refused");
    }

    @Test
    void whatWasSignedElsewhereOrWithoutItsOwnerIsRefused() {
        var company = TestCompany.found(port, members);
        var other = TestCompany.found(port, members);
        var phone = phone();
        add(company.admin(), phone, options(company.admin()));
        var stranger = phone();
        add(other.admin(), stranger, options(other.admin()));
        var mine = phone.person();

        assertThat(signIn(phone.at("https://sembang.example.com")).code())
                .as("origin")
                .isEqualTo("passkey-refused");
        phone.at(origin);
        assertThat(signIn(phone.ofSite("example.com")).code()).as("site").isEqualTo("passkey-refused");
        phone.ofSite(HOST);
        assertThat(signIn(phone.withoutVerification()).code())
                .as("nobody verified")
                .isEqualTo("passkey-refused");
        phone.withVerification();
        assertThat(signIn(phone.says("webauthn.create")).code()).as("kind").isEqualTo("passkey-refused");
        phone.says("");
        assertThat(signIn(phone.ofPerson(stranger.person())).code())
                .as("person")
                .isEqualTo("passkey-refused");
        phone.ofPerson(mine);
        assertThat(signIn(phone().ofPerson(mine)).code()).as("an unknown key").isEqualTo("passkey-refused");
        assertThat(signIn(phone).status()).as("nothing else is wrong").isEqualTo(200);
    }

    @Test
    void whatIsNoBase64IsRefusedByItsField() {
        for (var id : List.of("a", "abcde", "a+b")) {
            var refused = new StaffApp(port).post("/api/v1/auth/passkey", """
                    {"credential":{"id":"%s","response":{"clientDataJSON":"text","authenticatorData":"text",
                     "signature":"text","userHandle":"text"}}}
                    """.formatted(id));

            assertThat(refused.status()).as(id).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("credential.id");
        }
    }

    @Test
    void onlyAVerifiedPasskeyMadeForThisPersonIsKept() {
        var company = TestCompany.found(port, members);
        var aina = company.person("Aina", Role.COMPANY_USER);

        refusesToKeep(company.admin(), phone().withoutVerification(), options(company.admin()));
        refusesToKeep(company.admin(), phone().at("https://sembang.example.com"), options(company.admin()));
        refusesToKeep(company.admin(), phone().ofSite("example.com"), options(company.admin()));
        refusesToKeep(company.admin(), phone(), options(aina));
        refusesToKeep(company.admin(), phone(), ask());
        var once = options(company.admin());
        var phone = phone();
        assertThat(add(company.admin(), phone, once).status()).isEqualTo(201);
        refusesToKeep(company.admin(), phone, once);
        refusesToKeep(aina, phone, options(aina));
    }

    @Test
    void itsOwnerNamesAndRemovesItAndNobodyElse() {
        var company = TestCompany.found(port, members);
        var aina = company.person("Aina", Role.COMPANY_USER);
        var phone = phone();
        var path = "/api/v1/me/passkeys/"
                + add(aina, phone, options(aina)).json().path("id").asString();

        assertThat(company.admin().patch(path, "{\"name\":\"Mine\"}").status()).isEqualTo(404);
        assertThat(company.admin().delete(path).status()).isEqualTo(404);
        assertThat(aina.patch(path, "{\"name\":\" \"}").status()).isEqualTo(422);
        assertThat(aina.patch(path, "{\"name\":\"Aina's phone\"}").status()).isEqualTo(200);
        assertThat(signIn(phone).status()).isEqualTo(200);
        var listed = aina.get("/api/v1/me/passkeys").json().at("/items/0");
        assertThat(listed.path("name").asString()).isEqualTo("Aina's phone");
        assertThat(listed.path("lastUsedAt").asString()).startsWith("2026-11-24T02:00:00");
        assertThat(aina.delete(path).status()).isEqualTo(204);
        assertThat(signIn(phone).code()).isEqualTo("passkey-refused");
    }

    @Test
    void whoIsDeactivatedOrSuspendedStaysOutside() {
        var company = TestCompany.found(port, members);
        var member = company.take("Aina", Role.COMPANY_USER);
        var aina = company.signedIn("Aina");
        var phone = phone();
        add(aina, phone, options(aina));
        var bosses = phone();
        add(company.admin(), bosses, options(company.admin()));
        company.admin().put("/api/v1/users/" + member + "/deactivation", "{}");

        assertThat(signIn(phone).status()).isEqualTo(401);
        TestCompany.superAdmin(port, members)
                .put("/api/v1/companies/" + company.id() + "/suspension", "{\"reason\":\"unpaid\"}");
        assertThat(signIn(bosses).code()).isEqualTo("company-suspended");
    }

    @Test
    void aPublishedChallengeTellsNothingAboutAnybody() {
        var asked = ask();

        assertThat(asked.path("allowCredentials")).isEmpty();
        assertThat(asked.path("userVerification").asString()).isEqualTo("required");
        assertThat(asked.path("rpId").asString()).isEqualTo(HOST);
        assertThat(platform.sql("select count(*) from passkey_challenge where sign_in_id is null")
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    private void refusesToKeep(StaffApp app, TestAuthenticator phone, JsonNode options) {
        var answer =
                app.post("/api/v1/me/passkeys", "{\"name\":\"x\",\"credential\":%s}".formatted(phone.makes(options)));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("credential");
    }

    private TestAuthenticator phone() {
        return new TestAuthenticator(origin, HOST);
    }

    private static JsonNode options(StaffApp app) {
        return app.post("/api/v1/me/passkeys/options", "").json();
    }

    private static StaffApp.Answer add(StaffApp app, TestAuthenticator phone, JsonNode options) {
        return app.post(
                "/api/v1/me/passkeys", "{\"name\":\"My phone\",\"credential\":%s}".formatted(phone.makes(options)));
    }

    private JsonNode ask() {
        return new StaffApp(port).post("/api/v1/auth/passkey/options", "").json();
    }

    private StaffApp.Answer signIn(TestAuthenticator phone) {
        return use(phone.signs(ask()));
    }

    private StaffApp.Answer use(String credential) {
        return new StaffApp(port).post("/api/v1/auth/passkey", "{\"credential\":%s}".formatted(credential));
    }
}
