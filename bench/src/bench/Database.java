package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The PostgreSQL of an installation's home as a process of its own, so that it and the servers can fail one without
/// the other. With the settings of the embedded one.
final class Database implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    /// @param home the product has run on it once and does not run now
    private final Server home;
    private final Path log;
    private Process process;

    private Database(Server home, Path log) {
        this.home = home;
        this.log = log;
    }

    static Database start(Server home, Path log) throws IOException, InterruptedException {
        var database = new Database(home, log);
        database.start();
        return database;
    }

    /// Returns when it takes connections.
    void start() throws IOException, InterruptedException {
        var data = home.home().resolve("postgresql");
        var command = new ArrayList<>(asItsOwner(data));
        command.addAll(List.of(
                binaries().resolve("bin/postgres").toString(),
                "-D", data.toString(),
                "-p", "" + home.databasePort()));
        for (var setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "shared_buffers=128MB",
                "max_connections=120",
                "log_checkpoints=off",
                "jit=off")) {
            command.addAll(List.of("-c", setting));
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("PostgreSQL did not start; " + log + " says why");
            }
            Thread.sleep(20);
        }
    }

    /// As the product runs it: nobody owns the data where root may not have a user namespace.
    private static List<String> asItsOwner(Path data) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) return List.of();
        return Files.getAttribute(data, "unix:uid").equals(0)
                ? List.of("unshare", "-U")
                : List.of(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "--securebits=+no_setuid_fixup",
                        "--inh-caps=-all,+dac_override",
                        "--ambient-caps=-all,+dac_override");
    }

    private Path binaries() throws IOException {
        try (var folders = Files.newDirectoryStream(home.home(), "postgresql-binaries-*")) {
            return folders.iterator().next();
        }
    }

    boolean answers() {
        try (var _ = home.database()) {
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    /// What a server needs to run on it.
    Map<String, String> settings() {
        return Map.of(
                "DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + home.databasePort() + "/sembang",
                "DATABASE_USER", "sembang_owner",
                "DATABASE_PASSWORD", home.databasePassword(),
                "JWT_SECRET", home.secret("JWT_SECRET"),
                "CREDENTIAL_ENCRYPTION_KEY", home.secret("CREDENTIAL_ENCRYPTION_KEY"));
    }

    /// @param signal `INT` ends it fast and cleanly, `QUIT` at once, so that it must recover
    void stop(String signal) throws IOException, InterruptedException {
        Processes.signal(process.pid(), signal);
        process.waitFor();
    }

    @Override
    public void close() {
        if (!process.isAlive()) return;
        try {
            stop("INT");
        } catch (IOException _) {
            process.destroyForcibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
