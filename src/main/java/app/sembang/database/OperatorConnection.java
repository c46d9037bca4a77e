package app.sembang.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/// The database as its operator sees it, whole, for commands that run beside the product: by `DATABASE_URL`, or the
/// embedded server of `SEMBANG_HOME` while the product runs.
public final class OperatorConnection {
    private OperatorConnection() {}

    public static Connection open() throws SQLException {
        var url = System.getenv("DATABASE_URL");
        if (url != null && !url.isBlank()) {
            return DatabaseAddress.parse(url, System.getenv("DATABASE_USER"), System.getenv("DATABASE_PASSWORD"))
                    .connect();
        }
        var given = System.getenv("SEMBANG_HOME");
        return embedded(given == null ? Path.of(System.getProperty("user.home"), ".sembang") : Path.of(given));
    }

    private static Connection embedded(Path home) throws SQLException {
        var port = home.resolve("postgresql.port");
        if (!Files.exists(port)) {
            throw new StartRefused("nothing was ever started with SEMBANG_HOME=" + home);
        }
        var secrets = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("secrets.properties"))) {
            secrets.load(reader);
            return new DatabaseAddress(
                            "jdbc:postgresql://127.0.0.1:%s/%s"
                                    .formatted(Files.readString(port).strip(), EmbeddedServer.DATABASE),
                            EmbeddedServer.OWNER,
                            secrets.getProperty("DATABASE_PASSWORD"))
                    .connect();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
