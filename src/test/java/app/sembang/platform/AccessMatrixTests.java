package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.access.ApiScope;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.platform.AccessMatrix.Line;
import app.sembang.shared.Ids;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// Every endpoint the API describes × every role × (the own row, another agent's, another company's, no token, a token
/// that has expired, an API key), as `access-matrix.txt` says it.
@ProductTest
class AccessMatrixTests {
    private static final String NOBODYS = "00000000-0000-7000-8000-00000000dead";
    /// They answer for as long as somebody listens.
    private static final List<String> ENDLESS = List.of("GET /api/v1/stream", "GET /api/v1/events");

    /// What the calls of the API alone do not bring about; whose they are is tested where they are made.
    private static final Map<String, String> MADE_BY_NO_CALL = Map.ofEntries(
            Map.entry("position", "1"),
            Map.entry("session", NOBODYS),
            Map.entry("login", NOBODYS),
            Map.entry("passkey", NOBODYS),
            Map.entry("contactExport", NOBODYS),
            Map.entry("contactNote", NOBODYS),
            Map.entry("merge", NOBODYS),
            Map.entry("consent", NOBODYS),
            Map.entry("remembered", NOBODYS),
            Map.entry("trace", NOBODYS),
            Map.entry("contactImport", NOBODYS),
            Map.entry("productImport", NOBODYS),
            Map.entry("image", NOBODYS),
            Map.entry("file", NOBODYS),
            Map.entry("package", NOBODYS),
            Map.entry("lead", NOBODYS),
            Map.entry("leadStage", NOBODYS),
            Map.entry("cannedReply", NOBODYS),
            Map.entry("conversationView", NOBODYS),
            Map.entry("scheduledMessage", NOBODYS),
            Map.entry("transferRequest", NOBODYS),
            Map.entry("notification", NOBODYS));

    /// Places that are there in every company: what stands in them is the company's own, whoever asks.
    private static final Map<String, String> PLACES = Map.of(
            "rank",
            "1",
            "companyFigure",
            "open",
            "agentFigure",
            "own_open",
            "platformFigure",
            "companies_trial",
            "draftKind",
            "reply");

    /// Doors with a proof of their own (a signature, a visitor's token, a signed address), and what is for everybody.
    private static final List<String> OTHER_DOORS = List.of(
            "/webhook/",
            "/widget/",
            "/meta/",
            "/media/",
            "/privacy/",
            "/demo/",
            "/v3/api-docs",
            "/swagger-ui",
            "/error");

    private final RequestMappingHandlerMapping routes;
    private final Members members;
    private final TestClock clock;
    private final AccessMatrix matrix;
    private final List<String> wrong = new ArrayList<>();

    @LocalServerPort
    private int port;

    AccessMatrixTests(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes,
            Members members,
            TestClock clock)
            throws IOException {
        this.routes = routes;
        this.members = members;
        this.clock = clock;
        this.matrix = AccessMatrix.read();
    }

    @BeforeEach
    void nothingIsWrongYet() {
        wrong.clear();
    }

    @Test
    void everyDoorSaysWhomItServesOrIsKnownToAskForAProofOfItsOwn() {
        routes.getHandlerMethods()
                .forEach((route, endpoint) -> route.getPatternValues().forEach(path -> {
                    var methods = route.getMethodsCondition().getMethods();
                    boolean known = path.startsWith("/api/")
                            ? Roles.allowedTo(endpoint).isPresent()
                                    && !methods.isEmpty()
                                    && methods.stream()
                                            .allMatch(
                                                    method -> matrix.endpoints().containsKey(method + " " + path))
                            : OTHER_DOORS.stream().anyMatch(path::startsWith);
                    if (!known) {
                        wrong.add(methods + " " + path);
                    }
                }));

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyDescribedEndpointHasALineAndEveryLineAnEndpoint() {
        var described = new TreeSet<String>();
        for (var path :
                new StaffApp(port).get("/v3/api-docs").json().path("paths").properties()) {
            path.getValue()
                    .propertyNames()
                    .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }

        assertThat(described).hasSizeGreaterThan(30);
        assertThat(matrix.endpoints().keySet())
                .as("src/test/resources/access-matrix.txt says of every endpoint who may call it")
                .containsExactlyInAnyOrderElementsOf(described);
        assertThat(matrix.endpoints().values())
                .as("what each id in a path names")
                .allSatisfy(
                        line -> assertThat(line.subjects()).hasSize(line.path().split("\\{", -1).length - 1));
    }

    @Test
    void nobodyGetsInWithoutATokenOrWithOneThatHasExpired() {
        var admin = TestCompany.found(port, members).admin();
        clock.advance(Duration.ofMinutes(11));
        for (var line : matrix.endpoints().values()) {
            if (!line.roles().isEmpty()) {
                expect(line, "no token", call(new StaffApp(port), line, nobodys(line)), 401);
                expect(line, "expired token", call(admin, line, nobodys(line)), 401);
                expect(line, "no token of ours", forged(line), 401);
            }
        }

        assertThat(wrong).isEmpty();
    }

    private int forged(Line line) {
        return new StaffApp(port)
                .send(
                        line.method(),
                        line.with(nobodys(line)),
                        null,
                        "Accept",
                        "*/*",
                        "Authorization",
                        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")
                .status();
    }

    @Test
    void aRoleThatIsNotNamedIsRefusedWhateverItAsksFor() {
        var company = TestCompany.found(port, members);
        var apps = new EnumMap<Role, StaffApp>(Map.of(
                Role.SUPER_ADMIN, TestCompany.superAdmin(port, members),
                Role.COMPANY_ADMIN, company.admin(),
                Role.COMPANY_USER, company.person("agent", Role.COMPANY_USER),
                Role.VIEWER, company.person("viewer", Role.VIEWER)));
        for (var line : matrix.endpoints().values()) {
            apps.forEach((role, app) -> {
                if (!line.roles().isEmpty() && !line.roles().contains(role)) {
                    expect(line, role.value(), call(app, line, nobodys(line)), 403);
                }
            });
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void aRoleThatIsNamedReachesItsOwnRowsAndNoOthers() {
        var kedai = new Cast("kedai");
        var klinik = new Cast("klinik");
        for (var role : List.of(Role.COMPANY_USER, Role.VIEWER, Role.COMPANY_ADMIN)) {
            var app = kedai.as(role);
            for (var described : matrix.endpoints().values()) {
                var line = described.about(kedai.agent);
                if (!line.roles().contains(role) || ENDLESS.contains(line.method() + " " + line.path())) {
                    continue;
                }
                if (line.subjects().isEmpty()) {
                    int status = call(app, line, List.of());
                    if (status == 401
                            || status == 403
                            || status == 404
                            || status >= 500
                            || (get(line) && status != 200)) {
                        wrong.add("%s %s: %s, nothing in particular".formatted(line.method(), line.path(), status));
                    }
                    continue;
                }
                reachable(line, role, call(app, line, kedai.rows(line, true)));
                if (role == Role.COMPANY_USER && line.subjects().stream().anyMatch(Cast::isHiddenFromOthers)) {
                    expect(line, "another agent's", call(app, line, kedai.rows(line, false)), 404);
                } else {
                    reachable(line, role, call(app, line, kedai.rows(line, false)));
                }
                if (line.subjects().stream().noneMatch(PLACES::containsKey)) {
                    expect(line, role.value() + ", another company's", call(app, line, klinik.rows(line, true)), 404);
                }
                expect(line, role.value() + ", of nobody", call(app, line, nobodys(line)), 404);
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void aKeyReachesWhatItsScopesNameAndNothingElse() {
        var company = TestCompany.found(port, members);
        var scopes = Arrays.stream(ApiScope.values()).map(ApiScope::value).toList();
        var keys = scopes.stream().collect(Collectors.toMap(scope -> scope, scope -> key(company, List.of(scope))));
        var tags = tags();
        int opened = 0;
        for (var line : matrix.endpoints().values()) {
            if (line.roles().isEmpty() || ENDLESS.contains(line.method() + " " + line.path())) {
                continue;
            }
            var needed = tags.get(line.method() + " " + line.path()) + (get(line) ? ":read" : ":write");
            for (var scope : scopes) {
                int status = withKey(keys.get(scope), line);
                boolean lets = line.roles().contains(Role.COMPANY_ADMIN) && scope.equals(needed);
                opened += lets ? 1 : 0;
                if (lets == (status == 401 || status == 403) || status >= 500) {
                    wrong.add(
                            "%s %s: a key for %s is answered %d".formatted(line.method(), line.path(), scope, status));
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(opened).isGreaterThan(20);
    }

    /// The rows of one company: what its agent is responsible for, and what another agent is.
    private final class Cast {
        private final TestCompany company;
        private final Map<Role, StaffApp> apps;
        private final String agent;
        private final String other;
        private final String siteKey;
        private final String place;

        Cast(String name) {
            company = TestCompany.found(port, members);
            agent = company.take("agent", Role.COMPANY_USER).toString();
            other = company.take("other", Role.COMPANY_USER).toString();
            var signedIn = new StaffApp(port);
            signedIn.signIn(company.email("agent"), TestCompany.PASSWORD);
            apps = Map.of(
                    Role.COMPANY_ADMIN, company.admin(),
                    Role.COMPANY_USER, signedIn,
                    Role.VIEWER, company.person("viewer", Role.VIEWER));
            siteKey = company.admin()
                    .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"%s\"}".formatted(name))
                    .json()
                    .path("siteKey")
                    .asString();
            place = "127.0.%d.".formatted(1 + Math.floorMod(Ids.next().hashCode(), 250));
        }

        StaffApp as(Role role) {
            return Objects.requireNonNull(apps.get(role));
        }

        static boolean isHiddenFromOthers(String subject) {
            return List.of("conversation", "contact", "message", "suggestion", "task")
                    .contains(subject);
        }

        /// @param own whether the agent is responsible for it, or another one
        List<String> rows(Line line, boolean own) {
            if (line.subjects().stream().noneMatch(Cast::isHiddenFromOthers)) {
                return line.subjects().stream().map(this::made).toList();
            }
            var thread = thread(own ? agent : other);
            return line.subjects().stream()
                    .map(subject -> switch (subject) {
                        case "conversation" -> thread.path("id").asString();
                        case "contact" -> thread.at("/contact/id").asString();
                        case "message" -> thread.at("/lastMessageId").asString(NOBODYS);
                        case "suggestion" -> suggestion(thread.path("id").asString());
                        case "task" -> task(own ? agent : other);
                        default -> made(subject);
                    })
                    .toList();
        }

        private String task(String assignee) {
            return company.admin()
                    .post("/api/v1/tasks", """
                            {"title":"Call back","dueAt":"2026-11-25T04:00:00Z","assigneeId":"%s"}
                            """.formatted(assignee))
                    .json()
                    .path("id")
                    .asString();
        }

        private String madeOfVersion(String what, String body) {
            return company.admin()
                    .post("/api/v1/model-versions/" + made("version") + "/" + what, body)
                    .json()
                    .path("id")
                    .asString();
        }

        private String suggestion(String conversation) {
            return company.admin()
                    .post("/api/v1/conversations/" + conversation + "/suggestions", "")
                    .json()
                    .path("id")
                    .asString();
        }

        private String made(String subject) {
            if (MADE_BY_NO_CALL.containsKey(subject)) {
                return Objects.requireNonNull(MADE_BY_NO_CALL.get(subject));
            }
            if (subject.equals("run")) {
                made("scenario");
                return madeOfVersion("test-runs", "{}");
            }
            if (subject.equals("modelTest")) {
                return madeOfVersion("tests", "{\"message\":\"Hello\"}");
            }
            if (PLACES.containsKey(subject)) {
                return Objects.requireNonNull(PLACES.get(subject));
            }
            var recipe = matrix.recipes().get(subject);
            if (recipe == null) {
                throw new AssertionError("access-matrix.txt does not say how a %s is made".formatted(subject));
            }
            var answer = company.admin()
                    .post(
                            recipe.path(),
                            recipe.body().replace("$new", Ids.next().toString()));
            assertThat(answer.status())
                    .as(recipe + " " + answer.response().body())
                    .isBetween(201, 202);
            var id = answer.json().findValue("id");
            return Objects.requireNonNull(id).asString();
        }

        private int visitors;

        private JsonNode thread(String responsible) {
            var visitor = new StaffApp(port, place + (1 + visitors++ % 200));
            var session = visitor.post("/widget/v1/sessions", "{\"site_key\":\"%s\"}".formatted(siteKey));
            assertThat(session.status()).as(session.response().body()).isEqualTo(200);
            var wrote = visitor.send(
                    "POST",
                    "/widget/v1/messages",
                    "{\"client_message_id\":\"c-1\",\"type\":\"text\",\"text\":\"Hello\"}",
                    "Authorization",
                    "Bearer " + session.json().path("session_token").asString());
            assertThat(wrote.status()).as(wrote.response().body()).isEqualTo(201);
            var thread =
                    company.admin().get("/api/v1/conversations?limit=1").json().at("/items/0");
            var assigned = company.admin()
                    .put(
                            "/api/v1/conversations/%s/assignment"
                                    .formatted(thread.path("id").asString()),
                            "{\"userId\":\"%s\"}".formatted(responsible));
            assertThat(assigned.status()).as(assigned.response().body()).isEqualTo(200);
            clock.advance(Duration.ofMillis(500));
            return thread;
        }
    }

    /// A row in a state that forbids it (409) was reached, too; a message or an event may need no second attempt.
    private void reachable(Line line, Role role, int status) {
        // Whoever was never erased has no erasure, and what the assistant never handed over no hand-over.
        boolean needsNone = line.path().endsWith("/erasure")
                || line.path().endsWith("/handoff")
                || line.subjects().contains("message")
                || line.subjects().stream().anyMatch(MADE_BY_NO_CALL::containsKey);
        // The chat of a website has no webhook and no credentials, and nobody approves its templates; nobody is joined
        // with somebody who is not there; a file is not sent as JSON.
        boolean hasNone = status == 422
                && (line.path().endsWith("/webhook-secret")
                        || line.path().endsWith("/test-event")
                        || line.path().endsWith("/credentials")
                        || line.path().endsWith("/merges")
                        || line.path().endsWith("/merge")
                        || line.path().endsWith("/files")
                        || line.path().endsWith("/images")
                        || line.path().contains("/message-templates"));
        if (!(status >= 200 && status < 300) && status != 409 && !(status == 404 && needsNone) && !hasNone) {
            wrong.add("%s %s: %s reaches nothing: %d".formatted(line.method(), line.path(), role.value(), status));
        }
    }

    private void expect(Line line, String who, int status, int expected) {
        if (status != expected) {
            wrong.add("%s %s: %s is answered %d, not %d".formatted(line.method(), line.path(), who, status, expected));
        }
    }

    private static List<String> nobodys(Line line) {
        return line.subjects().stream()
                .map(subject -> subject.equals("position") ? "999999999999" : NOBODYS)
                .toList();
    }

    private static boolean get(Line line) {
        return line.method().equals("GET");
    }

    private int call(StaffApp app, Line line, List<String> ids) {
        return answer(app, line, ids).status();
    }

    private static Answer answer(StaffApp app, Line line, List<String> ids) {
        return app.send(
                line.method(),
                line.with(ids),
                get(line) || line.body().isEmpty() ? null : line.body(),
                "Accept",
                "*/*");
    }

    private int withKey(@Nullable String key, Line line) {
        return new StaffApp(port)
                .send(
                        line.method(),
                        line.with(nobodys(line)),
                        get(line) ? null : "{",
                        "Accept",
                        "*/*",
                        "Authorization",
                        "Bearer " + key)
                .status();
    }

    private static String key(TestCompany company, List<String> scopes) {
        return company.admin()
                .post(
                        "/api/v1/api-keys",
                        "{\"name\":\"Key\",\"scopes\":[\"%s\"]}".formatted(String.join("\",\"", scopes)))
                .json()
                .path("key")
                .asString();
    }

    /// By `METHOD path`, as the API's description says them.
    private Map<String, String> tags() {
        var tags = new HashMap<String, String>();
        for (var path :
                new StaffApp(port).get("/v3/api-docs").json().path("paths").properties()) {
            path.getValue()
                    .properties()
                    .forEach(operation -> tags.put(
                            operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                            operation
                                    .getValue()
                                    .at("/tags/0")
                                    .asString("")
                                    .toLowerCase(Locale.ROOT)
                                    .replace(' ', '-')));
        }
        return tags;
    }
}
