package app.sembang.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.connections.ChannelAccounts;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.ChannelAccountId;
import app.sembang.simulator.TelegramCustomer;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ProductTest
class DashboardTests {
    private static final String DASHBOARDS = "/api/v1/dashboards/";
    private static final String QUESTION = "Berapa harga baju ini";

    private final Members members;
    private final ChannelAccounts accounts;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final TestClock clock;
    private final Map<String, TelegramCustomer> customers = new HashMap<>();

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private StaffApp agent;
    private Inbox inbox;
    private TestBot bot;

    @SuppressWarnings("NullAway.Init")
    DashboardTests(
            Members members,
            ChannelAccounts accounts,
            CompanyTransactions transactions,
            JdbcClient jdbc,
            TestClock clock) {
        this.members = members;
        this.accounts = accounts;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Yesterday one conversation ended with a sale. Today a template answered one, a person another after
    /// two minutes, and nobody the third.
    @BeforeEach
    void aCompanyAtWork() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
        bot = TestBot.connect(port, company);
        company.answers(QUESTION, "RM 50.00 sahaja.");
        var sold = talk("Aina", "Hello");
        admin.put(
                "/api/v1/conversations/%s/completion".formatted(sold),
                "{\"status\":\"completed\",\"saleAmount\":{\"amount\":\"120.00\",\"currency\":\"MYR\"}}");
        clock.advance(Duration.ofDays(1));
        admin.signIn(company.email("admin"), TestCompany.PASSWORD);
        agent = company.person("Lim", Role.COMPANY_USER);
        talk("Bala", QUESTION);
        var answered = talk("Chong", "Hello");
        talk("Devi", "Hello");
        clock.advance(Duration.ofMinutes(2));
        var sent = agent.post(
                "/api/v1/conversations/%s/messages".formatted(answered), "{\"type\":\"text\",\"text\":\"Boleh!\"}");
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
        Inbox.untilDelivered(company);
        admin.post("/api/v1/tasks", """
                {"title":"Call back","dueAt":"2026-11-25T04:00:00Z","assigneeId":"%s"}
                """.formatted(
                        agent.get("/api/v1/me").json().path("id").asString()));
    }

    private String talk(String name, String text) {
        clock.advance(Duration.ofSeconds(1));
        customers.computeIfAbsent(name, bot::customer).says(text);
        var conversation = inbox.with(name);
        Inbox.untilDrained(company);
        return conversation;
    }

    @Test
    void theCompanysFiguresSayWhatHappened() {
        var today = figures(admin, "company", "today");
        var week = figures(admin, "company", "7d");

        assertThat(counts(today))
                .containsEntry("open", 3L)
                .containsEntry("unassigned", 0L)
                .containsEntry("begun", 3L)
                .containsEntry("answered_by_template", 1L)
                .containsEntry("answered_by_person", 1L)
                .containsEntry("unanswered", 1L)
                .containsEntry("won", 0L);
        assertThat(counts(week))
                .containsEntry("begun", 4L)
                .containsEntry("unanswered", 2L)
                .containsEntry("won", 1L);
        assertThat(figure(week, "won").at("/amount/amount").asString()).isEqualTo("120.00");
        assertThat(figure(today, "first_reply").path("seconds").asLong()).isBetween(55L, 65L);
        assertThat(figure(today, "won").at("/amount/currency").asString()).isEqualTo("MYR");
    }

    @Test
    void aFigureOfAPeriodIsSetBesideThePeriodBeforeAndToldPartByPart() {
        var today = figures(admin, "company", "today");
        var begun = figure(today, "begun");

        assertThat(figure(today, "open").path("before").isNull()).isTrue();
        assertThat(figure(today, "open").path("course")).isEmpty();
        assertThat(begun.at("/before/count").asLong()).isEqualTo(1);
        assertThat(begun.path("course")).hasSize(24);
        assertThat(StreamSupport.stream(begun.path("course").spliterator(), false)
                        .mapToLong(point -> point.path("value").asLong())
                        .sum())
                .isEqualTo(begun.path("count").asLong());
        assertThat(figure(today, "won").at("/before/amount/amount").asString()).isEqualTo("120.00");
        assertThat(figure(figures(admin, "company", "7d"), "begun")
                        .at("/before/count")
                        .asLong())
                .isZero();
        assertThat(figure(today, "first_reply").path("course")).hasSize(1);
        assertThat(figure(today, "without_people").path("count").asLong()).isEqualTo(1);
        assertThat(figure(figures(agent, "agent", "today"), "own_first_reply")
                        .path("seconds")
                        .asLong())
                .isBetween(110L, 130L);
    }

    @Test
    void theAgentsFiguresAreOfOwnWorkOnly() {
        var other = company.person("Wong", Role.COMPANY_USER);

        assertThat(counts(figures(agent, "agent", "7d")))
                .containsEntry("own_open", 3L)
                .containsEntry("own_tasks", 1L)
                .containsEntry("own_leads", 3L)
                .containsEntry("own_closed", 0L);
        assertThat(counts(figures(other, "agent", "7d")).values()).containsOnly(0L);
        var stages = agent.get(DASHBOARDS + "agent").json().path("stages");
        assertThat(StreamSupport.stream(stages.spliterator(), false)
                        .mapToLong(stage -> stage.path("count").asLong())
                        .sum())
                .isEqualTo(3);
        assertThat(agent.get(DASHBOARDS + "company").status()).isEqualTo(403);
    }

    @Test
    void everyFigureIsTheNumberOfRowsBehindIt() {
        var account = ChannelAccountId.from(bot.account());
        transactions.run(company.id(), () -> accounts.failing(company.id(), account, "Unauthorized"));
        var superAdmin = TestCompany.superAdmin(port, members);
        for (var period : List.of("today", "7d", "30d", "90d")) {
            for (var board : List.of("company", "agent", "platform")) {
                var who = board.equals("platform") ? superAdmin : board.equals("agent") ? agent : admin;
                for (var figure : figures(who, board, period).path("figures")) {
                    assertThat(figure.path("count").asLong())
                            .as(figure.path("rows").asString())
                            .isEqualTo(rows(who, figure.path("rows").asString()));
                }
            }
        }
    }

    @Test
    void theSameThingIsTheSameNumberElsewhere() {
        var figures = figures(admin, "company", "30d");
        var counters = admin.get("/api/v1/conversations/counters").json();

        assertThat(figure(figures, "open").path("count").asInt())
                .isEqualTo(counters.path("all").asInt());
        assertThat(figure(figures, "waiting").path("count").asInt())
                .isEqualTo(counters.path("waiting").asInt());
        assertThat(figure(figures, "unassigned").path("count").asInt())
                .isEqualTo(counters.path("unassigned").asInt());
        assertThat(figure(figures, "won").path("count").asInt())
                .isEqualTo(inbox.items("/api/v1/leads?outcome=won").size());
        var parts =
                StreamSupport.stream(figures.path("parts").spliterator(), false).toList();
        assertThat(parts).hasSize(30);
        for (var answered : List.of("template", "assistant", "person")) {
            assertThat(parts.stream()
                            .mapToLong(part -> part.path(answered).asLong())
                            .sum())
                    .isEqualTo(figure(figures, "answered_by_" + answered)
                            .path("count")
                            .asLong());
        }
        assertThat(parts.stream()
                        .mapToLong(part -> part.path("unanswered").asLong())
                        .sum())
                .isEqualTo(figure(figures, "unanswered").path("count").asLong());
        var load = figures.path("load");
        assertThat(load).hasSize(1);
        assertThat(load.at("/0/open").asInt()).isEqualTo(3);
        assertThat(rows(admin, load.at("/0/rows").asString())).isEqualTo(3);
    }

    @Test
    void everyPartOfAChartIsTheNumberOfRowsBehindIt() {
        for (var period : List.of("today", "7d")) {
            var dashboard = figures(admin, "company", period);
            for (var part : dashboard.path("parts")) {
                for (var answered : List.of("template", "assistant", "person", "unanswered")) {
                    var figure = answered.equals("unanswered") ? answered : "answered_by_" + answered;
                    var rows = figure(dashboard, figure).path("rows").asString() + "&part="
                            + part.path("at").asString();
                    assertThat(rows(admin, rows))
                            .as(rows)
                            .isEqualTo(part.path(answered).asLong());
                }
            }
        }
        var wrong = admin.get(DASHBOARDS + "company/figures/begun?period=7d&part=2020-01-01T00:00:00");
        assertThat(wrong.status()).isEqualTo(422);
    }

    @Test
    void everyStageIsTheNumberOfRowsBehindIt() {
        var stages = figures(agent, "agent", "7d").path("stages");
        assertThat(stages).isNotEmpty();
        for (var stage : stages) {
            var rows = DASHBOARDS + "agent/figures/own_leads?period=7d&stage="
                    + stage.path("id").asString();
            assertThat(rows(agent, rows)).as(rows).isEqualTo(stage.path("count").asLong());
        }
    }

    @Test
    void theLoadSaysWhoIsAtWork() {
        assertThat(figures(admin, "company", "7d").at("/load/0/atWork").asBoolean())
                .isTrue();

        agent.put("/api/v1/me/availability", "{\"available\":false}");

        assertThat(figures(admin, "company", "7d").at("/load/0/atWork").asBoolean())
                .isFalse();
    }

    @Test
    void thePlatformSeesWhoSendsHowMuchAndWhatModelsCost() {
        var superAdmin = TestCompany.superAdmin(port, members);
        transactions.run(
                company.id(),
                () -> jdbc.sql("""
                        insert into model_usage (company_id, day, rank, part, tokens, cost_usd)
                        values (:company, :day, 0, 0, 1000, 1.25)
                        """)
                        .param("company", company.id().value())
                        .param(
                                "day",
                                clock.instant()
                                        .atZone(ZoneId.of("Asia/Kuala_Lumpur"))
                                        .toLocalDate())
                        .update());

        var dashboard = figures(superAdmin, "platform", "7d");

        assertThat(figure(dashboard, "ai_cost").at("/amount/currency").asString())
                .isEqualTo("USD");
        var costs = mine(superAdmin, "ai_cost");
        assertThat(costs.at("/amount/amount").asString()).isEqualTo("1.25");
        assertThat(costs.path("companyId").asString()).isEqualTo(company.id().toString());
        assertThat(mine(superAdmin, "companies_sending").path("detail").asString())
                .matches("0 / [1-9][0-9]*");
        var share = figure(dashboard, "ai_share").path("average");
        assertThat(share.asDouble()).isBetween(0.0, 1.0);
    }

    private JsonNode mine(StaffApp superAdmin, String figure) {
        var after = "";
        while (true) {
            var page = superAdmin
                    .get(DASHBOARDS + "platform/figures/" + figure + "?period=7d&limit=100"
                            + (after.isEmpty() ? "" : "&after=" + after))
                    .json();
            for (var row : page.path("items")) {
                if (row.path("id").asString().equals(company.id().toString())) {
                    return row;
                }
            }
            after = page.path("next").asString("");
            assertThat(after).as("the company is among the rows").isNotEmpty();
        }
    }

    @Test
    void thePlatformSeesWhichConnectionsFailAndNobodyElseDoes() {
        var superAdmin = TestCompany.superAdmin(port, members);
        var before = figure(figures(superAdmin, "platform", "7d"), "failing_channels")
                .path("count")
                .asLong();
        var account = ChannelAccountId.from(bot.account());
        transactions.run(company.id(), () -> accounts.failing(company.id(), account, "Unauthorized"));

        await().atMost(TestBot.SOON)
                .until(() -> figure(figures(superAdmin, "platform", "7d"), "failing_channels")
                                .path("count")
                                .asLong()
                        == before + 1);
        assertThat(superAdmin.get(DASHBOARDS + "company").status()).isEqualTo(403);
        assertThat(admin.get(DASHBOARDS + "platform").status()).isEqualTo(403);
        assertThat(admin.get(DASHBOARDS + "company/figures/failing_channels").status())
                .isEqualTo(404);
    }

    private static JsonNode figures(StaffApp who, String board, String period) {
        var answer = who.get(DASHBOARDS + board + "?period=" + period);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private static Map<String, Long> counts(JsonNode dashboard) {
        var counts = new HashMap<String, Long>();
        for (var figure : dashboard.path("figures")) {
            counts.put(figure.path("figure").asString(), figure.path("count").asLong());
        }
        return counts;
    }

    private static JsonNode figure(JsonNode dashboard, String name) {
        return StreamSupport.stream(dashboard.path("figures").spliterator(), false)
                .filter(figure -> figure.path("figure").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// How many there are when one follows all pages.
    private static long rows(StaffApp who, String path) {
        long rows = 0;
        var next = "";
        do {
            var answer = who.get(path + "&limit=2" + (next.isEmpty() ? "" : "&after=" + next));
            assertThat(answer.status())
                    .as(path + ": " + answer.response().body())
                    .isEqualTo(200);
            rows += answer.json().path("items").size();
            next = answer.json().path("next").asString("");
        } while (!next.isEmpty());
        return rows;
    }
}
