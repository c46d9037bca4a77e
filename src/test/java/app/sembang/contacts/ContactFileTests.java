package app.sembang.contacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Breakdown;
import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestWorkbook;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class ContactFileTests {
    private static final String IMPORTS = "/api/v1/contact-imports";

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    ContactFileTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        admin = company.admin();
    }

    @Test
    void aFileIsTriedTakenInAndTakenBack() {
        var birthday = made("/api/v1/contact-fields", "{\"name\":\"Birthday\",\"kind\":\"date\"}");
        made("/api/v1/contact-tags", "{\"name\":\"VIP\",\"color\":\"purple\"}");
        var file = """
                Nama;Telefon;Hari jadi;Label
                "Aina; Puan";012-345 6789;1990-05-17;vip
                Wei;+60123456789;;
                Siti;019-8765432;17 May;
                ;;;VIP
                Mei;;2001-01-01;unknown
                Ravi;;;
                """;
        String[] map = {"Nama=name", "Telefon=phone", "Hari jadi=field:" + birthday, "Label=tags"};

        var tried = take(file, true, map).json();

        assertThat(tried.path("id").isNull()).isTrue();
        assertThat(tried.path("created").asInt()).isEqualTo(2);
        assertThat(tried.path("known").asInt()).isEqualTo(1);
        assertThat(tried.path("wrong").asInt()).isEqualTo(3);
        assertThat(tried.at("/errors/0").toString()).contains("\"row\":4", "Hari jadi");
        assertThat(rows("")).isEmpty();

        var taken = take(file, false, map).json();
        assertThat(rows("?q=aina"))
                .hasSize(1)
                .first()
                .satisfies(name -> assertThat(name).contains("Aina; Puan", "VIP", "1990-05-17"));
        assertThat(take(file, false, map).json().path("created").asInt())
                .isEqualTo(1); // Ravi has nothing to be known by
        var undone = admin.delete(IMPORTS + "/" + taken.path("id").asString());
        assertThat(undone.status()).isEqualTo(200);
        assertThat(rows("")).hasSize(1);
        assertThat(admin.delete(IMPORTS + "/" + taken.path("id").asString()).status())
                .isEqualTo(200);
        assertThat(new Inbox(admin).items(IMPORTS)).hasSize(2);
        assertThat(take(file, true, "Surname=name").status()).isEqualTo(422);
        assertThat(take(file, true, "Nama=surname").status()).isEqualTo(422);
        assertThat(take("Nama", true, "Nama=name").status()).isEqualTo(422);
    }

    @Test
    void aWorkbookComesInWithItsDaysAndGoesOutAgain() throws Exception {
        var birthday = made("/api/v1/contact-fields", "{\"name\":\"Birthday\",\"kind\":\"date\"}");
        var file = TestWorkbook.of(List.of(
                List.of("Nama", "Telefon", "Hari jadi"),
                List.of("Aina", 60123456789L, LocalDate.of(1990, 5, 17)),
                List.of(),
                List.of("Siti", "x", "")));

        assertThat(send("/columns", file).json().path("columns").toString())
                .isEqualTo("[\"Nama\",\"Telefon\",\"Hari jadi\"]");
        var query = "?dryRun=false&map=Nama%3Dname&map=Telefon%3Dphone&map=Hari%20jadi%3Dfield:" + birthday;
        var taken = send(query, file).json();

        assertThat(taken.path("created").asInt()).isEqualTo(1);
        assertThat(taken.at("/errors/0/row").asInt()).isEqualTo(4);
        assertThat(rows("?q=aina")).first().asString().contains("60123456789", "1990-05-17");
        var out = TestWorkbook.read(TestWorkbook.get(admin, port, "/api/v1/contacts/export?format=xlsx"));
        assertThat(out).hasSize(2);
        assertThat(out.get(1).getCellText(0)).isEqualTo("Aina");
    }

    @Test
    void aLargeFileIsTakenInAfterTheAnswerAndTakenBackAfterItButForThoseSomebodyNeeds() {
        var file = IntStream.range(0, 2500)
                .mapToObj(n -> "Person %d,+6012%07d".formatted(n, n))
                .collect(Collectors.joining("\n", "name,phone\n", "\nNobody,wrong\nTwice,0120000001\n"));

        var begun = take(file, false, "name=name", "phone=phone").json();

        assertThat(begun.path("rows").asInt()).isEqualTo(2502);
        var path = IMPORTS + "/" + begun.path("id").asString();
        var done = settled(path, "done");
        assertThat(done.path("done").asInt()).isEqualTo(2502);
        assertThat(done.path("created").asInt()).isEqualTo(2500);
        assertThat(done.path("known").asInt()).isEqualTo(1);
        assertThat(done.at("/errors/0/row").asInt()).isEqualTo(2502);
        assertThat(done.path("finishedAt").isNull()).isFalse();
        var two = new Inbox(admin)
                .items("/api/v1/contacts?q=Person%20249").stream()
                        .map(contact -> contact.path("id").asString())
                        .limit(2)
                        .toList();
        admin.post(
                "/api/v1/contacts/%s/merges".formatted(two.getFirst()), "{\"contactId\":\"%s\"}".formatted(two.get(1)));

        admin.delete(path);

        var undone = settled(path, "undone");
        assertThat(undone.path("kept").asInt()).isEqualTo(2);
        assertThat(rows("")).hasSize(1);
        var other = TestCompany.found(port, members).admin();
        assertThat(other.get(path).status()).isEqualTo(404);
    }

    @Test
    void whatPeopleHaveMadeOfAContactIsNotTakenBackWithItsImport() {
        var vip = made("/api/v1/contact-tags", "{\"name\":\"VIP\",\"color\":\"purple\"}");
        var file = "name,phone\nAina,0120000001\nWei,0120000002\nSiti,0120000003\nRavi,0120000004\n";
        var path = IMPORTS + "/"
                + take(file, false, "name=name", "phone=phone")
                        .json()
                        .path("id")
                        .asString();
        clock.advance(Duration.ofMinutes(5));
        admin.post(contact("Aina") + "/notes", "{\"text\":\"Comes on Friday\"}");
        admin.patch(contact("Wei"), "{\"tags\":[\"%s\"]}".formatted(vip));
        admin.patch(contact("Siti"), "{\"email\":\"siti@example.com\"}");

        var undone = admin.delete(path).json();

        assertThat(undone.path("kept").asInt()).isEqualTo(3);
        assertThat(names()).containsExactlyInAnyOrder("Aina", "Wei", "Siti");
        assertThat(new Inbox(admin).items(contact("Aina") + "/notes")).hasSize(1);
    }

    private List<String> names() {
        return new Inbox(admin)
                .items("/api/v1/contacts").stream()
                        .map(contact -> contact.path("name").asString())
                        .toList();
    }

    private String contact(String name) {
        return "/api/v1/contacts/"
                + new Inbox(admin)
                        .items("/api/v1/contacts?q=" + name)
                        .getFirst()
                        .path("id")
                        .asString();
    }

    @Test
    void anImportThatBreaksOffGoesOnWhereItStood() {
        var vip = made("/api/v1/contact-tags", "{\"name\":\"VIP\",\"color\":\"purple\"}");
        var file = IntStream.range(0, 3500)
                .mapToObj(n -> "Person %d,+6012%07d,%s".formatted(n, n, n == 2200 ? "VIP" : ""))
                .collect(Collectors.joining("\n", "name,phone,tags\n", "\n"));
        String path;
        try (var broken = new Breakdown(company, "contact_tagging", "tag_id = '%s'".formatted(vip))) {
            var begun =
                    take(file, false, "name=name", "phone=phone", "tags=tags").json();
            path = IMPORTS + "/" + begun.path("id").asString();
            await().atMost(TestBot.SOON)
                    .until(() -> admin.get(path).json().path("done").asInt() == 2000);
            assertThat(admin.delete(path).code()).isEqualTo("import-running");
            broken.awaitFailureOf(begun.path("id").asString() + "/in");
        }
        clock.advance(Duration.ofMinutes(10));

        assertThat(settled(path, "done").path("created").asInt()).isEqualTo(3500);
        assertThat(Inbox.rows(company, "contact", "name like 'Person %'")).isEqualTo(3500);
        assertThat(rows("?q=Person%202200")).first().asString().contains("VIP");
    }

    private JsonNode settled(String path, String status) {
        await().atMost(TestBot.SOON)
                .until(() -> admin.get(path).json().path("status").asString().equals(status));
        return admin.get(path).json();
    }

    private Answer send(String path, byte[] file) {
        return admin.send(HttpRequest.newBuilder(URI.create("http://localhost:%d%s%s".formatted(port, IMPORTS, path)))
                .header("Authorization", "Bearer " + admin.accessToken())
                .header("Content-Type", TestWorkbook.TYPE)
                .POST(BodyPublishers.ofByteArray(file))
                .build());
    }

    @Test
    void whatIsTakenOutIsWhatTheMemberSeesAndOpensWithoutHarm() {
        company.assignsByHand();
        var bot = TestBot.connect(port, company);
        bot.customer("=HYPERLINK(1)").says("Hello");
        bot.customer("Wei").says("Hello");
        var inbox = new Inbox(admin);
        inbox.with("Wei");
        var agent = company.person("Lim", Role.COMPANY_USER);
        var id = agent.get("/api/v1/me").json().findValue("id").asString();
        for (var row : inbox.conversations("?status=any")) {
            var to = row.at("/contact/name").asString().equals("Wei") ? "\"%s\"".formatted(id) : "null";
            admin.put(
                    "/api/v1/conversations/%s/assignment"
                            .formatted(row.path("id").asString()),
                    "{\"userId\":%s}".formatted(to));
        }

        assertThat(lines(admin)).hasSize(3).anyMatch(line -> line.startsWith("'=HYPERLINK(1)"));
        assertThat(lines(agent)).hasSize(2).last().asString().startsWith("Wei,");
        var viewer = company.person("Vik", Role.VIEWER);
        assertThat(viewer.get("/api/v1/contacts/export").status()).isEqualTo(403);
    }

    @Test
    void aFileHasEveryContactHoweverMany() throws Exception {
        take("name\nAina\n", false, "name=name");
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.prepareStatement("""
                        insert into contact (company_id, id, name, first_seen_at, last_seen_at)
                        select company_id, gen_random_uuid(), 'Copy ' || n, first_seen_at, last_seen_at
                          from contact cross join generate_series(1, 101000) n
                         where company_id = ?::uuid
                        """)) {
            statement.setString(1, company.id().toString());
            statement.execute();
        }

        assertThat(lines(admin)).hasSize(101_002).doesNotHaveDuplicates();
    }

    @Test
    void aSegmentIsAFilterThatStaysTrue() {
        var vip = made("/api/v1/contact-tags", "{\"name\":\"VIP\",\"color\":\"purple\"}");
        var body = "{\"name\":\"Our best\",\"filter\":{\"tags\":[\"%s\"]}}".formatted(vip);
        var segment = made("/api/v1/contact-segments", body);
        take("name,tags\nAina,VIP\nWei,\n", false, "name=name", "tags=tags");

        assertThat(new Inbox(admin)
                        .items("/api/v1/contact-segments")
                        .getFirst()
                        .path("contacts")
                        .asInt())
                .isEqualTo(1);
        assertThat(rows("?segment=" + segment)).hasSize(1);
        assertThat(rows("?q=wei&segment=" + segment)).isEmpty();
        assertThat(admin.post("/api/v1/contact-segments", body).code()).isEqualTo("name-taken");
        admin.put("/api/v1/contact-segments/" + segment, "{\"name\":\"All\",\"filter\":{}}");
        assertThat(rows("?segment=" + segment)).hasSize(2);
        assertThat(admin.delete("/api/v1/contact-segments/" + segment).status()).isEqualTo(204);
        assertThat(admin.get("/api/v1/contacts?segment=" + segment).status()).isEqualTo(404);
    }

    private Answer take(String file, boolean dryRun, String... map) {
        var query = Arrays.stream(map)
                .map(one -> "map=" + URLEncoder.encode(one, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return admin.send("POST", IMPORTS + "?dryRun=" + dryRun + "&" + query, file, "Content-Type", "text/csv");
    }

    private List<String> rows(String query) {
        return new Inbox(admin)
                .items("/api/v1/contacts" + query).stream()
                        .map(Object::toString)
                        .toList();
    }

    private static List<String> lines(StaffApp app) {
        var answer = app.get("/api/v1/contacts/export");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.response().body().lines().toList();
    }

    private String made(String path, String body) {
        var made = admin.post(path, body);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made.json().path("id").asString();
    }
}
