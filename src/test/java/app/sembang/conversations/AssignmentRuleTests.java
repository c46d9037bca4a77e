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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// How a company gives conversations by rule, and that nobody waits while somebody has room.
@ProductTest
class AssignmentRuleTests {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Members members;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private ChannelAccountId account;
    private MemberId aina;
    private MemberId wei;
    private MemberId devi;

    @SuppressWarnings("NullAway.Init")
    AssignmentRuleTests(
            Members members, Conversations conversations, CompanyTransactions transactions, TestClock clock) {
        this.members = members;
        this.conversations = conversations;
        this.transactions = transactions;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithThreeAgents() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        account = ChannelAccountId.from(
                admin.post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Site\",\"credentials\":{}}")
                        .json()
                        .path("id")
                        .asString());
        aina = company.take("Aina", Role.COMPANY_USER);
        wei = company.take("Wei", Role.COMPANY_USER);
        devi = company.take("Devi", Role.COMPANY_USER);
    }

    @Test
    void whoIsLeastBusyIsGivenTheNext() {
        rule(true, "workload", "keep");
        var busy = write("one", "hello");
        assertThat(assignee(busy)).isEqualTo(aina.toString());
        assertThat(assignee(write("two", "hello"))).isEqualTo(wei.toString());
        assertThat(assignee(write("three", "hello"))).isEqualTo(devi.toString());
        close(busy);

        var next = write("four", "hello");

        assertThat(assignee(next)).isEqualTo(aina.toString());
        assertThat(detail(next).at("/assignment/rule").asString()).isEqualTo("workload");
    }

    @Test
    void whoKnowsTheMatterIsGivenItAndTheReasonIsKept() {
        rule(true, "expertise", "keep");
        admin.patch("/api/v1/users/" + wei, "{\"expertise\":[\"wedding\",\"batik\"]}");
        admin.patch("/api/v1/users/" + devi, "{\"languages\":[\"ta\"]}");

        var wedding = write("one", "Do you have BATIK for a wedding?");
        var tamil = write("two", "வணக்கம், விலை என்ன?");
        var other = write("three", "Batiks are not the word");

        assertThat(assignee(wedding)).isEqualTo(wei.toString());
        assertThat(detail(wedding).at("/assignment/rule").asString()).isEqualTo("expertise");
        assertThat(detail(wedding).at("/assignment/reason").asString()).isEqualTo("batik, wedding");
        assertThat(assignee(tamil)).isEqualTo(devi.toString());
        assertThat(assignee(other)).as("nobody knows: the least busy").isEqualTo(aina.toString());
    }

    @Test
    void whoHasSoldAProductIsGivenThoseWhoAskForIt() {
        rule(true, "expertise", "keep");
        var first = write("one", "hello");
        var seller = assignee(first);
        assertThat(seller).isEqualTo(aina.toString());
        var songket = company.admin()
                .post("/api/v1/products", "{\"kind\":\"product\",\"name\":\"Songket Royal\",\"stock\":2}")
                .json()
                .path("id")
                .asString();
        company.signedIn("Aina")
                .put(
                        "/api/v1/conversations/" + first + "/completion",
                        "{\"status\":\"completed\",\"saleAmount\":{\"amount\":\"90.00\",\"currency\":\"MYR\"},\"productsSold\":[{\"productId\":\"%s\",\"quantity\":1}]}"
                                .formatted(songket));
        write("two", "hello");

        var asks = write("three", "Is the songket royal still there?");

        assertThat(assignee(asks)).isEqualTo(aina.toString());
        assertThat(detail(asks).at("/assignment/reason").asString()).isEqualTo("Songket Royal");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void switchedOffOrManualNothingIsGivenUntilItIsOnAgain(boolean off) {
        rule(!off, off ? "rotation" : "manual", "keep");
        var waits = write("one", "hello");
        assertThat(assignee(waits)).isEmpty();

        rule(true, "rotation", "keep");

        await().atMost(SOON).untilAsserted(() -> assertThat(assignee(waits)).isEqualTo(aina.toString()));
    }

    @Test
    void theOneWhoWaitsIsGivenAsSoonAsThereIsRoom() {
        for (var agent : List.of(aina, wei, devi)) {
            admin.patch("/api/v1/users/" + agent, "{\"capacity\":1}");
        }
        var first = write("one", "hello");
        write("two", "hello");
        write("three", "hello");
        var waits = write("four", "hello");
        assertThat(assignee(waits)).isEmpty();

        close(first);

        await().atMost(SOON).untilAsserted(() -> assertThat(assignee(waits)).isEqualTo(aina.toString()));
        var told =
                admin.get("/api/v1/conversations/" + waits + "/activity").json().path("items");
        assertThat(told.get(told.size() - 1).path("kind").asString()).isEqualTo("assigned");
    }

    @Test
    void whoIsBlockedMakesRoomForOneWhoWaits() {
        for (var agent : List.of(aina, wei, devi)) {
            admin.patch("/api/v1/users/" + agent, "{\"capacity\":1}");
        }
        var first = write("one", "hello");
        write("two", "hello");
        write("three", "hello");
        var waits = write("four", "hello");
        assertThat(assignee(waits)).isEmpty();

        block(first, true);

        await().atMost(SOON).untilAsserted(() -> assertThat(assignee(waits)).isEqualTo(aina.toString()));
    }

    @Test
    void whatAPersonPutAsideWaitsForAPerson() {
        var aside = write("one", "hello");
        admin.put(
                "/api/v1/conversations/" + aside + "/assignment", "{\"userId\":null,\"reason\":\"The owner answers\"}");
        var agent = company.signedIn("Devi");
        agent.put("/api/v1/me/availability", "{\"available\":false}");
        agent.put("/api/v1/me/availability", "{\"available\":true}");
        rule(false, "rotation", "keep");
        var other = write("two", "hello");
        rule(true, "rotation", "keep");

        await().atMost(SOON).untilAsserted(() -> assertThat(assignee(other)).isNotEmpty());
        assertThat(assignee(aside)).isEmpty();
    }

    @Test
    void whoGoesAwayHandsOverWhereTheCompanyWantsItAndSomebodyHasRoom() {
        rule(true, "rotation", "hand_over");
        var hers = write("one", "hello");
        assertThat(assignee(hers)).isEqualTo(aina.toString());

        company.signedIn("Aina").put("/api/v1/me/availability", "{\"available\":false}");

        await().atMost(SOON).untilAsserted(() -> assertThat(assignee(hers)).isEqualTo(wei.toString()));
        assertThat(detail(hers).at("/assignment/reason").asString()).isEqualTo("member_away");
        company.signedIn("Devi").put("/api/v1/me/availability", "{\"available\":false}");
        company.signedIn("Wei").put("/api/v1/me/availability", "{\"available\":false}");
        assertThat(assignee(hers)).as("nobody else is there").isEqualTo(wei.toString());
    }

    @Test
    void whatNobodyHadRoomForIsHandedOverAsSoonAsSomebodyHas() {
        rule(true, "rotation", "hand_over");
        admin.patch("/api/v1/users/" + wei, "{\"capacity\":1}");
        company.signedIn("Devi").put("/api/v1/me/availability", "{\"available\":false}");
        var hers = write("one", "hello");
        var his = write("two", "hello");
        assertThat(List.of(assignee(hers), assignee(his))).containsExactly(aina.toString(), wei.toString());
        company.signedIn("Aina").put("/api/v1/me/availability", "{\"available\":false}");
        assertThat(assignee(hers)).isEqualTo(aina.toString());

        close(his);

        await().atMost(SOON).untilAsserted(() -> assertThat(assignee(hers)).isEqualTo(wei.toString()));
        assertThat(detail(hers).at("/assignment/reason").asString()).isEqualTo("member_away");
    }

    @Test
    void onlyAnAdminSeesAndChangesTheRule() {
        assertThat(admin.get("/api/v1/assignment-rule").json().toString())
                .isEqualTo(
                        "{\"automatic\":true,\"strategy\":\"rotation\",\"keepsAgent\":true,\"whenAway\":\"keep\",\"awayAfter\":15}");
        assertThat(company.signedIn("Aina").get("/api/v1/assignment-rule").status())
                .isEqualTo(403);
        assertThat(admin.put("/api/v1/assignment-rule", "{\"automatic\":true}").status())
                .isEqualTo(422);
    }

    /// Whatever happens in whatever order: once it is quiet, nobody waits while somebody has
    /// room, nobody was given more than they take, and each history joins up.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void nobodyWaitsWhileSomebodyHasRoom(long seed) {
        var random = new Random(seed);
        rule(
                true,
                List.of("rotation", "workload", "expertise").get((int) (seed % 3)),
                seed % 2 == 0 ? "keep" : "hand_over");
        var agents = List.of(aina, wei, devi);
        var written = new ArrayList<String>();
        for (int step = 0; step < 40; step++) {
            var agent = agents.get(random.nextInt(agents.size()));
            var name = List.of("Aina", "Wei", "Devi").get(agents.indexOf(agent));
            clock.advance(Duration.ofSeconds(1));
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> written.add(write("v" + random.nextInt(12), "hello"));
                case 3 -> admin.patch("/api/v1/users/" + agent, "{\"capacity\":" + random.nextInt(4) + "}");
                case 4 ->
                    company.signedIn(name)
                            .put("/api/v1/me/availability", "{\"available\":" + random.nextBoolean() + "}");
                case 5 -> any(written, random, this::close);
                case 6 -> any(written, random, id -> block(id, random.nextBoolean()));
                case 7 -> any(written, random, id -> admin.delete("/api/v1/conversations/" + id + "/completion"));
                default ->
                    any(
                            written,
                            random,
                            id -> admin.put(
                                    "/api/v1/conversations/" + id + "/assignment", "{\"userId\":\"" + agent + "\"}"));
            }
        }

        await().atMost(SOON).untilAsserted(() -> {
            var open = items("/api/v1/conversations?status=open&limit=100");
            var loads = new HashMap<String, Integer>();
            open.forEach(one -> loads.merge(one.at("/assignee/id").asString(""), 1, Integer::sum));
            var room = items("/api/v1/users?limit=100").stream()
                    .filter(user -> user.path("role").asString().equals("company_user")
                            && user.path("available").asBoolean())
                    .filter(user -> user.path("capacity").asInt() == 0
                            || loads.getOrDefault(user.path("id").asString(), 0)
                                    < user.path("capacity").asInt())
                    .map(user -> user.path("name").asString())
                    .toList();
            assertThat(loads.containsKey("") ? room : List.of())
                    .as("%s waiting, open by agent %s", loads.get(""), loads)
                    .isEmpty();
        });
        for (var id : written) {
            var history = items("/api/v1/conversations/" + id + "/assignments");
            for (int i = 1; i < history.size(); i++) {
                assertThat(history.get(i).at("/from/id"))
                        .isEqualTo(history.get(i - 1).at("/to/id"));
            }
        }
    }

    private void block(String conversation, boolean on) {
        var contact = admin.get("/api/v1/conversations/" + conversation)
                .json()
                .at("/contact/id")
                .asString();
        var at = "/api/v1/contacts/" + contact + "/block";
        assertThat((on ? admin.put(at, "{}") : admin.delete(at)).status()).isLessThan(300);
    }

    private static void any(List<String> ids, Random random, java.util.function.Consumer<String> act) {
        if (!ids.isEmpty()) {
            act.accept(ids.get(random.nextInt(ids.size())));
        }
    }

    private void rule(boolean automatic, String strategy, String whenAway) {
        assertThat(admin.put(
                                "/api/v1/assignment-rule",
                                "{\"automatic\":%s,\"strategy\":\"%s\",\"keepsAgent\":true,\"whenAway\":\"%s\"}"
                                        .formatted(automatic, strategy, whenAway))
                        .status())
                .isEqualTo(200);
    }

    private void close(String id) {
        admin.put("/api/v1/conversations/" + id + "/completion", "{\"status\":\"completed\"}");
    }

    private String write(String visitor, String text) {
        return transactions.in(company.id(), () -> {
            var received = conversations.receive(
                    company.id(),
                    List.of(new Inbound(
                            Channel.WEBCHAT,
                            new Sighting(account, visitor, visitor, null, null),
                            Ids.next().toString(),
                            null,
                            new Content.Text(text),
                            clock.instant())));
            return conversations
                    .newestOf(company.id(), received.getFirst().identity())
                    .orElseThrow()
                    .toString();
        });
    }

    private String assignee(@Nullable String conversation) {
        return detail(conversation).at("/assignee/id").asString("");
    }

    private JsonNode detail(@Nullable String conversation) {
        return admin.get("/api/v1/conversations/" + conversation).json();
    }

    private List<JsonNode> items(String path) {
        return new app.sembang.Inbox(admin).items(path);
    }
}
