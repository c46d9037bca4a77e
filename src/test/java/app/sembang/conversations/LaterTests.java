package app.sembang.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/// What is put off: conversations until a time, messages to be sent at one, and how urgent
/// something is.
@ProductTest
class LaterTests {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Members members;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private Shop shop;
    private StaffApp admin;
    private StaffApp ainas;
    private MemberId aina;
    private MemberId wei;

    @SuppressWarnings("NullAway.Init")
    LaterTests(Members members, Conversations conversations, CompanyTransactions transactions, TestClock clock) {
        this.members = members;
        this.conversations = conversations;
        this.transactions = transactions;
        this.clock = clock;
    }

    @BeforeEach
    void aShopWithTwoAgents() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        var company = TestCompany.found(port, members);
        shop = new Shop(company, conversations, transactions, clock);
        admin = company.admin();
        aina = company.take("Aina", Role.COMPANY_USER);
        wei = company.take("Wei", Role.COMPANY_USER);
        ainas = company.signedIn("Aina");
    }

    @Test
    void aSnoozedConversationComesBackAtItsTime() {
        var id = shop.writes("Siti", "hello");
        var until = clock.instant().plus(Duration.ofMinutes(2));

        var snoozed = ainas.put("/api/v1/conversations/" + id + "/snooze", "{\"until\":\"" + until + "\"}")
                .json();

        assertThat(snoozed.path("status").asString()).isEqualTo("waiting");
        assertThat(Instant.parse(snoozed.path("snoozedUntil").asString())).isEqualTo(until);
        assertThat(admin.get("/api/v1/conversations/counters")
                        .json()
                        .path("snoozed")
                        .asInt())
                .isEqualTo(1);
        assertThat(shop.items("/api/v1/conversations?snoozed=true")).hasSize(1);
        clock.advance(Duration.ofMinutes(3));
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(shop.detail(id).path("status").asString()).isEqualTo("in_progress"));
        assertThat(shop.detail(id).path("snoozedUntil").isNull()).isTrue();
        assertThat(shop.told(id)).endsWith("snoozed", "woken");
    }

    @Test
    void orWhenTheCustomerWritesOrAPersonTakesItBack() {
        var id = shop.writes("Siti", "hello");
        snooze(id);
        shop.writes("Siti", "I am back");
        assertThat(shop.detail(id).path("status").asString()).isEqualTo("in_progress");
        assertThat(shop.told(id)).endsWith("snoozed", "woken");

        snooze(id);
        ainas.delete("/api/v1/conversations/" + id + "/snooze");
        assertThat(shop.detail(id).path("snoozedUntil").isNull()).isTrue();

        snooze(id);
        ainas.put("/api/v1/conversations/" + id + "/completion", "{\"status\":\"completed\"}");
        assertThat(shop.detail(id).path("snoozedUntil").isNull()).isTrue();
        assertThat(ainas.put("/api/v1/conversations/" + id + "/snooze", "{\"until\":\"" + later() + "\"}")
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("conversation-closed");
        assertThat(ainas.put("/api/v1/conversations/" + id + "/snooze", "{\"until\":\"2020-01-01T00:00:00Z\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aScheduledMessageIsSentAtItsTimeOnce() {
        var id = shop.writes("Siti", "hello");
        var planned = schedule(id, "Your order is ready").path("id").asString();
        assertThat(shop.detail(id).path("scheduled").asInt()).isEqualTo(1);
        assertThat(scheduled(id))
                .extracting(one -> one.path("state").asString())
                .containsExactly("held");
        var moved = clock.instant().plus(Duration.ofMinutes(5));
        ainas.patch(
                "/api/v1/conversations/" + id + "/scheduled-messages/" + planned,
                "{\"text\":\"Your order is here\",\"sendAt\":\"" + moved + "\"}");

        clock.advance(Duration.ofMinutes(3));
        shop.writes("Mei", "hello");
        assertThat(said(id)).as("not yet: its time was changed").containsExactly("hello");
        clock.advance(Duration.ofMinutes(3));

        await().atMost(SOON).untilAsserted(() -> assertThat(said(id)).containsExactly("hello", "Your order is here"));
        assertThat(shop.detail(id).path("scheduled").asInt()).isZero();
        assertThat(scheduled(id)).isEmpty();
        assertThat(shop.detail(id).path("answering").asString()).isEqualTo("member");
    }

    @Test
    void itTakesItselfBackWhenTheCustomerWritesFirst() {
        var id = shop.writes("Siti", "hello");
        schedule(id, "Are you still there?");

        shop.writes("Siti", "I am here");

        assertThat(scheduled(id))
                .extracting(one ->
                        one.path("state").asString() + " " + one.path("reason").asString())
                .containsExactly("cancelled customer_wrote");
        assertThat(shop.detail(id).path("scheduled").asInt()).isZero();
        clock.advance(Duration.ofMinutes(3));
        assertThat(said(shop.writes("Siti", "bye"))).containsExactly("hello", "I am here", "bye");
    }

    @Test
    void aPersonTakesItBackAndAClosedConversationSaysNothingMore() {
        var id = shop.writes("Siti", "hello");
        var planned = schedule(id, "Later").path("id").asString();
        ainas.delete("/api/v1/conversations/" + id + "/scheduled-messages/" + planned);
        assertThat(scheduled(id)).isEmpty();
        assertThat(ainas.delete("/api/v1/conversations/" + id + "/scheduled-messages/" + planned)
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("not-held");

        schedule(id, "Later");
        ainas.put("/api/v1/conversations/" + id + "/completion", "{\"status\":\"completed\"}");
        clock.advance(Duration.ofMinutes(3));
        assertThat(said(id)).containsExactly("hello");
        assertThat(shop.detail(id).path("scheduled").asInt()).isZero();
    }

    @Test
    void theSameClientIdKeepsOneMessage() {
        var id = shop.writes("Siti", "hello");
        var body = "{\"text\":\"Later\",\"sendAt\":\"" + later() + "\",\"clientId\":\"c-1\"}";
        var first = ainas.post("/api/v1/conversations/" + id + "/scheduled-messages", body)
                .json();

        assertThat(ainas.post("/api/v1/conversations/" + id + "/scheduled-messages", body)
                        .json()
                        .path("id"))
                .isEqualTo(first.path("id"));
        assertThat(scheduled(id)).hasSize(1);
    }

    @Test
    void theMostUrgentComesFirstHoweverManyPagesThereAre() {
        var ids = List.of("a", "b", "c", "d", "e").stream()
                .map(name -> {
                    clock.advance(Duration.ofMinutes(1));
                    return shop.writes(name, "hello");
                })
                .toList();
        admin.put("/api/v1/conversations/" + ids.get(3) + "/priority", "{\"priority\":\"urgent\"}");
        admin.put("/api/v1/conversations/" + ids.get(1) + "/priority", "{\"priority\":\"low\"}");

        var order = new java.util.ArrayList<String>();
        String next = "";
        do {
            var page = admin.get(
                            "/api/v1/conversations?sort=urgency&limit=2" + (next.isEmpty() ? "" : "&after=" + next))
                    .json();
            page.path("items").forEach(row -> order.add(row.path("id").asString()));
            next = page.path("next").asString("");
        } while (!next.isEmpty());

        assertThat(order).containsExactly(ids.get(3), ids.get(0), ids.get(2), ids.get(4), ids.get(1));
        assertThat(shop.items("/api/v1/conversations?priority=urgent")).hasSize(1);
        assertThat(shop.told(ids.get(3))).endsWith("prioritised");
    }

    @Test
    void manyAreDoneAtOnceAndWhatOneRefusesDoesNotHoldUpTheOthers() {
        var a = shop.writes("a", "hello");
        var b = shop.writes("b", "hello");
        admin.put("/api/v1/conversations/" + b + "/completion", "{\"status\":\"lost\",\"notes\":\"Too dear\"}");
        var body = "{\"conversationIds\":[\"" + a + "\",\"" + b + "\"],\"act\":\"%s\",\"until\":\"" + later() + "\"}";

        var snoozed = admin.post("/api/v1/conversations/acts", body.formatted("snooze"))
                .json();

        assertThat(snoozed.at("/done/0").asString()).isEqualTo(a);
        assertThat(snoozed.at("/failed/0/id").asString()).isEqualTo(b);
        assertThat(snoozed.at("/failed/0/code").asString()).isEqualTo("conversation-closed");
        assertThat(admin.post("/api/v1/conversations/acts", body.formatted("reopen"))
                        .json()
                        .path("done")
                        .size())
                .isEqualTo(2);
        assertThat(admin.post("/api/v1/conversations/acts", body.formatted("close"))
                        .json()
                        .path("done")
                        .size())
                .isEqualTo(2);
        assertThat(ainas.post("/api/v1/conversations/acts", body.formatted("reopen"))
                        .json()
                        .at("/done/0")
                        .asString())
                .as("agents reach only their own")
                .isEqualTo(a);
    }

    @Test
    void whatTakesManyActsBackLeavesWhatEachWasBefore() {
        var a = shop.writes("a", "hello");
        var b = shop.writes("b", "hello");
        var vip = tag("VIP");
        var early = clock.instant().plus(Duration.ofHours(1));
        var both = "{\"conversationIds\":[\"" + a + "\",\"" + b + "\"],\"act\":\"%s\",%s}";
        admin.put("/api/v1/conversations/" + a + "/tags", "{\"tags\":[\"" + vip + "\"]}");
        admin.put("/api/v1/conversations/" + a + "/snooze", "{\"until\":\"" + early + "\"}");
        admin.put("/api/v1/conversations/" + a + "/priority", "{\"priority\":\"high\"}");

        takeBack(both.formatted("tag", "\"tag\":\"" + vip + "\""));
        takeBack(both.formatted("untag", "\"tag\":\"" + vip + "\""));
        takeBack(both.formatted("snooze", "\"until\":\"" + later() + "\""));
        takeBack(both.formatted("prioritise", "\"priority\":\"urgent\""));

        var one = shop.detail(a);
        var other = shop.detail(b);
        assertThat(one.path("tags")).hasSize(1);
        assertThat(other.path("tags")).isEmpty();
        assertThat(Instant.parse(one.path("snoozedUntil").asString())).isEqualTo(early);
        assertThat(other.path("snoozedUntil").isNull()).isTrue();
        assertThat(one.path("priority").asString()).isEqualTo("high");
        assertThat(other.path("priority").asString()).isEqualTo("normal");
        takeBack(both.formatted("close", "\"tag\":null"));
        assertThat(shop.detail(a).path("status").asString()).isEqualTo("waiting");
        assertThat(Instant.parse(shop.detail(a).path("snoozedUntil").asString()))
                .as("what was put off when it was closed is put off again")
                .isEqualTo(early);
        assertThat(shop.detail(b).path("status").asString()).isEqualTo("in_progress");
        assertThat(shop.detail(b).path("snoozedUntil").isNull()).isTrue();
        assertThat(admin.post("/api/v1/conversations/acts", both.formatted("prioritise", "\"priority\":\"normal\""))
                        .json()
                        .at("/undo/0/conversationIds"))
                .as("what was so before is nothing to take back")
                .extracting(JsonNode::asString)
                .containsExactly(a.toString());
    }

    private void takeBack(String act) {
        var done = admin.post("/api/v1/conversations/acts", act).json();
        assertThat(done.path("done")).hasSize(2);
        assertThat(done.path("undo")).isNotEmpty();
        done.path("undo")
                .forEach(undo -> assertThat(admin.post("/api/v1/conversations/acts", undo.toString())
                                .json()
                                .path("failed"))
                        .isEmpty());
    }

    @Test
    void aConversationCarriesTheCompanysTagsOfItsOwnAndIsFoundByThem() {
        var a = shop.writes("a", "hello");
        var b = shop.writes("b", "hello");
        var vip = tag("VIP");
        var gift = tag("Gift");
        var tagged = ainas.put("/api/v1/conversations/" + a + "/tags", "{\"tags\":[\"" + vip + "\",\"" + gift + "\"]}")
                .json();

        assertThat(tagged.path("tags"))
                .extracting(one -> one.path("name").asString())
                .containsExactly("Gift", "VIP");
        assertThat(shop.detail(b).path("tags")).isEmpty();
        assertThat(admin.get("/api/v1/contacts/" + tagged.at("/contact/id").asString())
                        .json()
                        .path("tags"))
                .as("the contact has its own")
                .isEmpty();
        assertThat(shop.items("/api/v1/conversations?tag=" + vip))
                .extracting(one -> one.path("id").asString())
                .containsExactly(a);
        var body = "{\"conversationIds\":[\"" + a + "\",\"" + b + "\"],\"act\":\"%s\",\"tag\":\"%s\"}";
        admin.post("/api/v1/conversations/acts", body.formatted("tag", vip));
        admin.post("/api/v1/conversations/acts", body.formatted("untag", gift));
        assertThat(shop.items("/api/v1/conversations?tag=" + vip)).hasSize(2);
        assertThat(shop.items("/api/v1/conversations?tag=" + gift)).isEmpty();
        assertThat(shop.told(a)).endsWith("tagged", "untagged");
        assertThat(shop.told(b)).endsWith("tagged");
        assertThat(admin.put("/api/v1/conversations/" + a + "/tags", "{\"tags\":[\"" + wei + "\"]}")
                        .status())
                .isEqualTo(422);
        assertThat(admin.delete("/api/v1/contact-tags/" + vip).status()).isEqualTo(204);
        assertThat(shop.detail(a).path("tags")).isEmpty();
    }

    @Test
    void aConversationSaysWhatTheCompanyWantsToKnowAndIsFoundByIt() {
        var a = shop.writes("a", "hello");
        var b = shop.writes("b", "hello");
        var order = field("Order number", "text");
        var paid = field("Paid", "money");
        var at = "/api/v1/conversations/" + a + "/fields";
        var filled = "{\"fields\":{\"%s\":\"%s\"}}";

        assertThat(ainas.patch(at, filled.formatted(order, " SO-77 ")).status()).isEqualTo(200);
        assertThat(ainas.patch(at, filled.formatted(paid, "12.5"))
                        .json()
                        .at("/fields/" + paid)
                        .asString())
                .isEqualTo("12.50");
        assertThat(ainas.patch(at, filled.formatted(paid, "12.50")).status()).isEqualTo(200);

        assertThat(shop.told(a)).as("what is said already is not said again").endsWith("filled_in", "filled_in");
        assertThat(shop.detail(b).path("fields")).isEmpty();
        assertThat(shop.items("/api/v1/conversations?field=" + order + ":so-77"))
                .extracting(one ->
                        one.path("id").asString() + one.at("/fields/" + order).asString())
                .containsExactly(a + "SO-77");
        assertThat(shop.items("/api/v1/conversations?field=" + order + ":SO-78"))
                .isEmpty();
        assertThat(admin.get("/api/v1/conversations?field=SO-77").status()).isEqualTo(422);
        var view = admin.post(
                        "/api/v1/conversation-views",
                        "{\"name\":\"Order 77\",\"shared\":true,\"query\":{\"view\":\"all\",\"status\":\"open\",\"sort\":\"newest\",\"waiting\":false,\"snoozed\":false,\"field\":{\"field\":\"%s\",\"value\":\"SO-77\"}}}"
                                .formatted(order))
                .json();
        assertThat(view.path("count").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/v1/conversations/" + a + "/export")
                        .response()
                        .body())
                .contains("field,Order number,SO-77", "field,Paid,12.50");

        assertThat(ainas.patch(at, filled.formatted(paid, "a lot"))
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("fields." + paid);
        assertThat(ainas.patch(at, filled.formatted(wei, "x")).status()).isEqualTo(422);
        ainas.patch(at, filled.formatted(paid, ""));
        assertThat(admin.delete("/api/v1/conversation-fields/" + order).status())
                .isEqualTo(204);
        assertThat(shop.detail(a).path("fields")).isEmpty();
    }

    private String field(String name, String kind) {
        return admin.post("/api/v1/conversation-fields", "{\"name\":\"" + name + "\",\"kind\":\"" + kind + "\"}")
                .json()
                .path("id")
                .asString();
    }

    private String tag(String name) {
        return admin.post("/api/v1/contact-tags", "{\"name\":\"" + name + "\",\"color\":\"green\"}")
                .json()
                .path("id")
                .asString();
    }

    @Test
    void theQueueIsGivenByRuleOrByHandAndTheCandidatesSayWhoFits() {
        admin.put(
                "/api/v1/assignment-rule",
                "{\"automatic\":false,\"strategy\":\"rotation\",\"keepsAgent\":true,\"whenAway\":\"keep\"}");
        admin.patch("/api/v1/users/" + wei, "{\"expertise\":[\"batik\"],\"capacity\":1}");
        admin.patch("/api/v1/users/" + aina, "{\"capacity\":1}");
        var ids = List.of("a", "b", "c").stream()
                .map(name -> shop.writes(name, "I look for batik"))
                .toList();

        var candidates = shop.items("/api/v1/conversations/" + ids.get(0) + "/candidates");
        assertThat(candidates).extracting(one -> one.path("name").asString()).startsWith("Wei");
        assertThat(candidates.getFirst().at("/knows/0").asString()).isEqualTo("batik");

        var outcome = admin.post("/api/v1/conversations/assignments", "{\"byRule\":true}")
                .json();

        assertThat(outcome.path("done").size()).isEqualTo(2);
        assertThat(outcome.at("/failed/0/code").asString()).isEqualTo("no-room");
        assertThat(shop.detail(ids.get(0)).at("/assignment/by/name").asString()).isEqualTo("Puan Admin");
        var byHand = admin.post(
                        "/api/v1/conversations/assignments",
                        "{\"conversationIds\":[\"" + ids.get(2) + "\"],\"userId\":\"" + wei + "\",\"reason\":\"VIP\"}")
                .json();
        assertThat(byHand.path("done").size()).isEqualTo(1);
        assertThat(shop.assignee(ids.get(2))).isEqualTo("Wei");
    }

    @Test
    void aViewIsKeptForOneOrForAllAndSaysHowManyAreInIt() {
        var urgent = shop.writes("a", "hello");
        shop.writes("b", "hello");
        admin.put("/api/v1/conversations/" + urgent + "/priority", "{\"priority\":\"urgent\"}");
        var body =
                "{\"name\":\"Fires\",\"shared\":%s,\"query\":{\"view\":\"all\",\"status\":\"open\",\"priority\":\"urgent\",\"waiting\":false,\"snoozed\":false,\"sort\":\"urgency\"}}";
        assertThat(ainas.post("/api/v1/conversation-views", body.formatted(true))
                        .status())
                .isEqualTo(403);
        ainas.post("/api/v1/conversation-views", body.formatted(false));
        var shared =
                admin.post("/api/v1/conversation-views", body.formatted(true)).json();

        assertThat(shared.path("count").asInt()).isEqualTo(1);
        assertThat(shop.items("/api/v1/conversation-views")).hasSize(1);
        assertThat(ainas.get("/api/v1/conversation-views").json().path("items").size())
                .isEqualTo(2);
        assertThat(ainas.delete("/api/v1/conversation-views/"
                                + shared.path("id").asString())
                        .status())
                .isEqualTo(404);
        assertThat(admin.delete("/api/v1/conversation-views/"
                                + shared.path("id").asString())
                        .status())
                .isEqualTo(204);
    }

    @Test
    void theListIsNarrowedByDaysOfTheCompanyAndByWhoIsMeant() {
        // Half past midnight where the company is: still the day before in UTC.
        clock.moveTo(Instant.parse("2026-11-23T16:30:00Z"));
        var first = shop.writes("a", "hello");
        clock.advance(Duration.ofDays(1));
        var second = shop.writes("b", "hello");
        admin.post("/api/v1/conversations/" + first + "/notes", "{\"text\":\"@Aina please look\"}");

        assertThat(listed("?from=2026-11-25")).containsExactly(second);
        assertThat(listed("?to=2026-11-24")).containsExactly(first);
        assertThat(listed("?from=2026-11-24&to=2026-11-25")).containsExactly(second, first);
        assertThat(admin.get("/api/v1/conversations?from=2026-11-25&to=2026-11-24")
                        .status())
                .isEqualTo(422);
        assertThat(ainas.get("/api/v1/conversations?view=mentioned&status=any")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(row -> row.path("id").asString()))
                .containsExactly(first);
        assertThat(listed("?view=mentioned")).isEmpty();
        var kept = admin.post(
                        "/api/v1/conversation-views",
                        "{\"name\":\"That day\",\"shared\":false,\"query\":{\"view\":\"all\",\"status\":\"any\",\"waiting\":false,\"snoozed\":false,\"from\":\"2026-11-24\",\"to\":\"2026-11-24\",\"sort\":\"newest\"}}")
                .json();
        assertThat(kept.path("count").asInt()).isEqualTo(1);
    }

    private List<String> listed(String query) {
        return shop.items("/api/v1/conversations" + query).stream()
                .map(row -> row.path("id").asString())
                .toList();
    }

    @Test
    void viewsStandInFoldersThatAreThereAsLongAsAViewIsInThem() {
        var body =
                "{\"name\":\"%s\",\"shared\":%s,%s\"query\":{\"view\":\"all\",\"status\":\"open\",\"waiting\":false,\"snoozed\":false,\"sort\":\"newest\"}}";
        var hers = ainas.post("/api/v1/conversation-views", body.formatted("Zoo", false, ""))
                .json();
        var all = admin.post("/api/v1/conversation-views", body.formatted("Ants", true, "\"folder\":\" Team \","))
                .json();
        assertThat(all.path("folder").asString()).isEqualTo("Team");
        assertThat(folders()).containsExactly("Zoo", "Team/Ants");

        var moved = ainas.patch(
                "/api/v1/conversation-views/" + hers.path("id").asString(), "{\"folder\":\"Mine\",\"name\":\"Yak\"}");
        assertThat(moved.json().path("name").asString()).isEqualTo("Yak");
        assertThat(folders()).containsExactly("Mine/Yak", "Team/Ants");
        assertThat(ainas.patch("/api/v1/conversation-views/" + all.path("id").asString(), "{\"folder\":\"Mine\"}")
                        .status())
                .isEqualTo(404);
        assertThat(admin.patch("/api/v1/conversation-views/" + hers.path("id").asString(), "{\"folder\":\"x\"}")
                        .status())
                .as("what is Aina's own, nobody else sees")
                .isEqualTo(404);

        ainas.patch("/api/v1/conversation-views/" + hers.path("id").asString(), "{\"folder\":\" \"}");
        admin.delete("/api/v1/conversation-views/" + all.path("id").asString());
        assertThat(folders()).containsExactly("Yak");
    }

    private List<String> folders() {
        return ainas.get("/api/v1/conversation-views")
                .json()
                .path("items")
                .valueStream()
                .map(view -> view.path("folder").isNull()
                        ? view.path("name").asString()
                        : view.path("folder").asString() + "/"
                                + view.path("name").asString())
                .toList();
    }

    private Instant later() {
        return clock.instant().plus(Duration.ofMinutes(2));
    }

    private void snooze(String id) {
        assertThat(ainas.put("/api/v1/conversations/" + id + "/snooze", "{\"until\":\"" + later() + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private JsonNode schedule(String id, String text) {
        return ainas.post(
                        "/api/v1/conversations/" + id + "/scheduled-messages",
                        "{\"text\":\"" + text + "\",\"sendAt\":\"" + later() + "\"}")
                .json();
    }

    private List<JsonNode> scheduled(String id) {
        return shop.items("/api/v1/conversations/" + id + "/scheduled-messages");
    }

    private List<String> said(String id) {
        return shop.items("/api/v1/conversations/" + id + "/messages?limit=100").stream()
                .filter(message -> List.of("contact", "member")
                        .contains(message.path("author").asString()))
                .map(message -> message.at("/content/text").asString())
                .toList();
    }
}
