package app.sembang.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class ContactScoreTests {
    private final Members members;
    private final Scores scores;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private TestBot bot;
    private Inbox inbox;
    private long aina;

    @SuppressWarnings("NullAway.Init")
    ContactScoreTests(Members members, Scores scores, TestClock clock) {
        this.members = members;
        this.scores = scores;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithABot() {
        company = TestCompany.found(port, members);
        bot = TestBot.connect(port, company);
        inbox = new Inbox(company.admin());
        aina = TestBot.newChat();
    }

    private void says(String... texts) {
        for (var text : texts) {
            bot.customer(aina, "Aina").says(text).awaitDelivered(TestBot.SOON);
            Inbox.untilDrained(company);
        }
    }

    private JsonNode row() {
        return inbox.conversations("?status=any").getFirst();
    }

    private JsonNode score() {
        return score("en");
    }

    private JsonNode score(String language) {
        return inbox.app()
                .send(
                        "GET",
                        "/api/v1/contacts/%s/score"
                                .formatted(row().at("/contact/id").asString()),
                        null,
                        "Accept-Language",
                        language)
                .json();
    }

    private void untilScored() {
        await().atMost(TestBot.SOON).until(() -> !row().path("score").isNull());
    }

    @Test
    void isWorkedOutWithEveryThirdMessage() {
        says("Hi", "Selamat pagi");
        assertThat(score().path("provisional").asBoolean()).isTrue();
        assertThat(score().path("scoredAt").isNull()).isTrue();

        says("Ada saiz M?");
        untilScored();

        assertThat(score().path("scoredAt").isNull()).isFalse();
        assertThat(row().at("/score/color").asString())
                .isEqualTo(score().path("color").asString());
        assertThat(score().path("points").findValuesAsString("code")).contains("SPEC");
    }

    @Test
    void isWorkedOutAtOnceWhenTheContactWantsToBuyAndSaysWhereItReadsThat() {
        says("Saya nak beli satu");
        untilScored();

        var point = score("ms").at("/points/0");
        assertThat(point.path("code").asString()).isEqualTo("COMMIT");
        assertThat(point.path("points").asInt()).isEqualTo(45);
        assertThat(point.path("reason").asString()).contains("“nak beli”");
        assertThat(point.path("messageId").asString())
                .isEqualTo(inbox.thread(row().path("id").asString())
                        .getFirst()
                        .path("id")
                        .asString());
        assertThat(score("en").at("/points/0/reason").asString())
                .isNotEqualTo(point.path("reason").asString());
    }

    @Test
    void aReasonNamesWhereItsWordsStandInTheMessage() {
        says("Hi! Saya nak beli satu");
        untilScored();

        var point = score().at("/points/0");
        assertThat("Hi! Saya nak beli satu"
                        .substring(
                                point.path("start").asInt(), point.path("end").asInt()))
                .isEqualTo("nak beli");
    }

    @Test
    void isWorkedOutAtOnceWhenTheCompanysOwnWordsTellThatTheContactBuys() {
        says("Hi");
        var changed = company.admin().put("/api/v1/scoring/phrases", """
                {"items":[{"code":"COMMIT","phrases":["chop me one"]}]}""");
        assertThat(changed.status()).isEqualTo(200);

        says("Boss, chop me one");
        untilScored();

        assertThat(score().at("/points/0/code").asString()).isEqualTo("COMMIT");
    }

    @Test
    void whatAProcessThatDiesHadToWorkOutAtOnceIsWorkedOutByAnother() throws SQLException {
        try (var database = TestDatabase.shared().superuser("sembang");
                var statement = database.createStatement()) {
            database.setAutoCommit(false);
            statement.execute("lock table contact_score in exclusive mode");
            says("Saya nak beli satu");
            await().atMost(TestBot.SOON).until(() -> {
                try (var killed = statement.executeQuery("""
                        select count(pg_terminate_backend(pid)) from pg_locks
                         where relation = 'contact_score'::regclass and not granted""")) {
                    return killed.next() && killed.getInt(1) > 0;
                }
            });
            database.rollback();
        }
        assertThat(row().path("score").isNull()).isTrue();
        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "contact_score_due", "true") == 1);

        scores.catchUp(company.id());

        assertThat(row().path("score").isNull()).isFalse();
        assertThat(Inbox.rows(company, "contact_score_due", "true")).isZero();
    }

    @Test
    void whoIsAboutToBuyIsFoundByColourAndToldOfOnce() {
        says("Saya nak beli satu", "Macam mana nak bayar?");
        await().atMost(TestBot.SOON)
                .until(() -> row().at("/score/color").asString("").equals("green"));
        var conversation = row().path("id").asString();
        says("Dah bayar ya", "Ini resit saya");
        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "contact_score", "contact_number = 4") == 1);

        assertThat(inbox.conversations("?score=green")).hasSize(1);
        assertThat(inbox.conversations("?score=red")).isEmpty();
        assertThat(inbox.activity(conversation))
                .extracting(activity -> activity.path("kind").asString())
                .containsOnlyOnce("became_hot");
    }

    @Test
    void fallsWhenTheContactFallsSilent() {
        says("Saya nak beli satu");
        untilScored();
        var conversation = row().path("id").asString();
        var answered = company.admin()
                .post(
                        "/api/v1/conversations/%s/messages".formatted(conversation),
                        "{\"type\":\"text\",\"text\":\"Boleh!\"}");
        assertThat(answered.status()).isEqualTo(201);
        Inbox.untilDelivered(company);
        int before = score().path("score").asInt();

        clock.advance(Duration.ofHours(25));
        inbox = new Inbox(company.signedIn("admin"));
        scores.catchUp(company.id());

        assertThat(score().path("score").asInt()).isLessThan(before);
        assertThat(score().path("points").findValuesAsString("code")).contains("SILENT");
        var once = score();
        scores.catchUp(company.id());
        assertThat(score()).isEqualTo(once);
    }

    @Test
    void whatAProcessLeftUndoneIsFoundLater() throws SQLException {
        says("Hi", "Selamat pagi", "Ada saiz M?");
        untilScored();
        try (var connection = TestDatabase.shared().superuser("sembang");
                var lost = connection.prepareStatement("delete from contact_score where company_id = ?::uuid")) {
            lost.setString(1, company.id().toString());
            lost.executeUpdate();
        }
        assertThat(row().path("score").isNull()).isTrue();

        scores.catchUp(company.id());

        assertThat(row().at("/score/score").isNumber()).isTrue();
    }
}
