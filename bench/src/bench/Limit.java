package bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The most this machine can do: the minimal SQL of one inbound message, one call and one commit, sent by pgbench to the
/// database of the run.
final class Limit {
    private static final List<Integer> CLIENTS = List.of(8, 16, 32);

    private Limit() {}

    /// @param single messages per second at the best number of clients
    /// @param alone milliseconds of one message with one client
    record Measured(double single, int clients, double alone) {}

    static Optional<Measured> measure(Path bench, Server server, int seconds)
            throws IOException, InterruptedException, SQLException {
        var pgbench = pgbench();
        if (pgbench.isEmpty()) return Optional.empty();
        try (var database = server.database();
                var statement = database.createStatement()) {
            statement.execute(Files.readString(bench.resolve("limit/schema.sql")).replace(":kind", ""));
            var script = bench.resolve("limit/fn.sql");
            point(pgbench.get(), server, script, 4, 1);
            double alone = point(pgbench.get(), server, script, 1, Math.max(1, seconds / 2)).millis;
            double best = 0;
            int clients = 0;
            for (int count : CLIENTS) {
                double rate = point(pgbench.get(), server, script, count, seconds).perSecond;
                if (rate > best) {
                    best = rate;
                    clients = count;
                }
            }
            statement.execute("drop schema lim cascade");
            return Optional.of(new Measured(best, clients, alone));
        }
    }

    private record Point(double perSecond, double millis) {}

    private static Point point(Path pgbench, Server server, Path script, int clients, int seconds)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        pgbench.toString(),
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--file=" + script,
                        "--client=" + clients,
                        "--jobs=" + Math.min(clients, 2),
                        "--time=" + seconds)
                .redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("PGHOST", "127.0.0.1");
        environment.put("PGPORT", "" + server.databasePort());
        environment.put("PGUSER", "sembang_owner");
        environment.put("PGPASSWORD", server.databasePassword());
        environment.put("PGDATABASE", "sembang");
        environment.put("PGOPTIONS", "-c synchronous_commit=on");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException("pgbench failed:\n" + output);
        return new Point(figure(output, "tps = ([0-9.]+)"), figure(output, "latency average = ([0-9.]+)"));
    }

    private static double figure(String output, String pattern) {
        var found = Pattern.compile(pattern).matcher(output);
        if (!found.find()) throw new IllegalStateException("pgbench said nothing of " + pattern + ":\n" + output);
        return Double.parseDouble(found.group(1));
    }

    /// On the path, or where Debian keeps it; the newest wins.
    private static Optional<Path> pgbench() throws IOException {
        var onPath = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "pgbench"))
                .filter(Files::isExecutable)
                .findFirst();
        var debian = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(debian)) return onPath;
        try (Stream<Path> versions = Files.list(debian)) {
            return versions.map(version -> version.resolve("bin/pgbench"))
                    .filter(Files::isExecutable)
                    .max(java.util.Comparator.naturalOrder())
                    .or(() -> onPath);
        }
    }
}
