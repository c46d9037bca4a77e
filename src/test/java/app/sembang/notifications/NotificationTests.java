package app.sembang.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestMail;
import app.sembang.connections.ChannelAccounts;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.ChannelAccountId;
import app.sembang.simulator.TelegramCustomer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class NotificationTests {
    private static final String NOTIFICATIONS = "/api/v1/notifications";

    private final Members members;
    private final ChannelAccounts accounts;
    private final CompanyTransactions transactions;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;
    private TestBot bot;
    private final Map<String, TelegramCustomer> customers = new HashMap<>();

    @SuppressWarnings("NullAway.Init")
    NotificationTests(Members members, ChannelAccounts accounts, CompanyTransactions transactions, TestClock clock) {
        this.members = members;
        this.accounts = accounts;
        this.transactions = transactions;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
        bot = TestBot.connect(port, company);
    }

    @Test
    void theAssigneeIsToldByWhomAndWhyAndOpensTheConversation() {
        company.assignsByHand();
        var conversation = talk("Aina");
        var agent = company.person("Lim", Role.COMPANY_USER);
        assign(conversation, id(agent), "Speaks Tamil");

        var told = of(agent, "assigned").getFirst();

        assertThat(told.path("conversationId").asString()).isEqualTo(conversation);
        assertThat(told.path("contactName").asString()).isEqualTo("Aina");
        assertThat(told.path("actorName").asString()).isEqualTo("Puan Admin");
        assertThat(told.path("reason").asString()).isEqualTo("Speaks Tamil");
        assertThat(unread(agent)).isEqualTo(1);
        assign(conversation, id(agent), "Again");
        assertThat(of(agent, "assigned")).hasSize(1);
    }

    @Test
    void ofAMutedConversationOnlyWhatIsMeantForOneAloneIsTold() {
        company.assignsByHand();
        var conversation = talk("Aina");
        var second = company.person("Ong", Role.COMPANY_ADMIN);
        var muted = "/api/v1/notifications/muted/" + conversation;
        assertThat(second.put(muted, "").status()).isEqualTo(204);
        assertThat(second.get("/api/v1/notifications/muted")
                        .json()
                        .at("/items/0")
                        .asString())
                .isEqualTo(conversation);
        int before = of(second, "unassigned").size();
        assign(conversation, id(admin), null);
        clock.advance(Duration.ofSeconds(1));

        assign(conversation, null, "Back to the queue");
        clock.advance(Duration.ofSeconds(1));
        assign(conversation, id(second), null);

        assertThat(of(second, "unassigned")).hasSize(before);
        assertThat(of(second, "assigned")).hasSize(1);
        assertThat(second.delete(muted).status()).isEqualTo(204);
        clock.advance(Duration.ofSeconds(1));
        assign(conversation, null, "Once more");
        assertThat(of(second, "unassigned")).hasSize(before + 1);
    }

    @Test
    void aTransferIsToldToAdminsAndItsAnswerToWhoAsked() {
        company.assignsByHand();
        var conversation = talk("Aina");
        var agent = company.person("Lim", Role.COMPANY_USER);
        var second = company.person("Wei", Role.COMPANY_USER);
        assign(conversation, id(agent), null);
        var requests = "/api/v1/conversations/" + conversation + "/transfer-requests";
        var asked = agent.post(requests, "{\"reason\":\"My shift ends\"}");
        assertThat(asked.status()).as(asked.response().body()).isEqualTo(201);

        assertThat(of(admin, "transfer_asked").getFirst().path("reason").asString())
                .isEqualTo("My shift ends");
        assertThat(of(second, "transfer_asked")).isEmpty();
        admin.put(
                "/api/v1/transfer-requests/" + asked.json().path("id").asString() + "/refusal",
                "{\"answer\":\"Nobody is here\"}");
        assertThat(of(agent, "transfer_declined").getFirst().path("reason").asString())
                .isEqualTo("Nobody is here");

        clock.advance(Duration.ofSeconds(1));
        var again = agent.post(requests, "{\"to\":\"%s\",\"reason\":\"My shift ends\"}".formatted(id(second)));
        admin.put("/api/v1/transfer-requests/" + again.json().path("id").asString() + "/approval", "{}");
        assertThat(of(agent, "transfer_approved")).hasSize(1);
        assertThat(of(second, "assigned")).hasSize(1);
        assertThat(of(second, "transfer_approved")).isEmpty();
    }

    @Test
    void whoPutSomethingOffIsToldThatItIsBackAndThatAMessageForLaterWasNotSent() {
        company.assignsByHand();
        var conversation = talk("Aina");
        var agent = company.person("Lim", Role.COMPANY_USER);
        assign(conversation, id(agent), null);
        var path = "/api/v1/conversations/" + conversation;
        agent.put(
                path + "/snooze", "{\"until\":\"%s\"}".formatted(clock.instant().plus(Duration.ofMinutes(5))));
        clock.advance(Duration.ofMinutes(6));
        agent.refresh();
        await().atMost(TestBot.SOON)
                .untilAsserted(() -> assertThat(of(agent, "woken")).hasSize(1));

        var leaving = company.person("Mei", Role.COMPANY_ADMIN);
        assertThat(leaving.post(
                                path + "/scheduled-messages",
                                "{\"text\":\"Hello again\",\"sendAt\":\"%s\"}"
                                        .formatted(clock.instant().plus(Duration.ofMinutes(5))))
                        .status())
                .isEqualTo(201);
        admin.put("/api/v1/users/" + id(leaving) + "/deactivation", "");
        clock.advance(Duration.ofMinutes(6));
        agent.refresh();
        await().atMost(TestBot.SOON)
                .untilAsserted(() -> assertThat(of(agent, "not_sent")).hasSize(1));
        assertThat(of(agent, "not_sent").getFirst().path("conversationId").asString())
                .isEqualTo(conversation);
    }

    @Test
    void whoHoldsAConversationIsToldOnceThatItsCustomerWroteUntilTheyLook() {
        company.assignsByHand();
        var conversation = talk("Aina");
        var agent = company.person("Lim", Role.COMPANY_USER);
        var thread = "/api/v1/conversations/" + conversation;
        prefer(agent, "customer_wrote", true, "off", "");
        assign(conversation, id(agent), null);
        agent.put(thread + "/takeover", "");

        talk("Aina", "Are you there?", "Hello?");

        var told = of(agent, "customer_wrote");
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().path("contactName").asString()).isEqualTo("Aina");
        assertThat(of(admin, "customer_wrote")).isEmpty();
        looksAt(agent, conversation);
        assertThat(of(agent, "customer_wrote").getFirst().path("readAt").isNull())
                .as("what was seen in the conversation is no news")
                .isFalse();

        agent.put(thread + "/presence", "{\"state\":\"viewing\"}");
        talk("Aina", "Good");
        assertThat(of(agent, "customer_wrote")).as("it is on the screen").hasSize(1);
        looksAt(agent, conversation);
        agent.delete(thread + "/presence");
        talk("Aina", "One more thing");
        assertThat(of(agent, "customer_wrote")).hasSize(2);

        looksAt(agent, conversation);
        agent.delete(thread + "/takeover");
        talk("Aina", "Thanks");
        assertThat(of(agent, "customer_wrote")).as("the assistant answers").hasSize(2);
    }

    @Test
    void thatACustomerWroteIsToldByPushAloneUnlessOneWantsMore() {
        company.assignsByHand();
        var conversation = talk("Aina");
        assign(conversation, id(admin), null);
        admin.put("/api/v1/conversations/" + conversation + "/takeover", "");
        try (var push = new TestPushService()) {
            admin.put(NOTIFICATIONS + "/push-subscription", push.subscription());

            talk("Aina", "Are you there?");

            await().atMost(TestBot.SOON).until(() -> !push.received().isEmpty());
            assertThat(push.opened(push.received().getFirst()))
                    .contains("Aina", "/company/conversations/" + conversation)
                    .doesNotContain("Are you there?");
        }
        assertThat(of(admin, "customer_wrote")).isEmpty();
    }

    private void looksAt(StaffApp who, String conversation) {
        var seq = new Inbox(who).thread(conversation).getLast().path("seq").asInt();
        var read = who.put("/api/v1/conversations/" + conversation + "/read", "{\"seq\":" + seq + "}");
        assertThat(read.status()).isEqualTo(204);
    }

    @Test
    void nobodyIsToldWhatTheyDidThemselves() {
        var conversation = talk("Aina");

        assign(conversation, id(admin), null);

        assertThat(of(admin, "assigned")).isEmpty();
    }

    @Test
    void whoLosesTheConversationNoLongerReadsWhoItWas() {
        var conversation = talk("Aina");
        var agent = company.person("Lim", Role.COMPANY_USER);
        assign(conversation, id(agent), null);
        clock.advance(Duration.ofSeconds(1));
        assign(conversation, id(admin), null);

        var told = of(agent, "assigned").getFirst();

        assertThat(told.path("contactName").isNull()).isTrue();
        assertThat(told.path("conversationId").isNull()).isTrue();
    }

    @Test
    void adminsAreToldOfWhatNobodyIsResponsibleFor() {
        var conversation = talk("Aina");
        assertThat(of(admin, "unassigned")).hasSize(1);
        var second = company.person("Ong", Role.COMPANY_ADMIN);
        assign(conversation, id(second), null);
        clock.advance(Duration.ofSeconds(1));

        assign(conversation, null, "Back to the queue");

        assertThat(of(admin, "unassigned")).hasSize(1);
        assertThat(of(second, "unassigned").getFirst().path("reason").asString())
                .isEqualTo("Back to the queue");
    }

    @Test
    void aHandOverIsToldToWhoIsResponsibleAndToAdmins() {
        var agent = company.person("Lim", Role.COMPANY_USER);
        var conversation = talk("Aina", "I want to speak to a human please");

        await().atMost(TestBot.SOON).until(() -> !of(agent, "handed_over").isEmpty());
        assertThat(of(agent, "handed_over").getFirst().path("conversationId").asString())
                .isEqualTo(conversation);
        assertThat(of(admin, "handed_over")).hasSize(1);
        assertThat(of(agent, "assigned")).hasSize(1);
    }

    @Test
    void aHotLeadIsToldOnceToItsAgentAndToAdmins() {
        var agent = company.person("Lim", Role.COMPANY_USER);
        var conversation = talk("Aina", "Saya nak beli satu", "Macam mana nak bayar?");

        await().atMost(TestBot.SOON).until(() -> !of(agent, "hot_lead").isEmpty());
        talk("Aina", "Dah bayar ya", "Ini resit saya");
        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "contact_score", "contact_number = 4") == 1);

        assertThat(of(agent, "hot_lead")).hasSize(1);
        assertThat(of(admin, "hot_lead"))
                .extracting(told -> told.path("conversationId").asString())
                .containsExactly(conversation);
    }

    @Test
    void aMentionIsToldToThoseWhoMayReadTheNote() {
        company.assignsByHand();
        var conversation = talk("Aina");
        company.person("Lim", Role.COMPANY_USER);
        var second = company.person("Ong", Role.COMPANY_ADMIN);
        var note = "{\"text\":\"@Ong and @Lim, please look\",\"clientId\":\"n-1\"}";

        for (int i = 0; i < 2; i++) admin.post("/api/v1/conversations/%s/notes".formatted(conversation), note);

        assertThat(of(second, "mentioned")).hasSize(1);
        assertThat(of(company.signedIn("Lim"), "mentioned")).isEmpty();
    }

    @Test
    void aBrokenConnectionIsToldToAdminsOnceAndMailedToThemAtOnce() {
        var account = ChannelAccountId.from(bot.account());
        var agent = company.person("Lim", Role.COMPANY_USER);

        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofSeconds(1));
            transactions.run(company.id(), () -> accounts.failing(company.id(), account, "Unauthorized"));
        }

        assertThat(of(admin, "channel_broken"))
                .extracting(told -> told.path("reason").asString())
                .containsExactly("Unauthorized");
        assertThat(of(agent, "channel_broken")).isEmpty();
        assertThat(TestMail.read(company.email("admin"), 1).text()).contains("/company/channels");
    }

    @Test
    void areReadOneByOneOrAllUpToTheNewestSeen() {
        for (int i = 0; i < 3; i++) test(admin, "in_app");
        var told = inbox.items(NOTIFICATIONS);
        var oldest = told.getLast().path("id").asString();

        assertThat(admin.put("%s/%s/read".formatted(NOTIFICATIONS, oldest), "")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(2);
        assertThat(inbox.items(NOTIFICATIONS + "?unread=true")).hasSize(2);
        assertThat(admin.delete("%s/%s/read".formatted(NOTIFICATIONS, oldest))
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(3);
        assertThat(admin.put(
                                NOTIFICATIONS + "/read",
                                "{\"upTo\":\"%s\"}"
                                        .formatted(told.get(1).path("id").asString()))
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
        var first = admin.get(NOTIFICATIONS + "?limit=2").json();
        assertThat(inbox.items(
                        NOTIFICATIONS + "?limit=2&after=" + first.path("next").asString()))
                .extracting(one -> one.path("id").asString())
                .containsExactly(oldest);
        var other = company.person("Ong", Role.COMPANY_ADMIN);
        assertThat(other.put("%s/%s/read".formatted(NOTIFICATIONS, oldest), "").status())
                .isEqualTo(404);
    }

    @Test
    void comeWithTheStreamAndSoDoesWhatIsLeftUnread() {
        var last = admin.get("/api/v1/events").json().path("last").asString();
        test(admin, "in_app");

        var created = events(last);
        assertThat(created).extracting(one -> one.path("event").asString()).containsExactly("notification.created");
        assertThat(created.getFirst().at("/data/unread").asInt()).isEqualTo(1);
        assertThat(created.getFirst().at("/data/notification/kind").asString()).isEqualTo("test");

        admin.put(
                NOTIFICATIONS + "/read",
                "{\"upTo\":\"%s\"}"
                        .formatted(
                                created.getFirst().at("/data/notification/id").asString()));
        var read = events(created.getFirst().path("id").asString());
        assertThat(read.getFirst().path("event").asString()).isEqualTo("notification.read");
        assertThat(read.getFirst().at("/data/unread").asInt()).isZero();
    }

    private List<JsonNode> events(String after) {
        var answer = admin.get("/api/v1/events?wait=10&after=" + after).json();
        return StreamSupport.stream(answer.path("events").spliterator(), false).toList();
    }

    @Test
    void theDaysMailGathersWhatWasNotReadAndQuietHoursHoldBackTheRest() {
        prefer(admin, "unassigned", true, "digest", "\"quietFrom\":\"09:00\",\"quietUntil\":\"11:00\",");
        prefer(admin, "mentioned", true, "at_once", "\"quietFrom\":\"09:00\",\"quietUntil\":\"11:00\",");
        talk("Aina");
        talk("Wei");
        var read = of(admin, "unassigned").getFirst().path("id").asString();
        admin.put("%s/%s/read".formatted(NOTIFICATIONS, read), "");
        var other = company.person("Ong", Role.COMPANY_ADMIN);
        other.post("/api/v1/conversations/%s/notes".formatted(inbox.with("Wei")), "{\"text\":\"@Puan Admin look\"}");

        clock.moveTo(Instant.parse("2026-11-24T03:00:01Z"));
        var afterQuiet = TestMail.read(company.email("admin"), 1);
        assertThat(afterQuiet.subject()).contains("Ong").contains("Wei");
        assertThat(afterQuiet.language()).isEqualTo("ms");

        clock.moveTo(Instant.parse("2026-11-25T00:00:01Z"));
        var digest = TestMail.read(company.email("admin"), 2);
        assertThat(digest.subject()).contains("Aina");
        assertThat(digest.text()).contains("/company/conversations/").doesNotContain("Wei");
    }

    @Test
    void aKindThatIsWantedNowhereIsNotKept() {
        prefer(admin, "unassigned", false, "off", "");

        talk("Aina");

        assertThat(Inbox.rows(company, "notice", "kind = 'unassigned'")).isZero();
    }

    @Test
    void theCompanySaysWhatHoldsForThoseWhoHaveChosenNothingOrForAll() {
        company.assignsByHand();
        var agent = company.person("Lim", Role.COMPANY_USER);
        var off =
                "{\"kinds\":[{\"kind\":\"unassigned\",\"inApp\":false,\"mail\":\"off\",\"push\":false,\"fixed\":%s}]}";
        assertThat(agent.put(NOTIFICATIONS + "/rules", off.formatted(false)).status())
                .isEqualTo(403);

        var rules = admin.put(NOTIFICATIONS + "/rules", off.formatted(false));
        assertThat(rules.status()).as(rules.response().body()).isEqualTo(200);
        talk("Aina");
        assertThat(Inbox.rows(company, "notice", "kind = 'unassigned'"))
                .as("nobody has chosen anything")
                .isZero();

        prefer(admin, "unassigned", true, "off", "");
        talk("Bala");
        assertThat(Inbox.rows(company, "notice", "kind = 'unassigned'"))
                .as("who has chosen wins")
                .isEqualTo(1);

        admin.put(NOTIFICATIONS + "/rules", off.formatted(true));
        talk("Chong");
        assertThat(Inbox.rows(company, "notice", "kind = 'unassigned'"))
                .as("now nobody chooses")
                .isEqualTo(1);
        var preferences = admin.get(NOTIFICATIONS + "/preferences").json();
        assertThat(preferences.at("/fixed/0").asString()).isEqualTo("unassigned");
        assertThat(kinds(agent)).doesNotContain("unassigned");
        assertThat(admin.get(NOTIFICATIONS + "/rules").json().path("kinds")).hasSize(18);
        assertThat(admin.put(NOTIFICATIONS + "/rules", off.formatted(true).replace("unassigned", "test"))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aTestGoesWhereItWasAskedFor() {
        test(admin, "mail");

        assertThat(TestMail.read(company.email("admin"), 1).text()).contains("/company/profile#notifications");
    }

    @Test
    void preferencesAreOfTheRoleAndUsualUntilChosen() {
        var agent = company.person("Lim", Role.COMPANY_USER);

        assertThat(kinds(agent))
                .containsExactly(
                        "assigned",
                        "hot_lead",
                        "handed_over",
                        "mentioned",
                        "task_due",
                        "task_given",
                        "sla_warning",
                        "sla_breach",
                        "transfer_approved",
                        "transfer_declined",
                        "woken",
                        "customer_wrote",
                        "not_sent");
        assertThat(kinds(admin)).contains("unassigned", "channel_broken");
        assertThat(admin.get(NOTIFICATIONS + "/preferences")
                        .json()
                        .path("companyTimeZone")
                        .asString())
                .isEqualTo("Asia/Kuala_Lumpur");
        for (var wrong : List.of("\"timeZone\":\"Mars\",", "\"quietFrom\":\"09:00\",")) {
            assertThat(agent.put(
                                    NOTIFICATIONS + "/preferences",
                                    "{%s\"kinds\":[],\"digestAt\":\"08:00\"}".formatted(wrong))
                            .status())
                    .isEqualTo(422);
        }
    }

    @Test
    void aBrowserThatSubscribedIsToldWhatOnlyItCanRead() {
        try (var push = new TestPushService()) {
            assertThat(admin.put(NOTIFICATIONS + "/push-subscription", push.subscription())
                            .status())
                    .isEqualTo(204);
            var conversation = talk("Aina");

            await().atMost(TestBot.SOON).until(() -> !push.received().isEmpty());

            var received = push.received().getFirst();
            assertThat(push.opened(received)).contains("Aina", "/company/conversations/" + conversation);
            assertThat(received.topic()).hasSize(22);
            var key = admin.get(NOTIFICATIONS + "/preferences")
                    .json()
                    .path("pushKey")
                    .asString();
            assertThat(received.authorization()).startsWith("vapid t=ey").endsWith(", k=" + key);
        }
    }

    @Test
    void aBrowserThatIsGoneIsForgotten() {
        try (var push = new TestPushService()) {
            push.answers(410);
            admin.put(NOTIFICATIONS + "/push-subscription", push.subscription());

            test(admin, "push");

            await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "push_subscription", "true") == 0);
        }
    }

    @Test
    void noPushServiceIsCalledInANetworkOfOurs() {
        try (var push = new TestPushService()) {
            for (var address : List.of("https://localhost/x", "https://10.0.0.1/x", "http://push.example.com/x")) {
                var wanted = push.subscription().replace(push.endpoint(), address);
                assertThat(admin.put(NOTIFICATIONS + "/push-subscription", wanted)
                                .status())
                        .isEqualTo(422);
            }
        }
    }

    private String talk(String name, String... lines) {
        var customer = customers.computeIfAbsent(name, bot::customer);
        for (var line : lines.length == 0 ? new String[] {"Hello"} : lines) {
            clock.advance(Duration.ofSeconds(1));
            customer.says(line);
        }
        var conversation = inbox.with(name);
        Inbox.untilDrained(company);
        return conversation;
    }

    private void assign(String conversation, @Nullable String to, @Nullable String reason) {
        var changed = admin.put(
                "/api/v1/conversations/%s/assignment".formatted(conversation),
                "{\"userId\":%s,\"reason\":%s}".formatted(quoted(to), quoted(reason)));
        assertThat(changed.status()).as(changed.response().body()).isEqualTo(200);
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    private static String id(StaffApp who) {
        return who.get("/api/v1/me").json().path("id").asString();
    }

    private static List<JsonNode> of(StaffApp who, String kind) {
        return new Inbox(who).notices(kind);
    }

    private static int unread(StaffApp who) {
        return who.get(NOTIFICATIONS + "/unread").json().path("count").asInt();
    }

    private static List<String> kinds(StaffApp who) {
        return who.get(NOTIFICATIONS + "/preferences").json().path("kinds").findValuesAsString("kind");
    }

    private static void prefer(StaffApp who, String kind, boolean inApp, String mail, String hours) {
        var changed = who.put(
                NOTIFICATIONS + "/preferences",
                "{\"kinds\":[{\"kind\":\"%s\",\"inApp\":%s,\"mail\":\"%s\",\"push\":false}],%s\"digestAt\":\"08:00\"}"
                        .formatted(kind, inApp, mail, hours));
        assertThat(changed.status()).as(changed.response().body()).isEqualTo(200);
    }

    private static void test(StaffApp who, String way) {
        var sent = who.post(NOTIFICATIONS + "/test", "{\"way\":\"%s\"}".formatted(way));
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(202);
    }
}
