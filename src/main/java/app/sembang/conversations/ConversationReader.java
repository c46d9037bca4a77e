package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.instant;
import static app.sembang.conversations.ConversationStore.optional;
import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.connections.ChannelCapabilities;
import app.sembang.contacts.ContactStory.Happened;
import app.sembang.contacts.ContactTag;
import app.sembang.contacts.Score;
import app.sembang.contacts.ScoreColor;
import app.sembang.conversations.Views.AccountName;
import app.sembang.conversations.Views.ActivityView;
import app.sembang.conversations.Views.AssignmentView;
import app.sembang.conversations.Views.BegunText;
import app.sembang.conversations.Views.CompletionView;
import app.sembang.conversations.Views.ContactBlock;
import app.sembang.conversations.Views.ContactConversation;
import app.sembang.conversations.Views.ContactName;
import app.sembang.conversations.Views.ContactView;
import app.sembang.conversations.Views.ContextView;
import app.sembang.conversations.Views.ConversationDetail;
import app.sembang.conversations.Views.ConversationRow;
import app.sembang.conversations.Views.Counters;
import app.sembang.conversations.Views.Failure;
import app.sembang.conversations.Views.FoundWords;
import app.sembang.conversations.Views.IdentityView;
import app.sembang.conversations.Views.JoinedConversation;
import app.sembang.conversations.Views.LastMessage;
import app.sembang.conversations.Views.MessageView;
import app.sembang.conversations.Views.NoteView;
import app.sembang.conversations.Views.OpenTransfer;
import app.sembang.conversations.Views.Person;
import app.sembang.conversations.Views.QuotedMessage;
import app.sembang.conversations.Views.TimelineItem;
import app.sembang.conversations.Views.WindowView;
import app.sembang.fields.FieldEquals;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The questions staff ask. Needs an open transaction in the asker's scope: the policies decide what exists, so
/// that list, detail, counters, export and stream cannot disagree.
@Repository
class ConversationReader {
    private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};
    private static final TypeReference<Map<UUID, String>> VALUES = new TypeReference<>() {};
    private static final TypeReference<List<ContactTag>> TAGS = new TypeReference<>() {};
    private static final TypeReference<List<JoinedConversation>> JOINED = new TypeReference<>() {};

    /// Read marks are the reader's own; a null reader, as the stream of the whole company has, has read
    /// nothing.
    private static final String COLUMNS = """
            select conversation.id, conversation.contact_id, contact.name as contact_name, conversation.channel,
                   conversation.channel_account_id, account.name as account_name, conversation.outlet_id, conversation.status,
                   conversation.assignee_id, assignee.name as assignee_name, conversation.answering,
                   conversation.answering_member_id, answering.name as answering_name, conversation.language,
                   last.seq as last_seq, last.author as last_author, last.content as last_content, last.at as last_at,
                   last.member_id as last_member_id, writer.name as last_member_name,
                   conversation.awaiting_reply_since, conversation.last_activity_at,
                   conversation.contact_messages - coalesce(mark.contact_messages, 0) as unread,
                   conversation.last_seq as message_count,
                   conversation.previous_id, coalesce(mark.seq, 0) as read_seq,
                   conversation.sale_amount, conversation.sale_currency, conversation.sold, conversation.payment_method,
                   conversation.completion_notes, conversation.completed_by, completer.name as completed_by_name, conversation.completed_at,
                   conversation.contact_wrote_at, conversation.entry_answered_at,
                   score.score, score.provisional, conversation.priority, conversation.snoozed_until, conversation.scheduled,
                   transfer.id as transfer_id, transfer.by_id as transfer_by_id, transfer_by.name as transfer_by_name,
                   transfer.to_id as transfer_to_id, transfer_to.name as transfer_to_name, transfer.reason as transfer_reason,
                   transfer.at as transfer_at, conversation.blocked_at, conversation.spam, conversation.merged_into,
                   conversation.assistant_off,
                   draft.kind as draft_kind, draft.text as draft_text,
                   (select jsonb_agg(jsonb_build_object('id', tag.id, 'name', tag.name, 'color', tag.color)
                                     order by tag.name_key collate "C")
                      from conversation_tagging tagging
                      join contact_tag tag on tag.company_id = :company and tag.id = tagging.tag_id
                     where tagging.company_id = :company and tagging.conversation_id = conversation.id) as tags,
                   (select jsonb_object_agg(said.field_id, said.value)
                      from conversation_field_value said
                     where said.company_id = :company and said.conversation_id = conversation.id) as fields,
                   account.provider as account_provider, account.settings as account_settings,
            """ + SlaPolicies.COLUMNS;

    private static final String TABLES = """
              from conversation
              join contact on contact.company_id = :company and contact.id = conversation.contact_id
              join channel_account account on account.company_id = :company and account.id = conversation.channel_account_id
              left join contact_score score on score.company_id = :company and score.contact_id = conversation.contact_id
              left join member assignee on assignee.company_id = :company and assignee.id = conversation.assignee_id
              left join member answering on answering.company_id = :company and answering.id = conversation.answering_member_id
              left join member completer on completer.company_id = :company and completer.id = conversation.completed_by
              left join message last on last.company_id = :company and last.conversation_id = conversation.id and last.seq = conversation.last_seq
              left join member writer on writer.company_id = :company and writer.id = last.member_id
              left join transfer_request transfer on transfer.company_id = :company and transfer.conversation_id = conversation.id and transfer.state = 'open'
              left join member transfer_by on transfer_by.company_id = :company and transfer_by.id = transfer.by_id
              left join member transfer_to on transfer_to.company_id = :company and transfer_to.id = transfer.to_id
              left join read_mark mark on mark.company_id = :company and mark.conversation_id = conversation.id and mark.member_id = :reader
              left join lateral (
                  select kind, text from draft
                   where company_id = :company and conversation_id = conversation.id and member_id = :reader
                   order by at desc, kind
                   limit 1) draft on true
            """ + SlaPolicies.JOIN;

    private static final String ROWS = COLUMNS + TABLES;

    private static final String FOUND = """
                   , case when :said::text is not null then (
                       select jsonb_build_object('seq', seq, 'text', substr(text, greatest(1, position(lower(:said) in lower(text)) - 20), 160))
                         from (select seq, coalesce(content ->> 'text', content ->> 'caption') as text
                                 from message
                                where message.company_id = :company and message.conversation_id = conversation.id) one
                        where position(lower(:said) in lower(text)) > 0
                        order by seq desc
                        limit 1) end as found
            """;

    /// The conversations it is read together with.
    private static final String JOINED_COLUMN = """
                   , (select jsonb_agg(jsonb_build_object('id', one.id, 'channel', one.channel, 'status', one.status,
                              'channelAccount', jsonb_build_object('id', own.id, 'name', own.name), 'leads', one.merged_into is null)
                                       order by one.created_at, one.id)
                      from conversation one
                      join channel_account own on own.company_id = :company and own.id = one.channel_account_id
                     where one.company_id = :company
                       and one.id <> conversation.id
                       and (one.id = coalesce(conversation.merged_into, conversation.id)
                            or one.merged_into = coalesce(conversation.merged_into, conversation.id))) as joined
            """;

    /// What is read together with another conversation stands in the list only while somebody waits in it, or where who
    /// asks does not see the other one.
    private static final String BY_ITSELF = """
                   (conversation.merged_into is null or conversation.awaiting_reply_since is not null or not exists (
                       select from conversation lead
                        where lead.company_id = :company and lead.id = conversation.merged_into))
            """;

    private final JdbcClient jdbc;
    private final JdbcClient planned;
    private final JsonMapper json;
    private final MessageStore messages;
    private final FileAddresses addresses;
    private final SoldProducts sold;
    private final SlaPolicies promises;
    private final Clock clock;

    ConversationReader(
            JdbcClient jdbc,
            @Qualifier("planned") JdbcClient planned,
            JsonMapper json,
            MessageStore messages,
            FileAddresses addresses,
            SoldProducts sold,
            SlaPolicies promises,
            Clock clock) {
        this.sold = sold;
        this.promises = promises;
        this.jdbc = jdbc;
        this.planned = planned;
        this.json = json;
        this.messages = messages;
        this.addresses = addresses;
        this.clock = clock;
    }

    /// What the list is narrowed to. `assignee` null: anybody; `unassigned` true: nobody.
    ///
    /// @param answering only where one of these writes to the customer; null: whoever does
    /// @param blocked only those of people who are blocked, which are left out otherwise
    /// @param mentioned only where a colleague has named this member in a note
    /// @param words of the contact's name or number, or of what was said
    /// @param late only where a promise to the customer is nearly or wholly late
    /// @param from only where something happened at that time or later
    /// @param until only where nothing happened then or later
    record Filter(
            @Nullable List<String> statuses,
            @Nullable MemberId assignee,
            boolean unassigned,
            @Nullable List<Answering> answering,
            boolean blocked,
            @Nullable MemberId mentioned,
            @Nullable String words,
            @Nullable Channel channel,
            @Nullable OutletId outlet,
            @Nullable ScoreColor score,
            @Nullable Priority priority,
            @Nullable UUID tag,
            @Nullable FieldEquals field,
            boolean awaiting,
            boolean snoozed,
            boolean late,
            @Nullable Instant from,
            @Nullable Instant until,
            Order order) {
        private static final Pattern NUMBER = Pattern.compile("[0-9 ()+.-]+");
        /// With fewer, nearly every number would be found.
        private static final int DIGITS = 4;

        /// What a number holds as it is stored, with its country and without what it is written with to be read; null
        /// where the words are no number.
        private @Nullable String digits() {
            if (words == null || !NUMBER.matcher(words).matches()) {
                return null;
            }
            var digits = words.replaceAll("[^0-9]", "").replaceFirst("^0+", "");
            return digits.length() < DIGITS ? null : digits;
        }

        /// What is looked for in messages: one letter is in all of them, one Chinese sign is a word.
        private @Nullable String said() {
            return words == null || (words.length() == 1 && !Character.isIdeographic(words.charAt(0))) ? null : words;
        }
    }

    /// In which order the list is: newest activity first or last, or the most urgent first: what
    /// is late or nearly, then as people say, then by score, then who waits longest.
    enum Order {
        NEWEST("conversation.last_activity_at desc, conversation.id desc"),
        OLDEST("conversation.last_activity_at, conversation.id"),
        URGENCY("urgency.late desc, urgency.rank desc, urgency.score desc, urgency.since, conversation.id");

        private final String sql;

        Order(String sql) {
            this.sql = sql;
        }

        private String after() {
            return switch (this) {
                case NEWEST -> "(conversation.last_activity_at, conversation.id) < (:at::timestamptz, :id::uuid)";
                case OLDEST -> "(conversation.last_activity_at, conversation.id) > (:at::timestamptz, :id::uuid)";
                case URGENCY ->
                    "(-urgency.late, -urgency.rank, -urgency.score, urgency.since, conversation.id) > (-:lateness::int, -:rank::int, -:points::int, :at::timestamptz, :id::uuid)";
            };
        }
    }

    /// Whom nobody waits for comes last.
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final String NARROWED = """
                 where conversation.company_id = :company
                   and (:priority::text is null or conversation.priority = :priority)
                   and (conversation.blocked_at is not null) = :blocked
                   and
            """ + BY_ITSELF + """
                   and (:mentioned::uuid is null or exists (
                       select from note
                        where note.company_id = :company and note.conversation_id = conversation.id
                          and :mentioned::uuid = any (note.mentions)))
                   and (not :awaiting or (conversation.awaiting_reply_since is not null and conversation.answering <> 'assistant'))
                   and (:tag::uuid is null or exists (
                       select from conversation_tagging tagging
                        where tagging.company_id = :company and tagging.conversation_id = conversation.id and tagging.tag_id = :tag::uuid))
                   and (:field::uuid is null or exists (
                       select from conversation_field_value said
                        where said.company_id = :company and said.conversation_id = conversation.id
                          and said.field_id = :field::uuid and lower(said.value) = lower(:value::text)))
                   and (not :snoozed or conversation.snoozed_until is not null)
                   and (not :late or
            """ + SlaPolicies.LATE + """
                       )
                   and (:statuses::text[] is null or conversation.status = any (:statuses::text[]))
                   and (:assignee::uuid is null or conversation.assignee_id = :assignee::uuid)
                   and (not :unassigned or conversation.assignee_id is null)
                   and (:answering::text[] is null or conversation.answering = any (:answering::text[]))
                   and (:from::timestamptz is null or conversation.last_activity_at >= :from::timestamptz)
                   and (:until::timestamptz is null or conversation.last_activity_at < :until::timestamptz)
                   and (:channel::text is null or conversation.channel = :channel)
                   and (:outlet::uuid is null or conversation.outlet_id = :outlet::uuid)
                   and (:least::int is null or score.score between :least::int and :most::int)
                   and (:words::text is null or contact.name ilike :words or last.content ->> 'text' ilike :words
                        or (:digits::text is not null
                            and position(:digits::text in regexp_replace(contact.phone, '[^0-9]', '', 'g')) > 0)
                        or (:said::text is not null and conversation.id in (
                            select recent.conversation_id from
            """ + MessageStore.RECENT + """
                             where position(lower(:said) in lower(recent.text)) > 0)))
            """;

    /// What conditions look at. What none of those given looks at is not read.
    private static final String DECIDES = """
                  from conversation
                  left join contact on contact.company_id = :company and contact.id = conversation.contact_id
                  left join contact_score score on score.company_id = :company and score.contact_id = conversation.contact_id
                  left join message last on last.company_id = :company and last.conversation_id = conversation.id and last.seq = conversation.last_seq
            """;

    private static final String URGENCY = """
             cross join lateral (
                 select case when exists (select from sla_policy where company_id = :company) then
            """ + SlaPolicies.LATENESS + """
                        else 0 end as late, array_position(array['low', 'normal', 'high', 'urgent'], conversation.priority) as rank,
                        coalesce(score.score, -1) as score,
                        coalesce(conversation.awaiting_reply_since, '9999-01-01T00:00:00Z'::timestamptz) as since) urgency
            """;

    Page<ConversationRow> list(
            CompanyId company, @Nullable MemberId reader, Filter filter, @Nullable String after, int limit) {
        var cursor = after == null ? null : Cursor.from(after);
        var order = filter.order();
        boolean urgent = order == Order.URGENCY;
        var rows = narrowed(planned.sql(listing(order)), company, filter)
                .param("lateness", cursor == null ? null : cursor.late())
                .param("rank", cursor == null ? null : cursor.rank())
                .param("points", cursor == null ? null : cursor.score())
                .param("reader", reader == null ? null : reader.value(), Types.OTHER)
                .param("at", cursor == null ? null : cursor.at().atOffset(ZoneOffset.UTC))
                .param("id", cursor == null ? null : cursor.id().toString())
                .param("limit", limit + 1)
                .query((row, number) -> new Listed(row(company, row, found(row)), row.getInt("late")))
                .list();
        var shown = rows.stream().limit(limit).map(Listed::row).toList();
        if (rows.size() <= limit) {
            return new Page<>(shown, null);
        }
        var last = shown.getLast();
        var cut = urgent
                ? new Cursor(
                        last.awaitingReplySince() == null ? NEVER : last.awaitingReplySince(),
                        last.id().value(),
                        last.priority().rank(),
                        last.score() == null ? -1 : last.score().score(),
                        rows.get(limit - 1).lateness())
                : new Cursor(last.updatedAt(), last.id().value(), 0, 0, 0);
        return new Page<>(shown, cut.text());
    }

    /// The most urgent are found first, from what decides it alone; the rest is read of those that are shown.
    static String listing(Order order) {
        if (order != Order.URGENCY) {
            return COLUMNS + FOUND + ", 0 as late" + TABLES + NARROWED + page(order);
        }
        return COLUMNS
                + FOUND
                + ", urgency.late from (select conversation.id as conversation, urgency.*" + DECIDES + URGENCY
                + NARROWED
                + page(order) + ") urgency"
                + TABLES.replaceFirst(
                        "from conversation\n",
                        "join conversation on conversation.company_id = :company and conversation.id = urgency.conversation\n")
                + " order by " + order.sql;
    }

    private static String page(Order order) {
        return " and (:at::timestamptz is null or " + order.after() + ") order by " + order.sql + " limit :limit";
    }

    private record Listed(ConversationRow row, int lateness) {}

    /// How many conversations the list would have.
    int count(CompanyId company, Filter filter) {
        return narrowed(planned.sql("""
                select count(*)
                """ + DECIDES + NARROWED), company, filter)
                .query(Integer.class)
                .single();
    }

    private static JdbcClient.StatementSpec narrowed(
            JdbcClient.StatementSpec statement, CompanyId company, Filter filter) {
        return statement
                .param("company", company.value())
                .param(
                        "priority",
                        filter.priority() == null ? null : filter.priority().value())
                .param("tag", filter.tag() == null ? null : filter.tag().toString())
                .param(
                        "field",
                        filter.field() == null ? null : filter.field().field().toString())
                .param("value", filter.field() == null ? null : filter.field().value())
                .param(
                        "mentioned",
                        filter.mentioned() == null ? null : filter.mentioned().toString())
                .param("awaiting", filter.awaiting())
                .param("snoozed", filter.snoozed())
                .param("late", filter.late())
                .param("from", filter.from() == null ? null : filter.from().toString())
                .param("until", filter.until() == null ? null : filter.until().toString())
                .param(
                        "statuses",
                        filter.statuses() == null ? null : filter.statuses().toArray(String[]::new))
                .param(
                        "assignee",
                        filter.assignee() == null ? null : filter.assignee().toString())
                .param("unassigned", filter.unassigned())
                .param("answering", filter.answering() == null ? null : texts(filter.answering(), Answering::value))
                .param("blocked", filter.blocked())
                .param(
                        "channel",
                        filter.channel() == null ? null : filter.channel().value())
                .param(
                        "outlet",
                        filter.outlet() == null ? null : filter.outlet().toString())
                .param("least", filter.score() == null ? null : filter.score().least())
                .param("most", filter.score() == null ? null : filter.score().most())
                .param("words", filter.words() == null ? null : anywhere(filter.words()))
                .param("digits", filter.digits())
                .param("said", filter.said());
    }

    List<ConversationRow> rows(CompanyId company, @Nullable MemberId reader, Collection<ConversationId> ids) {
        return jdbc.sql(ROWS + " where conversation.company_id = :company and conversation.id = any (:ids::uuid[])")
                .param("company", company.value())
                .param("reader", reader == null ? null : reader.value(), Types.OTHER)
                .param("ids", texts(ids, Object::toString))
                .query((row, number) -> row(company, row))
                .list();
    }

    /// @param whose mine, unassigned or all: among these the quick views are counted
    Counters counters(CompanyId company, MemberId reader, String whose) {
        return jdbc.sql("""
                select count(*) filter (where assignee_id = :reader) as mine,
                       count(*) filter (where assignee_id is null) as unassigned,
                       count(*) as all,
                       count(*) filter (where counted and awaiting_reply_since is not null and answering <> 'assistant') as waiting,
                       count(*) filter (where counted and score.score >= :hot) as hot,
                       count(*) filter (where counted and snoozed_until is not null) as snoozed,
                       count(*) filter (where answering = 'nobody') as handed_over,
                       (select count(*) from conversation where company_id = :company and blocked_at is not null) as blocked,
                       (select count(*)
                          from conversation
                         where conversation.company_id = :company
                           and blocked_at is null
                           and conversation.id in (
                               select conversation_id from note
                                where company_id = :company and mentions <> '{}' and :reader = any (mentions))
                           and
            """ + BY_ITSELF + """
                           ) as mentioned,
                       count(*) filter (where counted and exists (select from sla_policy where company_id = :company) and
            """ + SlaPolicies.LATE + """
                           ) as late
                  from conversation
                  left join contact_score score on score.company_id = :company and score.contact_id = conversation.contact_id
                 cross join lateral (
                     select case :whose when 'mine' then assignee_id is not distinct from :reader
                                        when 'unassigned' then assignee_id is null
                                        else true end as counted) whose
                 where conversation.company_id = :company
                   and status in ('new', 'in_progress', 'waiting')
                   and blocked_at is null
                   and
                """ + BY_ITSELF)
                .param("company", company.value())
                .param("reader", reader.value())
                .param("whose", whose)
                .param("hot", ScoreColor.GREEN.least())
                .query((row, number) -> new Counters(
                        row.getInt("mine"),
                        row.getInt("unassigned"),
                        row.getInt("all"),
                        row.getInt("waiting"),
                        row.getInt("hot"),
                        row.getInt("snoozed"),
                        row.getInt("handed_over"),
                        row.getInt("mentioned"),
                        row.getInt("blocked"),
                        row.getInt("late")))
                .single();
    }

    /// One row for each member who is responsible for an open conversation.
    List<Workload> workloads(CompanyId company) {
        return jdbc.sql("""
                select assignee_id, count(*) as open,
                       count(*) filter (where awaiting_reply_since is not null and answering <> 'assistant') as waiting
                  from conversation
                 where company_id = :company
                   and status in ('new', 'in_progress', 'waiting')
                   and blocked_at is null
                   and assignee_id is not null
                 group by assignee_id
                 order by open desc, assignee_id
                """)
                .param("company", company.value())
                .query((row, number) ->
                        new Workload(new MemberId(uuid(row, "assignee_id")), row.getInt("open"), row.getInt("waiting")))
                .list();
    }

    Optional<ConversationDetail> detail(CompanyId company, MemberId reader, ConversationId id) {
        return jdbc.sql(COLUMNS
                        + JOINED_COLUMN
                        + TABLES
                        + " where conversation.company_id = :company and conversation.id = :id")
                .param("company", company.value())
                .param("reader", reader.value())
                .param("id", id.value())
                .query((row, number) -> ConversationDetail.of(
                        row(company, row),
                        joined(row),
                        contact(company, new ContactId(uuid(row, "contact_id"))),
                        optional(row.getObject("previous_id", UUID.class), ConversationId::new),
                        assigned(company, id),
                        completed(row),
                        capabilities(row),
                        window(row),
                        row.getInt("read_seq"),
                        row.getBoolean("assistant_off")))
                .optional();
    }

    private ChannelCapabilities capabilities(ResultSet row) throws SQLException {
        return ChannelCapabilities.of(
                Channel.from(row.getString("channel")),
                row.getString("account_provider"),
                json.readValue(row.getString("account_settings"), SETTINGS));
    }

    /// Until when a member may write; empty where the channel sets no end.
    private Optional<Instant> closes(ResultSet row) throws SQLException {
        return Optional.ofNullable(MessagingWindow.closesAt(
                capabilities(row).window(),
                optional(row.getObject("contact_wrote_at", OffsetDateTime.class), OffsetDateTime::toInstant),
                optional(row.getObject("entry_answered_at", OffsetDateTime.class), OffsetDateTime::toInstant),
                Author.MEMBER));
    }

    private @Nullable WindowView window(ResultSet row) throws SQLException {
        return closes(row)
                .map(at -> new WindowView(clock.instant().isBefore(at), at))
                .orElse(null);
    }

    ContactView contact(CompanyId company, ContactId id) {
        var identities = jdbc.sql("""
                select account.channel, identity.display_name, identity.username, identity.reachable
                  from contact_identity identity
                  join channel_account account on account.company_id = :company and account.id = identity.channel_account_id
                 where identity.company_id = :company and identity.contact_id = :id
                 order by identity.created_at
                """)
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) -> new IdentityView(
                        Channel.from(row.getString("channel")),
                        row.getString("display_name"),
                        row.getString("username"),
                        row.getBoolean("reachable")))
                .list();
        return jdbc.sql("""
                select contact.id, contact.name, contact.language, contact.phone, contact.email, contact.message_count,
                       contact.first_seen_at, contact.last_seen_at, contact.blocked_at, contact.block_reason,
                       contact.blocked_by, blocker.name as blocked_by_name
                  from contact
                  left join member blocker on blocker.company_id = :company and blocker.id = contact.blocked_by
                 where contact.company_id = :company and contact.id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) -> new ContactView(
                        id,
                        row.getString("name"),
                        optional(row.getString("language"), Language::from),
                        row.getString("phone"),
                        row.getString("email"),
                        identities,
                        row.getInt("message_count"),
                        instant(row, "first_seen_at"),
                        instant(row, "last_seen_at"),
                        block(row)))
                .optional()
                .orElseThrow(() -> Refusal.notFound("contact", id));
    }

    private static @Nullable ContactBlock block(ResultSet row) throws SQLException {
        var since = row.getObject("blocked_at", OffsetDateTime.class);
        return since == null
                ? null
                : new ContactBlock(
                        since.toInstant(), person(row, "blocked_by", "blocked_by_name"), row.getString("block_reason"));
    }

    List<ContactConversation> conversationsOf(CompanyId company, ContactId contact) {
        return jdbc.sql("""
                select id, status, channel, last_activity_at
                  from conversation
                 where company_id = :company and contact_id = :contact
                 order by created_at desc
                 limit 50
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .query((row, number) -> new ContactConversation(
                        new ConversationId(uuid(row, "id")),
                        ConversationStatus.from(row.getString("status")),
                        Channel.from(row.getString("channel")),
                        instant(row, "last_activity_at")))
                .list();
    }

    List<MessageView> messages(CompanyId company, List<Message> found) {
        var people = people(
                company,
                found.stream()
                        .map(Message::member)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList());
        return found.stream()
                .map(message -> new MessageView(
                        message.id(),
                        message.conversation(),
                        message.seq(),
                        message.author(),
                        message.member() == null ? null : people.get(message.member()),
                        addresses.in(company, message.content()),
                        message.state(),
                        message.failureCode() == null
                                ? null
                                : new Failure(message.failureCode(), message.failureReason()),
                        message.at(),
                        message.vendorAt(),
                        message.clientId(),
                        message.editedAt() != null,
                        message.hold() == null || message.state() != MessageState.HELD
                                ? null
                                : message.hold().until(),
                        message.evidence(),
                        context(message),
                        message.reactions()))
                .toList();
    }

    List<MessageView> messages(CompanyId company, Collection<MessageId> ids) {
        return messages(company, messages.find(company, ids));
    }

    List<NoteView> notes(CompanyId company, ConversationId conversation) {
        return notes(company, "conversation_id = :key::uuid", conversation.toString());
    }

    List<NoteView> notes(CompanyId company, Collection<UUID> ids) {
        return ids.stream()
                .flatMap(id -> notes(company, "note.id = :key::uuid", id.toString()).stream())
                .toList();
    }

    private List<NoteView> notes(CompanyId company, String condition, String key) {
        record Row(NoteView note, List<MemberId> mentions) {}
        var rows = jdbc.sql("""
                select note.id, note.conversation_id, note.author_id, author.name as author_name, note.text, note.after_seq,
                       note.mentions, note.client_id, note.at
                  from note
                  join member author on author.company_id = :company and author.id = note.author_id
                 where note.company_id = :company and
                """ + condition + " order by note.at, note.id")
                .param("company", company.value())
                .param("key", key)
                .query((row, number) -> new Row(
                        new NoteView(
                                uuid(row, "id"),
                                new ConversationId(uuid(row, "conversation_id")),
                                new Person(new MemberId(uuid(row, "author_id")), row.getString("author_name")),
                                row.getString("text"),
                                row.getInt("after_seq"),
                                List.of(),
                                instant(row, "at"),
                                row.getString("client_id")),
                        Arrays.stream((UUID[]) row.getArray("mentions").getArray())
                                .map(MemberId::new)
                                .toList()))
                .list();
        var people = people(
                company,
                rows.stream().flatMap(row -> row.mentions().stream()).distinct().toList());
        return rows.stream()
                .map(row -> new NoteView(
                        row.note().id(),
                        row.note().conversationId(),
                        row.note().author(),
                        row.note().text(),
                        row.note().afterSeq(),
                        row.mentions().stream()
                                .filter(people::containsKey)
                                .map(people::get)
                                .toList(),
                        row.note().at(),
                        row.note().clientId()))
                .toList();
    }

    /// What happened to a contact in all conversations the transaction sees, and what colleagues wrote down, newest
    /// first.
    ///
    /// @param besides what other modules tell, asked once the conversations are read
    List<TimelineItem> timeline(CompanyId company, ContactId contact, Supplier<List<Happened>> besides, int most) {
        var rows = jdbc.sql("""
                select * from (
                    select log.at, log.kind, log.member_id, log.conversation_id, conversation.channel, log.facts, null as text,
                           log.position
                      from conversation
                      join event_log log on log.company_id = :company and log.conversation_id = conversation.id
                     where conversation.company_id = :company and conversation.contact_id = :contact
                       and log.kind not like 'message\\_%'
                    union all
                    select note.at, 'note', note.author_id, null, null, '{}', note.text, 0
                      from contact_note note
                     where note.company_id = :company and note.contact_id = :contact) item
                 order by at desc, position desc
                 limit :most
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .param("most", most)
                .query((row, number) -> new TimelineRow(
                        instant(row, "at"),
                        row.getString("kind"),
                        optional(row.getObject("member_id", UUID.class), MemberId::new),
                        optional(row.getObject("conversation_id", UUID.class), ConversationId::new),
                        optional(row.getString("channel"), Channel::from),
                        json.readValue(row.getString("facts"), FACTS),
                        row.getString("text")))
                .list();
        var all = Stream.concat(
                        rows.stream(),
                        besides.get().stream()
                                .map(one -> new TimelineRow(
                                        one.at(),
                                        one.kind(),
                                        one.actor(),
                                        one.conversation(),
                                        one.channel(),
                                        one.facts(),
                                        one.text())))
                .sorted(Comparator.comparing(TimelineRow::at).reversed())
                .limit(most)
                .toList();
        return named(company, all);
    }

    private record TimelineRow(
            Instant at,
            String kind,
            @Nullable MemberId actor,
            @Nullable ConversationId conversation,
            @Nullable Channel channel,
            Map<String, String> facts,
            @Nullable String text) {
        @Nullable
        MemberId to() {
            var to = facts.get("to");
            return to == null ? null : MemberId.from(to);
        }
    }

    private List<TimelineItem> named(CompanyId company, List<TimelineRow> rows) {
        var named = new HashSet<MemberId>();
        rows.forEach(row -> {
            if (row.actor() != null) named.add(row.actor());
            if (row.to() != null) named.add(row.to());
        });
        var people = people(company, named);
        return rows.stream()
                .map(row -> {
                    var facts = new TreeMap<>(row.facts());
                    var to = row.to() == null ? null : people.get(row.to());
                    if (to != null) facts.put("toName", to.name());
                    return new TimelineItem(
                            row.at(),
                            row.kind(),
                            row.actor() == null ? null : people.get(row.actor()),
                            row.conversation(),
                            row.channel(),
                            facts,
                            row.text());
                })
                .toList();
    }

    /// The quiet lines between messages: what happened to the conversation, ascending.
    List<ActivityView> activity(CompanyId company, ConversationId conversation, @Nullable Integer newest) {
        record Row(
                long position, String kind, @Nullable MemberId actor, Map<String, String> facts, int seq, Instant at) {}
        var rows = jdbc.sql("""
                select position, kind, member_id, facts, seq, at
                  from event_log
                 where company_id = :company
                   and conversation_id = :conversation
                   and kind not like 'message\\_%'
                 order by position desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("limit", newest == null ? 500 : newest)
                .query((row, number) -> new Row(
                        row.getLong("position"),
                        row.getString("kind"),
                        optional(row.getObject("member_id", UUID.class), MemberId::new),
                        json.readValue(row.getString("facts"), FACTS),
                        row.getInt("seq"),
                        instant(row, "at")))
                .list()
                .reversed();
        var named = new HashSet<MemberId>();
        rows.forEach(row -> {
            if (row.actor() != null) {
                named.add(row.actor());
            }
            if (row.facts().containsKey("to")) {
                named.add(MemberId.from(row.facts().get("to")));
            }
        });
        var people = people(company, named);
        return rows.stream()
                .map(row -> {
                    var facts = new TreeMap<>(row.facts());
                    var to = facts.get("to");
                    var assigned = to == null ? null : people.get(MemberId.from(to));
                    if (assigned != null) {
                        facts.put("toName", assigned.name());
                    }
                    return new ActivityView(
                            String.valueOf(row.position()),
                            row.kind(),
                            row.actor() == null ? null : people.get(row.actor()),
                            facts,
                            row.seq(),
                            row.at());
                })
                .toList();
    }

    List<AssignmentView> assignments(CompanyId company, ConversationId conversation) {
        return jdbc.sql("""
                select assignment.from_id, a.name as from_name, assignment.to_id, b.name as to_name, assignment.by_id, c.name as by_name,
                       assignment.rule, assignment.reason, assignment.at
                  from assignment
                  left join member a on a.company_id = :company and a.id = assignment.from_id
                  left join member b on b.company_id = :company and b.id = assignment.to_id
                  left join member c on c.company_id = :company and c.id = assignment.by_id
                 where assignment.company_id = :company and assignment.conversation_id = :conversation
                 order by assignment.at, assignment.id
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query((row, number) -> new AssignmentView(
                        person(row, "from_id", "from_name"),
                        person(row, "to_id", "to_name"),
                        person(row, "by_id", "by_name"),
                        Assignments.Rule.from(row.getString("rule")),
                        row.getString("reason"),
                        instant(row, "at")))
                .list();
    }

    private @Nullable AssignmentView assigned(CompanyId company, ConversationId conversation) {
        var all = assignments(company, conversation);
        if (all.isEmpty()) {
            return null;
        }
        return all.getLast();
    }

    /// What the company's own fields say of a conversation.
    Map<UUID, String> facts(CompanyId company, ConversationId conversation) {
        return values(jdbc.sql("""
                select jsonb_object_agg(field_id, value)
                  from conversation_field_value
                 where company_id = :company and conversation_id = :conversation
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query((row, number) -> Objects.requireNonNullElse(row.getString(1), "{}"))
                .single());
    }

    private @Nullable CompletionView completed(ResultSet row) throws SQLException {
        var at = row.getObject("completed_at", OffsetDateTime.class);
        if (at == null) {
            return null;
        }
        BigDecimal amount = row.getBigDecimal("sale_amount");
        return new CompletionView(
                ConversationStatus.from(row.getString("status")),
                amount == null ? null : Money.of(amount.stripTrailingZeros(), row.getString("sale_currency")),
                sold.read(row.getString("sold")),
                row.getString("payment_method"),
                row.getString("completion_notes"),
                person(row, "completed_by", "completed_by_name"),
                at.toInstant());
    }

    private ConversationRow row(CompanyId company, ResultSet row) throws SQLException {
        return row(company, row, null);
    }

    private ConversationRow row(CompanyId company, ResultSet row, @Nullable FoundWords found) throws SQLException {
        var lastAuthor = row.getString("last_author");
        return new ConversationRow(
                new ConversationId(uuid(row, "id")),
                new ContactName(new ContactId(uuid(row, "contact_id")), row.getString("contact_name")),
                Channel.from(row.getString("channel")),
                new AccountName(new ChannelAccountId(uuid(row, "channel_account_id")), row.getString("account_name")),
                optional(row.getObject("outlet_id", UUID.class), OutletId::new),
                ConversationStatus.from(row.getString("status")),
                person(row, "assignee_id", "assignee_name"),
                Answering.from(row.getString("answering")),
                person(row, "answering_member_id", "answering_name"),
                optional(row.getString("language"), Language::from),
                lastAuthor == null
                        ? null
                        : new LastMessage(
                                row.getInt("last_seq"),
                                Author.from(lastAuthor),
                                person(row, "last_member_id", "last_member_name"),
                                shortened(messages.read(row.getString("last_content"))
                                        .preview()),
                                instant(row, "last_at")),
                optional(row.getObject("awaiting_reply_since", OffsetDateTime.class), OffsetDateTime::toInstant),
                row.getInt("unread"),
                row.getInt("message_count"),
                score(row),
                tags(row),
                values(row.getString("fields")),
                Priority.from(row.getString("priority")),
                optional(row.getObject("snoozed_until", OffsetDateTime.class), OffsetDateTime::toInstant),
                row.getInt("scheduled"),
                transfer(row),
                optional(row.getObject("blocked_at", OffsetDateTime.class), OffsetDateTime::toInstant),
                row.getBoolean("spam"),
                draft(row),
                promises.in(company, row).stream()
                        .min(Comparator.comparing(Sla::dueAt))
                        .orElse(null),
                optional(row.getObject("merged_into", UUID.class), ConversationId::new),
                found,
                instant(row, "last_activity_at"));
    }

    private @Nullable FoundWords found(ResultSet row) throws SQLException {
        var found = row.getString("found");
        return found == null ? null : json.readValue(found, FoundWords.class);
    }

    private List<JoinedConversation> joined(ResultSet row) throws SQLException {
        var joined = row.getString("joined");
        return joined == null ? List.of() : json.readValue(joined, JOINED);
    }

    private List<ContactTag> tags(ResultSet row) throws SQLException {
        var tags = row.getString("tags");
        return tags == null ? List.of() : json.readValue(tags, TAGS);
    }

    private Map<UUID, String> values(@Nullable String fields) {
        return fields == null ? Map.of() : json.readValue(fields, VALUES);
    }

    private static @Nullable BegunText draft(ResultSet row) throws SQLException {
        var kind = row.getString("draft_kind");
        return kind == null ? null : new BegunText(Drafts.Kind.from(kind), shortened(row.getString("draft_text")));
    }

    private static @Nullable OpenTransfer transfer(ResultSet row) throws SQLException {
        var by = person(row, "transfer_by_id", "transfer_by_name");
        return by == null
                ? null
                : new OpenTransfer(
                        uuid(row, "transfer_id"),
                        by,
                        person(row, "transfer_to_id", "transfer_to_name"),
                        row.getString("transfer_reason"),
                        instant(row, "transfer_at"));
    }

    private static @Nullable Score score(ResultSet row) throws SQLException {
        var score = row.getObject("score", Integer.class);
        return score == null ? null : new Score(score, ScoreColor.of(score), row.getBoolean("provisional"));
    }

    private static @Nullable ContextView context(Message message) {
        var context = message.context();
        if (context == null) {
            return null;
        }
        var quote = message.quote();
        var part = context.quoted() == null ? null : context.quoted().part();
        return new ContextView(
                quote == null
                        ? null
                        : new QuotedMessage(
                                quote.id(),
                                quote.seq(),
                                quote.author(),
                                quote.content(),
                                shortened(part == null ? quote.content().preview() : part)),
                context.quoted() != null && quote == null,
                context.forwarded(),
                context.referral(),
                context.product());
    }

    private Map<MemberId, Person> people(CompanyId company, Collection<MemberId> ids) {
        var people = new HashMap<MemberId, Person>();
        if (!ids.isEmpty()) {
            jdbc.sql("select id, name from member where company_id = :company and id = any (:ids::uuid[])")
                    .param("company", company.value())
                    .param("ids", texts(ids, Object::toString))
                    .query(row -> {
                        var id = new MemberId(uuid(row, "id"));
                        people.put(id, new Person(id, row.getString("name")));
                    });
        }
        return people;
    }

    static @Nullable Person person(ResultSet row, String id, String name) throws SQLException {
        var member = row.getObject(id, UUID.class);
        return member == null ? null : new Person(new MemberId(member), row.getString(name));
    }

    private static String shortened(String preview) {
        return Texts.beginning(preview.strip().replaceAll("\\s+", " "), 160);
    }

    /// A pattern that finds the words anywhere, taken literally.
    private static String anywhere(String words) {
        return "%" + words.replaceAll("([%_\\\\])", "\\\\$1") + "%";
    }

    /// Where a page of a list ends: the time and id of its last row, in a form clients need not read.
    private record Cursor(Instant at, UUID id, int rank, int score, int late) {
        static Cursor from(String text) {
            try {
                var parts = text.split("_", 5);
                return new Cursor(
                        Instant.parse(parts[0]),
                        UUID.fromString(parts[1]),
                        parts.length == 5 ? Integer.parseInt(parts[2]) : 0,
                        parts.length == 5 ? Integer.parseInt(parts[3]) : 0,
                        parts.length == 5 ? Integer.parseInt(parts[4]) : 0);
            } catch (RuntimeException malformed) {
                throw Refusal.invalid("after", "is not a cursor of this list");
            }
        }

        String text() {
            return rank == 0 ? at + "_" + id : at + "_" + id + "_" + rank + "_" + score + "_" + late;
        }
    }
}
