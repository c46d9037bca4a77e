package app.sembang.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class PackageTests {
    private static final String PACKAGES = "/api/v1/packages";

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private String shirt;
    private String shawl;

    @SuppressWarnings("NullAway.Init")
    PackageTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aShop() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        shirt = product("Shirt", "89.90", 10);
        shawl = product("Shawl", "33.33", 7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"pricing\":\"parts\" | 189.89 | 0.00",
                "\"pricing\":\"price\",\"amount\":{\"amount\":\"150.00\",\"currency\":\"MYR\"} | 150.00 | 39.89",
                "\"pricing\":\"percent\",\"percent\":12.5 | 166.15 | 23.74",
                "\"pricing\":\"percent\",\"percent\":33.33 | 126.60 | 63.29",
                "\"pricing\":\"percent\",\"percent\":100 | 0.00 | 189.89",
                "\"pricing\":\"amount\",\"amount\":{\"amount\":\"20.05\",\"currency\":\"MYR\"} | 169.84 | 20.05",
                "\"pricing\":\"amount\",\"amount\":{\"amount\":\"500.00\",\"currency\":\"MYR\"} | 0.00 | 189.89"
            })
    void whatATierCostsIsExactToTheCent(String pricing, String price, String saving) {
        var tiers = "[%s]".formatted(tier("One", pricing));

        var calculated = admin.post(PACKAGES + "/calculation", "{\"tiers\":%s}".formatted(tiers))
                .json()
                .at("/tiers/0");
        var kept = made("Set", null, tiers).json().at("/tiers/0");

        assertThat(calculated.at("/total/amount").asString()).isEqualTo("189.89");
        assertThat(calculated.at("/price/amount").asString()).isEqualTo(price);
        assertThat(calculated.at("/saving/amount").asString()).isEqualTo(saving);
        assertThat(kept.at("/price")).isEqualTo(calculated.at("/price"));
    }

    @Test
    void aPackageHasTiersAndAsManyAsItsScarcestPartAllows() {
        var made = made(
                        "Raya set",
                        "RAYA",
                        "[%s,%s]"
                                .formatted(
                                        tier("Basic", "\"pricing\":\"parts\""),
                                        tier("Premium", "\"percent\":10,\"pricing\":\"percent\"")))
                .json();

        assertThat(made.at("/tiers/1/name").asString()).isEqualTo("Premium");
        assertThat(made.at("/tiers/0/available").asInt()).isEqualTo(2);
        assertThat(made.at("/tiers/0/parts/1/quantity").asInt()).isEqualTo(3);
        assertThat(admin.get(path(made)).json()).isEqualTo(made);
        assertThat(admin.get(PACKAGES + "?q=raya").json().at("/items/0")).isEqualTo(made);

        admin.post("/api/v1/products/" + shawl + "/stock-movements", "{\"reason\":\"sold\",\"change\":-6}");
        admin.patch("/api/v1/products/" + shirt, "{\"price\":{\"amount\":\"100.00\",\"currency\":\"MYR\"}}");

        var later = admin.get(path(made)).json();
        assertThat(later.at("/tiers/0/available").asInt()).isZero();
        assertThat(later.at("/tiers/0/price/amount").asString()).isEqualTo("199.99");
    }

    @Test
    void whatIsOnRequestHasNoSumButMayHaveABundlePrice() {
        var visit = product("Visit", null, null);
        var tiers = """
                [{"name":"A","parts":[{"productId":"%1$s","quantity":1}],"pricing":"percent","percent":10},
                 {"name":"B","parts":[{"productId":"%1$s","quantity":1}],"pricing":"price","amount":{"amount":"9.00","currency":"MYR"}}]
                """.formatted(visit);

        var made = made("Visits", null, tiers).json();

        assertThat(made.at("/tiers/0/total").isNull()).isTrue();
        assertThat(made.at("/tiers/0/price").isNull()).isTrue();
        assertThat(made.at("/tiers/0/available").isNull()).isTrue();
        assertThat(made.at("/tiers/1/price/amount").asString()).isEqualTo("9.00");
    }

    @Test
    void aPackageIsReplacedArchivedAndRestored() {
        var made = made("Set", "P-1", "[%s]".formatted(tier("One", "\"pricing\":\"parts\"")))
                .json();

        var replaced = admin.put(path(made), draft("Bigger set", "P-1", """
                [{"name":"Two","parts":[{"productId":"%s","quantity":5}]}]""".formatted(shirt)));

        assertThat(replaced.json().path("name").asString()).isEqualTo("Bigger set");
        assertThat(replaced.json().at("/tiers/0/parts")).hasSize(1);
        assertThat(made("Other", "p-1", "[%s]".formatted(tier("One", "\"pricing\":\"parts\"")))
                        .code())
                .isEqualTo("sku-taken");
        assertThat(admin.put(path(made) + "/archival", "")
                        .json()
                        .path("archived")
                        .asBoolean())
                .isTrue();
        assertThat(admin.get(PACKAGES).json().path("items")).isEmpty();
        assertThat(admin.get(PACKAGES + "?archived=true").json().path("items")).hasSize(1);
        admin.delete(path(made) + "/archival");
        assertThat(admin.get(PACKAGES).json().path("items")).hasSize(1);
    }

    @Test
    void everyLimitNamesItsField() {
        var nobodys = "00000000-0000-7000-8000-00000000dead";
        assertThat(field(made("Set", null, "[]"))).isEqualTo("tiers");
        assertThat(field(made("Set", null, "[{\"name\":\"A\",\"parts\":[]}]"))).isEqualTo("tiers[0].parts");
        assertThat(field(made("Set", null, one(nobodys, 1, "")))).isEqualTo("tiers[0].parts[0].productId");
        assertThat(field(made("Set", null, one(shirt, 0, "")))).isEqualTo("tiers[0].parts[0].quantity");
        assertThat(field(made("Set", null, one(shirt, 1, ",\"pricing\":\"price\""))))
                .isEqualTo("tiers[0].amount");
        assertThat(field(made("Set", null, one(shirt, 1, ",\"pricing\":\"percent\",\"percent\":101"))))
                .isEqualTo("tiers[0].percent");
        admin.put("/api/v1/products/" + shirt + "/archival", "");
        assertThat(field(made("Set", null, one(shirt, 1, "")))).isEqualTo("tiers[0].parts[0].productId");
    }

    @Test
    void packagesOfAnotherCompanyAreNotThereAndAgentsOnlyRead() {
        var made = made("Set", null, one(shirt, 1, "")).json();

        assertThat(TestCompany.found(port, members).admin().get(path(made)).status())
                .isEqualTo(404);
        var agent = company.person("Aina", Role.COMPANY_USER);
        assertThat(agent.get(path(made)).status()).isEqualTo(200);
        assertThat(agent.put(path(made) + "/archival", "").status()).isEqualTo(403);
    }

    private String tier(String name, String pricing) {
        return """
                {"name":"%s","parts":[{"productId":"%s","quantity":1},{"productId":"%s","quantity":3}],%s}
                """.formatted(name, shirt, shawl, pricing);
    }

    private static String one(String product, int quantity, String more) {
        return "[{\"name\":\"A\",\"parts\":[{\"productId\":\"%s\",\"quantity\":%d}]%s}]"
                .formatted(product, quantity, more);
    }

    private Answer made(String name, @Nullable String sku, String tiers) {
        return admin.post(PACKAGES, draft(name, sku, tiers));
    }

    private static String draft(String name, @Nullable String sku, String tiers) {
        return "{\"name\":\"%s\"%s,\"tiers\":%s}"
                .formatted(name, sku == null ? "" : ",\"sku\":\"%s\"".formatted(sku), tiers);
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

    private static String path(JsonNode made) {
        return PACKAGES + "/" + made.path("id").asString();
    }

    private static String field(Answer refused) {
        return refused.json().at("/errors/0/field").asString();
    }
}
