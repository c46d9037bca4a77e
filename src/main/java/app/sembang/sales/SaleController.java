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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/conversations/{id}/sales")
@Tag(name = "Conversations")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class SaleController {
    private final CompanyTransactions transactions;
    private final Conversations conversations;
    private final Sales sales;

    SaleController(CompanyTransactions transactions, Conversations conversations, Sales sales) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.sales = sales;
    }

    @GetMapping
    @Operation(
            summary = "List what a conversation sold, the latest first",
            description = "One that was taken back says when and by whom.")
    Page<Sale> list(Member me, @PathVariable ConversationId id) {
        return transactions.as(me.access(), () -> {
            conversations.requireVisible(me.company(), id);
            return new Page<>(sales.of(me.company(), id), null);
        });
    }
}
