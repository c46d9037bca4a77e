package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.instant;
import static app.sembang.conversations.ConversationStore.optional;
import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Rows of `message` and of what hangs on one.
@Repository
class MessageStore {
    private static final String COLUMNS = """
            message.id, message.conversation_id, message.seq, message.author, message.member_id, message.content, message.state,
            message.failure_code, message.failure_reason, message.channel_account_id, message.provider_id, message.client_id,
            message.contact_number, message.evidence, message.vendor_at, message.edited_at, message.at, message.context,
            message.held_until, message.awaiting_before,
            case when message.context -> 'quoted' ->> 'message' is not null then
                (select json_build_object('id', quoted.id, 'seq', quoted.seq, 'author', quoted.author, 'content', quoted.content)
                   from message quoted
                  where quoted.company_id = message.company_id
                    and quoted.id = (message.context -> 'quoted' ->> 'message')::uuid) end as quote,
            (select json_agg(json_build_object('author', reaction.author, 'emoji', reaction.emoji) order by reaction.at)
               from message_reaction reaction
              where reaction.company_id = message.company_id
                and reaction.message_id = message.id
                and reaction.emoji is not null) as reactions""";

    private static final TypeReference<List<Message.Reaction>> REACTIONS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    MessageStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    record ProviderKey(ChannelAccountId account, String providerId) {}

    /// Which of these the company has already, with their ids.
    Map<ProviderKey, MessageId> known(CompanyId company, Collection<ProviderKey> keys) {
        return recognised(company, keys).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, known -> known.getValue().message()));
    }

    /// @param isPart whether the channel has another id for the message as a whole
    record Recognised(MessageId message, boolean isPart) {}

    Map<ProviderKey, Recognised> recognised(CompanyId company, Collection<ProviderKey> keys) {
        var known = new HashMap<ProviderKey, Recognised>();
        jdbc.sql("""
                with wanted as (select * from unnest(:accounts::uuid[], :providerIds::text[]) as given (account, provider_id))
                select message.id, message.channel_account_id, message.provider_id, false as is_part
                  from wanted
                  join message
                    on message.company_id = :company
                   and message.channel_account_id = wanted.account
                   and message.provider_id = wanted.provider_id
                union all
                select part.message_id, part.channel_account_id, part.provider_id, true
                  from wanted
                  join message_part part
                    on part.company_id = :company
                   and part.channel_account_id = wanted.account
                   and part.provider_id = wanted.provider_id
                """)
                .param("company", company.value())
                .param("accounts", texts(keys, ProviderKey::account))
                .param("providerIds", texts(keys, ProviderKey::providerId))
                .query(row -> {
                    known.put(
                            new ProviderKey(
                                    new ChannelAccountId(uuid(row, "channel_account_id")),
                                    row.getString("provider_id")),
                            new Recognised(new MessageId(uuid(row, "id")), row.getBoolean("is_part")));
                });
        return known;
    }

    /// All ids the channel has for a message; none where it has not told any.
    List<String> providerIds(CompanyId company, MessageId id) {
        return jdbc.sql("""
                select provider_id from message where company_id = :company and id = :id and provider_id is not null
                union
                select provider_id from message_part where company_id = :company and message_id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) -> row.getString("provider_id"))
                .list();
    }

    /// The channel has further ids for these messages.
    void alsoKnownAs(CompanyId company, List<Map.Entry<MessageId, String>> ids) {
        if (ids.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into message_part (company_id, channel_account_id, provider_id, message_id)
                select message.company_id, message.channel_account_id, part.provider_id, message.id
                  from unnest(:messages::uuid[], :providerIds::text[]) as part (message_id, provider_id)
                  join message on message.company_id = :company and message.id = part.message_id
                on conflict do nothing
                """)
                .param("company", company.value())
                .param("messages", texts(ids, Map.Entry::getKey))
                .param("providerIds", texts(ids, Map.Entry::getValue))
                .update();
    }

    void insert(CompanyId company, List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into message (company_id, id, conversation_id, seq, author, member_id, content, state, channel_account_id,
                                     provider_id, client_id, contact_number, evidence, vendor_at, at, context,
                                     held_until, awaiting_before)
                select :company, * from unnest(:ids::uuid[], :conversations::uuid[], :seqs::int[], :authors::text[], :members::uuid[],
                                               :contents::jsonb[], :states::text[], :accounts::uuid[], :providerIds::text[],
                                               :clientIds::text[], :numbers::int[], :evidence::jsonb[], :vendorAt::timestamptz[],
                                               :at::timestamptz[], :contexts::jsonb[], :heldUntil::timestamptz[],
                                               :awaitingBefore::timestamptz[])
                """)
                .param("company", company.value())
                .param("ids", texts(messages, Message::id))
                .param("conversations", texts(messages, Message::conversation))
                .param("seqs", texts(messages, Message::seq))
                .param("authors", texts(messages, message -> message.author().value()))
                .param("members", texts(messages, Message::member))
                .param("contents", texts(messages, message -> write(message.content())))
                .param("states", texts(messages, message -> message.state().value()))
                .param("accounts", texts(messages, Message::account))
                .param("providerIds", texts(messages, Message::providerId))
                .param("clientIds", texts(messages, Message::clientId))
                .param("numbers", texts(messages, Message::contactNumber))
                .param("evidence", texts(messages, Message::evidence))
                .param("vendorAt", texts(messages, Message::vendorAt))
                .param("at", texts(messages, Message::at))
                .param(
                        "contexts",
                        texts(
                                messages,
                                message ->
                                        message.context() == null ? null : json.writeValueAsString(message.context())))
                .param(
                        "heldUntil",
                        texts(
                                messages,
                                message -> message.hold() == null
                                        ? null
                                        : message.hold().until()))
                .param(
                        "awaitingBefore",
                        texts(
                                messages,
                                message -> message.hold() == null
                                        ? null
                                        : message.hold().awaitingBefore()))
                .update();
    }

    List<Message> find(CompanyId company, Collection<MessageId> ids) {
        return jdbc.sql("select " + COLUMNS + " from message where company_id = :company and id = any (:ids::uuid[])")
                .param("company", company.value())
                .param("ids", texts(ids, Object::toString))
                .query(messages())
                .list();
    }

    Optional<Message> byClientId(CompanyId company, ConversationId conversation, String clientId) {
        return jdbc.sql("select " + COLUMNS + """
                  from message
                 where company_id = :company and conversation_id = :conversation and client_id = :clientId
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("clientId", clientId)
                .query(messages())
                .optional();
    }

    /// Messages before or after a number, newest page by default; always ascending.
    List<Message> page(
            CompanyId company,
            ConversationId conversation,
            @Nullable Integer before,
            @Nullable Integer after,
            int limit) {
        boolean forward = after != null;
        var page = jdbc.sql("select " + COLUMNS + """
                  from message
                 where company_id = :company
                   and conversation_id = :conversation
                   and seq > :after
                   and seq < :before
                """ + (forward ? " order by seq" : " order by seq desc")
                        + " limit :limit")
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("after", after == null ? 0 : after)
                .param("before", before == null ? Integer.MAX_VALUE : before)
                .param("limit", limit)
                .query(messages())
                .list();
        return forward ? page : page.reversed();
    }

    /// Words found in a message that the transaction sees.
    ///
    /// @param text the words around them
    @Schema(name = "FoundMessage")
    record Found(
            MessageId id,
            ConversationId conversationId,
            int seq,
            Author author,
            @Nullable String contactName,
            String text,
            Instant at) {}

    /// What is looked through for words.
    static final String RECENT = """
            (select id, conversation_id, seq, author, at, coalesce(content ->> 'text', content ->> 'caption') as text
               from message
              where company_id = :company
              order by id desc
              limit 100000) recent
            """;

    /// The newest messages with these words, whatever the language: a part of a word is enough, as Malay puts things
    /// before and after one, and Chinese nothing between two. Looks through the newest 100,000 messages.
    List<Found> search(CompanyId company, String words, int limit) {
        return jdbc.sql("""
                select recent.id, recent.conversation_id, recent.seq, recent.author, contact.name, recent.at,
                       substr(recent.text, greatest(1, position(lower(:words) in lower(recent.text)) - 40), 160) as text
                  from
                """ + RECENT + """
                  join conversation on conversation.company_id = :company and conversation.id = recent.conversation_id
                  join contact on contact.company_id = :company and contact.id = conversation.contact_id
                 where position(lower(:words) in lower(recent.text)) > 0
                 order by recent.id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("words", words)
                .param("limit", limit)
                .query((row, number) -> new Found(
                        new MessageId(uuid(row, "id")),
                        new ConversationId(uuid(row, "conversation_id")),
                        row.getInt("seq"),
                        Author.from(row.getString("author")),
                        row.getString("name"),
                        row.getString("text"),
                        instant(row, "at")))
                .list();
    }

    /// Where words stand in a thread.
    ///
    /// @param id of the message, or of the note
    @Schema(name = "ThreadMatch")
    record Match(UUID id, Instant at) {}

    /// The newest messages of a thread and notes on it with these words, the oldest first: in what people read of them,
    /// whatever the language and the kind of message.
    List<Match> matches(CompanyId company, ConversationId conversation, String words, int most) {
        return jdbc.sql("""
                select id, at from (
                    select id, at
                      from message
                     where company_id = :company and conversation_id = :conversation
                       and exists (
                           select from jsonb_path_query(content, '$.** ? (@.type() == "object").keyvalue() ? (
                                   @.key == "text" || @.key == "caption" || @.key == "title" || @.key == "name" || @.key == "address"
                                   || @.key == "note" || @.key == "value" || @.key == "label" || @.key == "description"
                                   || @.key == "fileName").value ? (@.type() == "string")') said
                            where position(lower(:words) in lower(said #>> '{}')) > 0)
                    union all
                    select id, at
                      from note
                     where company_id = :company and conversation_id = :conversation
                       and position(lower(:words) in lower(text)) > 0) found
                 order by at desc, id desc
                 limit :most
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("words", words)
                .param("most", most)
                .query((row, number) -> new Match(uuid(row, "id"), instant(row, "at")))
                .list()
                .reversed();
    }

    /// A message that went to nobody, or perhaps did: a person decides what becomes of it.
    ///
    /// @param text its beginning
    @Schema(name = "UndeliveredMessage")
    record Undelivered(
            MessageId id,
            ConversationId conversationId,
            @Nullable String contactName,
            Channel channel,
            ChannelAccountId channelAccountId,
            Author author,
            String text,
            MessageState state,
            String failureCode,
            @Nullable String failureReason,
            Instant at) {}

    /// Those since then that failed or of which nobody knows what became, the newest first, as far as the
    /// transaction sees.
    List<Undelivered> undelivered(CompanyId company, Instant since, @Nullable MessageId after, int limit) {
        return jdbc.sql("""
                select message.id, message.conversation_id, contact.name, conversation.channel, message.channel_account_id,
                       message.author, message.content, message.state, message.failure_code, message.failure_reason, message.at
                  from message
                  join conversation on conversation.company_id = :company and conversation.id = message.conversation_id
                  join contact on contact.company_id = :company and contact.id = conversation.contact_id
                 where message.company_id = :company
                   and message.failure_code is not null
                   and message.state in ('failed', 'unknown')
                   and message.at > :since
                   and (:after::uuid is null or message.id < :after::uuid)
                 order by message.id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("since", since.atOffset(ZoneOffset.UTC))
                .param("after", after == null ? null : after.toString())
                .param("limit", limit)
                .query((row, number) -> new Undelivered(
                        new MessageId(uuid(row, "id")),
                        new ConversationId(uuid(row, "conversation_id")),
                        row.getString("name"),
                        Channel.from(row.getString("channel")),
                        new ChannelAccountId(uuid(row, "channel_account_id")),
                        Author.from(row.getString("author")),
                        Texts.beginning(read(row.getString("content")).preview(), 200),
                        MessageState.from(row.getString("state")),
                        row.getString("failure_code"),
                        row.getString("failure_reason"),
                        instant(row, "at")))
                .list();
    }

    /// A website visitor's messages over all of the visitor's conversations, ascending.
    List<Message> threadOf(
            CompanyId company,
            ContactIdentityId identity,
            @Nullable MessageId before,
            @Nullable MessageId after,
            int limit) {
        boolean forward = after != null;
        var edge = forward ? after : before;
        var page = jdbc.sql("select " + COLUMNS + """
                  from conversation
                  join message on message.company_id = conversation.company_id and message.conversation_id = conversation.id
                 where conversation.company_id = :company
                   and conversation.contact_identity_id = :identity
                   and message.state <> 'cancelled'
                   and (:edge::uuid is null or (message.conversation_id, message.seq)
                """ + (forward ? ">" : "<") + """
                        (select edge.conversation_id, edge.seq from message edge where edge.company_id = :company and edge.id = :edge::uuid))
                 order by
                """
                        + (forward
                                ? "message.conversation_id, message.seq"
                                : "message.conversation_id desc, message.seq desc")
                        + " limit :limit")
                .param("company", company.value())
                .param("identity", identity.value())
                .param("edge", edge == null ? null : edge.toString())
                .param("limit", limit)
                .query(messages())
                .list();
        return forward ? page : page.reversed();
    }

    /// What was sent to somebody with answers to choose from, the newest first; or the one named alone, if it is such.
    List<Message> withChoices(CompanyId company, ContactIdentityId identity, @Nullable MessageId only, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                  from conversation
                  join message on message.company_id = conversation.company_id and message.conversation_id = conversation.id
                 where conversation.company_id = :company
                   and conversation.contact_identity_id = :identity
                   and message.author <> 'contact'
                   and message.state not in ('held', 'queued', 'cancelled')
                   and message.content ->> 'type' in ('choices', 'cards')
                   and (:only::uuid is null or message.id = :only::uuid)
                 order by message.conversation_id desc, message.seq desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("identity", identity.value())
                .param("only", only == null ? null : only.toString())
                .param("limit", limit)
                .query(messages())
                .list();
    }

    /// Takes the locks of the threads these messages belong to, identities in order of their ids.
    void lockThreadsOf(CompanyId company, Collection<MessageId> ids) {
        if (ids.isEmpty()) {
            return;
        }
        jdbc.sql("""
                select identity.id
                  from contact_identity identity
                 where identity.company_id = :company
                   and identity.id in (
                       select conversation.contact_identity_id
                         from message
                         join conversation on conversation.company_id = :company and conversation.id = message.conversation_id
                        where message.company_id = :company and message.id = any (:ids::uuid[]))
                 order by identity.id
                   for no key update
                """)
                .param("company", company.value())
                .param("ids", texts(ids, Object::toString))
                .query(row -> {});
    }

    /// What a channel needs to know to take messages into its queue, in the order of their conversations.
    List<RepliesQueued.Queued> queued(CompanyId company, Collection<MessageId> ids) {
        return jdbc.sql("""
                select message.id, message.conversation_id, conversation.contact_identity_id, conversation.channel_account_id,
                       conversation.channel, identity.external_id
                  from message
                  join conversation on conversation.company_id = :company and conversation.id = message.conversation_id
                  join contact_identity identity on identity.company_id = :company and identity.id = conversation.contact_identity_id
                 where message.company_id = :company
                   and message.id = any (:ids::uuid[])
                 order by message.conversation_id, message.seq
                """)
                .param("company", company.value())
                .param("ids", texts(ids, Object::toString))
                .query((row, number) -> new RepliesQueued.Queued(
                        new MessageId(uuid(row, "id")),
                        new ConversationId(uuid(row, "conversation_id")),
                        new ContactIdentityId(uuid(row, "contact_identity_id")),
                        new ChannelAccountId(uuid(row, "channel_account_id")),
                        Channel.from(row.getString("channel")),
                        row.getString("external_id")))
                .list();
    }

    /// Held messages of a conversation become queued, where their author cannot take them back any more.
    ///
    /// @param answers also those of the assistant
    List<MessageId> release(CompanyId company, ConversationId conversation, boolean answers, Instant now) {
        return jdbc.sql("""
                update message set state = 'queued'
                 where company_id = :company and conversation_id = :conversation and state = 'held'
                   and case when held_until is null then :answers else held_until <= :now end
                returning id
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("answers", answers)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new MessageId(uuid(row, "id")))
                .list();
    }

    /// Queued messages that may be sent now enter `sending`; the threads' locks are held by the caller.
    List<Outgoing> startSending(CompanyId company, Collection<MessageId> ids) {
        return jdbc.sql("""
                update message
                   set state = 'sending'
                  from conversation
                  join contact_identity identity on identity.company_id = conversation.company_id and identity.id = conversation.contact_identity_id
                 where message.company_id = :company
                   and message.id = any (:ids::uuid[])
                   and message.state = 'queued'
                   and conversation.company_id = :company
                   and conversation.id = message.conversation_id
                returning message.id, message.channel_account_id, identity.external_id, message.content, message.author,
                          message.context -> 'quoted' ->> 'providerId' as quoted, conversation.contact_wrote_at,
                          conversation.entry_answered_at, message.parts_sent
                """)
                .param("company", company.value())
                .param("ids", texts(ids, Object::toString))
                .query((row, number) -> new Outgoing(
                        new MessageId(uuid(row, "id")),
                        new ChannelAccountId(uuid(row, "channel_account_id")),
                        row.getString("external_id"),
                        read(row.getString("content")),
                        Author.from(row.getString("author")),
                        row.getString("quoted"),
                        optional(row.getObject("contact_wrote_at", OffsetDateTime.class), OffsetDateTime::toInstant),
                        optional(row.getObject("entry_answered_at", OffsetDateTime.class), OffsetDateTime::toInstant),
                        row.getInt("parts_sent"),
                        true))
                .list();
    }

    /// Applies outcomes; a state never goes backwards. Gives back those that changed, with their threads.
    Map<MessageId, ConversationId> settle(CompanyId company, Collection<Outcome> outcomes) {
        alsoKnownAs(
                company,
                outcomes.stream()
                        .flatMap(outcome -> outcome.parts().stream().map(part -> Map.entry(outcome.message(), part)))
                        .toList());
        return changed(jdbc.sql("""
                update message
                   set state = outcome.state,
                       provider_id = coalesce(message.provider_id, outcome.provider_id),
                       parts_sent = coalesce(outcome.parts_sent, message.parts_sent),
                       failure_code = case when outcome.state in ('delivered', 'read')
                                           then message.failure_code else outcome.failure_code end,
                       failure_reason = case when outcome.state in ('delivered', 'read')
                                             then message.failure_reason else outcome.failure_reason end
                  from unnest(:ids::uuid[], :states::text[], :providerIds::text[], :codes::text[], :reasons::text[], :parts::smallint[])
                       as outcome (id, state, provider_id, failure_code, failure_reason, parts_sent)
                 where message.company_id = :company
                   and message.id = outcome.id
                   and case outcome.state
                           when 'queued' then message.state in ('sending', 'held')
                           when 'sent' then message.state in ('queued', 'sending', 'unknown')
                           when 'delivered' then message.state in ('queued', 'sending', 'unknown', 'sent', 'failed')
                           when 'read' then message.state in ('queued', 'sending', 'unknown', 'sent', 'delivered', 'failed')
                           when 'failed' then message.state in ('queued', 'sending', 'unknown', 'sent')
                           when 'unknown' then message.state = 'sending'
                           else false
                       end
                returning message.id, message.conversation_id
                """)
                .param("company", company.value())
                .param("ids", texts(outcomes, Outcome::message))
                .param("states", texts(outcomes, outcome -> outcome.state().value()))
                .param("providerIds", texts(outcomes, Outcome::providerId))
                .param("codes", texts(outcomes, Outcome::failureCode))
                .param("reasons", texts(outcomes, Outcome::failureReason))
                .param("parts", texts(outcomes, Outcome::partsSent)));
    }

    private static Map<MessageId, ConversationId> changed(JdbcClient.StatementSpec update) {
        var changed = new LinkedHashMap<MessageId, ConversationId>();
        update.query(row -> {
            changed.put(new MessageId(uuid(row, "id")), new ConversationId(uuid(row, "conversation_id")));
        });
        return changed;
    }

    /// Withdraws what the assistant has not begun to send.
    List<MessageId> cancelAssistants(CompanyId company, ConversationId conversation) {
        return makeWay(company, conversation, false).cancelled();
    }

    /// @param cancelled of the assistant
    /// @param released of members, who can take them back no more
    record Way(List<MessageId> cancelled, List<MessageId> released) {}

    /// A person goes on: what the assistant has not begun to send is withdrawn, and what members hold back goes out
    /// before what comes next.
    Way makeWay(CompanyId company, ConversationId conversation, boolean releasing) {
        var way = new Way(new ArrayList<>(), new ArrayList<>());
        jdbc.sql("""
                update message
                   set state = case author when 'assistant' then 'cancelled' else 'queued' end
                 where company_id = :company
                   and conversation_id = :conversation
                   and (author = 'assistant' and state in ('held', 'queued') or :releasing and author = 'member' and state = 'held')
                returning id, state
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("releasing", releasing)
                .query(row -> {
                    (row.getString("state").equals("queued") ? way.released() : way.cancelled())
                            .add(new MessageId(uuid(row, "id")));
                });
        return way;
    }

    /// Takes back what is not to be sent before a later time; false where it is under way or gone.
    boolean takeBack(CompanyId company, MessageId id) {
        return jdbc.sql("""
                update message set state = 'cancelled'
                 where company_id = :company and id = :id and author = 'member' and state = 'held'
                """)
                        .param("company", company.value())
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /// The newest that went to the contact after a place and was not this member's. What the assistant has not begun to
    /// send does not count: a member's reply withdraws it.
    Optional<Message> newestReplyOfOthers(CompanyId company, ConversationId conversation, int after, MemberId member) {
        return jdbc
                .sql("select " + COLUMNS + """
                 from message
                where company_id = :company
                  and conversation_id = :conversation
                  and seq > :after
                  and author in ('member', 'assistant')
                  and member_id is distinct from :member
                  and state <> 'cancelled'
                  and (author = 'member' or state not in ('held', 'queued'))
                order by seq desc
                limit 1
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("after", after)
                .param("member", member.value())
                .query(messages())
                .stream()
                .findFirst();
    }

    /// Conversations with something that waits to be sent.
    List<ConversationId> waitingThreads(CompanyId company) {
        return jdbc.sql("""
                select distinct conversation_id from message
                 where company_id = :company and state in ('held', 'queued')
                """)
                .param("company", company.value())
                .query((row, number) -> new ConversationId(uuid(row, "conversation_id")))
                .list();
    }

    /// A message that is not sent any more.
    record GivenUp(MessageId id, ConversationId conversation, MessageState state, Instant at) {}

    /// Ends the waiting of what was said before that time.
    List<GivenUp> giveUpWaiting(CompanyId company, Instant before) {
        return jdbc.sql("""
                update message
                   set state = case author when 'member' then 'failed' else 'cancelled' end,
                       failure_code = case author when 'member' then 'waited-too-long' end,
                       failure_reason = case author when 'member' then 'It waited too long while the company was suspended.' end
                 where company_id = :company and state in ('held', 'queued') and at < :before
                returning id, conversation_id, state, at
                """)
                .param("company", company.value())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new GivenUp(
                        new MessageId(uuid(row, "id")),
                        new ConversationId(uuid(row, "conversation_id")),
                        MessageState.from(row.getString("state")),
                        instant(row, "at")))
                .list();
    }

    int unsent(CompanyId company, ConversationId conversation) {
        return jdbc.sql("""
                select count(*) from message
                 where company_id = :company
                   and conversation_id = :conversation
                   and state in ('held', 'queued', 'sending')
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query(Integer.class)
                .single();
    }

    /// Puts a message that failed, or whose outcome is unknown, back into the queue. What the vendor tells of the
    /// copy it has may still come.
    boolean requeue(CompanyId company, MessageId id) {
        return jdbc.sql("""
                with before as (
                    insert into message_part (company_id, channel_account_id, provider_id, message_id)
                    select company_id, channel_account_id, provider_id, id from message
                     where company_id = :company and id = :id and state in ('failed', 'unknown') and provider_id is not null
                    on conflict do nothing
                )
                update message
                   set state = 'queued', failure_code = null, failure_reason = null, provider_id = null
                 where company_id = :company and id = :id and state in ('failed', 'unknown')
                """)
                        .param("company", company.value())
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /// Marks outbound messages of an identity's conversations up to a message; gives back those that changed.
    Map<MessageId, ConversationId> advance(
            CompanyId company, ContactIdentityId identity, MessageId upTo, MessageState to) {
        return changed(jdbc.sql("""
                update message
                   set state = :to
                  from conversation
                 where conversation.company_id = :company
                   and conversation.contact_identity_id = :identity
                   and message.company_id = :company
                   and message.conversation_id = conversation.id
                   and (message.conversation_id, message.seq)
                       <= (select edge.conversation_id, edge.seq from message edge where edge.company_id = :company and edge.id = :upTo)
                   and message.state = any (:from::text[])
                returning message.id, message.conversation_id
                """)
                .param("company", company.value())
                .param("identity", identity.value())
                .param("upTo", upTo.value())
                .param("to", to.value())
                .param("from", to == MessageState.READ ? new String[] {"sent", "delivered"} : new String[] {"sent"}));
    }

    /// Outbound messages of an identity's conversations that were written up to a time.
    Map<MessageId, ConversationId> advance(
            CompanyId company, ContactIdentityId identity, Instant upTo, MessageState to) {
        var changed = new LinkedHashMap<MessageId, ConversationId>();
        jdbc.sql("""
                update message
                   set state = :to
                  from conversation
                 where conversation.company_id = :company
                   and conversation.contact_identity_id = :identity
                   and message.company_id = :company
                   and message.conversation_id = conversation.id
                   and message.at <= :upTo
                   and message.state = any (:from::text[])
                returning message.id, message.conversation_id
                """)
                .param("company", company.value())
                .param("identity", identity.value())
                .param("upTo", upTo.atOffset(ZoneOffset.UTC))
                .param("to", to.value())
                .param("from", to == MessageState.READ ? new String[] {"sent", "delivered"} : new String[] {"sent"})
                .query(row -> {
                    changed.put(new MessageId(uuid(row, "id")), new ConversationId(uuid(row, "conversation_id")));
                });
        return changed;
    }

    /// Of a person's marks on a message the newest counts, also one that was taken back. Gives the thread
    /// where something changed.
    Optional<ConversationId> react(
            CompanyId company, MessageId message, UUID person, Author author, @Nullable String emoji, Instant at) {
        return jdbc.sql("""
                insert into message_reaction (company_id, message_id, person_id, author, emoji, at)
                values (:company, :message, :person, :author, :emoji, :at)
                on conflict (company_id, message_id, person_id) do update
                   set emoji = excluded.emoji, at = excluded.at
                 where message_reaction.at <= excluded.at and message_reaction.emoji is distinct from excluded.emoji
                returning (select conversation_id from message where company_id = :company and id = :message)
                """)
                .param("company", company.value())
                .param("message", message.value())
                .param("person", person)
                .param("author", author.value())
                .param("emoji", emoji)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .optional()
                .map(ConversationId::new);
    }

    void withdraw(CompanyId company, MessageId id, Instant at) {
        jdbc.sql("""
                update message
                   set content = jsonb_build_object('type', 'deleted', 'at', :said::text), earlier = '[]', context = null, edited_at = :at
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("said", at.toString())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Whether something is being sent to them of which the vendor's number is not known.
    boolean isSending(CompanyId company, ContactIdentityId identity) {
        return jdbc.sql("""
                select exists (
                    select from message
                      join conversation on conversation.company_id = :company and conversation.id = message.conversation_id
                     where message.company_id = :company
                       and conversation.contact_identity_id = :identity
                       and conversation.status in ('new', 'in_progress', 'waiting')
                       and message.state = 'sending'
                       and message.provider_id is null)
                """)
                .param("company", company.value())
                .param("identity", identity.value())
                .query(Boolean.class)
                .single();
    }

    /// What was written to somebody and may or may not have arrived, oldest first.
    List<Message> ofUnknownOutcome(CompanyId company, ContactIdentityId identity) {
        return jdbc.sql("select " + COLUMNS + """
                  from message
                  join conversation on conversation.company_id = :company and conversation.id = message.conversation_id
                 where message.company_id = :company
                   and conversation.contact_identity_id = :identity
                   and conversation.status in ('new', 'in_progress', 'waiting')
                   and message.state = 'unknown'
                 order by message.seq
                """)
                .param("company", company.value())
                .param("identity", identity.value())
                .query(messages())
                .list();
    }

    Optional<Conversations.AtVendor> newestOfContact(CompanyId company, ConversationId conversation) {
        return jdbc.sql("""
                select channel_account_id, provider_id from message
                 where company_id = :company
                   and conversation_id = :conversation
                   and author = 'contact'
                   and provider_id is not null
                 order by seq desc
                 limit 1
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query((row, number) -> new Conversations.AtVendor(
                        new ChannelAccountId(uuid(row, "channel_account_id")), row.getString("provider_id")))
                .optional();
    }

    /// Whether a card of this title was shown in a conversation.
    boolean hasCard(CompanyId company, ConversationId conversation, String title) {
        return jdbc.sql("""
                select exists (
                    select from message
                     where company_id = :company and conversation_id = :conversation and author <> 'contact'
                       and content ->> 'type' = 'cards'
                       and exists (select from jsonb_array_elements(content -> 'cards') card where card ->> 'title' = :title))
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("title", title)
                .query(Boolean.class)
                .single();
    }

    /// Those of these that are messages to contacts.
    Set<MessageId> outbound(CompanyId company, Collection<MessageId> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        return jdbc.sql("""
                select id from message
                 where company_id = :company and id = any (:ids::uuid[]) and author <> 'contact'
                """)
                .param("company", company.value())
                .param("ids", texts(ids, Object::toString))
                .query((row, number) -> new MessageId(uuid(row, "id")))
                .set();
    }

    boolean replaceContent(CompanyId company, MessageId id, Content content) {
        return jdbc.sql("update message set content = :content::jsonb where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id.value())
                        .param("content", write(content))
                        .update()
                == 1;
    }

    /// What it said before goes behind its earlier contents.
    void edit(CompanyId company, MessageId id, Content content, Instant at) {
        jdbc.sql("""
                update message
                   set content = :content::jsonb,
                       earlier = earlier || jsonb_build_object('content', content, 'until', :at::text),
                       edited_at = :at::timestamptz
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("content", write(content))
                .param("at", at.toString())
                .update();
    }

    /// Files its author has put others in the place of.
    List<UUID> earlierFiles(CompanyId company, MessageId id) {
        return jdbc.sql("""
                select distinct (file #>> '{}')::uuid as file
                  from message
                 cross join jsonb_path_query(earlier, '$[*].content.**{0 to 3}.media.id') file
                 where company_id = :company and id = :id and file <> 'null'
                """)
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) -> row.getObject("file", UUID.class))
                .list();
    }

    /// The file is gone; that there was one stays.
    void forgetEarlierFile(CompanyId company, MessageId id, UUID file) {
        jdbc.sql("""
                update message
                   set earlier = replace(earlier::text, to_jsonb(:file::text)::text, 'null')::jsonb
                 where company_id = :company and id = :id and earlier <> '[]'
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("file", file.toString())
                .update();
    }

    private RowMapper<Message> messages() {
        return this::message;
    }

    private Message message(ResultSet row, int number) throws SQLException {
        var awaitingBefore =
                optional(row.getObject("awaiting_before", OffsetDateTime.class), OffsetDateTime::toInstant);
        return new Message(
                new MessageId(uuid(row, "id")),
                new ConversationId(uuid(row, "conversation_id")),
                row.getInt("seq"),
                Author.from(row.getString("author")),
                optional(row.getObject("member_id", UUID.class), MemberId::new),
                read(row.getString("content")),
                MessageState.from(row.getString("state")),
                row.getString("failure_code"),
                row.getString("failure_reason"),
                new ChannelAccountId(uuid(row, "channel_account_id")),
                row.getString("provider_id"),
                row.getString("client_id"),
                row.getObject("contact_number", Integer.class),
                row.getString("evidence"),
                optional(row.getObject("vendor_at", OffsetDateTime.class), OffsetDateTime::toInstant),
                optional(row.getObject("edited_at", OffsetDateTime.class), OffsetDateTime::toInstant),
                instant(row, "at"),
                optional(row.getString("context"), stored -> json.readValue(stored, Context.class)),
                optional(row.getString("quote"), stored -> json.readValue(stored, Message.Quote.class)),
                reactions(row.getString("reactions")),
                optional(
                        row.getObject("held_until", OffsetDateTime.class),
                        until -> new Message.Hold(until.toInstant(), awaitingBefore)));
    }

    private List<Message.Reaction> reactions(@Nullable String stored) {
        return stored == null ? List.of() : json.readValue(stored, REACTIONS);
    }

    Content read(String stored) {
        return json.readValue(stored, Content.class);
    }

    private String write(Content content) {
        return json.writeValueAsString(content);
    }
}
