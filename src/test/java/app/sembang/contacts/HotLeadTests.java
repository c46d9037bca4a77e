package app.sembang.contacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.contacts.ContactScores.Change;
import app.sembang.contacts.ContactScores.Scored;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.shared.ContactId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class HotLeadTests {
    private final ContactScores scores;
    private final CompanyTransactions transactions;
    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private ContactId aina;

    @SuppressWarnings("NullAway.Init")
    HotLeadTests(ContactScores scores, CompanyTransactions transactions, Members members, TestClock clock) {
        this.scores = scores;
        this.transactions = transactions;
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aContact() {
        company = TestCompany.found(port, members);
        var admin = company.admin();
        admin.send(
                "POST",
                "/api/v1/contact-imports?dryRun=false&map=name%3Dname",
                "name\nAina\n",
                "Content-Type",
                "text/csv");
        aina = ContactId.from(
                new Inbox(admin).items("/api/v1/contacts").getFirst().path("id").asString());
    }

    @Test
    void ofTwoScoresThatAreStoredAtOnceOneIsToldToPeople() {
        assertThat(store(40, 1)).containsExactly(new Change(aina, false));

        var second = transactions.in(company.id(), () -> {
            var first = scores.store(company.id(), List.of(scored(90, 2)));
            assertThat(first).containsExactly(new Change(aina, true));
            var other = CompletableFuture.supplyAsync(() -> store(95, 3));
            await().atMost(TestBot.SOON).until(HotLeadTests::somebodyWaits);
            return other;
        });

        assertThat(second.join()).containsExactly(new Change(aina, false));
        assertThat(store(96, 4)).as("told already").containsExactly(new Change(aina, false));
    }

    @Test
    void whoCooledDownAndComesBackAfterADayIsToldAgain() {
        assertThat(store(90, 1)).containsExactly(new Change(aina, true));
        assertThat(store(90, 1)).as("the same again").isEmpty();
        clock.advance(Duration.ofHours(2));
        assertThat(store(60, 2)).containsExactly(new Change(aina, false));
        assertThat(store(85, 3)).as("within a day").containsExactly(new Change(aina, false));
        assertThat(store(60, 4)).containsExactly(new Change(aina, false));
        clock.advance(Duration.ofHours(23));

        assertThat(store(85, 5)).containsExactly(new Change(aina, true));
    }

    private List<Change> store(int score, int number) {
        return transactions.in(company.id(), () -> scores.store(company.id(), List.of(scored(score, number))));
    }

    private Scored scored(int score, int number) {
        return new Scored(aina, score, false, List.of(), number, clock.instant());
    }

    private static boolean somebodyWaits() throws SQLException {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select count(*) from pg_stat_activity
                         where wait_event_type = 'Lock' and query like '%contact_score%'
                        """)) {
            rows.next();
            return rows.getInt(1) > 0;
        }
    }
}
