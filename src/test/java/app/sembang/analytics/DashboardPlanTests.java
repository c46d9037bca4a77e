package app.sembang.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// A company with ten thousand conversations of ten messages each, a tenth of them of the last thirty days.
@ProductTest
class DashboardPlanTests {
    private final Members members;

    @LocalServerPort
    private int port;

    DashboardPlanTests(Members members) {
        this.members = members;
    }

    @Test
    void noFigureReadsThroughAllMessages() throws SQLException {
        var company = TestCompany.found(port, members);
        var account = TestBot.connect(port, company).account();
        try (var connection = TestDatabase.shared().superuser("sembang")) {
            connection.setAutoCommit(false);
            fill(connection, company, account);
            for (var figure : Figure.values()) {
                if (!figure.subject().isOfPlatform()) {
                    assertThat(plan(connection, company, Figures.counting(figure)))
                            .as(figure.value())
                            .doesNotContain("Seq Scan on message");
                    if (figure.moment() != null) {
                        assertThat(plan(connection, company, Figures.course(figure)))
                                .as("the course of %s", figure.value())
                                .doesNotContain("Seq Scan on message");
                    }
                }
            }
            assertThat(plan(connection, company, Figures.ANSWERS)).doesNotContain("Seq Scan on message");
            connection.rollback();
        }
    }

    private static void fill(Connection connection, TestCompany company, String account) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local session_replication_role = replica");
            statement.execute("""
                    create temporary table seed on commit drop as
                    select gen_random_uuid() as conversation, gen_random_uuid() as contact, gen_random_uuid() as identity, nth,
                           timestamptz '%1$s' - nth * interval '43 minutes' as at
                      from generate_series(1, 10000) as nth;
                    insert into contact (company_id, id, first_seen_at, last_seen_at)
                    select '%2$s', contact, at, at from seed;
                    insert into contact_identity (company_id, id, contact_id, channel_account_id, external_id)
                    select '%2$s', identity, contact, '%3$s', nth::text from seed;
                    insert into conversation (company_id, id, contact_id, contact_identity_id, channel_account_id, channel, status,
                                              completed_at, last_seq, last_activity_at, created_at)
                    select '%2$s', conversation, contact, identity, '%3$s', 'telegram',
                           case when nth <= 200 then 'in_progress' else 'completed' end,
                           case when nth > 200 then at end, 10, at, at from seed;
                    insert into message (company_id, id, conversation_id, seq, author, content, state, channel_account_id, evidence, at)
                    select '%2$s', gen_random_uuid(), conversation, seq,
                           case when seq %% 2 = 1 then 'contact' else 'assistant' end, '{"type":"text","text":"Hello"}',
                           case when seq %% 2 = 1 then 'received' else 'sent' end, '%3$s',
                           case when seq %% 2 = 0 then '{"source":"template"}'::jsonb end, at + seq * interval '3 seconds'
                      from seed cross join generate_series(1, 10) as seq;
                    analyze contact, contact_identity, conversation, message;
                    """.formatted(TestClock.START, company.id(), account));
        }
    }

    /// As the application asks, under its policies.
    private static String plan(Connection connection, TestCompany company, String sql) throws SQLException {
        var literal = sql.replaceAll("(?<!:):company\\b", "'%s'::uuid".formatted(company.id()))
                .replaceAll("(?<!:):member\\b", "'%s'::uuid".formatted(company.id()))
                .replaceAll("(?<!:):from\\b", "timestamptz '%s'".formatted(TestClock.START.minus(Duration.ofDays(30))))
                .replaceAll("(?<!:):until\\b", "timestamptz '%s'".formatted(TestClock.START))
                .replaceAll("(?<!:):tomorrow\\b", "timestamptz '%s'".formatted(TestClock.START))
                .replaceAll("(?<!:):currency\\b", "'MYR'")
                .replaceAll("(?<!:):zone\\b", "'Asia/Kuala_Lumpur'")
                .replaceAll("(?<!:):unit\\b", "'day'");
        return String.join("\n", TestDatabase.plan(connection, company.id().toString(), literal));
    }
}
