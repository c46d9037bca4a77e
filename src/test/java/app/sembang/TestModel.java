package app.sembang;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.shared.Ids;
import app.sembang.simulator.LlmAccount;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// A company's language model, chosen over the API; its other end is the simulator's account of a key nobody else has.
public final class TestModel {
    private final String key;
    private final LlmAccount account;

    private TestModel(String key) {
        this.key = key;
        this.account = TestBot.simulator().llm(key);
    }

    /// A key the vendors know, and no company yet.
    public static TestModel account() {
        return new TestModel("sk-simulated-" + Ids.next());
    }

    /// The company asks Anthropic's first.
    public static TestModel connect(TestCompany company) {
        var model = account();
        var saved = model.connect(company, 1, "anthropic", "");
        assertThat(saved.status()).as(saved.response().body()).isEqualTo(200);
        assertThat(saved.json().path("state").asString()).isEqualTo("working");
        return model;
    }

    /// @param more fields of the settings, each with a comma before it
    public StaffApp.Answer connect(TestCompany company, int rank, String kind, String more) {
        return company.admin()
                .put(
                        "/api/v1/model-providers/" + rank,
                        "{\"kind\":\"%s\",\"key\":\"%s\",\"enabled\":true%s}".formatted(kind, key, more));
    }

    public String key() {
        return key;
    }

    /// The vendor's side: what it answers, and what it was asked.
    public LlmAccount vendor() {
        return account;
    }

    public static String compatibleUri() {
        return TestBot.simulator().compatibleUri().toString();
    }

    public static String ollamaUri() {
        return TestBot.simulator().ollamaUri().toString();
    }

    /// Lets the application under test find the simulator where the vendors of models would be; the machine's own keys
    /// are not used.
    static class Environment implements EnvironmentPostProcessor {
        @Override
        public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
            var simulator = TestBot.simulator();
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "simulated models",
                            Map.of(
                                    "sembang.llm.anthropic.base-url",
                                    simulator.anthropicUri().toString(),
                                    "sembang.llm.anthropic.key",
                                    "",
                                    "sembang.llm.openai.base-url",
                                    simulator.openAiUri().toString(),
                                    "sembang.llm.openai.key",
                                    "",
                                    "sembang.llm.first-byte-within",
                                    "1s",
                                    "sembang.llm.test-within",
                                    "3s",
                                    "sembang.llm.private-hosts",
                                    "127.0.0.1",
                                    "sembang.assistant.thinking-shown-for",
                                    "100ms")));
        }
    }
}
