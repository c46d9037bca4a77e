package app.sembang.conversations;

import app.sembang.conversations.Views.ConversationDetail;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Reading two conversations of a contact as one, and apart again.
@RestController
@RequestMapping("/api/v1/conversations/{id}/merge")
@Tag(name = "Handling")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class MergeController {
    private final CompanyTransactions transactions;
    private final ConversationReader reader;
    private final Merges merges;

    MergeController(CompanyTransactions transactions, ConversationReader reader, Merges merges) {
        this.transactions = transactions;
        this.reader = reader;
        this.merges = merges;
    }

    /// @param into another conversation of the same contact
    @Schema(name = "ConversationMerge")
    record Merge(@NotNull ConversationId into) {}

    @PutMapping
    @Operation(
            summary = "Read a conversation together with another one of the same contact",
            description = "Nothing moves: each keeps its channel, its messages and their numbers, and what the contact"
                    + " writes to either goes on there. The list leaves it out while nobody waits in it.")
    ConversationDetail merge(Member me, @PathVariable ConversationId id, @Valid @RequestBody Merge merge) {
        merges.merge(me, id, merge.into());
        return shown(me, id);
    }

    @DeleteMapping
    @Operation(summary = "Read a conversation by itself again")
    ConversationDetail part(Member me, @PathVariable ConversationId id) {
        merges.part(me, id);
        return shown(me, id);
    }

    private ConversationDetail shown(Member me, ConversationId id) {
        return transactions
                .in(me.company(), () -> reader.detail(me.company(), me.id(), id))
                .orElseThrow();
    }
}
