package app.sembang.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.PGStatement;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Who signs in to the database: the owner only to migrate, then each pool as its own role.
/// A plain `JdbcClient` and the transaction manager are those of `sembang_app`, which has connections for
/// requests and some for the background; the two narrow roles go by the qualifiers `ingest` and `platform`.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseSettings.class)
class DatabaseConfiguration {
    @Bean
    InstallationKeys installationKeys(
            @Value("${sembang.secrets.jwt}") String jwtSecret,
            @Value("${sembang.secrets.credential-encryption-key}") String credentialEncryptionKey,
            @Value("${sembang.secrets.credential-encryption-key-previous}") String others) {
        return InstallationKeys.parse(jwtSecret, credentialEncryptionKey, others);
    }

    @Bean
    Roles roles(DatabaseSettings settings, InstallationKeys keys) {
        return new Roles(settings.address(), keys);
    }

    /// Not pooled: the owner's connections end with the migration.
    @Bean(defaultCandidate = false)
    @FlywayDataSource
    DataSource ownerDataSource(DatabaseSettings settings) {
        var owner = settings.address();
        return new SimpleDriverDataSource(new org.postgresql.Driver(), owner.url(), owner.user(), owner.password());
    }

    /// Nobody connects before this: an embedded server comes up while beans are made.
    @Bean
    FlywayMigrationStrategy rolesBeforeMigrations(Roles roles, ObjectProvider<EmbeddedServer> embedded) {
        return flyway -> {
            embedded.ifAvailable(EmbeddedServer::awaitReady);
            roles.ensure();
            flyway.migrate();
        };
    }

    /// Hundreds of jobs take turns at a few connections and wait long for one; so their pool is no bean of its own, for
    /// whatever asks whether the database is there would wait as long.
    @Bean
    @Primary
    AppDataSource dataSource(DatabaseSettings settings, Roles roles, @Qualifier("requests") HikariDataSource requests) {
        var background = pool(settings, roles, Roles.APP, settings.backgroundConnections());
        background.setPoolName(Roles.APP + "_background");
        background.setConnectionTimeout(Duration.ofMinutes(1).toMillis());
        return new AppDataSource(requests, background);
    }

    @Bean(defaultCandidate = false)
    @Qualifier("requests")
    HikariDataSource requestsDataSource(DatabaseSettings settings, Roles roles) {
        return pool(settings, roles, Roles.APP, settings.appConnections());
    }

    @Bean(defaultCandidate = false)
    @Qualifier("ingest")
    HikariDataSource ingestDataSource(DatabaseSettings settings, Roles roles) {
        return pool(settings, roles, Roles.INGEST, settings.ingestConnections());
    }

    @Bean(defaultCandidate = false)
    @Qualifier("platform")
    HikariDataSource platformDataSource(DatabaseSettings settings, Roles roles) {
        return pool(settings, roles, Roles.PLATFORM, settings.platformConnections());
    }

    @Bean(defaultCandidate = false)
    @Qualifier("ingest")
    JdbcClient ingestJdbcClient(@Qualifier("ingest") DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean(defaultCandidate = false)
    @Qualifier("platform")
    JdbcClient platformJdbcClient(@Qualifier("platform") DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    /// For a query whose filters are mostly left open: it is planned for those that are given. The plan that the server
    /// keeps for all of them, after ten calls on a connection, read a whole company for a page of its inbox.
    @Bean(defaultCandidate = false)
    @Qualifier("planned")
    JdbcClient plannedJdbcClient(DataSource dataSource) {
        return JdbcClient.create(new JdbcTemplate(dataSource) {
            @Override
            protected void applyStatementSettings(Statement statement) throws SQLException {
                super.applyStatementSettings(statement);
                statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            }
        });
    }

    @Bean(defaultCandidate = false)
    @Qualifier("platform")
    TransactionTemplate platformTransactions(@Qualifier("platform") DataSource dataSource) {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    @Bean
    DedicatedConnections dedicatedConnections(Roles roles) {
        return new DedicatedConnections(roles);
    }

    /// Its connections are idle most of the time, and go when nothing is to be removed. Who removes waits long for a
    /// turn, so they are no bean of their own either.
    @Bean
    CompanyEraser companyEraser(DatabaseSettings settings, Roles roles) {
        var pool = pool(settings, roles, Roles.ERASE, 4);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(Duration.ofSeconds(30).toMillis());
        pool.setConnectionTimeout(Duration.ofMinutes(1).toMillis());
        return new CompanyEraser(pool);
    }

    @Bean
    OwnedRows ownedRows(CompanyEraser eraser) {
        return new OwnedRows(eraser);
    }

    private static HikariDataSource pool(DatabaseSettings settings, Roles roles, String role, int size) {
        // Without arguments it opens nothing before it is first used: the roles exist only once the migrations have
        // begun.
        var pool = new HikariDataSource();
        pool.setPoolName(role);
        var properties = new Properties();
        properties.setProperty("ApplicationName", role.replace('_', ' '));
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("preparedStatementCacheQueries", "512");
        properties.setProperty("preparedStatementCacheSizeMiB", "8");
        pool.setDataSource(new RoleDataSource(roles, role, properties));
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(settings.connectionTimeout().toMillis());
        return pool;
    }
}
