package app.sembang.conversations;

import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.MemberId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Who is made responsible for a conversation.
@ProductTest
class AssignmentTests {
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Inbox inbox;
    private TestBot bot;

    @SuppressWarnings("NullAway.Init")
    AssignmentTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithABot() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        inbox = new Inbox(company.admin());
        bot = TestBot.connect(port, company);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void overAnyStretchOfNewConversationsTheAgentsSharesDifferByOneAtMost(int agents) throws Exception {
        var taken = IntStream.range(0, agents)
                .mapToObj(i -> company.take("Agent" + i, Role.COMPANY_USER).toString())
                .toList();
        company.take("Vina", Role.VIEWER);

        // All at once, so that the turn is taken by many transactions and by many conversations in one.
        atOnce(IntStream.range(0, 24)
                .<Callable<Boolean>>mapToObj(i -> () -> bot.customer("Customer " + i)
                        .says("/start")
                        .awaitDelivered(SOON)
                        .delivered())
                .toList());
        Inbox.untilDrained(company);

        var turns = turns();
        assertThat(turns).hasSize(24);
        for (int from = 0; from < turns.size(); from++) {
            for (int to = from + 1; to <= turns.size(); to++) {
                var window = turns.subList(from, to);
                var shares = taken.stream()
                        .map(agent -> window.stream().filter(agent::equals).count())
                        .toList();
                assertThat(shares.stream().mapToLong(share -> share).max().orElseThrow()
                                - shares.stream()
                                        .mapToLong(share -> share)
                                        .min()
                                        .orElseThrow())
                        .as("%s of %s", window, taken)
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void whoComesBackMeetsThePersonTheyKnowAndThatTakesNobodysTurn() {
        company.take("Aina", Role.COMPANY_USER);
        company.take("Wei", Role.COMPANY_USER);
        var siti = writes("Siti");
        assertThat(assignee(siti)).isEqualTo("Aina");
        var mei = writes("Mei");
        assertThat(assignee(mei)).isEqualTo("Wei");
        company.admin()
                .put("/api/v1/conversations/" + mei + "/completion", "{\"status\":\"lost\",\"notes\":\"Too dear\"}");

        var again = writes("Mei");

        assertThat(again).isNotEqualTo(mei);
        assertThat(assignee(again)).isEqualTo("Wei");
        assertThat(inbox.detail(again).at("/assignment/rule").asString()).isEqualTo("previous");
        assertThat(assignee(writes("Devi"))).isEqualTo("Aina");
    }

    @Test
    void anAssignmentSaysByWhomAndWhyAndItsHistoryStays() {
        var aina = company.take("Aina", Role.COMPANY_USER);
        var wei = company.take("Wei", Role.COMPANY_USER);
        var id = writes("Siti");

        assertThat(assign(id, "\"" + wei + "\"", "Wei tahu batik").status()).isEqualTo(200);
        assertThat(assign(id, "\"" + wei + "\"", "sekali lagi").status()).isEqualTo(200);
        assertThat(assign(id, "null", "Tiada orang").status()).isEqualTo(200);

        var history = inbox.items("/api/v1/conversations/" + id + "/assignments");
        assertThat(history)
                .extracting(entry -> entry.at("/from/name").asString("-") + " → "
                        + entry.at("/to/name").asString("-") + ", "
                        + entry.path("rule").asString() + ", by "
                        + entry.at("/by/name").asString("-") + ": "
                        + entry.path("reason").asString("-"))
                .containsExactly(
                        "- → Aina, rotation, by -: -",
                        "Aina → Wei, manual, by Puan Admin: Wei tahu batik",
                        "Wei → -, manual, by Puan Admin: Tiada orang");
        assertThat(inbox.detail(id).at("/assignment/by/name").asString()).isEqualTo("Puan Admin");
        var told = inbox.activity(id).stream()
                .filter(line -> line.path("kind").asString().equals("assigned"))
                .toList();
        assertThat(told).hasSize(2);
        assertThat(told.get(1).at("/actor/name").asString()).isEqualTo("Puan Admin");
        assertThat(told.get(1).at("/facts/toName").asString()).isEqualTo("Wei");
        assertThat(inbox.detail(id).path("answering").asString()).isEqualTo("assistant");
        assertThat(aina).isNotNull();
    }

    @Test
    void onlyWhoAnswersCustomersCanBeMadeResponsible() {
        var id = writes("Siti");
        var viewer = company.take("Vina", Role.VIEWER);
        var stranger = TestCompany.found(port, members).take("Omar", Role.COMPANY_USER);

        assertThat(assign(id, "\"" + viewer + "\"", "x").status()).isEqualTo(422);
        assertThat(assign(id, "\"" + stranger + "\"", "x").status()).isEqualTo(422);
        assertThat(assign(id, "\"" + MemberId.next() + "\"", "x").status()).isEqualTo(422);
        assertThat(assign(id, "\"nobody\"", "x").status()).isIn(400, 422);
        assertThat(assign(id, "null", "x".repeat(501))
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("reason");
    }

    @Test
    void twoAdminsAssigningAtOnceLeaveOneAnswerAndAHistoryThatJoinsUp() throws Exception {
        var people = IntStream.range(0, 4)
                .mapToObj(i -> company.take("Agent" + i, Role.COMPANY_USER))
                .toList();
        var id = writes("Siti");

        atOnce(IntStream.range(0, 20)
                .<Callable<Integer>>mapToObj(i -> () ->
                        assign(id, "\"" + people.get(i % 4) + "\"", "n " + i).status())
                .toList());

        var history = inbox.items("/api/v1/conversations/" + id + "/assignments");
        for (int i = 1; i < history.size(); i++) {
            assertThat(history.get(i).at("/from/id"))
                    .isEqualTo(history.get(i - 1).at("/to/id"));
        }
        assertThat(inbox.detail(id).at("/assignee/id"))
                .isEqualTo(history.getLast().at("/to/id"));
    }

    @Test
    void whatWasWrittenDownCannotBeChanged() throws SQLException {
        company.take("Aina", Role.COMPANY_USER);
        writes("Siti");

        for (var role : List.of("sembang_app", "sembang_platform", "sembang_ingest")) {
            try (var connection = TestDatabase.shared().as(role, "sembang");
                    var statement = connection.createStatement()) {
                statement.execute(
                        "select set_config('app.company_id', '%s', false), set_config('app.scope', 'company', false)"
                                .formatted(company.id()));
                for (var table : List.of("assignment", "event_log", "note")) {
                    for (var sql : List.of("update %s set company_id = company_id", "delete from %s", "truncate %s")) {
                        assertThatThrownBy(() -> statement.execute(sql.formatted(table)))
                                .as(role + ": " + sql.formatted(table))
                                .hasMessageContaining("permission denied");
                    }
                }
            }
        }
    }

    private StaffApp.Answer assign(String conversation, String member, String reason) {
        return company.admin()
                .put(
                        "/api/v1/conversations/" + conversation + "/assignment",
                        "{\"userId\":%s,\"reason\":\"%s\"}".formatted(member, reason));
    }

    private final HashMap<String, Long> chats = new HashMap<>();

    private String writes(String name) {
        bot.customer(chats.computeIfAbsent(name, it -> TestBot.newChat()), name)
                .says("/start")
                .awaitDelivered(SOON);
        Inbox.untilDrained(company);
        return inbox.with(name);
    }

    private String assignee(String conversation) {
        return inbox.detail(conversation).at("/assignee/name").asString();
    }

    /// Who was given a conversation by rotation, in the order of the turns.
    private List<String> turns() throws SQLException {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.prepareStatement(
                        "select to_id::text from assignment where company_id = ?::uuid and rule = 'rotation' order by id")) {
            statement.setString(1, company.id().toString());
            var found = statement.executeQuery();
            var turns = new ArrayList<String>();
            while (found.next()) {
                turns.add(found.getString(1));
            }
            return turns;
        }
    }

    private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (var future : threads.invokeAll(work)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
