package app.sembang.conversations;

import app.sembang.conversations.Ratings.Rating;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// How the customer found a conversation.
@RestController
@Tag(name = "Conversations")
@RequestMapping("/api/v1/conversations/{id}/rating")
class ConversationRatingController {
    private final CompanyTransactions transactions;
    private final Conversations conversations;
    private final Ratings ratings;

    ConversationRatingController(CompanyTransactions transactions, Conversations conversations, Ratings ratings) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.ratings = ratings;
    }

    /// @param rating null where the customer has given none
    @Schema(name = "ConversationRating")
    record Rated(@Nullable Rating rating) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Read how the customer rated a conversation")
    Rated read(Member me, @PathVariable ConversationId id) {
        return transactions.as(me.access(), () -> {
            conversations.requireVisible(me.company(), id);
            return new Rated(ratings.of(me.company(), id).orElse(null));
        });
    }
}
