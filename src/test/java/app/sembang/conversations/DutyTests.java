package app.sembang.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.contacts.Sighting;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// New conversations go only to who is at work and has room for one more; those of somebody who left go on with others.
@ProductTest
class DutyTests {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Members members;
    private final Conversations conversations;
    private final AttendanceClock attendance;
    private final CompanyTransactions transactions;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private ChannelAccountId account;
    private MemberId aina;
    private MemberId wei;

    @SuppressWarnings("NullAway.Init")
    DutyTests(
            Members members,
            Conversations conversations,
            AttendanceClock attendance,
            CompanyTransactions transactions,
            TestClock clock) {
        this.members = members;
        this.conversations = conversations;
        this.attendance = attendance;
        this.transactions = transactions;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithTwoAgents() {
        company = TestCompany.found(port, members);
        account = ChannelAccountId.from(company.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Site\",\"credentials\":{}}")
                .json()
                .path("id")
                .asString());
        aina = company.take("Aina", Role.COMPANY_USER);
        wei = company.take("Wei", Role.COMPANY_USER);
    }

    @Test
    void whoIsAwayIsGivenNothingNew() {
        company.signedIn("Aina").put("/api/v1/me/availability", "{\"available\":false}");

        for (int i = 0; i < 3; i++) {
            assertThat(assignee(write("visitor-" + i))).isEqualTo(wei.toString());
        }
        company.signedIn("Wei").put("/api/v1/me/availability", "{\"available\":false}");
        assertThat(assignee(write("visitor-4"))).as("nobody: it waits").isEmpty();
    }

    @Test
    void whoseAppIsClosedIsGivenNothingNewUntilItIsOpenAgain() {
        var ainas = company.signedIn("Aina");
        open(ainas);
        assertThat(assignee(write("one"))).isEqualTo(aina.toString());
        assertThat(assignee(write("two")))
                .as("who never had it open is away only by choice")
                .isEqualTo(wei.toString());

        later(Duration.ofMinutes(14), ainas);
        attendance.look();
        assertThat(available(aina)).isTrue();
        later(Duration.ofMinutes(2), ainas);
        attendance.look();
        assertThat(available(aina)).isFalse();
        assertThat(assignee(write("three"))).isEqualTo(wei.toString());
        assertThat(assignee(write("four"))).isEqualTo(wei.toString());

        open(ainas);
        await().atMost(SOON).until(() -> available(aina));
        assertThat(assignee(write("five"))).isEqualTo(aina.toString());
    }

    @Test
    void whoSaysToBeAwayStaysSoWithTheAppOpen() {
        var ainas = company.signedIn("Aina");
        ainas.put("/api/v1/me/availability", "{\"available\":false}");
        open(ainas);

        assertThat(available(aina)).isFalse();
        assertThat(assignee(write("one"))).isEqualTo(wei.toString());
        assertThat(assignee(write("two"))).isEqualTo(wei.toString());
    }

    @Test
    void aCompanySaysAfterHowManyMinutesAClosedAppMeansAway() {
        company.admin().put("/api/v1/assignment-rule", rule(30));
        var ainas = company.signedIn("Aina");
        open(ainas);
        company.admin().put("/api/v1/assignment-rule", rule(0));
        later(Duration.ofMinutes(31), ainas);
        attendance.look();
        assertThat(available(aina)).as("only by choice").isTrue();

        company.admin().put("/api/v1/assignment-rule", rule(30));
        attendance.look();
        assertThat(available(aina)).isFalse();
        assertThat(company.admin().put("/api/v1/assignment-rule", rule(481)).status())
                .isEqualTo(422);
    }

    private static String rule(int awayAfter) {
        return "{\"automatic\":true,\"strategy\":\"rotation\",\"keepsAgent\":true,\"whenAway\":\"keep\",\"awayAfter\":%d}"
                .formatted(awayAfter);
    }

    private static void open(StaffApp person) {
        assertThat(person.get("/api/v1/events?wait=1").status()).isEqualTo(200);
    }

    private boolean available(MemberId member) {
        return transactions.in(
                company.id(),
                () -> members.staff(company.id()).stream()
                        .filter(one -> one.duty().id().equals(member))
                        .findFirst()
                        .orElseThrow()
                        .available());
    }

    @Test
    void whoHasHoursIsGivenSomethingOnlyThen() {
        // A Tuesday, ten in the morning where the company is.
        clock.moveTo(Instant.parse("2026-11-24T02:00:00Z"));
        var ainas = company.signedIn("Aina");
        var hers = ainas.put("/api/v1/me/hours", "{\"hours\":{\"tuesday\":[{\"from\":\"09:00\",\"to\":\"11:00\"}]}}")
                .json();
        assertThat(hers.path("onShift").asBoolean()).isTrue();
        assertThat(hers.at("/hours/tuesday/0/to").asString()).isEqualTo("11:00");
        company.signedIn("Wei").put("/api/v1/me/availability", "{\"available\":false}");
        assertThat(assignee(write("in the morning"))).isEqualTo(aina.toString());

        later(Duration.ofMinutes(61), ainas);
        await().atMost(SOON).until(() -> !onShift(ainas));
        assertThat(assignee(write("at noon"))).as("nobody: it waits").isEmpty();
        var late = write("later");

        later(Duration.ofDays(7).minusMinutes(90), ainas);
        await().atMost(SOON).until(() -> onShift(ainas));
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(assignee(late)).as("who waits is given").isEqualTo(aina.toString()));

        assertThat(ainas.put("/api/v1/me/hours", "{\"hours\":null}")
                        .json()
                        .path("hours")
                        .isNull())
                .isTrue();
        later(Duration.ofHours(8), ainas);
        assertThat(assignee(write("at night"))).isEqualTo(aina.toString());
        assertThat(ainas.put("/api/v1/me/hours", "{\"hours\":{\"monday\":[{\"from\":\"09:00\"}]}}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void whenAShiftEndsConversationsGoOnWithOthersWhereTheCompanyWantsThat() {
        clock.moveTo(Instant.parse("2026-11-24T02:00:00Z"));
        company.admin()
                .put(
                        "/api/v1/assignment-rule",
                        "{\"automatic\":true,\"strategy\":\"rotation\",\"keepsAgent\":true,\"whenAway\":\"hand_over\"}");
        company.signedIn("Wei").put("/api/v1/me/availability", "{\"available\":false}");
        company.signedIn("Aina")
                .put("/api/v1/me/hours", "{\"hours\":{\"tuesday\":[{\"from\":\"09:00\",\"to\":\"11:00\"}]}}");
        var hers = write("one");
        assertThat(assignee(hers)).isEqualTo(aina.toString());
        company.signedIn("Wei").put("/api/v1/me/availability", "{\"available\":true}");

        later(Duration.ofMinutes(61));

        await().atMost(SOON).untilAsserted(() -> assertThat(assignee(hers)).isEqualTo(wei.toString()));
    }

    /// Whoever is signed in stays so.
    private void later(Duration by, StaffApp... people) {
        clock.advance(by);
        company.admin().refresh();
        List.of(people).forEach(StaffApp::refresh);
    }

    private static boolean onShift(StaffApp person) {
        return person.get("/api/v1/me").json().path("onShift").asBoolean();
    }

    @Test
    void nobodyIsGivenMoreThanTheirCapacity() {
        company.admin().patch("/api/v1/users/" + aina, "{\"capacity\":1}");
        company.admin().patch("/api/v1/users/" + wei, "{\"capacity\":2}");

        var assignees = List.of("a", "b", "c", "d").stream()
                .map(visitor -> assignee(write(visitor)))
                .toList();

        assertThat(assignees).containsExactly(aina.toString(), wei.toString(), wei.toString(), "");
    }

    @Test
    void aContactGoesToSomebodyElseWhileTheirAgentIsAway() {
        var first = write("visitor");
        assertThat(assignee(first)).isEqualTo(aina.toString());
        company.admin().put("/api/v1/conversations/" + first + "/completion", "{\"status\":\"completed\"}");
        company.signedIn("Aina").put("/api/v1/me/availability", "{\"available\":false}");
        clock.advance(Duration.ofMinutes(1));

        var second = write("visitor");

        assertThat(second).isNotEqualTo(first);
        assertThat(assignee(second)).isEqualTo(wei.toString());
    }

    @Test
    void theConversationsOfWhoIsDeactivatedGoToTheNextInTurn() {
        var hers = write("one");
        write("two");
        var answered = write("three");
        assertThat(List.of(assignee(hers), assignee(answered))).containsOnly(aina.toString());
        company.signedIn("Aina").put("/api/v1/conversations/" + answered + "/takeover", "");

        company.admin().put("/api/v1/users/" + aina + "/deactivation", "");

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(assignee(hers)).isEqualTo(wei.toString());
            assertThat(assignee(answered)).isEqualTo(wei.toString());
        });
        assertThat(detail(answered).path("answering").asString()).isEqualTo("nobody");
        assertThat(company.admin()
                        .get("/api/v1/conversations/" + hers + "/assignments")
                        .response()
                        .body())
                .contains(aina.toString(), wei.toString());
    }

    @Test
    void withNobodyElseAtWorkTheyWait() {
        company.admin().put("/api/v1/users/" + wei + "/deactivation", "");
        var hers = write("one");
        assertThat(assignee(hers)).isEqualTo(aina.toString());

        company.admin().put("/api/v1/users/" + aina + "/deactivation", "");

        await().atMost(SOON).untilAsserted(() -> assertThat(assignee(hers)).isEmpty());
        assertThat(assignee(write("two"))).isEmpty();
    }

    private String write(String visitor) {
        return transactions.in(company.id(), () -> {
            var received = conversations.receive(
                    company.id(),
                    List.of(new Inbound(
                            Channel.WEBCHAT,
                            new Sighting(account, visitor, visitor, null, null),
                            Ids.next().toString(),
                            null,
                            new Content.Text("qwxz qwxz"),
                            clock.instant())));
            return conversations
                    .newestOf(company.id(), received.getFirst().identity())
                    .orElseThrow()
                    .toString();
        });
    }

    private String assignee(String conversation) {
        return detail(conversation).at("/assignee/id").asString("");
    }

    private JsonNode detail(String conversation) {
        return company.admin().get("/api/v1/conversations/" + conversation).json();
    }
}
