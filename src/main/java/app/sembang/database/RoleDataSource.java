package app.sembang.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.springframework.jdbc.datasource.AbstractDataSource;

/// New connections of one role, for its pool.
final class RoleDataSource extends AbstractDataSource {
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
        return roles.connect(role, properties);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new UnsupportedOperationException("The role signs in with a password of its own");
    }
}
