package app.sembang.database;

import app.sembang.shared.CompanyId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/// The rows that hang on given ones by foreign keys: all that speaks of a contact or a conversation. Which tables that
/// concerns is read from the database's catalog, so that a table made tomorrow is not forgotten. Works as the role that
/// reads and removes rows of one company.
public class OwnedRows {
    /// Hashes and sealed texts are of no use to a reader and best not handed out.
    private static final String SECRET = "(sealed|secret|hash|token|credential|password|seed)";

    private final CompanyEraser eraser;

    OwnedRows(CompanyEraser eraser) {
        this.eraser = eraser;
    }

    private record Link(String table, List<String> columns, String target, List<String> targetColumns) {
        /// The rows of `table` that point to a row of `target` of which the condition is true.
        String pointing(String condition) {
            return "(%s) in (select %s from %s where %s)"
                    .formatted(String.join(", ", columns), String.join(", ", targetColumns), target, condition);
        }

        /// No row of `table` points to the row of `target` at hand.
        String unused() {
            var same = new ArrayList<String>();
            for (int i = 0; i < columns.size(); i++) {
                same.add("pointing.%s = %s.%s".formatted(columns.get(i), target, targetColumns.get(i)));
            }
            return "not exists (select from %s pointing where %s)".formatted(table, String.join(" and ", same));
        }
    }

    /// @param conditions by table, those first that nothing points to
    private record Reach(Map<String, String> conditions, List<Link> links) {}

    /// By table, in the order in which they can be emptied.
    public Map<String, Long> count(CompanyId company, String root, Collection<UUID> ids) {
        return counted(company, root, ids, Map.of());
    }

    /// Of the tables that keep some rows: how many of these rows they are.
    public Map<String, Long> countKept(CompanyId company, String root, Collection<UUID> ids, Map<String, String> kept) {
        var counts = counted(company, root, ids, kept);
        counts.keySet().retainAll(kept.keySet());
        return counts;
    }

    /// The ids of these rows, by table.
    public Map<String, List<UUID>> ids(CompanyId company, String root, Collection<UUID> ids) {
        return within(company, ids, connection -> {
            var found = new LinkedHashMap<String, List<UUID>>();
            for (var entry : reach(connection, root).conditions().entrySet()) {
                if (!hasId(connection, entry.getKey())) {
                    continue;
                }
                try (var query = connection.prepareStatement(
                        "select id from %s where %s order by id".formatted(entry.getKey(), entry.getValue()))) {
                    var rows = query.executeQuery();
                    var list = new ArrayList<UUID>();
                    while (rows.next()) {
                        list.add(rows.getObject(1, UUID.class));
                    }
                    found.put(entry.getKey(), list);
                }
            }
            return found;
        });
    }

    /// Each row as JSON, without what is secret; table by table.
    ///
    /// @param row is told the table and the JSON
    public void read(CompanyId company, String root, Collection<UUID> ids, BiConsumer<String, String> row) {
        within(company, ids, connection -> {
            for (var entry : reach(connection, root).conditions().entrySet()) {
                json(connection, entry.getKey(), entry.getValue(), row);
            }
            return true;
        });
    }

    /// All rows of one table of the company, as above.
    public void readAll(CompanyId company, String table, BiConsumer<String, String> row) {
        eraser.inTransaction(company, connection -> {
            json(connection, table, table.equals("company") ? "true" : "company_id = app_company()", row);
            return true;
        });
    }

    /// Removes them, each table in a transaction of its own: what was cut short goes on where it ended. What is to be
    /// kept stays, and so do the rows it points to.
    ///
    /// @param kept conditions in SQL, by table
    public void erase(CompanyId company, String root, Collection<UUID> ids, Map<String, String> kept) {
        var reach = within(company, ids, connection -> reach(connection, root));
        reach.conditions().forEach((table, condition) -> {
            var sql = new StringBuilder("delete from %s where %s".formatted(table, condition));
            if (kept.containsKey(table)) {
                sql.append(" and (%s) is not true".formatted(kept.get(table)));
            }
            reach.links().stream()
                    .filter(link -> link.target().equals(table))
                    .forEach(link -> sql.append(" and ").append(link.unused()));
            within(company, ids, connection -> {
                try (var delete = connection.prepareStatement(sql.toString())) {
                    return delete.executeUpdate();
                }
            });
        });
    }

    private Map<String, Long> counted(
            CompanyId company, String root, Collection<UUID> ids, Map<String, String> narrowed) {
        return within(company, ids, connection -> {
            var counts = new LinkedHashMap<String, Long>();
            for (var entry : reach(connection, root).conditions().entrySet()) {
                var sql = "select count(*) from %s where %s and (%s)"
                        .formatted(entry.getKey(), entry.getValue(), narrowed.getOrDefault(entry.getKey(), "true"));
                try (var query = connection.prepareStatement(sql)) {
                    var rows = query.executeQuery();
                    rows.next();
                    counts.put(entry.getKey(), rows.getLong(1));
                }
            }
            return counts;
        });
    }

    private static void json(Connection connection, String table, String condition, BiConsumer<String, String> row)
            throws SQLException {
        try (var query = connection.prepareStatement("""
                select (to_jsonb(one) - 'company_id' - (
                           select coalesce(array_agg(attname::text), '{}') from pg_attribute
                            where attrelid = '%1$s'::regclass and attname ~ '%3$s'))::text
                  from (select * from %1$s where %2$s) one
                """.formatted(table, condition, SECRET))) {
            query.setFetchSize(500);
            var rows = query.executeQuery();
            while (rows.next()) {
                row.accept(table, rows.getString(1));
            }
        }
    }

    private static boolean hasId(Connection connection, String table) throws SQLException {
        try (var query = connection.prepareStatement("""
                select exists (select from pg_attribute
                                where attrelid = ?::regclass and attname = 'id' and atttypid = 'uuid'::regtype)
                """)) {
            query.setString(1, table);
            var rows = query.executeQuery();
            rows.next();
            return rows.getBoolean(1);
        }
    }

    /// Several ways to a table are one condition each on the place of the row: `or` would read the whole table.
    private static Reach reach(Connection connection, String root) throws SQLException {
        var links = links(connection);
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(root, "company_id = app_company() and id = any (current_setting('app.root_ids')::uuid[])");
        var pending = reachable(root, links);
        while (!pending.isEmpty()) {
            var ready = pending.stream()
                    .filter(table -> links.stream()
                            .noneMatch(link -> link.table().equals(table) && pending.contains(link.target())))
                    .toList();
            if (ready.isEmpty()) {
                throw new IllegalStateException("Foreign keys go round: " + pending);
            }
            for (var table : ready) {
                var ways = new ArrayList<String>();
                for (var link : links) {
                    var condition = conditions.get(link.target());
                    if (link.table().equals(table) && condition != null) {
                        ways.add(link.pointing(condition));
                    }
                }
                conditions.put(table, ways.size() == 1 ? ways.getFirst() : either(table, ways));
            }
            pending.removeAll(ready);
        }
        var emptied = new LinkedHashMap<String, String>();
        List.copyOf(conditions.keySet()).reversed().forEach(table -> emptied.put(table, conditions.get(table)));
        return new Reach(emptied, links);
    }

    private static String either(String table, List<String> ways) {
        return ways.stream()
                .map(way -> "select ctid from %s where %s".formatted(table, way))
                .collect(Collectors.joining(" union ", "ctid = any (array(", "))"));
    }

    private static List<String> reachable(String root, List<Link> links) {
        var found = new ArrayList<>(List.of(root));
        for (int i = 0; i < found.size(); i++) {
            var target = found.get(i);
            links.stream()
                    .filter(link -> link.target().equals(target) && !found.contains(link.table()))
                    .map(Link::table)
                    .distinct()
                    .forEach(found::add);
        }
        found.remove(root);
        return found;
    }

    /// Rows that point to another of their own table are reached by what they belong to.
    private static List<Link> links(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("""
                select k.conrelid::regclass::text, k.confrelid::regclass::text,
                       array(select a.attname::text from unnest(k.conkey) with ordinality as key (number, nth)
                               join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.number order by key.nth),
                       array(select a.attname::text from unnest(k.confkey) with ordinality as key (number, nth)
                               join pg_attribute a on a.attrelid = k.confrelid and a.attnum = key.number order by key.nth)
                  from pg_constraint k
                 where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.conrelid <> k.confrelid
                 order by 1, 2
                """)) {
            var rows = query.executeQuery();
            var links = new ArrayList<Link>();
            while (rows.next()) {
                links.add(new Link(
                        rows.getString(1),
                        List.of((String[]) rows.getArray(3).getArray()),
                        rows.getString(2),
                        List.of((String[]) rows.getArray(4).getArray())));
            }
            return links;
        }
    }

    private <T> T within(CompanyId company, Collection<UUID> ids, CompanyEraser.Work<T> work) {
        return eraser.inTransaction(company, connection -> {
            try (var enter = connection.prepareStatement("select set_config('app.root_ids', ?, true)")) {
                enter.setString(1, ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")));
                enter.execute();
            }
            return work.with(connection);
        });
    }
}
