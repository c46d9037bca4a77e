package app.sembang.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class ProductFieldTests {
    private static final String FIELDS = "/api/v1/product-fields";
    private static final String PRODUCTS = "/api/v1/products";

    private final Members members;
    private final Products products;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    ProductFieldTests(Members members, Products products) {
        this.members = members;
        this.products = products;
    }

    @BeforeEach
    void anAgencyOfProperty() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        admin.patch("/api/v1/company", "{\"industryCategory\":\"Real Estate\"}");
    }

    @Test
    void aProductSaysWhatTheCompanyWantsToKnowInOneForm() {
        var fee = field("Maintenance fee", "money", "");
        var tenure = field("Tenure", "choice", ",\"choices\":[\"Freehold\",\"Leasehold\"]");
        var condo = add("Residensi Indah", Map.of(fee, "250.5", tenure, "Freehold"));

        assertThat(said(condo)).containsOnly(Map.entry(fee, "250.50"), Map.entry(tenure, "Freehold"));
        var changed = change(condo, Map.of(fee, "", tenure, "Leasehold"));

        assertThat(said(changed.json())).containsOnly(Map.entry(tenure, "Leasehold"));
        var facts = products.facts(company.id(), List.of(products.find(company.id(), ProductId.from(id(condo)))));
        assertThat(facts.values()).containsExactly(Map.of("Tenure", "Leasehold"));
        admin.delete(FIELDS + "/" + tenure);
        assertThat(said(admin.get(PRODUCTS + "/" + id(condo)).json())).isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefusedByTheNameOfItsField() {
        var until = field("Lease until", "date", "");
        var condo = add("Residensi Indah", Map.of());

        assertThat(change(condo, Map.of(until, "in 2050"))
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("fields." + until);
        var foreign = "00000000-0000-7000-8000-00000000dead";
        assertThat(change(condo, Map.of(foreign, "x"))
                        .json()
                        .at("/errors/0/message")
                        .asString())
                .isEqualTo("is no field of this company");
        assertThat(TestCompany.found(port, members).admin().get(FIELDS).json().path("items"))
                .isEmpty();
    }

    @Test
    void aVariantSaysWhatItsProductSays() {
        var tenure = field("Tenure", "text", "");
        var condo = add("Residensi Indah", Map.of(tenure, "Freehold"));
        var variants = PRODUCTS + "/" + id(condo) + "/variants";
        admin.post(variants, "{\"items\":[{\"options\":[{\"name\":\"Type\",\"value\":\"A\"}]}]}");

        change(condo, Map.of(tenure, "Leasehold"));

        var variant = admin.get(variants).json().at("/items/0");
        assertThat(said(variant)).containsOnly(Map.entry(tenure, "Leasehold"));
        assertThat(change(variant, Map.of(tenure, "Freehold")).status()).isEqualTo(422);
    }

    @Test
    void whatAFieldSaysFindsTheProduct() {
        var tenure = field("Tenure", "text", "");
        var lift = field("Lift", "yes_no", "");
        add("Residensi Indah", Map.of(tenure, "Freehold", lift, "true"));
        add("Residensi Murni", Map.of(tenure, "Leasehold", lift, "false"));

        assertThat(products.search(company.id(), "do you have anything freehold?", 5))
                .extracting(Product::name)
                .containsExactly("Residensi Indah");
        assertThat(products.search(company.id(), "is that true?", 5)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "en, Tenure, Freehold, Bumi lot",
        "ms, Pegangan, Pegangan bebas, Lot Bumi",
        "zh, 地契期限, 永久地契, 土著单位",
        "ta, உரிமைக் காலம், நிரந்தர உரிமை, பூமி மனை"
    })
    void whatIsUsualInTheCompanysBusinessIsOffered(String language, String tenure, String freehold, String bumi) {
        var offered = presets(FIELDS, language);

        var first = offered.stream()
                .filter(preset -> preset.path("name").asString().equals(tenure))
                .findFirst()
                .orElseThrow();
        assertThat(first.at("/choices/0").asString()).isEqualTo(freehold);
        assertThat(admin.post(FIELDS, first.toString()).status()).isEqualTo(201);
        assertThat(names(presets(FIELDS, language))).contains(bumi).doesNotContain(tenure);
        assertThat(names(presets(FIELDS, "en"))).as("in no language").doesNotContain("Tenure");
        assertThat(names(presets("/api/v1/contact-fields", "en"))).contains("Budget", "Loan", "State");
    }

    @Test
    void eachBusinessIsOfferedItsOwnAndOtherCountriesWhatHoldsThere() {
        admin.patch("/api/v1/company", "{\"industryCategory\":\"Education/Courses\"}");
        assertThat(names(presets(FIELDS, "en")))
                .contains("MQA accredited", "PTPTN loan")
                .doesNotContain("Bumi lot");
        assertThat(names(presets("/api/v1/contact-fields", "en"))).contains("Highest qualification");
        admin.patch("/api/v1/company", "{\"industryCategory\":\"E-commerce\"}");
        assertThat(presets(FIELDS, "en").toString()).contains("Pos Laju", "J&T Express");
        assertThat(presets("/api/v1/contact-fields", "en").toString()).contains("Touch 'n Go eWallet", "DuitNow QR");
        assertThat(names(presets("/api/v1/conversation-fields", "ms"))).contains("Nombor pesanan");
        admin.patch("/api/v1/company", "{\"country\":\"SG\"}");
        assertThat(names(presets(FIELDS, "en"))).contains("Material").doesNotContain("Courier");
        admin.patch("/api/v1/company", "{\"industryCategory\":\"Something else\"}");
        assertThat(presets(FIELDS, "en")).isEmpty();
        var agent = company.person("Aina", Role.COMPANY_USER);
        assertThat(agent.get(FIELDS).status()).isEqualTo(200);
        assertThat(agent.get(FIELDS + "/presets").status()).isEqualTo(200);
        assertThat(agent.post(FIELDS, "{\"name\":\"Colour\",\"kind\":\"text\"}").status())
                .as("an agent reads what there could be and adds nothing")
                .isEqualTo(403);
    }

    private List<JsonNode> presets(String path, String language) {
        return StreamSupport.stream(
                        admin.get(path + "/presets?language=" + language)
                                .json()
                                .path("items")
                                .spliterator(),
                        false)
                .toList();
    }

    private static List<String> names(List<JsonNode> presets) {
        return presets.stream().map(preset -> preset.path("name").asString()).toList();
    }

    private String field(String name, String kind, String more) {
        return admin.post(FIELDS, "{\"name\":\"%s\",\"kind\":\"%s\"%s}".formatted(name, kind, more))
                .json()
                .path("id")
                .asString();
    }

    private JsonNode add(String name, Map<String, String> fields) {
        return admin.post(
                        PRODUCTS, "{\"kind\":\"service\",\"name\":\"%s\",\"fields\":%s}".formatted(name, json(fields)))
                .json();
    }

    private Answer change(JsonNode product, Map<String, String> fields) {
        return admin.patch(PRODUCTS + "/" + id(product), "{\"fields\":%s}".formatted(json(fields)));
    }

    private static String json(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> "\"%s\":\"%s\"".formatted(field.getKey(), field.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String id(JsonNode product) {
        return product.path("id").asString();
    }

    private static Map<String, String> said(JsonNode product) {
        return product.path("fields").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, one -> one.getValue().asString()));
    }
}
