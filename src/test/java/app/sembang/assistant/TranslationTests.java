package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.TestModel;
import app.sembang.identity.Members;
import app.sembang.simulator.LlmAnswer;
import app.sembang.simulator.LlmCall;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// A member reads what was written in a language they do not know.
@ProductTest
class TranslationTests {
    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestBot bot;
    private Inbox inbox;

    @SuppressWarnings("NullAway.Init")
    TranslationTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aShopWithABot() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        bot = TestBot.connect(port, company);
        inbox = new Inbox(admin);
    }

    private String says(String text) {
        bot.customer(TestBot.newChat(), "Mei").says(text).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        return inbox.thread(inbox.only()).getFirst().path("id").asString();
    }

    private StaffApp.Answer translate(StaffApp who, String message, String language) {
        return translate(who, inbox.only(), message, language);
    }

    private static StaffApp.Answer translate(StaffApp who, String conversation, String message, String language) {
        return who.post(
                "/api/v1/conversations/%s/messages/%s/translation".formatted(conversation, message),
                "{\"language\":\"%s\"}".formatted(language));
    }

    private static boolean isTranslation(LlmCall call) {
        return call.lastUserText().contains("Translate the message");
    }

    private static String refusal(StaffApp.Answer answer) {
        return answer.status() + " " + answer.code();
    }

    @Test
    void aMessageIsTranslatedAndWhoSomebodyIsStaysHere() {
        var message = says("我的电话是 012-345 6789，明天可以送吗？");
        var model = TestModel.connect(company);
        model.vendor()
                .answersBy(call -> isTranslation(call)
                        ? LlmAnswer.text("My number is <phone1>. Can you deliver tomorrow?")
                        : null);

        var translated = translate(admin, message, "en");

        assertThat(translated.status()).as(translated.response().body()).isEqualTo(200);
        assertThat(translated.json().path("text").asString())
                .isEqualTo("My number is 012-345 6789. Can you deliver tomorrow?");
        assertThat(translated.json().path("language").asString()).isEqualTo("en");
        assertThat(model.vendor().calls().stream().filter(TranslationTests::isTranslation))
                .singleElement()
                .extracting(LlmCall::lastUserText)
                .asString()
                .contains("<phone1>", "明天可以送吗", "English")
                .doesNotContain("345 6789");
        assertThat(inbox.items("/api/v1/processing-records"))
                .filteredOn(record -> record.path("purpose").asString().equals("translation"))
                .extracting(record -> record.path("messageId").asString())
                .containsExactly(message);
    }

    @Test
    void whatAMemberIsAboutToWriteIsPutIntoTheCustomersLanguageAndIsNotSent() {
        var message = says("你好，这件衣服还有货吗？请问多少钱？");
        var model = TestModel.connect(company);
        model.vendor().answersBy(call -> isTranslation(call) ? LlmAnswer.text("有的，请打 <phone1>。") : null);
        var drafts = "/api/v1/conversations/%s/draft-translations".formatted(inbox.only());

        var translated = admin.post(drafts, "{\"text\":\"Yes, call 012-345 6789.\",\"language\":\"zh\"}");
        var unasked = admin.post(drafts, "{\"text\":\"Yes, call 012-345 6789.\"}");

        assertThat(translated.status()).as(translated.response().body()).isEqualTo(200);
        assertThat(translated.json().path("text").asString()).isEqualTo("有的，请打 012-345 6789。");
        assertThat(unasked.json().path("language").asString())
                .as("of the conversation")
                .isEqualTo("zh");
        assertThat(inbox.thread(inbox.only()))
                .noneMatch(one -> one.path("author").asString().equals("member"));
        assertThat(inbox.items("/api/v1/processing-records"))
                .filteredOn(record -> record.path("purpose").asString().equals("translation"))
                .extracting(record -> record.path("messageId").asString())
                .containsOnly(inbox.thread(inbox.only()).getLast().path("id").asString());
        assertThat(message).isNotEmpty();
        assertThat(TestCompany.found(port, members)
                        .admin()
                        .post(drafts, "{\"text\":\"Yes\",\"language\":\"zh\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void withoutAModelItSaysSo() {
        var message = says("你好");

        assertThat(refusal(translate(admin, message, "en"))).isEqualTo("409 no-model");
    }

    @Test
    void aModelThatIsDownIsSaidToBe() {
        var model = TestModel.connect(company);
        var message = says("你好，有现货吗？");
        model.vendor().revoked(true);

        assertThat(refusal(translate(admin, message, "ms"))).isEqualTo("503 model-unavailable");
    }

    @Test
    void aMessageOfAnotherConversationOrCompanyIsNotThere() {
        TestModel.connect(company);
        var message = says("你好，有现货吗？");
        var other = TestCompany.found(port, members);

        assertThat(refusal(translate(admin, "0190a000-0000-7000-8000-000000000001", "en")))
                .isEqualTo("404 not-found");
        assertThat(refusal(translate(other.admin(), inbox.only(), message, "en")))
                .isEqualTo("404 not-found");
    }

    @Test
    void whatHasNoWordsIsNotTranslated() {
        TestModel.connect(company);
        bot.customer(TestBot.newChat(), "Mei").sendsPhoto(null).awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        var message = inbox.thread(inbox.only()).getFirst().path("id").asString();

        assertThat(refusal(translate(admin, message, "en"))).isEqualTo("409 nothing-to-translate");
    }
}
