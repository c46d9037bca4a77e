package app.sembang.conversations;

import app.sembang.conversations.Desk.Seen;
import app.sembang.conversations.Desk.SoldItem;
import app.sembang.conversations.Views.ConversationDetail;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Who handles a conversation and how it ends: each verb is a resource that is put and deleted.
@RestController
@RequestMapping("/api/v1/conversations/{id}")
@Tag(name = "Handling")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class HandlingController {
    /// What the database keeps of an amount: 14 digits before the point.
    private static final BigDecimal LARGEST_SALE = BigDecimal.TEN.pow(14);

    private final CompanyTransactions transactions;
    private final ConversationReader reader;
    private final Desk desk;
    private final Presences presences;
    private final ApplicationEventPublisher events;

    HandlingController(
            CompanyTransactions transactions,
            ConversationReader reader,
            Desk desk,
            Presences presences,
            ApplicationEventPublisher events) {
        this.transactions = transactions;
        this.reader = reader;
        this.desk = desk;
        this.presences = presences;
        this.events = events;
    }

    /// @param seen whom I saw responsible: somebody else who is by now was faster. Absent: whoever is
    record NewAssignment(
            @Nullable MemberId userId,
            @Nullable @Size(max = 500) String reason,
            @Nullable Seen seen) {}

    /// @param seen who I saw answering: a colleague who does by now was faster. Absent: whoever does
    record TakeOver(@Nullable Seen seen) {}

    record NewAssistantMode(@NotNull AssistantMode mode) {}

    record NewCompletion(
            @Schema(allowableValues = {"completed", "lost"}) @NotNull
            ConversationStatus status,

            @Nullable Money saleAmount,
            @Nullable @Size(max = 100) List<@NotNull @Valid SoldItem> productsSold,
            @Nullable @Size(max = 100) String paymentMethod,
            @Nullable @Size(max = 5000) String notes) {}

    record ReadMark(@Positive int seq) {}

    record TypingState(boolean on) {}

    @PutMapping("/assignment")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Make a member responsible, or nobody; who answers does not change")
    ConversationDetail assign(
            Member me, @PathVariable ConversationId id, @Valid @RequestBody NewAssignment assignment) {
        desk.assign(me, id, assignment.userId(), assignment.reason(), assignment.seen());
        return shown(me, id);
    }

    @PutMapping("/takeover")
    @Operation(
            summary = "Take over from the assistant or a colleague; what it has not begun to send is withdrawn",
            description = "Of many who take at once what they saw nobody answering, one does: the others are refused"
                    + " with `taken-already` and told `by` whom.")
    ConversationDetail takeOver(
            Member me, @PathVariable ConversationId id, @RequestBody(required = false) @Nullable TakeOver wish) {
        desk.takeOver(me, id, wish == null ? null : wish.seen());
        return shown(me, id);
    }

    @DeleteMapping("/takeover")
    @Operation(summary = "Hand back to the assistant")
    ConversationDetail handBack(Member me, @PathVariable ConversationId id) {
        desk.handBack(me, id);
        return shown(me, id);
    }

    @PutMapping("/assistant")
    @Operation(
            summary = "Say how far the assistant goes in this conversation",
            description =
                    "`auto` hands back to it; with `suggest` people answer and are offered what to say, with `off`"
                            + " they are not. Never further than the company lets it go. The contact's next conversation begins"
                            + " with `auto`.")
    ConversationDetail letAssistant(
            Member me, @PathVariable ConversationId id, @Valid @RequestBody NewAssistantMode wanted) {
        desk.let(me, id, wanted.mode());
        return shown(me, id);
    }

    @PutMapping("/completion")
    @Operation(
            summary = "Close a conversation as completed, with or without a sale, or as lost",
            description =
                    "Products sold leave the stock, of a package its parts, all of them or none; without an amount they"
                            + " make it up. To lose one needs `notes`, which say why.")
    ConversationDetail complete(Member me, @PathVariable ConversationId id, @Valid @RequestBody NewCompletion ending) {
        if (ending.status().open()) {
            throw Refusal.invalid("status", "is neither completed nor lost");
        }
        var sold = Objects.requireNonNullElse(ending.productsSold(), List.<SoldItem>of());
        if (ending.status() == ConversationStatus.LOST && !sold.isEmpty()) {
            throw Refusal.invalid("productsSold", "is for a sale; nothing is sold in a lost conversation");
        }
        if (ending.status() == ConversationStatus.LOST && Texts.blankAsNull(ending.notes()) == null) {
            throw Refusal.invalid("notes", "is needed: say why it was lost");
        }
        var amount = ending.saleAmount();
        if (amount != null && (amount.value().signum() < 0 || amount.value().compareTo(LARGEST_SALE) >= 0)) {
            throw Refusal.invalid("saleAmount", "is below zero or beyond what a sale can be");
        }
        desk.complete(
                me, id, new Desk.Ending(ending.status(), amount, sold, ending.paymentMethod(), ending.notes(), null));
        return shown(me, id);
    }

    @DeleteMapping("/completion")
    @Operation(summary = "Open a closed conversation again")
    ConversationDetail reopen(Member me, @PathVariable ConversationId id) {
        desk.reopen(me, id);
        return shown(me, id);
    }

    @DeleteMapping("/read")
    @Operation(summary = "Count what the customer wrote last as unread again, for me alone")
    ConversationDetail unread(Member me, @PathVariable ConversationId id) {
        desk.unread(me, id);
        return shown(me, id);
    }

    @PutMapping("/read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Move my read mark forward")
    void read(Member me, @PathVariable ConversationId id, @Valid @RequestBody ReadMark mark) {
        desk.read(me, id, mark.seq());
    }

    @PostMapping("/typing")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Tell that I am typing to the customer; the assistant waits a while")
    void typing(Member me, @PathVariable ConversationId id, @RequestBody TypingState state) {
        var thread = desk.typing(me, id, state.on());
        presences.tell(me, id, thread.assignee(), state.on() ? Presences.State.REPLYING : Presences.State.VIEWING);
        events.publishEvent(
                new MemberTyping(me.company(), thread.channel(), thread.identity(), id, me.name(), state.on()));
    }

    private ConversationDetail shown(Member me, ConversationId id) {
        return transactions
                .in(me.company(), () -> reader.detail(me.company(), me.id(), id))
                .orElseThrow();
    }
}
