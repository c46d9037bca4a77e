package app.sembang.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.channels.webchat.WidgetBrowser;
import app.sembang.channels.webchat.WidgetBrowser.Told;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.shared.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Events that no view reads (`conversation.removed`) stand for all others: they carry what they say.
@ProductTest
class StaffStreamTests {
    private final Members members;
    private final CompanyTransactions transactions;
    private final StreamEvents events;
    private final JdbcClient jdbc;
    private final JdbcClient platform;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private WidgetBrowser browser;

    @SuppressWarnings("NullAway.Init")
    StaffStreamTests(
            Members members,
            CompanyTransactions transactions,
            StreamEvents events,
            JdbcClient jdbc,
            @Qualifier("platform") JdbcClient platform) {
        this.members = members;
        this.transactions = transactions;
        this.events = events;
        this.jdbc = jdbc;
        this.platform = platform;
    }

    @BeforeEach
    void aCompanyWithSomebodyListening() {
        company = TestCompany.found(port, members);
        browser = new WidgetBrowser(port).with(company.admin().accessToken());
    }

    @Test
    void aStreamBeginsWithItsPlaceAndTellsWhatHappens() throws Exception {
        try (var stream = browser.follow("/api/v1/stream")) {
            var ready = stream.until(told -> true).getFirst();
            assertThat(ready.event()).isEqualTo("ready");
            assertThat(ready.id()).matches("\\d+-\\d+");
            happens("one");

            var told = stream.until(StaffStreamTests::isRemoval).getLast();
            assertThat(told.id()).matches("\\d+-\\d+");
            assertThat(told.after()).isEqualTo(ready.id());
            assertThat(told.data().path("id").asString()).isEqualTo("one");
        }
    }

    @Test
    void whoComesBackIsToldWhatWasMissedThenWhatHappensNothingTwice() throws Exception {
        String place;
        try (var stream = browser.follow("/api/v1/stream")) {
            stream.until(told -> true);
            happens("0");
            place = stream.until(StaffStreamTests::isRemoval).getLast().id();
        }
        for (int i = 1; i <= 450; i++) {
            happens(Integer.toString(i));
        }
        try (var stream = browser.follow("/api/v1/stream", "Last-Event-ID", place)) {
            happens("451");
            var told =
                    stream.until(event -> event.data().path("id").asString("").equals("451"));

            assertThat(told.stream().map(event -> event.data().path("id").asInt()))
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(451);
            assertThat(told.stream().map(Told::after))
                    .as("each names the one before it, so that a listener would notice a gap")
                    .containsExactlyElementsOf(
                            Stream.concat(Stream.of(place), told.stream().map(Told::id))
                                    .limit(451)
                                    .toList());
        }
        assertThat(polledAfter(place).stream().map(event -> event.at("/data/id").asInt()))
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(451);
    }

    @Test
    void whatWasMissedComesInTheOrderOfItsTransactions() throws Exception {
        happenedIn(10, "second");
        happenedIn(9, "first");
        try (var stream = browser.follow("/api/v1/stream", "Last-Event-ID", "8-0")) {
            var told =
                    stream.until(event -> event.data().path("id").asString("").equals("second"));

            assertThat(told.stream().map(event -> event.data().path("id").asString()))
                    .containsExactly("first", "second");
        }
    }

    @Test
    void whatASlowerTransactionWroteEarlierIsNeverSkipped() throws Exception {
        try (var stream = browser.follow("/api/v1/stream");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            stream.until(told -> true);
            var written = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var slow = threads.submit(() -> transactions.in(company.id(), () -> {
                append("slow");
                written.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return "written";
            }));
            written.await();
            happens("fast");
            goOn.countDown();
            assertThat(slow.get()).isEqualTo("written");

            var told =
                    stream.until(event -> event.data().path("id").asString("").equals("fast"));
            assertThat(told.stream().map(event -> event.data().path("id").asString()))
                    .containsExactly("slow", "fast");
        }
    }

    @Test
    void aPlaceOlderThanWhatIsKeptMeansFetchingEverythingAnew() throws Exception {
        var place = browser.get("/api/v1/events").json().path("last").asString();
        transactions.run(company.id(), () -> {
            append("outdated 1");
            append("outdated 2");
        });
        transactions.run(company.id(), () -> append("kept"));
        outdate("outdated 1");
        outdate("outdated 2");

        StreamRetention.forget(platform);

        assertThat(transactions.<Long>in(
                        company.id(),
                        () -> jdbc.sql("select count(*) from stream_event where payload ->> 'id' like 'outdated%'")
                                .query(Long.class)
                                .single()))
                .isEqualTo(1);
        assertThat(browser.get("/api/v1/events?wait=0&after=" + place)
                        .json()
                        .at("/events/0/event")
                        .asString())
                .isEqualTo("resync");
        try (var stream = browser.follow("/api/v1/stream", "Last-Event-ID", place)) {
            assertThat(stream.until(told -> true).getFirst().event()).isEqualTo("resync");
            assertThat(stream.ends()).isTrue();
        }
    }

    @Test
    void whatHappensInAnotherCompanyIsNotHeard() throws Exception {
        var other = TestCompany.found(port, members);
        try (var stream = new WidgetBrowser(port)
                        .with(other.admin().accessToken())
                        .follow("/api/v1/stream");
                var own = browser.follow("/api/v1/stream")) {
            stream.until(told -> true);
            happens("secret");
            own.until(StaffStreamTests::isRemoval);

            assertThat(stream.sofar()).isEmpty();
        }
        assertThat(new WidgetBrowser(port).get("/api/v1/events").status()).isEqualTo(401);
    }

    @Test
    void whatAnotherProcessTellsIsHeard() throws Exception {
        try (var stream = browser.follow("/api/v1/stream")) {
            stream.until(told -> true);
            jdbc.sql("select pg_notify(:channel, :process || :signals)")
                    .param("channel", Signals.CHANNEL)
                    .param("process", Ids.next().toString())
                    .param("signals", """
                            [{"company":"%s","audience":"company","event":"typing","data":"{\\"on\\":true}"}]
                            """.formatted(company.id()))
                    .query(row -> {});

            assertThat(stream.until(told -> told.event().equals("typing"))
                            .getLast()
                            .data()
                            .path("on")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void aHundredListenersAreAllTold() throws Exception {
        var streams = new ArrayList<WidgetBrowser.Stream>();
        for (int i = 0; i < 100; i++) {
            streams.add(browser.follow("/api/v1/stream"));
            streams.getLast().until(told -> true);
        }
        happens("for all");
        for (var stream : streams) {
            assertThat(stream.until(StaffStreamTests::isRemoval)).hasSize(1);
            stream.close();
        }
    }

    private void happens(String what) {
        transactions.run(company.id(), () -> append(what));
    }

    private void append(String what) {
        events.append(
                company.id(),
                List.of(new StreamEvent(
                        new Audience.Company(),
                        "conversation.removed",
                        Ids.next(),
                        "{\"id\":\"%s\"}".formatted(what),
                        null)));
    }

    /// Nobody but a superuser chooses the number of a transaction.
    private void happenedIn(long transaction, String what) throws Exception {
        try (var superuser = TestDatabase.shared().superuser(databaseName());
                var insert = superuser.prepareStatement("""
                        insert into stream_event (company_id, tx, audience, kind, payload)
                        values (?, ?::text::xid8, 'company', 'conversation.removed', jsonb_build_object('id', ?))
                        """)) {
            insert.setObject(1, company.id().value());
            insert.setString(2, Long.toString(transaction));
            insert.setString(3, what);
            insert.executeUpdate();
        }
    }

    /// Only the owner of the schema may change a row; the test stands in for seven days passing.
    private void outdate(String what) throws Exception {
        try (var owner = TestDatabase.shared().superuser(databaseName());
                var update = owner.prepareStatement(
                        "update stream_event set at = now() - interval '8 days' where payload ->> 'id' = ? and company_id = ?")) {
            update.setString(1, what);
            update.setObject(2, company.id().value());
            update.executeUpdate();
        }
    }

    private String databaseName() {
        return jdbc.sql("select current_database()").query(String.class).single();
    }

    private List<JsonNode> polledAfter(String place) {
        var told = new ArrayList<JsonNode>();
        var after = place;
        while (true) {
            var answer = browser.get("/api/v1/events?wait=0&after=" + after).json();
            if (answer.path("events").isEmpty()) {
                return told;
            }
            answer.path("events").forEach(told::add);
            after = answer.path("last").asString();
        }
    }

    private static boolean isRemoval(Told told) {
        return told.event().equals("conversation.removed");
    }
}
