package app.sembang.conversations;

import app.sembang.companies.Companies;
import app.sembang.contacts.ScoreColor;
import app.sembang.conversations.Views.ActivityView;
import app.sembang.conversations.Views.AssignmentView;
import app.sembang.conversations.Views.ConversationDetail;
import app.sembang.conversations.Views.ConversationRow;
import app.sembang.conversations.Views.Counters;
import app.sembang.database.CompanyTransactions;
import app.sembang.fields.FieldEquals;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.TableFile;
import app.sembang.shared.TableFormat;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Reading conversations. What is in an answer is decided by the database's policies for the member who asks.
@RestController
@RequestMapping("/api/v1/conversations")
@Tag(name = "Conversations")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class ConversationController {
    private static final List<String> OPEN = List.of("new", "in_progress", "waiting");
    private static final Set<String> WHOSE = Set.of("mine", "unassigned", "all");

    private final CompanyTransactions transactions;
    private final ConversationReader reader;
    private final Companies companies;
    private final ConversationExport export;

    ConversationController(
            CompanyTransactions transactions,
            ConversationReader reader,
            Companies companies,
            ConversationExport export) {
        this.transactions = transactions;
        this.reader = reader;
        this.companies = companies;
        this.export = export;
    }

    @GetMapping
    @Operation(summary = "List conversations the member may see, newest activity first unless asked otherwise")
    Page<ConversationRow> list(
            Member me,
            @Schema(allowableValues = {"mine", "unassigned", "handed_over", "people", "blocked", "mentioned", "all"})
                    @RequestParam(defaultValue = "all")
                    String view,
            @Parameter(description = "Without it the open ones; all of them where words are looked for")
                    @Schema(
                            allowableValues = {
                                "open",
                                "closed",
                                "any",
                                "new",
                                "in_progress",
                                "waiting",
                                "completed",
                                "lost"
                            })
                    @RequestParam
                    @Nullable
                    String status,
            @Parameter(description = "`me`, `none` or the id of a member; wins over `view`") @RequestParam @Nullable
                    String assignee,
            @RequestParam @Nullable Channel channel,
            @RequestParam @Nullable OutletId outlet,
            @Parameter(description = "The colour of the contact's score") @RequestParam @Nullable ScoreColor score,
            @Parameter(
                            description =
                                    "A part of the contact's name, of the number, or of what was said in the newest"
                                            + " 100,000 messages")
                    @RequestParam(name = "q")
                    @Nullable
                    String words,
            @Parameter(description = "How urgent people say it is") @RequestParam @Nullable Priority priority,
            @Parameter(description = "Only those that carry this of the company's tags") @RequestParam @Nullable
                    UUID tag,
            @Parameter(description = "An own field's id, a colon, and the value it has, whatever its case")
                    @RequestParam
                    @Nullable
                    String field,
            @Parameter(description = "Only those whose customer waits for a person")
                    @RequestParam(defaultValue = "false")
                    boolean waiting,
            @Parameter(description = "Only those that are put off") @RequestParam(defaultValue = "false")
                    boolean snoozed,
            @Parameter(description = "Only where a promise to the customer is nearly or wholly late")
                    @RequestParam(defaultValue = "false")
                    boolean late,
            @Parameter(
                            description =
                                    "Only those in which something happened on this day or later, by the company's"
                                            + " clock")
                    @RequestParam
                    @Nullable
                    LocalDate from,
            @Parameter(description = "Only those in which nothing has happened after this day") @RequestParam @Nullable
                    LocalDate to,
            @Schema(allowableValues = {"newest", "oldest", "urgency"}) @RequestParam(defaultValue = "newest")
                    String sort,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var days = Days.of(companies, me, from, to);
        var filter = filter(
                me,
                view,
                status == null || status.isBlank() ? words == null || words.isBlank() ? "open" : "any" : status,
                assignee,
                channel,
                outlet,
                score,
                words,
                priority,
                tag,
                field == null || field.isBlank() ? null : FieldEquals.from(field),
                waiting,
                snoozed,
                late,
                days,
                sort);
        return transactions.as(me.access(), () -> reader.list(me.company(), me.id(), filter, after, limit));
    }

    @GetMapping("/counters")
    @Operation(
            summary = "Count open conversations by view",
            description = "What waits, is hot, snoozed or late is counted among those that `view` names.")
    Counters counters(
            Member me,
            @Schema(allowableValues = {"mine", "unassigned", "all"}) @RequestParam(defaultValue = "all") String view) {
        if (!WHOSE.contains(view)) {
            throw Refusal.invalid("view", "is none of mine, unassigned, all");
        }
        return transactions.as(me.access(), () -> reader.counters(me.company(), me.id(), view));
    }

    record Workloads(List<Workload> items) {}

    @GetMapping("/workload")
    @Operation(
            summary = "Count open conversations by who is responsible",
            description = "The busiest first; agents see their own only.")
    Workloads workload(Member me) {
        return transactions.as(me.access(), () -> new Workloads(reader.workloads(me.company())));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read one conversation with what the panel beside it shows")
    ConversationDetail detail(Member me, @PathVariable ConversationId id) {
        return transactions.as(me.access(), () -> visible(me, id));
    }

    @GetMapping(
            path = "/{id}/export",
            produces = {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(
            summary = "Take a conversation out as a file",
            description = "All that was said, in the order in which it came; with `notes` what colleagues noted, too.")
    @TableFile
    void export(
            Member me,
            @PathVariable ConversationId id,
            @RequestParam(defaultValue = "false") boolean notes,
            @RequestParam(defaultValue = "csv") TableFormat format,
            HttpServletResponse response)
            throws IOException {
        var row = transactions.as(me.access(), () -> reader.rows(me.company(), null, List.of(id))).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("conversation", id));
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, format.attachment("conversation"));
        response.setContentType(format.contentType());
        export.write(me, row, notes, format, response.getOutputStream());
    }

    @GetMapping("/{id}/activity")
    @Operation(summary = "Read what happened to a conversation, oldest first")
    Page<ActivityView> activity(Member me, @PathVariable ConversationId id) {
        return transactions.as(me.access(), () -> {
            visible(me, id);
            return new Page<>(reader.activity(me.company(), id, null), null);
        });
    }

    @GetMapping("/{id}/assignments")
    @Operation(summary = "Read who was responsible for a conversation, oldest first")
    Page<AssignmentView> assignments(Member me, @PathVariable ConversationId id) {
        return transactions.as(me.access(), () -> {
            visible(me, id);
            return new Page<>(reader.assignments(me.company(), id), null);
        });
    }

    private ConversationDetail visible(Member me, ConversationId id) {
        return reader.detail(me.company(), me.id(), id).orElseThrow(() -> Refusal.notFound("conversation", id));
    }

    /// @param until the end of the last day
    record Days(@Nullable Instant from, @Nullable Instant until) {
        static Days of(Companies companies, Member me, @Nullable LocalDate from, @Nullable LocalDate to) {
            if (from != null && to != null && to.isBefore(from)) {
                throw Refusal.invalid("to", "is before from");
            }
            if (from == null && to == null) {
                return new Days(null, null);
            }
            var zone = companies.find(me.company()).orElseThrow().timeZone();
            return new Days(
                    from == null ? null : from.atStartOfDay(zone).toInstant(),
                    to == null ? null : to.plusDays(1).atStartOfDay(zone).toInstant());
        }
    }

    static ConversationReader.Filter filter(
            Member me,
            String view,
            String status,
            @Nullable String assignee,
            @Nullable Channel channel,
            @Nullable OutletId outlet,
            @Nullable ScoreColor score,
            @Nullable String words,
            @Nullable Priority priority,
            @Nullable UUID tag,
            @Nullable FieldEquals field,
            boolean waiting,
            boolean snoozed,
            boolean late,
            Days days,
            String sort) {
        var statuses = switch (status) {
            case "open" -> OPEN;
            case "closed" -> List.of("completed", "lost");
            case "any" -> null;
            case "new", "in_progress", "waiting", "completed", "lost" -> List.of(status);
            default ->
                throw Refusal.invalid(
                        "status", "is none of open, closed, any, new, in_progress, waiting, completed, lost");
        };
        var wanted = assignee == null
                ? switch (view) {
                    case "mine" -> "me";
                    case "unassigned" -> "none";
                    case "all", "handed_over", "people", "blocked", "mentioned" -> null;
                    default ->
                        throw Refusal.invalid(
                                "view", "is none of mine, unassigned, handed_over, people, blocked, mentioned, all");
                }
                : assignee;
        var by = wanted == null || wanted.equals("none") ? null : wanted.equals("me") ? me.id() : member(wanted);
        return new ConversationReader.Filter(
                statuses,
                by,
                "none".equals(wanted),
                switch (view) {
                    case "handed_over" -> List.of(Answering.NOBODY);
                    case "people" -> List.of(Answering.NOBODY, Answering.MEMBER);
                    default -> null;
                },
                view.equals("blocked"),
                view.equals("mentioned") ? me.id() : null,
                words == null || words.isBlank() ? null : words.strip(),
                channel,
                outlet,
                score,
                priority,
                tag,
                field,
                waiting,
                snoozed,
                late,
                days.from(),
                days.until(),
                switch (sort) {
                    case "newest" -> ConversationReader.Order.NEWEST;
                    case "oldest" -> ConversationReader.Order.OLDEST;
                    case "urgency" -> ConversationReader.Order.URGENCY;
                    default -> throw Refusal.invalid("sort", "is none of newest, oldest, urgency");
                });
    }

    private static MemberId member(String text) {
        try {
            return new MemberId(UUID.fromString(text));
        } catch (IllegalArgumentException malformed) {
            throw Refusal.invalid("assignee", "is neither me, none nor an id");
        }
    }
}
