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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// What a company promises its customers, and what happens when time runs out.
@ProductTest
class SlaTests {
    private final Members members;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final SlaClock promises;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Shop shop;
    private StaffApp admin;
    private MemberId aina;
    private MemberId wei;

    @SuppressWarnings("NullAway.Init")
    SlaTests(
            Members members,
            Conversations conversations,
            CompanyTransactions transactions,
            SlaClock promises,
            TestClock clock) {
        this.members = members;
        this.conversations = conversations;
        this.transactions = transactions;
        this.promises = promises;
        this.clock = clock;
    }

    @BeforeEach
    void aShopWithTwoAgents() {
        company = TestCompany.found(port, members);
        company.assignsByHand();
        shop = new Shop(company, conversations, transactions, clock);
        admin = company.admin();
        aina = company.take("Aina", Role.COMPANY_USER);
        wei = company.take("Wei", Role.COMPANY_USER);
    }

    @Test
    void nothingIsPromisedUntilTheCompanySaysSo() {
        var id = shop.writes("Siti", "hello");
        assertThat(admin.get("/api/v1/company/sla").json().toString()).isEqualTo("{\"policies\":[]}");

        pass(Duration.ofDays(2));
        promises.look(company.id());

        assertThat(shop.detail(id).path("sla").isNull()).isTrue();
        assertThat(shop.told(id)).doesNotContain("sla_warning", "sla_breach");
    }

    @Test
    void aFirstReplyInBusinessHoursSkipsTheNight() {
        opensFromNineToSix();
        promise("\"firstReplyMinutes\":60,\"businessHours\":true");
        clock.moveTo(Instant.parse("2026-11-24T09:30:00Z")); // half past five in the shop
        admin.refresh();

        var id = shop.writes("Siti", "hello");

        var sla = row(id).path("sla");
        assertThat(sla.path("kind").asString()).isEqualTo("first_reply");
        assertThat(sla.path("warnsAt").asString()).isEqualTo("2026-11-25T01:18:00.000Z");
        assertThat(sla.path("dueAt").asString()).isEqualTo("2026-11-25T01:30:00.000Z");
        assertThat(shop.detail(id).path("sla")).isEqualTo(sla);
        clock.moveTo(Instant.parse("2026-11-25T01:17:00Z"));
        admin.refresh();
        promises.look(company.id());
        assertThat(shop.told(id)).doesNotContain("sla_warning", "sla_breach");
        pass(Duration.ofMinutes(1));
        promises.look(company.id());
        assertThat(shop.told(id)).endsWith("sla_warning");
    }

    @Test
    void anOutletCountsTheHoursOfItsOwn() {
        opensFromNineToSix();
        promise("\"firstReplyMinutes\":60,\"businessHours\":true");
        var outlet = admin.post("/api/v1/outlets", """
                        {"name":"Night market","businessHours":{"tuesday":[{"from":"17:00","to":"23:00"}]}}
                        """).json().path("id").asString();
        var account =
                shop.items("/api/v1/channel-accounts").getFirst().path("id").asString();
        admin.put("/api/v1/channel-accounts/" + account + "/outlet", "{\"outletId\":\"" + outlet + "\"}");
        clock.moveTo(Instant.parse("2026-11-24T09:30:00Z"));
        admin.refresh();

        var id = shop.writes("Siti", "hello");

        assertThat(row(id).at("/sla/dueAt").asString()).isEqualTo("2026-11-24T10:30:00.000Z");
    }

    @Test
    void whoIsAnsweredInTimeWasPromisedAndIsNotLate() {
        promise("\"firstReplyMinutes\":30,\"nextReplyMinutes\":10,\"businessHours\":false");
        var id = shop.writes("Siti", "hello");
        pass(Duration.ofMinutes(20));
        replies(id);
        assertThat(row(id).path("sla").isNull()).isTrue();

        pass(Duration.ofHours(1));
        promises.look(company.id());
        assertThat(shop.told(id)).doesNotContain("sla_warning", "sla_breach");

        shop.writes("Siti", "and how much is it?");
        assertThat(row(id).at("/sla/kind").asString()).isEqualTo("next_reply");
        assertThat(Instant.parse(row(id).at("/sla/dueAt").asString()))
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
    }

    @Test
    void oneIsWarnedOnceAndToldOnceThatItIsTooLateHoweverOftenTheClockLooks() {
        promise("\"firstReplyMinutes\":30,\"nextReplyMinutes\":30,\"businessHours\":false");
        var id = shop.writes("Siti", "hello");
        assign(id, aina);
        pass(Duration.ofMinutes(24));

        promises.look(company.id());
        promises.look(company.id());

        assertThat(shop.told(id)).containsOnlyOnce("sla_warning").doesNotContain("sla_breach");
        assertThat(notices(company.signedIn("Aina"))).containsOnlyOnce("sla_warning");
        assertThat(notices(admin)).doesNotContain("sla_warning");
        assertThat(late()).containsExactly(id);
        pass(Duration.ofMinutes(6));
        var looks = Stream.generate(() -> CompletableFuture.runAsync(() -> promises.look(company.id())))
                .limit(4)
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(looks).join();
        promises.look(company.id());

        assertThat(shop.told(id)).containsOnlyOnce("sla_warning", "sla_breach");
        assertThat(notices(company.signedIn("Aina"))).containsOnlyOnce("sla_breach");
        assertThat(notices(admin)).containsOnlyOnce("sla_breach");
        assertThat(admin.get("/api/v1/conversations/counters")
                        .json()
                        .path("late")
                        .asInt())
                .isEqualTo(1);
        replies(id);
        assertThat(late()).isEmpty();
        pass(Duration.ofMinutes(5));
        shop.writes("Siti", "and the price?");
        assertThat(late()).as("another wait").isEmpty();
        pass(Duration.ofMinutes(30));
        promises.look(company.id());
        assertThat(shop.told(id).stream().filter("sla_breach"::equals)).hasSize(2);
    }

    @Test
    void adminsAreWarnedOfWhatNobodyIsResponsibleFor() {
        promise("\"firstReplyMinutes\":30,\"businessHours\":false");
        shop.writes("Siti", "hello");
        pass(Duration.ofMinutes(25));

        promises.look(company.id());

        assertThat(notices(admin)).containsOnlyOnce("sla_warning");
    }

    @Test
    void aBrokenPromiseGoesToWhomTheCompanyChoseAndIsMoreUrgent() {
        promise("\"firstReplyMinutes\":30,\"businessHours\":false,\"raisePriority\":true,\"escalateTo\":\"" + wei
                + "\"");
        var id = shop.writes("Siti", "hello");
        assign(id, aina);
        pass(Duration.ofMinutes(31));

        promises.look(company.id());
        promises.look(company.id());

        assertThat(shop.assignee(id)).isEqualTo("Wei");
        assertThat(shop.detail(id).path("priority").asString()).isEqualTo("high");
        assertThat(shop.detail(id).at("/assignment/rule").asString()).isEqualTo("escalation");
        assertThat(shop.told(id)).endsWith("sla_breach", "prioritised", "assigned");
        assertThat(notices(company.signedIn("Wei"))).contains("assigned", "sla_breach");
        assertThat(company.signedIn("Aina").get("/api/v1/conversations/" + id).status())
                .isEqualTo(404);
    }

    @Test
    void whatBecomesMoreUrgentIsPromisedTheSameUnlessTheCompanyPromisesMore() {
        promise("\"firstReplyMinutes\":30,\"businessHours\":false");
        var id = shop.writes("Siti", "hello");
        admin.put("/api/v1/conversations/" + id + "/priority", "{\"priority\":\"urgent\"}");
        assertThat(Instant.parse(row(id).at("/sla/dueAt").asString()))
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(30)));
        admin.put("/api/v1/conversations/" + id + "/priority", "{\"priority\":\"low\"}");
        assertThat(row(id).path("sla").isNull()).isTrue();

        var put = admin.put(
                "/api/v1/company/sla",
                "{\"policies\":["
                        + policy("\"firstReplyMinutes\":30,\"businessHours\":false")
                        + ","
                        + policy("\"firstReplyMinutes\":5,\"businessHours\":false")
                                .replace("normal", "high")
                        + "]}");
        assertThat(put.status()).isEqualTo(200);
        admin.put("/api/v1/conversations/" + id + "/priority", "{\"priority\":\"urgent\"}");

        assertThat(Instant.parse(row(id).at("/sla/dueAt").asString()))
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
    }

    @Test
    void theMostUrgentFirstMeansWhatIsLateFirst() {
        promise("\"firstReplyMinutes\":30,\"businessHours\":false");
        var late = shop.writes("Siti", "hello");
        pass(Duration.ofMinutes(20));
        var nearly = shop.writes("Mei", "hello");
        pass(Duration.ofMinutes(25));
        var urgent = shop.writes("Devi", "hello");
        admin.put("/api/v1/conversations/" + urgent + "/priority", "{\"priority\":\"urgent\"}");
        promises.look(company.id());

        assertThat(shop.items("/api/v1/conversations?sort=urgency").stream()
                        .map(one -> one.path("id").asString()))
                .containsExactly(late, nearly, urgent);
        var first = admin.get("/api/v1/conversations?sort=urgency&limit=1").json();
        assertThat(shop.items("/api/v1/conversations?sort=urgency&limit=1&after="
                                + first.path("next").asString())
                        .getFirst()
                        .path("id")
                        .asString())
                .isEqualTo(nearly);
    }

    @Test
    void whoHasLeftIsGivenNothing() {
        promise("\"firstReplyMinutes\":30,\"businessHours\":false,\"escalateTo\":\"" + wei + "\"");
        var id = shop.writes("Siti", "hello");
        assign(id, aina);
        assertThat(admin.put("/api/v1/users/" + wei + "/deactivation", "{}").status())
                .isBetween(200, 204);
        pass(Duration.ofMinutes(31));

        promises.look(company.id());

        assertThat(shop.assignee(id)).isEqualTo("Aina");
        assertThat(shop.told(id)).endsWith("sla_breach");
    }

    @Test
    void aSolutionIsPromisedFromTheBeginningAndAnewWhenItIsOpenedAgain() {
        promise("\"resolutionMinutes\":60,\"businessHours\":false");
        var id = shop.writes("Siti", "hello");
        replies(id);
        assertThat(row(id).at("/sla/kind").asString()).isEqualTo("resolution");
        pass(Duration.ofMinutes(61));
        promises.look(company.id());
        assertThat(shop.told(id)).containsOnlyOnce("sla_breach");

        admin.put("/api/v1/conversations/" + id + "/completion", "{\"status\":\"completed\"}");
        assertThat(shop.detail(id).path("sla").isNull()).isTrue();
        pass(Duration.ofDays(1));
        admin.delete("/api/v1/conversations/" + id + "/completion");

        assertThat(Instant.parse(row(id).at("/sla/dueAt").asString()))
                .isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(late()).isEmpty();
        promises.look(company.id());
        assertThat(shop.told(id)).containsOnlyOnce("sla_breach");
    }

    @Test
    void whatWasLateBeforeItWasPromisedIsShownAndNobodyIsTold() {
        var id = shop.writes("Siti", "hello");
        pass(Duration.ofHours(2));
        promise("\"firstReplyMinutes\":30,\"businessHours\":false");

        promises.look(company.id());

        assertThat(late()).containsExactly(id);
        assertThat(shop.told(id)).doesNotContain("sla_warning", "sla_breach");
        assertThat(notices(admin)).doesNotContain("sla_breach");
    }

    @Test
    void whoIsBlockedIsPromisedNothing() {
        promise("\"firstReplyMinutes\":30,\"resolutionMinutes\":60,\"businessHours\":false");
        var id = shop.writes("Siti", "hello");
        admin.put(
                "/api/v1/contacts/" + shop.detail(id).at("/contact/id").asString() + "/block",
                "{\"reason\":\"Nothing but insults\"}");
        pass(Duration.ofHours(2));

        promises.look(company.id());

        assertThat(shop.detail(id).path("sla").isNull()).isTrue();
        assertThat(shop.told(id)).doesNotContain("sla_warning", "sla_breach");
    }

    @Test
    void anotherCompanysPromisesConcernNobodyHere() {
        promise("\"firstReplyMinutes\":30,\"businessHours\":false");
        var neighbour = TestCompany.found(port, members);
        var theirs = new Shop(neighbour, conversations, transactions, clock);
        var id = theirs.writes("Mei", "hello");

        assertThat(neighbour.admin().get("/api/v1/company/sla").json().toString())
                .isEqualTo("{\"policies\":[]}");
        assertThat(theirs.detail(id).path("sla").isNull()).isTrue();
        pass(Duration.ofHours(2));
        neighbour.admin().refresh();
        promises.look(neighbour.id());
        promises.look(company.id());
        assertThat(theirs.told(id)).doesNotContain("sla_warning", "sla_breach");
        assertThat(Inbox.rows(neighbour, "sla_event", "true")).isZero();
    }

    @Test
    void onlyAnAdminPromisesAndOnlyWhatCanBeKept() {
        promise("\"firstReplyMinutes\":30,\"businessHours\":false");
        var ainas = company.signedIn("Aina");
        assertThat(ainas.get("/api/v1/company/sla")
                        .json()
                        .at("/policies/0/firstReplyMinutes")
                        .asInt())
                .isEqualTo(30);
        assertThat(ainas.put("/api/v1/company/sla", "{\"policies\":[]}").status())
                .isEqualTo(403);
        var fine = policy("\"firstReplyMinutes\":30,\"businessHours\":false");
        for (var wrong : List.of(
                fine + "," + fine,
                policy("\"businessHours\":false"),
                policy("\"firstReplyMinutes\":0,\"businessHours\":false"),
                policy("\"firstReplyMinutes\":43201,\"businessHours\":false"),
                policy("\"firstReplyMinutes\":30"),
                policy("\"firstReplyMinutes\":30,\"businessHours\":false,\"escalateTo\":\"" + company.id() + "\""))) {
            assertThat(admin.put("/api/v1/company/sla", "{\"policies\":[" + wrong + "]}")
                            .status())
                    .as(wrong)
                    .isEqualTo(422);
        }
        assertThat(admin.put("/api/v1/company/sla", "{\"policies\":[]}").status())
                .isEqualTo(200);
        assertThat(row(shop.writes("Siti", "hello")).path("sla").isNull()).isTrue();
    }

    private void pass(Duration time) {
        clock.advance(time);
        admin.refresh();
    }

    private void opensFromNineToSix() {
        var days = Stream.of("monday", "tuesday", "wednesday", "thursday", "friday")
                .map(day -> "\"" + day + "\":[{\"from\":\"09:00\",\"to\":\"18:00\"}]")
                .toList();
        var changed = admin.patch("/api/v1/company", "{\"businessHours\":{" + String.join(",", days) + "}}");
        assertThat(changed.status()).isEqualTo(200);
    }

    private static String policy(String parts) {
        return "{\"priority\":\"normal\"," + parts + (parts.contains("raisePriority") ? "" : ",\"raisePriority\":false")
                + "}";
    }

    private void promise(String parts) {
        var put = admin.put("/api/v1/company/sla", "{\"policies\":[" + policy(parts) + "]}");
        assertThat(put.status()).as(put.response().body()).isEqualTo(200);
    }

    private void assign(String conversation, MemberId to) {
        admin.put("/api/v1/conversations/" + conversation + "/assignment", "{\"userId\":\"" + to + "\"}");
    }

    private void replies(String conversation) {
        var sent = admin.post(
                "/api/v1/conversations/" + conversation + "/messages", "{\"type\":\"text\",\"text\":\"Good day\"}");
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
    }

    private JsonNode row(String conversation) {
        return shop.items("/api/v1/conversations").stream()
                .filter(one -> one.path("id").asString().equals(conversation))
                .findFirst()
                .orElseThrow();
    }

    private List<String> late() {
        return shop.items("/api/v1/conversations?late=true").stream()
                .map(one -> one.path("id").asString())
                .toList();
    }

    private static List<String> notices(StaffApp app) {
        return new Inbox(app)
                .items("/api/v1/notifications").stream()
                        .map(one -> one.path("kind").asString())
                        .toList();
    }
}
