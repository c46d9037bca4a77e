package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestIdentityProvider;
import app.sembang.TestMail;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.PublicAddress;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProductTest
class SingleSignOnTests {
    private static final String FAILED = "single-sign-on-failed";

    private final Members members;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    SingleSignOnTests(Members members, CompanyTransactions transactions, JdbcClient jdbc, TestClock clock) {
        this.members = members;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Test
    void aMemberComesInByTheCompanysProvider() {
        var office = new Office();
        office.company.take("Aina", Role.COMPANY_USER);

        var browser = new Browser(office.slug());
        assertThat(browser.sentTo)
                .startsWith(
                        office.provider.issuer() + "/authorize?tenant=1&response_type=code&client_id=sembang-client")
                .contains("code_challenge_method=S256", "scope=openid+email+profile");
        var entry = browser.comesBack(office.signIn(browser, "Aina"));

        assertThat(entry.status()).isEqualTo(303);
        assertThat(entry.header("Location")).isEqualTo("/login?signed-in");
        var refreshed = browser.refresh();
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.json().at("/user/email").asString()).isEqualTo(office.company.email("aina"));
        assertThat(refreshed.json().at("/user/twoFactor").asBoolean()).isFalse();
        assertThat(office.company
                        .admin()
                        .get("/api/v1/audit-entries?kind=signed_in")
                        .response()
                        .body())
                .contains("single_sign_on");
    }

    @Test
    void aWayCountsOnceForTheBrowserThatSetOutAndNotForEver() {
        var office = new Office();
        var browser = new Browser(office.slug());
        var other = new Browser(office.slug());
        var back = office.signIn(browser, "admin");

        assertThat(other.comesBack(back).header("Location"))
                .as("another browser")
                .isEqualTo(office.problem(FAILED));
        assertThat(browser.comesBack(back).header("Location")).isEqualTo("/login?signed-in");
        assertThat(browser.comesBack(back).header("Location")).as("again").isEqualTo(office.problem(FAILED));
        assertThat(browser.comesBack(new TestIdentityProvider.Return("made-up", back.code()))
                        .header("Location"))
                .isEqualTo("/login?problem=" + FAILED);

        var late = new Browser(office.slug());
        var code = office.signIn(late, "admin");
        clock.advance(Duration.ofMinutes(11));
        assertThat(late.comesBack(code).header("Location")).isEqualTo(office.problem(FAILED));
    }

    @Test
    void aTokenThatIsNotMadeForThisSignInNowByThisProviderIsRefused() throws JOSEException {
        var office = new Office();
        office.refuses("a nonce of another sign-in", claims -> claims.claim("nonce", "another"));
        office.refuses("no nonce", claims -> claims.claim("nonce", null));
        office.refuses("made for another", claims -> claims.audience("somebody-else"));
        office.refuses("also for another", claims -> claims.audience(List.of(TestIdentityProvider.CLIENT, "other")));
        office.refuses("used by another", claims -> claims.claim("azp", "other"));
        office.refuses("issued by another", claims -> claims.issuer("https://accounts.example.com"));
        office.refuses(
                "expired",
                claims -> claims.expirationTime(Date.from(clock.instant().minusSeconds(61))));
        office.refuses("never ends", claims -> claims.expirationTime(null));
        office.refuses(
                "made tomorrow",
                claims -> claims.issueTime(Date.from(clock.instant().plusSeconds(90))));
        office.refuses("about nobody", claims -> claims.subject(null));

        var browser = new Browser(office.slug());
        var claims = office.provider
                .claims(office.company.email("admin"), clock.instant())
                .claim(
                        "nonce",
                        TestIdentityProvider.query(browser.sentTo.split("\\?", 2)[1])
                                .get("nonce"))
                .build();
        assertThat(browser.comesBack(office.provider.signInWith(browser.sentTo, new PlainJWT(claims).serialize()))
                        .header("Location"))
                .as("alg none")
                .isEqualTo(office.problem(FAILED));
        var shared = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        shared.sign(new MACSigner(TestIdentityProvider.SECRET.repeat(2)));
        var second = new Browser(office.slug());
        assertThat(second.comesBack(office.provider.signInWith(second.sentTo, shared.serialize()))
                        .header("Location"))
                .as("signed with a secret")
                .isEqualTo(office.problem(FAILED));
        var third = new Browser(office.slug());
        var stranger = new TestIdentityProvider();
        assertThat(third.comesBack(office.provider.signInWith(third.sentTo, stranger.sign(claims)))
                        .header("Location"))
                .as("signed with another's key")
                .isEqualTo(office.problem(FAILED));
    }

    @Test
    void anAddressTheProviderDoesNotVouchForLetsNobodyIn() {
        var office = new Office();
        for (Consumer<JWTClaimsSet.Builder> claims : List.<Consumer<JWTClaimsSet.Builder>>of(
                said -> said.claim("email_verified", false), said -> said.claim("email_verified", null))) {
            var browser = new Browser(office.slug());
            var back = office.provider.signIn(browser.sentTo, office.company.email("admin"), clock.instant(), claims);
            assertThat(browser.comesBack(back).header("Location"))
                    .isEqualTo(office.problem("single-sign-on-unverified"));
        }
    }

    @Test
    void aProviderSpeaksForItsOwnCompanyOnly() {
        var office = new Office();
        var victim = TestCompany.found(port, members);

        var browser = new Browser(office.slug());
        var back = office.provider.signIn(browser.sentTo, victim.email("admin"), clock.instant(), said -> {});
        assertThat(browser.comesBack(back).header("Location")).isEqualTo(office.problem("single-sign-on-unknown"));

        office.change("\"createUsers\":true,\"domains\":[\"%s\"]"
                .formatted(victim.email("x").split("@", -1)[1]));
        var again = new Browser(office.slug());
        back = office.provider.signIn(again.sentTo, victim.email("admin"), clock.instant(), said -> {});
        assertThat(again.comesBack(back).header("Location"))
                .as("who signs in elsewhere is not taken in")
                .isEqualTo(office.problem("single-sign-on-unknown"));
    }

    @Test
    void asOnePersonInTwoCompaniesItStaysInTheProvidersOwn() {
        var office = new Office();
        var other = TestCompany.found(port, members);
        var email = office.company.email("wei");
        office.company.take("Wei", Role.COMPANY_USER);
        other.admin().post("/api/v1/users", "{\"name\":\"Wei\",\"email\":\"%s\",\"role\":\"viewer\"}".formatted(email));
        var link = TestMail.read(email, 1).text().replaceAll("(?s).*/invitation#([A-Za-z0-9_-]+).*", "$1");
        assertThat(new StaffApp(port)
                        .post(
                                "/api/v1/invitations/" + link + "/acceptance",
                                "{\"password\":\"%s\"}".formatted(TestCompany.PASSWORD))
                        .status())
                .isLessThan(300);

        var browser = new Browser(office.slug());
        browser.comesBack(office.signIn(browser, "wei"));
        var user = browser.refresh().json().path("user");
        assertThat(user.path("companies")).hasSize(1);
        assertThat(user.at("/company/id").asString())
                .isEqualTo(office.company.id().toString());
        assertThat(browser.send("POST", "/api/v1/auth/company", "{\"companyId\":\"%s\"}".formatted(other.id()))
                        .code())
                .isEqualTo("own-sign-in-needed");
        assertThat(browser.send("POST", "/api/v1/me/two-factor", "").code()).isEqualTo("own-sign-in-needed");
        assertThat(browser.send("POST", "/api/v1/me/two-factor/backup-codes", "{\"code\":\"1\"}")
                        .code())
                .isEqualTo("own-sign-in-needed");
        assertThat(browser.send("POST", "/api/v1/me/passkeys/options", "").code())
                .isEqualTo("own-sign-in-needed");
        assertThat(browser.send("PUT", "/api/v1/me/password", """
                        {"currentPassword":"","newPassword":"something quite new"}""").code()).isEqualTo("bad-credentials");
    }

    @Test
    void newPeopleAreTakenInOnlyWhereTheCompanySaysSoAndOnlyOfItsDomains() {
        var office = new Office();
        var domain = office.company.email("x").split("@", -1)[1];
        assertThat(office.entry("newcomer@" + domain)).isEqualTo(office.problem("single-sign-on-unknown"));
        assertThat(office.change("\"createUsers\":true")
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("domains");

        office.change("\"createUsers\":true,\"domains\":[\"" + domain + "\"]");
        assertThat(office.entry("newcomer@elsewhere.test")).isEqualTo(office.problem("single-sign-on-unknown"));
        assertThat(office.entry("newcomer@" + domain)).isEqualTo("/login?signed-in");
        assertThat(office.entry("newcomer@" + domain)).as("again").isEqualTo("/login?signed-in");
        var people = office.company.admin().get("/api/v1/users").response().body();
        assertThat(people).containsOnlyOnce("newcomer@" + domain).contains("Somebody New");

        office.company.admin().post("/api/v1/users", """
                {"name":"Invited","email":"invited@%s","role":"viewer"}""".formatted(domain));
        assertThat(office.entry("invited@" + domain)).isEqualTo("/login?signed-in");
    }

    @Test
    void aCompanyMayAskForItAndItsAdminsKeepAWayIn() {
        var office = new Office();
        var aina = office.company.person("Aina", Role.COMPANY_USER);
        office.change("\"required\":true");

        clock.advance(Duration.ofSeconds(11));
        assertThat(aina.refresh().code()).as("a session of before").isEqualTo("session-ended");
        var refused = aina.signIn(office.company.email("Aina"), TestCompany.PASSWORD);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("single-sign-on-required");
        assertThat(refused.json().path("slug").asString()).isEqualTo(office.slug());
        assertThat(new StaffApp(port)
                        .signIn(office.company.email("Aina"), "wrong")
                        .code())
                .isEqualTo("bad-credentials");
        assertThat(office.entry(office.company.email("Aina"))).isEqualTo("/login?signed-in");
        assertThat(new StaffApp(port)
                        .signIn(office.company.email("admin"), TestCompany.PASSWORD)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void itCountsAsTwoStepSignInWhereTheCompanySaysSo() {
        var office = new Office();
        office.company.take("Aina", Role.COMPANY_USER);
        office.company.admin().put("/api/v1/security-policy", "{\"twoFactorRequired\":true}");
        var browser = new Browser(office.slug());
        browser.comesBack(office.signIn(browser, "Aina"));
        assertThat(browser.refresh().json().at("/user/mustSetUpTwoFactor").asBoolean())
                .isTrue();

        transactions.run(
                office.company.id(),
                () -> jdbc.sql("update single_sign_on set two_factor = true").update());
        var again = new Browser(office.slug());
        again.comesBack(office.signIn(again, "Aina"));
        assertThat(again.refresh().json().at("/user/mustSetUpTwoFactor").asBoolean())
                .isFalse();
    }

    @Test
    void aCompanyCannotShutEverybodyOutByTwoRulesThatDoNotGoTogether() {
        var office = new Office();
        office.change("\"required\":true");
        assertThat(office.company
                        .admin()
                        .put("/api/v1/security-policy", "{\"twoFactorRequired\":true}")
                        .code())
                .isEqualTo("single-sign-on-one-step");

        office.change("\"required\":true,\"countsAsTwoFactor\":true");
        office.company.admin().put("/api/v1/security-policy", "{\"twoFactorRequired\":true}");
        var browser = new Browser(office.slug());
        browser.comesBack(office.signIn(browser, "admin"));
        browser.refresh();
        var answer = browser.send(
                "PUT", "/api/v1/single-sign-on", """
                {"kind":"oidc","issuer":"%s","clientId":"%s","required":true}
                """.formatted(office.provider.issuer(), TestIdentityProvider.CLIENT));
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("countsAsTwoFactor");
    }

    @Test
    void theDoorsOfTheCompanyHoldForItToo() {
        var office = new Office();
        var browser = new Browser(office.slug(), "127.0.0.9");
        var back = office.signIn(browser, "admin");
        office.company.admin().put("/api/v1/ip-allowlist", "{\"networks\":[\"127.0.0.1\"]}");
        assertThat(browser.comesBack(back).header("Location")).isEqualTo(office.problem("address-not-allowed"));

        var closed = new Office();
        var waiting = new Browser(closed.slug());
        var late = closed.signIn(waiting, "admin");
        TestCompany.superAdmin(port, members)
                .put("/api/v1/companies/" + closed.company.id() + "/suspension", "{\"reason\":\"unpaid\"}");
        assertThat(waiting.comesBack(late).header("Location")).isEqualTo(closed.problem("company-suspended"));
        assertThat(new StaffApp(port)
                        .get("/api/v1/auth/single-sign-on/" + closed.slug())
                        .header("Location"))
                .isEqualTo(closed.problem("company-suspended"));
    }

    @Test
    void deactivatedPeopleStayOutside() {
        var office = new Office();
        var aina = office.company.take("Aina", Role.COMPANY_USER);
        office.company.admin().put("/api/v1/users/" + aina + "/deactivation", "{}");

        assertThat(office.entry(office.company.email("Aina"))).isEqualTo(office.problem("single-sign-on-unknown"));
    }

    @Test
    void aCompanyWithoutAProviderAndNoCompanyAreAnsweredAlike() {
        var company = TestCompany.found(port, members);
        var app = new StaffApp(port);

        var without = app.get("/api/v1/auth/single-sign-on/" + slug(company)).header("Location");
        assertThat(without).isEqualTo("/c/" + slug(company) + "?problem=single-sign-on-off");
        assertThat(app.get("/api/v1/auth/single-sign-on/nobody-at-all").header("Location"))
                .isEqualTo("/c/nobody-at-all?problem=single-sign-on-off");
        assertThat(app.get("/api/v1/auth/single-sign-on/..%2F%2Fevil.test").header("Location"))
                .doesNotContain("evil");
    }

    @Test
    void aNewKeyOfTheProviderIsFoundAndOldOnesAreNotReadEachTime() {
        var office = new Office();
        office.entry(office.company.email("admin"));
        office.entry(office.company.email("admin"));
        assertThat(office.provider.keysRead()).isEqualTo(1);

        office.provider.changeKey();
        assertThat(office.entry(office.company.email("admin")))
                .as("asked a moment ago")
                .isEqualTo(office.problem(FAILED));
        clock.advance(Duration.ofSeconds(31));
        assertThat(office.entry(office.company.email("admin"))).isEqualTo("/login?signed-in");
        assertThat(office.provider.keysRead()).isEqualTo(2);
    }

    @Test
    void theSecretIsKeptSealedAndNeverShownAndGoesToNoOtherProvider() {
        var office = new Office();
        var admin = office.company.admin();

        var shown = admin.get("/api/v1/single-sign-on").response().body();
        assertThat(shown).doesNotContain(TestIdentityProvider.SECRET).contains("••••0042");
        assertThat(admin.get("/api/v1/audit-entries").response().body())
                .contains("single_sign_on_changed")
                .doesNotContain(TestIdentityProvider.SECRET);
        assertThat(stored(office, "client_secret")).startsWith("1:").doesNotContain(TestIdentityProvider.SECRET);

        office.change("\"required\":false");
        assertThat(office.entry(office.company.email("admin")))
                .as("the secret stays where none is given")
                .isEqualTo("/login?signed-in");
        var thief = new TestIdentityProvider();
        admin.put("/api/v1/single-sign-on", """
                {"kind":"oidc","issuer":"%s","clientId":"%s"}""".formatted(thief.issuer(), TestIdentityProvider.CLIENT));
        assertThat(stored(office, "client_secret")).isNull();
        assertThat(admin.delete("/api/v1/single-sign-on").status()).isEqualTo(204);
        assertThat(admin.get("/api/v1/single-sign-on").json().path("provider").isNull())
                .isTrue();
    }

    @Test
    void peopleAProviderLetInAreSignedOutWithIt() {
        var office = new Office();
        var browser = new Browser(office.slug());
        browser.comesBack(office.signIn(browser, "admin"));
        assertThat(browser.refresh().status()).isEqualTo(200);

        office.company.admin().delete("/api/v1/single-sign-on");

        assertThat(browser.refresh().code()).isEqualTo("session-ended");
    }

    @ParameterizedTest
    @CsvSource({
        "http://accounts.example.com",
        "https://10.0.0.7",
        "https://192.168.1.1",
        "https://169.254.169.254/latest",
        "https://[::1]",
        "https://[fd00::1]",
        "https://127.0.0.1",
        "ftp://example.com",
        "https://user@example.com",
        "nonsense"
    })
    void noPrivateAddressIsCalled(String issuer) {
        var company = TestCompany.found(port, members);

        var answer = company.admin().put("/api/v1/single-sign-on", """
                {"kind":"oidc","issuer":"%s","clientId":"x"}""".formatted(issuer));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("issuer");
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "10.1.2.3, false",
        "100.64.0.1, false",
        "100.128.0.1, true",
        "172.16.0.1, false",
        "192.0.0.1, false",
        "198.18.0.1, false",
        "0.1.2.3, false",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "169.254.169.254, false",
        "2606:4700::1, true",
        "fd00::1, false",
        "fe80::1, false",
        "::ffff:10.0.0.1, false",
        "64:ff9b::a00:1, false",
        "2002:a00:1::, false",
        "2001:0:a00:1::, false",
        "::1, false"
    })
    void whatIsPublic(String address, boolean isPublic) throws UnknownHostException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    private String stored(Office office, String column) {
        return transactions.in(
                office.company.id(),
                () -> jdbc.sql("select " + column + " from single_sign_on")
                        .query((row, number) -> java.util.Optional.ofNullable(row.getString(1)))
                        .single()
                        .orElse(null));
    }

    private static String slug(TestCompany company) {
        return company.email("x").replace("x@", "").replace(".test", "");
    }

    /// A company with a provider of its own.
    private final class Office {
        private final TestCompany company = TestCompany.found(port, members);
        private final TestIdentityProvider provider = new TestIdentityProvider();

        Office() {
            var saved = change("\"clientSecret\":\"" + TestIdentityProvider.SECRET + "\"");
            assertThat(saved.status()).as(saved.response().body()).isEqualTo(200);
        }

        StaffApp.Answer change(String more) {
            return company.admin()
                    .put("/api/v1/single-sign-on", """
                    {"kind":"oidc","issuer":"%s","clientId":"%s",%s}
                    """.formatted(provider.issuer(), TestIdentityProvider.CLIENT, more));
        }

        String slug() {
            return SingleSignOnTests.slug(company);
        }

        TestIdentityProvider.Return signIn(Browser browser, String name) {
            return provider.signIn(browser.sentTo, company.email(name), clock.instant(), said -> {});
        }

        /// Where one of this address ends.
        String entry(String email) {
            var browser = new Browser(slug());
            return browser.comesBack(provider.signIn(browser.sentTo, email, clock.instant(), said -> {}))
                    .header("Location");
        }

        /// Where a browser ends that is refused.
        String problem(String code) {
            return "/c/" + slug() + "?problem=" + code;
        }

        void refuses(String what, Consumer<JWTClaimsSet.Builder> claims) {
            var browser = new Browser(slug());
            var back = provider.signIn(browser.sentTo, company.email("admin"), clock.instant(), claims);
            var entry = browser.comesBack(back);
            assertThat(entry.header("Location")).as(what).isEqualTo(problem(FAILED));
            assertThat(entry.response().headers().allValues("Set-Cookie"))
                    .as(what)
                    .isEmpty();
        }
    }

    /// A browser that has set out to the company's provider.
    private final class Browser {
        private final StaffApp app;
        private final String cookie;
        private final String sentTo;
        private String refresh = "";
        private String token = "";

        Browser(String slug) {
            this(slug, "127.0.0.1");
        }

        Browser(String slug, String from) {
            app = new StaffApp(port, from);
            var start = app.get("/api/v1/auth/single-sign-on/" + slug);
            assertThat(start.status()).isEqualTo(303);
            assertThat(start.header("Set-Cookie")).contains("SameSite=Lax", "HttpOnly");
            cookie = start.header("Set-Cookie").split(";", -1)[0];
            sentTo = start.header("Location");
        }

        StaffApp.Answer comesBack(TestIdentityProvider.Return back) {
            var answer = app.send("GET", back.path(), null, "Cookie", cookie, "X-Sembang", "0");
            answer.response().headers().allValues("Set-Cookie").forEach(set -> refresh = set.split(";", -1)[0]);
            return answer;
        }

        StaffApp.Answer refresh() {
            var answer = send("POST", "/api/v1/auth/refresh", "");
            if (answer.status() == 200) {
                token = answer.json().path("accessToken").asString();
                refresh = answer.header("Set-Cookie").split(";", -1)[0];
            }
            return answer;
        }

        StaffApp.Answer send(String method, String path, String body) {
            return path.startsWith("/api/v1/auth/")
                    ? app.send(method, path, body, "Cookie", refresh)
                    : app.send(method, path, body, "Authorization", "Bearer " + token);
        }
    }
}
