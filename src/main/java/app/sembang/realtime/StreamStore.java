package app.sembang.realtime;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class StreamStore {
    private final JdbcClient jdbc;

    StreamStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A hint as stored. `position` is null for a visitor's, `visitorEvent` for all others.
    record Row(
            @Nullable Position position,
            @Nullable Long visitorEvent,
            String audience,
            String kind,
            @Nullable UUID subject,
            @Nullable String payload) {}

    /// @param end how far everything has now been read
    /// @param pending whether events lie behind `end` that an older, still running transaction holds back
    record Page(List<Row> rows, Position end, boolean full, boolean pending) {}

    /// Where a listener starts who asks for nothing of the past.
    Position now() {
        return new Position(
                jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
                        .query(Long.class)
                        .single(),
                0);
    }

    /// What every listener of the company may be told after a position. No transaction older than those read is still
    /// running, so none can turn up later in front of them.
    Page after(CompanyId company, Position position, int limit) {
        var rows = new ArrayList<Row>();
        var state = new Object() {
            long oldestRunning = 0;
            int seen = 0;
            boolean pending = false;
        };
        jdbc.sql("""
                select snapshot.oldest_running::text, event.tx < snapshot.oldest_running as readable,
                       event.tx::text, event.id, event.audience, event.kind, event.subject, event.payload
                  from (select pg_snapshot_xmin(pg_current_snapshot()) as oldest_running) snapshot
                  left join lateral (
                       select tx, id, audience, kind, subject, payload
                         from stream_event
                        where company_id = :company
                          and (tx, id) > (:tx::text::xid8, :id)
                          and visitor_event is null
                        order by tx, id
                        limit :limit) event on true
                 order by event.tx, event.id
                """)
                .param("company", company.value())
                .param("tx", Long.toString(position.tx()))
                .param("id", position.id())
                .param("limit", limit)
                .query(row -> {
                    state.oldestRunning = row.getLong("oldest_running");
                    if (row.getString("tx") == null) {
                        return;
                    }
                    state.seen++;
                    if (row.getBoolean("readable")) {
                        rows.add(row(row));
                    } else {
                        state.pending = true;
                    }
                });
        boolean full = rows.size() == limit;
        var end = full
                ? Objects.requireNonNull(rows.getLast().position())
                : max(position, new Position(state.oldestRunning, 0));
        return new Page(rows, end, full, state.pending);
    }

    /// What these audiences have missed between two positions. A bare `tx` would order by the column that is given out,
    /// which is text: 10 before 9.
    List<Row> missed(CompanyId company, Collection<String> audiences, Position after, Position upTo, int limit) {
        return jdbc.sql("""
                select tx::text, id, audience, kind, subject, payload
                  from stream_event
                 where company_id = :company
                   and (tx, id) > (:tx::text::xid8, :id)
                   and (tx, id) <= (:endTx::text::xid8, :endId)
                   and audience = any (:audiences)
                 order by stream_event.tx, stream_event.id
                 limit :limit
                """)
                .param("company", company.value())
                .param("tx", Long.toString(after.tx()))
                .param("id", after.id())
                .param("endTx", Long.toString(upTo.tx()))
                .param("endId", upTo.id())
                .param("audiences", audiences.toArray(String[]::new))
                .param("limit", limit)
                .query((row, number) -> row(row))
                .list();
    }

    /// Whether everything after a position is still kept. The newest of the outdated events stays for ever and tells.
    boolean keepsAllAfter(CompanyId company, Position position) {
        return jdbc.sql("""
                select :tx::text::xid8 <= pg_snapshot_xmax(pg_current_snapshot())
                   and coalesce((select at >= now() - interval '7 days'
                                   from stream_event
                                  where company_id = :company
                                    and (tx, id) > (:tx::text::xid8, :id)
                                  order by tx, id
                                  limit 1), true)
                """)
                .param("company", company.value())
                .param("tx", Long.toString(position.tx()))
                .param("id", position.id())
                .query(Boolean.class)
                .single();
    }

    /// A visitor's events after a number; they are in commit order, because their identity is locked when they are
    /// numbered.
    List<Row> visitorEvents(CompanyId company, ContactIdentityId identity, long after, int limit) {
        return jdbc.sql("""
                select visitor_event, audience, kind, subject, payload
                  from stream_event
                 where company_id = :company
                   and audience = :audience
                   and visitor_event > :after
                 order by visitor_event
                 limit :limit
                """)
                .param("company", company.value())
                .param("audience", new Audience.Visitor(identity).key())
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new Row(
                        null,
                        row.getLong("visitor_event"),
                        text(row, "audience"),
                        text(row, "kind"),
                        row.getObject("subject", UUID.class),
                        row.getString("payload")))
                .list();
    }

    Optional<Long> visitorEvent(CompanyId company, ContactIdentityId identity, String kind, UUID subject) {
        return jdbc.sql("""
                select visitor_event
                  from stream_event
                 where company_id = :company
                   and audience = :audience
                   and visitor_event is not null
                   and kind = :kind
                   and subject = :subject
                 order by visitor_event
                 limit 1
                """)
                .param("company", company.value())
                .param("audience", new Audience.Visitor(identity).key())
                .param("kind", kind)
                .param("subject", subject)
                .query(Long.class)
                .optional();
    }

    Optional<UUID> visitorSubject(CompanyId company, ContactIdentityId identity, String kind, long upTo) {
        return jdbc.sql("""
                select subject
                  from stream_event
                 where company_id = :company
                   and audience = :audience
                   and visitor_event <= :upTo
                   and kind = :kind
                 order by visitor_event desc
                 limit 1
                """)
                .param("company", company.value())
                .param("audience", new Audience.Visitor(identity).key())
                .param("kind", kind)
                .param("upTo", upTo)
                .query(UUID.class)
                .optional();
    }

    /// The newest number of each of these audiences, as far as it is kept.
    Map<String, Long> lastVisitorEvents(CompanyId company, Collection<String> audiences) {
        var last = new HashMap<String, Long>();
        jdbc.sql("""
                select listening.audience, newest.visitor_event
                  from unnest(:audiences) as listening (audience)
                 cross join lateral (
                       select visitor_event
                         from stream_event
                        where company_id = :company
                          and audience = listening.audience
                          and visitor_event is not null
                        order by visitor_event desc
                        limit 1) newest
                """)
                .param("company", company.value())
                .param("audiences", audiences.toArray(String[]::new))
                .query(row -> {
                    last.put(row.getString("audience"), row.getLong("visitor_event"));
                });
        return last;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new Position(row.getLong("tx"), row.getLong("id")),
                null,
                text(row, "audience"),
                text(row, "kind"),
                row.getObject("subject", UUID.class),
                row.getString("payload"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }

    private static Position max(Position one, Position other) {
        return one.isAfter(other) ? one : other;
    }
}
