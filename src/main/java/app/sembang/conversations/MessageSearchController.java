package app.sembang.conversations;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Page;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What was said, found by words of it.
@RestController
@RequestMapping("/api/v1/messages")
@Tag(name = "Conversations")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class MessageSearchController {
    private final CompanyTransactions transactions;
    private final MessageStore messages;

    MessageSearchController(CompanyTransactions transactions, MessageStore messages) {
        this.transactions = transactions;
        this.messages = messages;
    }

    @GetMapping
    @Operation(
            summary = "Find messages by words of them, the newest first",
            description = "In every language; a part of a word is enough. Looks through the newest 100,000 messages.")
    Page<MessageStore.Found> search(
            Member me,
            @Parameter(description = "Two characters at least; without them nothing is found")
                    @RequestParam(name = "q")
                    @Nullable
                    @Size(min = 2, max = 100)
                    String words,
            @RequestParam(defaultValue = "20") @Min(1) @Max(50) int limit) {
        if (words == null || words.isBlank()) {
            return new Page<>(List.of(), null);
        }
        var wanted = Texts.storable(words.strip());
        return new Page<>(transactions.as(me.access(), () -> messages.search(me.company(), wanted, limit)), null);
    }
}
