package app.sembang.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class ProductTests {
    private static final String API = "/api/v1/products";

    private final Members members;
    private final Products products;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    ProductTests(Members members, Products products, TestClock clock) {
        this.members = members;
        this.products = products;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        admin = company.admin();
    }

    @Test
    void aProductMayBeSoldAtOneOutletOnly() {
        var ipoh = outlet("Ipoh");
        var melaka = outlet("Melaka");
        var cake = product("{\"kind\":\"product\",\"name\":\"Moon cake\",\"outletId\":\"%s\"}".formatted(ipoh))
                .json()
                .path("id")
                .asString();
        product("{\"kind\":\"product\",\"name\":\"Pandan cake\"}");

        assertThat(names(API)).containsExactly("Moon cake", "Pandan cake");
        assertThat(names(API + "?outlet=" + ipoh)).containsExactly("Moon cake", "Pandan cake");
        assertThat(names(API + "?outlet=" + melaka)).containsExactly("Pandan cake");
        assertThat(names(API + "?q=cake&outlet=" + melaka)).containsExactly("Pandan cake");
        assertThat(foundAt(OutletId.from(ipoh))).contains("Moon cake");
        assertThat(foundAt(OutletId.from(melaka))).containsExactly("Pandan cake");
        assertThat(foundAt(null)).as("who writes to no outlet").containsExactly("Pandan cake");

        var moved = admin.patch(API + "/" + cake, "{\"outletId\":\"%s\"}".formatted(melaka));
        assertThat(moved.json().path("outletId").asString()).isEqualTo(melaka);
        assertThat(admin.patch(API + "/" + cake, "{\"name\":\"Moon cake, large\"}")
                        .json()
                        .path("outletId")
                        .asString())
                .as("what is left out stays")
                .isEqualTo(melaka);
        assertThat(admin.patch(API + "/" + cake, "{\"everyOutlet\":true}")
                        .json()
                        .path("outletId")
                        .isNull())
                .isTrue();
        assertThat(foundAt(null)).hasSize(2);
    }

    @Test
    void anOutletThatIsNotOursOrClosedSellsNothing() {
        var closed = outlet("Closed");
        admin.patch("/api/v1/outlets/" + closed, "{\"active\":false}");
        var others = TestCompany.found(port, members)
                .admin()
                .post("/api/v1/outlets", "{\"name\":\"Elsewhere\"}")
                .json()
                .path("id")
                .asString();
        for (var outlet : List.of(closed, others)) {
            var refused =
                    admin.post(API, "{\"kind\":\"product\",\"name\":\"Cake\",\"outletId\":\"%s\"}".formatted(outlet));
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("outletId");
        }
    }

    private String outlet(String name) {
        return admin.post("/api/v1/outlets", "{\"name\":\"%s\"}".formatted(name))
                .json()
                .path("id")
                .asString();
    }

    private List<String> names(String path) {
        return admin.get(path)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("name").asString())
                .toList();
    }

    private List<String> foundAt(@Nullable OutletId outlet) {
        return products.search(company.id(), outlet, "Do you have a cake?", 5).stream()
                .map(Product::name)
                .toList();
    }

    @Test
    void aProductHasANumberAPriceAStockAndOtherNames() {
        var made = product("""
                {"kind":"product","name":" Batik shirt ","sku":"BTK-001","category":"Shirts","description":"Hand-drawn",
                 "link":"https://kedai.example/1","tags":["batik","men"],"aliases":{"ms":["kemeja batik"],"zh":["蜡染衬衫"]},
                 "price":{"amount":"89.9","currency":"MYR"},"stock":12}
                """).json();

        assertThat(made.path("name").asString()).isEqualTo("Batik shirt");
        assertThat(made.path("price").toString()).isEqualTo("{\"amount\":\"89.90\",\"currency\":\"MYR\"}");
        assertThat(made.path("stock").asInt()).isEqualTo(12);
        assertThat(made.at("/aliases/zh/0").asString()).isEqualTo("蜡染衬衫");
        assertThat(admin.get(API + "/" + made.path("id").asString()).json()).isEqualTo(made);
        assertThat(admin.get(API).json().at("/items/0")).isEqualTo(made);
    }

    @Test
    void whatIsLeftOutStaysAndAnEmptyTextRemoves() {
        var made = product(
                "{\"kind\":\"product\",\"name\":\"Sarong\",\"sku\":\"S1\",\"category\":\"Sarongs\",\"tags\":[\"a\"]}");

        var changed = admin.patch(path(made), "{\"category\":\"\",\"tags\":[]}").json();

        assertThat(changed.path("sku").asString()).isEqualTo("S1");
        assertThat(changed.path("category").isNull()).isTrue();
        assertThat(changed.path("tags")).isEmpty();
    }

    @Test
    void twoProductsOfACompanyNeverShareANumber() {
        product("{\"kind\":\"product\",\"name\":\"Sarong\",\"sku\":\"Kb-01\"}");
        var other = product("{\"kind\":\"product\",\"name\":\"Shawl\",\"sku\":\"KB-02\"}");

        assertThat(admin.post(API, "{\"kind\":\"product\",\"name\":\"Copy\",\"sku\":\" kB-01\"}")
                        .code())
                .isEqualTo("sku-taken");
        assertThat(admin.patch(path(other), "{\"sku\":\"KB-01\"}").status()).isEqualTo(409);
        assertThat(TestCompany.found(port, members)
                        .admin()
                        .post(API, "{\"kind\":\"product\",\"name\":\"Theirs\",\"sku\":\"KB-01\"}")
                        .status())
                .isEqualTo(201);
        assertThat(products.bySku(company.id(), "kb-01").orElseThrow().name()).isEqualTo("Sarong");
    }

    @Test
    void everyLimitNamesItsField() {
        assertThat(fields(admin.post(API, "{\"kind\":\"product\",\"name\":\" \"}")))
                .containsExactly("name");
        assertThat(fields(admin.post(API, "{\"name\":\"A\"}"))).containsExactly("kind");
        assertThat(fields(admin.post(API, "{\"kind\":\"product\",\"name\":\"A\",\"link\":\"javascript:alert(1)\"}")))
                .containsExactly("link");
        assertThat(fields(admin.post(API, "{\"kind\":\"service\",\"name\":\"A\",\"stock\":1}")))
                .containsExactly("stock");
        assertThat(fields(admin.post(API, priced("10.00", "USD")))).containsExactly("price");
        assertThat(fields(admin.post(API, priced("-1", "MYR")))).containsExactly("price");
        assertThat(admin.post(API, priced("1e99999999", "MYR")).status()).isBetween(400, 422);
        assertThat(admin.post(API, priced("1.001", "MYR")).status()).isBetween(400, 422);
        assertThat(fields(admin.get(API + "?kind=thing"))).containsExactly("kind");
    }

    @Test
    void aPriceKeepsItsHistoryAndCanBePlanned() {
        var shirt = product(priced("89.90", "MYR"));
        var bought = clock.instant();
        clock.advance(Duration.ofMinutes(1));
        admin.patch(path(shirt), "{\"price\":{\"amount\":\"79.90\",\"currency\":\"MYR\"}}");
        var planned = clock.instant().plus(Duration.ofMinutes(3));
        assertThat(setPrice(shirt, "99.90", ",\"validFrom\":\"%s\"".formatted(planned))
                        .status())
                .isEqualTo(201);

        var history = admin.get(path(shirt) + "/prices").json().path("items");
        assertThat(StreamSupport.stream(history.spliterator(), false)
                        .map(price -> price.at("/price/amount").asString()))
                .containsExactly("99.90", "79.90", "89.90");
        assertThat(Instant.parse(history.at("/1/validTo").asString())).isEqualTo(planned);
        var id = ProductId.from(shirt.json().path("id").asString());
        assertThat(products.price(company.id(), id)).contains(new Money("79.90", "MYR"));
        assertThat(products.priceAt(company.id(), id, bought)).contains(new Money("89.90", "MYR"));
        assertThat(products.priceAt(company.id(), id, bought.minusSeconds(1))).isEmpty();
        clock.advance(Duration.ofMinutes(3));
        assertThat(products.find(company.id(), id).price()).isEqualTo(new Money("99.90", "MYR"));

        assertThat(fields(setPrice(shirt, "1.00", ",\"validFrom\":\"2020-01-01T00:00:00Z\"")))
                .containsExactly("validFrom");
    }

    @Test
    void aPriceThatHeldForNoTimeIsReplacedAndOneSetBeforeAPlanEndsWithIt() {
        var shirt = product(priced("10.00", "MYR"));
        setPrice(shirt, "11.00", "");
        var planned = clock.instant().plus(Duration.ofMinutes(3));
        setPrice(shirt, "15.00", ",\"validFrom\":\"%s\"".formatted(planned));
        clock.advance(Duration.ofMinutes(1));

        var between = setPrice(shirt, "12.00", "").json();

        assertThat(Instant.parse(between.path("validTo").asString())).isEqualTo(planned);
        assertThat(admin.get(path(shirt) + "/prices?limit=1")
                        .json()
                        .path("next")
                        .asString())
                .isEqualTo(planned.toString());
        assertThat(admin.get(path(shirt) + "/prices?after=" + planned).json().path("items"))
                .hasSize(2);
    }

    @Test
    void aStockTellsWhyItRoseAndFellAndIsNeverLessThanNone() {
        var shirt = product("{\"kind\":\"product\",\"name\":\"Shirt\",\"stock\":5}");

        assertThat(move(shirt, "sold", -3).json().path("stockAfter").asInt()).isEqualTo(2);
        var refused = move(shirt, "sold", -3);
        assertThat(refused.code()).isEqualTo("out-of-stock");
        assertThat(refused.json().path("stock").asInt()).isEqualTo(2);
        assertThat(fields(move(shirt, "sold", 3))).containsExactly("change");
        move(shirt, "received", 10);

        var movements = admin.get(path(shirt) + "/stock-movements").json().path("items");
        assertThat(StreamSupport.stream(movements.spliterator(), false)
                        .map(movement -> movement.path("reason").asString()))
                .containsExactly("received", "sold", "opening");
        assertThat(admin.get(path(shirt)).json().path("stock").asInt()).isEqualTo(12);
    }

    @Test
    void whatIsNotCountedHasNoMovementsUntilItIs() {
        var shirt = product("{\"kind\":\"product\",\"name\":\"Shirt\"}");
        var visit = product("{\"kind\":\"service\",\"name\":\"Fitting\"}");

        assertThat(move(shirt, "received", 1).code()).isEqualTo("stock-not-counted");
        assertThat(fields(admin.patch(path(visit), "{\"counted\":true}"))).containsExactly("counted");
        admin.patch(path(shirt), "{\"counted\":true}");
        assertThat(move(shirt, "received", 1).status()).isEqualTo(201);
        assertThat(admin.patch(path(shirt), "{\"counted\":false}")
                        .json()
                        .path("stock")
                        .isNull())
                .isTrue();
    }

    @Test
    void ofTwoHundredWhoBuyAtOnceAHundredGetOneOfAHundredPieces() throws InterruptedException {
        var shirt = product("{\"kind\":\"product\",\"name\":\"Shirt\",\"stock\":100}");
        Callable<Integer> sale = () -> move(shirt, "sold", -1).status();

        List<Integer> statuses;
        try (var people = Executors.newFixedThreadPool(20)) {
            statuses = people
                    .invokeAll(IntStream.range(0, 200).mapToObj(one -> sale).toList())
                    .stream()
                    .map(answered -> {
                        try {
                            return answered.get();
                        } catch (InterruptedException | ExecutionException broken) {
                            throw new AssertionError(broken);
                        }
                    })
                    .toList();
        }

        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(100);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(100);
        assertThat(admin.get(path(shirt)).json().path("stock").asInt()).isZero();
        var last = admin.get(path(shirt) + "/stock-movements?limit=100").json();
        assertThat(IntStream.range(0, 100)
                        .mapToObj(n -> last.at("/items/" + n + "/stockAfter").asInt()))
                .isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void aReferenceCountsOnce() {
        var shirt = product("{\"kind\":\"product\",\"name\":\"Shirt\",\"stock\":5}");
        var sale = "{\"reason\":\"sold\",\"change\":-2,\"reference\":\"order-7\"}";

        var first = admin.post(path(shirt) + "/stock-movements", sale);
        var again = admin.post(path(shirt) + "/stock-movements", sale);

        assertThat(again.json()).isEqualTo(first.json());
        assertThat(admin.get(path(shirt)).json().path("stock").asInt()).isEqualTo(3);
        assertThat(admin.post(path(shirt) + "/stock-movements", sale.replace("-2", "-1"))
                        .code())
                .isEqualTo("reference-used");
    }

    @Test
    void anArchivedProductIsSoldNoMoreUntilItIsRestored() {
        var shirt = product("{\"kind\":\"product\",\"name\":\"Shirt\"}");

        assertThat(admin.put(path(shirt) + "/archival", "")
                        .json()
                        .path("archived")
                        .asBoolean())
                .isTrue();
        assertThat(admin.put(path(shirt) + "/archival", "").status()).isEqualTo(200);
        assertThat(admin.get(API).json().path("items")).isEmpty();
        assertThat(admin.get(API + "?archived=true").json().path("items")).hasSize(1);
        assertThat(products.search(company.id(), "shirt", 5)).isEmpty();
        admin.delete(path(shirt) + "/archival");
        assertThat(products.search(company.id(), "shirt", 5)).hasSize(1);
    }

    @Test
    void aListIsReadByNamePageByPageAndFiltered() {
        product("{\"kind\":\"product\",\"name\":\"cap\",\"category\":\"Hats\",\"tags\":[\"new\"],\"stock\":0}");
        product("{\"kind\":\"product\",\"name\":\"Belt\",\"price\":{\"amount\":\"20.00\",\"currency\":\"MYR\"}}");
        product("{\"kind\":\"service\",\"name\":\"Alteration\",\"price\":{\"amount\":\"15.00\",\"currency\":\"MYR\"}}");

        var first = admin.get(API + "?limit=2").json();
        assertThat(names(first)).containsExactly("Alteration", "Belt");
        assertThat(names(admin.get(API + "?limit=2&after=" + first.path("next").asString())
                        .json()))
                .containsExactly("cap");
        assertThat(found("kind=service")).containsExactly("Alteration");
        assertThat(found("category=Hats")).containsExactly("cap");
        assertThat(found("tag=new")).containsExactly("cap");
        assertThat(found("available=false")).containsExactly("cap");
        assertThat(found("priceFrom=16&priceTo=20")).containsExactly("Belt");
        assertThat(admin.get(API + "/categories").json().toString())
                .isEqualTo("{\"items\":[{\"name\":\"Hats\",\"products\":1}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batik shirt | Batik shirt",
                "SHIRT       | Batik shirt",
                "btaik shrit | Batik shirt",
                "bati        | Batik shirt",
                "kemeja      | Batik shirt",
                "kemeja btik | Batik shirt",
                "蜡染衬衫      | Batik shirt",
                "சட்டை        | Batik shirt",
                "btk-001     | Batik shirt",
                "wedding     | Songket set",
                "songkett    | Songket set",
                "婚礼         | Songket set",
                "திருமண      | Songket set"
            })
    void aProductIsFoundByAnyOfItsNamesInFourLanguagesDespiteSlips(String question, String name) {
        shop();

        assertThat(found("q=" + URLEncoder.encode(question, StandardCharsets.UTF_8)))
                .first()
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "how much is the batik shirt ya? | Batik shirt",
                "berapa harga kemeja batik warna biru | Batik shirt",
                "请问蜡染衬衫多少钱？ | Batik shirt",
                "பட்டிக் சட்டை விலை என்ன? | Batik shirt",
                "ada songket untuk kahwin? | Songket set"
            })
    void aCustomersSentenceTellsWhichProductIsMeant(String sentence, String name) {
        shop();

        assertThat(products.search(company.id(), sentence, 3).getFirst().name()).isEqualTo(name);
    }

    @Test
    void whatFitsNothingFindsNothing() {
        shop();

        assertThat(found("q=laptop")).isEmpty();
        assertThat(found("q=%F0%9F%98%80")).isEmpty();
        assertThat(found("q=batik&category=Wedding")).isEmpty();
        assertThat(products.search(company.id(), "what time do you open tomorrow", 3))
                .isEmpty();
        assertThat(products.search(TestCompany.found(port, members).id(), "batik", 3))
                .isEmpty();
    }

    @Test
    void colleaguesReadAndChangeNothing() {
        var shirt = product("{\"kind\":\"product\",\"name\":\"Shirt\",\"stock\":5}");
        for (var role : List.of(Role.COMPANY_USER, Role.VIEWER)) {
            var person = company.person("Some" + role.value().replace("_", ""), role);
            assertThat(person.get(path(shirt)).status()).isEqualTo(200);
            assertThat(person.get(path(shirt) + "/prices").status()).isEqualTo(200);
            assertThat(person.patch(path(shirt), "{\"name\":\"X\"}").status()).isEqualTo(403);
            assertThat(person.post(path(shirt) + "/stock-movements", "{\"reason\":\"sold\",\"change\":-1}")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void anotherCompanysProductIsNotThere() {
        var shirt = product("{\"kind\":\"product\",\"name\":\"Shirt\",\"stock\":5}");
        var other = TestCompany.found(port, members).admin();

        assertThat(other.get(path(shirt)).status()).isEqualTo(404);
        assertThat(other.patch(path(shirt), "{\"name\":\"Mine\"}").status()).isEqualTo(404);
        assertThat(other.get(path(shirt) + "/prices").status()).isEqualTo(404);
        assertThat(other.post(path(shirt) + "/stock-movements", "{\"reason\":\"sold\",\"change\":-1}")
                        .status())
                .isEqualTo(404);
        assertThat(other.get(API).json().path("items")).isEmpty();
    }

    @Test
    void theAuditLogTellsWhatChanged() {
        var shirt = product(priced("10.00", "MYR"));
        admin.patch(path(shirt), "{\"name\":\"Blouse\"}");
        setPrice(shirt, "12.00", "");
        admin.put(path(shirt) + "/archival", "");

        var entries = admin.get("/api/v1/audit-entries?limit=4").json().path("items");
        assertThat(StreamSupport.stream(entries.spliterator(), false)
                        .map(entry -> entry.path("kind").asString()))
                .containsExactly("product_archived", "product_price_set", "product_changed", "product_created");
        assertThat(entries.at("/2/before").toString()).isEqualTo("{\"name\":\"Shirt\"}");
    }

    private void shop() {
        product("""
                {"kind":"product","name":"Batik shirt","sku":"BTK-001","category":"Shirts",
                 "aliases":{"ms":["kemeja batik"],"zh":["蜡染衬衫"],"ta":["பட்டிக் சட்டை"]}}
                """);
        product("""
                {"kind":"product","name":"Songket set","sku":"SKT-001","category":"Wedding","tags":["wedding"],
                 "aliases":{"ms":["set songket kahwin"],"zh":["婚礼宋吉锦"],"ta":["திருமண சாங்கெட்"]}}
                """);
        product("{\"kind\":\"service\",\"name\":\"Alteration\",\"aliases\":{\"ms\":[\"ubah suai\"]}}");
    }

    private Answer product(String body) {
        var made = admin.post(API, body);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made;
    }

    private static String priced(String amount, String currency) {
        return "{\"kind\":\"product\",\"name\":\"Shirt\",\"price\":{\"amount\":\"%s\",\"currency\":\"%s\"}}"
                .formatted(amount, currency);
    }

    private Answer setPrice(Answer product, String amount, String more) {
        return admin.post(
                path(product) + "/prices",
                "{\"price\":{\"amount\":\"%s\",\"currency\":\"MYR\"}%s}".formatted(amount, more));
    }

    private Answer move(Answer product, String reason, int change) {
        return admin.post(
                path(product) + "/stock-movements", "{\"reason\":\"%s\",\"change\":%d}".formatted(reason, change));
    }

    private List<String> found(String filter) {
        return names(admin.get(API + "?" + filter).json());
    }

    private static List<String> names(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .map(product -> product.path("name").asString())
                .toList();
    }

    private static String path(Answer product) {
        return API + "/" + product.json().path("id").asString();
    }

    private static List<String> fields(Answer answer) {
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.path("field").asString())
                .toList();
    }
}
