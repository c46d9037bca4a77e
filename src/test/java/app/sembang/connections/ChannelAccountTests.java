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
import app.sembang.identity.Role;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// What an admin does with the accounts on channels: tries, changes, replaces, disconnects, and looks what came in.
@ProductTest
class ChannelAccountTests {
    private static final String ACCOUNTS = "/api/v1/channel-accounts";
    private static final String EVENTS = "/api/v1/webhook-events";

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;

    @SuppressWarnings("NullAway.Init")
    ChannelAccountTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
    }

    // Credentials

    @Test
    void credentialsAreTriedWithoutKeepingThem() {
        var number = TestNumber.connect(port, company).atMeta();
        var good = admin.post(
                ACCOUNTS + "/credential-checks", """
                {"channel":"whatsapp","credentials":{"wabaId":"%s","phoneNumberId":"%s","accessToken":"%s","appSecret":"s","verifyToken":"v"}}
                """.formatted(number.wabaId(), number.id(), number.token()));
        assertThat(good.json().path("passed").asBoolean())
                .as(good.response().body())
                .isTrue();

        var bad = admin.post(ACCOUNTS + "/credential-checks", """
                {"channel":"telegram","credentials":{"botToken":"no token"}}
                """);
        assertThat(bad.status()).isEqualTo(200);
        assertThat(bad.json().path("passed").asBoolean()).isFalse();
        assertThat(bad.json().path("words").asString()).startsWith("Telegram: ");

        var incomplete = admin.post(ACCOUNTS + "/credential-checks", """
                {"channel":"messenger","credentials":{"pageId":"1234567"}}
                """);
        assertThat(incomplete.status()).isEqualTo(422);
        assertThat(incomplete.json().at("/errors/0/field").asString()).startsWith("credentials.");
        assertThat(inbox.items(ACCOUNTS)).hasSize(1);
    }

    @Test
    void whileAnAppSecretIsReplacedNothingIsLost() {
        var number = TestNumber.connect(port, company, "secret-before", "{}");
        var replaced = admin.put(ACCOUNTS + "/" + number.account() + "/credentials", """
                {"credentials":{"appSecret":"the-secret-after-it"}}
                """);
        assertThat(replaced.status()).as(replaced.response().body()).isEqualTo(200);
        assertThat(replaced.json().at("/credentials/appSecret").asString()).isEqualTo("****r-it");
        assertThat(replaced.json().path("status").asString()).isEqualTo("connected");
        assertThat(replaced.response().body()).doesNotContain("the-secret-after-it");

        assertThat(arrives(number, "secret-before", "in-text")).isEqualTo(200);
        assertThat(arrives(number, "the-secret-after-it", "in-image")).isEqualTo(200);
        assertThat(arrives(number, "another-secret", "in-video")).isEqualTo(401);
        clock.advance(Duration.ofMinutes(11));
        admin.refresh();
        admin.post(ACCOUNTS + "/" + number.account() + "/test", "");
        assertThat(arrives(number, "secret-before", "in-audio-voice")).isEqualTo(401);
        assertThat(arrives(number, "the-secret-after-it", "in-audio-voice")).isEqualTo(200);
        Inbox.untilDrained(company);
        assertThat(inbox.items(EVENTS)).hasSize(3);
    }

    private static int arrives(TestNumber number, String secret, String sample) {
        var event = number.sample(sample);
        return number.posts(number.path(), "sha256=" + TestNumber.signature(secret, event), event)
                .statusCode();
    }

    @Test
    void whatTheVendorRefusesChangesNothing() {
        var bot = TestBot.connect(port, company);
        var path = ACCOUNTS + "/" + bot.account() + "/credentials";

        var refused = admin.put(path, "{\"credentials\":{\"botToken\":\"not a token\"}}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("vendor-refused");
        assertThat(refused.json().path("detail").asString()).contains("Telegram: ");
        var unknown = admin.put(path, "{\"credentials\":{\"appSecret\":\"x\"}}");
        assertThat(unknown.json().at("/errors/0/field").asString()).isEqualTo("credentials.appSecret");
        var others = admin.put(
                path, "{\"credentials\":{\"botToken\":\"%d:another-bots-token\"}}".formatted(TestBot.newChat()));
        assertThat(others.status()).isEqualTo(409);
        assertThat(others.code()).isEqualTo("another-asset");

        bot.customer("Aina").says("Hai").awaitDelivered(SOON);
        send(inbox.only(), "Hai juga");
        assertThat(inbox.settled(inbox.only(), 2).getLast().path("state").asString())
                .isEqualTo("sent");
    }

    @Test
    void onlyAnAdminChangesAnAccountAndNoOtherCompanySeesIt() {
        var bot = TestBot.connect(port, company);
        var stranger = TestCompany.found(port, members).admin();
        var agent = company.person("Aina", Role.COMPANY_USER);
        var path = ACCOUNTS + "/" + bot.account();

        for (var who : List.of(agent, stranger)) {
            int expected = who.equals(agent) ? 403 : 404;
            assertThat(who.patch(path, "{\"name\":\"Mine\"}").status()).isEqualTo(expected);
            assertThat(who.put(path + "/credentials", "{\"credentials\":{\"botToken\":\"1:abcdefghijk\"}}")
                            .status())
                    .isEqualTo(expected);
            assertThat(who.delete(path).status()).isEqualTo(expected);
        }
        assertThat(agent.get(EVENTS).status()).isEqualTo(403);
        assertThat(stranger.get(EVENTS).json().path("items")).isEmpty();
    }

    // Disconnecting

    @Test
    void aDisconnectedAccountTakesNothingAndSendsNothingUntilItIsTestedAgain() {
        var bot = TestBot.connect(port, company);
        bot.customer("Aina").says("Hai").awaitDelivered(SOON).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        var path = ACCOUNTS + "/" + bot.account();

        assertThat(admin.delete(path).status()).isEqualTo(204);
        assertThat(admin.delete(path).status()).isEqualTo(204);

        assertThat(bot.telegram().calls("deleteWebhook")).hasSize(1);
        assertThat(inbox.items(ACCOUNTS).getFirst().path("status").asString()).isEqualTo("disconnected");
        var late =
                "{\"update_id\":77,\"message\":{\"message_id\":9,\"date\":%d,\"text\":\"Ada?\",\"chat\":{\"id\":5,\"type\":\"private\"},\"from\":{\"id\":5,\"is_bot\":false,\"first_name\":\"Wei\"}}}"
                        .formatted(clock.instant().getEpochSecond());
        assertThat(bot.posts(late)).isEqualTo(200);
        send(inbox.only(), "Masih di sini?");
        var failed = inbox.settled(inbox.only(), 2).getLast();
        assertThat(failed.path("state").asString()).isEqualTo("failed");
        assertThat(failed.at("/failure/code").asString()).isEqualTo("account_disconnected");
        assertThat(inbox.items(EVENTS)).hasSize(1);

        assertThat(admin.post(path + "/test", "").json().path("status").asString())
                .isEqualTo("connected");
        assertThat(bot.posts(late)).isEqualTo(200);
        await().atMost(SOON).until(() -> inbox.conversations("?status=any").size() == 2);
    }

    @Test
    void theLastNumberOfABusinessAccountTakesTheAppWithIt() {
        var number = TestNumber.connect(port, company);

        assertThat(admin.delete(ACCOUNTS + "/" + number.account()).status()).isEqualTo(204);

        assertThat(number.atMeta().calls("subscribed_apps"))
                .anySatisfy(call -> assertThat(call.method()).isEqualTo("DELETE"));
    }

    // Names and settings

    @Test
    void aBotIsFoundByTheNameTelegramHasForIt() {
        var bot = TestBot.connect(port, company);
        var username = bot.telegram().username();
        assertThat(inbox.items(ACCOUNTS).getFirst().at("/settings/username").asString())
                .isEqualTo(username);

        bot.telegram().named("Kedai Nurul", "kedai_nurul_bot");
        admin.post(ACCOUNTS + "/" + bot.account() + "/test", "");

        var account = inbox.items(ACCOUNTS).getFirst();
        assertThat(account.at("/settings/username").asString()).isEqualTo("kedai_nurul_bot");
        assertThat(account.path("name").asString()).isEqualTo("Our bot");
        assertThat(account.path("status").asString()).isEqualTo("connected");
    }

    @Test
    void aWebsiteIsRenamedAndItsAddressesAreChanged() {
        var site = admin.post(ACCOUNTS, """
                {"channel":"webchat","name":"Site","settings":{"allowedOrigins":["https://a.example"],"color":"#1f3a6e"}}
                """).json().path("id").asString();

        var changed = admin.patch(ACCOUNTS + "/" + site, """
                {"name":" Kedai ","settings":{"allowedOrigins":["https://b.example"],"color":null}}
                """);

        assertThat(changed.status()).as(changed.response().body()).isEqualTo(200);
        assertThat(changed.json().path("name").asString()).isEqualTo("Kedai");
        assertThat(changed.json().at("/settings/allowedOrigins/0").asString()).isEqualTo("https://b.example");
        assertThat(changed.json().path("settings").has("color")).isFalse();
        assertThat(admin.patch(ACCOUNTS + "/" + site, "{\"name\":\"  \"}").status())
                .isEqualTo(422);
        assertThat(admin.delete(ACCOUNTS + "/" + site).status()).isEqualTo(204);
        assertThat(admin.post(ACCOUNTS + "/" + site + "/test", "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("connected");
    }

    // What came in

    @Test
    void whatVendorsDeliveredIsFoundByOutcomeAccountAndTheirOwnId() {
        var bot = TestBot.connect(port, company);
        var number = TestNumber.connect(port, company);
        assertThat(number.postsSample("in-text")).isEqualTo(200);
        assertThat(bot.posts("no update")).isEqualTo(200);
        assertThat(bot.posts("{\"update_id\":4711,\"poll\":{\"id\":\"1\"}}")).isEqualTo(200);
        Inbox.untilDrained(company);

        assertThat(outcomes(inbox.items(EVENTS))).containsExactly("ignored", "parked", "processed");
        assertThat(outcomes(inbox.items(EVENTS + "?outcome=processed"))).containsExactly("processed");
        assertThat(outcomes(inbox.items(EVENTS + "?channelAccountId=" + bot.account())))
                .containsExactly("ignored", "parked");
        assertThat(outcomes(inbox.items(EVENTS + "?q=47"))).containsExactly("ignored");
        assertThat(inbox.items(EVENTS + "?q=_711")).isEmpty();
        assertThat(inbox.items(EVENTS + "?outcome=parked")
                        .getFirst()
                        .path("reason")
                        .asString())
                .isNotBlank();
        assertThat(admin.get(EVENTS + "?outcome=lost").status()).isEqualTo(422);
    }

    @Test
    void whatVendorsDeliveredIsFoundByChannelKindAndWhenItCame() {
        var bot = TestBot.connect(port, company);
        var number = TestNumber.connect(port, company);
        assertThat(number.postsSample("in-text")).isEqualTo(200);
        assertThat(bot.posts("{\"update_id\":4711,\"poll\":{\"id\":\"1\"}}")).isEqualTo(200);
        Inbox.untilDrained(company);
        var events = inbox.items(EVENTS);
        var later = events.getFirst().path("receivedAt").asString();

        assertThat(outcomes(inbox.items(EVENTS + "?channel=telegram"))).containsExactly("ignored");
        assertThat(outcomes(inbox.items(EVENTS + "?channel=whatsapp"))).containsExactly("processed");
        assertThat(inbox.items(EVENTS + "?kind="
                        + events.getFirst().path("kind").asString().substring(0, 3)))
                .containsExactly(events.getFirst());
        assertThat(inbox.items(EVENTS + "?from=" + later)).containsExactly(events.getFirst());
        assertThat(inbox.items(EVENTS + "?to=" + later)).containsExactly(events.getLast());
        assertThat(inbox.items(EVENTS + "?channel=telegram&to=" + later)).isEmpty();
        assertThat(admin.get(EVENTS + "?from=2026-11-28T10:00:00Z&to=2026-11-28T09:00:00Z")
                        .status())
                .isEqualTo(422);
        assertThat(admin.get(EVENTS + "?from=yesterday").status()).isEqualTo(422);
    }

    @Test
    void whatWasProcessedIsProcessedAgainWithoutAnythingTwiceAndWithoutPuttingBackWhatIsNewer() {
        var bot = TestBot.connect(port, company);
        var aina = bot.customer("Aina");
        aina.says("Hai").awaitDelivered(SOON);
        var chat = TestBot.newChat();
        var edit = """
                {"update_id":%d,"%s":{"message_id":9,"date":%d,%s"text":"%s","chat":{"id":%d,"type":"private"},
                 "from":{"id":%d,"is_bot":false,"first_name":"Wei"}}}""";
        long now = clock.instant().getEpochSecond();
        bot.posts(edit.formatted(70_001, "message", now, "", "satu", chat, chat));
        bot.posts(edit.formatted(70_002, "edited_message", now, "\"edit_date\":" + now + ",", "dua", chat, chat));
        bot.posts(edit.formatted(70_003, "edited_message", now, "\"edit_date\":" + now + ",", "tiga", chat, chat));
        bot.posts("no update");
        Inbox.untilDrained(company);
        var wei = inbox.with("Wei");
        inbox.settled(wei, 1);
        var before = Inbox.rows(company, "message", "true");
        var events = inbox.items(EVENTS);

        events.forEach(event -> assertThat(replay(event)).isEqualTo(202));
        Inbox.untilDrained(company);

        assertThat(outcomes(inbox.items(EVENTS))).isEqualTo(outcomes(events));
        assertThat(Inbox.rows(company, "message", "true")).isEqualTo(before);
        assertThat(Inbox.text(inbox.thread(wei).getFirst())).isEqualTo("tiga");
        assertThat(inbox.items("/api/v1/audit-entries?limit=100").stream()
                        .filter(entry -> entry.path("kind").asString().equals("webhook_event_replayed"))
                        .map(entry -> entry.path("subject").asString()))
                .containsExactlyInAnyOrderElementsOf(events.stream()
                        .map(event -> event.path("id").asString())
                        .toList());
    }

    private int replay(JsonNode event) {
        return admin.post(EVENTS + "/" + event.path("id").asLong() + "/replay", "")
                .status();
    }

    @Test
    void theListGoesOnWhereItStopped() {
        var bot = TestBot.connect(port, company);
        IntStream.range(1, 6).forEach(i -> bot.posts("{\"update_id\":%d,\"poll\":{}}".formatted(i)));
        Inbox.untilDrained(company);

        var first = admin.get(EVENTS + "?limit=2").json();
        var second = admin.get(EVENTS + "?limit=2&after=" + first.path("next").asString())
                .json();
        var last = admin.get(EVENTS + "?limit=2&after=" + second.path("next").asString())
                .json();

        assertThat(vendorIds(first)).containsExactly("5", "4");
        assertThat(vendorIds(second)).containsExactly("3", "2");
        assertThat(vendorIds(last)).containsExactly("1");
        assertThat(last.path("next").isNull()).isTrue();
    }

    @Test
    void aTestEventOfAnyChannelIsUnderstoodAndReachesNoThread() {
        var device = TestBot.onsend("key-" + System.nanoTime());
        var onsend = admin.post(ACCOUNTS, """
                {"channel":"whatsapp","provider":"onsend_io","name":"Shop","credentials":{"apiKey":"%s"}}
                """.formatted(device.apiKey()));
        var accounts = List.of(
                TestBot.connect(port, company).account(),
                TestNumber.connect(port, company).account(),
                TestAsset.connect(port, company, Kind.MESSENGER).account(),
                TestAsset.connect(port, company, Kind.INSTAGRAM).account(),
                onsend.json().path("id").asString());
        for (var account : accounts) {
            var sent = admin.post(ACCOUNTS + "/" + account + "/test-event", "");
            assertThat(sent.status()).as(sent.response().body()).isEqualTo(202);
            var id = sent.json().path("vendorId").asString();
            Inbox.untilDrained(company);

            var event = inbox.items(EVENTS + "?q=" + id).getFirst();
            assertThat(event.path("outcome").asString()).as(event.toString()).isEqualTo("processed");
            assertThat(event.path("kind").asString()).isEqualTo("sembang.test");
            assertThat(event.path("channelAccountId").asString()).isEqualTo(account);
        }
        assertThat(inbox.conversations("?status=any")).isEmpty();
        assertThat(inbox.items("/api/v1/contacts")).isEmpty();
        assertThat(inbox.items(ACCOUNTS))
                .allSatisfy(one -> assertThat(one.path("lastEventAt").isNull()).isTrue());
    }

    @Test
    void anAdminSeesThatWhatCameCarriedAWrongProofAndNothingOfItIsKept() {
        var number = TestNumber.connect(port, company);
        assertThat(inbox.items(ACCOUNTS).getFirst().path("refusedAt").isNull()).isTrue();

        var event = number.sample("in-text");
        assertThat(number.posts(number.path(), "sha256=" + "0".repeat(64), event)
                        .statusCode())
                .isEqualTo(401);

        assertThat(inbox.items(ACCOUNTS).getFirst().path("refusedAt").isNull()).isFalse();
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
        company.take("agent", Role.COMPANY_USER);
        assertThat(new Inbox(company.signedIn("agent"))
                        .items(ACCOUNTS)
                        .getFirst()
                        .path("refusedAt")
                        .isNull())
                .isTrue();
    }

    @Test
    void whereNothingComesInNoTestEventIsSent() {
        var bot = TestBot.connect(port, company);
        admin.delete(ACCOUNTS + "/" + bot.account());
        assertThat(admin.post(ACCOUNTS + "/" + bot.account() + "/test-event", "")
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("account-disconnected");
        assertThat(inbox.items(EVENTS)).isEmpty();
    }

    @Test
    void bodiesAreForTheAdminAndGoneOnceTheCustomerIsErased() throws Exception {
        var bot = TestBot.connect(port, company);
        bot.customer("Aina").says("Nombor saya 0123456789").awaitDelivered(SOON).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        var event = EVENTS + "/" + inbox.items(EVENTS).getFirst().path("id").asLong();
        var key = admin.post("/api/v1/api-keys", """
                {"name":"Watcher","scopes":["inbound-events:read"],"expiresAt":null}
                """).json().path("key").asString();

        assertThat(admin.get(event + "/body").json().path("body").asString()).contains("0123456789");
        assertThat(admin.get(EVENTS).response().body()).doesNotContain("0123456789");
        assertThat(byKey(key, EVENTS)).isEqualTo(200);
        assertThat(byKey(key, event + "/body")).isEqualTo(403);

        var contact = inbox.detail(inbox.only()).at("/contact/id").asString();
        assertThat(admin.put("/api/v1/contacts/" + contact + "/erasure", "{\"ground\":\"requested\"}")
                        .status())
                .isBetween(200, 299);
        await().atMost(SOON)
                .until(() -> admin.get(event + "/body").json().path("body").isNull());
        assertThat(admin.post(event + "/replay", "").status()).isEqualTo(409);
    }

    private int byKey(String key, String path) {
        return new StaffApp(port)
                .send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Authorization", "Bearer " + key)
                        .build())
                .status();
    }

    private static List<String> outcomes(List<JsonNode> events) {
        return events.stream().map(event -> event.path("outcome").asString()).toList();
    }

    private static List<String> vendorIds(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(event -> event.path("vendorId").asString())
                .toList();
    }

    private void send(String conversation, String text) {
        var sent = admin.post(
                "/api/v1/conversations/" + conversation + "/messages",
                "{\"type\":\"text\",\"text\":\"%s\"}".formatted(text));
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
    }
}
