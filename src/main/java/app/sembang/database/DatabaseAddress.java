package app.sembang.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where the database answers, and as whom its owner signs in.
/// `url` is a JDBC address without user and password, so that every role can use it.
record DatabaseAddress(String url, String user, String password) {
    private static final Pattern JDBC = Pattern.compile("jdbc:postgresql:(?<place>[^?]+)(?:\\?(?<query>.*))?");
    private static final Pattern LIBPQ = Pattern.compile(
            "postgres(?:ql)?://(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<place>[^?]+)(?:\\?(?<query>.*))?");

    /// Reads `jdbc:postgresql://host/db` and `postgres(ql)://user:password@host/db`; `user` and `password`, when given,
    /// win over those in the address.
    static DatabaseAddress parse(String address, @Nullable String user, @Nullable String password) {
        var jdbc = JDBC.matcher(address);
        if (jdbc.matches()) {
            return of(jdbc.group("place"), jdbc, user, password);
        }
        var libpq = LIBPQ.matcher(address);
        if (libpq.matches()) {
            return of(
                    "//" + libpq.group("place"),
                    libpq,
                    firstGiven(user, decoded(libpq.group("user"))),
                    firstGiven(password, decoded(libpq.group("password"))));
        }
        throw new StartRefused(
                "DATABASE_URL is neither jdbc:postgresql://host:port/database nor postgres://user:password@host:port/database");
    }

    private static DatabaseAddress of(String place, Matcher matcher, @Nullable String user, @Nullable String password) {
        var parameters = new StringBuilder();
        @Nullable String query = matcher.group("query");
        for (var parameter : query == null ? new String[0] : query.split("&", -1)) {
            if (parameter.startsWith("user=")) {
                user = firstGiven(user, decoded(parameter.substring("user=".length())));
            } else if (parameter.startsWith("password=")) {
                password = firstGiven(password, decoded(parameter.substring("password=".length())));
            } else if (!parameter.isEmpty()) {
                parameters.append(parameters.isEmpty() ? '?' : '&').append(parameter);
            }
        }
        if (user == null || user.isBlank()) {
            throw new StartRefused("DATABASE_USER is missing");
        }
        return new DatabaseAddress("jdbc:postgresql:" + place + parameters, user, password == null ? "" : password);
    }

    /// A connection as the owner, outside all pools.
    Connection connect() throws SQLException {
        return connect(user, password, "sembang owner");
    }

    Connection connect(String role, String rolePassword, String purpose) throws SQLException {
        var properties = new Properties();
        properties.setProperty("ApplicationName", purpose);
        properties.setProperty("tcpKeepAlive", "true");
        return connect(role, rolePassword, properties);
    }

    Connection connect(String role, String rolePassword, Properties more) throws SQLException {
        var properties = new Properties();
        properties.putAll(more);
        properties.setProperty("user", role);
        properties.setProperty("password", rolePassword);
        return DriverManager.getConnection(url, properties);
    }

    private static @Nullable String firstGiven(@Nullable String first, @Nullable String second) {
        return first != null && !first.isBlank() ? first : second;
    }

    private static @Nullable String decoded(@Nullable String text) {
        return text == null ? null : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return url + " as " + user;
    }
}
