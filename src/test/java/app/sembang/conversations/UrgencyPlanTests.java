package app.sembang.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.conversations.ConversationReader.Order;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// A company with twenty thousand open conversations, asked for the fifty most urgent.
@ProductTest
class UrgencyPlanTests {
    private static final Pattern LOOPS = Pattern.compile("loops=(\\d+)");
    private static final int SHOWN = 51;

    private final Members members;

    @LocalServerPort
    private int port;

    UrgencyPlanTests(Members members) {
        this.members = members;
    }

    @Test
    void messagesAndPeopleAreReadOfThoseOnlyThatAreShown() throws SQLException {
        var company = TestCompany.found(port, members);
        var account = TestBot.connect(port, company).account();
        try (var connection = TestDatabase.shared().superuser("sembang")) {
            connection.setAutoCommit(false);
            fill(connection, company, account);

            var plan = plan(connection, company);

            assertThat(plan.stream()
                            .filter(line -> line.contains("actual")
                                    && (line.contains(" on message ") || line.contains(" on contact "))))
                    .as(String.join("\n", plan))
                    .isNotEmpty()
                    .allSatisfy(line -> {
                        var loops = LOOPS.matcher(line);
                        assertThat(loops.find()).isTrue();
                        assertThat(Integer.parseInt(loops.group(1))).isLessThanOrEqualTo(SHOWN);
                        assertThat(line).doesNotContain("Seq Scan");
                    });
            connection.rollback();
        }
    }

    private static void fill(Connection connection, TestCompany company, String account) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local session_replication_role = replica");
            statement.execute("""
                    create temporary table seed on commit drop as
                    select gen_random_uuid() as conversation, gen_random_uuid() as contact, gen_random_uuid() as identity, nth,
                           timestamptz '%1$s' - nth * interval '1 minute' as at
                      from generate_series(1, 20000) as nth;
                    insert into contact (company_id, id, first_seen_at, last_seen_at)
                    select '%2$s', contact, at, at from seed;
                    insert into contact_identity (company_id, id, contact_id, channel_account_id, external_id)
                    select '%2$s', identity, contact, '%3$s', nth::text from seed;
                    insert into conversation (company_id, id, contact_id, contact_identity_id, channel_account_id, channel, status,
                                              last_seq, last_activity_at, created_at, awaiting_reply_since)
                    select '%2$s', conversation, contact, identity, '%3$s', 'telegram', 'in_progress', 1, at, at,
                           case when nth %% 2 = 0 then at end from seed;
                    insert into message (company_id, id, conversation_id, seq, author, content, state, channel_account_id, at)
                    select '%2$s', gen_random_uuid(), conversation, 1, 'contact', '{"type":"text","text":"Hello"}', 'received', '%3$s', at
                      from seed;
                    analyze contact, contact_identity, conversation, message;
                    """.formatted(TestClock.START, company.id(), account));
        }
    }

    /// As the application asks, under its policies, with the filters of the list as it is opened.
    private static List<String> plan(Connection connection, TestCompany company) throws SQLException {
        var sql = ConversationReader.listing(Order.URGENCY);
        for (var given : Map.of(
                        "company", "'%s'::uuid".formatted(company.id()),
                        "statuses", "array['new', 'in_progress', 'waiting']",
                        "limit", String.valueOf(SHOWN))
                .entrySet()) {
            sql = sql.replaceAll("(?<!:):%s\\b".formatted(given.getKey()), given.getValue());
        }
        for (var open : List.of("awaiting", "snoozed", "late", "unassigned", "blocked")) {
            sql = sql.replaceAll("(?<!:):%s\\b".formatted(open), "false");
        }
        sql = sql.replaceAll("(?<!:):[a-z]+\\b", "null");
        return TestDatabase.plan(connection, company.id().toString(), sql);
    }
}
