package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class ProblemTests {
    private final Members members;

    @LocalServerPort
    private int port;

    ProblemTests(Members members) {
        this.members = members;
    }

    @Test
    void everyRefusalHasACodeAndTheIdOfItsRequest() {
        var answer = new StaffApp(port).send("GET", "/api/v1/me", null, "X-Request-Id", "my-own-request-1");

        assertThat(answer.header("X-Request-Id")).isEqualTo("my-own-request-1");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("type").asString()).endsWith("/problems/unauthenticated");
        assertThat(answer.json().path("status").asInt()).isEqualTo(401);
        assertThat(answer.json().path("instance").asString()).isEqualTo("/api/v1/me");
        assertThat(answer.json().path("requestId").asString()).isEqualTo("my-own-request-1");
        assertThat(new StaffApp(port)
                        .send("GET", "/api/v1/me", null, "X-Request-Id", "<script>")
                        .header("X-Request-Id"))
                .hasSize(36);
    }

    @Test
    void aLimitThatIsNoneAndAFieldThatIsMissingAreNamed() {
        var admin = TestCompany.found(port, members).admin();

        for (var path : new String[] {"conversations", "contacts", "users", "templates", "webhook-events"}) {
            var answer = admin.get("/api/v1/" + path + "?limit=101");
            assertThat(answer.status()).as(path).isEqualTo(422);
            assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("limit");
        }
        var half = admin.put("/api/v1/templates/00000000-0000-7000-8000-00000000dead/selection", "{\"enabled\":true}");
        assertThat(half.status()).isEqualTo(422);
        assertThat(half.json().at("/errors/0/field").asString()).isEqualTo("preferred");
        assertThat(admin.post("/api/v1/language/detect", "{}")
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("text");
    }

    @Test
    void aValueThatCannotBeAcceptedIsNamed() {
        var admin = TestCompany.found(port, members).admin();

        var blank = admin.post("/api/v1/users", """
                {"name":"","email":"no address","password":"long enough","role":"viewer"}
                """);
        var strange = admin.post("/api/v1/users", """
                {"name":"Mei","email":"a@b.test","password":"long enough","role":"emperor"}
                """);

        assertThat(blank.status()).isEqualTo(422);
        assertThat(blank.code()).isEqualTo("validation");
        assertThat(blank.json().path("errors")).hasSize(2);
        assertThat(strange.status()).isEqualTo(422);
        assertThat(strange.json().path("errors").path(0).path("field").asString())
                .isEqualTo("role");
    }

    @Test
    void whatCannotBeReadIsRefusedInTheSameShape() {
        var admin = TestCompany.found(port, members).admin();

        assertThat(problem(admin.post("/api/v1/users", "{\"name\":"))).isEqualTo("400 malformed-body");
        assertThat(problem(admin.get("/api/v1/nothing/here"))).isEqualTo("404 not-found");
        assertThat(problem(admin.post("/api/v1/nothing/here", "{}"))).isEqualTo("404 not-found");
        assertThat(problem(admin.delete("/api/v1/me"))).isEqualTo("405 method-not-allowed");
        assertThat(problem(admin.get("/api/v1/users?after=abc"))).isEqualTo("422 validation");
        assertThat(problem(admin.send("POST", "/api/v1/users", "x", "Content-Type", "text/csv")))
                .isEqualTo("415 unsupported-media-type");
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhetherItSaysItsLengthOrNot() {
        var admin = TestCompany.found(port, members).admin();
        var large = "{\"name\":\"" + "x".repeat(1 << 20) + "\"}";
        var unannounced = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/users"))
                .header("Authorization", "Bearer " + admin.accessToken())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))
                .build();

        assertThat(problem(admin.post("/api/v1/users", large))).isEqualTo("413 too-large");
        assertThat(problem(admin.send(unannounced))).isEqualTo("413 too-large");
    }

    @Test
    void theDoorsOfVendorsAreToldABareStatus() {
        var anybody = new StaffApp(port);

        assertThat(bare(anybody.get("/webhook/nowhere/at/all/here"))).isEqualTo(404);
        assertThat(bare(anybody.post("/webhook/nowhere", "{}"))).isEqualTo(404);
        assertThat(bare(anybody.post("/webhook/nowhere//at", "{}"))).isEqualTo(400);
        assertThat(bare(anybody.post("/webhook/nowhere/telegram/", "{}"))).isEqualTo(404);
        assertThat(bare(anybody.post("/webhook/nowhere/telegram", "{}"))).isEqualTo(401);
        assertThat(bare(anybody.get("/webhook/nowhere/telegram"))).isEqualTo(404);
        assertThat(bare(anybody.get("/webhook/meta?hub.mode=subscribe&hub.challenge=1&hub.verify_token=")))
                .isEqualTo(403);
        assertThat(bare(anybody.delete("/webhook/nowhere/telegram"))).isEqualTo(405);
        assertThat(anybody.delete("/webhook/nowhere/telegram").header("Allow")).isEqualTo("GET, HEAD, POST");
        assertThat(anybody.get("/webhook/nowhere/telegram").header("X-Content-Type-Options"))
                .isEqualTo("nosniff");
    }

    @Test
    void onlyTheStaffAppIsKeptOutOfFramesAndForeignScripts() {
        var page = new StaffApp(port).get("/login");

        assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'", "frame-ancestors 'none'");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(new StaffApp(port).get("/widget/v1/nothing").header("X-Frame-Options"))
                .isEmpty();
    }

    private static int bare(Answer answer) {
        assertThat(answer.response().body()).isEmpty();
        return answer.status();
    }

    private static String problem(Answer answer) {
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        return answer.status() + " " + answer.code();
    }

    @Test
    void anAddressThatIsNoTextIsRefusedInOurOwnWords() {
        var admin = TestCompany.found(port, members).admin();

        for (var address :
                new String[] {"conversations?q=%FF", "contacts?after=%ED%A0%80", "templates/%25", "users//x"}) {
            var answer = admin.get("/api/v1/" + address);
            assertThat(answer.status()).as(address).isEqualTo(400);
            assertThat(answer.code()).as(address).isEqualTo("malformed-address");
            assertThat(answer.json().path("requestId").asString("")).as(address).isNotEmpty();
        }
    }

    @Test
    void aTextTheDatabaseCannotHoldIsTheCallersMistake() {
        var admin = TestCompany.found(port, members).admin();
        var team = admin.post("/api/v1/teams", "{\"name\":\"Sales\"}");

        var answer = admin.patch("/api/v1/teams/" + team.json().path("id").asString(), "{\"name\":\"Sa\\u0000les\"}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("validation");
    }

    @Test
    void whatTookEffectIsNotCalledRefusedForTheFormatOfItsAnswer() {
        var admin = TestCompany.found(port, members).admin();

        var made = admin.send("POST", "/api/v1/teams", "{\"name\":\"Sales\"}", "Accept", "image/png");
        var removed = admin.send(
                "DELETE", "/api/v1/teams/" + made.json().path("id").asString(), null, "Accept", "image/png;q=x");

        assertThat(made.status()).isEqualTo(201);
        assertThat(removed.status()).isEqualTo(204);
        assertThat(admin.send("GET", "/api/v1/teams", null, "Accept", "image/png")
                        .status())
                .isEqualTo(406);
    }
}
