package app.sembang.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// An installation is brought to today's schema with all it holds.
class UpgradeTests {
    /// The last migration of the day on which the product was first whole.
    private static final String FIRST_DAY = "20261124030000";

    private final TestDatabase server = TestDatabase.shared();

    @Test
    void aDatabaseOfTheFirstDayComesToTodaysSchemaWithAllItsRows() throws Exception {
        var database = server.earlier(FIRST_DAY);
        Map<String, Long> before;
        try (var owner = server.owner(database);
                var statement = owner.createStatement()) {
            statement.execute(Files.readString(Path.of("src/test/resources/first-day.sql")));
            before = rows(owner, tables(owner));
        }

        server.upgrade(database);

        try (var superuser = server.superuser(database)) {
            var after = rows(superuser, tables(superuser));
            assertThat(before)
                    .as("tables of the first day without a row")
                    .doesNotContainValue(0L)
                    .hasSizeGreaterThan(25);
            assertThat(after).as("rows of every table of the first day").containsAllEntriesOf(before);
            assertThat(TenancyRules.violations(superuser)).isEmpty();
            assertThat(list(superuser, "select content ->> 'text' from message order by id"))
                    .containsExactly("有蜡染吗？", "多少钱？", "RM45 起。");
            assertThat(list(superuser, "select strategy || ' ' || automatic from assignment_rule"))
                    .as("who had switched assignment off has it off")
                    .containsExactly("rotation false");
            assertThat(list(superuser, "select sold::text from conversation where sold is not null"))
                    .containsExactly("[{\"name\": \"Baju batik\", \"quantity\": 1}]");
            assertThat(list(superuser, "select (joined_at = created_at)::text from member"))
                    .containsOnly("true");
        }
        server.upgrade(database);
    }

    /// Of a company; the rest fill themselves.
    private static List<String> tables(Connection connection) throws SQLException {
        return list(connection, """
                select table_name from information_schema.columns
                 where table_schema = 'public' and column_name = 'company_id'
                 order by table_name
                """);
    }

    private static Map<String, Long> rows(Connection connection, List<String> tables) throws SQLException {
        var rows = new TreeMap<String, Long>();
        for (var table : tables) {
            rows.put(
                    table,
                    Long.valueOf(list(connection, "select count(*)::text from " + table)
                            .getFirst()));
        }
        return rows;
    }

    private static List<String> list(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            var found = statement.executeQuery(sql);
            var list = new ArrayList<String>();
            while (found.next()) {
                list.add(found.getString(1));
            }
            return list;
        }
    }
}
