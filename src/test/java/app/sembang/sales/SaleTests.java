package app.sembang.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class SaleTests {
    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;
    private TestBot bot;

    @SuppressWarnings("NullAway.Init")
    SaleTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aShop() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
        bot = TestBot.connect(port, company);
    }

    @Test
    void whatIsSoldLeavesTheStockAndIsOneSaleWithItsLines() {
        var shirt = product("Shirt", "45.50", 5);
        var shawl = product("Shawl", "20.00", 9);
        var talk = talk("Siti");

        var ended = complete(talk, """
                {"status":"completed","paymentMethod":"DuitNow","productsSold":[
                  {"productId":"%s","quantity":2},{"productId":"%s","quantity":3,"price":{"amount":"18.00","currency":"MYR"}}]}
                """.formatted(shirt, shawl)).json();

        assertThat(ended.at("/completion/saleAmount/amount").asString()).isEqualTo("145.00");
        assertThat(ended.at("/completion/productsSold/0/name").asString()).isEqualTo("Shirt");
        assertThat(ended.at("/completion/productsSold/0/quantity").asInt()).isEqualTo(2);
        assertThat(ended.at("/completion/productsSold/1/price/amount").asString())
                .isEqualTo("18.00");
        assertThat(stock(shirt)).isEqualTo(3);
        assertThat(stock(shawl)).isEqualTo(6);
        var sale = sales(talk).getFirst();
        assertThat(sale.at("/amount/amount").asString()).isEqualTo("145.00");
        assertThat(sale.path("paymentMethod").asString()).isEqualTo("DuitNow");
        assertThat(sale.path("evidence").asString()).isEqualTo("member");
        assertThat(sale.at("/lines/1/quantity").asInt()).isEqualTo(3);
        assertThat(sale.path("reversedAt").isNull()).isTrue();
    }

    @Test
    void theAmountSomebodyNamesIsWhatWasPaidWhateverTheProductsCost() {
        var shirt = product("Shirt", "45.50", 5);
        var talk = talk("Siti");

        complete(talk, """
                {"status":"completed","saleAmount":{"amount":"40.00","currency":"MYR"},
                 "productsSold":[{"productId":"%s","quantity":1}]}
                """.formatted(shirt));

        assertThat(sales(talk).getFirst().at("/amount/amount").asString()).isEqualTo("40.00");
        assertThat(sales(talk).getFirst().at("/lines/0/price/amount").asString())
                .isEqualTo("45.50");
    }

    @Test
    void aPackageIsSoldForItsPriceAndItsPartsLeaveTheStock() {
        var shirt = product("Shirt", "45.50", 5);
        var shawl = product("Shawl", "20.00", 9);
        var set = packageOf(shirt, 1, shawl, 2);
        var talk = talk("Siti");
        var two = """
                {"status":"completed","productsSold":[{"packageId":"%s","packageTier":0,"quantity":2},{"productId":"%s","quantity":1}]}
                """.formatted(set, shirt);

        var ended = complete(talk, two).json();

        assertThat(ended.at("/completion/saleAmount/amount").asString()).isEqualTo("205.50");
        assertThat(stock(shirt)).isEqualTo(2);
        assertThat(stock(shawl)).isEqualTo(5);
        var sale = sales(talk).getFirst();
        assertThat(sale.at("/amount/amount").asString()).isEqualTo("205.50");
        assertThat(sale.path("lines")).hasSize(3);
        assertThat(sale.at("/lines/1/quantity").asInt()).isEqualTo(4);
        assertThat(sale.at("/lines/1/price/amount").asString()).isEqualTo("20.00");
        reopen(talk);
        assertThat(stock(shirt)).isEqualTo(5);
        assertThat(stock(shawl)).isEqualTo(9);
    }

    @Test
    void aPackageOfWhichAPartIsMissingIsNotSoldAtAll() {
        var shirt = product("Shirt", "45.50", 5);
        var shawl = product("Shawl", "20.00", 3);
        var set = packageOf(shirt, 1, shawl, 2);
        var talk = talk("Siti");
        var selling = """
                {"status":"completed","productsSold":[{"packageId":"%s","packageTier":%d,"quantity":2}]}
                """;

        assertThat(complete(talk, selling.formatted(set, 0)).code()).isEqualTo("out-of-stock");
        assertThat(field(complete(talk, selling.formatted(set, 1)))).isEqualTo("productsSold[0].packageTier");
        admin.put("/api/v1/packages/" + set + "/archival", "");
        assertThat(field(complete(talk, selling.formatted(set, 0)))).isEqualTo("productsSold[0].packageId");
        assertThat(stock(shirt)).isEqualTo(5);
        assertThat(stock(shawl)).isEqualTo(3);
        assertThat(sales(talk)).isEmpty();
    }

    /// For 80.00, whatever its parts cost.
    private String packageOf(String one, int ofOne, String other, int ofOther) {
        return admin.post("/api/v1/packages", """
                {"name":"Raya set","tiers":[{"name":"Basic","pricing":"price","amount":{"amount":"80.00","currency":"MYR"},
                 "parts":[{"productId":"%s","quantity":%d},{"productId":"%s","quantity":%d}]}]}
                """.formatted(one, ofOne, other, ofOther))
                .json()
                .path("id")
                .asString();
    }

    @Test
    void whatTheCompanyDoesNotSellIsNamedAndNothingIsHalfDone() {
        var shirt = product("Shirt", "45.50", 5);
        var old = product("Old", "1.00", 5);
        admin.put("/api/v1/products/" + old + "/archival", "");
        var free = product("Free", null, 5);
        var talk = talk("Siti");

        assertThat(field(complete(talk, selling(shirt, 1, "00000000-0000-7000-8000-00000000dead", 1))))
                .isEqualTo("productsSold[1].productId");
        assertThat(field(complete(talk, selling(shirt, 1, old, 1)))).isEqualTo("productsSold[1].productId");
        assertThat(field(complete(talk, selling(shirt, 1, free, 1)))).isEqualTo("saleAmount");
        assertThat(field(complete(talk, selling(shirt, 0, shirt, 1)))).isEqualTo("productsSold[0].quantity");
        assertThat(field(complete(talk, selling(shirt, 1, shirt, 1).replace("completed", "lost"))))
                .isEqualTo("productsSold");
        var tooMany = complete(talk, selling(old(), 1, shirt, 6));

        assertThat(tooMany.code()).isEqualTo("out-of-stock");
        assertThat(tooMany.json().path("name").asString()).isEqualTo("Shirt");
        assertThat(tooMany.json().path("stock").asInt()).isEqualTo(5);
        assertThat(stock(shirt)).isEqualTo(5);
        assertThat(inbox.detail(talk).path("status").asString()).isNotEqualTo("completed");
        assertThat(sales(talk)).isEmpty();
    }

    /// Another product with enough in store.
    private String old() {
        return product("Plenty", "1.00", 100);
    }

    @Test
    void openedAgainASaleIsTakenBackAndThePiecesLieInStoreAgain() {
        var shirt = product("Shirt", "45.50", 5);
        var visit = product("Visit", "10.00", null);
        var talk = talk("Siti");
        complete(talk, selling(shirt, 2, visit, 1));

        reopen(talk);
        reopen(talk);

        assertThat(stock(shirt)).isEqualTo(5);
        assertThat(sales(talk).getFirst().path("reversedAt").isNull()).isFalse();
        complete(talk, selling(shirt, 1, visit, 1));
        assertThat(stock(shirt)).isEqualTo(4);
        assertThat(sales(talk)).hasSize(2);
        assertThat(sales(talk).getFirst().path("reversedAt").isNull()).isTrue();
    }

    @Test
    void theSameProductTwiceIsTakenOutOnceForBoth() {
        var shirt = product("Shirt", "45.50", 5);
        var talk = talk("Siti");

        complete(talk, selling(shirt, 2, shirt, 2));

        assertThat(stock(shirt)).isEqualTo(1);
    }

    @Test
    void ofTenWhoSellTheLastThreePiecesAtOnceThreeDo() throws Exception {
        var shirt = product("Shirt", "10.00", 3);
        var shawl = product("Shawl", "10.00", 100);
        var talks = IntStream.range(0, 10).mapToObj(n -> talk("Customer " + n)).toList();

        List<Integer> statuses;
        try (var people = Executors.newFixedThreadPool(10)) {
            var work = IntStream.range(0, 10)
                    .<Callable<Integer>>mapToObj(n -> () -> complete(
                                    talks.get(n),
                                    n % 2 == 0 ? selling(shirt, 1, shawl, 1) : selling(shawl, 1, shirt, 1))
                            .status())
                    .toList();
            statuses = people.invokeAll(work).stream().map(Future::resultNow).toList();
        }

        assertThat(statuses).containsOnly(200, 409);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(3);
        assertThat(stock(shirt)).isZero();
        assertThat(stock(shawl)).isEqualTo(97);
    }

    @Test
    void ofTwoHundredWhoSellAHundredPiecesAtOnceAHundredDo() throws Exception {
        var shirt = product("Shirt", "10.00", 100);
        IntStream.range(0, 200).forEach(n -> bot.customer("Customer " + n).says("/start"));
        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "conversation", "true") == 200);
        var conversations = List.of(Inbox.value(company, "conversation", "string_agg(id::text, ',')", "true")
                .split(","));

        List<Integer> statuses;
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = conversations.stream()
                    .<Callable<Integer>>map(talk -> () -> completeAtLast(
                            talk,
                            "{\"status\":\"completed\",\"productsSold\":[{\"productId\":\"%s\",\"quantity\":1}]}"
                                    .formatted(shirt)))
                    .toList();
            statuses = people.invokeAll(work).stream().map(Future::resultNow).toList();
        }

        assertThat(statuses).hasSize(200).containsOnly(200, 409);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(100);
        assertThat(stock(shirt)).isZero();
        assertThat(Inbox.rows(company, "sale", "reversed_at is null")).isEqualTo(100);
        assertThat(Inbox.rows(company, "stock_movement", "stock_after < 0")).isZero();
        assertThat(Inbox.rows(company, "conversation", "status = 'completed'")).isEqualTo(100);
    }

    @Test
    void anAgentSeesSalesOfTheirOwnConversationsOnly() {
        var talk = talk("Siti");
        complete(talk, "{\"status\":\"completed\",\"saleAmount\":{\"amount\":\"5.00\",\"currency\":\"MYR\"}}");
        var agent = company.person("Aina", Role.COMPANY_USER);

        assertThat(agent.get("/api/v1/conversations/" + talk + "/sales").status())
                .isEqualTo(404);
        assertThat(sales(talk)).hasSize(1);
    }

    @Test
    void whatIsRecommendedWasAskedForOrBoughtWithItAndCanBeHad() {
        var shirt = product("Batik shirt", "45.50", 50);
        var belt = product("Leather belt", "30.00", 50);
        var gone = product("Silk tie", "30.00", 1);
        complete(talk("Wei"), selling(shirt, 1, belt, 1));
        complete(talk("Ali"), selling(shirt, 1, gone, 1));
        bot.customer("Siti").says("How much is the batik shirt?").awaitDelivered(TestBot.SOON);
        var talk = inbox.with("Siti");

        var found = admin.get("/api/v1/conversations/" + talk + "/recommended-products")
                .json()
                .path("items");

        assertThat(found.findValuesAsString("name"))
                .startsWith("Batik shirt", "Leather belt")
                .doesNotContain("Silk tie");
        assertThat(found.at("/0/reasons/0/kind").asString()).isEqualTo("asked");
        assertThat(found.at("/1/reasons/0/kind").asString()).isEqualTo("bought_together");
        assertThat(found.at("/1/reasons/0/product").asString()).isEqualTo("Batik shirt");
        for (var offered : found) {
            var last = offered.path("reasons").get(offered.path("reasons").size() - 1);
            assertThat(last.path("kind").asString()).isEqualTo("in_stock");
            assertThat(last.path("stock")).isEqualTo(offered.at("/product/stock"));
        }
    }

    private String talk(String name) {
        bot.customer(name).says("/start");
        return inbox.with(name);
    }

    private String product(String name, @Nullable String price, @Nullable Integer stock) {
        return admin.post("/api/v1/products", """
                        {"kind":"%s","name":"%s"%s%s}
                        """.formatted(
                        stock == null ? "service" : "product",
                        name,
                        price == null ? "" : ",\"price\":{\"amount\":\"%s\",\"currency\":\"MYR\"}".formatted(price),
                        stock == null ? "" : ",\"stock\":" + stock))
                .json()
                .path("id")
                .asString();
    }

    private static String selling(String one, int pieces, String other, int others) {
        return """
                {"status":"completed","productsSold":[{"productId":"%s","quantity":%d},{"productId":"%s","quantity":%d}]}
                """.formatted(one, pieces, other, others);
    }

    private Answer complete(String talk, String ending) {
        return admin.put("/api/v1/conversations/" + talk + "/completion", ending);
    }

    /// Whoever is told that too many ask at once asks again; what was done before that answer failed is found closed.
    private int completeAtLast(String talk, String ending) {
        Answer answer;
        do {
            answer = complete(talk, ending);
        } while (answer.status() == 503);
        return answer.status() == 409 && answer.code().equals("conversation-closed") ? 200 : answer.status();
    }

    private void reopen(String talk) {
        assertThat(admin.delete("/api/v1/conversations/" + talk + "/completion").status())
                .isEqualTo(200);
    }

    private int stock(String product) {
        return admin.get("/api/v1/products/" + product).json().path("stock").asInt();
    }

    private List<JsonNode> sales(String talk) {
        return StreamSupport.stream(
                        admin.get("/api/v1/conversations/" + talk + "/sales")
                                .json()
                                .path("items")
                                .spliterator(),
                        false)
                .toList();
    }

    private static String field(Answer refused) {
        return refused.json().at("/errors/0/field").asString();
    }
}
