package app.sembang.channels.delivery;

import app.sembang.channels.lanes.Lanes;
import app.sembang.conversations.RepliesQueued.Queued;
import app.sembang.jobs.Backlog;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of `delivery`.
@Repository
class DeliveryStore {
    private final JdbcClient jdbc;
    private final JdbcClient platform;

    DeliveryStore(JdbcClient jdbc, @Qualifier("platform") JdbcClient platform) {
        this.jdbc = jdbc;
        this.platform = platform;
    }

    /// A message in line.
    record Due(
            MessageId message,
            ConversationId conversation,
            ContactIdentityId identity,
            ChannelAccountId account,
            Channel channel,
            int attempts) {}

    /// What an attempt that did not settle the message leaves behind.
    record Later(MessageId message, Instant at) {}

    void insert(CompanyId company, List<Queued> messages, Instant now) {
        jdbc.sql("""
                insert into delivery (company_id, message_id, conversation_id, contact_identity_id, channel_account_id, channel, lane, next_attempt_at)
                select :company, message, conversation, identity, account, channel, lane, :now
                  from unnest(:messages::uuid[], :conversations::uuid[], :identities::uuid[], :accounts::uuid[], :channels::text[], :lanes::smallint[])
                       with ordinality as queued (message, conversation, identity, account, channel, lane, nth)
                 order by nth
                on conflict do nothing
                """)
                .param("company", company.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("messages", texts(messages, Queued::message))
                .param("conversations", texts(messages, Queued::conversation))
                .param("identities", texts(messages, Queued::identity))
                .param("accounts", texts(messages, Queued::account))
                .param("channels", texts(messages, queued -> queued.channel().value()))
                .param("lanes", texts(messages, queued -> Lanes.of(company, queued.account(), queued.externalId())))
                .update();
    }

    /// The first rows in line, of conversations nothing of which is being sent or waits for a later
    /// time. A conversation may have several, in their order. Reads no more of a long queue than it
    /// gives back and what is busy before it.
    List<Due> due(CompanyId company, List<Integer> lanes, Collection<ChannelAccountId> paused, Instant now, int limit) {
        return jdbc.sql("""
                select message_id, conversation_id, contact_identity_id, channel_account_id, channel, attempts
                  from delivery
                 where company_id = :company
                   and state = 'waiting'
                   and lane = any (:lanes::smallint[])
                   and channel_account_id <> all (:paused::uuid[])
                   and conversation_id not in (
                       select conversation_id from delivery where company_id = :company and state = 'sending'
                       union all
                       select conversation_id from delivery where company_id = :company and state = 'waiting' and next_attempt_at > :now)
                 order by position
                 limit :limit
                """)
                .param("company", company.value())
                .param("lanes", texts(lanes, lane -> lane))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("paused", texts(paused, account -> account))
                .param("limit", limit)
                .query((row, number) -> new Due(
                        new MessageId(row.getObject("message_id", UUID.class)),
                        new ConversationId(row.getObject("conversation_id", UUID.class)),
                        new ContactIdentityId(row.getObject("contact_identity_id", UUID.class)),
                        new ChannelAccountId(row.getObject("channel_account_id", UUID.class)),
                        Channel.from(row.getString("channel")),
                        row.getInt("attempts")))
                .list();
    }

    void sending(CompanyId company, Collection<MessageId> messages, UUID process, Instant now) {
        jdbc.sql("""
                update delivery
                   set state = 'sending', process_id = :process, started_at = :now, attempts = attempts + 1
                 where company_id = :company and message_id = any (:messages::uuid[])
                """)
                .param("company", company.value())
                .param("process", process)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("messages", texts(messages, message -> message))
                .update();
    }

    void later(CompanyId company, List<Later> later) {
        if (later.isEmpty()) {
            return;
        }
        jdbc.sql("""
                update delivery
                   set state = 'waiting', process_id = null, next_attempt_at = later.at
                  from unnest(:messages::uuid[], :at::timestamptz[]) as later (message, at)
                 where delivery.company_id = :company and delivery.message_id = later.message
                """)
                .param("company", company.value())
                .param("messages", texts(later, Later::message))
                .param("at", texts(later, Later::at))
                .update();
    }

    /// What waits for a later time may go now.
    void noLongerLater(CompanyId company, ChannelAccountId account, Instant now) {
        jdbc.sql("""
                update delivery set next_attempt_at = :now
                 where company_id = :company and channel_account_id = :account and state = 'waiting' and next_attempt_at > :now
                """)
                .param("company", company.value())
                .param("account", account.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// What was claimed and not tried.
    void backInLine(CompanyId company, Collection<MessageId> messages) {
        if (messages.isEmpty()) {
            return;
        }
        jdbc.sql("""
                update delivery set state = 'waiting', process_id = null, attempts = attempts - 1
                 where company_id = :company and message_id = any (:messages::uuid[])
                """)
                .param("company", company.value())
                .param("messages", texts(messages, message -> message))
                .update();
    }

    void delete(CompanyId company, Collection<MessageId> messages) {
        if (messages.isEmpty()) {
            return;
        }
        jdbc.sql("delete from delivery where company_id = :company and message_id = any (:messages::uuid[])")
                .param("company", company.value())
                .param("messages", texts(messages, message -> message))
                .update();
    }

    /// Messages that are marked as being sent by this process.
    List<MessageId> sendingBy(CompanyId company, UUID process) {
        return jdbc.sql("""
                select message_id from delivery
                 where company_id = :company and state = 'sending' and process_id = :process
                """)
                .param("company", company.value())
                .param("process", process)
                .query((row, number) -> new MessageId(row.getObject("message_id", UUID.class)))
                .list();
    }

    /// Messages that were being sent by a process that is gone.
    List<MessageId> orphaned(CompanyId company, List<Integer> lanes) {
        return jdbc.sql("""
                select message_id from delivery
                 where company_id = :company
                   and state = 'sending'
                   and lane = any (:lanes::smallint[])
                   and not exists (select from process where process.id = delivery.process_id)
                """)
                .param("company", company.value())
                .param("lanes", texts(lanes, lane -> lane))
                .query((row, number) -> new MessageId(row.getObject("message_id", UUID.class)))
                .list();
    }

    /// Companies with messages that a dead process was sending.
    List<CompanyId> companiesOfTheDead() {
        return platform.sql("""
                select distinct company_id from delivery
                 where state = 'sending' and not exists (select from process where process.id = delivery.process_id)
                """)
                .query((row, number) -> new CompanyId(row.getObject("company_id", UUID.class)))
                .list();
    }

    Backlog backlog() {
        return Backlog.read(platform, """
                select count(*), coalesce(extract(epoch from now() - min(next_attempt_at)), 0)
                  from delivery where state = 'waiting' and next_attempt_at <= now()
                """);
    }

    /// Companies with messages whose time has come. One look at the index for each company that waits, however many
    /// messages it has.
    List<CompanyId> companiesWithWork(Instant now) {
        return platform.sql("""
                with recursive waiting as (
                    (select company_id, next_attempt_at from delivery
                      where state = 'waiting' order by company_id, next_attempt_at limit 1)
                    union all
                    select further.company_id, further.next_attempt_at
                      from waiting
                     cross join lateral (
                         select company_id, next_attempt_at from delivery
                          where state = 'waiting' and company_id > waiting.company_id
                          order by company_id, next_attempt_at limit 1) further
                )
                select company_id from waiting where next_attempt_at <= :now
                """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new CompanyId(row.getObject("company_id", UUID.class)))
                .list();
    }

    private static <T> @Nullable String[] texts(Collection<T> values, Function<T, @Nullable Object> part) {
        var texts = new @Nullable String[values.size()];
        int i = 0;
        for (var value : values) {
            var it = part.apply(value);
            texts[i++] = it == null ? null : it.toString();
        }
        return texts;
    }
}
