package app.sembang.contacts;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class ContactTests {
    private static final String API = "/api/v1/contacts";

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestBot bot;

    @SuppressWarnings("NullAway.Init")
    ContactTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithABot() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        bot = TestBot.connect(port, company);
    }

    @Test
    void contactsCarryTheCompanysTagsAndAreFoundByThem() {
        var aina = contact("Aina");
        contact("Wei");
        var vip = made("/api/v1/contact-tags", "{\"name\":\"VIP\",\"color\":\"purple\"}");
        var batik = made("/api/v1/contact-tags", "{\"name\":\"Batik\",\"color\":\"blue\"}");

        var changed =
                change(aina, "{\"tags\":[\"%s\",\"%s\"]}".formatted(vip, batik)).json();

        assertThat(names(changed.path("tags"))).containsExactly("Batik", "VIP");
        assertThat(names(list("?tag=" + vip))).containsExactly("Aina");
        assertThat(names(list("?tag=%s&tag=%s".formatted(vip, batik)))).containsExactly("Aina");
        assertThat(change(aina, "{\"tags\":[\"%s\"]}".formatted(batik)).status())
                .isEqualTo(200);
        assertThat(list("?tag=" + vip)).isEmpty();
        assertThat(admin.post("/api/v1/contact-tags", "{\"name\":\" vip \",\"color\":\"red\"}")
                        .code())
                .isEqualTo("name-taken");
        admin.delete("/api/v1/contact-tags/" + batik);
        assertThat(admin.get(API + "/" + aina).json().path("tags")).isEmpty();
        var theirs = TestCompany.found(port, members)
                .admin()
                .post("/api/v1/contact-tags", "{\"name\":\"VIP\",\"color\":\"red\"}")
                .json();
        assertThat(fields(change(
                        aina, "{\"tags\":[\"%s\"]}".formatted(theirs.path("id").asString()))))
                .containsExactly("tags");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text   | Kuala Lumpur | Kuala Lumpur |",
                "number | 0012.50      | 12.5         | twelve",
                "date   | 2026-02-28   | 2026-02-28   | 2026-02-30",
                "choice | M            | M            | XXL",
                "yes_no | TRUE         | true         | yes",
                "money  | 10           | 10.00        | 10.001"
            })
    void aFieldTakesWhatItsKindAllows(String kind, String typed, String kept, String refused) {
        var choices = kind.equals("choice") ? ",\"choices\":[\"S\",\"M\",\"L\"]" : "";
        var field = made("/api/v1/contact-fields", "{\"name\":\"Theirs\",\"kind\":\"%s\"%s}".formatted(kind, choices));
        var aina = contact("Aina");

        var changed = change(aina, "{\"fields\":{\"%s\":\"%s\"}}".formatted(field, typed))
                .json();

        assertThat(changed.path("fields").path(field).asString()).isEqualTo(kept);
        assertThat(names(list("?field=%s:%s".formatted(field, kept.replace(" ", "%20")))))
                .containsExactly("Aina");
        assertThat(list("?field=%s:other".formatted(field))).isEmpty();
        if (refused != null) {
            assertThat(fields(change(aina, "{\"fields\":{\"%s\":\"%s\"}}".formatted(field, refused))))
                    .containsExactly("fields." + field);
        }
        assertThat(change(aina, "{\"fields\":{\"%s\":\"\"}}".formatted(field))
                        .json()
                        .path("fields"))
                .isEmpty();
    }

    @Test
    void theListIsSortedByTheLastWordOrTheScoreAndGoesOnWhereItEnded() {
        contact("Aina", "Saya nak beli satu");
        contact("Wei", "Hello");
        contact("Siti", "Hello");

        assertThat(names(list(""))).containsExactly("Siti", "Wei", "Aina");
        assertThat(pages("?limit=1")).containsExactly("Siti", "Wei", "Aina");
        assertThat(pages("?limit=1&sort=score")).startsWith("Aina").hasSize(3);
        assertThat(list("?score=green").size()
                        + list("?score=yellow").size()
                        + list("?score=red").size())
                .isEqualTo(1);
        assertThat(names(list("?q=wei"))).containsExactly("Wei");
        assertThat(names(list("?channel=telegram"))).hasSize(3);
        assertThat(list("?channel=whatsapp")).isEmpty();
        clock.advance(Duration.ofDays(10));
        admin = company.signedIn("admin");
        contact("Mei", "Hi");
        assertThat(names(list("?seenWithinDays=2"))).containsExactly("Mei");
        assertThat(names(list("?silentForDays=2"))).containsExactly("Siti", "Wei", "Aina");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/contacts?tag=%00",
                "/contacts/export?tag=%00",
                "/contacts?tag=x",
                "/products/images?product=%00"
            })
    void whatIsNoIdIsRefused(String path) {
        assertThat(admin.get("/api/v1" + path).status()).isEqualTo(422);
    }

    @Test
    void anAgentSeesChangesAndListsContactsOfOwnConversationsOnly() {
        company.assignsByHand();
        var aina = contact("Aina");
        var wei = contact("Wei");
        var agent = company.person("Lim", Role.COMPANY_USER);
        var id = agent.get("/api/v1/me").json().findValue("id").asString();
        var tag = made("/api/v1/contact-tags", "{\"name\":\"VIP\",\"color\":\"purple\"}");
        admin.post(API + "/" + wei + "/notes", "{\"text\":\"Not for Lim\"}");
        for (var row : new Inbox(admin).conversations("?status=any")) {
            var to = row.at("/contact/name").asString().equals("Aina") ? "\"%s\"".formatted(id) : "null";
            admin.put(
                    "/api/v1/conversations/%s/assignment"
                            .formatted(row.path("id").asString()),
                    "{\"userId\":%s}".formatted(to));
        }

        assertThat(names(agent.get(API).json().path("items"))).containsExactly("Aina");
        assertThat(agent.patch(API + "/" + aina, "{\"name\":\"Puan Aina\",\"tags\":[\"%s\"]}".formatted(tag))
                        .status())
                .isEqualTo(200);
        assertThat(agent.patch(API + "/" + wei, "{\"name\":\"Mine\"}").status()).isEqualTo(404);
        assertThat(agent.get(API + "/" + wei + "/notes").status()).isEqualTo(404);
        assertThat(agent.get(API + "/" + wei + "/timeline").status()).isEqualTo(404);
        assertThat(agent.post("/api/v1/contact-tags", "{\"name\":\"Mine\",\"color\":\"red\"}")
                        .status())
                .isEqualTo(403);
        assertThat(names(list("?tag=" + tag))).containsExactly("Puan Aina");
    }

    @Test
    void whatHappenedWithAContactStandsInOneLine() {
        var aina = contact("Aina");
        clock.advance(Duration.ofSeconds(1));
        var note = admin.post(API + "/" + aina + "/notes", "{\"text\":\"Likes batik\"}")
                .json();
        clock.advance(Duration.ofSeconds(1));
        var conversation = new Inbox(admin).only();
        admin.put(
                "/api/v1/conversations/%s/completion".formatted(conversation),
                "{\"status\":\"lost\",\"notes\":\"Too dear\"}");

        var timeline = new Inbox(admin).items(API + "/" + aina + "/timeline");

        assertThat(timeline).extracting(item -> item.path("kind").asString()).startsWith("lost", "lead_moved", "note");
        assertThat(timeline.get(2).path("text").asString()).isEqualTo("Likes batik");
        assertThat(timeline.getFirst().path("conversationId").asString()).isEqualTo(conversation);
        assertThat(admin.delete(API + "/" + aina + "/notes/" + note.path("id").asString())
                        .status())
                .isEqualTo(204);
        assertThat(new Inbox(admin).items(API + "/" + aina + "/notes")).isEmpty();
    }

    private String contact(String name, String... says) {
        clock.advance(Duration.ofSeconds(1));
        var customer = bot.customer(name);
        for (var text : says.length == 0 ? new String[] {"Hello"} : says) customer.says(text);
        var conversation = new Inbox(admin).with(name);
        Inbox.untilDrained(company);
        return new Inbox(admin).detail(conversation).at("/contact/id").asString();
    }

    private String made(String path, String body) {
        var made = admin.post(path, body);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made.json().path("id").asString();
    }

    private Answer change(String contact, String body) {
        return admin.patch(API + "/" + contact, body);
    }

    private JsonNode list(String query) {
        var answer = admin.get(API + query);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json().path("items");
    }

    private List<String> pages(String query) {
        var names = new ArrayList<String>();
        var page = admin.get(API + query).json();
        names.addAll(names(page.path("items")));
        while (!page.path("next").isNull()) {
            page = admin.get(API + query + "&after=" + page.path("next").asString())
                    .json();
            names.addAll(names(page.path("items")));
        }
        return names;
    }

    private static List<String> names(JsonNode rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.path("name").asString())
                .toList();
    }

    private static List<String> fields(Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.path("field").asString())
                .toList();
    }
}
