package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.Products;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestCompany;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What browsers are told, so that no other page can act in a member's name and nothing a stranger sent runs in ours.
@ProductTest
class BrowserSafetyTests {
    private static final String FOREIGN = "https://evil.example";

    private final Members members;
    private final MediaFiles files;

    @LocalServerPort
    private int port;

    BrowserSafetyTests(Members members, MediaFiles files) {
        this.members = members;
        this.files = files;
    }

    @Test
    void thePagesOfTheStaffRunOnlyTheirOwnScriptsAndInNoFrame() {
        for (var path : List.of("/login", "/company/settings", "/agent/inbox", "/admin/companies")) {
            var page = new StaffApp(port).get(path);
            var policy = List.of(page.header("Content-Security-Policy").split("; ", -1));

            assertThat(policy)
                    .contains(
                            "default-src 'self'",
                            "script-src 'self'",
                            "object-src 'none'",
                            "base-uri 'self'",
                            "form-action 'self'",
                            "frame-ancestors 'none'");
            assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(page.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(page.header("Permissions-Policy")).contains("camera=()", "microphone=()", "geolocation=()");
            assertThat(page.header("Referrer-Policy")).isEqualTo("strict-origin-when-cross-origin");
        }
    }

    @Test
    void theApisAnswersAreNoPagesAndAreKeptByNobody() {
        for (var answer : List.of(
                TestCompany.found(port, members).admin().get("/api/v1/me"), new StaffApp(port).get("/api/v1/me"))) {
            assertThat(answer.header("Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; frame-ancestors 'none'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        }
    }

    @Test
    void behindTlsBrowsersAreToldToStayThere() {
        for (var path : List.of("/login", "/api/v1/me")) {
            var secure = new StaffApp(port).send("GET", path, null, "X-Forwarded-Proto", "https");

            assertThat(secure.header("Strict-Transport-Security")).contains("max-age=31536000");
            assertThat(new StaffApp(port).get(path).header("Strict-Transport-Security"))
                    .isEmpty();
        }
    }

    @Test
    void noOtherOriginIsToldAnythingUnlessItIsListed() throws SQLException {
        var admin = TestCompany.found(port, members).admin();
        var asked = admin.send("GET", "/api/v1/me", null, "Origin", FOREIGN);
        assertThat(asked.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight(port, FOREIGN, "/api/v1/users")
                        .response()
                        .headers()
                        .map())
                .as("without a word the browser does not send the call")
                .doesNotContainKeys("access-control-allow-origin", "access-control-allow-methods");

        var settings = new HashMap<>(
                TestDatabase.shared().environment(TestDatabase.shared().scratch()));
        settings.put("CORS_ALLOWED_ORIGINS", "https://crm.example.com,https://till.example.com");
        try (var product = Products.start(settings)) {
            int other = Products.port(product);
            var listed = preflight(other, "https://till.example.com", "/api/v1/users");
            assertThat(listed.status()).isEqualTo(200);
            assertThat(listed.header("Access-Control-Allow-Origin")).isEqualTo("https://till.example.com");
            assertThat(listed.header("Access-Control-Allow-Credentials")).isEmpty();
            for (var origin : List.of(FOREIGN, "https://crm.example.com.evil.example", "null")) {
                assertThat(preflight(other, origin, "/api/v1/users").header("Access-Control-Allow-Origin"))
                        .isEmpty();
            }
            assertThat(preflight(other, "https://till.example.com", "/api/v1/auth/refresh")
                            .header("Access-Control-Allow-Origin"))
                    .as("nobody signs in from another page")
                    .isEmpty();
        }
    }

    @Test
    void theCookieCountsOnlyForOurOwnPage() {
        var company = TestCompany.found(port, members);
        var browser = company.admin();
        for (var path : List.of("/api/v1/auth/refresh", "/api/v1/auth/logout", "/api/v1/auth/login")) {
            if (!path.endsWith("/login")) {
                assertThat(browser.send("POST", path, "", "X-Sembang", "0").code())
                        .isEqualTo("missing-header");
            }
            for (var origin : List.of(FOREIGN, "null", "http://localhost.evil.example:" + port)) {
                assertThat(browser.send("POST", path, "{\"email\":\"a@b.test\",\"password\":\"x\"}", "Origin", origin)
                                .code())
                        .isEqualTo("foreign-origin");
            }
        }
        assertThat(browser.refresh().status()).as("the session lives on").isEqualTo(200);
        var cookieAlone = new StaffApp(port).send("GET", "/api/v1/me", null, "Cookie", "sembang=" + browser.cookie());
        assertThat(cookieAlone.status()).as("the cookie opens nothing else").isEqualTo(401);
    }

    @Test
    void aFileFromAStrangerNeverRunsInOurOrigin() throws IOException, TooLarge {
        var company = TestCompany.found(port, members);
        for (var hostile : List.of(
                "<html><script>alert(1)</script></html>",
                "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
                "GIF8<script>alert(1)</script>",
                "%!PS evil")) {
            var file = files.store(
                    company.id(),
                    "invoice.html\r\nX-Evil: 1",
                    new ByteArrayInputStream(hostile.getBytes(StandardCharsets.UTF_8)),
                    10_000);
            var served = new StaffApp(port).get(files.urlOf(company.id(), file.id()));

            assertThat(served.status()).isEqualTo(200);
            assertThat(served.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(served.header("Content-Disposition")).startsWith("attachment");
            assertThat(served.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(served.header("Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
            assertThat(served.header("X-Evil")).isEmpty();
        }
    }

    private static Answer preflight(int port, String origin, String path) {
        return new StaffApp(port)
                .send(
                        "OPTIONS",
                        path,
                        null,
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "authorization");
    }
}
