package app.sembang.conversations;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.MessageId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What was said to customers and did not reach them, over all conversations.
@RestController
@RequestMapping("/api/v1/conversations/undelivered-messages")
@Tag(name = "Messages")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class UndeliveredController {
    private static final Duration SHOWN = Duration.ofDays(30);

    private final CompanyTransactions transactions;
    private final MessageStore messages;
    private final Clock clock;

    UndeliveredController(CompanyTransactions transactions, MessageStore messages, Clock clock) {
        this.transactions = transactions;
        this.messages = messages;
        this.clock = clock;
    }

    @GetMapping
    @Operation(
            summary = "List messages of the last 30 days that failed or may not have arrived, the newest first",
            description = "With the reason in plain words. One that is sent again leaves the list.")
    Page<MessageStore.Undelivered> list(
            Member me,
            @RequestParam(required = false) @Nullable MessageId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var since = clock.instant().minus(SHOWN);
        var found = transactions.as(me.access(), () -> messages.undelivered(me.company(), since, after, limit + 1));
        return Page.of(found, limit, message -> message.id().toString());
    }
}
