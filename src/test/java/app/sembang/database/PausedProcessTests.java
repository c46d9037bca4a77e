package app.sembang.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.ProductTest;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// A process that is paused holds what it has locked; others must be able to take its work over all the same.
@ProductTest
class PausedProcessTests {
    private final DataSource pool;

    PausedProcessTests(DataSource pool) {
        this.pool = pool;
    }

    @Test
    void theDatabaseEndsTheTransactionOfAProcessThatNoLongerSpeaks() throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            var patience = statement.executeQuery("show idle_in_transaction_session_timeout");
            patience.next();
            assertThat(patience.getString(1)).isEqualTo("10s");

            connection.setAutoCommit(false);
            statement.execute("set local idle_in_transaction_session_timeout = '20ms'");
            try (var other = TestDatabase.shared().superuser("sembang");
                    var watch = other.prepareStatement("select pid from pg_stat_activity where pid = ?")) {
                watch.setInt(
                        1, connection.unwrap(org.postgresql.PGConnection.class).getBackendPID());
                while (watch.executeQuery().next()) {
                    Thread.onSpinWait();
                }
            }
            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
        }
    }
}
