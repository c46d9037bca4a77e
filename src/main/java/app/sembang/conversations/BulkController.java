package app.sembang.conversations;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The same done to many conversations. Each is its own transaction: what one refuses does not
/// hold up the others, and the answer says which.
@RestController
@RequestMapping("/api/v1/conversations")
@Tag(name = "Handling")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class BulkController {
    private static final int MOST = 200;

    private final CompanyTransactions transactions;
    private final Desk desk;
    private final Later later;
    private final Blocks blocks;
    private final ConversationTags tags;
    private final AssignmentRounds rounds;

    BulkController(
            CompanyTransactions transactions,
            Desk desk,
            Later later,
            Blocks blocks,
            ConversationTags tags,
            AssignmentRounds rounds) {
        this.transactions = transactions;
        this.desk = desk;
        this.later = later;
        this.blocks = blocks;
        this.tags = tags;
        this.rounds = rounds;
    }

    /// @param conversationIds absent only with `byRule`: all that nobody is responsible for
    /// @param userId who becomes responsible; absent without `byRule`: nobody
    /// @param byRule give them by the company's rule instead; those nobody has room for stay
    /// @param seen whom I saw responsible for each: what somebody else is by now stays theirs
    @Schema(name = "BulkAssignment")
    record BulkAssignment(
            @Nullable @Size(max = MOST) List<@NotNull ConversationId> conversationIds,
            @Nullable MemberId userId,
            @Nullable Boolean byRule,
            @Nullable @Size(max = 500) String reason,
            Desk.@Nullable Seen seen) {}

    enum Act {
        CLOSE,
        REOPEN,
        SNOOZE,
        WAKE,
        PRIORITISE,
        TAG,
        UNTAG,
        SPAM,
        NOT_SPAM;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Act from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// @param until of a snooze
    /// @param priority where that is what changes
    /// @param tag which is put on or taken off
    @Schema(name = "BulkAct")
    record BulkAct(
            @NotNull @Size(min = 1, max = MOST) List<@NotNull ConversationId> conversationIds,
            @NotNull Act act,
            @Nullable Instant until,
            @Nullable Priority priority,
            @Nullable UUID tag) {}

    /// @param by who was faster, where somebody was
    @Schema(name = "BulkFailure")
    record Failed(ConversationId id, String code, String detail, Views.@Nullable Person by) {}

    @Schema(name = "BulkOutcome")
    record Outcome(List<ConversationId> done, List<Failed> failed) {}

    /// @param undo what brings back what each was before; what an act did not change is in none of them
    @Schema(name = "BulkActOutcome")
    record ActOutcome(List<ConversationId> done, List<Failed> failed, List<BulkAct> undo) {}

    /// What brings one conversation back to what it was.
    private record Back(
            Act act,
            @Nullable Instant until,
            @Nullable Priority priority,
            @Nullable UUID tag) {
        static Back to(Act act) {
            return new Back(act, null, null, null);
        }

        static Back to(Priority priority) {
            return new Back(Act.PRIORITISE, null, priority, null);
        }

        static Back to(Act act, UUID tag) {
            return new Back(act, null, null, tag);
        }

        static Back toSnoozed(Instant until) {
            return new Back(Act.SNOOZE, until, null, null);
        }

        BulkAct of(List<ConversationId> ids) {
            return new BulkAct(ids, act, until, priority, tag);
        }
    }

    @PostMapping("/assignments")
    @ResponseStatus(HttpStatus.OK)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Make a member responsible for many conversations, or give them by the company's rule")
    Outcome assign(Member me, @Valid @RequestBody BulkAssignment assignment) {
        var ids = assignment.conversationIds();
        if (Boolean.TRUE.equals(assignment.byRule())) {
            var wanted = ids == null ? transactions.in(me.company(), () -> rounds.unassigned(me.company(), MOST)) : ids;
            var given = rounds.giveNow(me, wanted);
            return new Outcome(
                    wanted.stream().filter(given::contains).toList(),
                    wanted.stream()
                            .filter(id -> !given.contains(id))
                            .map(id -> new Failed(id, "no-room", "Nobody who is at work has room for it.", null))
                            .toList());
        }
        if (ids == null) {
            throw Refusal.invalid("conversationIds", "must name conversations");
        }
        var reason = assignment.reason() == null ? null : Texts.storable(assignment.reason());
        return each(ids, id -> desk.assign(me, id, assignment.userId(), reason, assignment.seen()));
    }

    @PostMapping("/acts")
    @ResponseStatus(HttpStatus.OK)
    @Operation(summary = "Close, reopen, snooze, wake, prioritise or tag many conversations, or mark them as spam")
    ActOutcome act(Member me, @Valid @RequestBody BulkAct act) {
        var backs = new LinkedHashMap<Back, List<ConversationId>>();
        var command = command(me, act);
        var outcome = each(
                act.conversationIds(),
                id -> command.apply(id)
                        .forEach(back -> backs.computeIfAbsent(back, _ -> new ArrayList<>())
                                .add(id)));
        var undo = backs.entrySet().stream()
                .map(entry -> entry.getKey().of(entry.getValue()))
                .toList();
        return new ActOutcome(outcome.done(), outcome.failed(), undo);
    }

    /// Does it to one and says what takes it back there, in this order; nothing where all was so before.
    private Function<ConversationId, List<Back>> command(Member me, BulkAct act) {
        return switch (act.act()) {
            case CLOSE ->
                id -> {
                    var snoozed = desk.complete(
                            me, id, new Desk.Ending(ConversationStatus.COMPLETED, null, List.of(), null, null, null));
                    return Stream.concat(
                                    Stream.of(Back.to(Act.REOPEN)),
                                    snoozed.stream().map(Back::toSnoozed))
                            .toList();
                };
            case REOPEN ->
                id -> {
                    desk.reopen(me, id);
                    return List.of();
                };
            case SNOOZE -> {
                var until = act.until();
                if (until == null) {
                    throw Refusal.invalid("until", "must say until when");
                }
                yield id ->
                        List.of(later.snooze(me, id, until).map(Back::toSnoozed).orElseGet(() -> Back.to(Act.WAKE)));
            }
            case WAKE -> id -> later.wake(me, id).map(Back::toSnoozed).stream().toList();
            case SPAM ->
                id -> {
                    blocks.markAsSpam(me, id, null);
                    return List.of(Back.to(Act.NOT_SPAM));
                };
            case NOT_SPAM ->
                id -> {
                    blocks.unmark(me, id);
                    return List.of();
                };
            case PRIORITISE -> {
                var priority = act.priority();
                if (priority == null) {
                    throw Refusal.invalid("priority", "must say which");
                }
                yield id -> Stream.of(desk.prioritise(me, id, priority))
                        .filter(before -> before != priority)
                        .map(Back::to)
                        .toList();
            }
            case TAG, UNTAG -> {
                var tag = act.tag();
                if (tag == null) {
                    throw Refusal.invalid("tag", "must say which");
                }
                boolean on = act.act() == Act.TAG;
                var back = Back.to(on ? Act.UNTAG : Act.TAG, tag);
                yield id -> {
                    boolean changed = tags.change(me, id, carried -> {
                        var _ = on ? carried.add(tag) : carried.remove(tag);
                        return carried;
                    });
                    return changed ? List.of(back) : List.of();
                };
            }
        };
    }

    record Candidates(List<Assignments.Candidate> items) {}

    @GetMapping("/{id}/candidates")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "List who could be made responsible, who fits best first",
            description = "With their load and what they know of what the customer writes about.")
    Candidates candidates(Member me, @PathVariable ConversationId id) {
        return new Candidates(rounds.candidates(me, id));
    }

    private static Outcome each(List<ConversationId> ids, Consumer<ConversationId> act) {
        var done = new ArrayList<ConversationId>();
        var failed = new ArrayList<Failed>();
        for (var id : new LinkedHashSet<>(ids)) {
            try {
                act.accept(id);
                done.add(id);
            } catch (Refusal refused) {
                var by = refused.facts().get("by") instanceof Views.Person person ? person : null;
                failed.add(new Failed(id, refused.code(), String.valueOf(refused.getMessage()), by));
            }
        }
        return new Outcome(done, failed);
    }
}
