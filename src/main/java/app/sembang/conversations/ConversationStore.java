package app.sembang.conversations;

import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of `conversation`, read and written whole, many at a time.
@Repository
class ConversationStore {
    private static final String COLUMNS = """
            conversation.id, contact_id, contact_identity_id, channel_account_id, channel, status, assignee_id, answering,
            answering_member_id, language, previous_id, last_seq, contact_messages, last_activity_at, awaiting_reply_since,
            held_until, sale_amount, sale_currency, sold, payment_method, completion_notes, completed_by,
            completed_at, created_at, outlet_id, contact_wrote_at, entry_at, entry_answered_at, snoozed_until, priority,
            scheduled, blocked_at, answering_before, answering_member_before, awaiting_before, spam, reopened_at, merged_into,
            assistant_off""";

    private final JdbcClient jdbc;
    private final SoldProducts sold;

    ConversationStore(JdbcClient jdbc, SoldProducts sold) {
        this.jdbc = jdbc;
        this.sold = sold;
    }

    Optional<Conversation> find(CompanyId company, ConversationId id) {
        return find(company, List.of(id)).stream().findFirst();
    }

    List<Conversation> find(CompanyId company, Collection<ConversationId> ids) {
        return jdbc.sql("select " + COLUMNS
                        + " from conversation where company_id = :company and id = any (:ids::uuid[])")
                .param("company", company.value())
                .param("ids", texts(ids, Object::toString))
                .query(this::conversation)
                .list();
    }

    /// Takes the locks that order these threads: those of their identities, in order of their ids.
    void lockThreads(CompanyId company, Collection<ConversationId> ids) {
        jdbc.sql("""
                select identity.id
                  from contact_identity identity
                 where identity.company_id = :company
                   and identity.id in (
                       select contact_identity_id from conversation where company_id = :company and id = any (:ids::uuid[]))
                 order by identity.id
                   for no key update
                """)
                .param("company", company.value())
                .param("ids", texts(ids, Object::toString))
                .query(row -> {});
    }

    List<Conversation> openOf(CompanyId company, Collection<ContactIdentityId> identities) {
        return jdbc.sql("select " + COLUMNS + """
                  from conversation
                 where company_id = :company
                   and contact_identity_id = any (:identities::uuid[])
                   and status in ('new', 'in_progress', 'waiting')
                """)
                .param("company", company.value())
                .param("identities", texts(identities, Object::toString))
                .query(this::conversation)
                .list();
    }

    List<Conversation> ofContact(CompanyId company, ContactId contact) {
        return jdbc.sql("select " + COLUMNS + """
                  from conversation
                 where company_id = :company and contact_id = :contact
                 order by created_at desc, id desc
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .query(this::conversation)
                .list();
    }

    List<ConversationId> openAssignedTo(CompanyId company, MemberId member, int limit) {
        return jdbc.sql("""
                select id from conversation
                 where company_id = :company and assignee_id = :member and status in ('new', 'in_progress', 'waiting')
                   and blocked_at is null
                 order by last_activity_at desc, id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("member", member.value())
                .param("limit", limit)
                .query((row, number) -> new ConversationId(uuid(row, "id")))
                .list();
    }

    /// The newest conversation of each identity.
    List<Conversation> newestOf(CompanyId company, Collection<ContactIdentityId> identities) {
        return jdbc.sql("select " + COLUMNS + """
                  from unnest(:identities::uuid[]) as wanted (identity)
                 cross join lateral (
                     select * from conversation
                      where company_id = :company and contact_identity_id = wanted.identity
                      order by created_at desc
                      limit 1
                 ) conversation
                """)
                .param("company", company.value())
                .param("identities", texts(identities, Object::toString))
                .query(this::conversation)
                .list();
    }

    /// Each gets the outlet of its channel account.
    void insert(CompanyId company, List<Conversation> conversations) {
        var byId = conversations.stream().collect(Collectors.toMap(c -> c.id.value(), c -> c));
        jdbc.sql("""
                insert into conversation (company_id, id, contact_id, contact_identity_id, channel_account_id, channel,
                                          previous_id, last_activity_at, created_at, outlet_id)
                select :company, new.*, account.outlet_id
                  from unnest(:ids::uuid[], :contacts::uuid[], :identities::uuid[], :accounts::uuid[], :channels::text[],
                              :previous::uuid[], :activity::timestamptz[], :created::timestamptz[])
                       as new (id, contact, identity, account, channel, previous, activity, created)
                  left join channel_account account on account.company_id = :company and account.id = new.account
                returning id, outlet_id
                """)
                .param("company", company.value())
                .param("ids", texts(conversations, c -> c.id))
                .param("contacts", texts(conversations, c -> c.contact))
                .param("identities", texts(conversations, c -> c.identity))
                .param("accounts", texts(conversations, c -> c.account))
                .param("channels", texts(conversations, c -> c.channel.value()))
                .param("previous", texts(conversations, c -> c.previous))
                .param("activity", texts(conversations, c -> c.lastActivityAt))
                .param("created", texts(conversations, c -> c.createdAt))
                .query(row -> {
                    var stored = byId.get(uuid(row, "id"));
                    if (stored != null) {
                        stored.outlet = optional(row.getObject("outlet_id", UUID.class), OutletId::new);
                    }
                });
    }

    /// Writes what a message changes; how it ended is written by [#updateCompletion].
    void update(CompanyId company, Collection<Conversation> conversations) {
        if (conversations.isEmpty()) {
            return;
        }
        jdbc.sql("""
                update conversation
                   set status = new.status, assignee_id = new.assignee, answering = new.answering,
                       answering_member_id = new.answering_member, language = new.language, last_seq = new.last_seq,
                       contact_messages = new.contact_messages, last_activity_at = new.activity,
                       awaiting_reply_since = new.awaiting, held_until = new.held, contact_wrote_at = new.wrote,
                       entry_at = new.entry, entry_answered_at = new.entry_answered_at, snoozed_until = new.snoozed,
                       priority = new.priority, scheduled = new.scheduled, blocked_at = new.blocked,
                       answering_before = new.answering_before, answering_member_before = new.answering_member_before,
                       awaiting_before = new.awaiting_before
                  from unnest(:ids::uuid[], :statuses::text[], :assignees::uuid[], :answering::text[], :answeringMembers::uuid[],
                              :languages::text[], :lastSeqs::int[], :contactMessages::int[], :activity::timestamptz[],
                              :awaiting::timestamptz[], :held::timestamptz[], :wrote::timestamptz[], :entries::timestamptz[],
                              :entryAnsweredAt::timestamptz[], :snoozed::timestamptz[], :priorities::text[], :scheduled::int[],
                              :blocked::timestamptz[], :answeringBefore::text[], :answeringMembersBefore::uuid[], :awaitingBefore::timestamptz[])
                       as new (id, status, assignee, answering, answering_member, language, last_seq, contact_messages,
                               activity, awaiting, held, wrote, entry, entry_answered_at, snoozed, priority, scheduled,
                               blocked, answering_before, answering_member_before, awaiting_before)
                 where conversation.company_id = :company
                   and conversation.id = new.id
                """)
                .param("company", company.value())
                .param("ids", texts(conversations, c -> c.id))
                .param("statuses", texts(conversations, c -> c.status.value()))
                .param("assignees", texts(conversations, c -> c.assignee))
                .param("answering", texts(conversations, c -> c.answering.value()))
                .param("answeringMembers", texts(conversations, c -> c.answeringMember))
                .param("languages", texts(conversations, c -> c.language == null ? null : c.language.tag()))
                .param("lastSeqs", texts(conversations, c -> c.lastSeq))
                .param("contactMessages", texts(conversations, c -> c.contactMessages))
                .param("activity", texts(conversations, c -> c.lastActivityAt))
                .param("awaiting", texts(conversations, c -> c.awaitingReplySince))
                .param("held", texts(conversations, c -> c.heldUntil))
                .param("wrote", texts(conversations, c -> c.contactWroteAt))
                .param("entries", texts(conversations, c -> c.entryAt))
                .param("entryAnsweredAt", texts(conversations, c -> c.entryAnsweredAt))
                .param("snoozed", texts(conversations, c -> c.snoozedUntil))
                .param("priorities", texts(conversations, c -> c.priority.value()))
                .param("scheduled", texts(conversations, c -> c.scheduled))
                .param("blocked", texts(conversations, c -> c.blockedAt))
                .param(
                        "answeringBefore",
                        texts(
                                conversations,
                                c -> c.before == null
                                        ? null
                                        : c.before.answering().value()))
                .param("answeringMembersBefore", texts(conversations, c -> c.before == null ? null : c.before.member()))
                .param(
                        "awaitingBefore",
                        texts(conversations, c -> c.before == null ? null : c.before.awaitingReplySince()))
                .update();
    }

    /// Before [#update] where the assistant answers again.
    void updateAssistantOff(CompanyId company, Conversation conversation) {
        jdbc.sql("update conversation set assistant_off = :off where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", conversation.id.value())
                .param("off", conversation.assistantOff)
                .update();
    }

    void updateMerge(CompanyId company, Conversation conversation) {
        jdbc.sql("update conversation set merged_into = :into where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", conversation.id.value())
                .param("into", conversation.mergedInto == null ? null : conversation.mergedInto.value(), Types.OTHER)
                .update();
    }

    boolean leads(CompanyId company, ConversationId id) {
        return jdbc.sql("select exists (select from conversation where company_id = :company and merged_into = :id)")
                .param("company", company.value())
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    /// Those of a contact that are read together with another contact's: the contacts were parted.
    List<Conversation> mergedWithStrangers(CompanyId company, Collection<ContactId> contacts) {
        return jdbc.sql("select " + COLUMNS + """
                  from conversation
                 where company_id = :company
                   and merged_into is not null
                   and contact_id = any (:contacts::uuid[])
                   and contact_id <> (select lead.contact_id from conversation lead
                                       where lead.company_id = :company and lead.id = conversation.merged_into)
                """)
                .param("company", company.value())
                .param("contacts", texts(contacts, Object::toString))
                .query(this::conversation)
                .list();
    }

    void updateCompletion(CompanyId company, Conversation conversation) {
        var completion = conversation.completion;
        var sale = completion == null ? null : completion.saleAmount();
        jdbc.sql("""
                update conversation
                   set status = :status, snoozed_until = null, scheduled = 0, awaiting_reply_since = :awaiting, sale_amount = :amount, sale_currency = :currency,
                       sold = cast(:sold as jsonb), payment_method = :method, completion_notes = :notes,
                       completed_by = :by, completed_at = :at, spam = :spam, reopened_at = :reopened
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", conversation.id.value())
                .param("status", conversation.status.value())
                .param("awaiting", time(conversation.awaitingReplySince))
                .param("amount", sale == null ? null : sale.value())
                .param("currency", sale == null ? null : sale.currency())
                .param("sold", completion == null ? null : sold.write(completion.productsSold()))
                .param("method", completion == null ? null : completion.paymentMethod())
                .param("notes", completion == null ? null : completion.notes())
                .param(
                        "by",
                        completion == null || completion.by() == null
                                ? null
                                : completion.by().value())
                .param("at", time(completion == null ? null : completion.at()))
                .param("spam", conversation.spam)
                .param("reopened", time(conversation.reopenedAt))
                .update();
    }

    private Conversation conversation(ResultSet row, int number) throws SQLException {
        var conversation = new Conversation(
                new ConversationId(uuid(row, "id")),
                new ContactId(uuid(row, "contact_id")),
                new ContactIdentityId(uuid(row, "contact_identity_id")),
                new ChannelAccountId(uuid(row, "channel_account_id")),
                Channel.from(row.getString("channel")),
                optional(row.getObject("previous_id", UUID.class), ConversationId::new),
                instant(row, "created_at"));
        conversation.outlet = optional(row.getObject("outlet_id", UUID.class), OutletId::new);
        conversation.status = ConversationStatus.from(row.getString("status"));
        conversation.assignee = optional(row.getObject("assignee_id", UUID.class), MemberId::new);
        conversation.answering = Answering.from(row.getString("answering"));
        conversation.answeringMember = optional(row.getObject("answering_member_id", UUID.class), MemberId::new);
        conversation.language = optional(row.getString("language"), Language::from);
        conversation.lastSeq = row.getInt("last_seq");
        conversation.contactMessages = row.getInt("contact_messages");
        conversation.lastActivityAt = instant(row, "last_activity_at");
        conversation.awaitingReplySince =
                optional(row.getObject("awaiting_reply_since", OffsetDateTime.class), OffsetDateTime::toInstant);
        conversation.heldUntil = optional(row.getObject("held_until", OffsetDateTime.class), OffsetDateTime::toInstant);
        conversation.contactWroteAt =
                optional(row.getObject("contact_wrote_at", OffsetDateTime.class), OffsetDateTime::toInstant);
        conversation.entryAt = optional(row.getObject("entry_at", OffsetDateTime.class), OffsetDateTime::toInstant);
        conversation.entryAnsweredAt =
                optional(row.getObject("entry_answered_at", OffsetDateTime.class), OffsetDateTime::toInstant);
        conversation.snoozedUntil =
                optional(row.getObject("snoozed_until", OffsetDateTime.class), OffsetDateTime::toInstant);
        conversation.priority = Priority.from(row.getString("priority"));
        conversation.scheduled = row.getInt("scheduled");
        conversation.spam = row.getBoolean("spam");
        conversation.assistantOff = row.getBoolean("assistant_off");
        conversation.mergedInto = optional(row.getObject("merged_into", UUID.class), ConversationId::new);
        conversation.reopenedAt =
                optional(row.getObject("reopened_at", OffsetDateTime.class), OffsetDateTime::toInstant);
        conversation.blockedAt = optional(row.getObject("blocked_at", OffsetDateTime.class), OffsetDateTime::toInstant);
        var answeringBefore = row.getString("answering_before");
        if (answeringBefore != null) {
            conversation.before = new Conversation.Before(
                    Answering.from(answeringBefore),
                    optional(row.getObject("answering_member_before", UUID.class), MemberId::new),
                    optional(row.getObject("awaiting_before", OffsetDateTime.class), OffsetDateTime::toInstant));
        }
        var completedAt = row.getObject("completed_at", OffsetDateTime.class);
        if (completedAt != null) {
            BigDecimal amount = row.getBigDecimal("sale_amount");
            conversation.completion = new Conversation.Completion(
                    amount == null ? null : Money.of(amount.stripTrailingZeros(), row.getString("sale_currency")),
                    sold.read(row.getString("sold")),
                    row.getString("payment_method"),
                    row.getString("completion_notes"),
                    optional(row.getObject("completed_by", UUID.class), MemberId::new),
                    completedAt.toInstant());
        }
        return conversation;
    }

    static <T> String[] texts(Collection<T> values, Function<T, @Nullable Object> part) {
        return values.stream()
                .map(value -> {
                    var text = part.apply(value);
                    return text == null ? null : text.toString();
                })
                .toArray(String[]::new);
    }

    static <T, R> @Nullable R optional(@Nullable T value, Function<T, R> make) {
        return value == null ? null : make.apply(value);
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
