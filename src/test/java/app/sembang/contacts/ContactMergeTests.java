package app.sembang.contacts;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class ContactMergeTests {
    private static final String API = "/api/v1/contacts/";

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;
    private TestBot bot;
    private final Map<String, Long> chats = new LinkedHashMap<>();

    @SuppressWarnings("NullAway.Init")
    ContactMergeTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithABot() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
        bot = TestBot.connect(port, company);
    }

    @Test
    void twoContactsWhoAreOnePersonBecomeOneAndWhatIsWrittenLaterStaysWithWhomItCameTo() {
        var aina = contact("Aina");
        var other = contact("Aina Yusof");
        admin.post(API + other + "/notes", "{\"text\":\"Wants blue\"}");
        admin.patch(API + other, "{\"email\":\"aina@example.my\"}");

        var joined = merge(aina, other);

        assertThat(joined.path("email").asString()).isEqualTo("aina@example.my");
        assertThat(joined.path("messageCount").asInt()).isEqualTo(2);
        assertThat(inbox.items("/api/v1/contacts")).hasSize(1);
        assertThat(admin.get(API + other).status()).isEqualTo(404);
        assertThat(admin.get(API + aina).json().path("conversations")).hasSize(2);
        assertThat(inbox.items(API + aina + "/notes")).hasSize(1);
        says("Aina Yusof", "Still me");
        assertThat(admin.get(API + aina).json().path("messageCount").asInt()).isEqualTo(3);

        var merge = inbox.items(API + aina + "/merges").getFirst();
        assertThat(merge.path("name").asString()).isEqualTo("Aina Yusof");
        var parted = admin.delete(API + aina + "/merges/" + merge.path("id").asString())
                .json();

        assertThat(parted.path("id").asString()).isEqualTo(other);
        assertThat(parted.path("messageCount").asInt()).isEqualTo(2);
        var left = admin.get(API + aina).json();
        assertThat(left.path("messageCount").asInt()).isEqualTo(1);
        assertThat(left.path("email").isNull()).isTrue();
        assertThat(left.path("conversations")).hasSize(1);
        assertThat(inbox.items(API + other + "/notes")).hasSize(1);
        assertThat(inbox.items(API + aina + "/merges")).isEmpty();
    }

    @Test
    void whoSharesANumberOrAnAddressIsSuggestedUntilSomebodyTellsThemApart() {
        var aina = contact("Aina");
        var puan = contact("Puan Aina");
        var wei = contact("Wei");
        admin.patch(API + aina, "{\"phone\":\"+60 12-345 6789\"}");
        admin.patch(API + puan, "{\"phone\":\"012-3456789\",\"email\":\"A@kedai.my\"}");
        admin.patch(API + wei, "{\"email\":\"a@Kedai.my\"}");

        assertThat(inbox.items(API + "duplicates"))
                .extracting(pair -> pair.path("evidence").asString())
                .containsExactly("phone", "email");
        assertThat(inbox.items(API + aina + "/duplicates"))
                .extracting(pair -> pair.at("/other/name").asString())
                .containsExactly("Puan Aina");
        assertThat(admin.put(API + wei + "/duplicates/" + puan + "/refusal", "").status())
                .isEqualTo(204);
        assertThat(inbox.items(API + "duplicates")).hasSize(1);
        merge(aina, puan);
        assertThat(inbox.items(API + "duplicates")).isEmpty();
    }

    @Test
    void whoWasToldApartTakesNoPlaceInTheList() {
        var people = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            people.add(contact("Person " + i));
            admin.patch(API + people.get(i), "{\"phone\":\"0123456789\"}");
        }
        var pairs = 12 * 11 / 2;
        assertThat(inbox.items(API + "duplicates")).hasSizeLessThan(pairs);
        var shown = inbox.items(API + "duplicates");
        for (var pair : shown) {
            admin.put(
                    API + pair.at("/contact/id").asString() + "/duplicates/"
                            + pair.at("/other/id").asString() + "/refusal",
                    "");
        }

        assertThat(inbox.items(API + "duplicates")).hasSize(pairs - shown.size());
    }

    @Test
    void joiningAndPartingStandInTheTimelineOfBoth() {
        var aina = contact("Aina");
        var other = contact("Aina Yusof");
        clock.advance(Duration.ofSeconds(1));
        merge(aina, other);
        clock.advance(Duration.ofSeconds(1));
        var merge = inbox.items(API + aina + "/merges").getFirst().path("id").asString();
        admin.delete(API + aina + "/merges/" + merge);

        for (var one : List.of(aina, other)) {
            assertThat(inbox.items(API + one + "/timeline"))
                    .extracting(item -> item.path("kind").asString() + " "
                            + item.at("/facts/name").asString(""))
                    .startsWith(
                            one.equals(aina)
                                    ? new String[] {"contact_parted Aina Yusof", "contact_joined Aina Yusof"}
                                    : new String[] {"contact_parted Aina", "contact_joined Aina"});
        }
        assertThat(inbox.items(API + aina + "/timeline")
                        .getFirst()
                        .at("/actor/name")
                        .asString())
                .isNotBlank();
    }

    @Test
    void anAgentJoinsOnlyContactsOfOwnConversations() {
        company.assignsByHand();
        var aina = contact("Aina");
        var wei = contact("Wei");
        var agent = company.person("Lim", Role.COMPANY_USER);
        var id = agent.get("/api/v1/me").json().findValue("id").asString();
        for (var row : inbox.conversations("?status=any")) {
            var to = row.at("/contact/id").asString().equals(aina) ? "\"%s\"".formatted(id) : "null";
            admin.put(
                    "/api/v1/conversations/%s/assignment"
                            .formatted(row.path("id").asString()),
                    "{\"userId\":%s}".formatted(to));
        }

        assertThat(agent.post(API + aina + "/merges", "{\"contactId\":\"%s\"}".formatted(wei))
                        .status())
                .isEqualTo(422);
        assertThat(agent.post(API + wei + "/merges", "{\"contactId\":\"%s\"}".formatted(aina))
                        .status())
                .isEqualTo(404);
        assertThat(admin.post(API + aina + "/merges", "{\"contactId\":\"%s\"}".formatted(aina))
                        .status())
                .isEqualTo(409);
        merge(aina, wei);
        assertThat(new Inbox(agent).items("/api/v1/contacts")).hasSize(1);
        assertThat(agent.get(API + aina).json().path("conversations")).hasSize(1);
    }

    @Test
    void whoeverIsErasedIsErasedWithEveryoneJoinedToThem() {
        var aina = contact("Aina");
        var other = contact("Aina Yusof");
        admin.patch(API + other, "{\"email\":\"aina@example.my\"}");
        merge(aina, other);

        admin.put(API + aina + "/erasure", "{\"ground\":\"requested\"}");

        org.awaitility.Awaitility.await()
                .atMost(TestBot.SOON)
                .until(() -> Inbox.rows(company, "contact_erasure", "finished_at is not null") == 1);
        assertThat(Inbox.rows(company, "contact", "true")).isZero();
        assertThat(Inbox.rows(company, "contact_merge", "true")).isZero();
    }

    /// Whoever is joined to whom, and in whatever order it is taken back: all is as it was.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void joiningAndPartingLeavesNothingBehind(long seed) {
        var chance = new Random(seed);
        var people = new ArrayList<String>();
        for (int i = 0; i < 5; i++) people.add(contact("Person " + i));
        var tags = new ArrayList<String>();
        var fields = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            tags.add(made("/api/v1/contact-tags", "{\"name\":\"Tag %d\",\"color\":\"blue\"}".formatted(i)));
            fields.add(made("/api/v1/contact-fields", "{\"name\":\"Field %d\",\"kind\":\"text\"}".formatted(i)));
        }
        for (var person : people) {
            var theirs = tags.stream().filter(tag -> chance.nextBoolean()).toList();
            var known = fields.stream().filter(field -> chance.nextBoolean()).toList();
            var change = new StringBuilder("{\"tags\":[");
            change.append(
                    String.join(",", theirs.stream().map("\"%s\""::formatted).toList()));
            change.append("],\"fields\":{");
            change.append(String.join(
                    ",",
                    known.stream()
                            .map(field -> "\"%s\":\"v%d\"".formatted(field, chance.nextInt(3)))
                            .toList()));
            change.append("},\"phone\":\"%s\"".formatted(chance.nextBoolean() ? "01234567" + chance.nextInt(90) : ""));
            change.append(",\"email\":\"%s\"}"
                    .formatted(chance.nextBoolean() ? "a%d@b.my".formatted(chance.nextInt(9)) : ""));
            assertThat(admin.patch(API + person, change.toString()).status()).isEqualTo(200);
            if (chance.nextBoolean())
                admin.post(API + person + "/notes", "{\"text\":\"Note %d\"}".formatted(chance.nextInt()));
            if (chance.nextBoolean()) says("Person " + people.indexOf(person), "Again");
            if (chance.nextBoolean())
                admin.post("/api/v1/leads", "{\"contactId\":\"%s\",\"title\":\"Uniforms\"}".formatted(person));
            if (chance.nextBoolean()) made("/api/v1/tasks", """
                        {"title":"Call back","contactId":"%s","dueAt":"2026-12-01T02:00:00Z"}""".formatted(person));
            if (chance.nextBoolean()) made(API + person + "/consents", """
                        {"purpose":"marketing","granted":%s,"evidence":"On the phone"}""".formatted(chance.nextBoolean()));
            if (chance.nextBoolean()) sells("Person " + people.indexOf(person));
        }
        var before = state(people);
        var rowsBefore = rows();

        var apart = new ArrayList<>(people);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(1));
            var contact = apart.get(chance.nextInt(apart.size()));
            apart.remove(contact);
            var merged = apart.remove(chance.nextInt(apart.size()));
            apart.add(contact);
            merge(contact, merged);
        }
        assertThat(inbox.items("/api/v1/contacts")).hasSize(2);
        assertThat(state(people)).isNotEqualTo(before);
        while (inbox.items("/api/v1/contacts").size() < 5) {
            var merges = new ArrayList<String>();
            for (var row : inbox.items("/api/v1/contacts")) {
                var id = row.path("id").asString();
                inbox.items(API + id + "/merges")
                        .forEach(merge -> merges.add(
                                API + id + "/merges/" + merge.path("id").asString()));
            }
            assertThat(admin.delete(merges.get(chance.nextInt(merges.size()))).status())
                    .isEqualTo(200);
        }

        assertThat(state(people)).isEqualTo(before);
        assertThat(rows()).isEqualTo(rowsBefore);
    }

    private List<String> state(List<String> people) {
        return people.stream()
                .map(id -> admin.get(API + id).response().body()
                        + (admin.get(API + id).status() == 200 ? inbox.items(API + id + "/notes") : ""))
                .map(body -> body.replaceAll("\"requestId\":\"[^\"]+\"", ""))
                .toList();
    }

    /// Whose everything is, whoever may see it.
    private List<String> rows() {
        return Map.of(
                        "contact_identity", "contact_identity",
                        "contact_note", "contact_note",
                        "conversation", "(id, contact_id, contact_identity_id, status, merged_into)",
                        "lead", "lead",
                        "sale", "sale",
                        "task", "task",
                        "consent", "consent")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(table -> table.getKey() + ": "
                        + Inbox.value(
                                company,
                                table.getKey(),
                                "string_agg(%s::text, E'\\n' order by id)".formatted(table.getValue()),
                                "true"))
                .toList();
    }

    private void sells(String name) {
        var conversation = inbox.with(name);
        var sold = admin.put("/api/v1/conversations/" + conversation + "/completion", """
                {"status":"completed","saleAmount":{"amount":"50.00","currency":"MYR"}}""");
        assertThat(sold.status()).as(sold.response().body()).isEqualTo(200);
    }

    private JsonNode merge(String contact, String merged) {
        var answer = admin.post(API + contact + "/merges", "{\"contactId\":\"%s\"}".formatted(merged));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return answer.json();
    }

    private String contact(String name) {
        chats.put(name, TestBot.newChat());
        says(name, "Hello");
        return inbox.detail(inbox.with(name)).at("/contact/id").asString();
    }

    private void says(String name, String text) {
        clock.advance(Duration.ofSeconds(1));
        bot.customer(chats.getOrDefault(name, 0L), name).says(text).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
    }

    private String made(String path, String body) {
        var answer = admin.post(path, body);
        assertThat(answer.status()).as(answer.response().body()).isBetween(200, 201);
        return answer.json().path("id").asString();
    }
}
