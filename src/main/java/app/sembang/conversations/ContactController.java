package app.sembang.conversations;

import app.sembang.conversations.Views.ContactDetail;
import app.sembang.conversations.Views.ContactRow;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ContactId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Contacts as they appear through their conversations: an agent sees those of their own conversations.
@RestController
@RequestMapping("/api/v1/contacts")
@Tag(name = "Contacts")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class ContactController {
    private final CompanyTransactions transactions;
    private final ConversationReader reader;

    ContactController(CompanyTransactions transactions, ConversationReader reader) {
        this.transactions = transactions;
        this.reader = reader;
    }

    @GetMapping
    @Operation(summary = "List contacts the member may see, last seen first")
    Page<ContactRow> list(
            Member me,
            @RequestParam(name = "q") @Nullable String words,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var wanted = words == null || words.isBlank() ? null : words.strip();
        return transactions.as(me.access(), () -> reader.contacts(me.company(), wanted, after, limit));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a contact with the conversations the member may see")
    ContactDetail detail(Member me, @PathVariable ContactId id) {
        return transactions.as(
                me.access(),
                () -> ContactDetail.of(reader.contact(me.company(), id), reader.conversationsOf(me.company(), id)));
    }
}
