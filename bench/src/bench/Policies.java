package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/// What row-level security costs the inbox: the product's own list query, as it stands in its source and as the product
/// asks it (with parameters, planned for them, again and again on a connection of its pool), with the policies and without them, in
/// turns (`--explain` prints the plans), on 10,000 conversations of 10 messages beside 10,000 of another company.
final class Policies {
    private static final Path QUERY = Path.of("target/bench/list.sql");
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]+)");
    private static final int CONVERSATIONS = 10_000;
    private static final int ROUNDS = 30;
    private static final int QUERIES = 5;
    /// After so many the server has read what the query reads.
    private static final int WARM_UP = 5;
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
            // As the product: the query is never prepared by name, so its plan is for what is asked.
            try (var guarded = server.database("?prepareThreshold=0"); var open = server.database("?prepareThreshold=0")) {
                explain = List.of(arguments).contains("--explain");
                System.exit(measure(guarded, open) ? 0 : 1);
            }
        } finally {
            if (server != null) server.close();
        }
    }

    private static boolean measure(Connection guarded, Connection open) throws SQLException, IOException {
        // Without inheriting: else the policies for the application would be the owner's as well.
        execute(open, "grant sembang_app to sembang_owner with inherit false, set true");
        var company = fill(open, 1);
        fill(open, 2);
        execute(open, "analyze");
        execute(guarded, "set role sembang_app");
        System.out.printf("Inbox list, 50 rows of %,d conversations, milliseconds (median of %d rounds of %d queries)%n",
                CONVERSATIONS, ROUNDS, QUERIES);
        var member = member(open, company);
        boolean all = compare(new Asked(guarded, company, member, "company", null), new Asked(open, company, member, "company", null), "all of the company");
        // An agent's list names the agent in the query as well; without policies that alone would do.
        boolean own = compare(new Asked(guarded, company, member, "own", member), new Asked(open, company, member, "own", member), "an agent's own");
        return all && own;
    }

    private static boolean compare(Asked guarded, Asked open, String name) throws SQLException {
        var with = new double[ROUNDS];
        var without = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (var asked : round % 2 == 0 ? new Asked[] {guarded, open} : new Asked[] {open, guarded}) {
                double millis = asked.millis();
                if (round >= 0) (asked == guarded ? with : without)[round] = millis;
            }
            if (guarded.rows != open.rows) throw new IllegalStateException("Not the same rows: " + guarded.rows + ", " + open.rows);
        }
        if (explain) {
            guarded.explain("With policies, " + name);
            open.explain("Without policies, " + name);
        }
        double cost = median(with) / median(without) - 1;
        System.out.printf("%-20s with policies %.3f, without %.3f: %+.1f %% (goal: below %.0f %%, %d rows)%n",
                name, median(with), median(without), cost * 100, GOAL * 100, guarded.rows);
        return cost < GOAL;
    }

    /// The list without filters, for a member, on a connection that is the application's or its owner's throughout.
    private static final class Asked {
        private final Connection connection;
        private final String settings;
        private final String company;
        private final String assignee;
        private final String sql;
        private final List<String> names;
        long rows;

        Asked(Connection connection, String company, String member, String scope, String assignee) throws IOException {
            this.connection = connection;
            this.company = company;
            this.assignee = assignee;
            this.settings = "select set_config('app.company_id', '%s', true), set_config('app.member_id', '%s', true), set_config('app.scope', '%s', true)"
                    .formatted(company, member, scope);
            var text = Files.readString(QUERY);
            this.names = PARAMETER.matcher(text).results().map(found -> found.group(1)).toList();
            this.sql = PARAMETER.matcher(text).replaceAll("?");
        }

        double millis() throws SQLException {
            connection.setAutoCommit(false);
            execute(connection, settings);
            long before = System.nanoTime();
            for (int i = 0; i < QUERIES; i++) {
                try (var statement = prepared(sql)) {
                    rows = count(statement.executeQuery());
                }
            }
            double millis = (System.nanoTime() - before) / 1e6 / QUERIES;
            connection.rollback();
            return millis;
        }

        void explain(String title) throws SQLException {
            System.out.println(title);
            execute(connection, settings);
            try (var statement = prepared("explain (analyze, costs) " + sql)) {
                var plan = statement.executeQuery();
                while (plan.next()) System.out.println("  " + plan.getString(1));
            }
            connection.rollback();
        }

        private PreparedStatement prepared(String sql) throws SQLException {
            var statement = connection.prepareStatement(sql);
            for (int i = 0; i < names.size(); i++) {
                switch (names.get(i)) {
                    case "company" -> statement.setObject(i + 1, UUID.fromString(company));
                    case "assignee" -> statement.setString(i + 1, assignee);
                    case "limit" -> statement.setInt(i + 1, 51);
                    case "awaiting", "blocked", "late", "snoozed", "unassigned" -> statement.setBoolean(i + 1, false);
                    default -> statement.setNull(i + 1, Types.NULL);
                }
            }
            return statement;
        }

        private static long count(ResultSet found) throws SQLException {
            long count = 0;
            while (found.next()) count++;
            return count;
        }
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
