package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestModel;
import app.sembang.identity.Members;
import app.sembang.simulator.LlmAnswer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What customers are answered where no template does, and what people are offered to say.
@ProductTest
class AnsweringTests {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 0, 0, 0, 0, 0};

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestBot bot;
    private Inbox inbox;
    private long aina;

    @SuppressWarnings("NullAway.Init")
    AnsweringTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aShopWithABot() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        bot = TestBot.connect(port, company);
        inbox = new Inbox(admin);
        aina = TestBot.newChat();
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Batik shirt","price":{"amount":"89.90","currency":"MYR"},"stock":12}""");
    }

    private void says(String text) {
        bot.customer(aina, "Aina").says(text).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
    }

    /// The conversation in which somebody wrote last.
    private String newest() {
        return inbox.conversations("?view=all").getFirst().path("id").asString();
    }

    private void activate(String mode) {
        var version = admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","mode":"%s"}""".formatted(mode))
                .json()
                .path("id")
                .asString();
        assertThat(admin.put("/api/v1/model-versions/" + version + "/activation", "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anAdminSeesInWhichLanguagesCustomersWrite() {
        says("How much is the batik shirt, please?");
        aina = TestBot.newChat();
        says("Berapakah harga baju batik ini?");
        aina = TestBot.newChat();
        says("Adakah kedai buka pada hari Ahad?");

        assertThat(admin.get("/api/v1/templates/languages").json().path("items").toString())
                .isEqualTo("[{\"language\":\"ms\",\"conversations\":2},{\"language\":\"en\",\"conversations\":1}]");
    }

    @Test
    void anAnswerIsFoundAfterTheMessageWasStored() {
        activate("auto");

        says("How much is the batik shirt?");
        assertThat(inbox.thread(inbox.only())).hasSize(1);
        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'pending'"))
                .isEqualTo(1);
        clock.advance(Thinking.PAUSE);
        var thread = inbox.settled(inbox.only(), 2);

        assertThat(Inbox.text(thread.getLast())).isEqualTo("Batik shirt costs RM 89.90.");
        assertThat(thread.getLast().at("/evidence/source").asString()).isEqualTo("offline");
        assertThat(thread.getLast().at("/evidence/modelVersion").asInt()).isEqualTo(1);
        assertThat(thread.getLast().at("/evidence/cited/0/title").asString()).isEqualTo("Batik shirt");
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("assistant");
        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'answered' and reply_id is not null"))
                .isEqualTo(1);
        assertThat(Inbox.rows(company, "answer_trace", "message_id is not null"))
                .isEqualTo(1);
    }

    @Test
    void aProductWithAPictureIsShownBelowWhatIsSaidOfItAndOnce() {
        var shirt = admin.get("/api/v1/products").json().at("/items/0/id").asString();
        admin.upload("POST", "/api/v1/products/" + shirt + "/images", "shirt.png", PNG);
        activate("auto");

        says("How much is the batik shirt?");
        clock.advance(Thinking.PAUSE);
        var card = inbox.settled(inbox.only(), 3).getLast();
        assertThat(card.path("author").asString()).isEqualTo("assistant");
        assertThat(card.at("/content/cards/0/title").asString()).isEqualTo("Batik shirt");
        assertThat(card.at("/content/cards/0/text").asString()).isEqualTo("RM 89.90");
        assertThat(card.at("/content/cards/0/picture/contentType").asString()).isEqualTo("image/png");

        says("And is the batik shirt in stock?");
        clock.advance(Thinking.PAUSE);
        inbox.settled(inbox.only(), 5);
        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "answer_decision", "outcome = 'pending'") == 0);
        assertThat(inbox.thread(inbox.only())).hasSize(5);
    }

    @Test
    void severalMessagesInARowAreAnsweredOnce() {
        activate("auto");

        says("Hey you there? The batik shirt");
        clock.advance(Duration.ofSeconds(1));
        says("what is the price of it");
        clock.advance(Thinking.PAUSE);
        var thread = inbox.settled(inbox.only(), 3);

        assertThat(Inbox.text(thread.getLast())).contains("RM 89.90");
        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "answer_decision", "outcome = 'pending'") == 0);
        assertThat(inbox.thread(inbox.only())).hasSize(3);
    }

    @Test
    void aQuestionIsNotForgottenBecauseATemplateAnsweredTheNextOne() {
        company.answers("opening hours", "We are open from 10 to 6.");
        activate("auto");

        says("How much is the batik shirt?");
        clock.advance(Duration.ofSeconds(1));
        says("And your opening hours?");
        assertThat(Inbox.text(inbox.settled(inbox.only(), 3).getLast())).isEqualTo("We are open from 10 to 6.");
        clock.advance(Thinking.PAUSE);

        assertThat(Inbox.text(inbox.settled(inbox.only(), 4).getLast())).isEqualTo("Batik shirt costs RM 89.90.");
    }

    @Test
    void whoAsksTwoThingsIsToldBothByTheTemplatesAndEachIsCounted() {
        company.answers("opening hours", "We are open from 10 to 6.");
        company.answers("delivery", "We deliver everywhere in Malaysia.");

        says("What are your opening hours, and do you have delivery?");
        clock.advance(Thinking.PAUSE);
        var last = inbox.settled(inbox.only(), 2).getLast();

        assertThat(Inbox.text(last)).isEqualTo("We are open from 10 to 6.\n\nWe deliver everywhere in Malaysia.");
        assertThat(last.at("/evidence/source").asString()).isEqualTo("template");
        assertThat(last.at("/evidence/cited")).hasSize(2);
        await().atMost(TestBot.SOON)
                .until(() -> admin.get("/api/v1/templates?global=false")
                        .json()
                        .path("items")
                        .valueStream()
                        .allMatch(template -> template.path("usageCount").asInt() == 1));
    }

    @Test
    void aTemplateAndTheCatalogAnswerOneQuestionEach() {
        company.answers("delivery", "We deliver everywhere in Malaysia.");
        activate("auto");

        says("How much is the batik shirt? And do you have delivery?");
        clock.advance(Thinking.PAUSE);

        assertThat(Inbox.text(inbox.settled(inbox.only(), 2).getLast()))
                .contains("RM 89.90", "We deliver everywhere in Malaysia.");
    }

    @Test
    void whoseSecondQuestionNothingAnswersGetsAPerson() {
        activate("auto");

        says("How much is the batik shirt? Can you print our logo on the collar?");
        clock.advance(Thinking.PAUSE);

        assertThat(Inbox.text(inbox.settled(inbox.only(), 2).getLast())).contains("colleague");
        var suggested = admin.post("/api/v1/conversations/" + inbox.only() + "/suggestions", "{}")
                .json();
        assertThat(suggested.path("message").asString()).contains("RM 89.90");
        assertThat(suggested.path("confidence").asDouble()).isLessThan(0.75);
    }

    @Test
    void whatATemplateAnswersNoModelIsAsked() {
        company.answers("opening hours", "We are open from 10 to 6.");
        activate("auto");
        var model = TestModel.connect(company);
        int before = model.vendor().calls().size();

        says("What are your opening hours?");
        var last = inbox.settled(inbox.only(), 2).getLast();
        clock.advance(Thinking.PAUSE);
        var suggested = admin.post("/api/v1/conversations/" + inbox.only() + "/suggestions", "{}")
                .json();

        assertThat(Inbox.text(last)).isEqualTo("We are open from 10 to 6.");
        assertThat(last.at("/evidence/source").asString()).isEqualTo("template");
        assertThat(suggested.path("message").asString()).isEqualTo("We are open from 10 to 6.");
        assertThat(suggested.path("source").asString()).isEqualTo("template");
        assertThat(model.vendor().calls()).hasSize(before);
    }

    @Test
    void aCompanyThatWantsToBeSurerLeavesMoreToPeople() {
        company.answers("expensive", "I understand. May I show you what it is made of?");
        admin.put("/api/v1/template-certainty", "{\"sureFrom\":0.95}");

        says("Hmm, a bit expensive for what it is lah");
        assertThat(Inbox.text(inbox.settled(inbox.only(), 2).getLast())).contains("colleague");

        admin.put("/api/v1/template-certainty", "{\"sureFrom\":null}");
        admin.delete("/api/v1/conversations/" + inbox.only() + "/takeover");
        says("Hmm, quite expensive for what it is lah");
        assertThat(Inbox.text(inbox.settled(inbox.only(), 4).getLast())).startsWith("I understand.");
    }

    @Test
    void aModelIsToldTheApprovedWordsOfWhatATemplateAnswers() {
        company.answers("delivery", "We deliver everywhere in Malaysia.");
        activate("auto");
        var model = TestModel.connect(company);
        model.vendor()
                .answers(worded("We deliver everywhere in Malaysia, and the batik shirt is RM 89.90.")
                        .replace("e1", "e2"));

        says("Do you have delivery and what does the batik shirt cost?");
        clock.advance(Thinking.PAUSE);
        inbox.settled(inbox.only(), 2);

        assertThat(model.vendor().lastCall().toString())
                .contains("template: ")
                .contains("We deliver everywhere in Malaysia.");
    }

    @Test
    void aTemplateCountsTheConversationsItAnsweredInAndTheirSales() {
        var hours = company.answers("opening hours", "We are open from 10 to 6.");
        for (var name : List.of("Aina", "Mei", "Kumar")) {
            bot.customer(name).says("Your opening hours?").awaitDelivered(TestBot.SOON);
            Inbox.untilDrained(company);
            inbox.settled(inbox.with(name), 2);
        }
        admin.put("/api/v1/conversations/" + inbox.with("Mei") + "/completion", """
                {"status":"completed","productsSold":[{"productId":"%s","quantity":1}]}""".formatted(
                        admin.get("/api/v1/products").json().at("/items/0/id").asString()));

        await().atMost(TestBot.SOON).untilAsserted(() -> {
            var figure = admin.get("/api/v1/templates/figures").json().at("/items/0");
            assertThat(figure.path("templateId").asString()).isEqualTo(hours);
            assertThat(figure.path("conversations").asInt()).isEqualTo(3);
            assertThat(figure.path("sold").asInt()).isEqualTo(1);
            assertThat(figure.path("soldLow").asDouble()).isBetween(0.05, 0.1);
            assertThat(figure.path("soldHigh").asDouble()).isBetween(0.75, 0.85);
        });
    }

    @Test
    void whoKeepsAskingTheSameGetsAPerson() {
        company.answers("opening hours", "We are open from 10 to 6.");

        for (int i = 0; i < Circles.MOST_SAME; i++) says("What are your opening hours?");
        assertThat(inbox.settled(inbox.only(), 2 * Circles.MOST_SAME)).hasSize(2 * Circles.MOST_SAME);
        says("what are your opening hours?");

        assertThat(Inbox.text(
                        inbox.settled(inbox.only(), 2 * Circles.MOST_SAME + 2).getLast()))
                .contains("rakan sekerja");
        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'handed_over' and reason = 'repeated'"))
                .isEqualTo(1);
    }

    @Test
    void twoMachinesDoNotAnswerEachOtherForEver() {
        company.answers("opening hours", "We are open from 10 to 6.");

        for (int i = 0; i < Circles.MOST_REPLIES + 5; i++) says("Ticket " + i + ": opening hours");

        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'answered'"))
                .isEqualTo(Circles.MOST_REPLIES);
        assertThat(Inbox.rows(company, "answer_decision", "reason = 'loop'")).isEqualTo(1);
    }

    @Test
    void aVersionAnswersByItselfOnlyWhereAndWhenItIsToldTo() {
        activate("""
                auto","autoWhen":{"hours":"closed"},"notes":"at night""");
        says("How much is the batik shirt?");
        assertThat(Inbox.text(inbox.settled(inbox.only(), 2).getLast())).contains("colleague");

        activate("""
                auto","autoWhen":{"channels":["whatsapp"]},"notes":"elsewhere""");
        aina = TestBot.newChat();
        clock.advance(Duration.ofSeconds(1));
        says("How much is the batik shirt?");
        assertThat(Inbox.text(inbox.settled(newest(), 2).getLast())).contains("colleague");

        activate("""
                auto","autoWhen":{"hours":"open","channels":["telegram"]},"notes":"here and now""");
        aina = TestBot.newChat();
        clock.advance(Duration.ofSeconds(1));
        says("How much is the batik shirt?");
        clock.advance(Thinking.PAUSE);
        assertThat(Inbox.text(inbox.settled(newest(), 2).getLast())).contains("RM 89.90");
    }

    @Test
    void aVersionAnswersOnlyInItsLanguages() {
        var version =
                admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","mode":"auto",
                 "languageConfig":{"primary":"en","secondary":["ms"]}}""").json().path("id").asString();
        admin.put("/api/v1/model-versions/" + version + "/activation", "");

        says("Batik shirt 多少钱？");
        clock.advance(Thinking.PAUSE);

        assertThat(Inbox.text(inbox.settled(inbox.only(), 2).getLast())).isEqualTo("Batik shirt costs RM 89.90.");
    }

    @Test
    void whoWritesFormallyIsNotAnsweredAsAFriend() {
        activate("auto");
        var model = TestModel.connect(company);
        model.vendor().answers(worded("Hey bro, the batik shirt is RM 89.90 lah, cool!"));
        model.vendor().answers(worded("The batik shirt is RM 89.90."));

        says("Dear sir, could you kindly tell me the price of the batik shirt?");
        clock.advance(Thinking.PAUSE);

        assertThat(Inbox.text(inbox.settled(inbox.only(), 2).getLast())).isEqualTo("The batik shirt is RM 89.90.");
        assertThat(model.vendor().lastCall().toString()).contains("Address them formally");
        var trace =
                inbox.items("/api/v1/conversations/" + inbox.only() + "/traces").getFirst();
        assertThat(trace.at("/trace/checks/0").toString()).contains("register");
    }

    @Test
    void aVersionSaysHowSureItMustBeToSendAndToOffer() {
        var careful = certain(0.95, 0.5);
        var silent = certain(0.95, 0.95);
        admin.put("/api/v1/model-versions/" + careful + "/activation", "");
        says("How much is the batik shirt?");
        clock.advance(Thinking.PAUSE);

        assertThat(Inbox.text(inbox.settled(inbox.only(), 2).getLast())).contains("colleague");
        var suggestions = "/api/v1/conversations/" + inbox.only() + "/suggestions";
        var offered = admin.post(suggestions, "{}").json();
        assertThat(offered.path("message").asString()).isEqualTo("Batik shirt costs RM 89.90.");
        assertThat(offered.path("confidence").asDouble()).isBetween(0.5, 0.95);
        assertThat(offered.path("unsure").asBoolean()).isFalse();

        admin.put("/api/v1/model-versions/" + silent + "/activation", "");
        assertThat(admin.post(suggestions, "{}").json().path("unsure").asBoolean())
                .isTrue();

        var refused = admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","certainty":{"send":0.6,"offer":0.7}}""");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("certainty.offer");
    }

    private String certain(double send, double offer) {
        return admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","mode":"auto","certainty":{"send":%s,"offer":%s}}""".formatted(send, offer))
                .json()
                .path("id")
                .asString();
    }

    @Test
    void whoWaitsForALongThoughtSeesAgainAndAgainThatSomebodyTypes() {
        activate("auto");
        TestModel.connect(company);

        says("How much is the batik shirt? [[slow:900]]");
        clock.advance(Thinking.PAUSE);
        inbox.settled(inbox.only(), 2);

        await().atMost(TestBot.SOON)
                .until(() -> bot.telegram().calls("sendChatAction").size() > 1);
        assertThat(bot.telegram().sentTo(aina)).hasSize(1);
    }

    @Test
    void anAdminSeesWhatAModelIsToldAndHowItsRoomIsDivided() {
        admin.post("/api/v1/faqs", """
                {"question":"Can the batik shirt be washed?","answer":"Wash the batik shirt by hand, in cold water."}""");
        var version =
                admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.",
                 "trainingWeights":{"successPatterns":0,"productCatalog":0.2,"faq":0.2,"trainingMaterials":0.6}}""").json().path("id").asString();

        var told = admin.post(
                        "/api/v1/model-versions/" + version + "/prompt-preview",
                        "{\"message\":\"Can I wash the batik shirt?\"}")
                .json();

        assertThat(told.at("/blocks/2/text").asString()).contains("You sell batik, kindly and briefly.");
        assertThat(told.at("/blocks/3/text").asString())
                .contains("in cold water", "Batik shirt: RM 89.90", "Can I wash the batik shirt?");
        assertThat(told.path("shares")
                        .valueStream()
                        .map(share -> share.path("tokens").asString()))
                .containsExactly("", "0", "1500", "4500");
        assertThat(told.at("/shares/2/shown").asInt()).isEqualTo(1);
    }

    private static final String TAILORING = "Do you do custom tailoring?";

    private String aCatalogueThatIsNearest() {
        return admin.post("/api/v1/templates", """
                {"name":"Catalogue","category":"product_inquiry","language":"en",
                 "patterns":["catalogue","brochure","more photos"],
                 "examples":["Can you send me the catalogue?","Do you have more photos?"],
                 "response":"Which kind are you looking for?"}""").json().path("id").asString();
    }

    @Test
    void whatIsWrittenAboutJustThisComesBeforeATemplateThatFitsInOtherWords() {
        aCatalogueThatIsNearest();
        admin.post("/api/v1/faqs", """
                {"question":"Do you do custom tailoring?","answer":"Yes, we tailor shirts to measure within ten days."}""");
        activate("auto");

        says(TAILORING);
        inbox.settled(inbox.only(), 2);
        says("Can you send me the catalogue?");

        assertThat(Inbox.texts(inbox.settled(inbox.only(), 4)))
                .containsExactly(
                        TAILORING,
                        "Yes, we tailor shirts to measure within ten days.",
                        "Can you send me the catalogue?",
                        "Which kind are you looking for?");
    }

    @Test
    void aTemplateThatFitsInOtherWordsAnswersWhereNothingIsWrittenAboutJustThat() {
        var catalogue = aCatalogueThatIsNearest();
        admin.post("/api/v1/faqs", """
                {"question":"Do you deliver on Sundays?","answer":"No, from Monday to Saturday."}""");
        activate("auto");

        says(TAILORING);

        assertThat(Inbox.texts(inbox.settled(inbox.only(), 2)))
                .containsExactly(TAILORING, "Which kind are you looking for?");
        assertThat(Inbox.value(company, "answer_decision", "template_id", "outcome = 'answered'"))
                .isEqualTo(catalogue);
    }

    @Test
    void whoHasWrittenMeanwhileIsNotContradicted() {
        activate("auto");
        says("How much is the batik shirt?");

        admin.post("/api/v1/conversations/" + inbox.only() + "/messages", """
                {"type":"text","text":"Hello Aina, I am Puan Admin."}""");
        clock.advance(Thinking.PAUSE);

        await().atMost(TestBot.SOON)
                .until(() -> Inbox.rows(company, "answer_decision", "outcome = 'silent' and reason = 'member_answers'")
                        == 1);
        assertThat(inbox.thread(inbox.only())).hasSize(2);
    }

    @Test
    void whatNothingAnswersIsHandedOver() {
        activate("auto");

        says("Can you print our logo on the inside of the collar?");
        clock.advance(Thinking.PAUSE);
        var thread = inbox.settled(inbox.only(), 2);

        assertThat(Inbox.text(thread.getLast())).contains("colleague");
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("nobody");
        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'handed_over' and reason = 'no_evidence'"))
                .isEqualTo(1);
    }

    @Test
    void aCompanyThatOnlyWantsSuggestionsHandsOverAtOnce() {
        activate("suggest");

        says("How much is the batik shirt?");

        assertThat(inbox.settled(inbox.only(), 2)).hasSize(2);
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("nobody");
    }

    @Test
    void anEmergencyIsAnsweredAtOnceAndAlertsPeople() {
        says("Tolong, ayah saya pengsan di kedai awak");

        var thread = inbox.settled(inbox.only(), 2);

        assertThat(Inbox.text(thread.getLast())).contains("999");
        assertThat(inbox.detail(inbox.only()).path("answering").asString()).isEqualTo("nobody");
        assertThat(Inbox.rows(company, "answer_decision", "reason = 'emergency'"))
                .isEqualTo(1);
    }

    @Test
    void aModelWordsTheAnswerAndItsPriceIsTheCatalogs() {
        activate("auto");
        var model = TestModel.connect(company);
        model.vendor().answers(worded("The batik shirt is RM 89.90, and it looks great with jeans."));

        says("How much is the batik shirt? My number is 012-3456789");
        clock.advance(Thinking.PAUSE);
        var last = inbox.settled(inbox.only(), 2).getLast();

        assertThat(Inbox.text(last)).isEqualTo("The batik shirt is RM 89.90, and it looks great with jeans.");
        assertThat(last.at("/evidence/source").asString()).isEqualTo("model");
        assertThat(last.at("/evidence/cited/0/title").asString()).isEqualTo("Batik shirt");
        assertThat(model.vendor().calls().toString())
                .contains("Batik shirt", "RM 89.90")
                .doesNotContain("3456789");
        assertThat(Inbox.rows(company, "processing_record", "provider = 'anthropic' and country = 'US'"))
                .isEqualTo(1);
        var traces = "/api/v1/conversations/" + inbox.only() + "/traces";
        var asked = admin.get(
                        traces + "/" + inbox.items(traces).getFirst().path("id").asString() + "/request")
                .json()
                .path("request")
                .asString();
        assertThat(asked)
                .contains(
                        "You sell batik, kindly and briefly.", "Batik shirt: RM 89.90", "How much is the batik shirt?")
                .contains("search_products", "\"maxTokens\":2000")
                .doesNotContain("3456789");
    }

    @Test
    void aModelLooksUpWhatSuitsTheTalkAndWhy() {
        var fabric = admin.post("/api/v1/product-fields", "{\"name\":\"Fabric\",\"kind\":\"text\"}")
                .json()
                .path("id")
                .asString();
        var shirt = admin.get("/api/v1/products").json().at("/items/0/id").asString();
        var shawl = admin.post("/api/v1/products", """
                {"kind":"product","name":"Shawl","price":{"amount":"20.00","currency":"MYR"},"stock":9,
                 "fields":{"%s":"Cotton"}}""".formatted(fabric))
                .json()
                .path("id")
                .asString();
        bot.customer("Mei").says("Hello");
        admin.put("/api/v1/conversations/" + inbox.with("Mei") + "/completion", """
                {"status":"completed","productsSold":[{"productId":"%s","quantity":1},{"productId":"%s","quantity":1}]}
                """.formatted(shirt, shawl));
        activate("auto");
        var model = TestModel.connect(company);
        model.vendor()
                .answers(LlmAnswer.calls("recommend_products", "{}"))
                .answers(worded("Many take our cotton shawl with it, for RM 20.00."));
        clock.advance(Duration.ofSeconds(1));

        says("What goes well with the batik shirt?");
        clock.advance(Thinking.PAUSE);
        var last = inbox.settled(newest(), 2).getLast();

        assertThat(Inbox.text(last)).isEqualTo("Many take our cotton shawl with it, for RM 20.00.");
        assertThat(model.vendor().lastCall().toString())
                .contains("recommended (often bought with Batik shirt, sells best): Shawl")
                .contains("RM 20.00; stock: 8; Fabric: Cotton");
    }

    @Test
    void aModelIsToldWhatIsTrueOfTheCompanysIndustryInItsCountry() {
        activate("auto");
        var model = TestModel.connect(company);
        var industry = admin.get("/api/v1/industry-categories").json().at("/items/0");
        admin.patch(
                "/api/v1/company",
                "{\"industryCategory\":\"%s\"}".formatted(industry.path("name").asString()));
        model.vendor().answers(worded("The batik shirt is RM 89.90."));

        says("How much is the batik shirt?");
        clock.advance(Thinking.PAUSE);
        inbox.settled(inbox.only(), 2);

        var told = model.vendor().lastCall().system();
        assertThat(told)
                .contains(industry.at("/promptsByCountry/MY").asString().strip())
                .contains(industry.at("/objections/0").asString())
                .contains("You sell batik, kindly and briefly.");
    }

    @Test
    void whatOnlyOneOutletSellsIsToldItsCustomers() {
        activate("auto");
        var outlet = admin.post("/api/v1/outlets", "{\"name\":\"Ipoh\"}")
                .json()
                .path("id")
                .asString();
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Moon cake","outletId":"%s","price":{"amount":"18","currency":"MYR"}}""".formatted(outlet));

        says("How much is the moon cake?");
        clock.advance(Thinking.PAUSE);
        assertThat(Inbox.text(inbox.settled(inbox.only(), 2).getLast())).doesNotContain("18");

        admin.put("/api/v1/channel-accounts/" + bot.account() + "/outlet", "{\"outletId\":\"%s\"}".formatted(outlet));
        aina = TestBot.newChat();
        clock.advance(Duration.ofSeconds(1));
        says("How much is the moon cake?");
        clock.advance(Thinking.PAUSE);
        var conversation = newest();
        assertThat(Inbox.text(inbox.settled(conversation, 2).getLast())).isEqualTo("Moon cake costs RM 18.00.");
    }

    @Test
    void theSameFirstQuestionIsAnsweredFromBeforeUntilAFactChanges() {
        activate("auto");
        var model = TestModel.connect(company);
        int before = model.vendor().calls().size();
        model.vendor().answers(worded("The batik shirt goes well with jeans and costs RM 89.90."));
        for (int i = 0; i < 2; i++) {
            aina = TestBot.newChat();
            clock.advance(Duration.ofSeconds(1));
            says("What goes well with the Batik shirt");
            clock.advance(Thinking.PAUSE);
            var conversation = newest();
            assertThat(Inbox.text(inbox.settled(conversation, 2).getLast())).contains("goes well with jeans");
        }
        assertThat(model.vendor().calls()).hasSize(before + 1);
        var traced =
                inbox.items("/api/v1/conversations/" + newest() + "/traces").getFirst();
        assertThat(traced.at("/trace/model/0/outcome").asString()).isEqualTo("answered_before");

        var product = admin.get("/api/v1/products").json().at("/items/0/id").asString();
        admin.patch("/api/v1/products/" + product, "{\"price\":{\"amount\":\"99.90\",\"currency\":\"MYR\"}}");
        model.vendor().answers(worded("The batik shirt is RM 99.90 now."));
        aina = TestBot.newChat();
        // Later than what was last said, so that it stands first.
        clock.advance(Duration.ofSeconds(1));
        says("What goes well with the Batik shirt");
        clock.advance(Thinking.PAUSE);
        var conversation = newest();
        assertThat(Inbox.text(inbox.settled(conversation, 2).getLast())).contains("RM 99.90");
        assertThat(model.vendor().calls()).hasSize(before + 2);
    }

    @Test
    void aModelsWrongPriceNeverReachesTheCustomer() {
        activate("auto");
        var model = TestModel.connect(company);
        model.vendor().answers(worded("The batik shirt is only RM 49.90!"));
        model.vendor().answers(worded("For you the batik shirt is RM 59.90 today."));

        says("How much is the batik shirt?");
        clock.advance(Thinking.PAUSE);
        var last = inbox.settled(inbox.only(), 2).getLast();

        assertThat(Inbox.text(last)).isEqualTo("Batik shirt costs RM 89.90.");
        assertThat(last.at("/evidence/source").asString()).isEqualTo("offline");
        var trace =
                inbox.items("/api/v1/conversations/" + inbox.only() + "/traces").getFirst();
        assertThat(trace.at("/trace/model")).hasSize(2);
        assertThat(trace.at("/trace/checks/0/0/passed").asBoolean()).isFalse();
    }

    @Test
    void aCallThatFailsHasSentTheWordsAllTheSame() {
        activate("auto");
        var model = TestModel.connect(company);
        model.vendor().revoked(true);

        says("How much is the batik shirt?");
        clock.advance(Thinking.PAUSE);

        assertThat(Inbox.text(inbox.settled(inbox.only(), 2).getLast())).isEqualTo("Batik shirt costs RM 89.90.");
        assertThat(Inbox.rows(company, "processing_record", "provider = 'anthropic' and country = 'US'"))
                .isEqualTo(1);
    }

    @Test
    void aTemplatesAnswerIsTracedInTheCommitThatStoresIt() {
        company.answers("harga baju batik", "Bermula RM45.");

        says("Berapa harga baju batik?");
        var reply = inbox.settled(inbox.only(), 2).getLast();

        var traces = inbox.items("/api/v1/conversations/" + inbox.only() + "/traces?message="
                + reply.path("id").asString());
        assertThat(traces).hasSize(1);
        assertThat(traces.getFirst().at("/trace/reasons/0").asString()).isEqualTo("template");
        assertThat(traces.getFirst().at("/trace/candidates/0/rejectedBecause")).isEmpty();
        assertThat(traces.getFirst().at("/trace/languages/ms").asDouble()).isGreaterThan(0.5);
    }

    @Test
    void whatIsSaidBeforeTemplatesIsTracedToo() {
        says("Tolong, ayah saya pengsan di kedai awak");
        inbox.settled(inbox.only(), 2);

        var traces = inbox.items("/api/v1/conversations/" + inbox.only() + "/traces");
        assertThat(traces).hasSize(1);
        assertThat(traces.getFirst().at("/trace/safety").asString()).isEqualTo("emergency");
    }

    @Test
    void eachAnswerOfATemplateNamesItAndIsCounted() {
        company.answers("harga baju kurung", "Bermula RM45.");
        activate("auto");

        says("Kak, nak tanya berapa harga");
        clock.advance(Duration.ofSeconds(1));
        says("baju kurung");
        clock.advance(Thinking.PAUSE);
        var reply = inbox.settled(inbox.only(), 3).getLast();

        assertThat(Inbox.text(reply)).isEqualTo("Bermula RM45.");
        assertThat(reply.at("/evidence/templateName").asString()).isNotBlank();
        assertThat(reply.at("/evidence/templateVersion").asInt()).isEqualTo(1);
        // Uses are counted in several rows of a template, so that those who count do not wait for each other.
        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "template_usage", """
                (select sum(used.usage_count) from template_usage used
                  where used.company_id = template_usage.company_id
                    and used.template_id = template_usage.template_id)
                = (select count(*) from answer_decision decision
                    where decision.company_id = template_usage.company_id
                      and decision.template_id = template_usage.template_id)""") > 0);
    }

    @Test
    void anAdminTakesOutHowAnswersCameAbout() {
        says("How much is the batik shirt?");
        inbox.settled(inbox.only(), 2);
        clock.advance(Duration.ofSeconds(1));

        var file = admin.get("/api/v1/answer-traces/export");
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.response().headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/x-ndjson");
        assertThat(file.response().body().lines()).hasSize(1).allMatch(line -> line.contains(inbox.only()));
        assertThat(admin.get("/api/v1/answer-traces/export?from=2020-01-01T00:00:00Z&to=2021-01-01T00:00:00Z")
                        .status())
                .isEqualTo(422);
    }

    private static String worded(String reply) {
        return "{\"reply\":\"%s\",\"lang\":\"en\",\"claims\":[{\"text\":\"price\",\"evidenceId\":\"e1\"}],\"needsHuman\":false,\"confidence\":0.9}"
                .formatted(reply);
    }

    @Test
    void aSuggestionNamesWhatItRestsOnAndIsCountedWhenItIsSent() {
        says("How much is the batik shirt?");
        var conversation = inbox.only();

        var made = admin.post("/api/v1/conversations/" + conversation + "/suggestions", "");
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        var suggestion = made.json();
        assertThat(suggestion.path("message").asString()).isEqualTo("Batik shirt costs RM 89.90.");
        assertThat(suggestion.path("source").asString()).isEqualTo("offline");
        assertThat(suggestion.at("/evidence/0/title").asString()).isEqualTo("Batik shirt");
        assertThat(suggestion.at("/claims/0/start").asInt()).isEqualTo("Batik shirt costs ".length());
        assertThat(suggestion.at("/claims/0/end").asInt()).isEqualTo("Batik shirt costs RM 89.90".length());
        assertThat(suggestion.at("/claims/0/evidence/0").asString())
                .isEqualTo(suggestion.at("/evidence/0/id").asString());
        assertThat(suggestion.path("confidence").asDouble()).isGreaterThan(0.75);

        var id = suggestion.path("id").asString();
        assertThat(send(conversation, "Batik shirt costs RM 89.90, Aina.", id)).isEqualTo(201);
        assertThat(Inbox.rows(company, "suggestion", "message_id is not null and edit_distance between 0.15 and 0.25"))
                .isEqualTo(1);
        var rated = admin.post("/api/v1/suggestions/" + id + "/rating", "{\"rating\":4,\"reason\":\"tone\"}");
        assertThat(rated.json().path("rating").asInt()).isEqualTo(4);
        assertThat(inbox.items("/api/v1/conversations/" + conversation + "/traces"))
                .filteredOn(trace -> trace.path("suggestionId").asString("").equals(id))
                .hasSize(1);
    }

    @Test
    void aVersionCountsWhatBecameOfWhatItSaid() {
        activate("auto");
        says("How much is the batik shirt?");
        clock.advance(Thinking.PAUSE);
        inbox.settled(inbox.only(), 2);
        var conversation = inbox.only();
        var suggestion = admin.post("/api/v1/conversations/" + conversation + "/suggestions", "")
                .json();
        send(
                conversation,
                suggestion.path("message").asString(),
                suggestion.path("id").asString());
        admin.post("/api/v1/suggestions/" + suggestion.path("id").asString() + "/rating", "{\"rating\":5}");

        var version =
                admin.get("/api/v1/model-versions").json().at("/items/0/id").asString();
        var figures =
                admin.get("/api/v1/model-versions/" + version + "/figures").json();

        assertThat(figures.path("answered").asInt()).isEqualTo(1);
        assertThat(figures.path("handedOver").asInt()).isZero();
        assertThat(figures.path("suggested").asInt()).isEqualTo(1);
        assertThat(figures.path("sent").asInt()).isEqualTo(1);
        assertThat(figures.path("sentAsIs").asInt()).isEqualTo(1);
        assertThat(figures.path("changed").asDouble()).isZero();
        assertThat(figures.path("rating").asDouble()).isEqualTo(5);
    }

    @Test
    void aSuggestionThatTheContactHasOvertakenIsNotSentAsItIs() {
        says("How much is the batik shirt?");
        var conversation = inbox.only();
        var suggestion = admin.post("/api/v1/conversations/" + conversation + "/suggestions", "")
                .json();
        says("Actually I want the blue one");

        var text = suggestion.path("message").asString();
        var id = suggestion.path("id").asString();
        assertThat(inbox.items("/api/v1/conversations/" + conversation + "/suggestions")
                        .getFirst()
                        .path("stale")
                        .asBoolean())
                .isTrue();
        assertThat(send(conversation, text, id)).isEqualTo(409);
        assertThat(send(conversation, text + " The blue one as well.", id)).isEqualTo(201);
    }

    @Test
    void aSuggestionWhosePriceHasChangedIsNotSentWithIt() {
        says("How much is the batik shirt?");
        var conversation = inbox.only();
        var suggestion = admin.post("/api/v1/conversations/" + conversation + "/suggestions", "")
                .json();
        var text = suggestion.path("message").asString();
        var id = suggestion.path("id").asString();
        assertThat(text).contains("RM 89.90");
        var shirt = admin.get("/api/v1/products").json().at("/items/0/id").asString();
        admin.patch("/api/v1/products/" + shirt, "{\"price\":{\"amount\":\"95.00\",\"currency\":\"MYR\"}}");

        assertThat(send(conversation, text, id)).isEqualTo(409);
        assertThat(send(conversation, text + " Shall I keep one?", id)).isEqualTo(409);
        assertThat(inbox.thread(conversation)).hasSize(2);
        assertThat(send(conversation, "It is RM 95.00 since today.", id)).isEqualTo(201);
    }

    @Test
    void aShorterSuggestionSaysTheSame() {
        activate("suggest");
        var model = TestModel.connect(company);
        says("How much is the batik shirt?");
        var conversation = inbox.only();
        model.vendor()
                .answers(
                        worded("Hello Aina! You asked for the price: the batik shirt, which many of our customers love,"
                                + " is RM 89.90."));
        var longer = admin.post("/api/v1/conversations/" + conversation + "/suggestions", "")
                .json();
        model.vendor().answers(worded("The batik shirt is cheap.")).answers(worded("The batik shirt is RM 89.90."));

        var made = admin.post("/api/v1/suggestions/" + longer.path("id").asString() + "/shorter", "");

        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        var shorter = made.json();
        assertThat(shorter.path("message").asString()).isEqualTo("The batik shirt is RM 89.90.");
        assertThat(shorter.path("evidence")).isEqualTo(longer.path("evidence"));
        assertThat(shorter.path("confidence")).isEqualTo(longer.path("confidence"));
        assertThat(model.vendor().lastCall().lastUserText())
                .contains("You asked for the price", "in fewer words", "does not state the same facts");
        assertThat(inbox.items("/api/v1/conversations/" + conversation + "/suggestions"))
                .containsExactly(shorter, longer);
        assertThat(inbox.items("/api/v1/conversations/" + conversation + "/traces"))
                .filteredOn(trace -> trace.path("suggestionId").equals(shorter.path("id")))
                .singleElement()
                .satisfies(trace -> assertThat(trace.at("/trace/checks")).hasSize(2));
    }

    @Test
    void aModelThatChangesTheFactsDoesNotShorten() {
        activate("suggest");
        var model = TestModel.connect(company);
        says("How much is the batik shirt?");
        model.vendor()
                .answers(worded("Hello Aina! The batik shirt is RM 89.90. Let us know if you need anything else!"));
        var longer = admin.post("/api/v1/conversations/" + inbox.only() + "/suggestions", "")
                .json();
        model.vendor().answers(worded("It is RM 79.90.")).answers(worded("Ask us."));
        says("Hello?");

        var shorter = admin.post("/api/v1/suggestions/" + longer.path("id").asString() + "/shorter", "")
                .json();

        assertThat(shorter.path("message").asString()).isEqualTo("The batik shirt is RM 89.90.");
        assertThat(shorter.path("source").asString()).isEqualTo("model");
        assertThat(shorter.path("stale").asBoolean()).isTrue();
    }

    @Test
    void whatSaysNothingTooMuchCannotBeShorter() {
        says("How much is the batik shirt?");
        var suggestion = admin.post("/api/v1/conversations/" + inbox.only() + "/suggestions", "")
                .json();

        var refused = admin.post("/api/v1/suggestions/" + suggestion.path("id").asString() + "/shorter", "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("cannot-be-shorter");
        var other = TestCompany.found(port, members).admin();
        assertThat(other.post("/api/v1/suggestions/" + suggestion.path("id").asString() + "/shorter", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void nobodySuggestsInAConversationOfAnotherCompany() {
        says("How much is the batik shirt?");
        var conversation = inbox.only();
        var other = TestCompany.found(port, members).admin();

        assertThat(other.post("/api/v1/conversations/" + conversation + "/suggestions", "")
                        .status())
                .isEqualTo(404);
        assertThat(other.get("/api/v1/conversations/" + conversation + "/traces")
                        .status())
                .isEqualTo(404);
    }

    private int send(String conversation, String text, String suggestion) {
        return admin.post("/api/v1/conversations/" + conversation + "/messages", """
                {"type":"text","text":"%s","suggestionId":"%s"}""".formatted(text, suggestion))
                .status();
    }
}
