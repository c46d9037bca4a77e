package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.regex.Pattern;

/// What row-level security costs the inbox: the product's own list query, as it stands in its source, with the policies
/// and without them, in turns on one connection (`--explain` prints the plans), on 10,000 conversations of 10 messages beside 10,000 of another company.
final class Policies {
    private static final Path QUERY = Path.of("target/bench/list.sql");
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]+)");
    private static final int CONVERSATIONS = 10_000;
    private static final int ROUNDS = 30;
    private static final int QUERIES = 5;
    private static final double GOAL = 0.05;

    private static boolean explain;

    private Policies() {}

    public static void main(String[] arguments) throws Exception {
        var checkout = Path.of("").toAbsolutePath();
        var work = Files.createDirectories(checkout.resolve("target/bench-policies"));
        Server server = null;
        try {
            server = Server.start(
                    checkout, work.resolve("home"), Server.freePort(), "http://127.0.0.1:9", work.resolve("server.log"));
            try (var connection = server.database()) {
                explain = java.util.List.of(arguments).contains("--explain");
                System.exit(measure(connection) ? 0 : 1);
            }
        } finally {
            if (server != null) server.close();
        }
    }

    private static boolean measure(Connection connection) throws SQLException, IOException {
        // Without inheriting: else the policies for the application would be the owner's as well.
        execute(connection, "grant sembang_app to sembang_owner with inherit false, set true");
        var company = fill(connection, 1);
        fill(connection, 2);
        execute(connection, "analyze");
        System.out.printf("Inbox list, 50 rows of %,d conversations, milliseconds (median of %d rounds of %d queries)%n",
                CONVERSATIONS, ROUNDS, QUERIES);
        boolean all = compare(connection, company, "all of the company", "company", "null");
        // An agent's list names the agent in the query as well; without policies that alone would do.
        boolean own = compare(connection, company, "an agent's own", "own", "'%s'".formatted(member(connection, company)));
        return all && own;
    }

    private static boolean compare(Connection connection, String company, String name, String scope, String assignee)
            throws SQLException, IOException {
        var query = query(company, assignee);
        var member = member(connection, company);
        var with = new double[ROUNDS];
        var without = new double[ROUNDS];
        long rows = 0;
        for (int round = -5; round < ROUNDS; round++) {
            for (boolean policies : round % 2 == 0 ? new boolean[] {true, false} : new boolean[] {false, true}) {
                connection.setAutoCommit(false);
                if (policies) execute(connection, "set local role sembang_app");
                execute(connection, "select set_config('app.company_id', '%s', true), set_config('app.member_id', '%s', true), set_config('app.scope', '%s', true)"
                        .formatted(company, member, scope));
                if (explain && round == -5) print(connection, (policies ? "With" : "Without") + " policies, " + name, query);
                long before = System.nanoTime();
                long found = 0;
                for (int i = 0; i < QUERIES; i++) found = count(connection, query);
                double millis = (System.nanoTime() - before) / 1e6 / QUERIES;
                connection.rollback();
                if (round >= 0) (policies ? with : without)[round] = millis;
                if (rows != 0 && rows != found) throw new IllegalStateException("Not the same rows: " + rows + ", " + found);
                rows = found;
            }
        }
        double guarded = median(with);
        double open = median(without);
        double cost = guarded / open - 1;
        System.out.printf("%-20s with policies %.3f, without %.3f: %+.1f %% (goal: below %.0f %%, %d rows)%n",
                name, guarded, open, cost * 100, GOAL * 100, rows);
        return cost < GOAL;
    }

    /// As the product asks, without filters; bench/run has it written down.
    private static String query(String company, String assignee) throws IOException {
        return PARAMETER.matcher(Files.readString(QUERY)).replaceAll(found -> switch (found.group(1)) {
            case "company" -> "'" + company + "'";
            case "assignee" -> assignee;
            case "limit" -> "51";
            case "awaiting", "blocked", "late", "snoozed", "unassigned" -> "false";
            default -> "null";
        });
    }

    private static String fill(Connection connection, int number) throws SQLException {
        var company = "00000000-0000-7000-8000-0000000000c" + number;
        for (var sql : """
                insert into company (id, name, slug, country, currency, time_zone, preferred_language)
                values ('$c', 'Policies $n', 'policies-$n', 'MY', 'MYR', 'Asia/Kuala_Lumpur', 'en') on conflict do nothing;
                insert into sign_in (id, email, password_hash)
                select gen_random_uuid(), 'agent' || i || '@policies-$n.example', 'x' from generate_series(1, 5) i on conflict do nothing;
                insert into member (company_id, id, sign_in_id, name, email, role, language)
                select '$c', gen_random_uuid(), id, email, email, 'company_user', 'en' from sign_in
                 where email like '%@policies-$n.example' on conflict do nothing;
                insert into channel_account (company_id, id, channel, name, status) values ('$c', '$c', 'telegram', 'Bot', 'connected') on conflict do nothing;
                create temp table thread as
                select gen_random_uuid() as id, i, now() - i * interval '1 minute' as at from generate_series(1, $many) i;
                insert into contact (company_id, id, name, first_seen_at, last_seen_at) select '$c', id, 'Contact ' || i, at, at from thread;
                insert into contact_identity (company_id, id, contact_id, channel_account_id, external_id) select '$c', id, id, '$c', id::text from thread;
                insert into conversation (company_id, id, contact_id, contact_identity_id, channel_account_id, channel, assignee_id, last_seq, contact_messages, last_activity_at, created_at)
                select '$c', id, id, id, '$c', 'telegram',
                       (array(select id from member where company_id = '$c' order by id))[1 + i % 5], 10, 10, at, at from thread;
                insert into message (company_id, id, conversation_id, seq, author, content, state, channel_account_id, at)
                select '$c', gen_random_uuid(), id, seq, 'contact', '{"type":"text","text":"How much is the blue one?"}', 'received', '$c', at
                  from thread, generate_series(1, 10) seq;
                drop table thread
                """.replace("$c", company).replace("$n", "" + number).replace("$many", "" + CONVERSATIONS).split(";")) {
            execute(connection, sql);
        }
        return company;
    }

    private static String member(Connection connection, String company) throws SQLException {
        try (var statement = connection.createStatement()) {
            var rows = statement.executeQuery("select id from member where company_id = '%s' order by id limit 1".formatted(company));
            rows.next();
            return rows.getString(1);
        }
    }

    private static void print(Connection connection, String title, String query) throws SQLException {
        System.out.println(title);
        try (var statement = connection.createStatement()) {
            var rows = statement.executeQuery("explain (analyze, costs) " + query);
            while (rows.next()) System.out.println("  " + rows.getString(1));
        }
    }

    private static long count(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement()) {
            var rows = statement.executeQuery(query);
            long count = 0;
            while (rows.next()) count++;
            return count;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
