package app.sembang.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class OfferTests {
    private final Members members;

    @LocalServerPort
    private int port;

    private StaffApp admin;
    private TestBot bot;
    private String talk;
    private String shirt;

    @SuppressWarnings("NullAway.Init")
    OfferTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCustomerAndAShirt() {
        var company = TestCompany.found(port, members);
        admin = company.admin();
        bot = TestBot.connect(port, company);
        bot.customer("Siti").says("/start");
        talk = new Inbox(admin).with("Siti");
        shirt = made("/api/v1/products", """
                {"kind":"product","name":"Batik shirt","description":"Hand-drawn","link":"https://kedai.example/1",
                 "price":{"amount":"1089.90","currency":"MYR"}}""");
    }

    @Test
    void aProductGoesOutWithItsPriceOfThatMomentAsWordsWhereTheChannelShowsNoCards() {
        admin.patch("/api/v1/products/" + shirt, "{\"price\":{\"amount\":\"990.00\",\"currency\":\"MYR\"}}");

        var sent = send("\"type\":\"product\",\"productId\":\"%s\"".formatted(shirt));

        assertThat(sent.status()).isEqualTo(201);
        var card = sent.json().at("/content/cards/0");
        assertThat(card.path("title").asString()).isEqualTo("Batik shirt");
        assertThat(card.path("text").asString()).isEqualTo("RM 990.00\nHand-drawn");
        assertThat(card.path("url").asString()).isEqualTo("https://kedai.example/1");
        await().atMost(TestBot.SOON)
                .untilAsserted(() -> assertThat(String.valueOf(bot.telegram().calls("sendMessage")))
                        .contains("Batik shirt", "RM 990.00", "https://kedai.example/1"));
    }

    @Test
    void sentAgainUnderTheSameIdItIsTheCardOfTheFirstTimeThoughThePriceHasChanged() {
        var wanted = "\"type\":\"product\",\"productId\":\"%s\",\"clientId\":\"c-1\"".formatted(shirt);
        var first = send(wanted);
        admin.patch("/api/v1/products/" + shirt, "{\"price\":{\"amount\":\"1.00\",\"currency\":\"MYR\"}}");

        var again = send(wanted);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
    }

    @Test
    void aPackageGoesOutWithWhatIsInItAndWhatItsTierCosts() {
        var set = made("/api/v1/packages", """
                {"name":"Raya set","tiers":[
                  {"name":"Basic","parts":[{"productId":"%1$s","quantity":1}]},
                  {"name":"Family","parts":[{"productId":"%1$s","quantity":3}],"pricing":"percent","percent":10}]}
                """.formatted(shirt));

        var card = send("\"type\":\"package\",\"packageId\":\"%s\",\"packageTier\":1".formatted(set))
                .json()
                .at("/content/cards/0");

        assertThat(card.path("title").asString()).isEqualTo("Raya set – Family");
        assertThat(card.path("text").asString()).isEqualTo("RM 2,942.73\n3 × Batik shirt");
        assertThat(card.at("/picture/contentType").asString())
                .as("drawn for it")
                .isEqualTo("image/png");
        await().atMost(TestBot.SOON)
                .untilAsserted(
                        () -> assertThat(bot.telegram().calls("sendPhoto")).isNotEmpty());
    }

    @Test
    void whatIsNotSoldIsNotOffered() {
        assertThat(field(send("\"type\":\"product\""))).isEqualTo("productId");
        assertThat(field(send("\"type\":\"product\",\"productId\":\"00000000-0000-7000-8000-00000000dead\"")))
                .isEqualTo("productId");
        admin.put("/api/v1/products/" + shirt + "/archival", "");
        assertThat(field(send("\"type\":\"product\",\"productId\":\"%s\"".formatted(shirt))))
                .isEqualTo("productId");
        assertThat(field(send("\"type\":\"package\""))).isEqualTo("packageId");
    }

    private Answer send(String what) {
        return admin.post("/api/v1/conversations/" + talk + "/messages", "{" + what + "}");
    }

    private String made(String path, String body) {
        return admin.post(path, body).json().path("id").asString();
    }

    private static String field(Answer refused) {
        return refused.json().at("/errors/0/field").asString();
    }
}
