package app.sembang.assistant;

import app.sembang.assistant.ModelTest.Expectation;
import app.sembang.assistant.ModelTest.Given;
import app.sembang.assistant.ModelTest.Outcome;
import app.sembang.database.CompanyTransactions;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import app.sembang.models.Purpose;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Asks versions something, without sending it, and keeps what came of it.
@Component
class ModelTests {
    private static final TypeReference<List<Expectation>> EXPECTATIONS = new TypeReference<>() {};

    private final Pipeline pipeline;
    private final ModelVersions versions;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    ModelTests(
            Pipeline pipeline,
            ModelVersions versions,
            CompanyTransactions transactions,
            JdbcClient jdbc,
            JsonMapper json,
            Clock clock) {
        this.pipeline = pipeline;
        this.versions = versions;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// @param language the customer writes in so far; null: decided by the message
    ModelTest run(
            CompanyId company,
            ModelVersionId id,
            String message,
            @Nullable Language language,
            List<Expectation> expectations,
            MemberId by) {
        expectations.forEach(ModelTests::check);
        var version = versions.find(company, id);
        var began = clock.instant();
        var asked = new Asked(company, List.of(new Asked.Said(true, message)), language, null, null, 1, List.of());
        var answer = pipeline.answer(asked, version, Purpose.TEST);
        var failed = expectations.stream()
                .map(expectation -> failure(expectation, answer))
                .filter(Objects::nonNull)
                .toList();
        var outcome =
                expectations.isEmpty() ? Outcome.NEEDS_REVIEW : failed.isEmpty() ? Outcome.PASSED : Outcome.FAILED;
        var given = new Given(
                answer.text(),
                answer.language(),
                answer.source(),
                answer.action().value(),
                answer.confidence(),
                answer.evidence(),
                answer.checks(),
                failed,
                Duration.between(began, clock.instant()).toMillis());
        var test = new ModelTest(
                Ids.next(),
                id,
                message,
                language,
                expectations,
                outcome,
                given,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        transactions.run(company, () -> insert(company, test, by));
        return test;
    }

    private static void check(Expectation expectation) {
        boolean needsValue = expectation.kind() != Expectation.Kind.STATES_NO_PRICE;
        var value = expectation.value();
        if (needsValue && (value == null || value.isBlank())) {
            throw Refusal.invalid("expectations", "This expectation needs a value.");
        }
        if (expectation.kind() == Expectation.Kind.SHORTER_THAN
                && !Objects.requireNonNull(value).matches("\\d{1,5}")) {
            throw Refusal.invalid("expectations", "The length is a number of characters.");
        }
    }

    private static @Nullable String failure(Expectation expectation, Answer answer) {
        var reply = answer.text() == null ? "" : answer.text();
        var value = expectation.value() == null ? "" : expectation.value().strip();
        boolean met = switch (expectation.kind()) {
            case MENTIONS -> mentions(reply, value);
            case DOES_NOT_MENTION -> !mentions(reply, value);
            case IN_LANGUAGE ->
                Language.find(value).filter(answer.language()::equals).isPresent();
            case ACTION -> answer.action().value().equals(value.toLowerCase(Locale.ROOT));
            case SOURCE -> answer.source() != null && answer.source().value().equals(value.toLowerCase(Locale.ROOT));
            case STATES_NO_PRICE -> Claims.in(reply).stream().noneMatch(claim -> claim.kind() == Claim.Kind.MONEY);
            case SHORTER_THAN -> reply.codePointCount(0, reply.length()) < Integer.parseInt(value);
        };
        return met ? null : expectation.kind().value() + (value.isEmpty() ? "" : ": " + value);
    }

    /// As words, not as letters within other words.
    private static boolean mentions(String reply, String words) {
        var phrases = new Phrases<Boolean>(token -> false);
        phrases.add(Reading.of(words).tokens(), true);
        return !phrases.in(Reading.of(reply).tokens()).isEmpty() || reply.contains(words);
    }

    private void insert(CompanyId company, ModelTest test, MemberId by) {
        jdbc.sql("""
                insert into model_test (company_id, id, model_version_id, message, language, expectations, outcome, answer, made_by, at)
                values (:company, :id, :version, :message, :language, cast(:expectations as jsonb), :outcome, cast(:answer as jsonb), :by, :at)
                """)
                .param("company", company.value())
                .param("id", test.id())
                .param("version", test.modelVersionId().value())
                .param("message", test.message())
                .param(
                        "language",
                        test.language() == null ? null : test.language().tag())
                .param("expectations", json.writeValueAsString(test.expectations()))
                .param("outcome", test.outcome().value())
                .param("answer", json.writeValueAsString(test.answer()))
                .param("by", by.value())
                .param("at", test.at().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// The newest first.
    List<ModelTest> list(CompanyId company, ModelVersionId version, @Nullable UUID after, int limit) {
        versions.find(company, version);
        return transactions.inside(
                company,
                () -> jdbc.sql("""
                select * from model_test
                 where company_id = :company and model_version_id = :version
                   and (cast(:after as uuid) is null
                        or (at, id) < (select at, id from model_test where company_id = :company and id = cast(:after as uuid)))
                 order by at desc, id desc
                 limit :limit
                """)
                        .param("company", company.value())
                        .param("version", version.value())
                        .param("after", after == null ? null : after.toString())
                        .param("limit", limit)
                        .query((row, number) -> {
                            var language = row.getString("language");
                            return new ModelTest(
                                    row.getObject("id", UUID.class),
                                    version,
                                    row.getString("message"),
                                    language == null ? null : Language.from(language),
                                    json.readValue(row.getString("expectations"), EXPECTATIONS),
                                    Outcome.from(row.getString("outcome")),
                                    json.readValue(row.getString("answer"), Given.class),
                                    row.getObject("at", OffsetDateTime.class).toInstant());
                        })
                        .list());
    }
}
