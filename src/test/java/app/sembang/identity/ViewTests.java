package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// A super admin looks into a company: read-only, for a short time, and the company knows.
@ProductTest
class ViewTests {
    private static final String NO_ID = "00000000-0000-7000-8000-00000000dead";

    private final RequestMappingHandlerMapping routes;
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp platform;
    private String token;

    @SuppressWarnings("NullAway.Init")
    ViewTests(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes,
            Members members,
            TestClock clock) {
        this.routes = routes;
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aLook() {
        company = TestCompany.found(port, members);
        platform = TestCompany.superAdmin(port, members);
        var view = platform.post(
                "/api/v1/companies/" + company.id() + "/views", "{\"reason\":\"Ticket 481\",\"minutes\":30}");
        assertThat(view.status()).isEqualTo(201);
        assertThat(view.json().path("expiresIn").asInt()).isEqualTo(1800);
        token = view.json().path("accessToken").asString();
    }

    @Test
    void theAppIsToldThatItIsALookAndWhenItEnds() {
        var me = get("/api/v1/me").json();

        assertThat(me.at("/company/id").asString()).isEqualTo(company.id().toString());
        assertThat(me.path("role").asString()).isEqualTo("viewer");
        assertThat(me.at("/view/reason").asString()).isEqualTo("Ticket 481");
        assertThat(me.at("/view/endsAt").asString()).isEqualTo("2026-11-24T02:30:00.000Z");
        assertThat(company.admin().get("/api/v1/me").json().path("view").isNull())
                .isTrue();
    }

    @Test
    void whatTheCompanysViewersSeeIsSeen() {
        assertThat(get("/api/v1/users").json().at("/items/0/name").asString()).isEqualTo("Puan Admin");
        assertThat(get("/api/v1/conversations").status()).isEqualTo(200);
        assertThat(get("/api/v1/conversations/counters").status()).isEqualTo(200);
        assertThat(get("/api/v1/templates").status()).isEqualTo(200);
        assertThat(get("/api/v1/companies").status()).isEqualTo(403);
    }

    @Test
    void noEndpointLetsItChangeAnything() {
        var open = new ArrayList<String>();
        routes.getHandlerMethods()
                .forEach((route, endpoint) -> route.getPatternValues().stream()
                        // Open to everybody: who comes there counts by a token of another kind.
                        .filter(path -> path.startsWith("/api/v1/")
                                && !path.startsWith("/api/v1/auth/")
                                && !path.startsWith("/api/v1/invitations/"))
                        .forEach(path -> route.getMethodsCondition().getMethods().stream()
                                .filter(method -> method != RequestMethod.GET)
                                .forEach(method -> {
                                    var answer = send(method.name(), path.replaceAll("\\{[^}]+}", NO_ID), "{}");
                                    if (answer.status() != 403) {
                                        open.add(method + " " + path + " " + answer.status());
                                    }
                                })));

        assertThat(open).isEmpty();
    }

    @Test
    void itEndsByItself() {
        clock.advance(Duration.ofMinutes(29));
        assertThat(get("/api/v1/users").status()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(1));
        assertThat(get("/api/v1/users").status()).isEqualTo(401);
    }

    @Test
    void theCompanysAuditLogSaysWhoLookedAndWhy() {
        var logged = company.admin()
                .get("/api/v1/audit-entries?kind=company_viewed")
                .json()
                .path("items");

        assertThat(logged).hasSize(1);
        assertThat(logged.toString()).contains("Ticket 481", "super@", "2026-11-24T02:30:00");
    }

    @Test
    void aSuspendedCompanyCanBeLookedInto() {
        platform.put("/api/v1/companies/" + company.id() + "/suspension", "{\"reason\":\"Unpaid\"}");

        assertThat(get("/api/v1/users").status()).isEqualTo(200);
    }

    @Test
    void nobodyOfACompanyLooksIntoAnother() {
        var other = TestCompany.found(port, members);

        assertThat(other.admin()
                        .post("/api/v1/companies/" + company.id() + "/views", "{\"reason\":\"x\",\"minutes\":5}")
                        .status())
                .isEqualTo(403);
    }

    private StaffApp.Answer get(String path) {
        return send("GET", path, null);
    }

    private StaffApp.Answer send(String method, String path, @Nullable String body) {
        return new StaffApp(port).send(method, path, body, "Authorization", "Bearer " + token);
    }
}
