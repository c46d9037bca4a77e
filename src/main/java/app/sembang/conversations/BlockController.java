package app.sembang.conversations;

import app.sembang.conversations.Views.ContactBlock;
import app.sembang.conversations.Views.ConversationDetail;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Whom the company does not want to hear any more. Whoever sees a contact may block them and take it back.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Handling")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class BlockController {
    private final CompanyTransactions transactions;
    private final ConversationReader reader;
    private final Blocks blocks;

    BlockController(CompanyTransactions transactions, ConversationReader reader, Blocks blocks) {
        this.transactions = transactions;
        this.reader = reader;
        this.blocks = blocks;
    }

    /// @param reason for colleagues; the contact is told nothing
    @Schema(name = "NewBlock")
    record NewBlock(@Nullable @Size(max = 500) String reason) {
        @Nullable
        String words() {
            return reason == null || reason.isBlank() ? null : Texts.storable(reason.strip());
        }
    }

    @PutMapping("/contacts/{id}/block")
    @Operation(
            summary = "Block a contact",
            description =
                    "What they write is still stored; nobody answers, is notified or waits. Who is blocked stays so, with"
                            + " the reason given first.")
    ContactBlock block(Member me, @PathVariable ContactId id, @Valid @RequestBody NewBlock block) {
        blocks.block(me, id, block.words());
        return Objects.requireNonNull(transactions.in(
                me.company(), () -> reader.contact(me.company(), id).block()));
    }

    @DeleteMapping("/contacts/{id}/block")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Hear a contact again; their open conversations are as before")
    void unblock(Member me, @PathVariable ContactId id) {
        blocks.unblock(me, id);
    }

    @PutMapping("/conversations/{id}/spam")
    @Operation(summary = "Block whom the conversation is with and close it as spam, in one")
    ConversationDetail markAsSpam(Member me, @PathVariable ConversationId id, @Valid @RequestBody NewBlock block) {
        blocks.markAsSpam(me, id, block.words());
        return shown(me, id);
    }

    @DeleteMapping("/conversations/{id}/spam")
    @Operation(summary = "It was no spam: hear the contact again and open it as before")
    ConversationDetail unmark(Member me, @PathVariable ConversationId id) {
        blocks.unmark(me, id);
        return shown(me, id);
    }

    private ConversationDetail shown(Member me, ConversationId id) {
        return transactions
                .in(me.company(), () -> reader.detail(me.company(), me.id(), id))
                .orElseThrow();
    }
}
