package app.sembang.sales;

import app.sembang.conversations.Conversations;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What a conversation sold, and what it might.
@RestController
@RequestMapping("/api/v1/conversations/{id}")
@Tag(name = "Conversations")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class SaleController {
    private final CompanyTransactions transactions;
    private final Conversations conversations;
    private final Sales sales;
    private final Recommendations recommendations;

    SaleController(
            CompanyTransactions transactions,
            Conversations conversations,
            Sales sales,
            Recommendations recommendations) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.sales = sales;
        this.recommendations = recommendations;
    }

    @GetMapping("/sales")
    @Operation(
            summary = "List what a conversation sold, the latest first",
            description = "One that was taken back says when and by whom.")
    Page<Sale> list(Member me, @PathVariable ConversationId id) {
        return transactions.as(me.access(), () -> {
            conversations.requireVisible(me.company(), id);
            return new Page<>(sales.of(me.company(), id), null);
        });
    }

    record RecommendedProducts(List<Recommendations.Recommendation> items) {}

    @GetMapping("/recommended-products")
    @Operation(
            summary = "Say what to offer in a conversation, and why",
            description = "What the contact asked for, what was bought together with it, what sells best; only what can"
                    + " be had now.")
    RecommendedProducts recommend(
            Member me, @PathVariable ConversationId id, @RequestParam(defaultValue = "5") @Min(1) @Max(20) int limit) {
        return transactions.as(
                me.access(),
                () -> new RecommendedProducts(recommendations.in(me.company(), id, limit, transactions::widen)));
    }
}
