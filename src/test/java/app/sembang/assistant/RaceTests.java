package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.TestModel;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import app.sembang.simulator.LlmAnswer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/// A person answers while the assistant thinks: whoever is first, the assistant says nothing after the person.
@ProductTest
class RaceTests {
    private final Members members;
    private final ThoughtAnswers thoughts;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private TestBot bot;
    private TestModel model;

    @SuppressWarnings("NullAway.Init")
    RaceTests(Members members, ThoughtAnswers thoughts) {
        this.members = members;
        this.thoughts = thoughts;
    }

    private void aShopWhoseModelAnswers() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        bot = TestBot.connect(port, company);
        model = TestModel.connect(company);
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Batik shirt","price":{"amount":"89.90","currency":"MYR"},"stock":12}""");
        var version =
                admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","mode":"auto"}""").json().path("id").asString();
        admin.put("/api/v1/model-versions/" + version + "/activation", "");
    }

    private record Asked(ConversationId conversation, MessageId message) {}

    /// Each of as many customers asks one thing.
    private List<Asked> asks(int customers) throws SQLException {
        for (int i = 0; i < customers; i++) {
            bot.customer(TestBot.newChat(), "Aina")
                    .says("How much is the batik shirt?")
                    .awaitDelivered(TestBot.SOON);
        }
        Inbox.untilDrained(company);
        var asked = new ArrayList<Asked>();
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.prepareStatement("""
                        select m.conversation_id, m.id
                          from answer_decision d
                          join message m on m.company_id = d.company_id and m.id = d.message_id
                         where d.company_id = ?::uuid and d.outcome = 'pending'""")) {
            statement.setString(1, company.id().toString());
            var row = statement.executeQuery();
            while (row.next()) {
                asked.add(new Asked(
                        new ConversationId(row.getObject(1, UUID.class)), new MessageId(row.getObject(2, UUID.class))));
            }
        }
        assertThat(asked).hasSize(customers);
        return asked;
    }

    private static LlmAnswer worded() {
        return LlmAnswer.text("""
                {"reply":"The batik shirt is RM 89.90.","lang":"en","claims":[{"text":"price","evidenceId":"e1"}],"needsHuman":false,"confidence":0.9}""");
    }

    private String path(Asked asked) {
        return "/api/v1/conversations/" + asked.conversation();
    }

    private void personAnswers(Asked asked, boolean handsBack) {
        assertThat(admin.post(path(asked) + "/messages", """
                {"type":"text","text":"Hello Aina, I am Puan Admin."}""").status()).isEqualTo(201);
        if (handsBack) {
            assertThat(admin.delete(path(asked) + "/takeover").status()).isLessThan(300);
        }
    }

    private long saidAfterThePerson() {
        return Inbox.rows(company, "message a", """
                a.author = 'assistant' and exists (
                    select from message p
                     where p.company_id = a.company_id and p.conversation_id = a.conversation_id
                       and p.author = 'member' and p.seq < a.seq)""");
    }

    private long saidBeforeThePerson() {
        return Inbox.rows(company, "message", "author = 'assistant'");
    }

    /// Twice as often as it hands back it does not; a thousand rounds altogether.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void afterAPersonTheAssistantSaysNothing(int shop) throws Exception {
        aShopWhoseModelAnswers();
        var rounds = asks(200);
        for (int i = 0; i < rounds.size(); i++) {
            var asked = rounds.get(i);
            boolean handsBack = i % 3 == 0;
            var go = new CountDownLatch(1);
            // The person begins before the thinking, with it, or when the model has been asked.
            int when = (i + shop) % 4;
            model.vendor().answersBy(call -> {
                go.countDown();
                return worded();
            });
            if (when == 0) go.countDown();
            race(
                    () -> {
                        if (when == 1) go.countDown();
                        thoughts.answer(company.id(), asked.conversation(), asked.message());
                        go.countDown();
                        return null;
                    },
                    () -> {
                        go.await();
                        personAnswers(asked, handsBack);
                        return null;
                    });
        }

        assertThat(saidAfterThePerson()).isZero();
        assertThat(Inbox.rows(company, "message", "author = 'member'")).isEqualTo(200);
        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'pending'"))
                .isZero();
        // Both were first now and then: it was a race.
        assertThat(saidBeforeThePerson()).isBetween(1L, 199L);
        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'answered'"))
                .isEqualTo(saidBeforeThePerson());
    }

    private static void race(Callable<Void> one, Callable<Void> other) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(List.of(one, other))) {
                done.get();
            }
        }
    }

    @Test
    void whoHandsBackAtOnceHasAnsweredAllTheSame() throws SQLException {
        aShopWhoseModelAnswers();
        model.vendor().answersBy(call -> worded());
        var asked = asks(1).getFirst();
        personAnswers(asked, true);

        thoughts.answer(company.id(), asked.conversation(), asked.message());

        assertThat(saidBeforeThePerson()).isZero();
        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'silent' and reason = 'member_answers'"))
                .isEqualTo(1);
    }

    @Test
    void whoAnswersAndHandsBackInEachTryIsNotContradictedAtTheLast() throws SQLException {
        aShopWhoseModelAnswers();
        var asked = asks(1).getFirst();
        model.vendor().answersBy(call -> {
            personAnswers(asked, true);
            return worded();
        });

        thoughts.answer(company.id(), asked.conversation(), asked.message());

        assertThat(saidBeforeThePerson()).isZero();
        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'pending'"))
                .isZero();
    }

    @Test
    void whoDoesNotStopWritingGetsAPerson() throws SQLException {
        aShopWhoseModelAnswers();
        long aina = TestBot.newChat();
        bot.customer(aina, "Aina").says("How much is the batik shirt?").awaitDelivered(TestBot.SOON);
        Inbox.untilDrained(company);
        var inbox = new Inbox(admin);
        var conversation = ConversationId.from(inbox.only());
        model.vendor().answersBy(call -> {
            bot.customer(aina, "Aina")
                    .says("And the price of the batik shirt in blue?")
                    .awaitDelivered(TestBot.SOON);
            Inbox.untilDrained(company);
            return worded();
        });
        var messages = inbox.thread(inbox.only());

        thoughts.answer(
                company.id(),
                conversation,
                MessageId.from(messages.getFirst().path("id").asString()));

        // What is newer has a job of its own.
        assertThat(Inbox.rows(company, "answer_decision", "outcome = 'pending'"))
                .isEqualTo(2);
        assertThat(saidBeforeThePerson()).isZero();
    }
}
