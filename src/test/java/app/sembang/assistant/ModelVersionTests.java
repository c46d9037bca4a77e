package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class ModelVersionTests {
    private static final String API = "/api/v1/model-versions";

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    ModelVersionTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        admin = company.admin();
    }

    @Test
    void makingAVersionDoesNotActivateIt() {
        var first = draft("You sell batik, kindly and briefly.");

        assertThat(first.path("number").asInt()).isEqualTo(1);
        assertThat(first.path("name").asString()).isEqualTo("v1");
        assertThat(first.path("state").asString()).isEqualTo("draft");
        assertThat(first.at("/trainingWeights/successPatterns").asDouble()).isEqualTo(0.3);
        assertThat(first.at("/certainty/send").asDouble()).isEqualTo(0.75);
        assertThat(draft("Another way of selling batik.").path("number").asInt())
                .isEqualTo(2);
        assertThat(admin.get(API).json().at("/items/0/number").asInt()).isEqualTo(2);
    }

    @Test
    void oneIsActiveAndAnEarlierOneCanTakeOverAgain() {
        var first = draft("You sell batik, kindly and briefly.");
        var second = draft("You sell batik, in few words.");

        activate(first);
        activate(second);
        assertThat(state(first)).isEqualTo("retired");
        assertThat(state(second)).isEqualTo("active");

        activate(first);
        activate(first);
        assertThat(state(first)).isEqualTo("active");
        assertThat(state(second)).isEqualTo("retired");
    }

    @Test
    void manyWhoActivateAtOnceLeaveOneActive() throws Exception {
        var versions = IntStream.range(0, 5)
                .mapToObj(i -> draft("You sell batik, in way number " + i))
                .toList();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : pool.invokeAll(versions.stream()
                    .map(version -> (Callable<Integer>)
                            () -> admin.put(path(version) + "/activation", "").status())
                    .toList())) {
                assertThat(done.get()).isEqualTo(200);
            }
        }

        assertThat(versions.stream().filter(version -> state(version).equals("active")))
                .hasSize(1);
    }

    @Test
    void aVersionThatWasActiveStaysAsItIs() {
        var version = draft("You sell batik, kindly and briefly.");
        activate(version);

        var refused = admin.put(path(version), body("You sell batik differently."));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asString()).isEqualTo("model-version-used");
        assertThat(admin.delete(path(version)).status()).isEqualTo(409);
        var copy = admin.post(path(version) + "/copies", "").json();
        assertThat(copy.path("state").asString()).isEqualTo("draft");
        assertThat(copy.path("parentId")).isEqualTo(version.path("id"));
        assertThat(admin.put(path(copy), body("You sell batik differently."))
                        .json()
                        .at("/systemPrompt")
                        .asString())
                .isEqualTo("You sell batik differently.");
        assertThat(admin.delete(path(copy)).status()).isEqualTo(204);
        assertThat(admin.get(path(copy)).status()).isEqualTo(404);
    }

    @Test
    void anExportedVersionCanBeImported() {
        var version = draft("You sell batik, kindly and briefly.");

        var file = admin.get(path(version) + "/export").json();
        var imported = TestCompany.found(port, members).admin().post(API + "/import", file.toString());

        assertThat(imported.status()).isEqualTo(201);
        assertThat(imported.json().path("systemPrompt")).isEqualTo(version.path("systemPrompt"));
        assertThat(admin.post(API + "/import", file.toString().replace("sembang-model", "other"))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aTestIsJudgedByWhatIsExpected() {
        admin.post(
                "/api/v1/products",
                "{\"kind\":\"product\",\"name\":\"Sarong\",\"price\":{\"amount\":\"30\",\"currency\":\"MYR\"}}");
        var version = draft("You sell batik, kindly and briefly.");

        var passed = admin.post(path(version) + "/tests", """
                {"message":"How much is the sarong?","expectations":[{"kind":"mentions","value":"RM 30.00"},
                 {"kind":"in_language","value":"en"},{"kind":"action","value":"send"}]}""");
        var failed = admin.post(path(version) + "/tests", """
                {"message":"How much is the sarong?","expectations":[{"kind":"states_no_price"}]}""");
        var unjudged = admin.post(path(version) + "/tests", "{\"message\":\"How much is the sarong?\"}");

        assertThat(passed.json().path("outcome").asString())
                .as(passed.response().body())
                .isEqualTo("passed");
        assertThat(failed.json().path("outcome").asString()).isEqualTo("failed");
        assertThat(failed.json().at("/answer/failed/0").asString()).isEqualTo("states_no_price");
        assertThat(unjudged.json().path("outcome").asString()).isEqualTo("needs_review");
        assertThat(admin.get(path(version) + "/tests").json().path("items")).hasSize(3);
    }

    @Test
    void agentsReadAndDoNotChange() {
        var version = draft("You sell batik, kindly and briefly.");
        var agent = company.person("Aina", Role.COMPANY_USER);

        assertThat(agent.get(path(version)).status()).isEqualTo(200);
        assertThat(agent.put(path(version) + "/activation", "").status()).isEqualTo(403);
    }

    private JsonNode draft(String prompt) {
        var made = admin.post(API, body(prompt));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made.json();
    }

    private static String body(String prompt) {
        return "{\"systemPrompt\":\"%s\",\"mode\":\"auto\"}".formatted(prompt);
    }

    private void activate(JsonNode version) {
        assertThat(admin.put(path(version) + "/activation", "").status()).isEqualTo(200);
    }

    private String state(JsonNode version) {
        return admin.get(path(version)).json().path("state").asString();
    }

    private static String path(JsonNode version) {
        return API + "/" + version.path("id").asString();
    }
}
