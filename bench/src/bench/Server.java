package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/// The product, started as anyone starts it, in a process and a home of its own.
final class Server implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final Path home;
    private final int port;
    private final Process process;
    private final Duration readyAfter;

    private Server(Path home, int port, Process process, Duration readyAfter) {
        this.home = home;
        this.port = port;
        this.process = process;
        this.readyAfter = readyAfter;
    }

    /// Returns when the product says it is ready.
    static Server start(Path checkout, Path home, int port, String telegram, Path log)
            throws IOException, InterruptedException {
        return start(checkout, home, port, telegram, log, Map.of());
    }

    /// @param settings further environment variables
    static Server start(Path checkout, Path home, int port, String telegram, Path log, Map<String, String> settings)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(checkout.resolve("sembang").toString())
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("DATABASE_") || name.startsWith("SEMBANG_"));
        environment.remove("JWT_SECRET");
        environment.remove("CREDENTIAL_ENCRYPTION_KEY");
        environment.remove("BASE_URL");
        environment.put("SEMBANG_HOME", home.toString());
        environment.put("PORT", "" + port);
        environment.put("SEMBANG_CHANNELS_TELEGRAM_BASEURL", telegram);
        // One bot for all of it: what is measured is the product, not what a vendor allows.
        environment.put("SEMBANG_CHANNELS_PACED", "false");
        // It is a machine that writes, again and again.
        environment.put("SEMBANG_ASSISTANT_STOPSCIRCLES", "false");
        environment.putAll(settings);
        long before = System.nanoTime();
        var process = builder.start();
        var http = new Http("http://127.0.0.1:" + port);
        while (!http.isUp("/actuator/health")) {
            var passed = Duration.ofNanos(System.nanoTime() - before);
            if (!process.isAlive() || passed.compareTo(LONGEST_START) > 0) {
                Processes.stop(process);
                throw new IOException("The server did not start; it said:\n" + Files.readString(log));
            }
            Thread.sleep(10);
        }
        return new Server(home, port, process, Duration.ofNanos(System.nanoTime() - before));
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Duration readyAfter() {
        return readyAfter;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    Http http() {
        return new Http("http://127.0.0.1:" + port);
    }

    int databasePort() {
        return Integer.parseInt(read("postgresql.port").strip());
    }

    Path home() {
        return home;
    }

    String databasePassword() {
        return secret("DATABASE_PASSWORD");
    }

    String secret(String name) {
        var secrets = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("secrets.properties"))) {
            secrets.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return secrets.getProperty(name);
    }

    /// The database as its owner, who sees the rows of all companies.
    Connection database() throws SQLException {
        return database("");
    }

    /// @param settings of the driver, as they stand in an address
    Connection database(String settings) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + databasePort() + "/sembang" + settings,
                "sembang_owner",
                databasePassword());
    }

    private String read(String file) {
        try {
            return Files.readString(home.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process process() {
        return process;
    }

    /// As a power cut of this process alone.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        Processes.stop(process);
    }
}
