package app.sembang.channels.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestAsset;
import app.sembang.TestAsset.Kind;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestNumber;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.simulator.MetaLogins.Grant;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An admin connects accounts by Meta's own dialogs.
@ProductTest
class LoginTests {
    private static final String LOGINS = "/api/v1/channel-accounts/logins";
    private static final AtomicLong IDS = new AtomicLong(System.nanoTime());

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;

    @SuppressWarnings("NullAway.Init")
    LoginTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
    }

    @Test
    void pagesAreChosenConnectedAndListenedTo() {
        var one = page();
        var two = page();
        var state = begin("messenger");
        var choice = complete(state, Grant.of(one, two));
        assertThat(choice.json().path("missingPermissions").isEmpty()).isTrue();
        assertThat(ids(choice)).containsExactly(one, two);
        assertThat(choice.response().body()).doesNotContain("EAA");

        var made = connect(state, one);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        var account = account();
        assertThat(account.path("status").asString()).isEqualTo("connected");
        assertThat(account.path("provider").asString()).isEqualTo("login");
        assertThat(account.path("credentials").has("appSecret")).isFalse();
        assertThat(TestAsset.atMeta(Kind.MESSENGER, one).calls("subscribed_apps"))
                .hasSize(1);
        assertThat(TestAsset.atMeta(Kind.MESSENGER, two).calls("subscribed_apps"))
                .isEmpty();

        var tested = admin.post("/api/v1/channel-accounts/" + account.path("id").asString() + "/test-event", "");
        assertThat(tested.status()).as(tested.response().body()).isEqualTo(202);
    }

    @Test
    void aNumberIsFoundByWhatTheTokenOpensAndAProfessionalAccountByItsLogin() {
        var number = TestNumber.connect(port, TestCompany.found(port, members)).atMeta();
        var state = begin("whatsapp");
        var choice = complete(state, Grant.of(number.wabaId()));
        assertThat(ids(choice)).containsExactly(number.id());
        assertThat(connect(state, number.id()).code()).isEqualTo("asset-taken");

        var fresh = String.valueOf(IDS.incrementAndGet());
        var atMeta = TestBot.whatsapp(fresh).belongsTo("9" + fresh, "", "").registered(false);
        var third = begin("whatsapp");
        complete(third, Grant.of("9" + fresh));
        assertThat(connect(third, fresh).json().at("/items/0/status").asString())
                .isEqualTo("connected");
        assertThat(atMeta.calls("register")).hasSize(1);
        var made = "/api/v1/channel-accounts/" + account().path("id").asString();
        assertThat(admin.post(made + "/test", "").json().path("status").asString())
                .isEqualTo("connected");
        assertThat(atMeta.calls("register")).hasSize(1);
        admin.delete(made);

        var instagram = String.valueOf(IDS.incrementAndGet());
        var other = begin("instagram");
        assertThat(ids(complete(other, Grant.of(instagram)))).containsExactly(instagram);
        assertThat(connect(other, instagram).status()).isEqualTo(201);
        var last = inbox.items("/api/v1/channel-accounts").getLast();
        assertThat(last.path("channel").asString()).isEqualTo("instagram");
        assertThat(last.path("status").asString()).isEqualTo("connected");
    }

    @Test
    void whatIsMissingIsCalledByItsName() {
        var page = page();
        var state = begin("messenger");
        var choice = complete(state, Grant.of(page).without("pages_messaging").without("MODERATE"));
        assertThat(choice.json().path("missingPermissions").get(0).asString()).isEqualTo("pages_messaging");
        assertThat(choice.json().at("/assets/0/missing/0").asString()).isEqualTo("MODERATE");
        assertThat(connect(state, page).status()).isEqualTo(422);
        assertThat(inbox.items("/api/v1/channel-accounts")).isEmpty();
    }

    @Test
    void nobodyElseComesBackWithTheStateAndNobodyTwice() {
        var page = page();
        var state = begin("messenger");
        var code = TestBot.metaLogins().grant(Grant.of(page));
        var stranger = TestCompany.found(port, members).admin();
        var colleague = company.person("Lim", Role.COMPANY_ADMIN);
        for (var other : List.of(stranger, colleague)) {
            assertThat(complete(other, state, code).code()).isEqualTo("login-over");
        }
        assertThat(complete(admin, state, code).status()).isEqualTo(200);
        assertThat(complete(admin, state, code).code()).isEqualTo("login-over");
        assertThat(colleague
                        .post(LOGINS + "/" + state + "/accounts", chosen(page))
                        .code())
                .isEqualTo("login-over");

        var late = begin("messenger");
        clock.advance(Duration.ofMinutes(11));
        admin = company.signedIn("admin");
        assertThat(complete(late, Grant.of(page)).code()).isEqualTo("login-over");
    }

    @Test
    void aCodeThatMetaRefusesIsToldInItsWords() {
        var refused = complete(admin, begin("messenger"), "AQ-used");
        assertThat(refused.code()).isEqualTo("vendor-refused");
        assertThat(refused.json().path("detail").asString()).startsWith("Messenger: ");
    }

    @Test
    void whoSignsInAgainRenewsTheAccess() {
        var page = page();
        var first = begin("messenger");
        complete(first, Grant.of(page));
        connect(first, page);
        TestAsset.atMeta(Kind.MESSENGER, page).opensWith("EAAPanother-token-0815");

        var second = begin("messenger");
        complete(second, Grant.of(page));
        assertThat(connect(second, page).status()).isEqualTo(201);
        assertThat(inbox.items("/api/v1/channel-accounts")).hasSize(1);
        assertThat(account().at("/credentials/pageAccessToken").asString()).isEqualTo("****0815");
    }

    @Test
    void whoTakesTheAccessBackAtMetaLeavesNothingHereThatOpensAnything() throws Exception {
        var page = page();
        var state = begin("messenger");
        complete(state, Grant.of(page));
        connect(state, page);
        var kept = TestCompany.found(port, members).admin();
        assertThat(account().path("status").asString()).isEqualTo("connected");

        assertThat(callback("deauthorization", "person-of-" + page, "no-secret-of-ours")
                        .statusCode())
                .isEqualTo(401);
        assertThat(callback("deauthorization", "somebody-else", "platform-secret-2")
                        .statusCode())
                .isEqualTo(204);
        assertThat(account().path("status").asString()).isEqualTo("connected");

        assertThat(callback("deauthorization", "person-of-" + page, "platform-secret-2")
                        .statusCode())
                .isEqualTo(204);
        assertThat(account().path("status").asString()).isEqualTo("disconnected");
        assertThat(account().path("lastError").asString()).contains("taken the access back");
        assertThat(account().at("/credentials/pageAccessToken").asString()).isEqualTo("****");

        var deleted = callback("data-deletion", "person-of-" + page, "platform-secret-1");
        assertThat(deleted.statusCode()).isEqualTo(200);
        var answer = new JsonMapper().readTree(deleted.body());
        var code = answer.path("confirmation_code").asString();
        assertThat(answer.path("url").asString()).endsWith("/meta/data-deletion/" + code);
        assertThat(kept.get("/meta/data-deletion/" + code).response().body()).contains(code + ": done");
        assertThat(kept.get("/meta/data-deletion/" + "0".repeat(32)).status()).isEqualTo(404);

        // Signing in again connects it again.
        var again = begin("messenger");
        complete(again, Grant.of(page));
        assertThat(connect(again, page).status()).isEqualTo(201);
    }

    /// What Meta posts: `signature.payload` in a form.
    private HttpResponse<String> callback(String path, String person, String secret) throws Exception {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var payload = encoder.encodeToString("{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"%s\"}"
                .formatted(person)
                .getBytes(UTF_8));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        var signed = encoder.encodeToString(mac.doFinal(payload.getBytes(UTF_8))) + "." + payload;
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:%d/meta/%s".formatted(port, path)))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("signed_request=" + signed))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static String page() {
        return TestAsset.atMeta(Kind.MESSENGER, String.valueOf(IDS.incrementAndGet()))
                .id();
    }

    private String begin(String channel) {
        var begun = admin.post(LOGINS, "{\"channel\":\"%s\"}".formatted(channel));
        assertThat(begun.status()).as(begun.response().body()).isEqualTo(201);
        var query = URI.create(begun.json().path("url").asString()).getQuery();
        assertThat(query).contains("/company/channels/connected");
        return query.replaceFirst(".*\\bstate=([0-9a-f-]+).*", "$1");
    }

    private Answer complete(String state, Grant grant) {
        return complete(admin, state, TestBot.metaLogins().grant(grant));
    }

    private static Answer complete(StaffApp who, String state, String code) {
        return who.post(LOGINS + "/" + state + "/completion", "{\"code\":\"%s\"}".formatted(code));
    }

    private Answer connect(String state, String asset) {
        return admin.post(LOGINS + "/" + state + "/accounts", chosen(asset));
    }

    private static String chosen(String asset) {
        return "{\"assetIds\":[\"%s\"]}".formatted(asset);
    }

    private static List<String> ids(Answer choice) {
        assertThat(choice.status()).as(choice.response().body()).isEqualTo(200);
        return choice.json()
                .path("assets")
                .valueStream()
                .map(asset -> asset.path("id").asString())
                .toList();
    }

    private JsonNode account() {
        return inbox.items("/api/v1/channel-accounts").getFirst();
    }
}
