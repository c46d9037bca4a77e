package app.sembang.assistant;

import app.sembang.conversations.Macros;
import app.sembang.conversations.Macros.Done;
import app.sembang.conversations.Priority;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Refusal;
import app.sembang.templates.CannedReplies;
import app.sembang.templates.CannedReplies.CannedReply;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Canned replies that do something besides.
@RestController
@RequestMapping("/api/v1/canned-replies")
@Tag(name = "Templates")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class MacroController {
    private final CannedReplies replies;
    private final CannedTexts texts;
    private final Macros macros;

    MacroController(CannedReplies replies, CannedTexts texts, Macros macros) {
        this.replies = replies;
        this.texts = texts;
        this.macros = macros;
    }

    /// @param holdSeconds how long the words can be taken back before they are sent; null: not at all
    @Schema(name = "MacroRun")
    record Run(
            @NotNull @Size(min = 1, max = 200) List<@NotNull ConversationId> conversationIds,
            @Nullable @PositiveOrZero @Max(30) Integer holdSeconds) {}

    @Schema(name = "MacroFailure")
    record Failed(ConversationId id, String code, String detail) {
        static Failed of(ConversationId id, Refusal refused) {
            return new Failed(id, refused.code(), String.valueOf(refused.getMessage()));
        }
    }

    /// @param done in which all of it was done
    /// @param runs what each did, to be undone by; that of one that failed in between, too, as far as it came
    @Schema(name = "MacroOutcome")
    record Outcome(List<ConversationId> done, List<Failed> failed, List<Done> runs) {}

    @Schema(name = "MacroWithdrawal")
    record Withdrawal(@NotNull @Size(min = 1, max = 200) List<@NotNull @Valid Done> runs) {}

    @Schema(name = "MacroWithdrawn")
    record Withdrawn(List<ConversationId> done, List<Failed> failed) {}

    @PostMapping("/{id}/runs")
    @ResponseStatus(HttpStatus.OK)
    @Operation(
            summary = "Say a canned reply in conversations and do what it does besides",
            description =
                    "In this order: words, tags, fields, priority, snooze, close. What one conversation refuses ends the row"
                            + " there, stays with what it did in `runs` and does not hold up the others; a text with an"
                            + " open placeholder is not sent.")
    Outcome run(Member me, @PathVariable UUID id, @Valid @RequestBody Run run) {
        var reply = replies.find(me, id).orElseThrow(() -> Refusal.notFound("canned reply", id));
        var hold = run.holdSeconds() == null ? null : Duration.ofSeconds(run.holdSeconds());
        var runs = new ArrayList<Done>();
        var done = new ArrayList<ConversationId>();
        var failed = new ArrayList<Failed>();
        for (var conversation : new LinkedHashSet<>(run.conversationIds())) {
            try {
                var ran = macros.run(me, conversation, steps(me, reply, conversation), hold);
                if (ran.done() != null) runs.add(ran.done());
                if (ran.refused() != null) failed.add(Failed.of(conversation, ran.refused()));
                else done.add(conversation);
            } catch (Refusal refused) {
                failed.add(Failed.of(conversation, refused));
            }
        }
        return new Outcome(done, failed, runs);
    }

    @PostMapping("/withdrawals")
    @ResponseStatus(HttpStatus.OK)
    @Operation(
            summary = "Take back what runs of a macro did",
            description =
                    "Words can be taken back while they are held; what has gone is named as `not-held`, and all else of"
                            + " its run is as it was.")
    Withdrawn withdraw(Member me, @Valid @RequestBody Withdrawal withdrawal) {
        var done = new ArrayList<ConversationId>();
        var failed = new ArrayList<Failed>();
        for (var run : withdrawal.runs()) {
            try {
                macros.undo(me, run);
                done.add(run.conversationId());
            } catch (Refusal refused) {
                failed.add(Failed.of(run.conversationId(), refused));
            }
        }
        return new Withdrawn(done, failed);
    }

    private Macros.Steps steps(Member me, CannedReply reply, ConversationId conversation) {
        var text = reply.texts().isEmpty()
                ? null
                : texts.filled(me, reply, conversation, null).text();
        var acts = reply.acts();
        if (acts == null) {
            return new Macros.Steps(text, List.of(), Map.of(), null, null, false);
        }
        return new Macros.Steps(
                text,
                acts.tags(),
                Objects.requireNonNullElse(acts.fields(), Map.<UUID, String>of()),
                acts.priority() == null ? null : Priority.from(acts.priority()),
                acts.snoozeHours() == null ? null : Duration.ofHours(acts.snoozeHours()),
                acts.close());
    }
}
