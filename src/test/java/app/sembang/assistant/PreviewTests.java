package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the assistant would answer, without a model: the order of its sources, and what it never does.
@ProductTest
class PreviewTests {
    private final Members members;
    private final JsonMapper json;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    PreviewTests(Members members, JsonMapper json) {
        this.members = members;
        this.json = json;
    }

    @BeforeEach
    void aShop() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Batik shirt","sku":"BTK-001","aliases":{"ms":["kemeja batik"],"zh":["蜡染衬衫"],"ta":["பாத்திக் சட்டை"]},
                 "price":{"amount":"1189.90","currency":"MYR"},"stock":12}""");
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Silk scarf","price":{"amount":"45","currency":"MYR"},"stock":0}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            How much is the batik shirt?   | Batik shirt costs RM 1,189.90.
            berapa harga kemeja batik?     | Harga Batik shirt ialah RM 1,189.90.
            蜡染衬衫多少钱？                 | Batik shirt 的价格是 RM 1,189.90。
            பாத்திக் சட்டை விலை எவ்வளவு? | Batik shirt இன் விலை RM 1,189.90.
            Is the silk scarf in stock?    | Silk scarf is out of stock at the moment. Silk scarf costs RM 45.00.
            """)
    void pricesAndStockComeFromTheCatalogInTheCustomersLanguage(String question, String reply) {
        var answer = ask(question);

        assertThat(answer.path("reply").asString()).isEqualTo(reply);
        assertThat(answer.path("source").asString()).isEqualTo("offline");
        assertThat(answer.path("action").asString()).isEqualTo("send");
        assertThat(answer.at("/evidence/0/kind").asString()).isEqualTo("product");
    }

    @Test
    void aFollowUpIsAboutWhatWasNamedBefore() {
        var answer = talk("""
                [{"from":"contact","text":"Do you have the batik shirt?"},{"from":"agent","text":"Yes, we do."},
                 {"from":"contact","text":"And how much is it?"}]""");

        assertThat(answer.path("reply").asString()).contains("RM 1,189.90");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            How much ya?   | Which one do you mean? For example: Batik shirt.
            berapa harga   | Yang mana satu maksud anda? Contohnya: Batik shirt.
            多少钱？         | 请问您指的是哪一个？例如：Batik shirt。
            விலை எவ்வளவு? | எதைக் குறிப்பிடுகிறீர்கள்? எடுத்துக்காட்டாக: Batik shirt.
            """)
    void whoAsksThePriceOfNothingIsAskedBackAndNotToldWhatSomethingElseCosts(String question, String reply) {
        for (var faq : Map.of("How much is delivery?", "Delivery is RM 8.00.", "运费多少？", "运费是 RM 8.00。")
                .entrySet()) {
            admin.post(
                    "/api/v1/faqs", "{\"question\":\"%s\",\"answer\":\"%s\"}".formatted(faq.getKey(), faq.getValue()));
        }

        var answer = ask(question);

        assertThat(answer.path("reply").asString()).isEqualTo(reply);
        assertThat(answer.path("action").asString()).isEqualTo("send");
    }

    @Test
    void anAnswerInAnotherLanguageKeepsNothingFromTheCatalogFromBeingTold() {
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Baju Batik Siti","price":{"amount":"159","currency":"MYR"},"stock":3}""");
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Baju Batik Tini","price":{"amount":"49.90","currency":"MYR"},"stock":3}""");
        admin.post("/api/v1/faqs", """
                {"question":"What is your batik made of?","answer":"All of our batik is made of the finest cotton there is."}""");

        assertThat(ask("Berapa harga baju batik?").path("reply").asString()).contains("RM 159.00", "RM 49.90");
    }

    @Test
    void aMatchingTemplateComesBeforeEverythingElse() {
        template("Batik price", "how much is the batik shirt", "Our batik shirts are hand-drawn. Which size?");

        var answer = ask("How much is the batik shirt?");

        assertThat(answer.path("source").asString()).isEqualTo("template");
        assertThat(answer.path("reply").asString()).isEqualTo("Our batik shirts are hand-drawn. Which size?");
    }

    @Test
    void anEmergencyComesBeforeAMatchingTemplate() {
        template("Fainted", "has fainted", "Buy smelling salts.");

        var answer = ask("My father has fainted in your shop!");

        assertThat(answer.path("action").asString()).isEqualTo("handoff");
        assertThat(answer.path("reply").asString()).contains("999");
        assertThat(answer.at("/trace/safety").asString()).isEqualTo("emergency");
    }

    @Test
    void whatNothingAnswersGoesToAPerson() {
        var answer = ask("Can you print our logo on the inside of the collar?");

        assertThat(answer.path("action").asString()).isEqualTo("handoff");
        assertThat(answer.path("reason").asString()).isEqualTo("no_evidence");
        assertThat(answer.path("evidence")).isEmpty();
    }

    @Test
    void theSameTalkGivesTheSameTrace() {
        var first = ask("How much is the batik shirt?");

        assertThat(ask("How much is the batik shirt?")).isEqualTo(first);
    }

    @Test
    void anotherCompanysGoodsAreUnknown() {
        var other = TestCompany.found(port, members).admin();

        var answer = other.post("/api/v1/assistant/preview", """
                {"messages":[{"from":"contact","text":"How much is the batik shirt?"}]}""").json();

        assertThat(answer.toString()).doesNotContain("1189.90", "1,189.90");
        assertThat(answer.path("action").asString()).isEqualTo("handoff");
    }

    @Test
    void theLastWordHasToBeTheContacts() {
        var refused = admin.post("/api/v1/assistant/preview", """
                {"messages":[{"from":"agent","text":"Hello"}]}""");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("messages");
    }

    @Test
    void theCompanysOwnRulesComeBeforeTemplates() {
        var version = version("""
                "rules":[{"words":["wholesale","borong"],"then":"hand_over","reply":"Our wholesale team will write to you."}]""");

        var answer =
                admin.post("/api/v1/assistant/preview", """
                {"modelVersionId":"%s","messages":[{"from":"contact","text":"harga borong kemeja batik?"}]}""".formatted(version)).json();

        assertThat(answer.path("action").asString()).isEqualTo("handoff");
        assertThat(answer.path("reply").asString()).isEqualTo("Our wholesale team will write to you.");
        assertThat(answer.at("/trace/rule").asInt()).isEqualTo(1);
    }

    private void template(String name, String pattern, String response) {
        var made = admin.post("/api/v1/templates", """
                {"name":"%s","category":"product_inquiry","language":"en","patterns":["%s"],"examples":["%s"],"response":"%s"}""".formatted(name, pattern, pattern, response));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    }

    private String version(String more) {
        return admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","mode":"auto",%s}""".formatted(more))
                .json()
                .path("id")
                .asString();
    }

    private JsonNode ask(String question) {
        return talk("[{\"from\":\"contact\",\"text\":" + json.writeValueAsString(question) + "}]");
    }

    private JsonNode talk(String messages) {
        var answer = admin.post("/api/v1/assistant/preview", "{\"messages\":" + messages + "}");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }
}
