package app.sembang.database;

import app.sembang.TestFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;

/// A PostgreSQL as the distribution packages it, older than ours: the product must do with one by `DATABASE_URL`.
final class PackagedServer {
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final String PASSWORD = "packaged";

    private final EmbeddedServer server;

    private PackagedServer(EmbeddedServer server) {
        this.server = server;
    }

    /// The oldest installed version we support.
    static Optional<Path> installed() throws IOException {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        try (var versions = Files.list(PACKAGES)) {
            return versions.filter(version -> version.getFileName().toString().matches("1[5-9]|[2-9][0-9]"))
                    .filter(version -> Files.isExecutable(version.resolve("bin/postgres")))
                    .min((one, other) -> one.getFileName().compareTo(other.getFileName()));
        }
    }

    static PackagedServer start(Path binaries) throws IOException, InterruptedException, SQLException {
        var folder = TestFolder.of("packaged-postgresql");
        EmbeddedServer.deleteTree(folder);
        Files.createDirectories(folder);
        var password = Files.writeString(folder.resolve("password"), PASSWORD);
        var data = folder.resolve("data");
        var initdb = new ArrayList<>(EmbeddedServer.unprivileged());
        initdb.addAll(List.of(
                binaries.resolve("bin/initdb").toString(),
                "--pgdata=" + data,
                "--username=postgres",
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync"));
        EmbeddedServer.run(initdb);
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var server = EmbeddedServer.launch(
                binaries,
                data,
                port,
                EmbeddedServer.unprivileged(),
                Map.of("listen_addresses", "127.0.0.1", "unix_socket_directories", "", "fsync", "off"),
                folder.resolve("log"));
        SpringApplication.getShutdownHandlers().add(server::close);
        var packaged = new PackagedServer(server);
        try (var superuser = packaged.superuser("postgres");
                var statement = superuser.createStatement()) {
            statement.execute("create role operator login createrole password '" + PASSWORD + "'");
            statement.execute("create database sembang owner operator");
        }
        TestDatabase.migrate(new DatabaseAddress(server.url("sembang"), "operator", PASSWORD));
        return packaged;
    }

    Connection superuser(String database) throws SQLException {
        return new DatabaseAddress(server.url(database), "postgres", PASSWORD).connect();
    }
}
