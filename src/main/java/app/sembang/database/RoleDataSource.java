package app.sembang.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.springframework.jdbc.datasource.AbstractDataSource;

/// New connections of one role, for its pool.
///
/// A process that is paused in the middle of a transaction (a stopped container) keeps its locks, and with them its
/// lease: others wait until the database ends that transaction. None of ours waits so long for its own process.
final class RoleDataSource extends AbstractDataSource {
    private static final String PATIENCE = "set idle_in_transaction_session_timeout = '10s'";

    private final Roles roles;
    private final String role;
    private final Properties properties;

    RoleDataSource(Roles roles, String role, Properties properties) {
        this.roles = roles;
        this.role = role;
        this.properties = properties;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = roles.connect(role, properties);
        try (var statement = connection.createStatement()) {
            statement.execute(PATIENCE);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new UnsupportedOperationException("The role signs in with a password of its own");
    }
}
