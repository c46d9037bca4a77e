package app.sembang.connections;

import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestAsset;
import app.sembang.TestAsset.Kind;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestNumber;
import app.sembang.identity.Members;
import app.sembang.simulator.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Access tokens that end by themselves are renewed before, and admins are told where they cannot be. The job of the
/// product runs beside the test's own calls, as another process's might.
@ProductTest
class RenewalTests {
    private static final String ACCOUNTS = "/api/v1/channel-accounts";

    private final Members members;
    private final TestClock clock;
    private final Renewals renewals;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;

    @SuppressWarnings("NullAway.Init")
    RenewalTests(Members members, TestClock clock, Renewals renewals) {
        this.members = members;
        this.clock = clock;
        this.renewals = renewals;
    }

    @BeforeEach
    void aCompany() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
    }

    @Test
    void anInstagramTokenIsRenewedFromItsSecondDayAndEveryWeek() {
        var asset = TestAsset.connect(port, company, Kind.INSTAGRAM);
        var first = asset.meta().token();
        renewals.renewDue();
        assertThat(asset.meta().token()).isEqualTo(first);
        assertThat(account().path("credentialsExpireAt").isNull()).isTrue();

        later(Duration.ofHours(26));
        renewals.renewDue();
        renewals.renewDue();
        untilAccount(one -> !one.path("credentialsExpireAt").isNull());
        var second = asset.meta().token();
        assertThat(second).isNotEqualTo(first);
        assertThat(Instant.parse(account().path("credentialsExpireAt").asString()))
                .isEqualTo(clock.instant().plus(Duration.ofDays(60)));
        assertThat(account().at("/credentials/accessToken").asString())
                .isEqualTo("****" + second.substring(second.length() - 4));
        assertThat(admin.post(ACCOUNTS + "/" + asset.account() + "/test", "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("connected");

        later(Duration.ofDays(8));
        renewals.renewDue();
        await().atMost(SOON).until(() -> audited().size() == 2);
        assertThat(asset.meta().token()).isNotEqualTo(second);
        assertThat(told("channel_expiring")).isEmpty();
    }

    @Test
    void theVendorsOwnAnswerIsReadAsItsDocumentsShowIt() {
        var asset = TestAsset.connect(port, company, Kind.INSTAGRAM);
        asset.meta()
                .fails(
                        1,
                        Fault.says(200, TestAsset.raw(Kind.INSTAGRAM, "oauth-long-lived-token")),
                        "refresh_access_token");
        later(Duration.ofHours(26));

        renewals.renewDue();

        untilAccount(one -> !one.path("credentialsExpireAt").isNull());
        asset.meta().opensWith("IGFAKElong");
        assertThat(admin.post(ACCOUNTS + "/" + asset.account() + "/test", "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("connected");
        assertThat(Instant.parse(account().path("credentialsExpireAt").asString()))
                .isEqualTo(clock.instant().plusSeconds(5_183_944));
    }

    @Test
    void whereRenewingFailsTheAdminReadsTheVendorsWordsAndIsToldBeforeTheEnd() {
        var asset = TestAsset.connect(port, company, Kind.INSTAGRAM);
        later(Duration.ofHours(26));
        renewals.renewDue();
        untilAccount(one -> !one.path("credentialsExpireAt").isNull());

        refuse(asset);
        later(Duration.ofDays(8));
        renewals.renewDue();
        untilAccount(one -> !one.path("notice").isNull());
        assertThat(account().path("notice").asString()).contains("Please try again tomorrow");
        assertThat(account().path("status").asString()).isEqualTo("connected");
        assertThat(told("channel_expiring")).isEmpty();

        var noticed = account().path("noticeAt").asString();
        refuse(asset);
        later(Duration.ofDays(43));
        renewals.renewDue();
        untilAccount(one -> !one.path("noticeAt").asString().equals(noticed));
        var again = account().path("noticeAt").asString();
        refuse(asset);
        later(Duration.ofHours(7));
        renewals.renewDue();
        untilAccount(one -> !one.path("noticeAt").asString().equals(again));
        assertThat(told("channel_expiring"))
                .extracting(notice -> notice.path("reason").asString())
                .singleElement()
                .asString()
                .contains("Please try again tomorrow");

        var end = account().path("credentialsExpireAt").asString();
        later(Duration.ofHours(7));
        renewals.renewDue();
        untilAccount(one -> !one.path("credentialsExpireAt").asString().equals(end));
    }

    @Test
    void whetherTelegramStillDeliversHereIsLookedAtAndABotTakenOverIsTakenBack() {
        var bot = TestBot.connect(port, company);
        later(Duration.ofHours(26));

        // The tests have it deliver to their own port, which for the product is somebody else's.
        renewals.renewDue();
        untilAccount(one -> one.path("status").asString().equals("error"));
        assertThat(account().path("lastError").asString()).contains("another system has taken it over");
        assertThat(told("channel_broken")).hasSize(1);

        assertThat(admin.post(ACCOUNTS + "/" + bot.account() + "/test", "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("connected");
        later(Duration.ofDays(8));
        renewals.renewDue();
        assertThat(account().path("status").asString()).isEqualTo("connected");

        // Nobody answers at the product's own address: what is written waits at Telegram, which says why.
        bot.customer("Aina").says("Satu");
        await().atMost(SOON).until(() -> {
            admin.post(ACCOUNTS + "/" + bot.account() + "/test", "");
            return account().path("notice").asString("").contains("Telegram could not deliver");
        });
    }

    @Test
    void aTokenThatIsGoneBreaksTheAccount() {
        for (var kind : Kind.values()) {
            var asset = TestAsset.connect(port, company, kind);
            asset.meta().revoke();
        }
        later(Duration.ofHours(26));
        renewals.renewDue();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(inbox.items(ACCOUNTS)).allSatisfy(one -> {
                    assertThat(one.path("status").asString()).isEqualTo("error");
                    assertThat(one.path("lastError").asString()).contains("190");
                }));
        assertThat(told("channel_broken")).hasSize(2);
    }

    @Test
    void aPagesTokenThatEndsIsToldOnceAndStopsBeingToldWhenReplaced() {
        var asset = TestAsset.connect(port, company, Kind.MESSENGER);
        var end = clock.instant().plus(Duration.ofDays(11));
        asset.meta().expires(end);
        later(Duration.ofHours(26));
        renewals.renewDue();
        untilAccount(one -> !one.path("credentialsExpireAt").isNull());
        assertThat(Instant.parse(account().path("credentialsExpireAt").asString()))
                .isEqualTo(end);
        later(Duration.ofDays(7));
        renewals.renewDue();
        await().atMost(SOON).until(() -> !told("channel_expiring").isEmpty());
        assertThat(told("channel_expiring")).hasSize(1);

        var replaced = admin.put(
                ACCOUNTS + "/" + asset.account() + "/credentials",
                "{\"credentials\":{\"pageAccessToken\":\"%s\"}}"
                        .formatted(asset.meta().token()));
        assertThat(replaced.status()).as(replaced.response().body()).isEqualTo(200);
        assertThat(account().path("credentialsExpireAt").isNull()).isTrue();
    }

    @Test
    void aNumbersTokenThatEndsIsToldDaysBefore() {
        var number = TestNumber.connect(port, company);
        var end = clock.instant().plus(Duration.ofDays(9));
        number.meta().expires(end);
        later(Duration.ofHours(26));
        renewals.renewDue();
        untilAccount(one -> !one.path("credentialsExpireAt").isNull());

        assertThat(Instant.parse(account().path("credentialsExpireAt").asString()))
                .isEqualTo(end);
        await().atMost(SOON).until(() -> told("channel_expiring").size() == 1);
    }

    @Test
    void whatWasDisconnectedIsLeftAlone() {
        var asset = TestAsset.connect(port, company, Kind.INSTAGRAM);
        var token = asset.meta().token();
        admin.delete(ACCOUNTS + "/" + asset.account());
        later(Duration.ofDays(8));
        renewals.renewDue();
        assertThat(asset.meta().token()).isEqualTo(token);
    }

    private void later(Duration time) {
        clock.advance(time);
        admin = company.signedIn("admin");
        inbox = new Inbox(admin);
    }

    private static void refuse(TestAsset asset) {
        asset.meta().fails(1, new Fault.Refused(400, 2, "Please try again tomorrow"), "refresh_access_token");
    }

    private JsonNode account() {
        return inbox.items(ACCOUNTS).getFirst();
    }

    private List<JsonNode> told(String kind) {
        return inbox.items("/api/v1/notifications").stream()
                .filter(notice -> notice.path("kind").asString().equals(kind))
                .toList();
    }

    private void untilAccount(Predicate<JsonNode> wanted) {
        await().atMost(SOON).until(() -> wanted.test(account()));
    }

    private List<JsonNode> audited() {
        return inbox.items("/api/v1/audit-entries?kind=channel_account_credentials_renewed");
    }
}
