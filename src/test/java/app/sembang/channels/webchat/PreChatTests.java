package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class PreChatTests {
    private static final String ASKS = """
            {"side":"end","texts":[{"language":"en","consent":"I agree to the privacy notice."}],
             "askName":"required","askEmail":"optional","askPhone":"optional","rating":false,"identityVerification":"off"}
            """;

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private String account;
    private String siteKey;
    private WidgetBrowser visitor;

    @SuppressWarnings("NullAway.Init")
    PreChatTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aSiteThatAsksFirst() {
        company = TestCompany.found(port, members);
        var made = company.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Kedai Contoh\"}")
                .json();
        account = made.path("id").asString();
        siteKey = made.path("siteKey").asString();
        assertThat(company.admin()
                        .put("/api/v1/channel-accounts/" + account + "/website", ASKS)
                        .status())
                .isEqualTo(200);
        visitor = new WidgetBrowser(port);
        visitor.begin(siteKey, null);
    }

    @Test
    void nobodyWritesBeforeTheQuestionsAreAnswered() {
        assertThat(open()).isTrue();
        var refused = visitor.write("c-1", "Hello");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.errorCode()).isEqualTo("pre_chat_required");
        assertThat(contacts()).isEmpty();

        assertThat(answer("{\"name\":\" Aina \",\"email\":\"aina@example.test\",\"consent\":true}")
                        .status())
                .isEqualTo(204);

        assertThat(open()).isFalse();
        assertThat(visitor.write("c-1", "Hello").status()).isEqualTo(201);
    }

    @Test
    void aSiteMayAskOnceTheFirstMessageIsThere() {
        asksAfter("required");
        var asked = visitor.get("/widget/v1/bootstrap?site_key=" + siteKey).json();
        assertThat(asked.at("/pre_chat_form/when").asString()).isEqualTo("after_first_message");
        assertThat(open()).as("nothing is written yet").isFalse();

        assertThat(visitor.write("c-1", "Hello").status()).isEqualTo(201);

        assertThat(open()).isTrue();
        assertThat(visitor.write("c-1", "Hello").status()).as("the same again").isEqualTo(200);
        assertThat(visitor.write("c-2", "Anybody?").errorCode()).isEqualTo("pre_chat_required");
        assertThat(answer("{\"name\":\"Aina\",\"consent\":true}").status()).isEqualTo(204);
        assertThat(open()).isFalse();
        assertThat(visitor.write("c-2", "Anybody?").status()).isEqualTo(201);
        assertThat(contacts().get(0).path("name").asString()).isEqualTo("Aina");
    }

    @Test
    void whoNeedNotAnswerAfterTheFirstMessageGoesOnAndIsAskedOnce() {
        asksAfter("optional");
        visitor.write("c-1", "Hello");

        assertThat(open()).isTrue();
        assertThat(visitor.write("c-2", "Anybody?").status()).isEqualTo(201);
        assertThat(answer("{}").status()).isEqualTo(204);
        assertThat(open()).isFalse();
    }

    private void asksAfter(String name) {
        assertThat(company.admin()
                        .put("/api/v1/channel-accounts/" + account + "/website", """
                                {"side":"end","texts":[],"askName":"%s","askEmail":"off","askPhone":"off","rating":false,
                                 "identityVerification":"off","askWhen":"after"}
                                """.formatted(name))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsTypedBecomesTheContactsNameAndAddresses() {
        answer("{\"name\":\"Aina\",\"email\":\"aina@example.test\",\"phone\":\"+60 12-345 6789\",\"consent\":true}");

        var contact = contacts().get(0);
        assertThat(contact.path("name").asString()).isEqualTo("Aina");
        assertThat(contact.path("email").asString()).isEqualTo("aina@example.test");
        assertThat(contact.path("phone").asString()).isEqualTo("+60 12-345 6789");
    }

    @Test
    void whatSomebodyTypesNeverChangesWhatIsKnownAndLeadsToNobodyElse() {
        answer("{\"name\":\"Aina\",\"email\":\"aina@example.test\",\"consent\":true}");
        answer("{\"name\":\"Mallory\",\"email\":\"mallory@example.test\",\"consent\":true}");
        assertThat(contacts()).hasSize(1);
        assertThat(contacts().get(0).path("name").asString()).isEqualTo("Aina");
        assertThat(contacts().get(0).path("email").asString()).isEqualTo("aina@example.test");
    }

    @Test
    void theAgreementIsKeptOnceWithItsWords() {
        answer("{\"name\":\"Aina\",\"consent\":true}");
        answer("{\"name\":\"Aina\",\"consent\":true}");

        var consents = company.admin()
                .get("/api/v1/contacts/" + contacts().get(0).path("id").asString() + "/consents")
                .json()
                .path("items");
        assertThat(consents).hasSize(1);
        assertThat(consents.at("/0/purpose").asString()).isEqualTo("website_chat");
        assertThat(consents.at("/0/channel").asString()).isEqualTo("webchat");
        assertThat(consents.at("/0/granted").asBoolean()).isTrue();
        assertThat(consents.at("/0/recordedBy").isNull()).isTrue();
        assertThat(consents.at("/0/evidence").asString()).contains("Kedai Contoh", "I agree to the privacy notice.");
    }

    @Test
    void allThatCannotBeAcceptedIsNamedAtOnceAndNothingIsKept() {
        var refused = answer("{\"name\":\" \",\"email\":\"nowhere\",\"phone\":\"call me\"}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.errorCode()).isEqualTo("validation");
        assertThat(refused.json().at("/error/fields").propertyNames())
                .containsExactlyInAnyOrder("name", "email", "phone", "consent");
        assertThat(contacts()).isEmpty();
        assertThat(open()).isTrue();
    }

    private boolean open() {
        return visitor.get("/widget/v1/pre-chat").json().path("open").asBoolean();
    }

    private WidgetBrowser.Answer answer(String form) {
        return visitor.post("/widget/v1/pre-chat", form);
    }

    private JsonNode contacts() {
        return company.admin().get("/api/v1/contacts").json().path("items");
    }
}
