package app.sembang.conversations;

import app.sembang.conversations.ScheduledMessages.ScheduledMessage;
import app.sembang.conversations.Views.ConversationDetail;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Putting a conversation off, how urgent it is, what it is about and what the company wants to know of it, and
/// messages to be sent later.
@RestController
@RequestMapping("/api/v1/conversations/{id}")
@Tag(name = "Handling")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class LaterController {
    private final CompanyTransactions transactions;
    private final ConversationReader reader;
    private final ScheduledMessages scheduled;
    private final Desk desk;
    private final Later later;
    private final ConversationTags tags;
    private final ConversationFacts facts;

    LaterController(
            CompanyTransactions transactions,
            ConversationReader reader,
            ScheduledMessages scheduled,
            Desk desk,
            Later later,
            ConversationTags tags,
            ConversationFacts facts) {
        this.transactions = transactions;
        this.reader = reader;
        this.scheduled = scheduled;
        this.desk = desk;
        this.later = later;
        this.tags = tags;
        this.facts = facts;
    }

    record Snooze(@NotNull Instant until) {}

    record NewPriority(@NotNull Priority priority) {}

    @Schema(name = "TagChoice")
    record TagChoice(@NotNull @Size(max = 200) List<@NotNull UUID> tags) {}

    /// @param fields by field; an empty text removes, what is left out stays
    @Schema(name = "FieldsFilledIn")
    record FilledIn(@NotNull @Size(max = 50) Map<@NotNull UUID, @NotNull @Size(max = 500) String> fields) {}

    /// @param clientId made by the sender; the same one again gives what was kept the first time
    record NewScheduledMessage(
            @NotBlank @Size(max = 20_000) String text,
            @NotNull Instant sendAt,

            @Nullable @Pattern(regexp = "[A-Za-z0-9_-]{1,64}", message = "is not 1 to 64 of A-Z a-z 0-9 _ -")
            String clientId) {}

    record ScheduledMessageChange(
            @Nullable @Size(min = 1, max = 20_000) String text,
            @Nullable Instant sendAt) {}

    @PutMapping("/snooze")
    @Operation(summary = "Put a conversation off until a time; it comes back earlier when the customer writes")
    ConversationDetail snooze(Member me, @PathVariable ConversationId id, @Valid @RequestBody Snooze snooze) {
        later.snooze(me, id, snooze.until());
        return shown(me, id);
    }

    @DeleteMapping("/snooze")
    @Operation(summary = "Take a conversation back before its time")
    ConversationDetail wake(Member me, @PathVariable ConversationId id) {
        later.wake(me, id);
        return shown(me, id);
    }

    @PutMapping("/priority")
    @Operation(summary = "Say how urgent a conversation is")
    ConversationDetail prioritise(
            Member me, @PathVariable ConversationId id, @Valid @RequestBody NewPriority priority) {
        desk.prioritise(me, id, priority.priority());
        return shown(me, id);
    }

    @PutMapping("/tags")
    @Operation(summary = "Put these of the company's tags on a conversation, and no others")
    ConversationDetail tag(Member me, @PathVariable ConversationId id, @Valid @RequestBody TagChoice choice) {
        tags.change(me, id, _ -> Set.copyOf(choice.tags()));
        return shown(me, id);
    }

    @PatchMapping("/fields")
    @Operation(summary = "Fill in the company's own fields of a conversation; what is left out stays")
    ConversationDetail fill(Member me, @PathVariable ConversationId id, @Valid @RequestBody FilledIn filled) {
        facts.fill(me, id, filled.fields());
        return shown(me, id);
    }

    @GetMapping("/scheduled-messages")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Read what is to be sent later, the soonest first, and what of late was not sent")
    Page<ScheduledMessage> list(Member me, @PathVariable ConversationId id) {
        return transactions.as(me.access(), () -> {
            if (reader.detail(me.company(), me.id(), id).isEmpty()) {
                throw Refusal.notFound("conversation", id);
            }
            return new Page<>(scheduled.list(me.company(), id), null);
        });
    }

    @PostMapping("/scheduled-messages")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Keep a message to be sent at a time",
            description = "It is taken back by itself when the customer writes before.")
    ScheduledMessage schedule(
            Member me, @PathVariable ConversationId id, @Valid @RequestBody NewScheduledMessage message) {
        return shown(me, later.schedule(me, id, Texts.storable(message.text()), message.sendAt(), message.clientId()));
    }

    @PatchMapping("/scheduled-messages/{messageId}")
    @Operation(summary = "Change words or time of a message that is not sent yet")
    ScheduledMessage change(
            Member me,
            @PathVariable ConversationId id,
            @PathVariable UUID messageId,
            @Valid @RequestBody ScheduledMessageChange change) {
        if (change.text() != null && change.text().isBlank()) {
            throw Refusal.invalid("text", "must not be blank");
        }
        later.change(me, id, messageId, change.text() == null ? null : Texts.storable(change.text()), change.sendAt());
        return shown(me, messageId);
    }

    @DeleteMapping("/scheduled-messages/{messageId}")
    @Operation(summary = "Take a message back that is not sent yet")
    ScheduledMessage takeBack(Member me, @PathVariable ConversationId id, @PathVariable UUID messageId) {
        later.takeBack(me, id, messageId);
        return shown(me, messageId);
    }

    private ScheduledMessage shown(Member me, UUID id) {
        return transactions
                .in(me.company(), () -> scheduled.find(me.company(), id))
                .orElseThrow();
    }

    private ConversationDetail shown(Member me, ConversationId id) {
        return transactions
                .in(me.company(), () -> reader.detail(me.company(), me.id(), id))
                .orElseThrow();
    }
}
