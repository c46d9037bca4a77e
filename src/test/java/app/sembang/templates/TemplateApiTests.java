package app.sembang.templates;

import static app.sembang.shared.Language.EN;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.companies.Companies;
import app.sembang.companies.NewCompany;
import app.sembang.identity.Members;
import app.sembang.identity.NewMember;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ProductTest
class TemplateApiTests {
    private static final String PASSWORD = "a long enough password";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Members members;
    private final JsonMapper json;

    @LocalServerPort
    private int port;

    private CompanyId kedai = Companies.PLATFORM;
    private String admin = "";

    TemplateApiTests(Members members, JsonMapper json) {
        this.members = members;
        this.json = json;
    }

    record Answer(int status, JsonNode body) {}

    @BeforeEach
    void aCompanyWithAnAdmin() throws IOException, InterruptedException {
        var slug = "kedai-" + Ids.next().toString().substring(24);
        var founded = members.found(
                new NewCompany("Kedai Batik", slug, "MY", null, EN), person(slug, Role.COMPANY_ADMIN), null);
        kedai = founded.company().id();
        admin = signIn(slug);
    }

    private static NewMember person(String name, Role role) {
        return new NewMember(name, name + "@example.com", PASSWORD, role, EN, false);
    }

    private String member(CompanyId company, Role role) throws IOException, InterruptedException {
        var name = "m" + Ids.next().toString().substring(24);
        members.create(company, person(name, role), null);
        return signIn(name);
    }

    private String signIn(String name) throws IOException, InterruptedException {
        var body = "{\"email\":\"%s@example.com\",\"password\":\"%s\"}".formatted(name, PASSWORD);
        var answer = call("", "POST", "/api/v1/auth/login", body);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().get("accessToken").asString();
    }

    private Answer call(String token, String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json")
                .header("X-Sembang", "1")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        var response = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), json.readTree(response.body()));
    }

    private static final String PRICE_OBJECTION = """
            {"name": "Price objection", "category": "objection_handling", "language": "en",
             "patterns": ["expensive", "too much"], "examples": ["This is too expensive"],
             "response": "I understand, {customer_name}. Let me show you its value.",
             "localizedVersions": {
                "zh": {"patterns": ["太贵"], "examples": ["太贵了"], "response": "我理解价格很重要。"},
                "bm": {"patterns": ["mahal"], "examples": ["mahal sangat"], "response": "Saya faham harga penting."}},
             "priority": 1, "context": "When the customer objects to the price"}
            """;

    @Test
    void anAdminWritesATemplateTriesItAndRevisesIt() throws IOException, InterruptedException {
        var created = call(admin, "POST", "/api/v1/templates", PRICE_OBJECTION);
        assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.body().get("version").asInt()).isEqualTo(1);
        assertThat(created.body().get("localizedVersions").has("ms")).isTrue();
        var id = created.body().get("id").asString();

        var tried = call(admin, "POST", "/api/v1/templates/test", "{\"message\": \"太贵了\"}")
                .body();
        assertThat(tried.get("matched").asBoolean()).isTrue();
        assertThat(tried.get("templateId").asString()).isEqualTo(id);
        assertThat(tried.get("response").asString()).isEqualTo("我理解价格很重要。");
        assertThat(tried.get("language").asString()).isEqualTo("zh");
        assertThat(tried.get("candidates").get(0).get("spans").get(0).get("end").asInt())
                .isEqualTo(2);

        var english = call(admin, "POST", "/api/v1/templates/test", "{\"message\": \"太贵了\", \"language\": \"en\"}");
        assertThat(english.body().get("response").asString()).isEqualTo("I understand. Let me show you its value.");

        var revised = call(admin, "PUT", "/api/v1/templates/" + id, PRICE_OBJECTION.replace("its value", "why"));
        assertThat(revised.status()).isEqualTo(200);
        assertThat(revised.body().get("version").asInt()).isEqualTo(2);

        var silent = call(admin, "POST", "/api/v1/templates/test", "{\"message\": \"not too expensive\"}")
                .body();
        assertThat(silent.get("matched").asBoolean()).isFalse();
        assertThat(silent.get("templateId").isNull()).isTrue();
        assertThat(silent.get("candidates").get(0).get("rejectedBecause").get(0).asString())
                .isEqualTo("negation");
    }

    @Test
    void whatStandsInAnothersWayIsFound() throws IOException, InterruptedException {
        call(admin, "POST", "/api/v1/templates", PRICE_OBJECTION);
        var same = """
                {"name":"Costs","category":"objection_handling","language":"en","patterns":["expensive"],"examples":[],"response":"It is worth it."}""";
        call(admin, "POST", "/api/v1/templates", same);
        var over = """
                {"name":"Last year","category":"other","language":"en","patterns":["raya sale"],"response":"It is over.","validTo":"2020-01-01T00:00:00Z"}""";
        call(admin, "POST", "/api/v1/templates", over);

        var findings = call(admin, "GET", "/api/v1/templates/check", "").body().get("items");

        assertThat(findings.findValuesAsString("kind")).contains("same_pattern", "out_of_time");
        var twin = findings.valueStream()
                .filter(one -> one.get("kind").asString().equals("same_pattern"))
                .findFirst()
                .orElseThrow();
        assertThat(twin.get("name").asString()).isEqualTo("Costs");
        assertThat(twin.get("otherName").asString()).isEqualTo("Price objection");
        assertThat(twin.get("phrases").get(0).asString()).isEqualTo("expensive");
        var hidden = findings.valueStream()
                .filter(one -> one.get("kind").asString().equals("never_fires"))
                .findFirst()
                .orElseThrow();
        assertThat(hidden.get("name").asString()).isEqualTo("Costs");
        assertThat(hidden.get("otherName").asString()).isEqualTo("Price objection");
    }

    @Test
    void anUnknownPlaceholderIsRefusedWithItsName() throws IOException, InterruptedException {
        var refused =
                call(admin, "POST", "/api/v1/templates", PRICE_OBJECTION.replace("customer_name", "costumer_name"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().get("code").asString()).isEqualTo("validation");
        var error = refused.body().get("errors").get(0);
        assertThat(error.get("field").asString()).isEqualTo("response");
        assertThat(error.get("message").asString()).contains("{costumer_name}");
    }

    @Test
    void anUnknownPlaceholderIsRefusedWhereverItStands() throws IOException, InterruptedException {
        var wrong = Map.of(
                "variations", PRICE_OBJECTION.replace("\"priority\": 1", "\"variations\": [\"Hi {costumer_name}\"]"),
                "localizedVersions.zh.response", PRICE_OBJECTION.replace("我理解", "{costumer_name}，我理解"),
                "localizedVersions.ms.variations",
                        PRICE_OBJECTION.replace(
                                "\"response\": \"Saya",
                                "\"variations\": [\"Hai {costumer_name}\"], \"response\": \"Saya"));
        for (var one : wrong.entrySet()) {
            var refused = call(admin, "POST", "/api/v1/templates", one.getValue());
            assertThat(refused.status()).as(one.getKey()).isEqualTo(422);
            assertThat(refused.body().at("/errors/0/field").asString()).isEqualTo(one.getKey());
            assertThat(refused.body().at("/errors/0/message").asString()).contains("{costumer_name}");
        }
        assertThat(call(admin, "GET", "/api/v1/templates?global=false", "")
                        .body()
                        .path("items"))
                .isEmpty();

        var id = call(admin, "POST", "/api/v1/templates", PRICE_OBJECTION)
                .body()
                .path("id")
                .asString();
        for (var modifications : new String[] {
            "{\"prefix\":\"Dear {costumer_name}, \"}",
            "{\"suffix\":\" {costumer_name}\"}",
            "{\"replace\":[{\"find\":\"{customer_name}\",\"with\":\"{costumer_name}\"}]}"
        }) {
            var refused = call(
                    admin,
                    "PUT",
                    "/api/v1/templates/" + id + "/selection",
                    "{\"enabled\":true,\"preferred\":false,\"modifications\":%s}".formatted(modifications));
            assertThat(refused.status()).as(modifications).isEqualTo(422);
            assertThat(refused.body().at("/errors/0/field").asString()).isEqualTo("modifications");
        }
    }

    @Test
    void thePlatformOffersATemplateAndACompanySelectsIt() throws IOException, InterruptedException {
        var platform = member(Companies.PLATFORM, Role.SUPER_ADMIN);
        var word = "g" + Ids.next().toString().substring(24);
        var global = call(
                platform,
                "POST",
                "/api/v1/templates",
                "{\"name\":\"%s\",\"global\":true,\"patterns\":[\"%s\"],\"response\":\"all\"}".formatted(word, word));
        assertThat(global.status()).as(global.body().toString()).isEqualTo(201);
        assertThat(global.body().get("global").asBoolean()).isTrue();
        var path = "/api/v1/templates/" + global.body().get("id").asString();
        var message = "{\"message\":\"%s\"}".formatted(word);

        var unused = call(admin, "POST", "/api/v1/templates/test", message).body();
        assertThat(unused.get("matched").asBoolean()).isFalse();
        assertThat(unused.get("candidates").get(0).get("rejectedBecause").toString())
                .contains("disabled");

        var selected = call(
                admin,
                "PUT",
                path + "/selection",
                "{\"enabled\":true,\"preferred\":true,\"modifications\":{\"replace\":[{\"find\":\"all\",\"with\":\"us\"}]}}");
        assertThat(selected.status()).as(selected.body().toString()).isEqualTo(200);
        assertThat(call(admin, "POST", "/api/v1/templates/test", message)
                        .body()
                        .get("response")
                        .asString())
                .isEqualTo("us");

        assertThat(call(admin, "PUT", path, PRICE_OBJECTION).status()).isEqualTo(403);
        assertThat(call(
                                admin,
                                "POST",
                                "/api/v1/templates",
                                PRICE_OBJECTION.replace("{\"name\"", "{\"global\":true,\"name\""))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aCompanyThatWantsToBeSurerIsAnsweredLess() throws IOException, InterruptedException {
        call(admin, "POST", "/api/v1/templates", PRICE_OBJECTION);
        var near = "{\"message\":\"Hmm, a bit expensive for what it is lah\"}";
        var usual = call(admin, "POST", "/api/v1/templates/test", near).body();
        assertThat(usual.path("matched").asBoolean()).isTrue();
        assertThat(usual.path("confidence").asDouble()).isLessThan(0.95);

        assertThat(call(admin, "PUT", "/api/v1/template-certainty", "{\"sureFrom\":0.95}")
                        .status())
                .isEqualTo(200);
        var surer = call(admin, "POST", "/api/v1/templates/test", near).body();
        assertThat(surer.path("matched").asBoolean()).isFalse();
        assertThat(surer.at("/candidates/0/rejectedBecause/0").asString()).isEqualTo("below_threshold");

        call(admin, "PUT", "/api/v1/template-certainty", "{\"sureFrom\":null}");
        assertThat(call(admin, "POST", "/api/v1/templates/test", near)
                        .body()
                        .path("matched")
                        .asBoolean())
                .isTrue();
        assertThat(call(admin, "PUT", "/api/v1/template-certainty", "{\"sureFrom\":0.2}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void agentsAndViewersReadAndChangeNothing() throws IOException, InterruptedException {
        var id = call(admin, "POST", "/api/v1/templates", PRICE_OBJECTION)
                .body()
                .get("id")
                .asString();
        for (var role : new Role[] {Role.COMPANY_USER, Role.VIEWER}) {
            var token = member(kedai, role);
            assertThat(call(token, "GET", "/api/v1/templates/" + id, "").status())
                    .isEqualTo(200);
            assertThat(call(token, "POST", "/api/v1/templates", PRICE_OBJECTION).status())
                    .isEqualTo(403);
            assertThat(call(token, "PUT", "/api/v1/templates/" + id, PRICE_OBJECTION)
                            .status())
                    .isEqualTo(403);
            assertThat(call(token, "PUT", "/api/v1/templates/" + id + "/selection", "{\"enabled\":false}")
                            .status())
                    .isEqualTo(403);
            assertThat(call(token, "POST", "/api/v1/template-variables", "{\"name\":\"x\"}")
                            .status())
                    .isEqualTo(403);
        }
        assertThat(call("", "GET", "/api/v1/templates", "").status()).isEqualTo(401);
    }

    @Test
    void aListIsReadPageByPage() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) call(admin, "POST", "/api/v1/templates", PRICE_OBJECTION);

        var first =
                call(admin, "GET", "/api/v1/templates?global=false&limit=2", "").body();
        assertThat(first.get("items").size()).isEqualTo(2);
        var second = call(
                        admin,
                        "GET",
                        "/api/v1/templates?global=false&limit=2&language=ms&after="
                                + first.get("next").asString(),
                        "")
                .body();
        assertThat(second.get("items").size()).isEqualTo(1);
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(call(admin, "GET", "/api/v1/templates?category=nonsense", "").status())
                .isEqualTo(422);
    }

    @Test
    void aCompanyDefinesItsOwnPlaceholders() throws IOException, InterruptedException {
        var defined = call(
                admin,
                "POST",
                "/api/v1/template-variables",
                "{\"name\":\"parking\",\"values\":{\"en\":\"behind the shop\"},\"fallback\":{\"zh\":\"店后\"}}");
        assertThat(defined.status()).as(defined.body().toString()).isEqualTo(201);
        call(
                admin,
                "POST",
                "/api/v1/templates",
                "{\"name\":\"Parking\",\"patterns\":[\"parking\"],\"response\":\"Park {parking}.\"}");

        assertThat(call(admin, "POST", "/api/v1/templates/test", "{\"message\":\"parking?\"}")
                        .body()
                        .get("response")
                        .asString())
                .isEqualTo("Park behind the shop.");
        assertThat(call(admin, "GET", "/api/v1/template-variables", "")
                        .body()
                        .get("items")
                        .toString())
                .contains("parking");
        assertThat(call(admin, "POST", "/api/v1/template-variables", "{\"name\":\"Not Snake\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aTextsLanguageIsTold() throws IOException, InterruptedException {
        var mixed = call(admin, "POST", "/api/v1/language/detect", "{\"text\":\"Boleh saya tengok the product?\"}")
                .body();
        assertThat(mixed.get("primary").asString()).isEqualTo("ms");
        assertThat(mixed.get("mixed").asBoolean()).isTrue();
        assertThat(mixed.get("shares").get("en").asDouble()).isGreaterThan(0.2);
        assertThat(mixed.get("replyLanguage").asString()).isEqualTo("ms");

        var none = call(admin, "POST", "/api/v1/language/detect", "{\"text\":\"😀\"}")
                .body();
        assertThat(none.get("undetermined").asBoolean()).isTrue();
        assertThat(none.get("primary").isNull()).isTrue();
        assertThat(none.get("replyLanguage").asString()).isEqualTo("en");
    }

    @Test
    void strangeMessagesBreakNothing() throws IOException, InterruptedException {
        call(admin, "POST", "/api/v1/templates", PRICE_OBJECTION);
        for (var message : new String[] {"a".repeat(20_000), "مرحبا", "\\u0000", "\\ud83d", "😀".repeat(500), ""}) {
            var answer = call(admin, "POST", "/api/v1/templates/test", "{\"message\":\"%s\"}".formatted(message));
            assertThat(answer.status()).as(message).isEqualTo(200);
            assertThat(answer.body().get("matched").asBoolean()).isFalse();
        }
    }
}
