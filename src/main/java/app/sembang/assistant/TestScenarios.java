package app.sembang.assistant;

import app.sembang.assistant.ModelTest.Expectation;
import app.sembang.assistant.TestScenario.CustomerType;
import app.sembang.assistant.TestScenario.Draft;
import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.ContactThreads.Talk;
import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Refusal.Kind;
import app.sembang.shared.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The talks a company keeps to try its versions with: its own, those of real conversations without what tells who
/// somebody is, and those the product brings along.
@Component
class TestScenarios {
    static final int MOST = 300;

    private static final int LONGEST_MESSAGE = 4000;
    private static final int LONGEST_NAME = 120;
    /// Of a shorter name the letters may be part of anything.
    private static final int SHORTEST_PERSON = 3;

    private final CompanyTransactions transactions;
    private final ContactThreads threads;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;
    private final List<Starter> starters;

    TestScenarios(
            CompanyTransactions transactions, ContactThreads threads, JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.transactions = transactions;
        this.threads = threads;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.starters = starters(json);
    }

    /// @param names by the language of whoever reads them
    private record Starter(
            String key,
            Map<Language, String> names,
            CustomerType customerType,
            List<String> says,
            List<Expectation> expectations) {}

    private static List<Starter> starters(JsonMapper json) {
        try (var file = TestScenarios.class.getResourceAsStream("starter-scenarios.json")) {
            return json.readValue(Objects.requireNonNull(file).readAllBytes(), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// By name.
    List<TestScenario> list(CompanyId company) {
        return transactions.inside(
                company,
                () -> jdbc.sql("select * from test_scenario where company_id = :company order by lower(name)")
                        .param("company", company.value())
                        .query(this::read)
                        .list());
    }

    TestScenario find(CompanyId company, UUID id) {
        return transactions.in(company, () -> require(company, id));
    }

    private TestScenario require(CompanyId company, UUID id) {
        return jdbc.sql("select * from test_scenario where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .query(this::read)
                .optional()
                .orElseThrow(() -> Refusal.notFound("test scenario", id));
    }

    TestScenario create(CompanyId company, Draft draft, MemberId by) {
        check(draft);
        return transactions.in(company, () -> {
            requireRoom(company, 1);
            return insert(company, draft, null, null, by);
        });
    }

    TestScenario change(CompanyId company, UUID id, Draft draft) {
        check(draft);
        return transactions.in(company, () -> {
            require(company, id);
            try {
                jdbc.sql("""
                        update test_scenario
                           set name = :name, customer_type = :type, talk = cast(:talk as jsonb), language = :language,
                               expectations = cast(:expectations as jsonb), changed_at = :at
                         where company_id = :company and id = :id
                        """)
                        .param("company", company.value())
                        .param("id", id)
                        .params(values(draft))
                        .update();
            } catch (DuplicateKeyException taken) {
                throw nameTaken(draft);
            }
            return require(company, id);
        });
    }

    /// What was answered to it goes, too.
    void remove(CompanyId company, UUID id) {
        int removed = transactions.in(
                company,
                () -> jdbc.sql("delete from test_scenario where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id)
                        .update());
        if (removed == 0) throw Refusal.notFound("test scenario", id);
    }

    /// Adds those of the product's own that the company does not have; harmless again.
    ///
    /// @param language of the names
    List<TestScenario> addStarters(CompanyId company, Language language, MemberId by) {
        return transactions.in(company, () -> {
            var known = jdbc.sql(
                            "select starter from test_scenario where company_id = :company and starter is not null")
                    .param("company", company.value())
                    .query(String.class)
                    .set();
            var missing = starters.stream()
                    .filter(starter -> !known.contains(starter.key()))
                    .toList();
            requireRoom(company, missing.size());
            return missing.stream()
                    .map(starter -> insert(company, draft(company, starter, language), starter.key(), null, by))
                    .toList();
        });
    }

    private Draft draft(CompanyId company, Starter starter, Language language) {
        return new Draft(
                free(company, Objects.requireNonNull(starter.names().get(language))),
                starter.customerType(),
                starter.says().stream()
                        .map(text -> new TalkMessage(TalkMessage.From.contact, text, null))
                        .toList(),
                null,
                starter.expectations());
    }

    /// A conversation the reader sees, up to what the contact wrote last.
    TestScenario fromConversation(Access reader, ConversationId conversation, MemberId by) {
        var talk = transactions
                .as(reader, () -> threads.talk(reader.company(), conversation, TestScenario.MOST_MESSAGES))
                .orElseThrow(() -> Refusal.notFound("conversation", conversation));
        var copied = copied(talk);
        return transactions.in(reader.company(), () -> {
            requireRoom(reader.company(), 1);
            var draft = new Draft(
                    free(
                            reader.company(),
                            Texts.beginning(copied.getLast().text().strip().replaceAll("\\s+", " "), LONGEST_NAME - 8)),
                    CustomerType.FIRST_TIME,
                    copied,
                    talk.language(),
                    List.of());
            return insert(reader.company(), draft, null, conversation, by);
        });
    }

    private static List<TalkMessage> copied(Talk talk) {
        var copied = new ArrayList<TalkMessage>();
        for (var line : talk.said()) {
            var text = line.fromContact()
                    ? Assistant.words(line.content())
                    : line.content().preview();
            if (text.isBlank()) continue;
            copied.add(new TalkMessage(
                    line.fromContact() ? TalkMessage.From.contact : TalkMessage.From.agent,
                    Texts.beginning(unnamed(Redaction.of(text), talk.contactName()), LONGEST_MESSAGE),
                    null));
        }
        while (!copied.isEmpty() && copied.getLast().from() != TalkMessage.From.contact) copied.removeLast();
        if (copied.isEmpty()) {
            throw new Refusal(Kind.CONFLICT, "nothing-to-answer", "The contact has written nothing to answer.");
        }
        return List.copyOf(copied);
    }

    private static String unnamed(String text, @Nullable String name) {
        return name == null || name.length() < SHORTEST_PERSON ? text : text.replace(name, "[name]");
    }

    /// Names are unique; a second one of the same gets a number.
    private String free(CompanyId company, String name) {
        var taken = jdbc.sql("select lower(name) from test_scenario where company_id = :company")
                .param("company", company.value())
                .query(String.class)
                .set();
        var free = name;
        for (int number = 2; taken.contains(free.toLowerCase(Locale.ROOT)); number++) {
            free = "%s (%d)".formatted(name, number);
        }
        return free;
    }

    private void requireRoom(CompanyId company, int more) {
        int count = jdbc.sql("select count(*) from test_scenario where company_id = :company")
                .param("company", company.value())
                .query(Integer.class)
                .single();
        if (count + more > MOST) {
            throw new Refusal(
                    Kind.CONFLICT,
                    "too-many-test-scenarios",
                    "A company has at most %d scenarios; delete some.".formatted(MOST),
                    Map.of("most", MOST));
        }
    }

    private static void check(Draft draft) {
        if (draft.talk().getLast().from() != TalkMessage.From.contact) {
            throw Refusal.invalid("talk", "The last message is the contact's.");
        }
        for (int i = 0; i < draft.talk().size(); i++) {
            var text = draft.talk().get(i).text();
            if (text.isBlank() || text.length() > LONGEST_MESSAGE) {
                throw Refusal.invalid("talk[%d].text".formatted(i), "A message has 1 to 4000 characters.");
            }
        }
        draft.expectations().forEach(ModelTests::check);
    }

    private TestScenario insert(
            CompanyId company,
            Draft draft,
            @Nullable String starter,
            @Nullable ConversationId conversation,
            MemberId by) {
        var id = Ids.next();
        try {
            jdbc.sql("""
                    insert into test_scenario (company_id, id, name, customer_type, talk, language, expectations, starter,
                                               conversation_id, made_by, changed_at)
                    values (:company, :id, :name, :type, cast(:talk as jsonb), :language, cast(:expectations as jsonb),
                            :starter, :conversation, :by, :at)
                    """)
                    .param("company", company.value())
                    .param("id", id)
                    .params(values(draft))
                    .param("starter", starter)
                    .param("conversation", conversation == null ? null : conversation.value())
                    .param("by", by.value())
                    .update();
        } catch (DuplicateKeyException taken) {
            throw nameTaken(draft);
        }
        return require(company, id);
    }

    private Map<String, @Nullable Object> values(Draft draft) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("name", draft.name().strip());
        values.put("type", draft.customerType().value());
        values.put("talk", json.writeValueAsString(draft.talk()));
        values.put(
                "language", draft.language() == null ? null : draft.language().tag());
        values.put("expectations", json.writeValueAsString(draft.expectations()));
        values.put("at", clock.instant().atOffset(ZoneOffset.UTC));
        return values;
    }

    private static Refusal nameTaken(Draft draft) {
        return new Refusal(
                Kind.CONFLICT,
                "test-scenario-name-taken",
                "There is a scenario called %s already.".formatted(draft.name().strip()));
    }

    /// A row of `test_scenario`.
    TestScenario read(ResultSet row, int number) throws SQLException {
        var language = row.getString("language");
        return new TestScenario(
                row.getObject("id", UUID.class),
                row.getString("name"),
                CustomerType.from(row.getString("customer_type")),
                json.readValue(row.getString("talk"), ModelTests.TALK),
                language == null ? null : Language.from(language),
                json.readValue(row.getString("expectations"), ModelTests.EXPECTATIONS),
                row.getString("starter") != null,
                row.getObject("conversation_id", UUID.class),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }
}
