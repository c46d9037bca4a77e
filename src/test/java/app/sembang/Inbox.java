package app.sembang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.database.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The inbox of one person, read over the API.
public final class Inbox {
    private final StaffApp app;

    public Inbox(StaffApp app) {
        this.app = app;
    }

    public StaffApp app() {
        return app;
    }

    /// @param query such as `?status=any`
    public List<JsonNode> conversations(String query) {
        return items("/api/v1/conversations" + query);
    }

    /// The only conversation there is, waited for.
    public String only() {
        await().atMost(TestBot.SOON).until(() -> !conversations("?status=any").isEmpty());
        var found = conversations("?status=any");
        assertThat(found).hasSize(1);
        return found.getFirst().path("id").asString();
    }

    /// The newest conversation with a contact of this name, waited for.
    public String with(String contact) {
        await().atMost(TestBot.SOON).until(() -> newestWith(contact) != null);
        return String.valueOf(newestWith(contact));
    }

    private @Nullable String newestWith(String contact) {
        return conversations("?status=any&limit=100").stream()
                .filter(row -> row.at("/contact/name").asString("").equals(contact))
                .map(row -> row.path("id").asString())
                .max(String::compareTo)
                .orElse(null);
    }

    public JsonNode detail(String conversation) {
        return answer("/api/v1/conversations/" + conversation);
    }

    public List<JsonNode> thread(String conversation) {
        return items("/api/v1/conversations/" + conversation + "/messages?limit=100");
    }

    public List<JsonNode> activity(String conversation) {
        return items("/api/v1/conversations/" + conversation + "/activity");
    }

    /// The thread as soon as it is as wanted.
    public List<JsonNode> thread(String conversation, Predicate<List<JsonNode>> wanted) {
        await().atMost(TestBot.SOON).pollInterval(Duration.ofMillis(20)).until(() -> wanted.test(thread(conversation)));
        return thread(conversation);
    }

    /// The thread as soon as nothing in it is on its way.
    public List<JsonNode> settled(String conversation, int messages) {
        return thread(
                conversation,
                thread -> thread.size() >= messages
                        && thread.stream()
                                .noneMatch(message -> List.of("queued", "sending")
                                        .contains(message.path("state").asString())));
    }

    public List<JsonNode> items(String path) {
        return StreamSupport.stream(answer(path).path("items").spliterator(), false)
                .toList();
    }

    private JsonNode answer(String path) {
        var answer = app.get(path);
        assertThat(answer.status()).as(path + ": " + answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    public static String text(JsonNode message) {
        return message.at("/content/text").asString("");
    }

    public static List<String> texts(List<JsonNode> thread) {
        return thread.stream().map(Inbox::text).toList();
    }

    public static List<String> states(List<JsonNode> thread) {
        return thread.stream().map(message -> message.path("state").asString()).toList();
    }

    /// Of the last hundred its reader was told, those of one kind, the newest first.
    public List<JsonNode> notices(String kind) {
        return items("/api/v1/notifications?limit=100").stream()
                .filter(told -> told.path("kind").asString().equals(kind))
                .toList();
    }

    /// How many rows of a table the company has, whoever may see them.
    public static long rows(TestCompany company, String table, String condition) {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.prepareStatement(
                        "select count(*) from " + table + " where company_id = ?::uuid and " + condition)) {
            statement.setString(1, company.id().toString());
            var row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One column of the only such row of the company, whoever may see it.
    public static String value(TestCompany company, String table, String column, String condition) {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.prepareStatement("select %s::text from %s where company_id = ?::uuid and %s"
                        .formatted(column, table, condition))) {
            statement.setString(1, company.id().toString());
            var row = statement.executeQuery();
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits until everything that came in has been worked on.
    public static void untilDrained(TestCompany company) {
        await().atMost(TestBot.SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> rows(company, "inbound_event", "state = 'pending'") == 0);
    }

    /// Waits until nothing is on its way to a vendor.
    public static void untilDelivered(TestCompany company) {
        untilDrained(company);
        await().atMost(TestBot.SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> rows(company, "delivery", "true") == 0);
    }
}
