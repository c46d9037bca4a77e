package app.sembang.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/// The database is the guard: whatever a module forgets in a `where`, no row of another company is read or written.
/// The cases are made from the catalog, on our own server and on the distribution's where one is installed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationTests {
    private static final UUID OURS = UUID.fromString("00000000-0000-7000-8000-00000000000a");
    private static final UUID THEIRS = UUID.fromString("00000000-0000-7000-8000-00000000000b");
    private static final UUID NEW = UUID.fromString("00000000-0000-7000-8000-00000000000c");
    private static final UUID PLATFORM = UUID.fromString("00000000-0000-7000-8000-000000000001");
    private static final String REFUSED = "42501";

    private final TestDatabase database = TestDatabase.shared();
    private final List<Connection> connections = new ArrayList<>();

    @AfterAll
    void close() throws SQLException {
        for (var connection : connections) {
            connection.close();
        }
    }

    @Test
    void everyTableIsGuarded() throws SQLException {
        try (var connection = database.superuser(EmbeddedServer.DATABASE)) {
            assertThat(TenancyRules.violations(connection)).isEmpty();
        }
    }

    @Test
    void aTableWithoutItsGuardIsFound() throws SQLException {
        try (var connection = database.superuser(database.scratch())) {
            execute(connection, "create table leak (id uuid primary key, conversation_id uuid)");
            execute(connection, "drop policy company on message");
            execute(connection, "drop policy visible on note");
            execute(connection, "alter table contact no force row level security");
            execute(connection, "create policy more on conversation for select to sembang_app using (true)");
            execute(connection, "revoke delete on contact_identity from sembang_erase");
            execute(connection, "create view everything as select * from message");

            assertThat(TenancyRules.violations(connection))
                    .contains(
                            "leak: its primary key does not begin with company_id",
                            "leak: row-level security is not enabled and forced",
                            "leak: migrations by its owner would silently change no rows",
                            "leak: no policy holds the application to its company",
                            "leak: tells of a conversation or a contact, and an agent sees those of others",
                            "message: no policy holds the application to its company",
                            "leak: rows of a deleted company would stay",
                            "contact_identity: rows of a deleted company would stay",
                            "note: tells of a conversation or a contact, and an agent sees those of others",
                            "contact: row-level security is not enabled and forced",
                            "conversation: the policy more lets the application see or write more than its company",
                            "everything: the view reads with the rights of its owner, past the policies");
        }
    }

    @Test
    void everyPolicyBeyondTheUsualIsOneThatIsMeant() throws SQLException, IOException {
        try (var connection = database.superuser(EmbeddedServer.DATABASE)) {
            assertThat(TenancyRules.particularPolicies(connection))
                    .as("what policies.txt says, which a reviewer reads")
                    .isEqualTo(meantPolicies());
        }
    }

    /// Each policy is dropped once, and each table's guard taken down once, on a database of its own.
    @TestFactory
    Stream<DynamicTest> whicheverPolicyIsDroppedItIsNoticed() throws SQLException, IOException {
        var connection = keep(database.superuser(database.scratch()));
        var meant = meantPolicies();
        var breaks = new ArrayList<String>();
        try (var statement = connection.createStatement()) {
            var rows = statement.executeQuery("""
                    select format('drop policy %I on %I', policyname, tablename) from pg_policies where schemaname = 'public'
                    union all
                    select format('alter table %I ', relname) || what
                      from pg_class, unnest(array['disable row level security', 'no force row level security',
                               'owner to sembang_app', 'add check (true); create policy hole on ' || relname
                                   || ' for select to sembang_app using (true)']) what
                     where relnamespace = 'public'::regnamespace and relrowsecurity
                    """);
            while (rows.next()) {
                breaks.add(rows.getString(1));
            }
        }
        assertThat(breaks).hasSizeGreaterThan(100);
        var each = breaks.stream()
                .map(sql -> dynamicTest(sql, () -> {
                    connection.setAutoCommit(false);
                    try {
                        execute(connection, sql);
                        assertThat(isNoticed(connection, meant)).isTrue();
                    } finally {
                        connection.rollback();
                        connection.setAutoCommit(true);
                    }
                }));
        var before = dynamicTest(
                "before, all is well",
                () -> assertThat(isNoticed(connection, meant)).isFalse());
        var after = dynamicTest(
                "afterwards, all is well again",
                () -> assertThat(isNoticed(connection, meant)).isFalse());
        return Stream.concat(Stream.concat(Stream.of(before), each), Stream.of(after));
    }

    private static boolean isNoticed(Connection connection, List<String> meant) throws SQLException {
        return !TenancyRules.violations(connection).isEmpty()
                || !TenancyRules.particularPolicies(connection).equals(meant);
    }

    private static List<String> meantPolicies() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/policies.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    @TestFactory
    Stream<DynamicContainer> rowsOfOtherCompaniesDoNotExist() throws SQLException, IOException, InterruptedException {
        var containers = new ArrayList<DynamicContainer>();
        containers.add(dynamicContainer("embedded", attempts(keep(database.superuser(database.scratch())))));
        var packaged = PackagedServer.installed();
        if (packaged.isPresent()) {
            var connection = keep(PackagedServer.start(packaged.get()).superuser(EmbeddedServer.DATABASE));
            var violations = TenancyRules.violations(connection);
            var guarded = dynamicTest(
                    "every table is guarded", () -> assertThat(violations).isEmpty());
            containers.add(dynamicContainer(
                    "PostgreSQL " + packaged.get().getFileName(),
                    Stream.concat(Stream.of(guarded), attempts(connection))));
        }
        return containers.stream();
    }

    private Connection keep(Connection connection) {
        connections.add(connection);
        return connection;
    }

    private static Stream<DynamicContainer> attempts(Connection connection) throws SQLException {
        var tables = SampleRows.tables(connection, TenancyRules.OF_NO_COMPANY.keySet());
        SampleRows.leaveOnlyPolicies(connection);
        for (var table : tables) {
            for (var company : List.of(OURS, THEIRS, PLATFORM)) {
                execute(connection, "delete from %s where company_id = '%s'".formatted(table.name(), company));
                execute(connection, table.insert(company));
            }
        }
        return tables.stream().map(table -> dynamicContainer(table.name(), new Attempts(connection, table).all()));
    }

    /// Every statement on one table, for no company, another company and the own one. Only policies decide: the scratch
    /// database grants the application everything and has no other constraints.
    private record Attempts(Connection connection, SampleRows.Table table) {
        Stream<DynamicTest> all() {
            var name = table.name();
            var tests = new ArrayList<DynamicTest>();
            tests.add(test("without a company nothing is seen", null, () -> {
                assertThat(count("select count(*) from " + name)).isZero();
            }));
            tests.add(test("without a company nothing is changed", null, () -> {
                assertThat(update("update %s set company_id = company_id".formatted(name)))
                        .isZero();
            }));
            tests.add(test("without a company nothing is deleted", null, () -> {
                assertThat(update("delete from " + name)).isZero();
            }));
            tests.add(test("without a company nothing is added", null, () -> refused(table.insert(NEW))));
            tests.add(test("the own rows are seen, another company's are not", OURS, () -> {
                assertThat(count("select count(*) from %s where company_id = '%s'".formatted(name, OURS)))
                        .isEqualTo(1);
                assertThat(count("select count(*) from %s where company_id = '%s'".formatted(name, THEIRS)))
                        .isZero();
            }));
            tests.add(test("rows of the platform are seen only where they are shared, and never changed", OURS, () -> {
                assertThat(count("select count(*) from %s where company_id = '%s'".formatted(name, PLATFORM)))
                        .isEqualTo(table.shared() ? 1 : 0);
                assertThat(update("update %s set company_id = company_id where company_id = '%s'"
                                .formatted(name, PLATFORM)))
                        .isZero();
                assertThat(update("delete from %s where company_id = '%s'".formatted(name, PLATFORM)))
                        .isZero();
            }));
            tests.add(test("another company's rows are not changed", OURS, () -> {
                assertThat(update("update %s set company_id = company_id where company_id = '%s'"
                                .formatted(name, THEIRS)))
                        .isZero();
                assertThat(update("update %s set company_id = company_id".formatted(name)))
                        .isEqualTo(1);
            }));
            tests.add(test("a row is not given to another company", OURS, () -> {
                refused("update %s set company_id = '%s' where company_id = '%s'".formatted(name, NEW, OURS));
            }));
            tests.add(test("another company's rows are not deleted", OURS, () -> {
                assertThat(update("delete from %s where company_id = '%s'".formatted(name, THEIRS)))
                        .isZero();
                assertThat(update("delete from " + name)).isEqualTo(1);
            }));
            tests.add(test("a row is added to the own company only", NEW, () -> {
                assertThat(update(table.insert(NEW))).isEqualTo(1);
                refused(table.insert(THEIRS));
            }));
            if (table.scoped()) {
                tests.add(test("without a scope nothing is seen", OURS, () -> {
                    setting("app.scope", "");
                    assertThat(count("select count(*) from " + name)).isZero();
                }));
                tests.add(test("another agent's rows are neither seen nor changed nor deleted", OURS, () -> {
                    setting("app.scope", "own");
                    setting("app.member_id", NEW.toString());
                    assertThat(count("select count(*) from " + name)).isZero();
                    assertThat(update("update %s set company_id = company_id".formatted(name)))
                            .isZero();
                    assertThat(update("delete from " + name)).isZero();
                }));
            }
            return tests.stream();
        }

        private DynamicTest test(String name, @Nullable UUID company, Executable work) {
            return dynamicTest(name, () -> {
                connection.setAutoCommit(false);
                try {
                    execute(connection, "set local role sembang_app");
                    setting("app.scope", "company");
                    setting("app.company_id", company == null ? "" : company.toString());
                    work.execute();
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            });
        }

        private void setting(String setting, String value) throws SQLException {
            execute(connection, "select set_config('%s', '%s', true)".formatted(setting, value));
        }

        private long count(String sql) throws SQLException {
            try (var statement = connection.createStatement()) {
                var rows = statement.executeQuery(sql);
                rows.next();
                return rows.getLong(1);
            }
        }

        private int update(String sql) throws SQLException {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        }

        private void refused(String sql) throws SQLException {
            var before = connection.setSavepoint();
            assertThatThrownBy(() -> update(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(REFUSED));
            connection.rollback(before);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
