package app.sembang.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Two conversations of one person are read as one, and apart again.
@ProductTest
class MergeTests {
    private final Members members;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Shop shop;
    private StaffApp admin;
    private MemberId aina;

    /// Of one contact, who came by two ways.
    private String first;

    private String second;
    private String contact;
    private String other;

    @SuppressWarnings("NullAway.Init")
    MergeTests(Members members, Conversations conversations, CompanyTransactions transactions, TestClock clock) {
        this.members = members;
        this.conversations = conversations;
        this.transactions = transactions;
        this.clock = clock;
    }

    @BeforeEach
    void oneWhoCameByTwoWays() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        company.assignsByHand();
        shop = new Shop(company, conversations, transactions, clock);
        admin = company.admin();
        aina = company.take("Aina", Role.COMPANY_USER);
        first = shop.writes("Siti", "Do you have batik?");
        clock.advance(Duration.ofMinutes(1));
        second = shop.writes("Siti Aminah", "Are you there?");
        contact = shop.detail(first).at("/contact/id").asString();
        other = shop.detail(second).at("/contact/id").asString();
        admin.post("/api/v1/contacts/" + contact + "/merges", "{\"contactId\":\"%s\"}".formatted(other));
    }

    @Test
    void eachKeepsItsMessagesAndTheContactGoesOnInEither() {
        var before = texts(second);

        var merged = merge(admin, second, first);

        assertThat(merged.path("mergedInto").asString()).isEqualTo(first);
        assertThat(joined(second)).containsExactly(first + " leads");
        assertThat(joined(first)).containsExactly(second);
        assertThat(texts(second)).isEqualTo(before);
        assertThat(shop.writes("Siti Aminah", "Hello?")).isEqualTo(second);
        assertThat(shop.writes("Siti", "In red")).isEqualTo(first);
        assertThat(texts(second)).containsExactly("Are you there?", "Hello?");
        assertThat(texts(first)).containsExactly("Do you have batik?", "In red");
        assertThat(shop.told(first)).endsWith("merged");
        assertThat(shop.told(second)).endsWith("merged");
    }

    @Test
    void theListShowsItOnceUntilSomebodyWaitsInTheOther() {
        merge(admin, second, first);
        assertThat(listed()).containsExactly(second, first);

        answers(second, "Yes");
        assertThat(listed()).containsExactly(first);
        assertThat(counted()).isEqualTo(1);

        shop.writes("Siti Aminah", "Thanks");
        assertThat(listed()).containsExactly(second, first);
        assertThat(counted()).isEqualTo(2);
    }

    @Test
    void partedEachIsAsItWas() {
        answers(second, "Yes");
        var before = shop.detail(second);
        merge(admin, second, first);

        var parted = admin.delete("/api/v1/conversations/" + second + "/merge").json();

        assertThat(parted.path("mergedInto").isNull()).isTrue();
        assertThat(parted.path("joined")).isEmpty();
        for (var same : List.of("status", "assignee", "answering", "messageCount", "lastMessage", "unread")) {
            assertThat(parted.path(same)).as(same).isEqualTo(before.path(same));
        }
        assertThat(listed()).containsExactly(second, first);
        assertThat(shop.told(second)).endsWith("merged", "parted");
        assertThat(shop.told(first)).endsWith("merged", "parted");
        assertThat(admin.delete("/api/v1/conversations/" + second + "/merge").status())
                .as("once more changes nothing")
                .isEqualTo(200);
        assertThat(shop.told(second)).endsWith("merged", "parted");
    }

    @Test
    void onlyWhatIsOnePersonsIsMergedAndNothingInCircles() {
        var stranger = shop.writes("Mei", "Hello");

        assertThat(field(put(admin, stranger, first))).isEqualTo("into");
        assertThat(field(put(admin, first, first))).isEqualTo("into");
        merge(admin, second, first);
        assertThat(field(put(admin, first, second))).as("they are one already").isEqualTo("into");
        assertThat(put(admin, second, first).status()).as("said twice").isEqualTo(200);
        assertThat(shop.told(second).stream().filter("merged"::equals)).hasSize(1);
    }

    @Test
    void aThirdJoinsBothAndWhatLeadsOthersIsPartedFirst() {
        admin.put("/api/v1/conversations/" + first + "/completion", "{\"status\":\"completed\"}");
        var third = shop.writes("Siti", "Me again");
        merge(admin, second, first);
        assertThat(put(admin, first, third).code()).isEqualTo("merged-already");

        merge(admin, third, second);

        assertThat(joined(third)).containsExactlyInAnyOrder(first + " leads", second);
        assertThat(joined(first)).containsExactlyInAnyOrder(second, third);
    }

    @Test
    void anAgentMergesWhatIsTheAgentsOwnAndSeesNoMoreByIt() {
        var ainas = company.signedIn("Aina");
        assign(first);
        assertThat(put(ainas, second, first).status()).isEqualTo(404);
        assertThat(field(put(ainas, first, second))).isEqualTo("into");

        merge(admin, first, second);

        assertThat(ainas.get("/api/v1/conversations/" + first).json().path("joined"))
                .isEmpty();
        assertThat(ainas.get("/api/v1/conversations/" + second).status()).isEqualTo(404);
        answers(first, "Yes");
        assertThat(ainas.get("/api/v1/conversations").json().path("items"))
                .as("what it is read with is nothing to the agent: it stays in the list")
                .hasSize(1);
        assign(second);
        assertThat(ainas.get("/api/v1/conversations/" + first).json().path("joined"))
                .hasSize(1);
    }

    @Test
    void contactsWhoArePartedTakeTheirConversationsWithThem() {
        merge(admin, second, first);
        var merge = shop.items("/api/v1/contacts/" + contact + "/merges").getFirst();

        admin.delete(
                "/api/v1/contacts/" + contact + "/merges/" + merge.path("id").asString());

        assertThat(shop.detail(second).at("/contact/id").asString()).isEqualTo(other);
        assertThat(shop.detail(second).path("mergedInto").isNull()).isTrue();
        assertThat(shop.told(second)).endsWith("merged", "parted");
    }

    private JsonNode merge(StaffApp who, String id, String into) {
        var answer = put(who, id, into);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private static StaffApp.Answer put(StaffApp who, String id, String into) {
        return who.put("/api/v1/conversations/" + id + "/merge", "{\"into\":\"" + into + "\"}");
    }

    private static String field(StaffApp.Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
        return answer.json().at("/errors/0/field").asString();
    }

    private void answers(String id, String text) {
        admin.post("/api/v1/conversations/" + id + "/messages", "{\"type\":\"text\",\"text\":\"" + text + "\"}");
        if (!shop.assignee(id).equals("Aina")) {
            admin.put("/api/v1/conversations/" + id + "/assignment", "{\"userId\":null}");
        }
    }

    private void assign(String id) {
        admin.put("/api/v1/conversations/" + id + "/assignment", "{\"userId\":\"" + aina + "\"}");
    }

    private List<String> joined(String id) {
        return shop.detail(id)
                .path("joined")
                .valueStream()
                .map(one -> one.path("id").asString() + (one.path("leads").asBoolean() ? " leads" : ""))
                .toList();
    }

    /// Without what the assistant says by itself.
    private List<String> texts(String id) {
        return Inbox.texts(shop.items("/api/v1/conversations/" + id + "/messages").stream()
                .filter(message -> !message.path("author").asString().equals("assistant"))
                .toList());
    }

    private List<String> listed() {
        return shop.items("/api/v1/conversations").stream()
                .map(row -> row.path("id").asString())
                .toList();
    }

    private int counted() {
        return admin.get("/api/v1/conversations/counters").json().path("all").asInt();
    }
}
