package app.sembang.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class OnboardingTests {
    private static final String HERE = "/api/v1/onboarding";

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    OnboardingTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aNewCompany() {
        company = TestCompany.found(port, members);
        admin = company.admin();
    }

    @Test
    void aStepIsDoneWhenWhatItIsAboutIsThere() {
        assertThat(states(admin.get(HERE).json()))
                .isEqualTo("company open, knowledge open, answers open, channel open, team open, limits open");

        admin.patch("/api/v1/company", "{\"industryCategory\":\"Retail\"}");
        admin.post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Site\"}");
        company.take("Aina", Role.COMPANY_USER);
        admin.put(HERE + "/sample-data", "");
        admin.post("/api/v1/faqs", "{\"question\":\"Do you ship?\",\"answer\":\"Yes, everywhere.\"}");
        admin.patch("/api/v1/company", """
                {"businessHours":{"monday":[{"from":"09:00","to":"18:00"}],"tuesday":[],"wednesday":[],"thursday":[],
                 "friday":[],"saturday":[],"sunday":[]}}""");

        var done = admin.get(HERE).json();
        assertThat(states(done))
                .isEqualTo("company done, knowledge done, answers done, channel done, team done, limits done");
        assertThat(done.path("answering").asInt()).isPositive();
    }

    @Test
    void aDocumentAQuestionOrAProductIsSomethingToKnow() {
        for (var known : List.of(
                Map.entry(
                        "/api/v1/materials",
                        "{\"type\":\"document\",\"title\":\"Shipping\",\"content\":\"Everywhere.\"}"),
                Map.entry("/api/v1/faqs", "{\"question\":\"Do you ship?\",\"answer\":\"Yes, everywhere.\"}"),
                Map.entry("/api/v1/products", "{\"kind\":\"product\",\"name\":\"Batik shirt\"}"))) {
            var fresh = TestCompany.found(port, members).admin();
            assertThat(states(fresh.get(HERE).json())).contains("knowledge open");

            assertThat(fresh.post(known.getKey(), known.getValue()).status()).isEqualTo(201);

            assertThat(states(fresh.get(HERE).json())).as(known.getKey()).contains("knowledge done");
        }
    }

    @Test
    void aSkippedStepCanBeTakenUpAgain() {
        var skipped = admin.put(HERE + "/skipped-steps", "{\"steps\":[\"knowledge\",\"limits\",\"team\",\"team\"]}");
        assertThat(states(skipped.json()))
                .isEqualTo("company open, knowledge skipped, answers open, channel open, team skipped, limits skipped");

        admin.put(HERE + "/skipped-steps", "{\"steps\":[\"team\"]}");
        assertThat(states(admin.get(HERE).json()))
                .isEqualTo("company open, knowledge open, answers open, channel open, team skipped, limits open");
        assertThat(admin.put(HERE + "/skipped-steps", "{\"steps\":[\"lunch\"]}").status())
                .isEqualTo(422);
    }

    @Test
    void samplesAnswerAndAreRemovedInOneCall() {
        var once = admin.put(HERE + "/sample-data", "").json();
        var twice = admin.put(HERE + "/sample-data", "").json();
        assertThat(once.path("samples").asInt()).isPositive();
        assertThat(twice).isEqualTo(once);
        var answer =
                admin.post("/api/v1/templates/test", "{\"message\":\"Hello\"}").json();
        assertThat(answer.path("matched").asBoolean()).as(answer.toString()).isTrue();

        var gone = admin.delete(HERE + "/sample-data").json();

        assertThat(gone.path("samples").asInt()).isZero();
        assertThat(admin.get("/api/v1/templates?global=false").json().path("items"))
                .isEmpty();
        assertThat(admin.post("/api/v1/templates/test", "{\"message\":\"Hello\"}")
                        .json()
                        .path("matched")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aSampleThatWasChangedIsTheCompanysOwnAndStays() {
        admin.put(HERE + "/sample-data", "");
        var sample = admin.get("/api/v1/templates?global=false").json().at("/items/0");
        assertThat(sample.path("sample").asBoolean()).isTrue();
        var id = sample.path("id").asString();
        var revised = admin.put("/api/v1/templates/" + id, """
                {"name":"Ours","category":"greeting","language":"en","patterns":["hello there"],"response":"Hi!"}""");
        assertThat(revised.json().path("sample").asBoolean()).isFalse();

        admin.delete(HERE + "/sample-data");

        var left = admin.get("/api/v1/templates?global=false").json().path("items");
        assertThat(left).hasSize(1);
        assertThat(left.at("/0/name").asString()).isEqualTo("Ours");
    }

    @Test
    void theSetUpIsOverWhenAnAdminSaysSo() {
        assertThat(admin.get(HERE).json().path("completedAt").isNull()).isTrue();

        var over = admin.put(HERE + "/completion", "").json();
        assertThat(over.path("completedAt").asString()).isNotEmpty();
        assertThat(admin.put(HERE + "/completion", "").json()).isEqualTo(over);

        assertThat(admin.delete(HERE + "/completion").json().path("completedAt").isNull())
                .isTrue();
        assertThat(admin.get("/api/v1/audit-entries").json().path("items"))
                .extracting(entry -> entry.path("kind").asString())
                .containsSequence("onboarding_reopened", "onboarding_completed");
    }

    @Test
    void aRemovedTemplateAnswersNobody() {
        var made = admin.post("/api/v1/templates", """
                {"name":"Parking","category":"other","language":"en","patterns":["where can I park"],"response":"Behind."}""");
        var id = made.json().path("id").asString();

        assertThat(admin.delete("/api/v1/templates/" + id).status()).isEqualTo(204);

        assertThat(admin.get("/api/v1/templates/" + id).status()).isEqualTo(404);
        assertThat(admin.delete("/api/v1/templates/" + id).status()).isEqualTo(404);
        var asked = admin.post("/api/v1/templates/test", "{\"message\":\"where can I park\"}")
                .json();
        assertThat(asked.path("matched").asBoolean()).isFalse();
    }

    private static String states(JsonNode progress) {
        return progress.path("steps")
                .valueStream()
                .map(step ->
                        step.path("step").asString() + " " + step.path("state").asString())
                .collect(Collectors.joining(", "));
    }
}
