package app.sembang.database;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.postgresql.util.PasswordUtil;

/// The roles the application signs in as. None owns a table, none can bypass a policy; their passwords follow from the
/// installation's key, so nobody has to keep them.
final class Roles {
    /// Sees the rows of the transaction's company.
    static final String APP = "sembang_app";
    /// Appends what vendors deliver, for many companies in one statement.
    static final String INGEST = "sembang_ingest";
    /// Reads the few things that span companies.
    static final String PLATFORM = "sembang_platform";
    /// Removes the rows of one company, and nothing else.
    static final String ERASE = "sembang_erase";

    private static final List<String> ALL = List.of(APP, INGEST, PLATFORM, ERASE);

    private static final int OLDEST_SERVER = 15;
    /// Any number: of several processes that start together one makes the roles.
    private static final long LOCK = 0x53656d62616e67L;

    private static final String CONNECTION_FAILURE = "08";
    private static final Set<String> NOT_ADMITTED = Set.of("28000", "28P01");
    private static final String NOT_PRIVILEGED = "42501";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final DatabaseAddress address;
    private final InstallationKeys keys;
    /// The key whose password was right the last time.
    private volatile int fitting;

    Roles(DatabaseAddress address, InstallationKeys keys) {
        this.address = address;
        this.keys = keys;
    }

    String password(String role) {
        return password(role, keys.credentialEncryptionKey());
    }

    private static String password(String role, byte[] key) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(key)
                    .thenExpand(("database role " + role).getBytes(StandardCharsets.UTF_8), 32);
            return HexFormat.of().formatHex(KDF.getInstance("HKDF-SHA256").deriveData(parameters));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes the roles that are missing and renews passwords that no longer fit.
    void ensure() {
        try (var owner = address.connect()) {
            if (owner.getMetaData().getDatabaseMajorVersion() < OLDEST_SERVER) {
                throw new StartRefused("PostgreSQL %d or newer is needed, %s is %s"
                        .formatted(OLDEST_SERVER, address, owner.getMetaData().getDatabaseProductVersion()));
            }
            owner.setAutoCommit(false);
            execute(owner, "select pg_advisory_xact_lock(%d)".formatted(LOCK));
            for (var role : ALL) {
                if (!admits(role)) {
                    make(owner, role);
                }
            }
            refuseMighty(owner);
            grant(owner);
            owner.commit();
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    private boolean admits(String role) throws SQLException {
        try (var _ = connect(role, new Properties())) {
            return true;
        } catch (SQLException e) {
            if (NOT_ADMITTED.contains(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /// Signs a role in with whichever of the installation's keys its password follows from: while the key is being
    /// replaced, processes with the old one and with the new one run side by side.
    Connection connect(String role, Properties properties) throws SQLException {
        var all = keys.credentialKeys();
        int first = fitting;
        for (int i = 0; ; i++) {
            int candidate = (first + i) % all.size();
            try {
                var connection = address.connect(role, password(role, all.get(candidate)), properties);
                fitting = candidate;
                return connection;
            } catch (SQLException e) {
                if (!NOT_ADMITTED.contains(e.getSQLState()) || i + 1 == all.size()) {
                    throw e;
                }
            }
        }
    }

    /// The server keeps what proves the password, made here. Once is enough: many rounds slow down who guesses a
    /// person's password, these have 256 random bits; and each connection would go through the rounds.
    private void make(Connection owner, String role) throws SQLException {
        if (!exists(owner, role)) {
            execute(owner, "create role " + role + " login");
        }
        var salt = new byte[16];
        RANDOM.nextBytes(salt);
        execute(
                owner,
                "alter role %s password '%s'"
                        .formatted(
                                role,
                                PasswordUtil.encodeScramSha256(password(role).toCharArray(), 1, salt)));
    }

    private static boolean exists(Connection owner, String role) throws SQLException {
        try (var query = owner.prepareStatement("select 1 from pg_roles where rolname = ?")) {
            query.setString(1, role);
            return query.executeQuery().next();
        }
    }

    /// Whether each role exists with its password.
    boolean areReady() throws SQLException {
        for (var role : ALL) {
            if (!admits(role)) {
                return false;
            }
        }
        return true;
    }

    boolean canBeMade() throws SQLException {
        try (var owner = address.connect();
                var query = owner.prepareStatement(
                        "select rolcreaterole or rolsuper from pg_roles where rolname = current_user")) {
            var rows = query.executeQuery();
            return rows.next() && rows.getBoolean(1);
        }
    }

    /// What a superuser runs where the owner may not.
    String sql() {
        var sql = new StringBuilder();
        for (var role : ALL) {
            sql.append("create role %s login password '%s';%n".formatted(role, password(role)));
        }
        return sql.toString().strip();
    }

    private static void refuseMighty(Connection owner) throws SQLException {
        try (var query = owner.prepareStatement(
                "select string_agg(rolname, ', ') from pg_roles where rolname = any (?) and (rolsuper or rolbypassrls)")) {
            query.setArray(1, owner.createArrayOf("text", ALL.toArray()));
            var rows = query.executeQuery();
            rows.next();
            if (rows.getString(1) != null) {
                throw new StartRefused(rows.getString(1) + " must be neither superuser nor bypass row-level security");
            }
        }
    }

    private static void grant(Connection owner) throws SQLException {
        var roles = String.join(", ", ALL);
        execute(owner, "grant usage on schema public to " + roles);
        execute(owner, """
                do $$ begin
                    execute format('grant connect on database %%I to %s', current_database());
                end $$
                """.formatted(roles));
    }

    StartRefused refusal(SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith(CONNECTION_FAILURE)) {
            return new StartRefused("no PostgreSQL answers at " + address.url(), e);
        }
        if (state.equals(NOT_PRIVILEGED)) {
            return new StartRefused(
                    "'%s' may not create roles; ./sembang doctor prints the SQL for a superuser"
                            .formatted(address.user()),
                    e);
        }
        return new StartRefused("PostgreSQL at %s: %s".formatted(address, firstLine(e)), e);
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
