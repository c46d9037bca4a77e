package app.sembang;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A table belongs to the module whose folder holds its migration. Any of them may point to the tenant.
class ModuleTablesTests {
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern CREATE_TABLE = Pattern.compile("(?im)^create table (?:if not exists )?(\\w+)");
    private static final Pattern QUOTED = Pattern.compile("\"(\\w+)[^\"]*\"");

    @Test
    void foreignKeysPointTheWayTheModulesDo() throws IOException, SQLException {
        var modules = modulesOfTables();
        var wrong = new ArrayList<String>();
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement()) {
            var keys = statement.executeQuery("""
                    select distinct conrelid::regclass::text, confrelid::regclass::text
                      from pg_constraint
                     where contype = 'f' and connamespace = 'public'::regnamespace and confrelid <> 'company'::regclass
                    """);
            while (keys.next()) {
                var from = modules.getOrDefault(keys.getString(1), "?");
                var to = modules.getOrDefault(keys.getString(2), "?");
                if (!from.equals(to) && !allowedDependencies(from).contains(to)) {
                    wrong.add("%s (%s) points to %s (%s)".formatted(keys.getString(1), from, keys.getString(2), to));
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static Map<String, String> modulesOfTables() throws IOException {
        var modules = new HashMap<String, String>();
        try (var files = Files.walk(MIGRATIONS)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var tables = CREATE_TABLE.matcher(Files.readString(file));
                while (tables.find()) {
                    modules.put(
                            tables.group(1),
                            MIGRATIONS.relativize(file).getName(0).toString());
                }
            }
        }
        return modules;
    }

    /// From the source, because the tests' own front page of a package hides the compiled one.
    private static List<String> allowedDependencies(String module) throws IOException {
        var front = Files.readString(Path.of("src/main/java/app/sembang", module, "package-info.java"));
        return QUOTED.matcher(front).results().map(match -> match.group(1)).toList();
    }
}
