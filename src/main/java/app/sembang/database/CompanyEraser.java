package app.sembang.database;

import app.sembang.shared.CompanyId;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;

/// Counts and removes the rows of one company. Which tables there are, and in which order their
/// foreign keys let them be emptied, is read from the database's catalog, so that a table made
/// tomorrow is not forgotten. Works as a role that the policies hold to the one company.
public class CompanyEraser implements AutoCloseable {
    private final HikariDataSource connections;
    private final SQLExceptionTranslator translator = new SQLStateSQLExceptionTranslator();

    CompanyEraser(HikariDataSource connections) {
        this.connections = connections;
    }

    @Override
    public void close() {
        connections.close();
    }

    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /// How many rows each table holds of the company, in the order in which they can be removed; the company's own row
    /// comes last.
    public Map<String, Long> count(CompanyId company) {
        return inTransaction(company, connection -> {
            var counts = new LinkedHashMap<String, Long>();
            for (var table : tables(connection)) {
                try (var query = connection.prepareStatement(
                        "select count(*) from %s where %s = ?".formatted(table, key(table)))) {
                    query.setObject(1, company.value());
                    var rows = query.executeQuery();
                    rows.next();
                    counts.put(table, rows.getLong(1));
                }
            }
            return counts;
        });
    }

    /// Removes them, each table in a transaction of its own: what was cut short goes on where it ended.
    public void erase(CompanyId company) {
        for (var table : inTransaction(company, CompanyEraser::tables)) {
            var sql = "delete from %s where %s = ?".formatted(table, key(table));
            inTransaction(company, connection -> {
                try (var delete = connection.prepareStatement(sql)) {
                    delete.setObject(1, company.value());
                    return delete.executeUpdate();
                }
            });
        }
    }

    /// Removes the rows of a table for which the condition is true.
    ///
    /// @param condition with a `?` for each parameter
    public long erase(CompanyId company, String table, String condition, Object... parameters) {
        return inTransaction(company, connection -> {
            try (var delete = connection.prepareStatement(
                    "delete from %s where %s = ? and (%s)".formatted(table, key(table), condition))) {
                delete.setObject(1, company.value());
                for (int i = 0; i < parameters.length; i++) {
                    switch (parameters[i]) {
                        case UUID[] ids -> delete.setArray(i + 2, connection.createArrayOf("uuid", ids));
                        case String[] texts -> delete.setArray(i + 2, connection.createArrayOf("text", texts));
                        default -> delete.setObject(i + 2, parameters[i]);
                    }
                }
                return (long) delete.executeUpdate();
            }
        });
    }

    /// The company's tables, in the order in which they can be emptied.
    public List<String> tables(CompanyId company) {
        return inTransaction(company, CompanyEraser::tables);
    }

    private static String key(String table) {
        return table.equals("company") ? "id" : "company_id";
    }

    /// Those that point to others before those they point to.
    private static List<String> tables(Connection connection) throws SQLException {
        var pointsTo = new LinkedHashMap<String, Set<String>>();
        try (var query = connection.prepareStatement("""
                select c.oid::regclass::text,
                       array(select k.confrelid::regclass::text from pg_constraint k
                              where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid)
                  from pg_class c
                 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                   and (c.relname = 'company' or exists (
                        select from pg_attribute a
                         where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped))
                 order by c.relname
                """)) {
            var rows = query.executeQuery();
            while (rows.next()) {
                pointsTo.put(
                        rows.getString(1),
                        Arrays.stream((String[]) rows.getArray(2).getArray())
                                .collect(Collectors.toCollection(LinkedHashSet::new)));
            }
        }
        var order = new ArrayList<String>();
        while (!pointsTo.isEmpty()) {
            var free = pointsTo.keySet().stream()
                    .filter(table -> pointsTo.values().stream().noneMatch(targets -> targets.contains(table)))
                    .toList();
            if (free.isEmpty()) {
                throw new IllegalStateException("The foreign keys of these tables go round: " + pointsTo.keySet());
            }
            order.addAll(free);
            free.forEach(pointsTo::remove);
        }
        return order;
    }

    <T> T inTransaction(CompanyId company, Work<T> work) {
        try (var connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try (var enter = connection.prepareStatement("select set_config('app.company_id', ?, true)")) {
                enter.setString(1, company.toString());
                enter.execute();
            }
            var result = work.with(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            var translated = translator.translate("removing company " + company, null, e);
            throw translated == null ? new IllegalStateException(e) : translated;
        }
    }
}
