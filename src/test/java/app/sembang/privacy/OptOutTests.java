package app.sembang.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestNumber;
import app.sembang.identity.Members;
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
import tools.jackson.databind.json.JsonMapper;

/// Who wants no advertising gets none, until that person says otherwise.
@ProductTest
class OptOutTests {

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;
    private TestNumber number;

    @SuppressWarnings("NullAway.Init")
    OptOutTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithTemplates() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
        number = TestNumber.connect(port, company);
        hasTemplate("raya_sale", "MARKETING");
        hasTemplate("order_sent", "UTILITY");
        admin.post("/api/v1/channel-accounts/" + number.account() + "/message-templates/refresh", "{}");
    }

    private void hasTemplate(String name, String category) {
        number.atMeta().hasTemplate(new JsonMapper().readTree("""
                {"name":"%s","language":"ms","category":"%s","components":[{"type":"BODY","text":"Selamat sejahtera daripada kami!"}]}
                """.formatted(name, category)));
    }

    private static final TestNumber.Customer AINA = new TestNumber.Customer("601155500177", "", "Aina");

    private String says(String text) {
        number.says(AINA, text);
        Inbox.untilDrained(company);
        return inbox.only();
    }

    private StaffApp.Answer template(String conversation, String name) {
        return admin.post("/api/v1/conversations/" + conversation + "/messages", """
                {"type":"content","content":{"type":"vendor_template","name":"%s","language":"ms","parameters":[],
                 "text":"Selamat sejahtera daripada kami!"}}""".formatted(name));
    }

    private String contact(String conversation) {
        return inbox.detail(conversation).at("/contact/id").asString();
    }

    private List<JsonNode> consents(String conversation) {
        return inbox.items("/api/v1/contacts/" + contact(conversation) + "/consents");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"STOP", "Unsubscribe.", "berhenti", "退订", "நிறுத்துங்கள்", "please stop sending me messages"})
    void whoWritesNoMoreGetsNoAdvertisingButIsStillServed(String words) {
        var id = says(words);

        var said = consents(id).getFirst();
        assertThat(said.path("granted").asBoolean(true)).isFalse();
        assertThat(said.path("channel").asString()).isEqualTo("whatsapp");
        assertThat(said.path("evidence").asString()).isEqualTo(words);
        assertThat(said.path("conversationId").asString()).isEqualTo(id);
        assertThat(said.path("messageId").asString())
                .isEqualTo(inbox.thread(id, all -> true).getFirst().path("id").asString());
        var refused = template(id, "raya_sale");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("marketing-opted-out");
        assertThat(template(id, "order_sent").status()).isEqualTo(201);
        assertThat(admin.post("/api/v1/conversations/" + id + "/messages", "{\"type\":\"text\",\"text\":\"Baik\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void whatIsInLineWhenSomebodyWantsNoMoreIsNotSent() {
        var id = says("Hai");
        number.atMeta().fails(1, app.sembang.simulator.Fault.meta(130429), "messages");
        var advertising = template(id, "raya_sale").json().path("id").asString();
        var serving = template(id, "order_sent").json().path("id").asString();
        inbox.thread(id, all -> number.atMeta().calls("messages").size() > 0);

        says("STOP");

        var thread = inbox.thread(id, all -> {
            clock.advance(Duration.ofSeconds(2));
            return states(all, advertising).equals("failed")
                    && !states(all, serving).equals("queued");
        });
        var failed = thread.stream()
                .filter(one -> one.path("id").asString().equals(advertising))
                .findFirst()
                .orElseThrow();
        assertThat(failed.at("/failure/code").asString()).isEqualTo("marketing_opted_out");
        assertThat(failed.at("/failure/reason").asString()).contains("no more messages", "raya_sale");
        assertThat(states(thread, serving)).isNotEqualTo("failed");
    }

    private static String states(List<JsonNode> thread, String message) {
        return thread.stream()
                .filter(one -> one.path("id").asString().equals(message))
                .map(one -> one.path("state").asString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTemplateOfAnAccountNobodyHasReadMayBeAdvertising() {
        number = TestNumber.connect(port, company);

        assertThat(template(says("STOP"), "never_listed").code()).isEqualTo("marketing-opted-out");
    }

    @Test
    void startGivesBackWhatStopTookAndGivesNothingElse() {
        var id = says("Start");
        assertThat(consents(id)).as("many begin like that").isEmpty();

        says("STOP");
        assertThat(template(id, "raya_sale").status()).isEqualTo(409);
        clock.advance(Duration.ofSeconds(1));
        says("START");

        assertThat(consents(id))
                .extracting(said -> said.path("granted").asBoolean())
                .containsExactly(true, false);
        assertThat(inbox.items("/api/v1/contacts/" + contact(id) + "/timeline"))
                .extracting(item -> item.path("kind").asString())
                .containsSubsequence("consent_granted", "consent_withdrawn");
        assertThat(template(id, "raya_sale").status()).isEqualTo(201);
    }

    @Test
    void aStopThatWasNotMeantIsTakenBackByAColleague() {
        var id = says("stop");
        var path = "/api/v1/contacts/" + contact(id) + "/consents/";
        var said = consents(id).getFirst().path("id").asString();

        assertThat(admin.delete(path + said).status()).isEqualTo(204);

        assertThat(consents(id)).isEmpty();
        assertThat(template(id, "raya_sale").status()).isEqualTo(201);
        assertThat(admin.delete(path + said).status()).as("once").isEqualTo(404);
        assertThat(Inbox.rows(company, "consent", "true")).as("as proof").isEqualTo(2);
    }

    @Test
    void aConsentTakenBackByHandHoldsForAFailedAdvertisementToo() {
        var id = says("Hai");
        number.atMeta().fails(1, app.sembang.simulator.Fault.meta(131026), "messages");
        var failed = template(id, "raya_sale").json().path("id").asString();
        inbox.thread(
                id,
                all -> all.stream()
                        .anyMatch(one -> one.path("id").asString().equals(failed)
                                && one.path("state").asString().equals("failed")));
        admin.post(
                "/api/v1/contacts/" + contact(id) + "/consents",
                "{\"purpose\":\"marketing\",\"granted\":false,\"evidence\":\"Said so at the counter\"}");

        assertThat(admin.post("/api/v1/conversations/" + id + "/messages/" + failed + "/attempts", "{}")
                        .code())
                .isEqualTo("marketing-opted-out");
    }

    @Test
    void aWordGoesWithTheChannelItCameByWhenContactsAreJoinedAndParted() {
        var hers = says("Hai");
        var kept = contact(hers);
        var other = new TestNumber.Customer("601155500178", "", "Aina B");
        number.says(other, "Hai juga");
        Inbox.untilDrained(company);
        var second = inbox.conversations("?status=any").stream()
                .map(one -> one.path("id").asString())
                .filter(one -> !one.equals(hers))
                .findFirst()
                .orElseThrow();
        var merged = contact(second);
        admin.post("/api/v1/contacts/" + kept + "/merges", "{\"contactId\":\"" + merged + "\"}");

        number.says(other, "STOP");
        Inbox.untilDrained(company);
        assertThat(template(hers, "raya_sale").status()).as("one person").isEqualTo(409);
        var merge = inbox.items("/api/v1/contacts/" + kept + "/merges")
                .getFirst()
                .path("id")
                .asString();
        admin.delete("/api/v1/contacts/" + kept + "/merges/" + merge);

        assertThat(template(second, "raya_sale").status()).isEqualTo(409);
        assertThat(template(hers, "raya_sale").status()).isEqualTo(201);
    }

    @Test
    void theListAndSegmentsTellWhoTakesAdvertising() {
        var id = says("STOP");
        var bot = TestBot.connect(port, company);
        bot.customer("Siti").says("Hello");
        bot.customer("Badrul").says("Hello").awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        var siti = inbox.items("/api/v1/contacts?q=Siti").getFirst().path("id").asString();
        admin.post(
                "/api/v1/contacts/" + siti + "/consents",
                "{\"purpose\":\"marketing\",\"channel\":\"telegram\",\"granted\":true,\"evidence\":\"Form\"}");

        assertThat(names("?consent=withdrawn")).containsExactly("Aina");
        assertThat(names("?consent=given")).containsExactly("Siti");
        assertThat(names("?consent=unknown")).containsExactly("Badrul");
        assertThat(names("?consent=withdrawn&consentChannel=telegram")).isEmpty();
        assertThat(names("?consent=unknown&consentChannel=telegram")).containsExactlyInAnyOrder("Aina", "Badrul");
        assertThat(admin.get("/api/v1/contacts?consentChannel=fax").status()).isEqualTo(422);
        var segment = admin.post("/api/v1/contact-segments", """
                {"name":"May be asked","filter":{"consent":"given","consentChannel":"telegram"}}""").json();
        assertThat(segment.path("contacts").asInt()).isEqualTo(1);
        assertThat(names("?segment=" + segment.path("id").asString())).containsExactly("Siti");
        assertThat(contact(id)).isNotBlank();
    }

    private List<String> names(String query) {
        return inbox.items("/api/v1/contacts" + query).stream()
                .map(one -> one.path("name").asString())
                .toList();
    }
}
