package app.sembang.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.Products;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.InstallationKeys;
import app.sembang.database.TestDatabase;
import app.sembang.shared.CompanyId;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// CREDENTIAL_ENCRYPTION_KEY is replaced as docs/security.md says, on a server of its own: the passwords of
/// the database roles follow from the key.
class KeyRotationTests {
    private static final String OLD = "a1".repeat(32);
    private static final String NEW = "b2".repeat(32);
    private static final int COMPANIES = 150;

    private final TestDatabase database;

    KeyRotationTests() throws SQLException {
        database = TestDatabase.separate("key-rotation-postgresql");
    }

    private record Sealed(CompanyId company, String text) {}

    @Test
    void theKeyIsReplacedWhileProcessesReadAndNothingIsLost() throws Exception {
        var companies = companies();
        var sealed = new ArrayList<Sealed>();
        try (var before = product(OLD, "")) {
            for (var company : companies) {
                sealed.add(new Sealed(company, secrets(before).seal(company, "botToken", "token of " + company)));
            }
        }

        // First every process learns the next key, then they seal with it, at last the old one is forgotten.
        try (var knowsBoth = product(OLD, NEW);
                var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var stop = new AtomicBoolean();
            var reading = readers.submit(reader(knowsBoth, sealed, stop));
            try (var next = product(NEW, OLD)) {
                var readingToo = readers.submit(reader(next, sealed, stop));
                var rotation = next.getBean(KeyRotation.class);
                rotation.reseal();

                assertThat(sealedWith(next)).containsExactly(secrets(next).sealedWith());
                assertThat(rotation.reseal()).as("a second run does nothing").isZero();
                stop.set(true);
                assertThat(reading.get()).isPositive();
                assertThat(readingToo.get()).isPositive();
            }
            try (var only = product(NEW, "")) {
                assertOpens(only, sealed);

                // The roles' passwords have changed under the process that still knows both keys.
                knowsBoth.getBeansOfType(HikariDataSource.class).values().forEach(pool -> {
                    if (pool.isRunning()) pool.getHikariPoolMXBean().softEvictConnections();
                });
                assertOpens(knowsBoth, sealed);
            }
            assertThatThrownBy(() -> fresh(
                                    knowsBoth,
                                    new InstallationKeys(
                                            knowsBoth
                                                    .getBean(InstallationKeys.class)
                                                    .jwtSecret(),
                                            new byte[32]))
                            .open(
                                    sealed.getFirst().company(),
                                    "botToken",
                                    sealed.getFirst().text()))
                    .isInstanceOf(Secrets.Unreadable.class);
        }
    }

    private List<CompanyId> companies() throws SQLException {
        var made = new ArrayList<CompanyId>();
        try (var owner = database.owner("sembang");
                var insert = owner.prepareStatement("""
                        insert into company (id, name, slug, country, currency, time_zone, preferred_language)
                        values (?, 'Kedai', ?, 'MY', 'MYR', 'Asia/Kuala_Lumpur', 'ms')
                        """)) {
            for (int i = 0; i < COMPANIES; i++) {
                var company = CompanyId.next();
                insert.setObject(1, company.value());
                insert.setString(2, "kedai-" + i);
                insert.executeUpdate();
                made.add(company);
            }
        }
        return made;
    }

    private ConfigurableApplicationContext product(String key, String others) {
        var settings = new HashMap<>(database.environment("sembang"));
        settings.put("CREDENTIAL_ENCRYPTION_KEY", key);
        settings.put("CREDENTIAL_ENCRYPTION_KEY_PREVIOUS", others);
        return Products.start(settings);
    }

    private static Secrets secrets(ConfigurableApplicationContext product) {
        return product.getBean(Secrets.class);
    }

    /// As a process that has nothing in memory yet.
    private static Secrets fresh(ConfigurableApplicationContext product, InstallationKeys keys) {
        return new Secrets(product.getBean(CompanyTransactions.class), product.getBean(JdbcClient.class), keys);
    }

    private static Callable<Integer> reader(
            ConfigurableApplicationContext product, List<Sealed> sealed, AtomicBoolean stop) {
        return () -> {
            int rounds = 0;
            do {
                assertOpens(product, sealed);
                rounds++;
            } while (!stop.get());
            return rounds;
        };
    }

    private static void assertOpens(ConfigurableApplicationContext product, List<Sealed> sealed) {
        var secrets = fresh(product, product.getBean(InstallationKeys.class));
        for (var one : sealed) {
            assertThat(secrets.open(one.company(), "botToken", one.text())).isEqualTo("token of " + one.company());
        }
    }

    private List<String> sealedWith(ConfigurableApplicationContext product) throws SQLException {
        assertThat(product.isRunning()).isTrue();
        try (var owner = database.owner("sembang");
                var statement = owner.createStatement()) {
            var rows = statement.executeQuery("select distinct sealed_with from company_key");
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
