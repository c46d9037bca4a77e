package app.sembang.database;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// A PostgreSQL beside the application: the binaries come with the product, the data stays in [Home].
///
/// It lives exactly as long as this process. A small shell stands between the two and holds a pipe from us: when we
/// close it, or die in whatever way, the shell tells the server to shut down fast and cleanly. Server and shell have a
/// session of their own, so that Ctrl-C in a terminal reaches only us, and we stop the server last.
final class EmbeddedServer implements AutoCloseable {
    static final String DATABASE = "sembang";
    static final String OWNER = "sembang_owner";

    private static final int NOBODY_ID = 65534;
    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    private static final List<String> NOBODY = List.of(
            "setpriv",
            "--reuid=" + NOBODY_ID,
            "--regid=" + NOBODY_ID,
            "--clear-groups",
            // Else what asks whether it may read a file, as initdb does, is told that nobody may not.
            "--securebits=+no_setuid_fixup",
            "--inh-caps=-all,+dac_override",
            "--ambient-caps=-all,+dac_override");

    private static final String WATCHDOG = """
            exec 3<&0
            "$@" </dev/null 3<&- &
            server=$!
            { read -r _ <&3; kill -INT $server; } 2>/dev/null &
            watch=$!
            wait $server
            status=$?
            kill $watch 2>/dev/null
            exit $status
            """;

    /// Durable: fsync and synchronous_commit keep their defaults.
    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "timezone", "UTC",
            "log_timezone", "UTC",
            "shared_buffers", "128MB",
            "max_connections", "60",
            "log_checkpoints", "off",
            // Plans made while tables were empty are kept until these are first analysed.
            "autovacuum_naptime", "10s",
            "jit", "off");

    /// Crash recovery may have much to replay.
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private static final Duration LONGEST_STOP = Duration.ofSeconds(12);
    private static final long LONGEST_LOG = 10_000_000;

    private final int port;
    private final Process process;
    private final Path data;
    private final Path log;
    /// What the note of its state said of an earlier start.
    private final String before;

    private EmbeddedServer(int port, Process process, Path data, Path log, String before) {
        this.port = port;
        this.process = process;
        this.data = data;
        this.log = log;
        this.before = before;
    }

    /// Starts the server on the home's data, which it makes when there is none; returns when it accepts connections.
    static EmbeddedServer start(Home home, Map<String, String> moreSettings) {
        var server = begin(home, moreSettings);
        server.awaitReady();
        return server;
    }

    /// The same without waiting: [#awaitReady] comes before the first connection.
    static EmbeddedServer begin(Home home, Map<String, String> moreSettings) {
        try {
            var binaries = unpack(home.folder());
            var data = home.folder().resolve("postgresql");
            var prefix = unprivileged();
            if (!Files.exists(data)) {
                create(home, binaries, data, prefix);
            }
            stopLeftover(data);
            giveTo(prefix, data);
            return begin(home, binaries, data, prefix, moreSettings);
        } catch (IOException e) {
            throw refused(e);
        } catch (InterruptedException e) {
            throw refused(e);
        }
    }

    /// Returns when the server accepts connections, at once where it already does.
    void awaitReady() {
        try {
            awaitStart();
        } catch (IOException e) {
            throw refused(e);
        } catch (InterruptedException e) {
            throw refused(e);
        }
    }

    private static StartRefused refused(IOException e) {
        return new StartRefused("the embedded PostgreSQL: " + e.getMessage(), e);
    }

    private static StartRefused refused(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StartRefused("the embedded PostgreSQL: interrupted", e);
    }

    String url() {
        return url(DATABASE);
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// Stops the server and waits for it. One that has much to write goes on by itself.
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static EmbeddedServer begin(
            Home home, Path binaries, Path data, List<String> prefix, Map<String, String> moreSettings)
            throws IOException, InterruptedException {
        var settings = new LinkedHashMap<>(SETTINGS);
        settings.putAll(moreSettings);
        var log = home.folder().resolve("postgresql.log");
        if (Files.exists(log) && Files.size(log) > LONGEST_LOG) {
            Files.move(log, home.folder().resolve("postgresql.log.old"), StandardCopyOption.REPLACE_EXISTING);
        }
        return begin(binaries, data, home.databasePort(), prefix, settings, log);
    }

    /// Starts the binaries' server on the data, watched over, and waits until it accepts connections.
    static EmbeddedServer launch(
            Path binaries, Path data, int port, List<String> prefix, Map<String, String> settings, Path log)
            throws IOException, InterruptedException {
        var server = begin(binaries, data, port, prefix, settings, log);
        server.awaitStart();
        return server;
    }

    private static EmbeddedServer begin(
            Path binaries, Path data, int port, List<String> prefix, Map<String, String> settings, Path log)
            throws IOException {
        var command = new ArrayList<String>();
        if (isCommand("setsid")) {
            command.add("setsid");
        }
        command.addAll(List.of("/bin/sh", "-c", WATCHDOG, "sembang-postgresql"));
        command.addAll(prefix);
        command.addAll(List.of(binaries.resolve("bin/postgres").toString(), "-D", data.toString(), "-p", "" + port));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));

        var before = ServerFile.read(data).start();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new EmbeddedServer(port, process, data, log, before);
    }

    private void awaitStart() throws IOException, InterruptedException {
        boolean ready = waitUntil(LONGEST_START, () -> {
            var now = ServerFile.read(data);
            return !process.isAlive() || (now.ready() && !now.start().equals(before));
        });
        if (!ready || !process.isAlive()) {
            process.getOutputStream().close();
            throw new IOException("it did not start; " + log + " says why");
        }
    }

    /// The server's own note of its state. `start` tells one start from another also where process ids repeat.
    private record ServerFile(String pid, String start, boolean ready) {
        private static final ServerFile NONE = new ServerFile("", "", false);

        static ServerFile read(Path data) {
            try {
                var lines = Files.readAllLines(data.resolve("postmaster.pid"));
                return lines.size() < 8
                        ? NONE
                        : new ServerFile(
                                lines.get(0).strip(),
                                lines.get(0) + lines.get(2),
                                lines.get(7).strip().equals("ready"));
            } catch (IOException _) {
                return NONE;
            }
        }
    }

    /// A server whose application was killed is being stopped by its shell; where that was killed too, we stop it. We
    /// hold the home's lock, so no living application uses it.
    private static void stopLeftover(Path data) throws IOException, InterruptedException {
        var pid = ServerFile.read(data).pid();
        if (pid.isEmpty()) {
            return;
        }
        var running = ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
        if (running.isEmpty()) {
            return;
        }
        var server = running.get();
        if (!server.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(data.toString()))
                .orElse(false)) {
            // The number now belongs to somebody else; PostgreSQL would take it for itself and refuse to start.
            Files.deleteIfExists(data.resolve("postmaster.pid"));
            return;
        }
        if (waitUntil(Duration.ofSeconds(3), () -> !server.isAlive())) {
            return;
        }
        run(List.of("kill", "-INT", pid));
        if (!waitUntil(Duration.ofSeconds(30), () -> !server.isAlive())) {
            throw new IOException("another server (process " + pid + ") runs on " + data + " and does not stop");
        }
    }

    /// Makes the data in one step seen from outside: server, owner's role and database are there, or nothing is.
    private static void create(Home home, Path binaries, Path data, List<String> prefix)
            throws IOException, InterruptedException {
        var draft = home.folder().resolve("postgresql.new");
        deleteTree(draft);
        var password = Files.createTempFile(
                home.folder(),
                "password",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(password, home.secret("POSTGRES_PASSWORD"));
            var initdb = new ArrayList<>(prefix);
            initdb.addAll(List.of(
                    binaries.resolve("bin/initdb").toString(),
                    "--pgdata=" + draft,
                    "--username=postgres",
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    // The builtin locale does not change with the machine's libc, so indexes on text stay true.
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--no-instructions"));
            run(initdb);
        } finally {
            Files.delete(password);
        }
        var single = new ArrayList<>(prefix);
        single.addAll(
                // Passwords have 256 random bits: there is nothing to slow down.
                List.of(
                        binaries.resolve("bin/postgres").toString(),
                        "--single",
                        "-c",
                        "scram_iterations=1",
                        "-D",
                        draft.toString(),
                        "postgres"));
        var output = run(single, """
                create role %s login createrole password '%s'
                create database %s owner %s
                """.formatted(OWNER, home.secret("DATABASE_PASSWORD"), DATABASE, OWNER));
        if (output.contains("ERROR:") || output.contains("FATAL:")) {
            throw new IOException("its database could not be made: " + output.strip());
        }
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /// What a command of PostgreSQL begins with, which refuses to run as root. In a user namespace of its own
    /// it is nobody there and still owns its files. Where that is forbidden, as in most containers, it runs as
    /// nobody, who owns its data then and may pass through root's folders.
    static List<String> unprivileged() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        for (var prefix : List.of(NAMESPACE, NOBODY)) {
            if (isCommand(prefix.getFirst()) && isAllowed(prefix)) {
                return prefix;
            }
        }
        throw new IOException("as root it needs 'unshare -U' or 'setpriv', and neither is allowed here;"
                + " start as another user, or set DATABASE_URL");
    }

    /// The data belongs to whom its server runs as; what the machine allows may have changed since it was made.
    private static void giveTo(List<String> prefix, Path data) throws IOException, InterruptedException {
        if (prefix.isEmpty()) {
            return;
        }
        int owner = prefix.equals(NOBODY) ? NOBODY_ID : 0;
        if (!Integer.valueOf(owner).equals(Files.getAttribute(data, "unix:uid"))) {
            run(List.of("chown", "-R", owner + ":" + owner, data.toString()));
        }
    }

    private static Path unpack(Path folder) throws IOException {
        var archive = archive();
        byte[] packed;
        try (var stream = EmbeddedServer.class.getResourceAsStream(archive)) {
            if (stream == null) {
                throw new IOException("no binaries for this machine; set DATABASE_URL");
            }
            packed = stream.readAllBytes();
        }
        var binaries = folder.resolve("postgresql-binaries-" + fingerprint(packed));
        if (Files.isDirectory(binaries)) {
            return binaries;
        }
        var draft = folder.resolve("postgresql-binaries.new");
        deleteTree(draft);
        Files.createDirectories(draft);
        try (var tar = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(packed)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, draft);
            }
        }
        Files.move(draft, binaries, StandardCopyOption.ATOMIC_MOVE);
        return binaries;
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        var file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("bad entry " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static String archive() throws IOException {
        var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (!system.contains("linux")) {
            throw new IOException("it runs on Linux only; set DATABASE_URL");
        }
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "/postgres-linux-x86_64.txz";
            case "aarch64", "arm64" -> "/postgres-linux-arm_64.txz";
            case String other -> throw new IOException("no binaries for a " + other + " processor; set DATABASE_URL");
        };
    }

    private static String fingerprint(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isCommand(String name) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    private static boolean isAllowed(List<String> command) throws IOException, InterruptedException {
        var tried = new ArrayList<>(command);
        tried.add("true");
        return new ProcessBuilder(tried)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    static void run(List<String> command) throws IOException, InterruptedException {
        run(command, "");
    }

    private static String run(List<String> command, String input) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("%s failed: %s".formatted(command, output.strip()));
        }
        return output;
    }

    private static boolean waitUntil(Duration longest, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
