package app.sembang.notifications;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Everything here runs inside a transaction of the company.
@Component
class NoticeStore {
    private static final String NOTICES = """
            select notice.id, notice.kind, notice.at, notice.read_at, notice.channel_account_id, notice.task_id,
                   notice.actor_id, notice.reason, notice.quota, notice.quota_used, notice.quota_allowed,
                   conversation.id as conversation_id, contact.name as contact_name,
                   account.name as account_name, task.title as task_title, actor.name as actor_name
              from notice
              left join conversation on conversation.company_id = :company and conversation.id = notice.conversation_id
              left join contact on contact.company_id = :company and contact.id = conversation.contact_id
              left join channel_account account on account.company_id = :company and account.id = notice.channel_account_id
              left join task on task.company_id = :company and task.id = notice.task_id
              left join member actor on actor.company_id = :company and actor.id = notice.actor_id
             where notice.company_id = :company and notice.member_id = :member
            """;

    private final JdbcClient jdbc;

    NoticeStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Something to tell somebody.
    ///
    /// @param cause the same is told once
    record News(
            UUID id,
            MemberId member,
            Notice.Kind kind,
            String cause,
            @Nullable ConversationId conversation,
            @Nullable ChannelAccountId account,
            @Nullable UUID task,
            @Nullable MemberId actor,
            @Nullable String reason,
            Notice.@Nullable Quota quota,
            Instant at) {}

    /// News that was written, and how its reader wants it.
    ///
    /// @param push whether a browser of the member takes it, too
    /// @param hours null: the usual ones
    record Written(
            UUID id,
            MemberId member,
            boolean shown,
            Notice.Mail mail,
            boolean push,
            @Nullable Hours hours) {}

    /// Of those the transaction sees, the most lately active first.
    List<ConversationId> muted(CompanyId company, MemberId member, int most) {
        return jdbc.sql("""
                select conversation.id from notice_mute mute
                  join conversation on conversation.company_id = :company and conversation.id = mute.conversation_id
                 where mute.company_id = :company and mute.member_id = :member
                 order by conversation.last_activity_at desc, conversation.id desc
                 limit :most
                """)
                .param("company", company.value())
                .param("member", member.value())
                .param("most", most)
                .query((row, number) -> new ConversationId(row.getObject("id", UUID.class)))
                .list();
    }

    /// @return false where the transaction does not see the conversation
    boolean mute(CompanyId company, MemberId member, ConversationId conversation, boolean on) {
        boolean seen = jdbc.sql("select 1 from conversation where company_id = :company and id = :conversation")
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query(Integer.class)
                .optional()
                .isPresent();
        if (seen) {
            jdbc.sql(on ? """
                            insert into notice_mute (company_id, member_id, conversation_id)
                            values (:company, :member, :conversation) on conflict do nothing
                            """ : """
                            delete from notice_mute
                             where company_id = :company and member_id = :member and conversation_id = :conversation
                            """)
                    .param("company", company.value())
                    .param("member", member.value())
                    .param("conversation", conversation.value())
                    .update();
        }
        return seen;
    }

    /// Leaves out what its reader wants nowhere, what was told already, and what is about a conversation its reader has
    /// muted, unless it is meant for them alone.
    ///
    /// @param zone of who has not chosen one
    List<Written> insert(CompanyId company, List<News> news, ZoneId zone) {
        return jdbc.sql("""
                with wanted as (
                    select fresh.*, case when rule.fixed then rule.in_app else coalesce(preference.in_app, rule.in_app, fresh.usual_here) end as in_app,
                           case when rule.fixed then rule.mail else coalesce(preference.mail, rule.mail, fresh.usual_mail) end as mail,
                           fresh.kind <> 'test'
                               and case when rule.fixed then rule.push else coalesce(preference.push, rule.push, true) end
                               and exists (select from push_subscription
                                            where company_id = :company and member_id = fresh.member_id) as push,
                           hours.member_id is not null as chosen, hours.time_zone, hours.quiet_from, hours.quiet_until, hours.digest_at
                      from unnest(:ids::uuid[], :members::uuid[], :kinds::text[], :heres::boolean[], :mails::text[], :causes::text[],
                                  :conversations::uuid[], :accounts::uuid[], :tasks::uuid[], :actors::uuid[], :reasons::text[],
                                  :quotas::text[], :used::numeric[], :allowed::numeric[], :times::timestamptz[])
                           as fresh (id, member_id, kind, usual_here, usual_mail, cause, conversation_id, channel_account_id, task_id, actor_id,
                                     reason, quota, quota_used, quota_allowed, at)
                      left join notice_preference preference
                           on preference.company_id = :company and preference.member_id = fresh.member_id
                              and preference.kind = fresh.kind
                      left join notice_rule rule on rule.company_id = :company and rule.kind = fresh.kind
                      left join notice_hours hours on hours.company_id = :company and hours.member_id = fresh.member_id
                ), written as (
                    insert into notice (company_id, id, member_id, kind, cause, conversation_id, channel_account_id, task_id,
                                        actor_id, reason, quota, quota_used, quota_allowed, shown, at)
                    select :company, id, member_id, kind, cause, conversation_id, channel_account_id, task_id,
                           actor_id, reason, quota, quota_used, quota_allowed, in_app, at
                      from wanted
                     where (in_app or mail <> 'off' or push)
                       and (kind in ('assigned', 'mentioned', 'task_due', 'task_given', 'channel_broken', 'quota', 'test') or not exists (
                           select from notice_mute mute
                            where mute.company_id = :company and mute.member_id = wanted.member_id
                              and mute.conversation_id = wanted.conversation_id))
                    on conflict (company_id, member_id, kind, cause) do nothing
                    returning id)
                select wanted.* from wanted join written using (id)
                """)
                .param("company", company.value())
                .param("ids", texts(news, News::id))
                .param("members", texts(news, News::member))
                .param("kinds", texts(news, one -> one.kind().value()))
                .param("heres", texts(news, one -> one.kind().usualHere()))
                .param("mails", texts(news, one -> one.kind().usualMail().value()))
                .param("causes", texts(news, News::cause))
                .param("conversations", texts(news, News::conversation))
                .param("accounts", texts(news, News::account))
                .param("tasks", texts(news, News::task))
                .param("actors", texts(news, News::actor))
                .param("reasons", texts(news, News::reason))
                .param(
                        "quotas",
                        texts(news, one -> quota(one, quota -> quota.of().value())))
                .param(
                        "used",
                        texts(news, one -> quota(one, quota -> quota.used().toPlainString())))
                .param(
                        "allowed",
                        texts(news, one -> quota(one, quota -> quota.allowed().toPlainString())))
                .param("times", texts(news, News::at))
                .query((row, number) -> new Written(
                        row.getObject("id", UUID.class),
                        new MemberId(row.getObject("member_id", UUID.class)),
                        row.getBoolean("in_app"),
                        Notice.Mail.from(row.getString("mail")),
                        row.getBoolean("push"),
                        row.getBoolean("chosen") ? hours(row, zone) : null))
                .list();
    }

    private static Hours hours(ResultSet row, ZoneId zone) throws SQLException {
        var own = row.getString("time_zone");
        return new Hours(
                own == null ? zone : ZoneId.of(own),
                row.getObject("quiet_from", LocalTime.class),
                row.getObject("quiet_until", LocalTime.class),
                row.getObject("digest_at", LocalTime.class));
    }

    private static @Nullable String quota(News news, Function<Notice.Quota, String> part) {
        return news.quota() == null ? null : part.apply(news.quota());
    }

    private static @Nullable String[] texts(List<News> news, Function<News, @Nullable Object> part) {
        var texts = new @Nullable String[news.size()];
        for (int i = 0; i < texts.length; i++) {
            var value = part.apply(news.get(i));
            texts[i] = value == null ? null : value.toString();
        }
        return texts;
    }

    void mailAt(CompanyId company, UUID notice, Instant at) {
        due(company, "mail_at", notice, at);
    }

    void pushAt(CompanyId company, UUID notice, Instant at) {
        due(company, "push_at", notice, at);
    }

    private void due(CompanyId company, String column, UUID notice, Instant at) {
        jdbc.sql("update notice set " + column + " = :at where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", notice)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// The member's newest first.
    ///
    /// @param before the last one of the page before; nothing where it is none of the member's
    List<Notice> list(CompanyId company, MemberId member, boolean unread, @Nullable UUID before, int limit) {
        return jdbc.sql(NOTICES + """
                   and notice.shown
                   and (not :unread or notice.read_at is null)
                   and (:before::uuid is null or (notice.at, notice.id) < (
                       select at, id from notice
                        where company_id = :company and member_id = :member and id = :before::uuid))
                 order by notice.at desc, notice.id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("member", member.value())
                .param("unread", unread)
                .param("before", before == null ? null : before.toString())
                .param("limit", limit)
                .query(NoticeStore::notice)
                .list();
    }

    List<Notice> find(CompanyId company, MemberId member, Collection<UUID> ids) {
        return jdbc.sql(NOTICES + " and notice.id = any (:ids::uuid[])")
                .param("company", company.value())
                .param("member", member.value())
                .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
                .query(NoticeStore::notice)
                .list();
    }

    int unread(CompanyId company, MemberId member) {
        return jdbc.sql("""
                select count(*) from notice
                 where company_id = :company and member_id = :member and read_at is null and shown
                """)
                .param("company", company.value())
                .param("member", member.value())
                .query(Integer.class)
                .single();
    }

    /// @return whether there is such a notice
    boolean read(CompanyId company, MemberId member, UUID id, @Nullable Instant at) {
        return jdbc.sql("""
                        update notice set read_at = case when :at::timestamptz is null then null else coalesce(read_at, :at::timestamptz) end
                         where company_id = :company and member_id = :member and id = :id and shown
                        """)
                        .param("company", company.value())
                        .param("member", member.value())
                        .param("id", id)
                        .param("at", at == null ? null : at.toString())
                        .update()
                > 0;
    }

    /// That its customer wrote is no news to who has read the conversation.
    ///
    /// @return whether the notification centre showed it
    boolean readWithConversation(CompanyId company, MemberId member, ConversationId conversation, Instant at) {
        return jdbc.sql("""
                update notice set read_at = :at
                 where company_id = :company and conversation_id = :conversation and member_id = :member
                   and kind = 'customer_wrote' and read_at is null
                returning shown
                """)
                .param("company", company.value())
                .param("member", member.value())
                .param("conversation", conversation.value())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .list()
                .contains(true);
    }

    void readUpTo(CompanyId company, MemberId member, UUID newest, Instant at) {
        jdbc.sql("""
                update notice set read_at = :at
                 where company_id = :company and member_id = :member and read_at is null and shown
                   and (at, id) <= (select at, id from notice
                                     where company_id = :company and member_id = :member and id = :newest)
                """)
                .param("company", company.value())
                .param("member", member.value())
                .param("newest", newest)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// What is to go out to a member by now and was not read meanwhile; none of it is due any more. Of two that ask at
    /// once each gets what the other did not.
    List<Notice> takeMail(CompanyId company, MemberId member, Instant now) {
        return find(company, member, taken(company, member, "mail_at", now));
    }

    /// The same, and it stays due until [#pushed].
    List<Notice> duePush(CompanyId company, MemberId member, Instant now) {
        var due = jdbc.sql("""
                select id from notice
                 where company_id = :company and member_id = :member and push_at <= :now and read_at is null
                 order by id limit 20
                """)
                .param("company", company.value())
                .param("member", member.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
        return find(company, member, due);
    }

    void pushed(CompanyId company, MemberId member, Instant now) {
        taken(company, member, "push_at", now);
    }

    private List<UUID> taken(CompanyId company, MemberId member, String column, Instant now) {
        return jdbc.sql("""
                with taken as (
                    update notice set %1$s = null
                     where company_id = :company and member_id = :member and %1$s <= :now
                    returning id, read_at)
                select id from taken where read_at is null
                """.formatted(column))
                .param("company", company.value())
                .param("member", member.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    private static Notice notice(ResultSet row, int number) throws SQLException {
        var conversation = row.getObject("conversation_id", UUID.class);
        var account = row.getObject("channel_account_id", UUID.class);
        var actor = row.getObject("actor_id", UUID.class);
        var read = row.getObject("read_at", OffsetDateTime.class);
        var quota = row.getString("quota");
        return new Notice(
                row.getObject("id", UUID.class),
                Notice.Kind.from(row.getString("kind")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                read == null ? null : read.toInstant(),
                conversation == null ? null : new ConversationId(conversation),
                row.getString("contact_name"),
                account == null ? null : new ChannelAccountId(account),
                row.getString("account_name"),
                row.getObject("task_id", UUID.class),
                row.getString("task_title"),
                actor == null ? null : new MemberId(actor),
                row.getString("actor_name"),
                row.getString("reason"),
                quota == null
                        ? null
                        : new Notice.Quota(
                                Notice.Quota.Of.from(quota),
                                row.getBigDecimal("quota_used"),
                                row.getBigDecimal("quota_allowed")));
    }
}
