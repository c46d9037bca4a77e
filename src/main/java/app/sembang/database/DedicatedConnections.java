package app.sembang.database;

import java.sql.Connection;
import java.sql.SQLException;

/// Connections of the application's role outside the pool, for who keeps one: LISTEN. The caller closes it.
public class DedicatedConnections {
    private final DatabaseAddress address;
    private final Roles roles;

    DedicatedConnections(DatabaseAddress address, Roles roles) {
        this.address = address;
        this.roles = roles;
    }

    /// `purpose` is what the server shows as the connection's application.
    public Connection open(String purpose) throws SQLException {
        return address.connect(Roles.APP, roles.password(Roles.APP), "sembang " + purpose);
    }
}
