package app.sembang.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestFolder;
import app.sembang.database.OwnedRows;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.Ids;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Whoever asks gets all that is kept of them, and whoever wants to go leaves nothing.
@ProductTest
class ErasureTests {
    private final Members members;
    private final TestClock clock;
    private final OwnedRows rows;
    private final Erasures erasures;

    @LocalServerPort
    private int port;

    ErasureTests(Members members, TestClock clock, OwnedRows rows, Erasures erasures) {
        this.members = members;
        this.clock = clock;
        this.rows = rows;
        this.erasures = erasures;
    }

    @BeforeEach
    void vendorsLiveInThePresent() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void nothingAContactSaidIsLeftAnywhere() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        var other = kedai.contact("other" + unique());
        assertThat(places(kedai.company, siti.word)).contains("message.content", "contact.name", "inbound_event.raw");
        assertThat(files(kedai.company, siti.word)).isNotEmpty();
        var before = rows.count(kedai.company.id(), "contact", List.of(other.id));

        var proof = kedai.erase(siti);

        assertThat(places(kedai.company, siti.word)).isEmpty();
        assertThat(places(kedai.company, Long.toString(siti.chat))).isEmpty();
        assertThat(files(kedai.company, siti.word)).isEmpty();
        assertThat(count(proof, "message").path("before").asLong()).isGreaterThanOrEqualTo(3);
        assertThat(count(proof, "inbound_event").path("before").asLong()).isPositive();
        assertThat(count(proof, "media").path("before").asLong()).isEqualTo(1);
        assertThat(proof.path("counts"))
                .allSatisfy(count -> assertThat(count.path("after").asLong())
                        .as(count.toString())
                        .isZero());
        assertThat(kedai.admin.get("/api/v1/contacts/" + siti.id).status()).isEqualTo(404);
        assertThat(rows.count(kedai.company.id(), "contact", List.of(other.id))).isEqualTo(before);
        assertThat(places(kedai.company, other.word)).contains("message.content", "inbound_event.raw");
        assertThat(files(kedai.company, other.word)).isNotEmpty();
    }

    @Test
    void aSaleStaysInTheAccountsAndNamesNobody() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        var cake = kedai.admin
                .post("/api/v1/products", "{\"kind\":\"product\",\"name\":\"Kek lapis\"}")
                .json()
                .path("id")
                .asString();
        var ended = kedai.admin.put(
                "/api/v1/conversations/" + siti.conversation + "/completion", """
                {"status":"completed","saleAmount":{"amount":"125.50","currency":"MYR"},"productsSold":[{"productId":"%s","quantity":1}],
                 "paymentMethod":"cash","notes":"%s"}
                """.formatted(cake, siti.word));
        assertThat(ended.status()).as(ended.response().body()).isEqualTo(200);

        var proof = kedai.erase(siti);

        assertThat(places(kedai.company, siti.word)).isEmpty();
        assertThat(count(proof, "conversation").path("kept").asLong()).isEqualTo(1);
        assertThat(count(proof, "sale").path("kept").asLong()).isEqualTo(1);
        assertThat(count(proof, "sale_line").path("kept").asLong()).isEqualTo(1);
        assertThat(count(proof, "message").path("after").asLong()).isZero();
        var sale = kedai.inbox.detail(siti.conversation).path("completion");
        assertThat(sale.at("/saleAmount/amount").asString()).isEqualTo("125.50");
        assertThat(sale.at("/productsSold/0/name").asString()).isEqualTo("Kek lapis");
    }

    @Test
    void whoWritesAgainIsANewContact() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        kedai.erase(siti);

        kedai.bot.customer(siti.chat, "Siti again").says("Hello, it is me");

        var anew = kedai.inbox.with("Siti again");
        assertThat(kedai.inbox.detail(anew).at("/contact/id").asString()).isNotEqualTo(siti.id.toString());
        assertThat(Inbox.texts(kedai.inbox.thread(anew))).startsWith("Hello, it is me");
    }

    @Test
    void askedTwiceItAnswersTheSame() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        var proof = kedai.erase(siti);

        assertThat(kedai.admin
                        .put(siti.path("erasure"), "{\"ground\":\"unlawful\"}")
                        .json())
                .isEqualTo(proof);
    }

    @Test
    void aRunThatWasCutShortGoesOnWhereItEnded() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        change("""
                create function cut_short() returns trigger language plpgsql as $$ begin raise 'cut short'; end $$;
                create trigger cut_short before delete on message
                    for each row when (old.company_id = '%s') execute function cut_short();
                """.formatted(kedai.company.id()));
        try {
            kedai.admin.put(siti.path("erasure"), "{\"ground\":\"requested\"}");
            await().atMost(TestBot.SOON)
                    .until(() -> Inbox.rows(kedai.company, "answer_decision", "true") == 0
                            && Inbox.rows(kedai.company, "note", "true") == 0);
            assertThat(kedai.admin
                            .get(siti.path("erasure"))
                            .json()
                            .path("finishedAt")
                            .isNull())
                    .isTrue();
            assertThat(places(kedai.company, Long.toString(siti.chat)))
                    .as("nobody's from the first commit on")
                    .doesNotContain("contact_identity.external_id", "inbound_event.raw");
            assertThat(places(kedai.company, siti.word)).doesNotContain("contact.name", "inbound_event.raw");
        } finally {
            change("drop trigger cut_short on message; drop function cut_short()");
        }

        erasures.run(kedai.company.id(), new ContactId(siti.id));

        var proof = kedai.untilErased(siti);
        assertThat(places(kedai.company, siti.word)).isEmpty();
        assertThat(files(kedai.company, siti.word)).isEmpty();
        assertThat(count(proof, "inbound_event").path("before").asLong()).isPositive();
        assertThat(count(proof, "message").path("before").asLong()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void theAuditLogTellsOfItWithoutThePerson() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        kedai.erase(siti);

        var entries = kedai.inbox.items("/api/v1/audit-entries");
        assertThat(entries)
                .extracting(entry -> entry.path("kind").asString())
                .contains("contact_erasure_requested", "contact_erased");
        assertThat(entries.toString()).doesNotContain(siti.word);
    }

    @Test
    void onlyTheCompanysAdminErases() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        var helper = kedai.company.person("Aina", Role.COMPANY_USER);
        var another = TestCompany.found(port, members).admin();

        assertThat(helper.put(siti.path("erasure"), "{\"ground\":\"requested\"}")
                        .status())
                .isEqualTo(403);
        assertThat(another.put(siti.path("erasure"), "{\"ground\":\"requested\"}")
                        .status())
                .isEqualTo(404);
        assertThat(kedai.admin
                        .put(siti.path("erasure"), "{\"ground\":\"Siti asked\"}")
                        .status())
                .isEqualTo(422);
        assertThat(kedai.admin.put(siti.path("erasure"), "{}").status()).isEqualTo(422);
    }

    @Test
    void aContactsCopyHoldsAllOfThemAndNothingOfOthers() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        var other = kedai.contact("other" + unique());

        var made = kedai.admin.post(siti.path("exports"), "");
        assertThat(made.status()).as(made.response().body()).isEqualTo(202);
        var link = kedai.linkOf(siti.path("exports/" + made.json().path("id").asString()));
        var copy = unzip(download(link));

        assertThat(copy.keySet())
                .contains(
                        "contact.jsonl",
                        "contact_identity.jsonl",
                        "conversation.jsonl",
                        "message.jsonl",
                        "note.jsonl",
                        "answer_decision.jsonl",
                        "inbound_event.jsonl");
        assertThat(copy.get("message.jsonl")).contains(siti.word);
        assertThat(copy.get("inbound_event.jsonl")).contains(siti.word);
        assertThat(copy.keySet()).anyMatch(name -> name.startsWith("media/"));
        assertThat(copy.values()).noneMatch(text -> text.contains(other.word));
        assertThat(copy.values()).noneMatch(text -> text.contains(Long.toString(other.chat)));

        assertThat(download(link)).as("a second time").isEmpty();
        var after = kedai.admin
                .get(siti.path("exports/" + made.json().path("id").asString()))
                .json();
        assertThat(after.path("state").asString()).isEqualTo("downloaded");
        assertThat(after.path("link").isNull()).isTrue();
        assertThat(kedai.inbox.items("/api/v1/audit-entries"))
                .extracting(entry -> entry.path("kind").asString())
                .contains("contact_export_requested", "export_downloaded");
    }

    @Test
    void aCopyNobodyFetchesIsGoneAfterADay() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        var made = kedai.admin.post(siti.path("exports"), "").json();
        var path = siti.path("exports/" + made.path("id").asString());
        var link = kedai.linkOf(path);

        clock.advance(Exports.LASTS.plusSeconds(1));

        assertThat(download(link)).isEmpty();
        await().atMost(TestBot.SOON).until(() -> Inbox.rows(kedai.company, "data_export", "media_id is not null") == 0);
        assertThat(download(link.replace("signature=", "signature=x"))).isEmpty();
    }

    @Test
    void theCompanysCopyHoldsItsTablesAndNoSecret() throws Exception {
        var kedai = new Kedai();
        var siti = kedai.contact("canary" + unique());
        kedai.admin.post("/api/v1/api-keys", "{\"name\":\"Till\",\"scopes\":[\"people:read\"]}");

        var made = kedai.admin.post("/api/v1/company/exports", "");
        assertThat(made.status()).as(made.response().body()).isEqualTo(202);
        var link =
                kedai.linkOf("/api/v1/company/exports/" + made.json().path("id").asString());
        var copy = unzip(download(link));

        assertThat(copy.keySet())
                .contains(
                        "company.jsonl", "member.jsonl", "channel_account.jsonl", "message.jsonl", "audit_entry.jsonl")
                .doesNotContain("company_key.jsonl", "session.jsonl", "idempotency_key.jsonl");
        assertThat(copy.get("message.jsonl")).contains(siti.word);
        assertThat(copy.getOrDefault("message.jsonl", "").lines().count())
                .isEqualTo(Inbox.rows(kedai.company, "message", "true"));
        assertThat(copy.keySet()).anyMatch(name -> name.startsWith("media/"));
        assertThat(copy.values()).noneMatch(text -> text.contains("simulated-token"));
        assertThat(copy.get("channel_account.jsonl")).doesNotContain("sealed");
        assertThat(copy.get("api_key.jsonl")).doesNotContain("secret");
        assertThat(kedai.inbox.items("/api/v1/company/exports")).hasSize(1);
    }

    private record Person(UUID id, long chat, String word, String conversation) {
        String path(String end) {
            return "/api/v1/contacts/" + id + "/" + end;
        }
    }

    /// A shop whose customers write, send pictures and are spoken of.
    private final class Kedai {
        final TestCompany company = TestCompany.found(port, members);
        final TestBot bot = TestBot.connect(port, company);
        final StaffApp admin = company.admin();
        final Inbox inbox = new Inbox(admin);

        Person contact(String word) {
            long chat = TestBot.newChat();
            var person = bot.customer(chat, "Siti " + word);
            person.says("My address is Jalan " + word);
            person.sendsPhoto(jpeg(word), "image/jpeg", "Me " + word, 1);
            var conversation = inbox.with("Siti " + word);
            inbox.thread(
                    conversation,
                    thread -> thread.size() >= 2
                            && thread.stream()
                                    .anyMatch(message -> !message.at("/content/media/url")
                                                    .isMissingNode()
                                            && !message.at("/content/media/url").isNull()));
            var key = Ids.next().toString();
            admin.send(
                    "POST",
                    "/api/v1/conversations/" + conversation + "/messages",
                    "{\"type\":\"text\",\"text\":\"Dear " + word + "\"}",
                    "Idempotency-Key",
                    key);
            admin.post("/api/v1/conversations/" + conversation + "/notes", "{\"text\":\"Note on " + word + "\"}");
            Inbox.untilDelivered(company);
            var id =
                    UUID.fromString(inbox.detail(conversation).at("/contact/id").asString());
            var agreed = admin.post("/api/v1/contacts/" + id + "/consents", """
                    {"purpose":"marketing","granted":true,"evidence":"%s said so"}
                    """.formatted(word));
            assertThat(agreed.status()).as(agreed.response().body()).isEqualTo(201);
            return new Person(id, chat, word, conversation);
        }

        JsonNode erase(Person person) {
            var asked = admin.put(person.path("erasure"), "{\"ground\":\"requested\"}");
            assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
            return untilErased(person);
        }

        JsonNode untilErased(Person person) {
            await().atMost(TestBot.SOON)
                    .until(() -> !admin.get(person.path("erasure"))
                            .json()
                            .path("finishedAt")
                            .isNull());
            return admin.get(person.path("erasure")).json();
        }

        String linkOf(String path) {
            await().atMost(TestBot.SOON)
                    .until(() -> admin.get(path).json().path("state").asString().equals("ready"));
            return admin.get(path).json().path("link").asString();
        }
    }

    private static JsonNode count(JsonNode proof, String place) {
        for (var count : proof.path("counts")) {
            if (count.path("place").asString().equals(place)) {
                return count;
            }
        }
        throw new AssertionError(place + " is not in " + proof);
    }

    private byte[] download(String link) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + link))
                            .build(),
                    BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? answer.body() : new byte[0];
        }
    }

    private static Map<String, String> unzip(byte[] bytes) throws IOException {
        var entries = new TreeMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return entries;
    }

    /// Bytes that are a JPEG by their beginning and hold the word.
    private static byte[] jpeg(String word) {
        return ("\u00ff\u00d8\u00ff\u00e0 a picture of " + word).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String unique() {
        return Ids.next().toString().replace("-", "").substring(16);
    }

    /// Every column of the company that holds the word: all text, JSON, arrays and bytes there are, by the catalog.
    private static List<String> places(TestCompany company, String word) throws SQLException {
        var columns = new HashMap<String, String>();
        var found = new ArrayList<String>();
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement()) {
            var catalog = statement.executeQuery("""
                    select c.relname, a.attname, a.atttypid = 'bytea'::regtype
                      from pg_class c
                      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                       and (exists (select from pg_attribute k where k.attrelid = c.oid and k.attname = 'company_id')
                            or c.relname = 'scheduled_tasks')
                    """);
            while (catalog.next()) {
                var place = catalog.getString(1) + "." + catalog.getString(2);
                columns.put(
                        place,
                        "select count(*) from %s where %s %s"
                                .formatted(
                                        catalog.getString(1),
                                        catalog.getBoolean(3)
                                                ? "position(convert_to('%s', 'UTF8') in %s) > 0"
                                                        .formatted(word, catalog.getString(2))
                                                : "position('%s' in %s::text) > 0"
                                                        .formatted(word, catalog.getString(2)),
                                        catalog.getString(1).equals("scheduled_tasks")
                                                ? ""
                                                : "and company_id = '" + company.id() + "'"));
            }
            assertThat(columns).hasSizeGreaterThan(200);
            for (var column : columns.entrySet()) {
                var hits = statement.executeQuery(column.getValue());
                hits.next();
                if (hits.getLong(1) > 0) {
                    found.add(column.getKey());
                }
            }
        }
        return found;
    }

    private static List<Path> files(TestCompany company, String word) throws IOException {
        return files(company.id(), word);
    }

    private static List<Path> files(CompanyId company, String word) throws IOException {
        var found = new ArrayList<Path>();
        try (var all = Files.walk(TestFolder.of("home/media/" + company))) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static void change(String sql) throws SQLException {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
