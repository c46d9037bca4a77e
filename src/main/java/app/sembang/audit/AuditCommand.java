package app.sembang.audit;

import app.sembang.database.OperatorConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// `./sembang audit`: checks every company's audit log, one line each, and ends with 1 when one was tampered with.
final class AuditCommand {
    private AuditCommand() {}

    private record Company(UUID id, String slug) {}

    public static void main(String[] arguments) {
        System.exit(run());
    }

    private static int run() {
        try (var operator = OperatorConnection.open()) {
            return check(operator.database()).stream()
                            .peek(System.out::println)
                            .noneMatch(line -> line.contains("BROKEN"))
                    ? 0
                    : 1;
        } catch (SQLException unreachable) {
            System.err.println("The database does not answer: " + unreachable.getMessage());
            return 2;
        } catch (RuntimeException refused) {
            System.err.println("sembang: " + refused.getMessage());
            return 2;
        }
    }

    /// As the owner of the schema, who sees all companies.
    static List<String> check(Connection owner) throws SQLException {
        owner.setAutoCommit(false);
        owner.setReadOnly(true);
        var jdbc = JdbcClient.create(new SingleConnectionDataSource(owner, true));
        return jdbc
                .sql("select id, slug from company order by id")
                .query((row, number) -> new Company(row.getObject("id", UUID.class), row.getString("slug")))
                .list()
                .stream()
                .map(company -> line(company, AuditChain.verify(jdbc, company.id())))
                .toList();
    }

    private static String line(Company company, AuditCheck check) {
        return "%s: %d entries, %s, head %s"
                .formatted(
                        company.slug(),
                        check.entries(),
                        check.intact() ? "intact" : "BROKEN at " + check.brokenAt(),
                        check.head());
    }
}
