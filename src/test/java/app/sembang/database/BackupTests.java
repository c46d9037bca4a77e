package app.sembang.database;

import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.Products;
import app.sembang.StaffApp;
import app.sembang.TestBot;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.simulator.Fault;
import app.sembang.simulator.SentMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/// A backup is made beside a running product and restored into the database of another one, as docs/operations.md says.
class BackupTests {
    private static final String ANSWER = "Baju batik bermula dari RM45.";

    private final TestDatabase server = TestDatabase.shared();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void afterARestoreAllIsThereAndNothingIsSentUntilAnOperatorSaysSo() throws Exception {
        var before = server.scratch();
        var after = server.scratch();
        var file = folder.resolve("sembang.backup");
        TestCompany company;
        TestBot bot;
        var aina = TestBot.newChat();
        try (var product = product(before)) {
            company = company(product);
            bot = TestBot.connect(Products.port(product), company);
            bot.telegram().fails(1, Fault.tooManyRequests(Duration.ofHours(1)), "sendMessage");
            bot.customer(aina, "Aina").says("Berapa harga baju batik?");
            var inbox = new Inbox(company.admin());
            await().atMost(SOON).until(() -> count(before, "conversation") == 1);
            say(company.admin(), inbox.only(), ANSWER);
            await().atMost(SOON).until(() -> count(before, "delivery where attempts = 1 and state = 'waiting'") == 1);

            assertThat(save(before, file).rows()).isPositive();
            assertThatThrownBy(() -> restore(before, file, true)).hasMessageContaining("stop it first");
        }

        assertThat(restore(after, file, false).rows()).isPositive();

        for (var table : new String[] {"company", "member", "message", "audit_entry", "delivery", "inbound_event"}) {
            assertThat(count(after, table))
                    .as(table)
                    .isEqualTo(count(before, table))
                    .isPositive();
        }
        due(after);
        try (var product = product(after)) {
            var admin = new StaffApp(Products.port(product));
            assertThat(admin.signIn(company.email("admin"), TestCompany.PASSWORD)
                            .status())
                    .isEqualTo(200);
            var inbox = new Inbox(admin);
            assertThat(Inbox.texts(inbox.thread(inbox.only()))).contains(ANSWER);
            assertThat(admin.get("/api/v1/audit-check").json().path("intact").asBoolean())
                    .isTrue();

            // A second one is written and joins the line: this product works, and yet sends nothing.
            long waiting = count(after, "delivery where state = 'waiting'");
            say(admin, inbox.only(), "Ada lagi?");
            assertThat(count(after, "delivery where state = 'waiting'")).isEqualTo(waiting + 1);
            assertThat(bot.telegram().sentTo(aina)).isEmpty();

            try (var owner = server.owner(after)) {
                assertThat(new Backup(owner, folder).release()).isEqualTo(waiting + 1);
            }
            assertThat(bot.telegram().awaitSentTo(aina, 2, SOON))
                    .extracting(SentMessage::text)
                    .containsExactly(ANSWER, "Ada lagi?");
        }
    }

    @Test
    void aRestoreOverwritesNobodyAndTakesNoOtherSchema() throws Exception {
        var database = server.scratch();
        var file = folder.resolve("empty.backup");
        try (var product = product(database)) {
            company(product);
            save(database, file);
        }
        try (var owner = server.owner(database);
                var statement = owner.createStatement()) {
            statement.execute("delete from process");
        }

        assertThatThrownBy(() -> restore(database, file, false)).hasMessageContaining("--replace");
        assertThat(restore(database, file, true).rows()).isPositive();

        try (var owner = server.owner(database);
                var statement = owner.createStatement()) {
            statement.execute(
                    "delete from flyway_schema_history where version = (select max(version) from flyway_schema_history)");
        }
        assertThatThrownBy(() -> restore(database, file, true)).hasMessageContaining("schema");
        assertThat(count(database, "company")).isEqualTo(2);
    }

    @Test
    void whatCustomersSentIsInItAndAFileThatIsNotWholeIsRefused() throws Exception {
        var database = server.scratch();
        var media = Files.createDirectories(folder.resolve("media/ab"));
        Files.writeString(media.resolve("picture"), "a picture");
        var file = folder.resolve("with-media.backup");
        save(database, file);
        try (var zip = new ZipFile(file.toFile())) {
            assertThat(zip.getEntry("media/ab/picture")).isNotNull();
        }
        Files.delete(media.resolve("picture"));

        assertThat(restore(database, file, false).files()).isEqualTo(1);
        assertThat(media.resolve("picture")).hasContent("a picture");

        var half = folder.resolve("half.backup");
        var bytes = Files.readAllBytes(file);
        Files.write(half, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> restore(database, half, false)).isInstanceOf(IOException.class);
    }

    private static void say(StaffApp person, String conversation, String text) {
        var answer = person.post(
                "/api/v1/conversations/" + conversation + "/messages",
                "{\"type\":\"text\",\"text\":\"%s\"}".formatted(text));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
    }

    private ConfigurableApplicationContext product(String database) {
        return Products.start(server.environment(database));
    }

    private static TestCompany company(ConfigurableApplicationContext product) {
        return TestCompany.found(Products.port(product), product.getBean(Members.class));
    }

    private Backup.Extent save(String database, Path file) throws SQLException, IOException {
        try (var owner = server.owner(database)) {
            return new Backup(owner, folder.resolve("media")).save(file);
        }
    }

    private Backup.Extent restore(String database, Path file, boolean replace) throws SQLException, IOException {
        try (var owner = server.owner(database)) {
            return new Backup(owner, folder.resolve("media")).restore(file, replace);
        }
    }

    /// Lets what waits be due, without waiting an hour.
    private void due(String database) throws SQLException {
        try (var owner = server.owner(database);
                var statement = owner.createStatement()) {
            statement.execute("update delivery set next_attempt_at = now() - interval '1 second'");
        }
    }

    private long count(String database, String from) throws SQLException {
        try (var owner = server.owner(database);
                var statement = owner.createStatement()) {
            var row = statement.executeQuery("select count(*) from " + from);
            row.next();
            return row.getLong(1);
        }
    }
}
