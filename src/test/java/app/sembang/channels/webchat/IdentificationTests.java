package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.channels.webchat.WidgetBrowser.Answer;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class IdentificationTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private String account;
    private String siteKey;
    private String secret;
    private WidgetBrowser visitor;

    @SuppressWarnings("NullAway.Init")
    IdentificationTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aSiteThatProvesWhoItsVisitorsAre() {
        company = TestCompany.found(port, members);
        var made = company.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Kedai Contoh\"}")
                .json();
        account = made.path("id").asString();
        siteKey = made.path("siteKey").asString();
        secret = newSecret();
        verify("optional");
        visitor = browser();
    }

    @Test
    void theHashIsThatOfTheContract() {
        assertThat(hash("cust-8841", "wid_secret_sample_do_not_use"))
                .isEqualTo("f848c605d261b5cd8ad33abf687c52b13d902b29c0ef474a65e398980005293f");
    }

    @Test
    void whoIsProvedGoesOnAsTheCustomerWithWhatWasWrittenBefore() {
        visitor.write("c-1", "Before");
        var old = visitor.token();

        var answer = identify(visitor, "cust-1", hash("cust-1", secret));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/contact/verified").asBoolean()).isTrue();
        assertThat(written(visitor)).containsExactly("Before");
        visitor.write("c-2", "After");
        assertThat(written(visitor)).containsExactly("Before", "After");
        assertThat(conversations()).hasSize(1);
        assertThat(contacts().get(0).path("name").asString()).isEqualTo("Aina Rahman");
        assertThat(new WidgetBrowser(port).with(old).get("/widget/v1/messages").errorCode())
                .isEqualTo("session_expired");
    }

    @Test
    void otherTabsOfTheVisitorHearThatTheyNeedTheNewSession() throws Exception {
        visitor.write("c-1", "Before");
        try (var renamed = visitor.follow("/widget/v1/stream")) {
            identify(visitor, "cust-1", hash("cust-1", secret));

            merged(renamed);
        }
        var phone = browser();
        phone.write("p-1", "From the phone");
        try (var joined = phone.follow("/widget/v1/stream")) {
            identify(phone, "cust-1", hash("cust-1", secret));

            merged(joined);
        }
    }

    private static void merged(WidgetBrowser.Stream stream) throws InterruptedException {
        var told = stream.until(event -> event.event().equals("contact.merged")).getLast();
        assertThat(told.id()).isNotEmpty();
        assertThat(told.data().at("/contact/verified").asBoolean()).isTrue();
    }

    /// Another process has just proved who it is, and this one does not know it yet.
    @Test
    void whatWasOnItsWayMeanwhileIsWrittenWithTheNewSessionAndNotByNobody() throws SQLException {
        var late = new WidgetBrowser(port);
        var name = late.begin(siteKey, null).json().path("visitor_id").asString();
        assertThat(late.write("c-1", "Before").status()).isEqualTo(201);
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.prepareStatement("""
                        insert into webchat_visitor (company_id, channel_account_id, visitor_id, version)
                        values (?::uuid, ?::uuid, ?, 2)""")) {
            statement.setString(1, company.id().toString());
            statement.setString(2, account);
            statement.setString(3, name);
            statement.executeUpdate();
        }

        assertThat(late.get("/widget/v1/messages").status()).isEqualTo(200);
        assertThat(late.write("c-2", "After").errorCode()).isEqualTo("session_expired");
        assertThat(Inbox.rows(company, "message", "author = 'contact'")).isEqualTo(1);
    }

    @Test
    void whatIsRepeatedAfterProvingIsNotStoredAgain() {
        assertThat(visitor.write("c-1", "Before").status()).isEqualTo(201);
        identify(visitor, "cust-1", hash("cust-1", secret));
        assertThat(visitor.write("c-1", "Before").status()).isEqualTo(200);

        var phone = browser();
        assertThat(phone.write("p-1", "From the phone").status()).isEqualTo(201);
        identify(phone, "cust-1", hash("cust-1", secret));
        assertThat(phone.write("p-1", "From the phone").status()).isEqualTo(200);
        assertThat(written(phone)).containsExactly("Before", "From the phone");
    }

    @Test
    void theSameCustomerOnAnotherDeviceGoesOnInTheSameThread() {
        identify(visitor, "cust-1", hash("cust-1", secret));
        visitor.write("c-1", "From the laptop");
        var phone = browser();
        phone.write("c-1", "From the phone, not signed in");

        identify(phone, "cust-1", hash("cust-1", secret));

        assertThat(written(phone)).containsExactly("From the laptop", "From the phone, not signed in");
        phone.write("c-2", "From the phone");
        assertThat(written(visitor)).endsWith("From the phone");
        assertThat(contacts()).hasSize(1);
        assertThat(conversations()
                        .valueStream()
                        .filter(one -> !one.path("status").asString().equals("completed")))
                .hasSize(1);
    }

    @Test
    void aForgedProofIsRefusedAndNothingChanges() {
        identify(visitor, "cust-1", hash("cust-1", secret));
        visitor.write("c-1", "Mine");
        var mallory = browser();
        mallory.write("c-1", "Let me in");

        for (var forged : List.of(hash("cust-2", secret), hash("cust-1", "wid_guessed"), "", "f".repeat(64))) {
            var refused = identify(mallory, "cust-1", forged);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.errorCode()).isEqualTo("identity_invalid");
        }

        assertThat(written(mallory)).containsExactly("Let me in");
        assertThat(contacts()).hasSize(2);
    }

    @Test
    void withoutAProofNothingIsClaimed() {
        assertThat(visitor.post("/widget/v1/identify", "{\"user_id\":\"cust-1\",\"attributes\":{\"name\":\"Aina\"}}")
                        .errorCode())
                .isEqualTo("identity_invalid");
        assertThat(contacts()).isEmpty();
    }

    @Test
    void aSignedTokenProvesForAnHourAtMost() throws Exception {
        assertThat(visitor.post("/widget/v1/identify", jwt("cust-1", Duration.ofMinutes(-1), secret))
                        .errorCode())
                .isEqualTo("identity_invalid");
        assertThat(visitor.post("/widget/v1/identify", jwt("cust-1", Duration.ofHours(2), secret))
                        .errorCode())
                .isEqualTo("identity_invalid");
        assertThat(visitor.post("/widget/v1/identify", jwt("cust-1", Duration.ofMinutes(30), "x".repeat(40)))
                        .errorCode())
                .isEqualTo("identity_invalid");
        assertThat(visitor.post("/widget/v1/identify", jwt("cust-1", Duration.ofMinutes(30), secret))
                        .status())
                .isEqualTo(200);
        assertThat(contacts().get(0).path("email").asString()).isEqualTo("aina@example.test");
    }

    @Test
    void whereProofIsNeededWhatTheBrowserSaysBesideItCountsForNothing() {
        verify("required");
        visitor = browser();

        assertThat(identify(visitor, "cust-1", hash("cust-1", secret)).status()).isEqualTo(200);

        assertThat(contacts().get(0).path("email").isNull()).isTrue();
    }

    @Test
    void aNewSecretLeavesTheOneBeforeItSevenDays() {
        var before = secret;
        secret = newSecret();
        var one = browser();
        assertThat(identify(one, "cust-1", hash("cust-1", before)).status()).isEqualTo(200);
        assertThat(identify(browser(), "cust-2", hash("cust-2", secret)).status())
                .isEqualTo(200);

        clock.advance(Duration.ofDays(8));

        assertThat(identify(browser(), "cust-3", hash("cust-3", before)).status())
                .isEqualTo(403);
        assertThat(identify(browser(), "cust-4", hash("cust-4", secret)).status())
                .isEqualTo(200);
    }

    @Test
    void whoFollowsAnotherOnTheSameComputerTakesNothingOver() {
        identify(visitor, "cust-1", hash("cust-1", secret));
        visitor.write("c-1", "Of the first");

        identify(visitor, "cust-2", hash("cust-2", secret));

        assertThat(written(visitor)).isEmpty();
        assertThat(contacts()).hasSize(2);
    }

    private WidgetBrowser browser() {
        var browser = new WidgetBrowser(port);
        browser.begin(siteKey, null);
        return browser;
    }

    private String newSecret() {
        return company.admin()
                .post("/api/v1/channel-accounts/" + account + "/identity-secret", "{}")
                .json()
                .path("secret")
                .asString();
    }

    private void verify(String mode) {
        assertThat(company.admin()
                        .put("/api/v1/channel-accounts/" + account + "/website", """
                                {"side":"end","texts":[],"askName":"off","askEmail":"off","askPhone":"off","rating":false,
                                 "identityVerification":"%s"}
                                """.formatted(mode))
                        .status())
                .isEqualTo(200);
    }

    private static Answer identify(WidgetBrowser browser, String user, String hash) {
        var answer = browser.post("/widget/v1/identify", """
                {"user_id":"%s","user_hash":"%s","attributes":{"name":"Aina Rahman","email":"aina@example.test"}}
                """.formatted(user, hash));
        if (answer.status() == 200) {
            browser.with(answer.json().path("session_token").asString());
        }
        return answer;
    }

    private String jwt(String user, Duration lasts, String key) throws JOSEException {
        var jwt = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject(user)
                        .claim("email", "aina@example.test")
                        .expirationTime(Date.from(clock.instant().plus(lasts)))
                        .build());
        jwt.sign(new MACSigner(key.getBytes(StandardCharsets.UTF_8)));
        return "{\"jwt\":\"%s\"}".formatted(jwt.serialize());
    }

    private static String hash(String user, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static List<String> written(WidgetBrowser browser) {
        return browser.get("/widget/v1/messages")
                .json()
                .path("messages")
                .valueStream()
                .filter(message -> message.path("direction").asString().equals("in"))
                .map(message -> message.path("text").asString())
                .toList();
    }

    private JsonNode contacts() {
        return company.admin().get("/api/v1/contacts").json().path("items");
    }

    private JsonNode conversations() {
        return company.admin().get("/api/v1/conversations").json().path("items");
    }
}
