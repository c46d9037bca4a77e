package app.sembang.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class TaskTests {
    private static final String TASKS = "/api/v1/tasks";

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;

    @SuppressWarnings("NullAway.Init")
    TaskTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
    }

    @Test
    void todayEndsWithTheCompanysDayAndTakesInWhatIsOverdue() {
        add(admin, "Yesterday", "2026-11-23T04:00:00Z", "");
        add(admin, "Tonight", "2026-11-24T15:59:59Z", "");
        add(admin, "Midnight in Kuala Lumpur", "2026-11-24T16:00:00Z", "");

        assertThat(titles(inbox, "?due=today")).containsExactly("Yesterday", "Tonight");
        assertThat(titles(inbox, "?due=later")).containsExactly("Midnight in Kuala Lumpur");
        assertThat(inbox.items(TASKS))
                .extracting(task -> task.path("overdue").asBoolean())
                .containsExactly(true, false, false);
    }

    @Test
    void isDoneAndUndone() {
        var task = add(admin, "Call back", "2026-11-24T04:00:00Z", "");

        assertThat(admin.put(task + "/completion", "").json().path("doneAt").isNull())
                .isFalse();
        assertThat(titles(inbox, "")).isEmpty();
        assertThat(titles(inbox, "?state=done")).containsExactly("Call back");

        assertThat(admin.delete(task + "/completion").json().path("doneAt").isNull())
                .isTrue();
        assertThat(titles(inbox, "")).containsExactly("Call back");
        assertThat(admin.delete(task).status()).isEqualTo(204);
        assertThat(admin.get(task).status()).isEqualTo(404);
    }

    @Test
    void namesTheContactOfItsConversationAndIsFoundByEither() {
        TestBot.connect(port, company).customer("Aina").says("Hello").awaitDelivered(TestBot.SOON);
        var conversation = inbox.with("Aina");
        var contact = inbox.detail(conversation).at("/contact/id").asString();
        add(admin, "Send the size chart", "2026-11-24T04:00:00Z", ",\"conversationId\":\"%s\"".formatted(conversation));
        add(admin, "Ask for a review", "2026-11-30T04:00:00Z", ",\"contactId\":\"%s\"".formatted(contact));
        add(admin, "Clean the shop", "2026-11-25T04:00:00Z", "");

        assertThat(titles(inbox, "?conversation=" + conversation)).containsExactly("Send the size chart");
        assertThat(titles(inbox, "?contact=" + contact)).containsExactly("Send the size chart", "Ask for a review");
        assertThat(inbox.items(TASKS + "?contact=" + contact))
                .allSatisfy(
                        task -> assertThat(task.path("contactName").asString()).isEqualTo("Aina"));
    }

    @Test
    void anAgentSeesAndMakesOwnTasksOnly() {
        company.assignsByHand();
        TestBot.connect(port, company).customer("Aina").says("Hello").awaitDelivered(TestBot.SOON);
        var conversation = inbox.with("Aina");
        var agent = company.person("Lim", Role.COMPANY_USER);
        var id = agent.get("/api/v1/me").json().path("id").asString();
        var hidden = add(admin, "For the admin", "2026-11-24T04:00:00Z", "");
        var given = add(admin, "For Lim", "2026-11-24T05:00:00Z", ",\"assigneeId\":\"%s\"".formatted(id));

        assertThat(titles(new Inbox(agent), "")).containsExactly("For Lim");
        assertThat(titles(new Inbox(agent), "?assignee=me")).containsExactly("For Lim");
        assertThat(agent.get(hidden).status()).isEqualTo(404);
        assertThat(agent.put(hidden + "/completion", "").status()).isEqualTo(404);
        assertThat(agent.put(given + "/completion", "").status()).isEqualTo(200);
        var adminId = admin.get("/api/v1/me").json().path("id").asString();
        assertThat(send(agent, "Mine", "2026-11-24T05:00:00Z", ",\"assigneeId\":\"%s\"".formatted(adminId))
                        .status())
                .isEqualTo(422);
        assertThat(send(agent, "Mine", "2026-11-24T05:00:00Z", ",\"conversationId\":\"%s\"".formatted(conversation))
                        .status())
                .isEqualTo(422);
        assertThat(company.person("Vi", Role.VIEWER)
                        .post(TASKS, "{\"title\":\"x\",\"dueAt\":\"2026-11-24T05:00:00Z\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whoIsResponsibleIsToldOnceWhenTheTimeHasCome() {
        var agent = company.person("Lim", Role.COMPANY_USER);
        var id = agent.get("/api/v1/me").json().path("id").asString();
        var task = add(admin, "Call back", "2026-11-24T02:00:10Z", ",\"assigneeId\":\"%s\"".formatted(id));
        add(admin, "Later", "2026-12-24T02:00:00Z", ",\"assigneeId\":\"%s\"".formatted(id));
        admin.patch(task, "{\"dueAt\":\"2026-11-24T02:00:20Z\"}");

        clock.advance(Duration.ofSeconds(30));

        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "notice", "kind = 'task_due'") == 1);
        var told = new Inbox(agent).items("/api/v1/notifications").getFirst();
        assertThat(told.path("taskTitle").asString()).isEqualTo("Call back");
        assertThat(Inbox.rows(company, "notice", "kind = 'task_due'")).isEqualTo(1);
        assertThat(admin.delete(task).status()).isEqualTo(204);
    }

    @Test
    void whoIsGivenATaskByAnotherIsToldByWhomAndNobodyOfTheirOwn() {
        var lim = company.person("Lim", Role.COMPANY_USER);
        var wei = company.person("Wei", Role.COMPANY_USER);
        var limId = lim.get("/api/v1/me").json().path("id").asString();
        var weiId = wei.get("/api/v1/me").json().path("id").asString();
        add(lim, "My own", "2026-12-24T05:00:00Z", "");
        var task = add(admin, "Call back", "2026-12-24T05:00:00Z", ",\"assigneeId\":\"%s\"".formatted(limId));

        admin.patch(task, "{\"title\":\"Call back soon\"}");
        admin.patch(task, "{\"assigneeId\":\"%s\"}".formatted(weiId));
        admin.patch(
                task,
                "{\"assigneeId\":\"%s\"}"
                        .formatted(admin.get("/api/v1/me").json().path("id").asString()));

        for (var agent : List.of(lim, wei)) {
            var told = new Inbox(agent).items("/api/v1/notifications");
            assertThat(told).extracting(one -> one.path("kind").asString()).containsExactly("task_given");
            assertThat(told.getFirst().path("actorName").asString()).isEqualTo("Puan Admin");
        }
        assertThat(new Inbox(admin).items("/api/v1/notifications")).isEmpty();
    }

    @Test
    void tasksOfContactsThatAreJoinedFollowThem() {
        var bot = TestBot.connect(port, company);
        bot.customer("Aina").says("Hello");
        bot.customer("Aina Yusof").says("Hello");
        var first = inbox.detail(inbox.with("Aina")).at("/contact/id").asString();
        var second = inbox.detail(inbox.with("Aina Yusof")).at("/contact/id").asString();
        add(admin, "Ask for a review", "2026-11-30T04:00:00Z", ",\"contactId\":\"%s\"".formatted(second));
        var kept = "/api/v1/contacts/" + first;

        admin.post(kept + "/merges", "{\"contactId\":\"%s\"}".formatted(second));
        assertThat(titles(inbox, "?contact=" + first)).hasSize(1);
        admin.delete(kept + "/merges/"
                + inbox.items(kept + "/merges").getFirst().path("id").asString());
        assertThat(titles(inbox, "?contact=" + first)).isEmpty();
        assertThat(titles(inbox, "?contact=" + second)).hasSize(1);
    }

    @Test
    void pagesFollowEachOther() {
        for (int i = 1; i <= 3; i++) add(admin, "No. " + i, "2026-11-24T04:00:00Z", "");
        var first = admin.get(TASKS + "?limit=2").json();

        assertThat(inbox.items(TASKS + "?limit=2&after=" + first.path("next").asString()))
                .hasSize(1)
                .doesNotContainAnyElementsOf(first.path("items"));
    }

    private String add(StaffApp who, String title, String due, String more) {
        var made = send(who, title, due, more);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return TASKS + "/" + made.json().path("id").asString();
    }

    private static StaffApp.Answer send(StaffApp who, String title, String due, String more) {
        return who.post(TASKS, "{\"title\":\"%s\",\"dueAt\":\"%s\"%s}".formatted(title, due, more));
    }

    private static List<String> titles(Inbox inbox, String query) {
        return inbox.items(TASKS + query).stream()
                .map((JsonNode task) -> task.path("title").asString())
                .toList();
    }
}
