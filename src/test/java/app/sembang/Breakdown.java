package app.sembang;

import static org.awaitility.Awaitility.await;

import app.sembang.database.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;

/// Rows of one company that the database refuses until it is mended, so that what is under way breaks off there.
public final class Breakdown implements AutoCloseable {
    private final String table;
    private final String name = "broken_" + System.nanoTime();

    /// @param refused which rows; in SQL
    public Breakdown(TestCompany company, String table, String refused) {
        this.table = table;
        run("alter table %s add constraint %s check (not (company_id = '%s' and %s)) not valid"
                .formatted(table, name, company.id(), refused));
    }

    /// Waits until a job has stumbled over it: only then is its next try planned.
    public void awaitFailureOf(String job) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            try (var connection = TestDatabase.shared().superuser("sembang");
                    var query = connection.prepareStatement(
                            "select from scheduled_tasks where task_instance = ? and consecutive_failures > 0")) {
                query.setString(1, job);
                return query.executeQuery().next();
            }
        });
    }

    @Override
    public void close() {
        run("alter table %s drop constraint if exists %s".formatted(table, name));
    }

    private static void run(String sql) {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
