package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.optional;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What a website visitor may see: one thread over all of the visitor's conversations, without what only staff know.
/// Needs an open transaction of the company.
@Component
public class VisitorThreads {
    /// Buttons of more messages are so far up that nobody taps them.
    private static final int MOST_CHOICES = 20;

    private final MessageStore messages;
    private final FileAddresses addresses;
    private final JdbcClient jdbc;

    VisitorThreads(MessageStore messages, FileAddresses addresses, JdbcClient jdbc) {
        this.messages = messages;
        this.addresses = addresses;
        this.jdbc = jdbc;
    }

    /// @param sender the member's name, for what a member wrote
    /// @param content with the address of its file
    /// @param quoted the message it answers
    /// @param seen whether a member has read it
    public record Shown(
            MessageId id,
            Author author,
            @Nullable String sender,
            Content content,
            @Nullable String clientId,
            @Nullable MessageId quoted,
            boolean seen,
            Instant at) {}

    /// Ascending.
    public record Page(List<Shown> messages, boolean hasMore) {}

    /// @param unread what was said to the visitor and not read yet
    public record Summary(
            ConversationId id,
            ConversationStatus status,
            @Nullable MemberId assignee,
            @Nullable String assigneeName,
            int unread) {
        public boolean open() {
            return status.open();
        }
    }

    /// Messages before or after one, the newest page by default.
    public Page page(
            CompanyId company,
            ContactIdentityId identity,
            @Nullable MessageId before,
            @Nullable MessageId after,
            int limit) {
        var found = messages.threadOf(company, identity, before, after, limit + 1);
        boolean more = found.size() > limit;
        var page = !more ? found : after != null ? found.subList(0, limit) : found.subList(1, limit + 1);
        return new Page(
                shown(company, page).stream()
                        .filter(message -> !(message.content() instanceof Content.Deleted))
                        .toList(),
                more);
    }

    /// Those of these messages that are shown to the customer.
    public List<Shown> messages(CompanyId company, Collection<MessageId> ids) {
        return shown(company, messages.find(company, ids));
    }

    /// The visitor's newest conversation.
    public Optional<Summary> current(CompanyId company, ContactIdentityId identity) {
        return jdbc.sql("""
                select conversation.id, conversation.status, conversation.assignee_id, member.name as assignee_name,
                       (select count(*)
                          from conversation own
                          join message on message.company_id = own.company_id and message.conversation_id = own.id
                         where own.company_id = :company
                           and own.contact_identity_id = :identity
                           and message.state in ('sent', 'delivered')) as unread
                  from conversation
                  left join member on member.company_id = :company and member.id = conversation.assignee_id
                 where conversation.company_id = :company
                   and conversation.contact_identity_id = :identity
                 order by conversation.created_at desc
                 limit 1
                """)
                .param("company", company.value())
                .param("identity", identity.value())
                .query((row, number) -> new Summary(
                        new ConversationId(uuid(row, "id")),
                        ConversationStatus.from(row.getString("status")),
                        optional(row.getObject("assignee_id", UUID.class), MemberId::new),
                        row.getString("assignee_name"),
                        row.getInt("unread")))
                .optional();
    }

    /// The customer's messages of the same conversation up to this one, newest first, as many as are likely on a
    /// screen.
    public List<MessageId> writtenUpTo(CompanyId company, MessageId message) {
        return jdbc.sql("""
                select earlier.id
                  from message
                  join message earlier
                    on earlier.company_id = :company
                   and earlier.conversation_id = message.conversation_id
                   and earlier.seq <= message.seq
                 where message.company_id = :company
                   and message.id = :id
                   and earlier.author = 'contact'
                 order by earlier.seq desc
                 limit 50
                """)
                .param("company", company.value())
                .param("id", message.value())
                .query((row, number) -> new MessageId(uuid(row, "id")))
                .list();
    }

    /// When a member read this message of the customer; the first of those who did. Null where nobody knows.
    public @Nullable Instant readAt(CompanyId company, MessageId message) {
        return jdbc.sql("""
                select min(mark.at) as at
                  from message
                  join read_mark mark
                    on mark.company_id = :company
                   and mark.conversation_id = message.conversation_id
                   and mark.seq >= message.seq
                 where message.company_id = :company and message.id = :id
                """)
                .param("company", company.value())
                .param("id", message.value())
                .query((row, number) -> optional(row.getObject("at", OffsetDateTime.class), OffsetDateTime::toInstant))
                .list()
                .getFirst();
    }

    /// Whether the customer was sent or has written this message.
    public boolean isShownTo(CompanyId company, ContactIdentityId identity, MessageId message) {
        return jdbc.sql("""
                select exists (
                    select from message
                      join conversation on conversation.company_id = :company and conversation.id = message.conversation_id
                     where message.company_id = :company
                       and message.id = :id
                       and conversation.contact_identity_id = :identity
                       and message.state not in ('held', 'queued', 'cancelled'))
                """)
                .param("company", company.value())
                .param("id", message.value())
                .param("identity", identity.value())
                .query(Boolean.class)
                .single();
    }

    /// @param message which offered it
    public record Offered(MessageId message, Content.Choice choice) {}

    /// What a button of this id stands for: of the message named, else of the newest that has one.
    public Optional<Offered> offered(
            CompanyId company, ContactIdentityId identity, String button, @Nullable MessageId in) {
        return messages.withChoices(company, identity, in, MOST_CHOICES).stream()
                .flatMap(message -> message.content().choices().stream()
                        .filter(choice -> choice.id().equals(button))
                        .map(choice -> new Offered(message.id(), choice)))
                .findFirst();
    }

    private List<Shown> shown(CompanyId company, List<Message> found) {
        var names = names(company, found);
        var read = readUpTo(
                company, found.stream().map(Message::conversation).distinct().toList());
        var shown = new ArrayList<Shown>(found.size());
        for (var message : found) {
            switch (message.state()) {
                case HELD, QUEUED, CANCELLED -> {}
                case RECEIVED, SENDING, SENT, DELIVERED, READ, FAILED, UNKNOWN ->
                    shown.add(new Shown(
                            message.id(),
                            message.author(),
                            names.get(message.member()),
                            addresses.in(company, message.content()),
                            message.clientId(),
                            quoted(message),
                            message.seq() <= read.getOrDefault(message.conversation(), 0),
                            message.at()));
            }
        }
        return shown;
    }

    private static @Nullable MessageId quoted(Message message) {
        var context = message.context();
        return context == null || context.quoted() == null
                ? null
                : context.quoted().message();
    }

    private Map<@Nullable MemberId, String> names(CompanyId company, List<Message> found) {
        var names = new HashMap<@Nullable MemberId, String>();
        var members = found.stream()
                .map(Message::member)
                .filter(member -> member != null)
                .distinct()
                .toList();
        if (!members.isEmpty()) {
            jdbc.sql("select id, name from member where company_id = :company and id = any (:ids::uuid[])")
                    .param("company", company.value())
                    .param("ids", members.stream().map(String::valueOf).toArray(String[]::new))
                    .query(row -> {
                        names.put(new MemberId(uuid(row, "id")), row.getString("name"));
                    });
        }
        return names;
    }

    /// By those who answer or were responsible; who only watches is not seen.
    private Map<ConversationId, Integer> readUpTo(CompanyId company, List<ConversationId> conversations) {
        var read = new HashMap<ConversationId, Integer>();
        jdbc.sql("""
                select mark.conversation_id, max(mark.seq) as seq
                  from read_mark mark
                  join conversation on conversation.company_id = :company and conversation.id = mark.conversation_id
                 where mark.company_id = :company and mark.conversation_id = any (:ids::uuid[])
                   and (conversation.assignee_id is null
                        or mark.member_id in (conversation.assignee_id, conversation.answering_member_id)
                        or exists (
                            select from assignment
                             where assignment.company_id = :company
                               and assignment.conversation_id = mark.conversation_id and assignment.to_id = mark.member_id))
                 group by mark.conversation_id
                """)
                .param("company", company.value())
                .param("ids", conversations.stream().map(String::valueOf).toArray(String[]::new))
                .query(row -> {
                    read.put(new ConversationId(uuid(row, "conversation_id")), row.getInt("seq"));
                });
        return read;
    }
}
