package app.sembang.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.AbstractDataSource;

/// Connections of `sembang_app`: from the pool of requests, or from that of the background for what runs there.
final class AppDataSource extends AbstractDataSource implements AutoCloseable {
    private final HikariDataSource requests;
    private final HikariDataSource background;

    /// @param background is closed with this
    AppDataSource(HikariDataSource requests, HikariDataSource background) {
        this.requests = requests;
        this.background = background;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return (Background.isHere() ? background : requests).getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException("The role signs in with a password of its own");
    }

    @Override
    public void close() {
        background.close();
    }
}
