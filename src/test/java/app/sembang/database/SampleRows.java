package app.sembang.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// A row for any table of a company, made from the catalog alone.
final class SampleRows {
    private SampleRows() {}

    /// @param shared whether rows of the platform are shown to every company
    /// @param scoped whether what an agent sees of it is narrower than the company
    record Table(String name, List<Column> columns, boolean shared, boolean scoped) {
        /// Every uuid in the row is the company's own, so that rows of one company belong together: the message's
        /// conversation, its contact, the member responsible for it.
        String insert(UUID company) {
            return "insert into %s (%s) values (%s)"
                    .formatted(
                            name,
                            columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                            columns.stream()
                                    .map(column -> column.value(company))
                                    .collect(Collectors.joining(", ")));
        }
    }

    record Column(String name, String type, String category) {
        String value(UUID company) {
            return switch (type) {
                case "uuid" -> "'%s'".formatted(company);
                case "json", "jsonb" -> "'{}'";
                case "xid8" -> "'1'";
                case "inet", "cidr" -> "'127.0.0.1'";
                case "bytea" -> "'\\x00'";
                default ->
                    switch (category) {
                        case "A" -> "'{}'";
                        case "B" -> "true";
                        case "D" -> "now()";
                        case "T" -> "'1 second'";
                        case "N" -> "1";
                        case "S" -> "'x'";
                        default -> "default";
                    };
            };
        }
    }

    static List<Table> tables(Connection connection, Collection<String> ofNoCompany) throws SQLException {
        try (var query = connection.prepareStatement("""
                select c.relname,
                       exists (select from pg_policy p
                                where p.polrelid = c.oid and p.polcmd = 'r'
                                  and 'sembang_app'::regrole = any (p.polroles)
                                  and pg_get_expr(p.polqual, p.polrelid) like '%platform_company()%'),
                       exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive)
                  from pg_class c
                 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                   and c.relname <> all (?)
                 order by c.relname
                """)) {
            query.setArray(1, connection.createArrayOf("text", ofNoCompany.toArray()));
            var rows = query.executeQuery();
            var tables = new ArrayList<Table>();
            while (rows.next()) {
                var name = rows.getString(1);
                tables.add(new Table(name, columns(connection, name), rows.getBoolean(2), rows.getBoolean(3)));
            }
            return tables;
        }
    }

    private static List<Column> columns(Connection connection, String table) throws SQLException {
        try (var query = connection.prepareStatement("""
                select a.attname, t.typname, t.typcategory
                  from pg_attribute a
                  join pg_type t on t.oid = a.atttypid
                 where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped
                   and a.attgenerated = '' and a.attidentity = ''
                 order by a.attnum
                """)) {
            query.setString(1, table);
            var rows = query.executeQuery();
            var columns = new ArrayList<Column>();
            while (rows.next()) {
                columns.add(new Column(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
            return columns;
        }
    }

    /// Takes away every constraint and trigger and grants the application everything, so that any row can be made and
    /// the policies alone decide who sees it.
    static void leaveOnlyPolicies(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("""
                    do $$
                    declare what record;
                    begin
                        for what in
                            select conrelid::regclass as place, conname as name
                              from pg_constraint
                             where connamespace = 'public'::regnamespace and conrelid <> 0 and conparentid = 0
                               and contype in ('f', 'c', 'u', 'x', 'p')
                             order by array_position(array['f', 'c', 'u', 'x', 'p'], contype::text)
                        loop
                            execute format('alter table %s drop constraint %I', what.place, what.name);
                        end loop;
                        for what in
                            select i.indexrelid::regclass as name
                              from pg_index i join pg_class c on c.oid = i.indrelid
                             where c.relnamespace = 'public'::regnamespace and i.indisunique
                        loop
                            execute format('drop index %s', what.name);
                        end loop;
                        for what in
                            select c.oid::regclass as place
                              from pg_class c
                             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                        loop
                            execute format('alter table %s disable trigger user', what.place);
                        end loop;
                    end $$
                    """);
            statement.execute("grant all on all tables in schema public to sembang_app");
        }
    }
}
