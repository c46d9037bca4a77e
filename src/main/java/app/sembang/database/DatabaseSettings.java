package app.sembang.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param url where PostgreSQL answers: `jdbc:postgresql://…` or `postgres://user:password@host/database`
/// @param user the role that owns the schema and makes the others
/// @param connectionTimeout how long work waits for a connection before it is refused
/// @param appConnections of each process, for requests and what they wait for
/// @param backgroundConnections of each process, for jobs
/// @param ingestConnections of each process, for what vendors deliver
/// @param platformConnections of each process, for the few reads across companies
@ConfigurationProperties("sembang.database")
record DatabaseSettings(
        String url,
        @Nullable String user,
        @Nullable String password,
        @DefaultValue("2s") Duration connectionTimeout,
        @DefaultValue("10") int appConnections,
        @DefaultValue("4") int backgroundConnections,
        @DefaultValue("2") int ingestConnections,
        @DefaultValue("3") int platformConnections) {
    DatabaseAddress address() {
        return DatabaseAddress.parse(url, user, password);
    }
}
