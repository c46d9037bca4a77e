package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Every endpoint of the staff's API × every role, and nobody: generated from the routes, so that none is forgotten.
@ProductTest
class EndpointRoleTests {
    private static final String NO_ID = "00000000-0000-7000-8000-00000000dead";

    private final RequestMappingHandlerMapping routes;
    private final Members members;

    @LocalServerPort
    private int port;

    EndpointRoleTests(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes, Members members) {
        this.routes = routes;
        this.members = members;
    }

    private record Endpoint(RequestMethod method, String path, List<Role> roles) {}

    @Test
    void everyEndpointSaysWhomItServes() {
        var silent = new ArrayList<String>();
        routes.getHandlerMethods().forEach((route, endpoint) -> {
            if (route.getPatternValues().stream().anyMatch(path -> path.startsWith("/api/"))
                    && Roles.allowedTo(endpoint).isEmpty()) {
                silent.add(route + " " + endpoint);
            }
        });

        assertThat(silent).isEmpty();
    }

    @Test
    void everyEndpointServesTheRolesItNamesAndNoOther() {
        var company = TestCompany.found(port, members);
        var apps = new EnumMap<Role, StaffApp>(Map.of(
                Role.SUPER_ADMIN, TestCompany.superAdmin(port, members),
                Role.COMPANY_ADMIN, company.admin(),
                Role.COMPANY_USER, company.person("agent", Role.COMPANY_USER),
                Role.VIEWER, company.person("viewer", Role.VIEWER)));
        var nobody = new StaffApp(port);
        var wrong = new ArrayList<String>();

        for (var endpoint : endpoints()) {
            if (endpoint.roles().isEmpty()) {
                continue;
            }
            if (call(nobody, endpoint) != 401) {
                wrong.add("nobody " + endpoint);
            }
            apps.forEach((role, app) -> {
                int status = call(app, endpoint);
                boolean refused = status == 401 || status == 403;
                if (refused == endpoint.roles().contains(role) || status >= 500) {
                    wrong.add(role + " " + endpoint + " " + status);
                }
            });
        }

        assertThat(wrong).isEmpty();
    }

    /// Without a usable body or id: who may not is told so before anything else is looked at. Streams never end and
    /// long
    /// polls wait, so those are asked for in a form that is refused at once.
    private static int call(StaffApp app, Endpoint endpoint) {
        var path = endpoint.path().replaceAll("\\{[^}]+}", NO_ID);
        return app.send(
                        endpoint.method().name(),
                        path,
                        endpoint.method() == RequestMethod.GET ? null : "{",
                        "Accept",
                        "*/*")
                .status();
    }

    private List<Endpoint> endpoints() {
        var found = new ArrayList<Endpoint>();
        routes.getHandlerMethods()
                .forEach((route, endpoint) -> route.getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/v1/"))
                        .filter(path -> !path.equals("/api/v1/stream") && !path.equals("/api/v1/events"))
                        .forEach(path -> route.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> found.add(new Endpoint(
                                        method,
                                        path,
                                        Roles.allowedTo(endpoint)
                                                .map(allowed -> Arrays.asList(allowed.value()))
                                                .orElse(List.of()))))));
        assertThat(found).isNotEmpty();
        return found;
    }
}
