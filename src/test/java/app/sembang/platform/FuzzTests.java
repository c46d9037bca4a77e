package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.platform.AccessMatrix.Line;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Every operation the API describes is asked for nonsense, by somebody who may call it; the same each time, so that a
/// change is judged by what it changes. `-Dfuzz.seed=` asks for other nonsense, `-Dfuzz.calls=` for more.
@ProductTest
class FuzzTests {
    private static final long SEED = Long.getLong("fuzz.seed", 76_192_491_684_505L);
    private static final int CALLS = Integer.getInteger("fuzz.calls", 8);

    /// They answer for as long as somebody listens.
    private static final List<String> ENDLESS = List.of("GET /api/v1/stream", "GET /api/v1/events");

    /// What only our code, our libraries or our database would say.
    private static final Pattern INSIDES =
            Pattern.compile("\\tat |Exception|app\\.sembang\\.|springframework|org\\.postgresql|SQLSTATE|PSQL");

    /// That somebody was refused is worth remembering, and how a refused call is to be answered again.
    /// Mails of the rows a call is about leave by a job, documents are read by one, and one takes
    /// turns in giving away what waits, whenever it comes to them.
    private static final List<String> KEEPS_REFUSALS = List.of(
            "event_log",
            "assignment_rule",
            "audit_entry",
            "idempotency_key",
            "session",
            "mail",
            "knowledge_stamp",
            "material",
            "passage");

    private final Members members;
    private final JdbcClient jdbc;
    private final CompanyTransactions transactions;
    private final TestClock clock;
    private final AccessMatrix matrix;
    private final Random random = new Random(SEED);
    private final List<String> wrong = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();

    @LocalServerPort
    private int port;

    FuzzTests(Members members, JdbcClient jdbc, CompanyTransactions transactions, TestClock clock) throws IOException {
        this.members = members;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.matrix = AccessMatrix.read();
    }

    @Test
    void nonsenseIsRefusedInOurOwnWordsAndLeavesNothingBehind() {
        var document = new StaffApp(port).get("/v3/api-docs").json();
        var nonsense = new Nonsense(document, random);
        var fingerprint = fingerprint();
        var cast = new Cast();
        int operations = 0;
        for (var path : document.path("paths").properties()) {
            for (var described : path.getValue().properties()) {
                var name = described.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                var line = matrix.endpoints().get(name);
                if (line == null || ENDLESS.contains(name)) {
                    continue;
                }
                if (operations++ % 8 == 0) {
                    // Before its tokens expire.
                    cast = new Cast();
                }
                for (int call = 0; call < CALLS; call++) {
                    if (ask(cast, line, described.getValue(), nonsense, fingerprint)) {
                        // What was accepted may go on behind; nothing of it shall be blamed on the next call.
                        cast = new Cast();
                    }
                }
                clock.advance(Duration.ofSeconds(60));
            }
        }

        System.out.println("Fuzz: seed %d, %d operations, answers by status %s".formatted(SEED, operations, statuses));
        wrong.forEach(System.out::println);
        assertThat(wrong).as("-Dfuzz.seed=" + SEED).isEmpty();
        assertThat(operations).isGreaterThan(130);
        // A run whose calls do not get past the door would find nothing.
        assertThat(statuses.getOrDefault(401, 0) + statuses.getOrDefault(429, 0))
                .as("of %s", statuses)
                .isLessThan(statuses.values().stream().mapToInt(count -> count).sum() / 4);
    }

    /// They answer whatever a customer may write, or read only what the channel knows.
    private static final List<String> TAKE_ANYTHING = List.of(
            "POST /api/v1/templates/test message",
            "POST /api/v1/language/detect text",
            "POST /api/v1/channel-accounts credentials");

    /// For every text of every body the API describes. Where the rest of the body is refused whatever the text, it is
    /// enough that nothing is taken.
    @Test
    void aTextThatIsTooLongIsRefusedByTheNameOfItsField() {
        var document = new StaffApp(port).get("/v3/api-docs").json();
        var nonsense = new Nonsense(document, random);
        var cast = new Cast();
        int fields = 0;
        int operations = 0;
        for (var path : document.path("paths").properties()) {
            for (var described : path.getValue().properties()) {
                var name = described.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                var line = matrix.endpoints().get(name);
                var schema = described.getValue().at("/requestBody/content/application~1json/schema");
                if (line == null || schema.isMissingNode()) {
                    continue;
                }
                if (operations++ % 8 == 0) {
                    // Before its tokens expire.
                    cast = new Cast();
                }
                var people = cast;
                var ids = line.subjects().stream().map(people::row).toList();
                var right = right(people, line);
                boolean fits = right.isEmpty()
                        || people.app(line)
                                        .send(line.method(), filled(line, ids), right)
                                        .status()
                                < 300;
                for (var wrong : nonsense.tooLong(schema, right)) {
                    if (TAKE_ANYTHING.contains(name + " " + wrong.field())) continue;
                    var answer = people.app(line).send(line.method(), filled(line, ids), asContent(wrong));
                    fields++;
                    var named = answer.json()
                            .path("errors")
                            .valueStream()
                            .map(error -> plain(error.path("field").asString()))
                            .toList();
                    boolean refused = answer.status() >= 400 && answer.status() < 500;
                    if (!refused || (fits && !right.isEmpty() && !namesIt(answer, named, wrong.field()))) {
                        this.wrong.add(
                                "%s %s -> %d %s".formatted(name, wrong.field(), answer.status(), shortened(answer)));
                    }
                }
                clock.advance(Duration.ofSeconds(20));
            }
        }

        wrong.forEach(System.out::println);
        assertThat(wrong).isEmpty();
        assertThat(fields).isGreaterThan(300);
    }

    private String right(Cast cast, Line line) {
        var body = line.body();
        if (body.length() <= "{}".length()) {
            body = matrix.recipes().values().stream()
                    .filter(recipe ->
                            line.method().equals("POST") && recipe.path().equals(line.path()))
                    .findFirst()
                    .map(AccessMatrix.Recipe::body)
                    .orElse("");
        }
        return body.replace("$new", Ids.next().toString()).replace("$agent", cast.agent);
    }

    /// What lies deeper has neighbours the test made up, which may be refused first.
    private static boolean namesIt(Answer answer, List<String> named, String wrong) {
        var field = plain(wrong);
        return answer.status() == 422 && !named.isEmpty() && (wrong.contains(".") || named.contains(field));
    }

    /// What is no text is not looked at where a text is sent.
    private static String asContent(Nonsense.TooLong wrong) {
        return wrong.field().startsWith("content.")
                ? wrong.body().replaceFirst("\"type\":\"text\"", "\"type\":\"content\"")
                : wrong.body();
    }

    private static String plain(String field) {
        return field.replaceAll("[.\\[].*", "");
    }

    /// @return whether it was a change, and accepted
    private boolean ask(Cast cast, Line line, JsonNode operation, Nonsense nonsense, String fingerprint) {
        var ids = line.subjects().stream()
                .map(subject -> random.nextInt(4) == 0 ? nonsense.word() : cast.row(subject))
                .toList();
        var address = filled(line, ids) + nonsense.query(operation);
        var schema = operation.at("/requestBody/content/application~1json/schema");
        var right = line.body().startsWith("{")
                ? line.body().replace("$new", Ids.next().toString()).replace("$agent", cast.agent)
                : "";
        @Nullable String body = schema.isMissingNode() && random.nextInt(4) > 0 ? null : nonsense.body(schema, right);
        boolean writes = !line.method().equals("GET");
        var before = writes ? rows(cast.company.id(), fingerprint) : Map.<String, String>of();

        var answer = cast.app(line).send(line.method(), address, writes ? body : null, headers(nonsense));

        statuses.merge(answer.status(), 1, Integer::sum);
        var said = "%s %s %s -> %d %s"
                .formatted(line.method(), shortened(address), shortened(body), answer.status(), shortened(answer));
        if (answer.status() >= 500) {
            wrong.add("fails: " + said);
        } else if (INSIDES.matcher(answer.response().body()).find() && answer.status() >= 400) {
            wrong.add("tells of its insides: " + said);
        } else if (answer.status() >= 400) {
            if (!isFromTheContainer(answer)
                    && (answer.code().isEmpty()
                            || answer.json().path("requestId").isMissingNode())) {
                wrong.add("refuses without code and id: " + said);
            }
            var changed = writes ? changed(before, rows(cast.company.id(), fingerprint)) : Set.of();
            if (!changed.isEmpty()) {
                wrong.add("refuses and leaves something behind in " + changed + ": " + said);
            }
        }
        return writes && answer.status() < 400;
    }

    /// What is no HTTP never reaches us.
    private static boolean isFromTheContainer(Answer answer) {
        return answer.status() == 400
                && (answer.header("Content-Type").startsWith("text/html")
                        || answer.response().body().isEmpty());
    }

    private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        return after.keySet().stream()
                .filter(table -> !Objects.equals(before.get(table), after.get(table)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String filled(Line line, List<String> ids) {
        var address = line.path();
        for (var id : ids) {
            int from = address.indexOf('{');
            address = address.substring(0, from) + id + address.substring(address.indexOf('}') + 1);
        }
        return address.replaceAll("\\{[^}]+}", "x");
    }

    private String[] headers(Nonsense nonsense) {
        return switch (random.nextInt(10)) {
            case 0 -> new String[] {"Accept", "*/*", "Idempotency-Key", nonsense.word()};
            case 1 -> new String[] {"Accept", "*/*", "Content-Type", "application/xml"};
            case 2 -> new String[] {"Accept", "*/*", "Content-Type", "not a type"};
            case 3 -> new String[] {"Accept", "image/png;q=x"};
            case 4 -> new String[] {"Accept", "*/*", "Accept-Language", "x-;q=2,,en;;q"};
            default -> new String[] {"Accept", "*/*"};
        };
    }

    /// A statement that tells for each table whether a row of a company has changed.
    private String fingerprint() {
        var tables = transactions.in(
                new Cast().company.id(),
                () -> jdbc.sql("""
                                select c.relname from pg_class c
                                  join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped
                                 where c.relnamespace = 'public'::regnamespace
                                   and c.relkind in ('r', 'p')
                                   and has_table_privilege(c.oid, 'select')
                                   and c.relname <> all (string_to_array(:others, ','))
                                 order by c.relname
                                """)
                        .param("others", String.join(",", KEEPS_REFUSALS))
                        .query(String.class)
                        .list());
        assertThat(tables).contains("message", "conversation", "contact", "template");
        return tables.stream()
                .map(
                        "select '%1$s' as name, sum(hashtextextended(t::text, 0)) as rows from %1$s t where company_id = :company"
                                ::formatted)
                .collect(Collectors.joining(" union all "));
    }

    private Map<String, String> rows(CompanyId company, String fingerprint) {
        var rows = new TreeMap<String, String>();
        transactions.run(
                company,
                () -> jdbc.sql(fingerprint).param("company", company.value()).query(row -> {
                    rows.put(row.getString("name"), String.valueOf(row.getString("rows")));
                }));
        return rows;
    }

    private static String shortened(@Nullable Object text) {
        var whole = text instanceof Answer answer ? answer.response().body() : String.valueOf(text);
        var printable = whole.replaceAll("[^ -~]", "?");
        return printable.length() <= 160 ? printable : printable.substring(0, 160) + "… (" + printable.length() + ")";
    }

    /// People who may call, and rows there are to call about.
    private final class Cast {
        final TestCompany company = TestCompany.found(port, members);
        final String agent = company.take("agent", Role.COMPANY_USER).toString();
        private @Nullable StaffApp platform;
        private final Map<String, String> rows = new HashMap<>();

        StaffApp app(Line line) {
            if (line.roles().isEmpty()) {
                return new StaffApp(port);
            }
            if (line.roles().contains(Role.COMPANY_ADMIN)) {
                return company.admin();
            }
            if (line.roles().contains(Role.COMPANY_USER)) {
                return company.signedIn("agent");
            }
            if (platform == null) {
                platform = TestCompany.superAdmin(port, members);
            }
            return platform;
        }

        String row(String subject) {
            return rows.computeIfAbsent(subject, _ -> made(subject));
        }

        private String made(String subject) {
            return switch (subject) {
                case "conversation" -> thread().path("id").asString();
                case "contact" -> thread().at("/contact/id").asString();
                case "message" -> thread().at("/lastMessageId").asString();
                default -> {
                    var recipe = matrix.recipes().get(subject);
                    yield recipe == null
                            ? Ids.next().toString()
                            : company.admin()
                                    .post(
                                            recipe.path(),
                                            recipe.body()
                                                    .replace("$new", Ids.next().toString()))
                                    .json()
                                    .at("/id")
                                    .asString(Ids.next().toString());
                }
            };
        }

        private @Nullable JsonNode thread;

        private JsonNode thread() {
            if (thread != null) {
                return thread;
            }
            var site = company.admin().post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Site\"}");
            var visitor = new StaffApp(port, "127.0.%d.%d".formatted(1 + random.nextInt(250), 1 + random.nextInt(250)));
            var session = visitor.post(
                    "/widget/v1/sessions",
                    "{\"site_key\":\"%s\"}"
                            .formatted(site.json().path("siteKey").asString()));
            var wrote = visitor.send(
                    "POST",
                    "/widget/v1/messages",
                    "{\"client_message_id\":\"c-1\",\"type\":\"text\",\"text\":\"Hello\"}",
                    "Authorization",
                    "Bearer " + session.json().path("session_token").asString());
            assertThat(wrote.status()).as(wrote.response().body()).isEqualTo(201);
            thread = company.admin().get("/api/v1/conversations?limit=1").json().at("/items/0");
            return thread;
        }
    }
}
