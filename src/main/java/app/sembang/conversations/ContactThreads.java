package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.instant;
import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.time;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamEvent;
import app.sembang.realtime.StreamEvents;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import app.sembang.shared.OutletId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What a contact and we have said to each other, over all conversations. All methods need an open transaction of the
/// company.
@Component
public class ContactThreads {
    private static final int MOST_MESSAGES = 60;

    private final JdbcClient jdbc;
    private final MessageStore messages;
    private final EventLog log;
    private final StreamEvents stream;
    private final ApplicationEventPublisher events;

    ContactThreads(
            JdbcClient jdbc,
            MessageStore messages,
            EventLog log,
            StreamEvents stream,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.messages = messages;
        this.log = log;
        this.stream = stream;
        this.events = events;
    }

    /// @param contactNumber the contact's running number, of a message the contact wrote; else null
    public record Line(
            ContactId contact,
            ConversationId conversation,
            MessageId message,
            boolean fromContact,
            Content content,
            @Nullable Integer contactNumber,
            Instant at) {}

    /// The newest messages of each contact since then, at most 60 of each, newest first: what the contact
    /// wrote and what went to the contact, by whomever.
    public List<Line> recent(CompanyId company, Collection<ContactId> contacts, Instant since) {
        return jdbc.sql("""
                select asked.contact, line.*
                  from unnest(:contacts::uuid[]) as asked (contact)
                  cross join lateral (
                      select message.id, message.conversation_id, message.seq, message.author, message.content,
                             message.contact_number, message.at
                        from conversation
                        cross join lateral (
                            select * from message
                             where message.company_id = :company and message.conversation_id = conversation.id
                             order by message.seq desc
                             limit :most) message
                       where conversation.company_id = :company and conversation.contact_id = asked.contact
                         and conversation.last_activity_at >= :since
                         and message.at >= :since
                         and message.author <> 'system'
                         and message.state not in ('held', 'cancelled', 'failed')
                       order by message.at desc, message.seq desc
                       limit :most) line
                """)
                .param("company", company.value())
                .param("contacts", texts(contacts, Object::toString))
                .param("since", time(since))
                .param("most", MOST_MESSAGES)
                .query((row, number) -> new Line(
                        new ContactId(uuid(row, "contact")),
                        new ConversationId(uuid(row, "conversation_id")),
                        new MessageId(uuid(row, "id")),
                        Author.from(row.getString("author")) == Author.CONTACT,
                        messages.read(row.getString("content")),
                        row.getObject("contact_number", Integer.class),
                        instant(row, "at")))
                .list();
    }

    /// One conversation as it stands.
    ///
    /// @param lastSeq the number of its last message, whoever wrote it
    /// @param said the newest messages, oldest first: what reached the contact, and what the contact wrote
    public record Talk(
            ConversationId conversation,
            boolean open,
            Answering answering,
            AssistantMode mode,
            @Nullable Language language,
            @Nullable OutletId outlet,
            @Nullable String contactName,
            int lastSeq,
            List<Line> said) {
        /// The same talk, with these messages after what was said since: it answered others.
        public Talk endingWith(Collection<MessageId> messages) {
            var inOrder = Stream.concat(
                            said.stream().filter(line -> !messages.contains(line.message())),
                            said.stream().filter(line -> messages.contains(line.message())))
                    .toList();
            return new Talk(conversation, open, answering, mode, language, outlet, contactName, lastSeq, inOrder);
        }
    }

    /// Empty where the transaction sees no such conversation. What a member can still take back for a moment
    /// counts as said.
    ///
    /// @param most so many messages at most
    public Optional<Talk> talk(CompanyId company, ConversationId id, int most) {
        var said = jdbc.sql("""
                select message.id, message.author, message.content, message.contact_number, message.at, conversation.contact_id
                  from conversation
                  join message on message.company_id = :company and message.conversation_id = conversation.id
                 where conversation.company_id = :company and conversation.id = :id
                   and message.author <> 'system' and message.state not in ('cancelled', 'failed')
                   and (message.state <> 'held' or message.held_until is not null)
                 order by message.seq desc
                 limit :most
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("most", most)
                .query((row, number) -> new Line(
                        new ContactId(uuid(row, "contact_id")),
                        id,
                        new MessageId(uuid(row, "id")),
                        Author.from(row.getString("author")) == Author.CONTACT,
                        messages.read(row.getString("content")),
                        row.getObject("contact_number", Integer.class),
                        instant(row, "at")))
                .list()
                .reversed();
        return jdbc.sql("""
                select conversation.status, conversation.answering, conversation.assistant_off, conversation.language,
                       conversation.outlet_id, conversation.last_seq, contact.name
                  from conversation
                  join contact on contact.company_id = :company and contact.id = conversation.contact_id
                 where conversation.company_id = :company and conversation.id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) -> {
                    var language = row.getString("language");
                    return new Talk(
                            id,
                            ConversationStatus.from(row.getString("status")).open(),
                            Answering.from(row.getString("answering")),
                            AssistantMode.of(
                                    Answering.from(row.getString("answering")), row.getBoolean("assistant_off")),
                            language == null ? null : Language.from(language),
                            outlet(row),
                            row.getString("name"),
                            row.getInt("last_seq"),
                            said);
                })
                .optional();
    }

    private static @Nullable OutletId outlet(ResultSet row) throws SQLException {
        var outlet = row.getObject("outlet_id", UUID.class);
        return outlet == null ? null : new OutletId(outlet);
    }

    /// @param seq its number in its conversation
    /// @param outlet whose customer wrote it; null where the conversation belongs to none
    public record Numbered(Line line, int seq, @Nullable OutletId outlet) {}

    /// What was said in all conversations with the same contact and has not been read for memory, each conversation
    /// oldest first. What is held back meanwhile is left out.
    public List<Numbered> unread(CompanyId company, ConversationId conversation, int most) {
        return jdbc.sql("""
                select message.*, c.contact_id, c.outlet_id
                  from conversation asked
                  join conversation c on c.company_id = :company and c.contact_id = asked.contact_id
                 cross join lateral (
                       select id, conversation_id, seq, author, content, contact_number, at
                         from message
                        where company_id = :company and conversation_id = c.id
                          and seq > coalesce((select up_to_seq from memory_progress
                                               where company_id = :company and conversation_id = c.id), 0)
                          and author <> 'system' and state not in ('held', 'cancelled', 'failed')
                        order by seq
                        limit :most) message
                 where asked.company_id = :company and asked.id = :conversation
                 order by c.id, message.seq
                 limit :most
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("most", most)
                .query((row, number) -> new Numbered(
                        new Line(
                                new ContactId(uuid(row, "contact_id")),
                                new ConversationId(uuid(row, "conversation_id")),
                                new MessageId(uuid(row, "id")),
                                Author.from(row.getString("author")) == Author.CONTACT,
                                messages.read(row.getString("content")),
                                row.getObject("contact_number", Integer.class),
                                instant(row, "at")),
                        row.getInt("seq"),
                        outlet(row)))
                .list();
    }

    /// One message as it stands; empty where the transaction does not see it in that conversation.
    public Optional<Line> line(CompanyId company, ConversationId conversation, MessageId message) {
        return jdbc.sql("""
                select message.author, message.content, message.contact_number, message.at, conversation.contact_id
                  from conversation
                  join message on message.company_id = :company and message.conversation_id = conversation.id
                 where conversation.company_id = :company and conversation.id = :conversation and message.id = :message
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("message", message.value())
                .query((row, number) -> new Line(
                        new ContactId(uuid(row, "contact_id")),
                        conversation,
                        message,
                        Author.from(row.getString("author")) == Author.CONTACT,
                        messages.read(row.getString("content")),
                        row.getObject("contact_number", Integer.class),
                        instant(row, "at")))
                .optional();
    }

    /// The contacts whose last word was ours, and one of these times after it has just passed: it had not when the
    /// contact was scored.
    public List<ContactId> fallenSilent(CompanyId company, List<Duration> after, Instant now, int most) {
        return jdbc.sql("""
                select distinct conversation.contact_id
                  from conversation
                  join contact_score known on known.company_id = :company and known.contact_id = conversation.contact_id
                 where conversation.company_id = :company
                   and conversation.awaiting_reply_since is null
                   and conversation.last_activity_at >= :now - (select max(pause::interval) from unnest(:pauses) as pause) - interval '1 day'
                   and exists (select from unnest(:pauses) as pause
                                where conversation.last_activity_at + pause::interval < :now
                                  and known.scored_at <= conversation.last_activity_at + pause::interval)
                 limit :most
                """)
                .param("company", company.value())
                .param("now", time(now))
                .param("pauses", texts(after, Duration::toString))
                .param("most", most)
                .query((row, number) -> new ContactId(uuid(row, "contact_id")))
                .list();
    }

    /// The contents of those of the messages that the transaction sees.
    public Map<MessageId, Content> contents(CompanyId company, Collection<MessageId> ids) {
        return jdbc
                .sql("select id, content from message where company_id = :company and id = any (:ids::uuid[])")
                .param("company", company.value())
                .param("ids", texts(ids, Object::toString))
                .query((row, number) ->
                        Map.entry(new MessageId(uuid(row, "id")), messages.read(row.getString("content"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Tells staff that what their lists show of these contacts has changed, and writes into the open conversations of
    /// those in `hot` that they seem about to buy: beside the message that says so, and at its time.
    public void scored(CompanyId company, Collection<ContactId> contacts, Set<ContactId> hot, Instant now) {
        record Open(
                ConversationId id,
                ContactId contact,
                @Nullable MemberId assignee,
                int lastSeq,
                Instant lastActivityAt) {}
        var open = jdbc.sql("""
                select id, contact_id, assignee_id, last_seq, last_activity_at from conversation
                 where company_id = :company and contact_id = any (:contacts::uuid[]) and status in ('new', 'in_progress', 'waiting')
                 order by id
                """)
                .param("company", company.value())
                .param("contacts", texts(contacts, Object::toString))
                .query((row, number) -> {
                    var assignee = row.getObject("assignee_id", UUID.class);
                    return new Open(
                            new ConversationId(uuid(row, "id")),
                            new ContactId(uuid(row, "contact_id")),
                            assignee == null ? null : new MemberId(assignee),
                            row.getInt("last_seq"),
                            instant(row, "last_activity_at"));
                })
                .list();
        var logged = new ArrayList<Event>();
        var streamed = new ArrayList<StreamEvent>();
        var lines = new ArrayList<ActivityWritten.Line>();
        for (var one : open) {
            tell(streamed, one.assignee(), "conversation.changed", one.id());
            if (hot.contains(one.contact())) {
                logged.add(
                        new Event(one.lastActivityAt(), "became_hot", null, one.id(), (long) one.lastSeq(), Map.of()));
                tell(streamed, one.assignee(), "activity.created", one.id());
                lines.add(new ActivityWritten.Line(
                        one.id(), one.contact(), "became_hot", null, one.assignee(), Map.of()));
            }
        }
        log.append(company, logged);
        stream.append(company, streamed);
        if (!lines.isEmpty()) {
            events.publishEvent(new ActivityWritten(company, now, List.copyOf(lines)));
        }
    }

    private static void tell(
            List<StreamEvent> streamed, @Nullable MemberId assignee, String kind, ConversationId conversation) {
        streamed.add(StreamEvent.of(new Audience.Company(), kind, conversation.value()));
        if (assignee != null) {
            streamed.add(StreamEvent.of(new Audience.OneMember(assignee), kind, conversation.value()));
        }
    }
}
