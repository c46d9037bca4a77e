package app.sembang.sales;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.catalog.Product;
import app.sembang.catalog.Products;
import app.sembang.identity.Members;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// A shirt in sizes and colours, from the catalog to the sale.
@ProductTest
class VariantTests {
    private static final String PRODUCTS = "/api/v1/products";
    private static final String SHIRT = """
            {"kind":"product","name":"Batik shirt","sku":"BTK","category":"Shirts","description":"Cotton.",
             "price":{"amount":"45.00","currency":"MYR"},"aliases":{"ms":["kemeja batik"]}}
            """;
    private static final String SIZES = """
            {"items":[
              {"options":[{"name":"Size","value":"M"},{"name":"Colour","value":"Red"}],"sku":"BTK-M-R","stock":3},
              {"options":[{"name":"Size","value":"L"},{"name":"Colour","value":"Red"}],"sku":"BTK-L-R","stock":0},
              {"options":[{"name":"Size","value":"L"},{"name":"Colour","value":"Blue"}],
               "price":{"amount":"49.90","currency":"MYR"},"stock":2}]}
            """;

    private final Members members;
    private final Products products;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    VariantTests(Members members, Products products) {
        this.members = members;
        this.products = products;
    }

    @BeforeEach
    void aShop() {
        company = TestCompany.found(port, members);
        admin = company.admin();
    }

    @Test
    void aProductTellsWhatItsVariantsCostAndHowManyThereAre() {
        var shirt = shirt();

        var variants = variants(shirt);

        assertThat(variants.stream().map(one -> one.path("name").asString()))
                .containsExactly("Batik shirt – M, Red", "Batik shirt – L, Red", "Batik shirt – L, Blue");
        assertThat(variants.stream().map(one -> one.at("/price/amount").asString()))
                .containsExactly("45.00", "45.00", "49.90");
        assertThat(variants.getFirst().path("category").asString()).isEqualTo("Shirts");
        var whole = admin.get(path(shirt)).json();
        assertThat(whole.path("variants").asInt()).isEqualTo(3);
        assertThat(whole.at("/price/amount").asString()).isEqualTo("45.00");
        assertThat(whole.at("/priceTo/amount").asString()).isEqualTo("49.90");
        assertThat(whole.path("stock").asInt()).isEqualTo(5);
        assertThat(names("")).as("one line in the list").containsExactly("Batik shirt");
        assertThat(names("?priceFrom=48")).containsExactly("Batik shirt");
        assertThat(names("?priceFrom=50")).isEmpty();
    }

    @Test
    void aVariantHasTheTextsOfItsProductAndItsOwnNumberPriceAndStock() {
        var shirt = shirt();
        var red = id(variants(shirt).getFirst());

        admin.patch(path(shirt), "{\"name\":\"Batik blouse\",\"description\":\"Silk.\"}");
        admin.patch(PRODUCTS + "/" + red, "{\"sku\":\"RED\",\"price\":{\"amount\":\"40.00\",\"currency\":\"MYR\"}}");

        var after = admin.get(PRODUCTS + "/" + red).json();
        assertThat(after.path("name").asString()).isEqualTo("Batik blouse – M, Red");
        assertThat(after.path("description").asString()).isEqualTo("Silk.");
        assertThat(after.path("sku").asString()).isEqualTo("RED");
        assertThat(admin.get(path(shirt)).json().at("/price/amount").asString()).isEqualTo("40.00");
        assertThat(field(admin.patch(PRODUCTS + "/" + red, "{\"name\":\"Other\"}")))
                .isEqualTo("variantOf");
        assertThat(field(admin.patch(path(shirt), "{\"price\":{\"amount\":\"1.00\",\"currency\":\"MYR\"}}")))
                .isEqualTo("price");
        admin.put(path(shirt) + "/archival", "");
        assertThat(admin.get(PRODUCTS + "/" + red).json().path("archived").asBoolean())
                .isTrue();
        assertThat(field(admin.delete(PRODUCTS + "/" + red + "/archival"))).isEqualTo("variantOf");
        admin.delete(path(shirt) + "/archival");
        assertThat(admin.get(PRODUCTS + "/" + red).json().path("archived").asBoolean())
                .isFalse();
    }

    @Test
    void whatCannotBeAVariantIsNamed() {
        var shirt = shirt();
        var variants = path(shirt) + "/variants";

        assertThat(field(admin.post(variants, "{\"items\":[]}"))).isEqualTo("items");
        assertThat(field(admin.post(variants, one("\"Size\",\"value\":\"M\"")))).isEqualTo("items[0].options");
        assertThat(field(admin.post(variants, one("\"Size\",\"value\":\"m\"},{\"name\":\"colour\",\"value\":\"RED\""))))
                .as("there already")
                .isEqualTo("options");
        assertThat(admin.post(
                                PRODUCTS + "/" + id(variants(shirt).getFirst()) + "/variants",
                                one("\"Size\",\"value\":\"M\""))
                        .status())
                .isEqualTo(422);
        assertThat(admin.post("/api/v1/packages", """
                {"name":"Set","tiers":[{"name":"Basic","parts":[{"productId":"%s","quantity":1}]}]}
                """.formatted(id(shirt.json())))
                        .status())
                .isEqualTo(422);
        var other = TestCompany.found(port, members).admin();
        assertThat(other.get(variants).status()).isEqualTo(404);
        assertThat(other.post(variants, SIZES).status()).isEqualTo(404);
    }

    @Test
    void aCustomerWhoNamesAnOptionMeansThatVariant() {
        shirt();

        assertThat(meant("Ada batik shirt?")).containsExactly("Batik shirt");
        assertThat(meant("How much is the batik shirt in blue?")).containsExactly("Batik shirt – L, Blue");
        assertThat(meant("kemeja batik red ada?"))
                .containsExactlyInAnyOrder("Batik shirt – M, Red", "Batik shirt – L, Red");
        assertThat(names("?q=BTK-L-R")).first().isEqualTo("Batik shirt – L, Red");
    }

    @Test
    void theAssistantTellsWhatEachVariantCosts() {
        shirt();

        assertThat(reply("How much is the batik shirt?"))
                .contains("M, Red")
                .contains("RM 45.00")
                .contains("L, Blue")
                .contains("RM 49.90");
        assertThat(reply("How much is the batik shirt in blue?"))
                .contains("RM 49.90")
                .doesNotContain("45.00");
    }

    @Test
    void aVariantIsOfferedAndSoldAndItsProductIsNot() {
        var shirt = shirt();
        var red = id(variants(shirt).getFirst());
        var bot = TestBot.connect(port, company);
        bot.customer("Siti").says("/start");
        var talk = new Inbox(admin).with("Siti");
        var messages = "/api/v1/conversations/" + talk + "/messages";

        var card = admin.post(messages, "{\"type\":\"product\",\"productId\":\"%s\"}".formatted(id(shirt.json())));
        assertThat(card.json().at("/content/cards/0/text").asString())
                .isEqualTo("RM 45.00 – RM 49.90\nCotton.\n• M, Red: RM 45.00\n• L, Blue: RM 49.90");
        var one = admin.post(messages, "{\"type\":\"product\",\"productId\":\"%s\"}".formatted(red));
        assertThat(one.json().at("/content/cards/0/title").asString()).isEqualTo("Batik shirt – M, Red");

        var sold = "{\"status\":\"completed\",\"productsSold\":[{\"productId\":\"%s\",\"quantity\":2}]}";
        var completion = "/api/v1/conversations/" + talk + "/completion";
        assertThat(field(admin.put(completion, sold.formatted(id(shirt.json())))))
                .isEqualTo("productsSold[0].productId");
        assertThat(admin.put(completion, sold.formatted(red))
                        .json()
                        .at("/completion/saleAmount/amount")
                        .asString())
                .isEqualTo("90.00");
        assertThat(admin.get(PRODUCTS + "/" + red).json().path("stock").asInt()).isEqualTo(1);
        assertThat(admin.get(path(shirt)).json().path("stock").asInt()).isEqualTo(3);
    }

    @Test
    void variantsComeFromAFileGoOutInOneAndAreTakenBack() {
        var file = """
                sku,variant of,options,name,price,stock
                BTK,,,Batik shirt,45.00,
                BTK-M,BTK,Size: M,,,3
                BTK-L,BTK,Size: L,,49.90,2
                ,Shawl,Colour: Red,,,1
                ,BTK,Colour: Red,,,1
                """;

        var taken = take(file);

        assertThat(taken.path("created").asInt()).isEqualTo(3);
        assertThat(taken.at("/errors/0/line").asInt()).isEqualTo(5);
        assertThat(taken.at("/errors/1/line").asInt()).isEqualTo(6);
        assertThat(admin.get(PRODUCTS).json().at("/items/0/stock").asInt()).isEqualTo(5);
        var out = admin.get(PRODUCTS + "/export").response().body();
        assertThat(out)
                .contains(",BTK,Size: M\r\n")
                .contains("Batik shirt – L,,,49.90,MYR,2,")
                .contains(",BTK,Size: L\r\n");
        assertThat(take(out).path("updated").asInt()).as("the same again").isZero();
        var renamed = take("sku,name\nBTK,Batik blouse\n");
        assertThat(meant("batik blouse L")).containsExactly("Batik blouse – L");
        admin.delete(PRODUCTS + "/imports/" + renamed.path("id").asString());
        assertThat(meant("batik shirt L")).containsExactly("Batik shirt – L");
        admin.delete(PRODUCTS + "/imports/" + taken.path("id").asString());
        assertThat(names("")).isEmpty();
    }

    private Answer shirt() {
        var shirt = admin.post(PRODUCTS, SHIRT);
        var added = admin.post(path(shirt) + "/variants", SIZES);
        assertThat(added.status()).as(added.response().body()).isEqualTo(201);
        return shirt;
    }

    private static String one(String option) {
        return "{\"items\":[{\"options\":[{\"name\":%s}]}]}".formatted(option);
    }

    private JsonNode take(String file) {
        return admin.send(HttpRequest.newBuilder(URI.create("http://localhost:%d%s/import".formatted(port, PRODUCTS)))
                        .header("Authorization", "Bearer " + admin.accessToken())
                        .header("Content-Type", "text/csv")
                        .POST(BodyPublishers.ofString(file))
                        .build())
                .json();
    }

    private String reply(String text) {
        var answer = admin.post(
                "/api/v1/assistant/preview", "{\"messages\":[{\"from\":\"contact\",\"text\":\"%s\"}]}".formatted(text));
        return answer.json().path("reply").asString();
    }

    private List<String> meant(String text) {
        return products.search(company.id(), text, 5).stream()
                .map(Product::name)
                .toList();
    }

    private List<JsonNode> variants(Answer product) {
        return items(admin.get(path(product) + "/variants").json());
    }

    private List<String> names(String query) {
        return items(admin.get(PRODUCTS + query).json()).stream()
                .map(one -> one.path("name").asString())
                .toList();
    }

    private static List<JsonNode> items(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false).toList();
    }

    private static String field(Answer answer) {
        return answer.json().at("/errors/0/field").asString();
    }

    private static String id(JsonNode one) {
        return one.path("id").asString();
    }

    private static String path(Answer product) {
        return PRODUCTS + "/" + id(product.json());
    }
}
