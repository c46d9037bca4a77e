package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestMail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProductTest
class TwoFactorTests {
    private final Members members;
    private final JdbcClient platform;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    TwoFactorTests(Members members, @Qualifier("platform") JdbcClient platform, TestClock clock) {
        this.members = members;
        this.platform = platform;
        this.clock = clock;
    }

    /// The examples of RFC 6238, last six digits.
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codesAreThoseOfEveryAuthenticatorApp(long seconds, String code) {
        var seed = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

        assertThat(Totp.code(seed, seconds / 30)).isEqualTo(code);
        assertThat(Totp.base32(seed)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    @Test
    void whoHasSetAnAppUpNeedsItsCodeToSignIn() {
        var company = TestCompany.found(port, members);
        var email = company.email("admin");
        var phone = new Phone(company.admin());

        assertThat(phone.setup.path("uri").asString())
                .isEqualTo("otpauth://totp/Sembang:%s?secret=%s&issuer=Sembang"
                        .formatted(email.replace("@", "%40"), phone.secret));
        assertThat(new String(
                        Base64.getDecoder()
                                .decode(phone.setup
                                        .path("qrCode")
                                        .asString()
                                        .replace("data:image/svg+xml;base64,", "")),
                        StandardCharsets.US_ASCII))
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
        assertThat(new StaffApp(port).signIn(email, TestCompany.PASSWORD).status())
                .as("nothing counts before the first code")
                .isEqualTo(200);
        assertThat(company.admin()
                        .put("/api/v1/me/two-factor/confirmation", "{\"code\":\"000000\"}")
                        .status())
                .isEqualTo(422);
        assertThat(phone.confirm()).hasSize(10).doesNotHaveDuplicates();

        assertThat(new StaffApp(port).signIn(email, "wrong").code()).isEqualTo("bad-credentials");
        assertThat(new StaffApp(port).signIn(email, TestCompany.PASSWORD).code())
                .isEqualTo("code-required");
        assertThat(new StaffApp(port).signIn(email, TestCompany.PASSWORD, "abc").code())
                .isEqualTo("code-wrong");
        clock.advance(Duration.ofSeconds(30));
        var signedIn = new StaffApp(port).signIn(email, TestCompany.PASSWORD, phone.code());
        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(signedIn.json().path("user").path("twoFactor").asBoolean()).isTrue();
        assertThat(TestMail.read(email, 1).text()).doesNotContain(phone.secret);
        assertThat(platform.sql("select totp_seed from sign_in where email = :email")
                        .param("email", email)
                        .query(String.class)
                        .single())
                .startsWith("1:")
                .doesNotContain(phone.secret);
    }

    @Test
    void aCodeCountsOnce() {
        var company = TestCompany.found(port, members);
        var email = company.email("admin");
        var phone = new Phone(company.admin());
        var first = phone.code();
        var backup = phone.confirm();

        assertThat(new StaffApp(port).signIn(email, TestCompany.PASSWORD, first).code())
                .as("the code that confirmed")
                .isEqualTo("code-wrong");
        clock.advance(Duration.ofSeconds(30));
        var next = phone.code();
        assertThat(new StaffApp(port).signIn(email, TestCompany.PASSWORD, next).status())
                .isEqualTo(200);
        assertThat(new StaffApp(port).signIn(email, TestCompany.PASSWORD, next).code())
                .isEqualTo("code-wrong");
        assertThat(new StaffApp(port)
                        .signIn(
                                email,
                                TestCompany.PASSWORD,
                                " " + backup.getFirst().toUpperCase(java.util.Locale.ROOT))
                        .status())
                .isEqualTo(200);
        assertThat(new StaffApp(port)
                        .signIn(email, TestCompany.PASSWORD, backup.getFirst())
                        .code())
                .isEqualTo("code-wrong");
        assertThat(company.admin()
                        .get("/api/v1/me/two-factor")
                        .json()
                        .path("backupCodesLeft")
                        .asInt())
                .isEqualTo(9);
    }

    @Test
    void guessingCodesIsSlowedDownWhereverItComesFrom() {
        var company = TestCompany.found(port, members);
        new Phone(company.admin()).confirm();

        var codes = IntStream.range(0, 12)
                .mapToObj(i -> new StaffApp(port, "127.0.1." + (i + 1))
                        .signIn(company.email("admin"), TestCompany.PASSWORD, "00000" + i % 10)
                        .status())
                .toList();

        assertThat(codes).startsWith(401, 401, 401).endsWith(429, 429);
    }

    @Test
    void itIsTurnedOffWithACodeAndBackupCodesAreRenewedWithOne() {
        var company = TestCompany.found(port, members);
        var app = company.admin();
        var phone = new Phone(app);
        var first = phone.confirm();

        var renewed = app.post("/api/v1/me/two-factor/backup-codes", code(first.getFirst()));
        var codes = texts(renewed);
        assertThat(codes).hasSize(10).doesNotContainAnyElementsOf(first);
        assertThat(delete(app, first.get(1)).code()).isEqualTo("code-wrong");
        assertThat(delete(app, codes.getFirst()).status()).isEqualTo(204);

        assertThat(new StaffApp(port)
                        .signIn(company.email("admin"), TestCompany.PASSWORD)
                        .status())
                .isEqualTo(200);
        assertThat(delete(app, codes.get(1)).code()).isEqualTo("two-factor-off");
    }

    @Test
    void aCompanyMayAskEverybodyForIt() {
        var company = TestCompany.found(port, members);
        var aina = company.person("Aina", Role.COMPANY_USER);
        assertThat(aina.put("/api/v1/security-policy", "{\"twoFactorRequired\":true}")
                        .status())
                .isEqualTo(403);
        assertThat(company.admin()
                        .put("/api/v1/security-policy", "{\"twoFactorRequired\":true}")
                        .status())
                .isEqualTo(200);

        assertThat(aina.get("/api/v1/users").code()).as("open sessions too").isEqualTo("two-factor-required");
        assertThat(company.admin()
                        .put("/api/v1/security-policy", "{\"twoFactorRequired\":false}")
                        .code())
                .isEqualTo("two-factor-required");
        var entry = aina.signIn(company.email("Aina"), TestCompany.PASSWORD);
        assertThat(entry.status()).isEqualTo(200);
        assertThat(entry.json().path("user").path("mustSetUpTwoFactor").asBoolean())
                .isTrue();
        assertThat(aina.get("/api/v1/conversations").status()).isEqualTo(403);
        assertThat(aina.put("/api/v1/me/password", "{\"currentPassword\":\"x\",\"newPassword\":\"y\"}")
                        .code())
                .isEqualTo("two-factor-required");

        var phone = new Phone(aina);
        var codes = phone.confirm();
        assertThat(aina.get("/api/v1/conversations").status()).isEqualTo(200);
        assertThat(aina.get("/api/v1/me").json().path("mustSetUpTwoFactor").asBoolean())
                .isFalse();
        assertThat(delete(aina, codes.getFirst()).code()).isEqualTo("two-factor-required");
    }

    @Test
    void anAdminTakesALostSecondFactorOff() {
        var company = TestCompany.found(port, members);
        var aina = company.take("Aina", Role.COMPANY_USER);
        var phone = company.signedIn("Aina");
        new Phone(phone).confirm();
        var path = "/api/v1/users/" + aina + "/two-factor";

        assertThat(phone.delete(path).status()).as("nobody but an admin").isEqualTo(403);
        assertThat(company.admin().delete(path).status()).isEqualTo(204);

        assertThat(phone.refresh().code()).as("signed out").isEqualTo("session-ended");
        assertThat(new StaffApp(port)
                        .signIn(company.email("Aina"), TestCompany.PASSWORD)
                        .status())
                .isEqualTo(200);
        assertThat(TestMail.read(company.email("Aina"), 2).text()).contains("/password-reset");
        assertThat(company.admin()
                        .get("/api/v1/audit-entries?kind=two_factor_reset")
                        .response()
                        .body())
                .contains(aina.toString());
        assertThat(company.admin().delete(path).code()).isEqualTo("two-factor-off");
        assertThat(company.admin()
                        .delete("/api/v1/users/"
                                + TestCompany.found(port, members).take("Wei", Role.COMPANY_USER) + "/two-factor")
                        .status())
                .as("somebody of another company")
                .isEqualTo(404);
    }

    @Test
    void whatMattersElsewhereTooIsTakenOffByTheOperator() {
        var company = TestCompany.found(port, members);
        var other = TestCompany.found(port, members);
        var operator = TestCompany.superAdmin(port, members);
        var me = company.admin().get("/api/v1/me").json().path("id").asString();
        new Phone(company.admin()).confirm();
        assertThat(company.admin().delete("/api/v1/users/" + me + "/two-factor").code())
                .as("an admin's own")
                .isEqualTo("operator-resets");

        var reset = "{\"email\":\"%s\"}".formatted(company.email("admin"));
        assertThat(operator.post("/api/v1/companies/" + other.id() + "/two-factor-resets", reset)
                        .status())
                .as("through a company they do not work in")
                .isEqualTo(404);
        assertThat(operator.post("/api/v1/companies/" + company.id() + "/two-factor-resets", reset)
                        .status())
                .isEqualTo(204);
        assertThat(company.admin().refresh().code()).isEqualTo("session-ended");
        assertThat(company.admin()
                        .signIn(company.email("admin"), TestCompany.PASSWORD)
                        .status())
                .isEqualTo(200);

        var wei = company.take("Wei", Role.COMPANY_USER);
        other.admin().post("/api/v1/users", """
                {"name":"Wei","email":"%s","role":"viewer"}""".formatted(company.email("Wei")));
        var link =
                TestMail.read(company.email("Wei"), 1).text().replaceAll("(?s).*/invitation#([A-Za-z0-9_-]+).*", "$1");
        new StaffApp(port)
                .post(
                        "/api/v1/invitations/" + link + "/acceptance",
                        "{\"password\":\"%s\"}".formatted(TestCompany.PASSWORD));
        new Phone(company.signedIn("Wei")).confirm();
        assertThat(company.admin()
                        .delete("/api/v1/users/" + wei + "/two-factor")
                        .code())
                .as("somebody of two companies")
                .isEqualTo("operator-resets");
    }

    private static StaffApp.Answer delete(StaffApp app, String code) {
        return app.send("DELETE", "/api/v1/me/two-factor", code(code));
    }

    private static String code(String code) {
        return "{\"code\":\"%s\"}".formatted(code);
    }

    private static List<String> texts(StaffApp.Answer answer) {
        return StreamSupport.stream(answer.json().path("backupCodes").spliterator(), false)
                .map(code -> code.asString())
                .toList();
    }

    /// An authenticator app that has scanned somebody's code.
    private final class Phone {
        private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

        private final StaffApp owner;
        private final tools.jackson.databind.JsonNode setup;
        private final String secret;

        Phone(StaffApp owner) {
            this.owner = owner;
            this.setup = owner.post("/api/v1/me/two-factor", "").json();
            this.secret = setup.path("secret").asString();
        }

        List<String> confirm() {
            var answer = owner.put("/api/v1/me/two-factor/confirmation", TwoFactorTests.code(code()));
            assertThat(answer.status()).isEqualTo(200);
            return texts(answer);
        }

        String code() {
            var bits = new StringBuilder();
            secret.chars().forEach(letter -> {
                var five = Integer.toBinaryString(32 + BASE32.indexOf(letter));
                bits.append(five.substring(1));
            });
            var seed = new byte[bits.length() / 8];
            for (int i = 0; i < seed.length; i++) {
                seed[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
            }
            return Totp.code(seed, clock.instant().getEpochSecond() / 30);
        }
    }
}
