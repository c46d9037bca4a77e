package app.sembang.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.media.MediaFiles;
import app.sembang.shared.MessageId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// What a company promises and shows: retention, consent, notice, and the answer to 'who was affected'.
@ProductTest
class PrivacyTests {
    private static final Duration FOUR_MONTHS = Duration.ofDays(125);

    private final Members members;
    private final TestClock clock;
    private final NightlyRetention retention;
    private final ProcessingRecord records;
    private final CompanyTransactions transactions;
    private final MediaFiles files;

    @LocalServerPort
    private int port;

    PrivacyTests(
            Members members,
            TestClock clock,
            NightlyRetention retention,
            ProcessingRecord records,
            CompanyTransactions transactions,
            MediaFiles files) {
        this.members = members;
        this.clock = clock;
        this.retention = retention;
        this.records = records;
        this.transactions = transactions;
        this.files = files;
    }

    @BeforeEach
    void vendorsLiveInThePresent() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    // Retention

    @Test
    void whatWasOverForLongerThanItIsKeptGoesAndOpenConversationsStay() {
        var company = TestCompany.found(port, members);
        var bot = TestBot.connect(port, company);
        var inbox = new Inbox(company.admin());
        bot.customer("Siti").says("Berapa harga?");
        bot.customer("Chong").sendsPhoto("This one");
        var ended = inbox.with("Siti");
        var open = inbox.with("Chong");
        inbox.thread(
                open,
                thread -> thread.getFirst().at("/content/status").asString().equals("ready"));
        Inbox.untilDelivered(company);
        complete(company.admin(), ended);
        assertThat(company.admin()
                        .put(
                                "/api/v1/retention-policy",
                                "{\"messageMonths\":3,\"mediaMonths\":1,\"contactMonths\":null,\"activityMonths\":null}")
                        .status())
                .isEqualTo(200);

        retention.apply(company.id());
        assertThat(Inbox.rows(company, "message", "conversation_id = '" + ended + "'"))
                .isPositive();

        clock.advance(FOUR_MONTHS);
        retention.apply(company.id());

        assertThat(Inbox.rows(company, "conversation", "id = '" + ended + "'")).isZero();
        assertThat(Inbox.rows(company, "message", "conversation_id = '" + ended + "'"))
                .isZero();
        assertThat(Inbox.rows(company, "contact", "name = 'Siti'")).isEqualTo(1);
        assertThat(Inbox.rows(company, "message", "conversation_id = '" + open + "'"))
                .isPositive();
        assertThat(files.count(company.id())).isEqualTo(1);
    }

    @Test
    void filesGoBeforeTheirMessagesAndTheMessageSaysSo() {
        var company = TestCompany.found(port, members);
        var bot = TestBot.connect(port, company);
        bot.customer("Siti").sendsPhoto("This one");
        var inbox = new Inbox(company.admin());
        var id = inbox.with("Siti");
        inbox.thread(
                id, thread -> thread.getFirst().at("/content/status").asString().equals("ready"));
        Inbox.untilDelivered(company);
        complete(company.admin(), id);
        company.admin().put("/api/v1/retention-policy", "{\"mediaMonths\":1}");

        clock.advance(FOUR_MONTHS);
        retention.apply(company.id());

        assertThat(files.count(company.id())).isZero();
        assertThat(Inbox.rows(company, "media", "true")).isZero();
        var message = new Inbox(company.signedIn("admin")).thread(id).getFirst().path("content");
        assertThat(message.path("caption").asString()).isEqualTo("This one");
        assertThat(message.path("failure").asString()).contains("1 month");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mediaMonths", "messageMonths"})
    void theFilesOfAnAlbumGoAsOthersDo(String kept) {
        var company = TestCompany.found(port, members);
        var bot = TestBot.connect(port, company);
        bot.customer("Siti").sendsAlbum("These", 2);
        var inbox = new Inbox(company.admin());
        var id = inbox.with("Siti");
        inbox.thread(
                id,
                thread -> thread.getFirst()
                                .at("/content/files")
                                .valueStream()
                                .filter(one -> one.at("/file/status").asString().equals("ready"))
                                .count()
                        == 2);
        Inbox.untilDelivered(company);
        complete(company.admin(), id);
        company.admin().put("/api/v1/retention-policy", "{\"%s\":1}".formatted(kept));

        clock.advance(FOUR_MONTHS);
        retention.apply(company.id());

        assertThat(files.count(company.id())).isZero();
        assertThat(Inbox.rows(company, "media", "true")).isZero();
        if (kept.equals("messageMonths")) {
            assertThat(Inbox.rows(company, "message_part", "true")).isZero();
        } else {
            var shown =
                    new Inbox(company.signedIn("admin")).thread(id).getFirst().at("/content/files");
            assertThat(shown).hasSize(2);
            assertThat(shown.at("/0/file/caption").asString()).isEqualTo("These");
            assertThat(shown.at("/1/file/failure").asString()).contains("1 month");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mediaMonths", "messageMonths", "contactMonths"})
    void aPictureThatWasReplacedGoesAsTheOneInItsPlaceDoes(String kept) {
        var company = TestCompany.found(port, members);
        var bot = TestBot.connect(port, company);
        var siti = bot.customer("Siti");
        var photo = siti.sendsPhoto("This one");
        var inbox = new Inbox(company.admin());
        var id = inbox.with("Siti");
        await().atMost(TestBot.SOON).until(() -> files.count(company.id()) == 1);
        siti.replacesPhoto(
                photo.messageId(), "GIF89a, or nearly".getBytes(StandardCharsets.US_ASCII), "image/gif", "", 1);
        await().atMost(TestBot.SOON).until(() -> files.count(company.id()) == 2);
        Inbox.untilDelivered(company);
        complete(company.admin(), id);
        company.admin().put("/api/v1/retention-policy", "{\"%s\":1}".formatted(kept));

        clock.advance(FOUR_MONTHS);
        retention.apply(company.id());

        assertThat(files.count(company.id())).isZero();
        assertThat(Inbox.rows(company, "media", "true")).isZero();
    }

    @Test
    void contactsNotSeenForLongAreErased() {
        var company = TestCompany.found(port, members);
        var bot = TestBot.connect(port, company);
        bot.customer("Siti").says("Berapa harga?");
        bot.customer("Chong").says("Still open");
        var inbox = new Inbox(company.admin());
        var ended = inbox.with("Siti");
        inbox.with("Chong");
        Inbox.untilDelivered(company);
        complete(company.admin(), ended);
        company.admin().put("/api/v1/retention-policy", "{\"contactMonths\":2}");

        clock.advance(FOUR_MONTHS);
        retention.apply(company.id());
        retention.apply(company.id());

        assertThat(Inbox.rows(company, "contact", "name = 'Siti'")).isZero();
        assertThat(Inbox.rows(company, "contact", "name = 'Chong'")).isEqualTo(1);
        // The nightly job may have begun it, and finishes it then.
        await().atMost(TestBot.SOON)
                .untilAsserted(() -> assertThat(Inbox.rows(
                                company, "contact_erasure", "ground = 'retention' and finished_at is not null"))
                        .isEqualTo(1));
    }

    @Test
    void rulesOutOfRangeAreRefusedByName() {
        var admin = TestCompany.found(port, members).admin();

        var refused = admin.put("/api/v1/retention-policy", "{\"messageMonths\":0,\"activityMonths\":6}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors"))
                .extracting(error -> error.path("field").asString())
                .containsExactlyInAnyOrder("messageMonths", "activityMonths");
        assertThat(admin.get("/api/v1/retention-policy")
                        .json()
                        .path("messageMonths")
                        .isNull())
                .isTrue();
    }

    // Consent

    @Test
    void consentIsKeptWithItsEvidenceAndTakenBackByANewRecord() {
        var company = TestCompany.found(port, members);
        var bot = TestBot.connect(port, company);
        bot.customer("Siti").says("Hello");
        var inbox = new Inbox(company.admin());
        var path = "/api/v1/contacts/"
                + inbox.detail(inbox.only()).at("/contact/id").asString() + "/consents";

        company.admin()
                .post(
                        path,
                        "{\"purpose\":\"marketing\",\"channel\":\"telegram\",\"granted\":true,\"evidence\":\"Form\"}");
        company.admin().post(path, "{\"purpose\":\"marketing\",\"granted\":false,\"evidence\":\"Said so\"}");

        assertThat(inbox.items(path))
                .extracting(consent -> consent.path("granted").asBoolean() + " "
                        + consent.path("evidence").asString())
                .containsExactly("false Said so", "true Form");
        var refused = company.admin().post(path, "{\"purpose\":\"Marketing!\",\"granted\":true,\"evidence\":\"\"}");
        assertThat(refused.json().path("errors"))
                .extracting(error -> error.path("field").asString())
                .containsExactlyInAnyOrder("purpose", "evidence");
        assertThat(company.admin()
                        .post(
                                path,
                                "{\"purpose\":\"marketing\",\"granted\":true,\"at\":\"2999-01-01T00:00:00Z\",\"evidence\":\"x\"}")
                        .status())
                .isEqualTo(422);
    }

    // The public page

    @Test
    void customersReadTheNoticeInTheirLanguageWithoutScript() {
        var company = TestCompany.found(port, members);
        var slug = company.admin().get("/api/v1/company").json().path("slug").asString();
        var page = "/privacy/" + slug;
        assertThat(new StaffApp(port).get(page).response().body()).contains("belum menerbitkan");
        var saved = company.admin().put("/api/v1/privacy-notice", """
                {"officerName":"Puan <Rohani>","officerEmail":"dpo@kedai.test","officerPhone":"+60 3-1234 5678",
                 "texts":{"en":"We keep your messages.\\n\\nFor <b>two</b> years.","ms":"Kami menyimpan mesej anda."}}
                """);
        assertThat(saved.status()).as(saved.response().body()).isEqualTo(200);

        var malay = new StaffApp(port).get(page);
        var english = new StaffApp(port).send("GET", page, null, "Accept-Language", "en-GB,fr;q=0.5");
        var tamil = new StaffApp(port).get(page + "?lang=ta");

        assertThat(malay.response().body())
                .contains("Kami menyimpan mesej anda.")
                .contains("<html lang=\"ms\">");
        assertThat(english.response().body())
                .contains("<p>We keep your messages.</p>\n<p>For &lt;b&gt;two&lt;/b&gt; years.</p>")
                .contains("Puan &lt;Rohani&gt;")
                .contains("mailto:dpo@kedai.test")
                .doesNotContain("<script");
        assertThat(tamil.response().body()).contains("<html lang=\"ta\">").contains("<div lang=\"ms\">");
        assertThat(english.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(english.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(new StaffApp(port).get("/privacy/nobody-" + slug).status()).isEqualTo(404);
        assertThat(new StaffApp(port).get("/privacy/platform").status()).isEqualTo(404);
    }

    @Test
    void aNoticeThatCannotBeIsRefusedByName() {
        var admin = TestCompany.found(port, members).admin();

        assertThat(admin.put("/api/v1/privacy-notice", "{\"officerEmail\":\"nobody\",\"texts\":{}}")
                        .json()
                        .path("errors"))
                .extracting(error -> error.path("field").asString())
                .containsExactly("officerEmail");
        assertThat(admin.put("/api/v1/privacy-notice", "{\"texts\":{\"en\":\"%s\"}}".formatted("x".repeat(20_001)))
                        .json()
                        .path("errors"))
                .extracting(error -> error.path("field").asString())
                .containsExactly("texts.en");
    }

    // Providers of language models

    @Test
    void whatWentToAProviderIsListedNewestFirst() {
        var company = TestCompany.found(port, members);
        var inbox = new Inbox(company.admin());
        assertThat(inbox.items("/api/v1/processing-records")).isEmpty();
        var first = MessageId.next();
        var second = MessageId.next();

        transactions.run(
                company.id(),
                () -> records.note(company.id(), List.of(first), "Example AI", "example-1", "SG", "answer"));
        transactions.run(
                company.id(),
                () -> records.note(company.id(), List.of(second), "Example AI", "example-1", "US", "suggestion"));

        assertThat(inbox.items("/api/v1/processing-records"))
                .extracting(record -> record.path("country").asString())
                .containsExactly("US", "SG");
        assertThat(inbox.items("/api/v1/processing-records?message=" + first)).hasSize(1);
        assertThat(new Inbox(TestCompany.found(port, members).admin()).items("/api/v1/processing-records"))
                .isEmpty();
    }

    // Who was affected

    @Test
    void afterABreachItIsKnownWhomItConcerns() {
        var company = TestCompany.found(port, members);
        var bot = TestBot.connect(port, company);
        var aina = company.take("Aina", Role.COMPANY_USER);
        var admin = company.admin();
        var inbox = new Inbox(admin);
        bot.customer("Early").says("Hello").awaitDelivered(TestBot.SOON);
        var early = inbox.with("Early");
        Inbox.untilDelivered(company);
        clock.advance(Duration.ofMinutes(2));
        var from = clock.instant();
        bot.customer("Within").says("Hello").awaitDelivered(TestBot.SOON);
        var within = inbox.with("Within");
        Inbox.untilDelivered(company);
        admin.put("/api/v1/conversations/" + within + "/assignment", "{\"userId\":\"%s\"}".formatted(aina));
        clock.advance(Duration.ofMinutes(2));
        var to = clock.instant();

        var span = "/api/v1/affected-contacts?from=%s&to=%s".formatted(from, to);
        assertThat(names(inbox.items(span))).containsExactly("Within");
        assertThat(inbox.items(span).getFirst().path("evidence").toString()).contains("message", "activity");
        assertThat(names(inbox.items(span + "&channelAccount=" + bot.account())))
                .containsExactly("Within");
        assertThat(names(inbox.items(span + "&member=" + aina))).contains("Within");
        assertThat(inbox.items(span + "&member=" + aina)
                        .getFirst()
                        .path("evidence")
                        .toString())
                .contains("within_reach");
        admin.post("/api/v1/contacts/" + inbox.detail(early).at("/contact/id").asString() + "/exports", "");
        clock.advance(Duration.ofSeconds(1));
        var later = "/api/v1/affected-contacts?from=%s&to=%s".formatted(to, clock.instant());
        assertThat(names(inbox.items(later))).contains("Early");
        var key = admin.post("/api/v1/api-keys", "{\"name\":\"Till\",\"scopes\":[\"people:read\"]}")
                .json()
                .findValue("id")
                .asString();
        assertThat(names(inbox.items(later + "&apiKey=" + key))).contains("Early");
        assertThat(admin.get(span + "&apiKey=" + MessageId.next()).status()).isEqualTo(404);
        for (var wrong : List.of("-999999999-01-01T00:00:00Z", "%2B999999999-12-31T23:59:59Z")) {
            assertThat(admin.get("/api/v1/affected-contacts?to=" + wrong).status())
                    .isEqualTo(422);
        }
        assertThat(admin.get("/api/v1/affected-contacts?from=%s&to=%s".formatted(to, from))
                        .status())
                .isEqualTo(422);
        assertThat(inbox.items("/api/v1/audit-entries"))
                .extracting(entry -> entry.path("kind").asString())
                .contains("affected_contacts_listed");
    }

    private static List<String> names(List<JsonNode> contacts) {
        return contacts.stream().map(contact -> contact.path("name").asString()).toList();
    }

    private static void complete(StaffApp app, String conversation) {
        var ended = app.put("/api/v1/conversations/" + conversation + "/completion", "{\"status\":\"completed\"}");
        assertThat(ended.status()).as(ended.response().body()).isEqualTo(200);
    }
}
