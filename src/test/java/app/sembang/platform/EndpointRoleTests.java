package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Every endpoint of the staff's API × every role, and nobody. Who may is written down twice, at the endpoint
/// (`@AllowedTo`) and in access-matrix.txt, so that nothing is opened by one slip; what the server does decides.
@ProductTest
class EndpointRoleTests {
    private static final String NO_ID = "00000000-0000-7000-8000-00000000dead";
    private static final String STREAM = "GET /api/v1/stream";
    private static final String ROLES = "sauv";

    /// Doors with a proof of their own (a signature, a visitor's token, a signed address), and what is for everybody.
    private static final List<String> OTHER_DOORS =
            List.of("/webhook/", "/widget/", "/media/", "/demo/", "/v3/api-docs", "/swagger-ui", "/error");

    private final RequestMappingHandlerMapping routes;
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    EndpointRoleTests(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes,
            Members members,
            TestClock clock) {
        this.routes = routes;
        this.members = members;
        this.clock = clock;
    }

    /// @param roles empty where no sign-in is needed
    private record Endpoint(String method, String path, Set<Role> roles) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @Test
    void everyEndpointIsInTheMatrixAndSaysTheSame() throws IOException {
        var declared = new TreeMap<String, Set<Role>>();
        var strange = new TreeSet<String>();
        routes.getHandlerMethods()
                .forEach((route, endpoint) -> route.getPatternValues().forEach(path -> {
                    if (path.startsWith("/api/")) {
                        var roles =
                                Roles.allowedTo(endpoint).map(allowed -> Set.copyOf(Arrays.asList(allowed.value())));
                        var methods = route.getMethodsCondition().getMethods();
                        if (roles.isEmpty() || methods.isEmpty()) {
                            strange.add(path + " " + endpoint);
                        }
                        methods.forEach(method -> declared.put(method + " " + path, roles.orElse(Set.of())));
                    } else if (OTHER_DOORS.stream().noneMatch(path::startsWith)) {
                        strange.add(path + " " + endpoint);
                    }
                }));
        var written = new TreeMap<String, Set<Role>>();
        matrix().forEach(endpoint -> written.put(endpoint.toString(), endpoint.roles()));

        assertThat(strange).as("endpoints that do not say whom they serve").isEmpty();
        assertThat(declared).as("access-matrix.txt").isEqualTo(written);
    }

    @Test
    void everyEndpointServesTheRolesItNamesAndNoOther() throws Exception {
        var company = TestCompany.found(port, members);
        var apps = new EnumMap<Role, StaffApp>(Map.of(
                Role.SUPER_ADMIN, TestCompany.superAdmin(port, members),
                Role.COMPANY_ADMIN, company.admin(),
                Role.COMPANY_USER, company.person("agent", Role.COMPANY_USER),
                Role.VIEWER, company.person("viewer", Role.VIEWER)));
        var expired = apps.values().stream().map(StaffApp::copy).toList();
        clock.advance(Duration.ofMinutes(10).plusSeconds(1));
        apps.values().forEach(StaffApp::refresh);
        var strangers =
                Stream.concat(Stream.of(new StaffApp(port)), expired.stream()).toList();
        var wrong = new ArrayList<String>();

        for (var endpoint : matrix()) {
            if (endpoint.roles().isEmpty()) {
                var answer = call(strangers.getFirst(), endpoint);
                if (answer.status() >= 500
                        || Set.of("unauthenticated", "forbidden").contains(answer.code())) {
                    wrong.add("not open: " + endpoint + " " + answer.status());
                }
                continue;
            }
            for (var stranger : strangers) {
                var answer = call(stranger, endpoint);
                if (answer.status() != 401 || !answer.code().equals("unauthenticated")) {
                    wrong.add((stranger.accessToken() == null ? "no token " : "an expired token ") + endpoint + " "
                            + answer.status());
                }
            }
            apps.forEach((role, app) -> {
                boolean allowed = endpoint.roles().contains(role);
                int status = endpoint.toString().equals(STREAM) && allowed
                        ? openStream(app)
                        : call(app, endpoint).status();
                boolean refused = status == 401 || status == 403;
                if (refused == allowed || status >= 500) {
                    wrong.add(role + " " + endpoint + " " + status);
                }
            });
        }

        assertThat(wrong).isEmpty();
    }

    /// Without a usable body or id: who may not is told so before anything else is looked at. Long polls answer at
    /// once when they are not told where to go on.
    private static StaffApp.Answer call(StaffApp app, Endpoint endpoint) {
        return app.send(
                endpoint.method(),
                endpoint.path().replaceAll("\\{[^}]+}", NO_ID),
                endpoint.method().equals(RequestMethod.GET.name()) ? null : "{",
                "Accept",
                "*/*");
    }

    /// A stream that was opened never ends: only its beginning is looked at.
    private int openStream(StaffApp app) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/stream"))
                .header("Authorization", "Bearer " + app.accessToken())
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, BodyHandlers.ofInputStream());
            answer.body().close();
            http.shutdownNow();
            return answer.statusCode();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static List<Endpoint> matrix() throws IOException {
        var roles = List.of(Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER);
        return new ClassPathResource("access-matrix.txt", EndpointRoleTests.class)
                .getContentAsString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> {
                    var words = line.split(" +", 3);
                    var allowed = EnumSet.noneOf(Role.class);
                    for (int i = 0; i < ROLES.length() && !words[0].equals("open"); i++) {
                        if (words[0].charAt(i) == ROLES.charAt(i)) allowed.add(roles.get(i));
                    }
                    return new Endpoint(words[1], words[2], allowed);
                })
                .toList();
    }
}
