package app.sembang.assistant;

import app.sembang.assistant.ModelTest.Expectation;
import app.sembang.assistant.ModelTest.Given;
import app.sembang.assistant.ModelTest.Outcome;
import app.sembang.assistant.ModelTest.Verdict;
import app.sembang.database.CompanyTransactions;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import app.sembang.models.Purpose;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
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
    static final TypeReference<List<Expectation>> EXPECTATIONS = new TypeReference<>() {};
    static final TypeReference<List<TalkMessage>> TALK = new TypeReference<>() {};

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

    /// What is asked.
    ///
    /// @param talk oldest first; the last message is the contact's
    /// @param language the customer writes in so far; null: decided by the talk
    /// @param run null where somebody asks it by itself
    record Wanted(
            List<TalkMessage> talk,
            @Nullable Language language,
            List<Expectation> expectations,
            @Nullable UUID run,
            @Nullable UUID scenario) {
        static Wanted alone(String message, @Nullable Language language, List<Expectation> expectations) {
            return new Wanted(
                    List.of(new TalkMessage(TalkMessage.From.contact, message, null)),
                    language,
                    expectations,
                    null,
                    null);
        }
    }

    /// Of the same scenario in the same run only the first answer is kept.
    ///
    /// @param by null where nobody knows any more
    ModelTest run(CompanyId company, ModelVersionId id, Wanted wanted, @Nullable MemberId by) {
        wanted.expectations().forEach(ModelTests::check);
        var version = versions.find(company, id);
        var began = clock.instant();
        var said = TalkMessage.said(wanted.talk());
        var asked = new Asked(company, said, wanted.language(), null, null, said.size(), List.of());
        var answer = pipeline.answer(asked, version, Purpose.TEST);
        var failed = wanted.expectations().stream()
                .map(expectation -> failure(expectation, answer))
                .filter(Objects::nonNull)
                .toList();
        var outcome = wanted.expectations().isEmpty()
                ? Outcome.NEEDS_REVIEW
                : failed.isEmpty() ? Outcome.PASSED : Outcome.FAILED;
        var given = new Given(
                answer.text(),
                answer.language(),
                answer.source(),
                answer.action().value(),
                answer.confidence(),
                answer.evidence(),
                answer.checks(),
                failed,
                Duration.between(began, clock.instant()).toMillis(),
                cost(answer));
        var test = new ModelTest(
                Ids.next(),
                id,
                wanted.run(),
                wanted.scenario(),
                wanted.talk().subList(0, wanted.talk().size() - 1),
                wanted.talk().getLast().text(),
                wanted.language(),
                wanted.expectations(),
                outcome,
                given,
                null,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        transactions.run(company, () -> insert(company, test, by));
        return test;
    }

    private static @Nullable String cost(Answer answer) {
        return answer.trace().model().stream()
                .map(AnswerTrace.ModelCall::costUsd)
                .filter(Objects::nonNull)
                .map(BigDecimal::new)
                .reduce(BigDecimal::add)
                .map(BigDecimal::toPlainString)
                .orElse(null);
    }

    static void check(Expectation expectation) {
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
        return met ? null : expectation.inWords();
    }

    /// As words, not as letters within other words.
    private static boolean mentions(String reply, String words) {
        var phrases = new Phrases<Boolean>(token -> false);
        phrases.add(Reading.of(words).tokens(), true);
        return !phrases.in(Reading.of(reply).tokens()).isEmpty() || reply.contains(words);
    }

    /// A scenario that was removed meanwhile leaves nothing behind.
    private void insert(CompanyId company, ModelTest test, @Nullable MemberId by) {
        jdbc.sql("""
                insert into model_test (company_id, id, model_version_id, run_id, scenario_id, before, message, language,
                                        expectations, outcome, answer, made_by, at)
                select :company, :id, :version, :run, :scenario, cast(:before as jsonb), :message, :language,
                       cast(:expectations as jsonb), :outcome, cast(:answer as jsonb), :by, :at
                 where cast(:scenario as uuid) is null
                    or exists (select from test_scenario where company_id = :company and id = :scenario for key share)
                on conflict (company_id, run_id, scenario_id) where run_id is not null do nothing
                """)
                .param("company", company.value())
                .param("id", test.id())
                .param("version", test.modelVersionId().value())
                .param("run", test.runId())
                .param("scenario", test.scenarioId())
                .param("before", test.before().isEmpty() ? null : json.writeValueAsString(test.before()))
                .param("message", test.message())
                .param(
                        "language",
                        test.language() == null ? null : test.language().tag())
                .param("expectations", json.writeValueAsString(test.expectations()))
                .param("outcome", test.outcome().value())
                .param("answer", json.writeValueAsString(test.answer()))
                .param("by", by == null ? null : by.value())
                .param("at", test.at().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Those asked by themselves, the newest first.
    List<ModelTest> list(CompanyId company, ModelVersionId version, @Nullable UUID after, int limit) {
        versions.find(company, version);
        return transactions.inside(
                company,
                () -> jdbc.sql("""
                select * from model_test
                 where company_id = :company and model_version_id = :version and run_id is null
                   and (cast(:after as uuid) is null
                        or (at, id) < (select at, id from model_test where company_id = :company and id = cast(:after as uuid)))
                 order by at desc, id desc
                 limit :limit
                """)
                        .param("company", company.value())
                        .param("version", version.value())
                        .param("after", after == null ? null : after.toString())
                        .param("limit", limit)
                        .query(this::read)
                        .list());
    }

    /// Those of a run, in the order in which they were asked. Inside a transaction of the company.
    List<ModelTest> ofRun(CompanyId company, UUID run, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                select * from model_test
                 where company_id = :company and run_id = :run
                   and (cast(:after as uuid) is null
                        or (at, id) > (select at, id from model_test where company_id = :company and id = cast(:after as uuid)))
                 order by at, id
                 limit :limit
                """)
                .param("company", company.value())
                .param("run", run)
                .param("after", after == null ? null : after.toString())
                .param("limit", limit)
                .query(this::read)
                .list();
    }

    /// The newest verdict counts; null takes it back.
    ModelTest judge(CompanyId company, UUID id, @Nullable Verdict verdict, MemberId by) {
        if (verdict != null && verdict.outcome() == Outcome.NEEDS_REVIEW) {
            throw Refusal.invalid("outcome", "A verdict is passed or failed.");
        }
        return transactions.in(company, () -> {
            jdbc.sql("""
                    update model_test set verdict = :verdict, verdict_note = :note, verdict_by = :by, verdict_at = :at
                     where company_id = :company and id = :id
                    """)
                    .param("company", company.value())
                    .param("id", id)
                    .param("verdict", verdict == null ? null : verdict.outcome().value())
                    .param("note", verdict == null ? null : verdict.note())
                    .param("by", verdict == null ? null : by.value())
                    .param("at", verdict == null ? null : clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            return jdbc.sql("select * from model_test where company_id = :company and id = :id")
                    .param("company", company.value())
                    .param("id", id)
                    .query(this::read)
                    .optional()
                    .orElseThrow(() -> Refusal.notFound("model test", id));
        });
    }

    private ModelTest read(ResultSet row, int number) throws SQLException {
        var language = row.getString("language");
        var before = row.getString("before");
        var verdict = row.getString("verdict");
        return new ModelTest(
                row.getObject("id", UUID.class),
                new ModelVersionId(row.getObject("model_version_id", UUID.class)),
                row.getObject("run_id", UUID.class),
                row.getObject("scenario_id", UUID.class),
                before == null ? List.of() : json.readValue(before, TALK),
                row.getString("message"),
                language == null ? null : Language.from(language),
                json.readValue(row.getString("expectations"), EXPECTATIONS),
                Outcome.from(row.getString("outcome")),
                json.readValue(row.getString("answer"), Given.class),
                verdict == null ? null : new Verdict(Outcome.from(verdict), row.getString("verdict_note")),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
