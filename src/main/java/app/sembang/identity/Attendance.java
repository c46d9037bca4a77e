package app.sembang.identity;

import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Whose app is open. Who has closed it is given nothing new until it is open again; who never had it open (their
/// work may be in another program) is away only by their own switch.
@Component
public class Attendance {
    /// Of somebody who stays, it is written down no more often than this.
    public static final Duration OFTEN = Duration.ofMinutes(1);

    private final CompanyTransactions transactions;
    private final EventLog events;
    private final ApplicationEventPublisher publisher;
    private final JdbcClient jdbc;
    private final Clock clock;

    Attendance(
            CompanyTransactions transactions,
            EventLog events,
            ApplicationEventPublisher publisher,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.events = events;
        this.publisher = publisher;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Members of the company have the app open.
    public void seen(CompanyId company, Collection<MemberId> members) {
        var now = clock.instant();
        transactions.run(
                company,
                () -> jdbc
                        .sql("""
                        with before as (
                            select id, present from member
                             where company_id = :company and id = any (:ids::uuid[])
                               and role in ('company_user', 'company_admin')
                               and (not present or seen_at is null or seen_at <= :longAgo)
                             order by id for update)
                        update member set seen_at = :now, present = true
                          from before
                         where member.company_id = :company and member.id = before.id
                        returning member.id, before.present
                        """)
                        .param("company", company.value())
                        .param("ids", members.stream().map(MemberId::toString).toArray(String[]::new))
                        .param("longAgo", now.minus(OFTEN).atOffset(ZoneOffset.UTC))
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .query((row, number) -> row.getBoolean("present") ? null : MemberId.from(row.getString("id")))
                        .list()
                        .stream()
                        .filter(Objects::nonNull)
                        .forEach(member -> tell(company, member, "member_came_back", now)));
    }

    /// Whoever was seen last before then is away from now on. Inside a transaction of the company.
    public void leave(CompanyId company, Instant notSince) {
        var now = clock.instant();
        jdbc.sql("""
                update member set present = false
                 where company_id = :company and active and present and seen_at < :since
                returning id
                """)
                .param("company", company.value())
                .param("since", notSince.atOffset(ZoneOffset.UTC))
                .query((row, number) -> MemberId.from(row.getString("id")))
                .list()
                .forEach(member -> tell(company, member, "member_gone", now));
    }

    private void tell(CompanyId company, MemberId member, String what, Instant now) {
        events.append(company, Event.of(now, what, member, Map.of()));
        publisher.publishEvent(new DutyChanged(company, member));
    }
}
