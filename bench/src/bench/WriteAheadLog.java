package bench;

import java.sql.SQLException;

/// A young database makes its log longer by files of 16 MB, and writes each full of zeros first: 0.1 s in which nothing is
/// committed, for every few thousand messages. One that has run for some hours uses its old files again.
final class WriteAheadLog {
    /// As many as it keeps by its own settings (`max_wal_size`).
    private static final int FILES = 64;

    private WriteAheadLog() {}

    /// Leaves the log as it is after some hours.
    static void age(Server server) throws SQLException {
        try (var database = Statements.superuser(server);
                var statement = database.createStatement()) {
            for (int i = 0; i < FILES; i++) {
                statement.execute("select pg_logical_emit_message(false, 'bench', 'full'), pg_switch_wal()");
            }
            statement.execute("checkpoint");
        }
    }
}
