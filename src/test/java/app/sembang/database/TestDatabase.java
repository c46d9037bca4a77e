package app.sembang.database;

import app.sembang.TestFolder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// One PostgreSQL for all tests of a process: started when the first needs it, migrated once, gone at the end.
/// What survives a crash is not what these tests ask, so it does not wait for the disk.
public final class TestDatabase {
    public static final InstallationKeys KEYS =
            InstallationKeys.parse("the tests sign their tokens with this", "5e".repeat(32));

    private static final String TEMPLATE = "sembang_template";
    private static final AtomicInteger SCRATCHES = new AtomicInteger();

    private static @Nullable TestDatabase shared;

    private final Home home;
    private final EmbeddedServer server;

    private TestDatabase(String folder) throws SQLException {
        home = Home.open(TestFolder.of(folder));
        server = EmbeddedServer.start(
                home,
                Map.of(
                        "fsync",
                        "off",
                        "synchronous_commit",
                        "off",
                        "full_page_writes",
                        "off",
                        "max_connections",
                        "200"));
        SpringApplication.getShutdownHandlers().add(server::close);
        try (var superuser = superuser("postgres")) {
            recreate(superuser, TEMPLATE, "template1");
            migrate(address(TEMPLATE));
            recreate(superuser, EmbeddedServer.DATABASE, TEMPLATE);
        }
    }

    public static synchronized TestDatabase shared() {
        if (shared == null) {
            try {
                shared = new TestDatabase("postgresql");
            } catch (SQLException e) {
                throw new IllegalStateException("The database of the tests did not start", e);
            }
        }
        return shared;
    }

    /// A server of its own, for a test that changes what all databases of a server share: roles and their passwords.
    public static TestDatabase separate(String name) throws SQLException {
        return new TestDatabase(name);
    }

    /// A migrated database without data of its own, for a test that breaks things. Returns its name.
    public String scratch() throws SQLException {
        var name = "scratch_" + SCRATCHES.incrementAndGet();
        try (var superuser = superuser("postgres")) {
            recreate(superuser, name, TEMPLATE);
        }
        return name;
    }

    /// A database without rows as the product made it when these were all its migrations. Returns its name.
    ///
    /// @param version of the last one
    String earlier(String version) throws SQLException {
        var name = "scratch_" + SCRATCHES.incrementAndGet();
        try (var superuser = superuser("postgres")) {
            recreate(superuser, name, "template1");
        }
        migrate(address(name), version);
        return name;
    }

    void upgrade(String database) {
        migrate(address(database));
    }

    /// Sees and may do everything.
    public Connection superuser(String database) throws SQLException {
        return address(database).connect("postgres", home.secret("POSTGRES_PASSWORD"), "test");
    }

    /// As the owner of the schema, as migrations run.
    public Connection owner(String database) throws SQLException {
        return address(database).connect();
    }

    /// As one of the roles the product uses: `sembang_app`, `sembang_ingest`, `sembang_platform`.
    public Connection as(String role, String database) throws SQLException {
        var address = address(database);
        return address.connect(role, new Roles(address, KEYS).password(role), "test");
    }

    /// What a process started by a test needs in its environment to use this database.
    public Map<String, String> environment(String database) {
        var address = address(database);
        return Map.of(
                "DATABASE_URL", address.url(),
                "DATABASE_USER", address.user(),
                "DATABASE_PASSWORD", address.password(),
                "JWT_SECRET", new String(KEYS.jwtSecret(), StandardCharsets.UTF_8),
                "CREDENTIAL_ENCRYPTION_KEY", HexFormat.of().formatHex(KEYS.credentialEncryptionKey()));
    }

    /// Brings a database to what the product expects, as its start does.
    /// How the server does it for the application, under a company's policies, having done it; line by line.
    public static List<String> plan(Connection superuser, String company, String sql) throws SQLException {
        try (var statement = superuser.createStatement()) {
            statement.execute("set local role sembang_app");
            statement.execute(
                    "select set_config('app.company_id', '%s', true), set_config('app.scope', 'company', true)"
                            .formatted(company));
            var lines = new ArrayList<String>();
            try (var rows = statement.executeQuery("explain (analyze, timing off) " + sql)) {
                while (rows.next()) lines.add(rows.getString(1));
            }
            statement.execute("reset role");
            return lines;
        }
    }

    static void migrate(DatabaseAddress owner) {
        migrate(owner, "latest");
    }

    private static void migrate(DatabaseAddress owner, String upTo) {
        new Roles(owner, KEYS).ensure();
        Flyway.configure()
                .dataSource(owner.url(), owner.user(), owner.password())
                .outOfOrder(true)
                .target(upTo)
                .load()
                .migrate();
    }

    private DatabaseAddress address(String database) {
        return new DatabaseAddress(server.url(database), EmbeddedServer.OWNER, home.secret("DATABASE_PASSWORD"));
    }

    private static void recreate(Connection superuser, String database, String template) throws SQLException {
        try (var statement = superuser.createStatement()) {
            statement.execute("drop database if exists %s with (force)".formatted(database));
            statement.execute("create database %s template %s owner %s strategy file_copy"
                    .formatted(database, template, EmbeddedServer.OWNER));
        }
    }

    /// Lets every Spring context of the tests find the shared database where an operator's settings would be.
    static class Environment implements EnvironmentPostProcessor {
        @Override
        public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "shared test database", Map.copyOf(shared().environment(EmbeddedServer.DATABASE))));
        }
    }
}
