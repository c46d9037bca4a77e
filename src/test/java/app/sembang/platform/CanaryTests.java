package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.TestIdentityProvider;
import app.sembang.TestMail;
import app.sembang.TestModel;
import app.sembang.channels.webchat.WidgetBrowser;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import app.sembang.shared.Ids;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;

/// Words that exist in one company only are planted wherever the public surface takes a word. Nothing another company
/// can read holds one of them, and no log holds what people wrote or a secret.
@ProductTest
class CanaryTests {
    /// What the planted company knows and the other one is asked for.
    private static final String QUESTION = "How much is the songket with gold thread?";

    /// A row of each kind that holds words: what ids of it are called in the access matrix, and how it is made.
    private static final String ROWS = """
            faq /api/v1/faqs {"question":"Which days are you closed?","answer":"We close on %s days."}
            material /api/v1/materials {"type":"document","title":"Songket %s","content":"# Price\\n\\nThe songket with gold thread is how much? It costs RM 90 with %s lining."}
            product /api/v1/products {"kind":"product","name":"Songket %s","stock":5}
            cannedReply /api/v1/canned-replies {"own":false,"title":"Reply %s","shortcut":"songket","texts":{"en":"Text %s"}}
            outlet /api/v1/outlets {"name":"Outlet %s"}
            team /api/v1/teams {"name":"Team %s"}
            role /api/v1/roles {"name":"Role %s","base":"viewer","permissions":[]}
            tag /api/v1/contact-tags {"name":"Tag %s","color":"blue"}
            field /api/v1/contact-fields {"name":"Field %s","kind":"text"}
            productField /api/v1/product-fields {"name":"Field %s","kind":"text"}
            conversationField /api/v1/conversation-fields {"name":"Field %s","kind":"text"}
            segment /api/v1/contact-segments {"name":"Segment %s","filter":{}}
            task /api/v1/tasks {"title":"Task %s","dueAt":"2026-11-25T04:00:00Z"}
            version /api/v1/model-versions {"systemPrompt":"You sell songket %s, kindly and briefly."}
            scenario /api/v1/test-scenarios {"name":"Scenario %s","customerType":"regular","talk":[{"from":"contact","text":"Hello %s"}],"expectations":[]}
            """;

    private final Members members;
    private final MediaFiles files;
    private final Environment settings;
    private final AccessMatrix matrix;

    @LocalServerPort
    private int port;

    CanaryTests(Members members, MediaFiles files, Environment settings) throws IOException {
        this.members = members;
        this.files = files;
        this.settings = settings;
        this.matrix = AccessMatrix.read();
    }

    /// Everything the log says, in all detail.
    private static final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final Logger product = (Logger) LoggerFactory.getLogger("app.sembang");
        private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        private final Level before = product.getLevel();

        Log() {
            product.setLevel(Level.TRACE);
            setContext(root.getLoggerContext());
            root.addAppender(this);
            start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            var thrown = event.getThrowableProxy();
            lines.add(event.getFormattedMessage() + " " + event.getMDCPropertyMap()
                    + (thrown == null ? "" : " " + thrown.getMessage()));
        }

        @Override
        public void close() {
            root.detachAppender(this);
            product.setLevel(before);
        }
    }

    /// A company full of words nobody else uses, and where to find them.
    private final class Planted {
        final String word = "canary" + Ids.next().toString().replace("-", "").substring(16);
        final List<String> secrets = new ArrayList<>();
        final Map<String, String> ids = new LinkedHashMap<>();
        /// By what the access matrix calls them.
        final Map<String, String> rows = new LinkedHashMap<>();
        final TestCompany company = TestCompany.found(port, members);
        final TestModel model = TestModel.connect(company);

        Planted() throws IOException, TooLarge {
            var admin = company.admin();
            company.take("agent-" + word, Role.COMPANY_USER);
            remember("template", made(admin.post("/api/v1/templates", """
                    {"name":"Template %1$s","category":"greeting","language":"en","patterns":["hello %1$s"],
                     "examples":["hello %1$s"],"response":"Answer %1$s"}
                    """.formatted(word))));
            made(admin.post("/api/v1/template-variables", """
                    {"name":"v_%1$s","values":{"en":"value %1$s"},"fallback":{"en":"fallback %1$s"}}
                    """.formatted(word)));
            var site = made(admin.post("/api/v1/channel-accounts", """
                    {"channel":"webchat","name":"Site %1$s","settings":{"greeting":"Greeting %1$s"}}
                    """.formatted(word)));
            remember("account", site);
            var key = made(admin.post("/api/v1/api-keys", """
                    {"name":"Key %s","scopes":["people:read"]}
                    """.formatted(word)));
            secrets.add(key.json().path("key").asString());
            new StaffApp(port).send("GET", "/api/v1/users", null, "Authorization", "Bearer " + secrets.getFirst());

            var visitor = new StaffApp(port, "127.0.0.77");
            var session = visitor.post("/widget/v1/sessions", """
                    {"site_key":"%s","page":{"url":"https://%s.example/","title":"Page %s","referrer":""}}
                    """.formatted(
                            site.json().path("siteKey").asString(), word, word));
            var token = session.json().path("session_token").asString();
            secrets.add(token);
            made(visitor.send("POST", "/widget/v1/messages", """
                    {"client_message_id":"c-1","type":"text","text":"Message %s, my card is 4111"}
                    """.formatted(word), "Authorization", "Bearer " + token));
            var thread = admin.get("/api/v1/conversations").json().at("/items/0");
            var id = thread.path("id").asString();
            ids.put("conversation", id);
            ids.put("contact", thread.at("/contact/id").asString());
            made(admin.post("/api/v1/conversations/%s/messages".formatted(id), """
                    {"type":"text","text":"Reply %s"}
                    """.formatted(word)));
            made(admin.post("/api/v1/conversations/%s/notes".formatted(id), """
                    {"text":"Note %s"}
                    """.formatted(word)));
            var closed = admin.put("/api/v1/conversations/%s/completion".formatted(id), """
                    {"status":"completed","saleAmount":{"amount":"10.00","currency":"MYR"},
                     "paymentMethod":"cash","notes":"Sale %1$s"}
                    """.formatted(word));
            assertThat(closed.status()).as(closed.response().body()).isEqualTo(200);
            var file = files.store(
                    company.id(),
                    word + ".txt",
                    new ByteArrayInputStream(("File " + word).getBytes(StandardCharsets.UTF_8)),
                    1_000);
            ids.put("media", file.id().toString());
            secrets.add(Objects.requireNonNull(admin.accessToken()));
            secrets.add(Objects.requireNonNull(admin.cookie()));
            secrets.add(TestCompany.PASSWORD);
            ids.put("company", company.id().toString());
            ROWS.lines().forEach(line -> {
                var parts = line.split(" ", 3);
                var row = made(admin.post(parts[1], parts[2].replace("%s", word)));
                rows.put(parts[0], row.json().path("id").asString());
            });
            made(admin.put("/api/v1/model-versions/%s/activation".formatted(rows.get("version")), ""));
            plantSecrets(admin);
        }

        /// What is given to us to keep, what we make and show once, and what only the machine knows.
        private void plantSecrets(StaffApp admin) {
            secrets.add(model.key());
            secrets.add(
                    made(admin.post("/api/v1/channel-accounts/%s/identity-secret".formatted(ids.get("account")), ""))
                            .json()
                            .path("secret")
                            .asString());
            var token = "7%s:secret-token-%s".formatted(Math.floorMod(word.hashCode(), 1_000_000_000), Ids.next());
            var bot = made(admin.post(
                    "/api/v1/channel-accounts",
                    "{\"channel\":\"telegram\",\"name\":\"Bot\",\"credentials\":{\"botToken\":\"%s\"}}"
                            .formatted(token)));
            secrets.add(token);
            secrets.add(bot.json().path("webhookSecret").asString());
            var clientSecret = "client-secret-" + Ids.next();
            made(admin.put("/api/v1/single-sign-on", """
                    {"kind":"oidc","issuer":"%s","clientId":"%s","clientSecret":"%s","domains":[],
                     "createUsers":false,"required":false,"countsAsTwoFactor":false}
                    """.formatted(
                            new TestIdentityProvider().issuer(), TestIdentityProvider.CLIENT, clientSecret)));
            secrets.add(clientSecret);
            var invited = company.email("invited");
            made(admin.post(
                    "/api/v1/users", "{\"name\":\"Invited\",\"email\":\"%s\",\"role\":\"viewer\"}".formatted(invited)));
            secrets.add(TestMail.read(invited, 1).secret());
            var forgetful = company.person("forgetful", Role.VIEWER);
            forgetful.post("/api/v1/auth/password-resets", "{\"email\":\"%s\"}".formatted(company.email("forgetful")));
            secrets.add(TestMail.read(company.email("forgetful"), 1).secret());
            secrets.add(made(forgetful.post("/api/v1/me/two-factor", ""))
                    .json()
                    .path("secret")
                    .asString());
            secrets.add(settings.getRequiredProperty("JWT_SECRET"));
            secrets.add(settings.getRequiredProperty("CREDENTIAL_ENCRYPTION_KEY"));
            assertThat(secrets).hasSize(15).doesNotHaveDuplicates().allMatch(secret -> secret.length() >= 16);
        }

        private void remember(String what, StaffApp.Answer answer) {
            ids.put(what, answer.json().path("id").asString());
        }

        private static StaffApp.Answer made(StaffApp.Answer answer) {
            return made(answer, 201);
        }

        private static StaffApp.Answer made(StaffApp.Answer answer, int most) {
            assertThat(answer.status()).as(answer.response().body()).isBetween(200, most);
            return answer;
        }
    }

    @Test
    void nothingOfOneCompanyIsInAnythingAnotherCompanyReads() throws Exception {
        try (var log = new Log()) {
            var klinik = TestCompany.found(port, members);
            var readers = List.of(
                    klinik.admin(),
                    klinik.person("agent", Role.COMPANY_USER),
                    klinik.person("viewer", Role.VIEWER),
                    new StaffApp(port));
            try (var stream =
                    new WidgetBrowser(port).with(klinik.admin().accessToken()).follow("/api/v1/stream")) {
                stream.until(told -> true);
                var kedai = new Planted();
                assertThat(kedai.company.admin().get("/api/v1/contacts").status())
                        .isEqualTo(200);
                assertThat(found(kedai))
                        .as("the words are there, for those whose they are")
                        .hasSizeGreaterThan(25);

                var leaks = new ArrayList<String>();
                for (var address : addresses(kedai)) {
                    for (var reader : readers) {
                        var answer = reader.send("GET", address, null, "Accept", "*/*");
                        if (holds(
                                answer.response().body()
                                        + answer.response().headers().map(),
                                kedai,
                                address)) {
                            leaks.add(answer.status() + " " + address);
                        }
                    }
                }
                assertThat(leaks).isEmpty();
                assertNothingIsFoundOrAskedOf(klinik, kedai);
                assertThat(copyOf(kedai.company)).anyMatch(text -> text.contains(kedai.word));
                assertThat(copyOf(klinik)).isNotEmpty().noneMatch(text -> text.contains(kedai.word));

                writeTo(klinik, "The end");
                assertThat(stream.until(told -> told.data().toString().contains("The end")))
                        .noneMatch(told -> told.toString().contains(kedai.word));

                assertThat(log.lines)
                        .as("what people write and secrets are in no log")
                        .noneMatch(line -> line.contains(kedai.word)
                                || kedai.secrets.stream().anyMatch(line::contains));
                LoggerFactory.getLogger("app.sembang.canary").trace("The log is heard");
                assertThat(log.lines).anyMatch(line -> line.startsWith("The log is heard"));
                assertSecretsAreNowhereInClear(kedai);
                assertJobsHoldNothing(kedai);
            }
        }
    }

    private void writeTo(TestCompany company, String text) {
        var siteKey = company.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Site\"}")
                .json()
                .path("siteKey")
                .asString();
        var visitor = new WidgetBrowser(port);
        visitor.begin(siteKey, null);
        visitor.write("c-1", text);
    }

    /// Where the company itself finds its words: the crawl below must be able to find them. Secrets are shown to
    /// nobody, not even to those who gave them.
    private List<String> found(Planted kedai) {
        return addresses(kedai).stream()
                .filter(address -> {
                    var answer = kedai.company.admin().send("GET", address, null, "Accept", "*/*");
                    assertThat(kedai.secrets)
                            .as("secrets in " + address)
                            .noneMatch(answer.response().body()::contains);
                    return answer.response().body().contains(kedai.word);
                })
                .toList();
    }

    /// Searches, matching, and what a language model is shown: the first company's answers are there for itself, and
    /// were held in memory for it a moment before.
    private void assertNothingIsFoundOrAskedOf(TestCompany klinik, Planted kedai) {
        var klinikModel = TestModel.connect(klinik);
        var version = Planted.made(klinik.admin()
                .post("/api/v1/model-versions", "{\"systemPrompt\":\"You sell songket, kindly and briefly.\"}"));
        Planted.made(klinik.admin()
                .put(
                        "/api/v1/model-versions/%s/activation"
                                .formatted(version.json().path("id").asString()),
                        ""));
        Planted.made(klinik.admin().post("/api/v1/materials", """
                {"type":"document","title":"Songket","content":"# Price\\n\\nThe songket with gold thread is how much? It costs RM 95 with silk lining."}
                """));
        var questions = Map.of(
                "/api/v1/knowledge/search", "{\"query\":\"%s\"}".formatted(QUESTION),
                "/api/v1/templates/test", "{\"message\":\"hello %s\"}".formatted(kedai.word),
                "/api/v1/assistant/preview",
                        "{\"messages\":[{\"from\":\"contact\",\"text\":\"%s\"}]}".formatted(QUESTION));
        await().atMost(TestBot.SOON)
                .until(() -> questions.entrySet().stream()
                        .allMatch(question -> kedai.company
                                .admin()
                                .post(question.getKey(), question.getValue())
                                .response()
                                .body()
                                .contains(kedai.word)));
        questions.forEach((path, body) -> {
            var answer = klinik.admin().post(path, body);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.response().body()).as(path).doesNotContain(kedai.word);
        });
        assertThat(kedai.model.vendor().calls())
                .anyMatch(call -> call.body().toString().contains(kedai.word));
        assertThat(klinikModel.vendor().calls())
                .as("it is asked to answer, beside the trial when it was connected")
                .hasSizeGreaterThan(1)
                .noneMatch(call -> call.body().toString().contains(kedai.word));
    }

    /// All texts of the copy a company takes with it.
    private List<String> copyOf(TestCompany company) throws IOException, InterruptedException {
        var admin = company.admin();
        var made = Planted.made(admin.post("/api/v1/company/exports", ""), 202);
        var path = "/api/v1/company/exports/" + made.json().path("id").asString();
        await().atMost(TestBot.SOON)
                .until(() -> admin.get(path).json().path("state").asString().equals("ready"));
        var texts = new ArrayList<String>();
        try (var http = HttpClient.newHttpClient()) {
            var link = "http://localhost:" + port
                    + admin.get(path).json().path("link").asString();
            var zip = http.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofByteArray());
            try (var files = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
                while (files.getNextEntry() != null) {
                    texts.add(new String(files.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return texts;
    }

    private static boolean holds(String text, Planted kedai, String address) {
        var others = text.replace(address, "");
        return others.contains(kedai.word) || kedai.secrets.stream().anyMatch(others::contains);
    }

    /// Every address the API describes that is read, plain, with each of the foreign ids, and searching for
    /// the word; and the doors beside it.
    private List<String> addresses(Planted kedai) {
        var found = new ArrayList<String>();
        for (var path :
                new StaffApp(port).get("/v3/api-docs").json().path("paths").properties()) {
            if (path.getValue().path("get").isMissingNode() || path.getKey().equals("/api/v1/stream")) {
                continue;
            }
            var address = path.getKey().equals("/api/v1/events") ? "/api/v1/events?wait=0" : path.getKey();
            if (address.contains("{")) {
                kedai.ids.values().forEach(id -> found.add(address.replaceAll("\\{[^}]+}", id)));
                var subjects = Objects.requireNonNull(matrix.endpoints().get("GET " + address))
                        .subjects();
                if (!subjects.isEmpty() && kedai.rows.containsKey(subjects.getFirst())) {
                    found.add(address.replaceFirst("\\{[^}]+}", kedai.rows.get(subjects.getFirst())));
                }
            } else {
                var mark = address.contains("?") ? "&" : "?";
                found.add(address);
                found.add(address + mark + "q=" + kedai.word.substring(0, 10));
                kedai.ids.forEach((name, id) -> found.add(address + mark + name + "=" + id + "&assignee=" + id));
            }
        }
        assertThat(found).hasSizeGreaterThan(50);
        var company = kedai.ids.get("company");
        found.addAll(List.of(
                "/v3/api-docs",
                "/actuator/health",
                "/actuator/prometheus",
                "/media/%s/%s?expires=9999999999&signature=AAAA".formatted(company, kedai.ids.get("media")),
                "/webhook/%s/telegram/%s".formatted(company, kedai.ids.get("account")),
                "/api/v1/users?after=" + company,
                "/"));
        return found;
    }

    private static void assertSecretsAreNowhereInClear(Planted kedai) throws SQLException {
        try (var superuser = TestDatabase.shared().superuser("sembang");
                var statement = superuser.createStatement();
                var tables = superuser.createStatement()) {
            var names = tables.executeQuery(
                    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace");
            while (names.next()) {
                for (var secret : kedai.secrets) {
                    var rows =
                            statement.executeQuery("select count(*) from %1$s where position('%2$s' in %1$s::text) > 0"
                                    .formatted(names.getString(1), secret));
                    rows.next();
                    assertThat(rows.getLong(1))
                            .as("secrets in clear in " + names.getString(1))
                            .isZero();
                }
            }
        }
    }

    private static void assertJobsHoldNothing(Planted kedai) throws SQLException {
        try (var superuser = TestDatabase.shared().superuser("sembang");
                var statement = superuser.createStatement()) {
            var rows = statement.executeQuery("""
                    select count(*) from scheduled_tasks
                    where position('%1$s' in task_instance || encode(coalesce(task_data, ''), 'escape')) > 0
                    """.formatted(kedai.word));
            rows.next();
            assertThat(rows.getLong(1)).isZero();
        }
    }
}
