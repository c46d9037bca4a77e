package app.sembang.leads;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.leads.LeadStore.Filter;
import app.sembang.leads.LeadStore.Order;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// A company with twenty thousand leads, most of them in one stage, asked for fifty in each order.
@ProductTest
class LeadPlanTests {
    private static final Pattern READ = Pattern.compile("actual rows=([0-9.]+) loops=(\\d+)");
    private static final int SHOWN = 51;

    private final Members members;

    @LocalServerPort
    private int port;

    LeadPlanTests(Members members) {
        this.members = members;
    }

    @Test
    void conversationsAndPeopleAreReadOfThoseOnlyThatAreShownAndLeadsWhereTheirOrderBegins() throws SQLException {
        var company = TestCompany.found(port, members);
        var account = TestBot.connect(port, company).account();
        var stages = new Inbox(company.admin())
                .items("/api/v1/lead-stages").stream()
                        .map(stage -> stage.path("id").asString())
                        .toList();
        try (var connection = TestDatabase.shared().superuser("sembang")) {
            connection.setAutoCommit(false);
            fill(connection, company, account, stages);
            for (var stage : asked(stages)) {
                for (var order : Order.values()) {
                    for (boolean goesOn : List.of(false, true)) {
                        assertFewAreRead(plan(connection, company, stage, order, goesOn), order);
                    }
                }
            }
            connection.rollback();
        }
    }

    /// All, the full stage, and one with a thousandth of them.
    private static List<@Nullable UUID> asked(List<String> stages) {
        var asked = new ArrayList<@Nullable UUID>();
        asked.add(null);
        asked.add(UUID.fromString(stages.getFirst()));
        asked.add(UUID.fromString(stages.get(3)));
        return asked;
    }

    /// By score the leads themselves are all read: it stands elsewhere.
    private static void assertFewAreRead(List<String> plan, Order order) {
        var tables = order == Order.SCORE
                ? List.of("conversation", "contact", "member")
                : List.of("conversation", "contact", "member", "lead", "contact_score");
        assertThat(plan.stream()
                        .filter(line -> line.contains("actual"))
                        .filter(line -> tables.stream().anyMatch(table -> line.contains(" on %s ".formatted(table)))))
                .as("%s%n%s", order, String.join("\n", plan))
                .isNotEmpty()
                .allSatisfy(line -> {
                    var read = READ.matcher(line);
                    assertThat(read.find()).isTrue();
                    assertThat(Double.parseDouble(read.group(1)) * Integer.parseInt(read.group(2)))
                            .isLessThanOrEqualTo(SHOWN);
                });
    }

    private static void fill(Connection connection, TestCompany company, String account, List<String> stages)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local session_replication_role = replica");
            statement.execute("""
                    create temporary table seed on commit drop as
                    select gen_random_uuid() as contact, gen_random_uuid() as identity, nth,
                           timestamptz '%1$s' - nth * interval '1 minute' as at
                      from generate_series(1, 20000) as nth;
                    insert into contact (company_id, id, first_seen_at, last_seen_at)
                    select '%2$s', contact, at, at from seed;
                    insert into contact_identity (company_id, id, contact_id, channel_account_id, external_id)
                    select '%2$s', identity, contact, '%3$s', nth::text from seed;
                    insert into conversation (company_id, id, contact_id, contact_identity_id, channel_account_id, channel, status,
                                              last_seq, last_activity_at, created_at)
                    select '%2$s', gen_random_uuid(), contact, identity, '%3$s', 'telegram', 'in_progress', 0, at, at from seed;
                    insert into lead (company_id, id, contact_id, stage_id, amount, currency, created_at, changed_at)
                    select '%2$s', gen_random_uuid(), contact, case when nth %% 1000 = 0 then '%5$s' else '%4$s' end::uuid,
                           case when nth %% 2 = 0 then nth * 7919 %% 20000 end, case when nth %% 2 = 0 then 'MYR' end, at, at
                      from seed;
                    analyze contact, contact_identity, conversation, lead;
                    """.formatted(TestClock.START, company.id(), account, stages.getFirst(), stages.get(3)));
        }
    }

    /// As the application asks, under its policies.
    private static List<String> plan(
            Connection connection, TestCompany company, @Nullable UUID stage, Order order, boolean goesOn)
            throws SQLException {
        var sql = LeadStore.listing(new Filter(stage, null, null, null), order, goesOn);
        for (var given : Map.of(
                        "company", "'%s'::uuid".formatted(company.id()),
                        "stage", "'%s'".formatted(stage),
                        "at", order == Order.MOVED ? "'%s'".formatted(TestClock.START) : "'10'",
                        "id", "'00000000-0000-7000-8000-00000000dead'",
                        "limit", String.valueOf(SHOWN))
                .entrySet()) {
            sql = sql.replaceAll("(?<!:):%s\\b".formatted(given.getKey()), given.getValue());
        }
        return TestDatabase.plan(connection, company.id().toString(), sql);
    }
}
