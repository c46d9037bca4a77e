package app.sembang.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/// Connections of the application's role outside the pool, for who keeps one: LISTEN. The caller closes it.
public class DedicatedConnections {
    private final Roles roles;

    DedicatedConnections(Roles roles) {
        this.roles = roles;
    }

    /// `purpose` is what the server shows as the connection's application.
    public Connection open(String purpose) throws SQLException {
        var properties = new Properties();
        properties.setProperty("ApplicationName", "sembang " + purpose);
        properties.setProperty("tcpKeepAlive", "true");
        return roles.connect(Roles.APP, properties);
    }
}
