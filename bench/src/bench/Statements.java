package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Which statements the database spends its time on, by its own `pg_stat_statements`.
final class Statements {
    private static final int SHOWN = 60;

    private Statements() {}

    /// Takes effect at the server's next start.
    static void prepare(Server server) throws IOException {
        Files.writeString(
                server.home().resolve("postgresql/postgresql.conf"),
                "\nshared_preload_libraries = 'pg_stat_statements'\npg_stat_statements.track = 'all'\n",
                StandardOpenOption.APPEND);
    }

    static void begin(Server server) throws SQLException {
        try (var database = superuser(server);
                var statement = database.createStatement()) {
            statement.execute("create extension if not exists pg_stat_statements");
            statement.execute("select pg_stat_statements_reset()");
        }
    }

    /// Writes what was spent since [#begin], the dearest first.
    static void save(Server server, Path file) throws SQLException, IOException {
        var lines = new ArrayList<String>(List.of("   ms total     calls      rows  ms a call  buffers  level  statement"));
        try (var database = superuser(server);
                var statement = database.createStatement();
                var row = statement.executeQuery("""
                        select total_exec_time + total_plan_time as ms, calls, rows, total_exec_time / calls as mean,
                               (shared_blks_hit + shared_blks_read) / calls as buffers, toplevel,
                               left(regexp_replace(query, '\\s+', ' ', 'g'), 240) as query
                          from pg_stat_statements order by 1 desc limit %d
                        """.formatted(SHOWN))) {
            while (row.next()) {
                lines.add("%11.0f %9d %9d %10.3f %8d  %-5s  %s"
                        .formatted(
                                row.getDouble("ms"),
                                row.getLong("calls"),
                                row.getLong("rows"),
                                row.getDouble("mean"),
                                row.getLong("buffers"),
                                row.getBoolean("toplevel") ? "ours" : "inner",
                                row.getString("query")));
            }
        }
        lines.add("");
        lines.add("  table                     inserted   updated   of those hot   deleted");
        try (var database = superuser(server);
                var statement = database.createStatement();
                var row = statement.executeQuery("""
                        select relname, n_tup_ins, n_tup_upd, n_tup_hot_upd, n_tup_del from pg_stat_user_tables
                         where n_tup_ins + n_tup_upd > 1000 order by n_tup_ins + n_tup_upd desc
                        """)) {
            while (row.next()) {
                lines.add("  %-24s %9d %9d %14d %9d"
                        .formatted(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
            }
        }
        Files.write(file, lines);
    }

    static Connection superuser(Server server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.databasePort() + "/sembang",
                "postgres",
                server.secret("POSTGRES_PASSWORD"));
    }
}
