package app.sembang.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The database as its operator sees it, whole, for commands that run beside the product: by `DATABASE_URL`, or the
/// embedded server of `SEMBANG_HOME`. Where the product does not run, that server runs until this is closed.
public final class OperatorConnection implements AutoCloseable {
    private final Connection database;
    private final @Nullable EmbeddedServer server;
    private final Optional<byte[]> jwtSecret;
    private final Optional<String> address;

    private OperatorConnection(
            Connection database,
            @Nullable EmbeddedServer server,
            Optional<byte[]> jwtSecret,
            Optional<String> address) {
        this.database = database;
        this.server = server;
        this.jwtSecret = jwtSecret;
        this.address = address;
    }

    public static OperatorConnection open() throws SQLException {
        var jwtSecret = given("JWT_SECRET");
        var url = given("DATABASE_URL");
        if (url.isPresent()) {
            var database = DatabaseAddress.parse(
                            url.get(), System.getenv("DATABASE_USER"), System.getenv("DATABASE_PASSWORD"))
                    .connect();
            return new OperatorConnection(database, null, jwtSecret.map(OperatorConnection::bytes), Optional.empty());
        }
        var folder = folder();
        try {
            return embedded(folder, jwtSecret);
        } catch (IOException unreadable) {
            throw new StartRefused("SEMBANG_HOME=%s cannot be used (%s)".formatted(folder, unreadable), unreadable);
        }
    }

    private static OperatorConnection embedded(Path folder, Optional<String> jwtSecret)
            throws SQLException, IOException {
        if (!Files.exists(folder.resolve("postgresql.port"))) {
            throw new StartRefused("nothing was ever started with SEMBANG_HOME=" + folder + "; start ./sembang once");
        }
        var free = Home.openUnlessTaken(folder);
        var server = free == null ? null : EmbeddedServer.start(free, Map.of());
        try {
            var secrets = new Properties();
            try (var reader = Files.newBufferedReader(folder.resolve("secrets.properties"))) {
                secrets.load(reader);
            }
            var port = Files.readString(folder.resolve("postgresql.port")).strip();
            var database = new DatabaseAddress(
                            "jdbc:postgresql://127.0.0.1:%s/%s".formatted(port, EmbeddedServer.DATABASE),
                            EmbeddedServer.OWNER,
                            secrets.getProperty("DATABASE_PASSWORD"))
                    .connect();
            var note = folder.resolve("address");
            return new OperatorConnection(
                    database,
                    server,
                    jwtSecret
                            .or(() -> Optional.ofNullable(secrets.getProperty("JWT_SECRET")))
                            .map(OperatorConnection::bytes),
                    Files.exists(note) ? Optional.of(Files.readString(note).strip()) : Optional.empty());
        } catch (SQLException | IOException failed) {
            if (server != null) {
                server.close();
            }
            throw failed;
        }
    }

    private static Path folder() {
        return given("SEMBANG_HOME")
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".sembang"))
                .toAbsolutePath()
                .normalize();
    }

    /// `SEMBANG_HOME`.
    Path home() {
        return folder();
    }

    public Connection database() {
        return database;
    }

    /// The secret the product signs with; refused where it is not at hand.
    public byte[] jwtSecret() {
        return jwtSecret.orElseThrow(
                () -> new StartRefused("JWT_SECRET is missing; give the one the product runs with"));
    }

    /// Where people reach the product: `BASE_URL`, else where it last said it answers.
    public String address() {
        return given("BASE_URL")
                .or(() -> address)
                .orElseGet(() -> "http://localhost:" + given("PORT").orElse("8080"))
                .replaceFirst("/$", "");
    }

    @Override
    public void close() throws SQLException {
        try {
            database.close();
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }

    private static Optional<String> given(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    private static byte[] bytes(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8);
    }
}
