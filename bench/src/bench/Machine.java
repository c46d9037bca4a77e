package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/// What the figures were measured on, without saying whose it is.
final class Machine {
    private Machine() {}

    static String describe(Server server) throws IOException, SQLException {
        try (var database = server.database();
                var statement = database.createStatement();
                var row = statement.executeQuery("select current_setting('server_version'), current_setting('fsync'),"
                        + " current_setting('synchronous_commit')")) {
            row.next();
            return "%d cores%s, %d GB, %s; Java %s; PostgreSQL %s, fsync %s, synchronous_commit %s"
                    .formatted(
                            Runtime.getRuntime().availableProcessors(),
                            field(Path.of("/proc/cpuinfo"), "model name").map(model -> " (" + model + ")").orElse(""),
                            memoryGigabytes(),
                            System.getProperty("os.arch"),
                            System.getProperty("java.version"),
                            row.getString(1).split(" ")[0],
                            row.getString(2),
                            row.getString(3));
        }
    }

    private static long memoryGigabytes() throws IOException {
        long kilobytes = field(Path.of("/proc/meminfo"), "MemTotal")
                .map(value -> Long.parseLong(value.replaceAll("\\D", "")))
                .orElse(0L);
        return Math.round(kilobytes / 1024.0 / 1024.0);
    }

    private static java.util.Optional<String> field(Path file, String name) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        }
    }
}
