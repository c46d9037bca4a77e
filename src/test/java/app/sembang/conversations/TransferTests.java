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

/// An agent asks to give a conversation to somebody else, an admin decides.
@ProductTest
class TransferTests {
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
    private MemberId wei;

    @SuppressWarnings("NullAway.Init")
    TransferTests(Members members, Conversations conversations, CompanyTransactions transactions, TestClock clock) {
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
        company.take("Aina", Role.COMPANY_USER);
        wei = company.take("Wei", Role.COMPANY_USER);
        ainas = company.signedIn("Aina");
    }

    @Test
    void theAdminGivesItToWhomTheAgentNamedAndBothSeeWhy() {
        var id = shop.writes("Siti", "hello");
        var request = ask(id, "{\"to\":\"" + wei + "\",\"reason\":\"Wei speaks Chinese\"}");
        assertThat(request.path("state").asString()).isEqualTo("open");
        assertThat(shop.detail(id).at("/transfer/to/name").asString()).isEqualTo("Wei");
        assertThat(open()).hasSize(1);

        var approved = admin.put(path(request) + "/approval", "{}");

        assertThat(approved.json().path("state").asString()).isEqualTo("approved");
        assertThat(approved.json().at("/given/name").asString()).isEqualTo("Wei");
        assertThat(shop.assignee(id)).isEqualTo("Wei");
        assertThat(shop.detail(id).path("transfer").isNull()).isTrue();
        assertThat(shop.detail(id).at("/assignment/rule").asString()).isEqualTo("transfer");
        assertThat(shop.detail(id).at("/assignment/reason").asString()).isEqualTo("Wei speaks Chinese");
        assertThat(shop.told(id)).endsWith("transfer_requested", "assigned");
        assertThat(ainas.get("/api/v1/conversations/" + id).status()).isEqualTo(404);
        assertThat(ainas.get("/api/v1/transfer-requests")
                        .json()
                        .at("/items/0/state")
                        .asString())
                .as("who asked sees the answer")
                .isEqualTo("approved");
    }

    @Test
    void orToSomebodyElse() {
        var id = shop.writes("Siti", "hello");
        var request = ask(id, "{\"reason\":\"My shift ends\"}");

        assertThat(admin.put(path(request) + "/approval", "{}").status())
                .as("nobody is named")
                .isEqualTo(422);
        assertThat(admin.put(path(request) + "/approval", "{\"to\":\"" + wei + "\"}")
                        .status())
                .isEqualTo(200);

        assertThat(shop.assignee(id)).isEqualTo("Wei");
    }

    @Test
    void declinedItStaysAndTheReasonIsThere() {
        var id = shop.writes("Siti", "hello");
        var request = ask(id, "{\"reason\":\"I am tired\"}");
        assertThat(admin.put(path(request) + "/refusal", "{\"answer\":\"\"}").status())
                .isEqualTo(422);

        admin.put(path(request) + "/refusal", "{\"answer\":\"Please finish it\"}");

        assertThat(shop.assignee(id)).isEqualTo("Aina");
        assertThat(shop.told(id)).endsWith("transfer_requested", "transfer_declined");
        assertThat(ainas.get("/api/v1/transfer-requests")
                        .json()
                        .at("/items/0/answer")
                        .asString())
                .isEqualTo("Please finish it");
        assertThat(admin.put(path(request) + "/approval", "{\"to\":\"" + wei + "\"}")
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("transfer-decided");
        assertThat(ask(id, "{\"reason\":\"Again\"}").path("state").asString()).isEqualTo("open");
    }

    @Test
    void oneIsOpenAtATimeAndOnlyWhoAskedTakesItBack() {
        var id = shop.writes("Siti", "hello");
        var request = ask(id, "{\"reason\":\"My shift ends\"}");
        assertThat(ask(id, "{\"reason\":\"Again\"}").path("code").asString()).isEqualTo("transfer-open");
        assertThat(admin.delete(path(request)).status()).isEqualTo(404);

        assertThat(ainas.delete(path(request)).json().path("state").asString()).isEqualTo("cancelled");

        assertThat(open()).isEmpty();
        assertThat(shop.told(id)).endsWith("transfer_requested", "transfer_cancelled");
    }

    @Test
    void nobodyAsksForWhatIsNotTheirs() {
        var id = shop.writes("Siti", "hello");
        admin.put("/api/v1/conversations/" + id + "/assignment", "{\"userId\":\"" + wei + "\"}");

        assertThat(ainas.post("/api/v1/conversations/" + id + "/transfer-requests", "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(admin.post("/api/v1/conversations/" + id + "/transfer-requests", "{\"reason\":\"x\"}")
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("not-yours");
    }

    @Test
    void whatHasBecomePointlessIsDropped() {
        var closed = shop.writes("Siti", "hello");
        ask(closed, "{\"reason\":\"x\"}");
        ainas.put("/api/v1/conversations/" + closed + "/completion", "{\"status\":\"completed\"}");
        assertThat(open()).isEmpty();

        shop.writes("Mei", "hello");
        var moved = shop.writes("Devi", "hello");
        assertThat(shop.assignee(moved)).isEqualTo("Aina");
        ask(moved, "{\"reason\":\"x\"}");
        admin.put("/api/v1/conversations/" + moved + "/assignment", "{\"userId\":\"" + wei + "\"}");
        await().atMost(SOON).untilAsserted(() -> assertThat(open()).isEmpty());
    }

    private JsonNode ask(String conversation, String body) {
        return ainas.post("/api/v1/conversations/" + conversation + "/transfer-requests", body)
                .json();
    }

    private static String path(JsonNode request) {
        return "/api/v1/transfer-requests/" + request.path("id").asString();
    }

    private List<JsonNode> open() {
        return shop.items("/api/v1/transfer-requests?state=open");
    }
}
