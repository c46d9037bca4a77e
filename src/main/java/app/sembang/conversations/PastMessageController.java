package app.sembang.conversations;

import app.sembang.conversations.PastMessages.PastMessage;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/conversations/{id}/past-messages")
@Tag(name = "Messages")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class PastMessageController {
    private static final Pattern PLACE = Pattern.compile("(\\d{1,15})~(.{1,400})");

    private final CompanyTransactions transactions;
    private final Conversations conversations;
    private final PastMessages past;

    PastMessageController(CompanyTransactions transactions, Conversations conversations, PastMessages past) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.past = past;
    }

    @GetMapping
    @Operation(
            summary = "Read what was said with this person before the account was connected, newest first",
            description = "Only where the vendor passes it on, as WhatsApp does of a phone that shares its number.")
    Page<PastMessage> list(
            Member me,
            @PathVariable ConversationId id,
            @Parameter(description = "The `next` of the page before") @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var place = PLACE.matcher(after == null ? "" : after);
        if (after != null && !place.matches()) {
            throw Refusal.invalid("after", "is not a cursor of this list");
        }
        return transactions.as(me.access(), () -> {
            conversations.requireVisible(me.company(), id);
            var page = after == null
                    ? past.page(me.company(), id, null, "", limit)
                    : past.page(
                            me.company(),
                            id,
                            Instant.ofEpochMilli(Long.parseLong(place.group(1))),
                            place.group(2),
                            limit);
            return new Page<>(page.items(), page.next());
        });
    }
}
