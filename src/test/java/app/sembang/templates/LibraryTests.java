package app.sembang.templates;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.shared.Ids;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What the platform offers to all, and what becomes of a company's own words when it changes.
@ProductTest
class LibraryTests {
    private static final String FRIENDLY =
            "{\"replace\":[{\"find\":\"parcel\",\"with\":\"kain\"}],\"prefix\":\"Dear friend, \",\"suffix\":\"\"}";

    private final Members members;
    private final Templates templates;
    private final CompanyTransactions transactions;

    @LocalServerPort
    private int port;

    private StaffApp operator;
    private TestCompany kedai;
    private StaffApp admin;
    private String word;
    private String path;

    @SuppressWarnings("NullAway.Init")
    LibraryTests(Members members, Templates templates, CompanyTransactions transactions) {
        this.members = members;
        this.templates = templates;
        this.transactions = transactions;
    }

    @BeforeEach
    void theLibraryOffersATemplateInTwoLanguages() {
        operator = TestCompany.superAdmin(port, members);
        kedai = TestCompany.found(port, members);
        admin = kedai.admin();
        word = "g" + Ids.next().toString().substring(24);
        var offered = operator.post("/api/v1/templates", draft("We post your parcel today.", false));
        assertThat(offered.status()).as(offered.response().body()).isEqualTo(201);
        path = "/api/v1/templates/" + offered.json().path("id").asString();
    }

    private String draft(String english, boolean recommended) {
        return """
                {"name":"Posting %1$s","category":"product_inquiry","language":"en","recommended":%3$s,
                 "patterns":["%1$s"],"response":"%2$s",
                 "localizedVersions":{"ms":{"patterns":["bila %1$s"],"response":"Kami pos parcel hari ini."}}}
                """.formatted(word, english, recommended);
    }

    private void revise(String english, boolean recommended) {
        var revised = operator.put(path, draft(english, recommended));
        assertThat(revised.status()).as(revised.response().body()).isEqualTo(200);
    }

    /// @param decision further members of the selection, such as `"basedOn":2`
    private JsonNode select(String modifications, String... decision) {
        var further = decision.length == 0 ? "" : "," + String.join(",", decision);
        var selected = admin.put(
                path + "/selection",
                "{\"enabled\":true,\"preferred\":false,\"modifications\":%s%s}".formatted(modifications, further));
        assertThat(selected.status()).as(selected.response().body()).isEqualTo(200);
        return selected.json();
    }

    private JsonNode read() {
        return admin.get(path).json();
    }

    private String answer() {
        var body = "{\"message\":\"%s\",\"language\":\"en\"}".formatted(word);
        return admin.post("/api/v1/templates/test", body)
                .json()
                .path("response")
                .asString("");
    }

    @Test
    void theOperatorTriesAMessageAsACompanyOfAnIndustryWould() {
        var industry = operator.get("/api/v1/industry-categories")
                .json()
                .at("/items/0/code")
                .asString();
        operator.put(
                path,
                draft("We post it.", false)
                        .replace("{\"name\"", "{\"industryCategory\":\"" + industry + "\",\"name\""));
        var message = "{\"message\":\"%s\",\"language\":\"en\"%s}";

        assertThat(operator.post("/api/v1/templates/test", message.formatted(word, ""))
                        .json()
                        .at("/candidates/0/rejectedBecause/0")
                        .asString())
                .isEqualTo("industry");
        assertThat(operator.post(
                                "/api/v1/templates/test",
                                message.formatted(word, ",\"industryCategory\":\"" + industry + "\""))
                        .json()
                        .path("response")
                        .asString(""))
                .isEqualTo("We post it.");
    }

    @Test
    void aCompanyWithoutWordsOfItsOwnAnswersInTheNewOnesAtOnce() {
        select("null");

        revise("We post it tomorrow.", false);

        assertThat(answer()).isEqualTo("We post it tomorrow.");
        assertThat(read().path("newVersion").isNull()).isTrue();
        assertThat(read().path("version").asInt()).isEqualTo(2);
        assertThat(admin.get(path + "/change").json().path("languages")).isEmpty();
    }

    @Test
    void aCompanyAnswersInItsOwnWordsUntilItTakesTheNewOnes() {
        assertThat(select(FRIENDLY).path("selection").path("basedOn").asInt()).isEqualTo(1);

        revise("We send your parcel by drone.", false);

        assertThat(answer()).isEqualTo("Dear friend, We post your kain today.");
        assertThat(read().path("version").asInt()).isEqualTo(1);
        assertThat(read().path("newVersion").asInt()).isEqualTo(2);

        var change = admin.get(path + "/change").json();
        assertThat(change.path("from").asInt()).isEqualTo(1);
        assertThat(change.path("to").asInt()).isEqualTo(2);
        assertThat(change.path("languages").findValuesAsString("language"))
                .as("the Malay words are the same")
                .containsExactly("en");
        var english = change.path("languages").path(0);
        assertThat(english.at("/before/response").asString()).isEqualTo("We post your parcel today.");
        assertThat(english.at("/after/response").asString()).isEqualTo("We send your parcel by drone.");
        assertThat(english.at("/own/response").asString()).isEqualTo("Dear friend, We post your kain today.");
        assertThat(english.at("/merged/response").asString()).isEqualTo("Dear friend, We send your kain by drone.");

        assertThat(select("null").path("newVersion").isNull()).isTrue();
        assertThat(answer()).isEqualTo("We send your parcel by drone.");
    }

    @Test
    void theOwnWordsCanBePutOnTheNewOnes() {
        select(FRIENDLY);
        revise("We send your parcel by drone.", false);

        var merged = select(FRIENDLY, "\"basedOn\":2");

        assertThat(merged.path("newVersion").isNull()).isTrue();
        assertThat(merged.path("selection").path("basedOn").asInt()).isEqualTo(2);
        assertThat(answer()).isEqualTo("Dear friend, We send your kain by drone.");
    }

    @Test
    void whoKeepsTheirOwnWordsIsAskedAgainWhenTheLibraryChangesAgain() {
        select(FRIENDLY);
        revise("We send your parcel by drone.", false);

        assertThat(select(FRIENDLY, "\"basedOn\":1", "\"keptOver\":2")
                        .path("newVersion")
                        .isNull())
                .isTrue();
        assertThat(answer()).isEqualTo("Dear friend, We post your kain today.");

        revise("We send your parcel by drone.", true);
        assertThat(read().path("newVersion").isNull())
                .as("the same words as before")
                .isTrue();

        revise("We carry your parcel ourselves.", true);
        assertThat(read().path("newVersion").asInt()).isEqualTo(4);
        assertThat(answer()).isEqualTo("Dear friend, We post your kain today.");
    }

    @Test
    void aChangeThatLeavesTheWordsAsTheyAreAsksNobody() {
        select(FRIENDLY);

        revise("We post your parcel today.", true);

        assertThat(read().path("newVersion").isNull()).isTrue();
        assertThat(read().path("recommended").asBoolean()).isTrue();
    }

    @Test
    void aVersionThatNeverWasIsRefused() {
        for (var decision : List.of("\"basedOn\":7", "\"keptOver\":7", "\"basedOn\":0")) {
            var refused = admin.put(
                    path + "/selection",
                    "{\"enabled\":true,\"preferred\":false,\"modifications\":%s,%s}".formatted(FRIENDLY, decision));
            assertThat(refused.status()).as(decision).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/field").asString()).isIn("basedOn", "keptOver");
        }
    }

    @Test
    void theOperatorSeesHowManyCompaniesUseATemplateAndHowOftenItWasSent() {
        var id = new TemplateId(UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
        assertThat(used(id).isMissingNode()).isTrue();

        select(FRIENDLY);
        var klinik = TestCompany.found(port, members);
        klinik.admin().put(path + "/selection", "{\"enabled\":true,\"preferred\":false}");
        TestCompany.found(port, members).admin().put(path + "/selection", "{\"enabled\":false,\"preferred\":false}");
        var use = new TemplateUse(id, TestClock.START);
        transactions.run(kedai.id(), () -> templates.recordUse(kedai.id(), List.of(use, use)));
        transactions.run(klinik.id(), () -> templates.recordUse(klinik.id(), List.of(use)));

        assertThat(used(id).path("companies").asInt()).isEqualTo(2);
        assertThat(used(id).path("customised").asInt()).isEqualTo(1);
        assertThat(used(id).path("sent").asInt()).isEqualTo(3);
        assertThat(Instant.parse(used(id).path("lastSentAt").asString())).isEqualTo(TestClock.START);
    }

    private JsonNode used(TemplateId id) {
        return operator.get("/api/v1/templates/usage")
                .json()
                .path("items")
                .valueStream()
                .filter(one -> one.path("templateId").asString().equals(id.toString()))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
