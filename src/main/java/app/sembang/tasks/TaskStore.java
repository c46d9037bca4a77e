package app.sembang.tasks;

import app.sembang.contacts.ContactsMoved;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Everything here runs inside a transaction of the company.
@Component
class TaskStore {
    private static final String TASKS = """
            select task.id, task.title, task.due_at, task.done_at, task.created_at, task.assignee_id,
                   task.done_at is null and task.due_at <= :now as overdue,
                   member.name as assignee_name, conversation.id as conversation_id, contact.id as contact_id,
                   contact.name as contact_name
              from task
              join member on member.company_id = :company and member.id = task.assignee_id
              left join conversation on conversation.company_id = :company and conversation.id = task.conversation_id
              left join contact on contact.company_id = :company
                   and contact.id = coalesce(task.contact_id, conversation.contact_id)
             where task.company_id = :company
            """;

    private final JdbcClient jdbc;

    TaskStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Task> find(CompanyId company, UUID id, Instant now) {
        return jdbc.sql(TASKS + " and task.id = :id")
                .param("company", company.value())
                .param("id", id)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(TaskStore::task)
                .optional();
    }

    /// @param dueBefore null: whenever they are due
    /// @param dueFrom null: whenever they are due
    /// @param contact of the task or of its conversation
    record Filter(
            Task.State state,
            @Nullable Instant dueBefore,
            @Nullable Instant dueFrom,
            @Nullable MemberId assignee,
            @Nullable ConversationId conversation,
            @Nullable ContactId contact) {}

    /// Open ones in the order in which they are due, done ones the other way round.
    List<Task> list(
            CompanyId company, Filter filter, Instant now, @Nullable Instant after, @Nullable UUID afterId, int limit) {
        boolean open = filter.state() == Task.State.OPEN;
        return jdbc.sql(TASKS + """
                   and (task.done_at is null) = :open
                   and (:before::timestamptz is null or task.due_at < :before::timestamptz)
                   and (:from::timestamptz is null or task.due_at >= :from::timestamptz)
                   and (:assignee::uuid is null or task.assignee_id = :assignee::uuid)
                   and (:conversation::uuid is null or task.conversation_id = :conversation::uuid)
                   and (:contact::uuid is null or contact.id = :contact::uuid)
                """ + (open ? """
                   and (:at::timestamptz is null or (task.due_at, task.id) > (:at::timestamptz, :id::uuid))
                 order by task.due_at, task.id
                """ : """
                   and (:at::timestamptz is null or (task.due_at, task.id) < (:at::timestamptz, :id::uuid))
                 order by task.due_at desc, task.id desc
                """) + " limit :limit")
                .param("company", company.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("open", open)
                .param("before", text(filter.dueBefore()))
                .param("from", text(filter.dueFrom()))
                .param("assignee", text(filter.assignee()))
                .param("conversation", text(filter.conversation()))
                .param("contact", text(filter.contact()))
                .param("at", text(after))
                .param("id", text(afterId))
                .param("limit", limit)
                .query(TaskStore::task)
                .list();
    }

    boolean seesConversation(CompanyId company, ConversationId id) {
        return jdbc.sql("select exists (select from conversation where company_id = :company and id = :id)")
                .param("company", company.value())
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    void insert(CompanyId company, UUID id, Task.Draft draft, MemberId assignee, MemberId by, Instant now) {
        jdbc.sql("""
                insert into task (company_id, id, title, due_at, conversation_id, contact_id, assignee_id, created_by, created_at)
                values (:company, :id, :title, :due, :conversation, :contact, :assignee, :by, :now)
                """)
                .param("company", company.value())
                .param("id", id)
                .param("title", draft.title().strip())
                .param("due", draft.dueAt().atOffset(ZoneOffset.UTC))
                .param(
                        "conversation",
                        draft.conversationId() == null
                                ? null
                                : draft.conversationId().value(),
                        Types.OTHER)
                .param(
                        "contact",
                        draft.contactId() == null ? null : draft.contactId().value(),
                        Types.OTHER)
                .param("assignee", assignee.value())
                .param("by", by.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void update(CompanyId company, UUID id, String title, Instant due, MemberId assignee) {
        jdbc.sql("""
                update task set title = :title, due_at = :due, assignee_id = :assignee
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", id)
                .param("title", title)
                .param("due", due.atOffset(ZoneOffset.UTC))
                .param("assignee", assignee.value())
                .update();
    }

    /// One that is done already stays done since when it was.
    void done(CompanyId company, UUID id, MemberId by, Instant now) {
        jdbc.sql("""
                update task set done_at = :now, done_by = :by
                 where company_id = :company and id = :id and done_at is null
                """)
                .param("company", company.value())
                .param("id", id)
                .param("by", by.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void undone(CompanyId company, UUID id) {
        jdbc.sql("update task set done_at = null, done_by = null where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .update();
    }

    void delete(CompanyId company, UUID id) {
        jdbc.sql("delete from task where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .update();
    }

    /// Tasks go with the contact they were made for; those of a conversation follow it by themselves.
    void follow(ContactsMoved moved) {
        moved.take(jdbc, "task");
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static Task task(ResultSet row, int number) throws SQLException {
        var conversation = row.getObject("conversation_id", UUID.class);
        var contact = row.getObject("contact_id", UUID.class);
        return new Task(
                row.getObject("id", UUID.class),
                row.getString("title"),
                instant(row, "due_at"),
                row.getBoolean("overdue"),
                conversation == null ? null : new ConversationId(conversation),
                contact == null ? null : new ContactId(contact),
                row.getString("contact_name"),
                new MemberId(row.getObject("assignee_id", UUID.class)),
                row.getString("assignee_name"),
                instant(row, "created_at"),
                row.getObject("done_at") == null ? null : instant(row, "done_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
