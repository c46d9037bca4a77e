package app.sembang.channels.inbound;

import app.sembang.channels.inbound.WebhookEventController.WebhookEvent;
import app.sembang.channels.lanes.Lanes;
import app.sembang.jobs.Backlog;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class InboundStore {
    private final JdbcClient jdbc;
    private final JdbcClient platform;

    InboundStore(JdbcClient jdbc, @Qualifier("platform") JdbcClient platform) {
        this.jdbc = jdbc;
        this.platform = platform;
    }

    /// @param again it was processed before, and somebody asked for it once more
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Event(
            long position,
            Channel channel,
            @Nullable String provider,
            ChannelAccountId account,
            int lane,
            String kind,
            String key,
            byte[] raw,
            Instant receivedAt,
            int attempts,
            boolean again) {
        boolean isTest() {
            return kind.equals(NewEvent.TEST);
        }
    }

    private static final String WAITING = "waits for its message";
    private static final String IGNORED = "ignored";
    private static final String UNMATCHED = "no such message";
    private static final String AGAIN = "again";

    enum State {
        PENDING,
        PARKED,
        DONE;

        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What became of an event.
    record Result(
            long position,
            State state,
            int attempts,
            @Nullable String reason) {
        static Result done(long position) {
            return new Result(position, State.DONE, 1, null);
        }

        static Result ignored(long position) {
            return new Result(position, State.DONE, 1, IGNORED);
        }

        /// It will come back by itself.
        static Result waiting(long position, int attempts) {
            return new Result(position, State.DONE, attempts, WAITING);
        }

        static Result unmatched(long position, int attempts) {
            return new Result(position, State.DONE, attempts, UNMATCHED);
        }

        static Result parked(long position, int attempts, String reason) {
            return new Result(position, State.PARKED, attempts, reason);
        }
    }

    /// What became of an event, in the words of the API.
    enum Outcome {
        /// It will be worked on, or comes back by itself.
        WAITING,
        PROCESSED,
        /// Nothing Sembang keeps.
        IGNORED,
        /// It speaks of a message nobody here has.
        UNMATCHED,
        /// It could not be worked on.
        PARKED;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Outcome from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// @param kind as the vendor calls it, or how that begins
    /// @param key how the vendor's id begins
    /// @param from when it came, at the earliest; `to` is too late already
    record Sought(
            @Nullable ChannelAccountId account,
            @Nullable Channel channel,
            @Nullable Outcome outcome,
            @Nullable String kind,
            @Nullable String key,
            @Nullable Instant from,
            @Nullable Instant to) {}

    List<Event> pending(CompanyId company, Lanes.Held held, int most) {
        return jdbc.sql("""
                select event.position, account.channel, account.provider, event.channel_account_id, event.lane, event.kind, event.key, event.raw,
                       event.received_at, event.attempts, event.reason is not distinct from :again as again
                  from inbound_event event
                  join channel_account account on account.company_id = event.company_id and account.id = event.channel_account_id
                 where event.company_id = :company
                   and event.lane = any (:lanes)
                   and event.state = 'pending'
                 order by event.position
                 limit :most
                """)
                .param("company", company.value())
                .param("again", AGAIN)
                .param("lanes", held.asArray())
                .param("most", most)
                .query((row, number) -> new Event(
                        row.getLong("position"),
                        channel(row),
                        row.getString("provider"),
                        account(row),
                        row.getInt("lane"),
                        row.getString("kind"),
                        row.getString("key"),
                        row.getBytes("raw"),
                        row.getTimestamp("received_at").toInstant(),
                        row.getInt("attempts"),
                        row.getBoolean("again")))
                .list();
    }

    void finish(CompanyId company, List<Result> results) {
        jdbc.sql("""
                update inbound_event
                   set state = result.state, attempts = result.attempts, reason = result.reason
                  from unnest(:positions::bigint[], :states::text[], :attempts::int[], :reasons::text[])
                       as result (position, state, attempts, reason)
                 where company_id = :company
                   and inbound_event.position = result.position
                """)
                .param("company", company.value())
                .param("positions", results.stream().map(Result::position).toArray(Long[]::new))
                .param(
                        "states",
                        results.stream().map(result -> result.state().value()).toArray(String[]::new))
                .param("attempts", results.stream().map(Result::attempts).toArray(Integer[]::new))
                .param("reasons", results.stream().map(Result::reason).toArray(String[]::new))
                .update();
    }

    /// Newest first.
    List<WebhookEvent> list(CompanyId company, Sought sought, @Nullable Long before, int most) {
        return jdbc.sql("""
                with event as (
                    select event.*, account.channel,
                           case when event.state = 'parked' then 'parked'
                                when event.state = 'pending' or event.reason = :waiting then 'waiting'
                                when event.reason = :ignored then 'ignored'
                                when event.reason = :unmatched then 'unmatched'
                                else 'processed' end as outcome
                      from inbound_event event
                      join channel_account account
                        on account.company_id = event.company_id and account.id = event.channel_account_id
                     where event.company_id = :company
                )
                select position, channel_account_id, channel, kind, key, outcome, attempts, received_at,
                       case when outcome = 'parked' then reason end as reason
                  from event
                 where (cast(:before as bigint) is null or position < :before)
                   and (cast(:account as uuid) is null or channel_account_id = cast(:account as uuid))
                   and (cast(:outcome as text) is null or outcome = :outcome)
                   -- Lets the few that are parked be found by their own index.
                   and (cast(:outcome as text) is distinct from 'parked' or state = 'parked')
                   and (cast(:channel as text) is null or channel = :channel)
                   and (cast(:kind as text) is null or starts_with(kind, :kind))
                   and (cast(:key as text) is null or starts_with(key, :key))
                   and (cast(:from as timestamptz) is null or received_at >= :from)
                   and (cast(:to as timestamptz) is null or received_at < :to)
                 order by position desc
                 limit :most
                """)
                .param("company", company.value())
                .param("waiting", WAITING)
                .param("ignored", IGNORED)
                .param("unmatched", UNMATCHED)
                .param("before", before)
                .param(
                        "account",
                        sought.account() == null ? null : sought.account().toString())
                .param(
                        "outcome",
                        sought.outcome() == null ? null : sought.outcome().value())
                .param(
                        "channel",
                        sought.channel() == null ? null : sought.channel().value())
                .param("kind", sought.kind())
                .param("key", sought.key())
                .param("from", at(sought.from()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("to", at(sought.to()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("most", most)
                .query((row, number) -> new WebhookEvent(
                        row.getLong("position"),
                        account(row),
                        channel(row),
                        Objects.requireNonNull(row.getString("kind")),
                        Objects.requireNonNull(row.getString("key")),
                        Outcome.from(Objects.requireNonNull(row.getString("outcome"))),
                        row.getString("reason"),
                        row.getInt("attempts"),
                        row.getTimestamp("received_at").toInstant()))
                .list();
    }

    Optional<byte[]> raw(CompanyId company, long position) {
        return jdbc.sql("select raw from inbound_event where company_id = :company and position = :position")
                .param("company", company.value())
                .param("position", position)
                .query(byte[].class)
                .optional();
    }

    void again(CompanyId company, long position) {
        jdbc.sql("""
                update inbound_event set state = 'pending', reason = null
                 where company_id = :company and position = :position and reason = :waiting
                """)
                .param("company", company.value())
                .param("position", position)
                .param("waiting", WAITING)
                .update();
    }

    /// The words of a message that was taken back. The vendor's number stays, so that a copy does not bring them back.
    void forget(CompanyId company, ChannelAccountId account, String key) {
        jdbc.sql("""
                update inbound_event set raw = ''
                 where company_id = :company and channel_account_id = :account and key = :key and state <> 'pending'
                """)
                .param("company", company.value())
                .param("account", account.value())
                .param("key", key)
                .update();
    }

    /// What became of it before; empty where there is no such event.
    record Before(Outcome outcome, boolean erased, ChannelAccountId account, String kind) {}

    /// Asks for it once more, unless it waits already or was erased.
    Optional<Before> replay(CompanyId company, long position) {
        var before = jdbc.sql("""
                select channel_account_id, kind, length(raw) = 0 as erased,
                       case when state = 'parked' then 'parked'
                            when state = 'pending' or reason = :waiting then 'waiting'
                            when reason = :ignored then 'ignored'
                            when reason = :unmatched then 'unmatched'
                            else 'processed' end as outcome
                  from inbound_event
                 where company_id = :company
                   and position = :position
                   for update
                """)
                .param("company", company.value())
                .param("position", position)
                .param("waiting", WAITING)
                .param("ignored", IGNORED)
                .param("unmatched", UNMATCHED)
                .query((row, number) -> new Before(
                        Outcome.from(Objects.requireNonNull(row.getString("outcome"))),
                        row.getBoolean("erased"),
                        account(row),
                        Objects.requireNonNull(row.getString("kind"))))
                .optional();
        before.filter(one -> one.outcome() != Outcome.WAITING && !one.erased())
                .ifPresent(one -> jdbc.sql("""
                update inbound_event set state = 'pending', attempts = 0, reason = :reason
                 where company_id = :company and position = :position
                """)
                        .param("reason", one.outcome() == Outcome.PROCESSED ? AGAIN : null)
                        .param("company", company.value())
                        .param("position", position)
                        .update());
        return before;
    }

    /// One look at the index for each company that waits, however many events it has.
    Backlog backlog() {
        return Backlog.read(platform, """
                select count(*), coalesce(extract(epoch from now() - min(received_at)), 0)
                  from inbound_event where state = 'pending'
                """);
    }

    List<CompanyId> companiesWithPending() {
        return platform.sql("""
                with recursive waiting as (
                    (select company_id from inbound_event where state = 'pending' order by company_id limit 1)
                    union all
                    select (select event.company_id from inbound_event event
                             where event.state = 'pending' and event.company_id > waiting.company_id
                             order by event.company_id limit 1)
                      from waiting
                     where waiting.company_id is not null
                )
                select company_id from waiting where company_id is not null
                """)
                .query((row, number) -> new CompanyId(row.getObject("company_id", UUID.class)))
                .list();
    }

    /// Forgets at most that many of the events older than 30 days; the policy says which.
    int forgetOld(int most) {
        return platform.sql("""
                delete from inbound_event
                 where (company_id, position) in (select company_id, position from inbound_event
                                                   where received_at < now() - interval '30 days' and state <> 'pending' limit :most)
                """).param("most", most).update();
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static Channel channel(ResultSet row) throws SQLException {
        return Channel.from(Objects.requireNonNull(row.getString("channel")));
    }

    private static ChannelAccountId account(ResultSet row) throws SQLException {
        return new ChannelAccountId(row.getObject("channel_account_id", UUID.class));
    }
}
