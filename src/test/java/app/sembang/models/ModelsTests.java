package app.sembang.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestModel;
import app.sembang.audit.AuditLog;
import app.sembang.billing.Allowance;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.models.Result.Answered;
import app.sembang.models.Result.Reason;
import app.sembang.models.Result.Unavailable;
import app.sembang.secrets.Secrets;
import app.sembang.simulator.Fault;
import app.sembang.simulator.LlmAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// A company's language models: whose they are, what they may cost, and what happens where one fails.
@ProductTest
class ModelsTests {
    private final Members members;
    private final Models models;
    private final TestClock clock;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final Platform platform;

    @LocalServerPort
    private int port;

    private TestCompany company;

    /// What a platform that has keys is made of.
    record Platform(
            ModelProviderStore store,
            Secrets secrets,
            AuditLog audit,
            Allowance allowance,
            ModelCalls calls,
            Breakers breakers,
            Companies companies) {}

    @SuppressWarnings("NullAway.Init")
    ModelsTests(
            Members members,
            Models models,
            TestClock clock,
            CompanyTransactions transactions,
            JdbcClient jdbc,
            ModelProviderStore store,
            Secrets secrets,
            AuditLog audit,
            Allowance allowance,
            ModelCalls calls,
            Breakers breakers,
            Companies companies) {
        this.members = members;
        this.models = models;
        this.clock = clock;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.platform = new Platform(store, secrets, audit, allowance, calls, breakers, companies);
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
    }

    @Test
    void withoutAProviderNoModelIsAsked() {
        assertThat(models.configured(company.id())).isFalse();
        assertThat(unavailable(ask("Hai")).reason()).isEqualTo(Reason.NOT_CONFIGURED);
        var listed = company.admin().get("/api/v1/model-providers").json();
        assertThat(listed.path("items").isEmpty()).isTrue();
        assertThat(listed.path("kinds").get(0).path("model").asString()).isEqualTo("claude-sonnet-5-5");
    }

    @Test
    void anAdminChoosesAProviderAndItsKeyIsNeverShownAgain() {
        var model = TestModel.account();
        var saved = model.connect(company, 1, "anthropic", "");
        assertThat(saved.status()).as(saved.response().body()).isEqualTo(200);
        assertThat(saved.json().path("state").asString()).isEqualTo("working");
        assertThat(saved.json().path("model").asString()).isEqualTo("claude-sonnet-5-5");
        var end = model.key().substring(model.key().length() - 4);
        assertThat(saved.json().path("key").asString()).isEqualTo("****" + end);

        var listed = company.admin().get("/api/v1/model-providers").response().body();
        var log = company.admin().get("/api/v1/audit-entries").response().body();
        assertThat(log).contains("model_provider_changed");
        assertThat(listed + log + saved.response().body()).doesNotContain(model.key());
        var stored = transactions.in(
                company.id(),
                () -> jdbc.sql("select to_jsonb(p)::text from model_provider p where company_id = :company")
                        .param("company", company.id().value())
                        .query(String.class)
                        .single());
        assertThat(stored).doesNotContain(model.key());
        assertThat(models.configured(company.id())).isTrue();
    }

    @Test
    void whatAProviderRefusesIsKeptInItsWords() {
        var model = TestModel.account();
        model.vendor().revoked(true);
        var saved = model.connect(company, 1, "anthropic", "").json();
        assertThat(saved.path("state").asString()).isEqualTo("error");
        assertThat(saved.path("lastError").asString()).isEqualTo("invalid x-api-key");

        model.vendor().revoked(false);
        var tested = company.admin().post("/api/v1/model-providers/1/test", "").json();
        assertThat(tested.path("works").asBoolean()).isTrue();
        assertThat(provider(1).path("state").asString()).isEqualTo("working");
        assertThat(provider(1).path("lastError").isNull()).isTrue();
    }

    @Test
    void settingsAreTriedBeforeTheyAreSaved() {
        var model = TestModel.account();
        var body = "{\"kind\":\"openai\",\"model\":\"%s\",\"key\":\"" + model.key() + "\",\"enabled\":true}";
        var path = "/api/v1/model-providers/2/test";
        var works = company.admin().post(path, body.formatted("gpt-5.4-mini")).json();
        assertThat(works.path("works").asBoolean()).isTrue();
        var fails = company.admin().post(path, body.formatted("gpt-0")).json();
        assertThat(fails.path("works").asBoolean()).isFalse();
        assertThat(fails.path("words").asString()).isEqualTo("The model 'gpt-0' does not exist");
        assertThat(company.admin()
                        .get("/api/v1/model-providers")
                        .json()
                        .path("items")
                        .isEmpty())
                .isTrue();
        assertThat(company.admin().post(path, "").status()).isEqualTo(404);
    }

    @Test
    void everyKindOfProviderAnswers() {
        var model = TestModel.account();
        for (var settings : List.of(
                "anthropic|",
                "openai|",
                "compatible|,\"baseUrl\":\"%s/\",\"model\":\"qwen3-32b\"".formatted(TestModel.compatibleUri()),
                "ollama|,\"baseUrl\":\"%s\",\"model\":\"qwen3:8b\"".formatted(TestModel.ollamaUri()))) {
            var parts = settings.split("\\|", 2);
            var saved = model.connect(company, 1, parts[0], parts[1]);
            assertThat(saved.json().path("state").asString())
                    .as(saved.response().body())
                    .isEqualTo("working");
            model.vendor().answers("Teh RM 7.90");
            var reply = answered(ask("Berapa harga teh?"));
            assertThat(reply.text()).isEqualTo("Teh RM 7.90");
            assertThat(reply.provider()).isEqualTo(parts[0]);
            assertThat(reply.usage().total()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kind\":\"anthropic\",\"enabled\":true} | key",
                "{\"kind\":\"ollama\",\"model\":\"qwen3:8b\",\"enabled\":true} | baseUrl",
                "{\"kind\":\"ollama\",\"baseUrl\":\"https://10.0.0.4\",\"model\":\"m\",\"enabled\":true} | baseUrl",
                "{\"kind\":\"compatible\",\"baseUrl\":\"http://example.com\",\"model\":\"m\",\"enabled\":true} | baseUrl",
                "{\"kind\":\"compatible\",\"baseUrl\":\"https://u:p@127.0.0.1\",\"model\":\"m\",\"enabled\":true} | baseUrl",
                "{\"kind\":\"compatible\",\"baseUrl\":\"http://127.0.0.1\",\"enabled\":true} | model",
                "{\"kind\":\"openai\",\"key\":\"k\",\"enabled\":true,\"monthlyBudget\":{\"amount\":\"5.00\",\"currency\":\"USD\"}} | monthlyBudget",
                "{\"kind\":\"anthropic\",\"key\":\"k\",\"enabled\":true,\"monthlyBudget\":{\"amount\":\"5.00\",\"currency\":\"MYR\"}} | monthlyBudget",
                "{\"kind\":\"anthropic\",\"key\":\"k\",\"enabled\":true,\"dailyTokens\":0} | dailyTokens"
            })
    void whatCannotWorkIsNotSaved(String body, String field) {
        var refused = company.admin().put("/api/v1/model-providers/1", body);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").get(0).path("field").asString())
                .isEqualTo(field);
    }

    @Test
    void aKeyGoesOnlyToTheAddressItWasGivenFor() {
        var model = TestModel.connect(company);
        var elsewhere = company.admin()
                .put(
                        "/api/v1/model-providers/1",
                        "{\"kind\":\"compatible\",\"baseUrl\":\"%s\",\"model\":\"qwen3-32b\",\"enabled\":true}"
                                .formatted(TestModel.compatibleUri()))
                .json();
        assertThat(elsewhere.path("key").isNull()).isTrue();
        assertThat(elsewhere.path("state").asString()).isEqualTo("error");
        assertThat(model.vendor().calls()).extracting("vendor").containsOnly("anthropic");
    }

    @Test
    void aKeyStaysWhereTheRestIsChanged() {
        TestModel.connect(company);
        var changed = company.admin()
                .put(
                        "/api/v1/model-providers/1",
                        "{\"kind\":\"anthropic\",\"model\":\"claude-haiku-5-5\",\"enabled\":true}")
                .json();
        assertThat(changed.path("key").asString()).startsWith("****");
        assertThat(answered(ask("Hai")).model()).isEqualTo("claude-haiku-5-5");

        company.admin().put("/api/v1/model-providers/1", "{\"kind\":\"anthropic\",\"enabled\":false}");
        assertThat(models.configured(company.id())).isFalse();
        assertThat(company.admin().delete("/api/v1/model-providers/1").status()).isEqualTo(204);
        assertThat(company.admin().delete("/api/v1/model-providers/1").status()).isEqualTo(204);
    }

    @Test
    void aCallIsCountedAndNotAWordOfItIsKept() {
        var model = TestModel.connect(company);
        model.vendor().answers("Teh 250g berharga RM 7.90.");
        var reply = answered(ask("Rahsia besar: berapa harga teh?"));
        assertThat(reply.costUsd()).isPositive();
        assertThat(reply.took()).isPositive();

        var rows = transactions.in(
                company.id(),
                () -> jdbc.sql("select to_jsonb(c)::text from model_call c where company_id = :company order by id")
                        .param("company", company.id().value())
                        .query(String.class)
                        .list());
        // The first was the call that tried the settings.
        assertThat(rows).hasSize(2);
        assertThat(rows.getLast())
                .contains("\"purpose\": \"reply\"", "\"outcome\": \"answered\"", "\"model\": \"claude-sonnet-5-5\"")
                .doesNotContain("Rahsia", "berharga");
        assertThat(transactions.<Long>in(
                        company.id(),
                        () -> jdbc.sql(
                                        "select sum(used) from usage_count where company_id = :company and use = 'model_call'")
                                .param("company", company.id().value())
                                .query(Long.class)
                                .single()))
                .isEqualTo(2);
        assertThat(provider(1).path("tokensToday").asLong()).isPositive();
    }

    @Test
    void whoAsksTooOftenIsAskedToWaitAndTriesAgain() {
        var model = TestModel.connect(company);
        assertThat(answered(ask("Hai [[429:2]]")).text()).startsWith("stub(");
        assertThat(model.vendor().calls()).extracting("status").containsExactly(200, 429, 429, 200);
    }

    @Test
    void whereTheFirstFailsTheSecondAnswersAndTheAdminSeesWhy() {
        var first = TestModel.connect(company);
        var second = TestModel.account();
        second.connect(company, 2, "openai", "");
        first.vendor().revoked(true);
        second.vendor().answers("Ada teh.");
        var reply = answered(ask("Ada teh?"));
        assertThat(reply.provider()).isEqualTo("openai");
        assertThat(reply.text()).isEqualTo("Ada teh.");
        assertThat(provider(1).path("state").asString()).isEqualTo("error");
        assertThat(company.admin().get("/api/v1/audit-entries").response().body())
                .contains("model_provider_failing");

        first.vendor().revoked(false);
        clock.advance(Duration.ofSeconds(31));
        assertThat(answered(ask("Ada teh?")).provider()).isEqualTo("anthropic");
        assertThat(provider(1).path("state").asString()).isEqualTo("working");
    }

    @Test
    void whoDoesNotBeginToAnswerIsLeftForTheNext() {
        var first = TestModel.connect(company);
        TestModel.account().connect(company, 2, "openai", "");
        first.vendor().fails(1, Fault.silence(Duration.ofSeconds(5)));
        assertThat(answered(ask("Hai")).provider()).isEqualTo("openai");
    }

    @Test
    void nothingIsAskedTwiceOnceSomeTextWasTold() {
        var first = TestModel.connect(company);
        var second = TestModel.account();
        second.connect(company, 2, "openai", "");
        int before = second.vendor().calls().size();
        var told = new ArrayList<String>();
        var result = models.ask(
                company.id(), Purpose.REPLY, request("Hai [[cut]]", Duration.ofSeconds(20)), _ -> {}, told::add);
        assertThat(unavailable(result).reason()).isEqualTo(Reason.FAILED);
        assertThat(told).isNotEmpty();
        assertThat(second.vendor().calls()).hasSize(before);

        // Nobody listened, so nobody heard the half of it.
        first.vendor().fails(3, Fault.resetAfter());
        assertThat(answered(ask("Hai")).provider()).isEqualTo("openai");
    }

    @Test
    void aTextIsToldAsItComes() {
        TestModel.connect(company);
        var told = new ArrayList<String>();
        var reply = answered(models.ask(
                company.id(),
                Purpose.SUGGESTION,
                request("Berapa harga teh?", Duration.ofSeconds(20)),
                _ -> {},
                told::add));
        assertThat(told).hasSizeGreaterThan(2);
        assertThat(String.join("", told)).isEqualTo(reply.text());
    }

    @Test
    void afterTheDeadlineNobodyIsAsked() {
        var model = TestModel.connect(company);
        int before = model.vendor().calls().size();
        assertThat(unavailable(ask("Hai", Duration.ZERO)).reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(model.vendor().calls()).hasSize(before);
        assertThat(unavailable(ask("Hai [[slow:9000]]", Duration.ofMillis(400))).reason())
                .isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void aProviderThatIsDownIsLeftAloneForAMoment() {
        var model = TestModel.connect(company);
        model.vendor().fails(21, Fault.serverError());
        for (int i = 0; i < 20; i++) {
            // Too little time to try again.
            assertThat(unavailable(ask("Hai", Duration.ofSeconds(1))).reason()).isEqualTo(Reason.FAILED);
        }
        int before = model.vendor().calls().size();
        assertThat(unavailable(ask("Hai")).why()).contains("left alone");
        assertThat(model.vendor().calls()).hasSize(before);

        clock.advance(Duration.ofSeconds(31));
        assertThat(unavailable(ask("Hai", Duration.ofSeconds(1))).why()).isEqualTo("Internal Server Error");
        assertThat(unavailable(ask("Hai")).why()).contains("left alone");
        assertThat(model.vendor().calls()).hasSize(before + 1);

        clock.advance(Duration.ofSeconds(31));
        assertThat(answered(ask("Hai")).text()).startsWith("stub(");
        assertThat(answered(ask("Hai")).text()).startsWith("stub(");
    }

    @Test
    void aModelTheVendorNoLongerHasIsReplaced() {
        var model = TestModel.account();
        model.connect(company, 1, "anthropic", ",\"model\":\"claude-sonnet-4-20250514\"");
        assertThat(answered(ask("Hai")).model()).isEqualTo("claude-sonnet-5-5");
        assertThat(provider(1).path("lastError").asString()).isEqualTo("model: claude-sonnet-4-20250514");
        assertThat(provider(1).path("state").asString()).isEqualTo("error");
    }

    @Test
    void aBudgetThatIsUsedUpIsTheEndUntilTomorrow() {
        var model = TestModel.account();
        model.connect(company, 1, "anthropic", ",\"dailyTokens\":1000");
        assertThat(provider(1).path("budget").asString()).isEqualTo("ok");
        model.vendor().answers("x".repeat(3_300));
        answered(ask("Hai"));
        assertThat(provider(1).path("budget").asString()).isEqualTo("near");
        model.vendor().answers("x".repeat(800));
        answered(ask("Hai"));
        assertThat(provider(1).path("budget").asString()).isEqualTo("spent");
        assertThat(unavailable(ask("Hai")).reason()).isEqualTo(Reason.BUDGET);

        clock.advance(Duration.ofDays(1));
        assertThat(ask("Hai")).isInstanceOf(Answered.class);
    }

    @Test
    void adminsAreToldOnceAtFourFifthsOfABudgetAndOnceAtItsEndInEachPeriod() {
        var model = TestModel.account();
        model.connect(company, 1, "anthropic", ",\"dailyTokens\":1000");
        assertThat(quotas()).isEmpty();
        model.vendor().answers("x".repeat(3_300));
        answered(ask("Hai"));
        assertThat(quotas()).hasSize(1);
        var near = quotas().getFirst();
        assertThat(near.path("of").asString()).isEqualTo("model_day");
        assertThat(near.path("allowed").asInt()).isEqualTo(1000);
        assertThat(near.path("used").asInt()).isBetween(800, 999);
        model.vendor().answers("x".repeat(800));
        answered(ask("Hai"));
        assertThat(quotas()).hasSize(2);
        assertThat(quotas().getFirst().path("used").asInt()).isGreaterThanOrEqualTo(1000);
        unavailable(ask("Hai"));
        assertThat(quotas()).hasSize(2);

        clock.advance(Duration.ofDays(1));
        model.vendor().answers("x".repeat(3_300));
        answered(ask("Hai"));
        assertThat(Inbox.rows(company, "notice", "kind = 'quota'")).isEqualTo(3);
    }

    private List<JsonNode> quotas() {
        return new Inbox(company.admin())
                .notices("quota").stream().map(one -> one.path("quota")).toList();
    }

    @Test
    void aBudgetOfMoneyLastsForAMonth() {
        var model = TestModel.account();
        model.connect(company, 1, "anthropic", ",\"monthlyBudget\":{\"amount\":\"0.01\",\"currency\":\"USD\"}");
        model.vendor().answers("x".repeat(8_000));
        answered(ask("Hai"));
        assertThat(provider(1).path("spentThisMonth").path("amount").asString()).isEqualTo("0.02");
        assertThat(unavailable(ask("Hai")).reason()).isEqualTo(Reason.BUDGET);
        clock.advance(Duration.ofDays(1));
        assertThat(unavailable(ask("Hai")).reason()).isEqualTo(Reason.BUDGET);
        clock.advance(Duration.ofDays(8));
        assertThat(ask("Hai")).isInstanceOf(Answered.class);
    }

    @Test
    void aSuspendedCompanyAsksNothing() {
        var model = TestModel.connect(company);
        TestCompany.superAdmin(port, members)
                .put("/api/v1/companies/" + company.id() + "/suspension", "{\"reason\":\"Unpaid\"}");
        int before = model.vendor().calls().size();
        assertThat(unavailable(ask("Hai")).reason()).isEqualTo(Reason.SUSPENDED);
        assertThat(model.vendor().calls()).hasSize(before);
    }

    @Test
    void noTransactionIsOpenWhileAModelIsAsked() {
        assertThatThrownBy(() -> transactions.in(company.id(), () -> ask("Hai")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("transaction");
    }

    @Test
    void aModelThatDeclinesHasAnswered() {
        TestModel.connect(company).vendor().answers(LlmAnswer.refusal());
        assertThat(answered(ask("Hai")).stop()).isEqualTo(ModelReply.Stop.REFUSAL);
    }

    @Test
    void thePlatformsKeyServesWhoChoseNobodyAndStaysWithTheVendor() {
        var key = TestModel.account();
        var providers = providersOfAPlatformWith(key.key());
        var provider = providers.of(company.id()).getFirst();
        assertThat(provider.rank()).isZero();
        assertThat(provider.key()).isEqualTo(key.key());
        assertThat(provider.budget().dailyTokens()).isEqualTo(1_000L);

        company.admin()
                .put(
                        "/api/v1/model-providers/1",
                        "{\"kind\":\"compatible\",\"baseUrl\":\"%s\",\"model\":\"qwen3-32b\",\"enabled\":true}"
                                .formatted(TestModel.compatibleUri()));
        var fresh = providersOfAPlatformWith(key.key());
        assertThat(fresh.of(company.id()))
                .singleElement()
                .satisfies(one -> assertThat(one.key()).isNull());
    }

    private ModelProviders providersOfAPlatformWith(@Nullable String key) {
        var vendor =
                new ModelSettings.Vendor(java.net.URI.create("https://api.anthropic.com"), key, "claude-sonnet-5-5");
        var none = new ModelSettings.Vendor(java.net.URI.create("https://api.openai.com/v1"), "", "gpt-5.4-mini");
        var settings = new ModelSettings(
                vendor,
                none,
                Duration.ofSeconds(2),
                Duration.ofSeconds(8),
                Duration.ofSeconds(3),
                List.of("127.0.0.1"),
                1_000L,
                Map.of());
        var addresses = new BaseAddresses(settings);
        return new ModelProviders(
                platform.store(),
                transactions,
                platform.secrets(),
                platform.audit(),
                platform.allowance(),
                platform.calls(),
                addresses,
                new Wire(addresses, settings),
                settings,
                clock);
    }

    private Result ask(String text) {
        return ask(text, Duration.ofSeconds(20));
    }

    private Result ask(String text, Duration within) {
        return models.ask(company.id(), Purpose.REPLY, request(text, within), _ -> {}, null);
    }

    private ModelRequest request(String text, Duration within) {
        return new ModelRequest(
                List.of(new SystemBlock("You are the assistant of a shop.", false)),
                List.of(Turn.user(text)),
                List.of(),
                null,
                2_000,
                0.4,
                null,
                clock.instant().plus(within));
    }

    private tools.jackson.databind.JsonNode provider(int rank) {
        StaffApp.Answer listed = company.admin().get("/api/v1/model-providers");
        for (var item : listed.json().path("items")) {
            if (item.path("rank").asInt() == rank) {
                return item;
            }
        }
        throw new AssertionError(listed.response().body());
    }

    private static ModelReply answered(Result result) {
        assertThat(result).isInstanceOf(Answered.class);
        return ((Answered) result).reply();
    }

    private static Unavailable unavailable(Result result) {
        assertThat(result).isInstanceOf(Unavailable.class);
        return (Unavailable) result;
    }
}
