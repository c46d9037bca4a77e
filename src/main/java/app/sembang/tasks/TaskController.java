package app.sembang.tasks;

import app.sembang.companies.Companies;
import app.sembang.contacts.Contacts;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Cursor;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Reminders and follow-ups. An agent sees and makes own ones only, an admin those of everybody.
@RestController
@RequestMapping("/api/v1/tasks")
@Tag(name = "Tasks")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class TaskController {
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final CompanyTransactions transactions;
    private final TaskStore tasks;
    private final TaskClock due;
    private final Contacts contacts;
    private final Members members;
    private final Companies companies;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    TaskController(
            CompanyTransactions transactions,
            TaskStore tasks,
            TaskClock due,
            Contacts contacts,
            Members members,
            Companies companies,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.transactions = transactions;
        this.tasks = tasks;
        this.due = due;
        this.contacts = contacts;
        this.members = members;
        this.companies = companies;
        this.events = events;
        this.clock = clock;
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List tasks: open ones as they are due, done ones the latest first")
    Page<Task> list(
            Member me,
            @Parameter(schema = @Schema(implementation = Task.State.class)) @RequestParam(defaultValue = "open")
                    Task.State state,
            @Parameter(schema = @Schema(implementation = Task.Time.class)) @RequestParam Task.@Nullable Time due,
            @Parameter(description = "`me` or the id of a member") @RequestParam @Nullable String assignee,
            @RequestParam @Nullable ConversationId conversation,
            @RequestParam @Nullable ContactId contact,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var cursor = after == null ? null : Cursor.from(after);
        var whose = assignee(me, assignee);
        return transactions.as(me.access(), () -> {
            var tomorrow = due == null ? null : tomorrow(me);
            var filter = new TaskStore.Filter(
                    state,
                    due == Task.Time.TODAY ? tomorrow : null,
                    due == Task.Time.LATER ? tomorrow : null,
                    whose,
                    conversation,
                    contact);
            return Page.of(
                    tasks.list(
                            me.company(),
                            filter,
                            clock.instant(),
                            cursor == null ? null : cursor.at(),
                            cursor == null ? null : cursor.id(),
                            limit + 1),
                    limit,
                    task -> new Cursor(task.dueAt(), task.id()).text());
        });
    }

    private static @Nullable MemberId assignee(Member me, @Nullable String text) {
        if (text == null) return null;
        if (text.equals("me")) return me.id();
        try {
            return MemberId.from(text);
        } catch (IllegalArgumentException noId) {
            throw Refusal.invalid("assignee", "is neither me nor the id of a member");
        }
    }

    private Instant tomorrow(Member me) {
        var zone = companies.find(me.company()).orElseThrow().timeZone();
        return LocalDate.ofInstant(clock.instant(), zone)
                .plusDays(1)
                .atStartOfDay(zone)
                .toInstant();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add a task, for oneself or, as an admin, for anybody who answers")
    Task create(Member me, @Valid @RequestBody Task.Draft draft) {
        return transactions.as(me.access(), () -> {
            var company = me.company();
            var conversation = draft.conversationId();
            var contact = draft.contactId();
            if (conversation != null && contact != null) {
                throw Refusal.invalid("contactId", "goes without saying: it is the conversation's");
            }
            if (conversation != null && !tasks.seesConversation(company, conversation)) {
                throw Refusal.invalid("conversationId", "is no conversation the member sees");
            }
            if (contact != null && !contacts.exists(company, contact)) {
                throw Refusal.invalid("contactId", "is no contact the member sees");
            }
            var assignee = Objects.requireNonNullElse(draft.assigneeId(), me.id());
            requireAssignable(me, assignee);
            var kept = new Task.Draft(draft.title(), time(draft.dueAt()), conversation, contact, assignee);
            var id = Ids.next();
            tasks.insert(company, id, kept, assignee, me.id(), clock.instant());
            due.plan(company, id, kept.dueAt());
            tell(me, id, assignee, conversation);
            return require(me, id);
        });
    }

    /// To the second, as a cursor and a job name it.
    private static Instant time(Instant wanted) {
        if (wanted.isBefore(Instant.EPOCH) || wanted.isAfter(LATEST)) {
            throw Refusal.invalid("dueAt", "is before 1970 or after 2200");
        }
        return wanted.truncatedTo(ChronoUnit.SECONDS);
    }

    private void requireAssignable(Member me, MemberId assignee) {
        if (assignee.equals(me.id())) return;
        if (!me.role().administers()) {
            throw Refusal.invalid("assigneeId", "Only an admin gives tasks to others.");
        }
        if (members.active(me.company()).stream()
                .noneMatch(
                        member -> member.id().equals(assignee) && member.role().answers())) {
            throw Refusal.invalid("assigneeId", "is nobody who can be given a task");
        }
    }

    @GetMapping("/{id}")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Read a task")
    Task find(Member me, @PathVariable UUID id) {
        return transactions.as(me.access(), () -> require(me, id));
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Change a task's title, time or assignee")
    Task change(Member me, @PathVariable UUID id, @Valid @RequestBody Task.Change change) {
        var title = change.title();
        if (title != null && title.isBlank()) {
            throw Refusal.invalid("title", "must not be blank");
        }
        return changing(me, id, (company, before) -> {
            var assignee = Objects.requireNonNullElse(change.assigneeId(), before.assigneeId());
            if (!assignee.equals(before.assigneeId())) requireAssignable(me, assignee);
            var at = change.dueAt() == null ? before.dueAt() : time(change.dueAt());
            tasks.update(company, id, title == null ? before.title() : title.strip(), at, assignee);
            if (!at.equals(before.dueAt())) due.plan(company, id, at);
            if (!assignee.equals(before.assigneeId())) tell(me, id, assignee, before.conversationId());
        });
    }

    private void tell(Member me, UUID task, MemberId assignee, @Nullable ConversationId conversation) {
        if (!assignee.equals(me.id())) {
            events.publishEvent(new TaskGiven(me.company(), task, assignee, me.id(), conversation, clock.instant()));
        }
    }

    @PutMapping("/{id}/completion")
    @Operation(summary = "Mark a task as done")
    Task complete(Member me, @PathVariable UUID id) {
        return changing(me, id, (company, before) -> tasks.done(company, id, me.id(), clock.instant()));
    }

    @DeleteMapping("/{id}/completion")
    @Operation(summary = "Mark a task as open again")
    Task reopen(Member me, @PathVariable UUID id) {
        return changing(me, id, (company, before) -> tasks.undone(company, id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a task")
    void remove(Member me, @PathVariable UUID id) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            require(me, id);
            tasks.delete(me.company(), id);
            return null;
        });
    }

    private Task changing(Member me, UUID id, BiConsumer<CompanyId, Task> work) {
        return transactions.as(me.access(), () -> {
            work.accept(me.company(), require(me, id));
            return require(me, id);
        });
    }

    private Task require(Member me, UUID id) {
        return tasks.find(me.company(), id, clock.instant()).orElseThrow(() -> Refusal.notFound("task", id));
    }
}
