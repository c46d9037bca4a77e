package app.sembang.conversations;

import app.sembang.audit.AuditLog;
import app.sembang.conversations.Presences.Presence;
import app.sembang.conversations.Presences.State;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Who has a conversation open. The platform's people, who only look into a company, are nowhere: a view changes
/// nothing, and so says nothing of itself.
@RestController
@RequestMapping("/api/v1/conversations/{id}/presence")
@Tag(name = "Live updates")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class PresenceController {
    private final CompanyTransactions transactions;
    private final ConversationStore conversations;
    private final Presences presences;
    private final AuditLog audit;

    PresenceController(
            CompanyTransactions transactions, ConversationStore conversations, Presences presences, AuditLog audit) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.presences = presences;
        this.audit = audit;
    }

    /// @param state of who only reads, never more than `viewing`
    @Schema(name = "NewPresence")
    record NewPresence(
            @Schema(allowableValues = {"viewing", "replying", "noting"}) @NotNull
            State state) {}

    @Schema(name = "Presences")
    record Others(List<Presence> others) {}

    @PutMapping
    @Operation(
            summary = "Say that I have a conversation open, and learn who else has",
            description =
                    "Holds for 45 seconds, writing for 6; say it again every 20. Others are told by the stream's event `presence`;"
                            + " the customer never is. Who begins to watch what somebody else is responsible for stands in"
                            + " the audit log.")
    Others put(Member me, @PathVariable ConversationId id, @Valid @RequestBody NewPresence presence) {
        var conversation = seen(me, id);
        if (conversation.assignee != null
                && !conversation.assignee.equals(me.id())
                && presence.state() != State.GONE
                && !presences.isHere(me.company(), me.id(), id)) {
            transactions.run(me.company(), () -> audit.record(me.company(), me.id(), "conversation_watched", id));
        }
        presences.tell(
                me,
                id,
                conversation.assignee,
                me.role() == Role.VIEWER && presence.state() != State.GONE ? State.VIEWING : presence.state());
        return new Others(presences.others(me, id));
    }

    @PutMapping("/joining")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(
            summary = "Say that I step into a conversation a colleague is responsible for",
            description = "Stands in the audit log, as watching it does; who is responsible stays.")
    void join(Member me, @PathVariable ConversationId id) {
        var conversation = seen(me, id);
        if (conversation.assignee != null && !conversation.assignee.equals(me.id())) {
            transactions.run(me.company(), () -> audit.record(me.company(), me.id(), "conversation_joined", id));
        }
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Say that I have left a conversation")
    void leave(Member me, @PathVariable ConversationId id) {
        presences.tell(me, id, seen(me, id).assignee, State.GONE);
    }

    private Conversation seen(Member me, ConversationId id) {
        return transactions.as(
                me.access(),
                () -> conversations.find(me.company(), id).orElseThrow(() -> Refusal.notFound("conversation", id)));
    }
}
