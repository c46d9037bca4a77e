package app.sembang.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Whom the company does not want to hear: what they write is kept, and that is all.
@ProductTest
class BlockTests {
    private final Members members;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Shop shop;
    private StaffApp admin;
    private StaffApp ainas;

    @SuppressWarnings("NullAway.Init")
    BlockTests(Members members, Conversations conversations, CompanyTransactions transactions, TestClock clock) {
        this.members = members;
        this.conversations = conversations;
        this.transactions = transactions;
        this.clock = clock;
    }

    @BeforeEach
    void aShopWithAnAgent() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        shop = new Shop(company, conversations, transactions, clock);
        admin = company.admin();
        company.take("Aina", Role.COMPANY_USER);
        ainas = company.signedIn("Aina");
        greetings();
    }

    @Test
    void whatSomebodyBlockedWritesIsKeptAndNobodyIsBothered() {
        var id = shop.writes("Siti", "hello");
        assertThat(shop.assignee(id)).isEqualTo("Aina");
        var answers = byAssistant(id);
        assertThat(answers).isEqualTo(1);

        block(contact(id), "Only advertises");
        var score = admin.get("/api/v1/contacts/" + contact(id) + "/score").json();
        long notices = Inbox.rows(company, "notice", "true");
        shop.writes("Siti", "hello");
        shop.writes("Siti", "how much is it? I want to buy now");

        var detail = shop.detail(id);
        assertThat(Inbox.texts(shop.items("/api/v1/conversations/" + id + "/messages")))
                .contains("how much is it? I want to buy now");
        assertThat(detail.path("answering").asString()).isEqualTo("nobody");
        assertThat(detail.path("awaitingReplySince").isNull()).isTrue();
        assertThat(byAssistant(id)).isEqualTo(answers);
        assertThat(admin.get("/api/v1/contacts/" + contact(id) + "/score").json())
                .isEqualTo(score);
        assertThat(Inbox.rows(company, "notice", "true")).isEqualTo(notices);
        assertThat(shop.items("/api/v1/conversations?status=any")).isEmpty();
        assertThat(ids("?view=blocked")).containsExactly(id);
        var counters = admin.get("/api/v1/conversations/counters").json();
        assertThat(counters.path("all").asInt()).isZero();
        assertThat(counters.path("waiting").asInt()).isZero();
        assertThat(counters.path("blocked").asInt()).isEqualTo(1);
    }

    @Test
    void whoBlockedWhenAndWhyIsSeenAndAudited() {
        var id = shop.writes("Siti", "hello");
        var blocked = block(contact(id), "Only advertises");

        assertThat(blocked.at("/by/name").asString()).isEqualTo("Aina");
        assertThat(Instant.parse(blocked.path("since").asString())).isEqualTo(clock.instant());
        assertThat(shop.detail(id).at("/contact/block/reason").asString()).isEqualTo("Only advertises");
        assertThat(shop.told(id)).endsWith("blocked");
        clock.advance(Duration.ofMinutes(5));
        assertThat(block(contact(id), "Another reason")).as("it stays as it is").isEqualTo(blocked);

        unblock(contact(id));
        unblock(contact(id));

        assertThat(shop.detail(id).at("/contact/block").isNull()).isTrue();
        assertThat(shop.told(id)).endsWith("blocked", "unblocked");
        assertThat(shop.items("/api/v1/audit-entries").stream()
                        .map(entry -> entry.path("kind").asString())
                        .filter(kind -> kind.startsWith("contact_")))
                .containsExactly("contact_unblocked", "contact_blocked");
    }

    @Test
    void theEndOfABlockGivesBackWhatItTook() {
        var id = shop.writes("Siti", "hello");
        ainas.post("/api/v1/conversations/" + id + "/messages", "{\"type\":\"text\",\"text\":\"Good day\"}");
        schedule(id);
        block(contact(id), null);
        assertThat(shop.detail(id).path("scheduled").asInt()).isZero();
        assertThat(Inbox.rows(company, "scheduled_message", "reason = 'contact_blocked'"))
                .isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        shop.writes("Siti", "are you there?");
        var wrote = clock.instant();
        clock.advance(Duration.ofMinutes(5));

        unblock(contact(id));

        var detail = shop.detail(id);
        assertThat(detail.path("answering").asString()).isEqualTo("member");
        assertThat(detail.at("/answeringMember/name").asString()).isEqualTo("Aina");
        assertThat(Instant.parse(detail.path("awaitingReplySince").asString()))
                .as("they wrote and got no answer")
                .isEqualTo(wrote);
        assertThat(ids("")).containsExactly(id);
    }

    @Test
    void nobodyWritesToWhomTheyHaveBlocked() {
        var id = shop.writes("Siti", "hello");
        block(contact(id), null);
        var path = "/api/v1/conversations/" + id;

        for (var refused : List.of(
                ainas.post(path + "/messages", "{\"type\":\"text\",\"text\":\"Hi\"}"),
                ainas.put(path + "/takeover", "{}"),
                ainas.delete(path + "/takeover"),
                ainas.put(path + "/snooze", "{\"until\":\"" + clock.instant().plus(Duration.ofDays(1)) + "\"}"))) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("contact-blocked");
        }
        assertThat(ainas.post(path + "/notes", "{\"text\":\"He advertises\"}").status())
                .isEqualTo(201);
    }

    @Test
    void spamIsBlockedAndClosedInOneAndTakenBackInOne() {
        var id = shop.writes("Siti", "hello");
        var before = shop.detail(id);
        var path = "/api/v1/conversations/" + id + "/spam";

        var marked = ainas.put(path, "{}").json();
        assertThat(marked.path("spam").asBoolean()).isTrue();
        assertThat(marked.path("status").asString()).isEqualTo("completed");
        assertThat(marked.at("/contact/block/by/name").asString()).isEqualTo("Aina");
        assertThat(ainas.put(path, "{}").json()).isEqualTo(marked);
        assertThat(shop.told(id)).endsWith("blocked", "marked_as_spam");
        assertThat(Inbox.rows(company, "lead", "outcome is not null"))
                .as("no loss")
                .isZero();

        var back = ainas.delete(path).json();
        assertThat(ainas.delete(path).json()).isEqualTo(back);
        assertThat(back.path("spam").asBoolean()).isFalse();
        assertThat(back.at("/contact/block").isNull()).isTrue();
        for (var field : List.of("answering", "awaitingReplySince", "assignee")) {
            assertThat(back.path(field)).as(field).isEqualTo(before.path(field));
        }
        assertThat(back.path("status").asString()).isEqualTo("in_progress");
    }

    @Test
    void whoWritesAfterSpamBeginsAConversationThatIsBlockedToo() {
        var id = shop.writes("Siti", "hello");
        ainas.put("/api/v1/conversations/" + id + "/spam", "{}");
        clock.advance(Duration.ofMinutes(1));

        var next = shop.writes("Siti", "buy my pills");

        assertThat(next).isNotEqualTo(id);
        assertThat(shop.assignee(next)).isEmpty();
        assertThat(shop.detail(next).path("blockedAt").isNull()).isFalse();
        assertThat(ids("?view=blocked&status=any")).containsExactlyInAnyOrder(next, id);
        assertThat(admin.post("/api/v1/conversations/assignments", "{\"byRule\":true}")
                        .json()
                        .path("done"))
                .isEmpty();
        ainas.delete("/api/v1/conversations/" + id + "/spam");
        assertThat(shop.detail(id).path("status").asString())
                .as("the newer one is the open one")
                .isEqualTo("completed");
        assertThat(shop.told(id)).endsWith("not_spam");
        assertThat(ids("")).containsExactly(next);
    }

    @Test
    void manyAreMarkedAtOnceAndTakenBackAtOnce() {
        var one = shop.writes("Siti", "hello");
        var other = shop.writes("Devi", "hello");
        var both = "{\"conversationIds\":[\"%s\",\"%s\"],\"act\":\"%s\"}";

        assertThat(ainas.post("/api/v1/conversations/acts", both.formatted(one, other, "spam"))
                        .json()
                        .path("done"))
                .hasSize(2);
        assertThat(ids("")).isEmpty();
        ainas.post("/api/v1/conversations/acts", both.formatted(one, other, "not_spam"));

        assertThat(ids("")).containsExactlyInAnyOrder(one, other);
    }

    @Test
    void aMessageThatComesAtTheMomentOfTheBlockIsEitherBeforeItOrBlocked() throws Exception {
        for (int round = 0; round < 5; round++) {
            var visitor = "Visitor " + round;
            var id = shop.writes(visitor, "hello");
            ainas.put("/api/v1/conversations/" + id + "/completion", "{\"status\":\"completed\"}");
            var start = new CountDownLatch(1);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var writing = threads.submit(() -> {
                    start.await();
                    return shop.writes(visitor, "hello");
                });
                var blocking = threads.submit(() -> {
                    start.await();
                    return block(contact(id), null);
                });
                start.countDown();
                blocking.get();
                var detail = shop.detail(writing.get());
                assertThat(detail.path("blockedAt").isNull()).isFalse();
                assertThat(detail.path("answering").asString()).isEqualTo("nobody");
                assertThat(detail.path("awaitingReplySince").isNull()).isTrue();
            }
        }
    }

    @Test
    void theDatabaseLetsNobodyAnswerThere() throws SQLException {
        var id = shop.writes("Siti", "hello");
        block(contact(id), null);

        for (var change : List.of("answering = 'assistant'", "awaiting_reply_since = now()", "spam = true")) {
            try (var connection = TestDatabase.shared().superuser("sembang");
                    var statement = connection.prepareStatement(
                            "update conversation set " + change + " where company_id = ?::uuid and id = ?::uuid")) {
                statement.setString(1, company.id().toString());
                statement.setString(2, id);
                assertThatThrownBy(statement::executeUpdate).as(change).hasMessageContaining("conversation_");
            }
        }
    }

    @Test
    void whoIsBlockedIsNotJoinedWithWhoIsNot() {
        var one = contact(shop.writes("Siti", "hello"));
        var other = contact(shop.writes("Devi", "hello"));
        block(one, null);

        assertThat(admin.post("/api/v1/contacts/" + other + "/merges", "{\"contactId\":\"" + one + "\"}")
                        .code())
                .isEqualTo("contact-blocked");

        unblock(one);
        assertThat(admin.post("/api/v1/contacts/" + other + "/merges", "{\"contactId\":\"" + one + "\"}")
                        .status())
                .isLessThan(300);
        block(other, null);
        assertThat(ids("?view=blocked")).as("all of the person's").hasSize(2);
    }

    private void greetings() {
        admin.post("/api/v1/templates", """
                {"name":"Greeting","category":"greeting","language":"en","patterns":["hello"],"examples":["hello"],
                 "response":"Welcome!","variations":[]}
                """);
    }

    private long byAssistant(String conversation) {
        return shop.items("/api/v1/conversations/" + conversation + "/messages").stream()
                .filter(message -> message.path("author").asString().equals("assistant"))
                .count();
    }

    private void schedule(String conversation) {
        ainas.post(
                "/api/v1/conversations/" + conversation + "/scheduled-messages",
                "{\"text\":\"Later\",\"sendAt\":\"" + clock.instant().plus(Duration.ofDays(1)) + "\"}");
    }

    private String contact(String conversation) {
        return shop.detail(conversation).at("/contact/id").asString();
    }

    private JsonNode block(String contact, @Nullable String reason) {
        var answer = ainas.put(
                "/api/v1/contacts/" + contact + "/block", reason == null ? "{}" : "{\"reason\":\"" + reason + "\"}");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private void unblock(String contact) {
        var answer = ainas.delete("/api/v1/contacts/" + contact + "/block");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(204);
    }

    private List<String> ids(String query) {
        return shop.items("/api/v1/conversations" + query).stream()
                .map(row -> row.path("id").asString())
                .toList();
    }
}
