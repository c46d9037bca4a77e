package app.sembang.privacy;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.MessageId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/processing-records")
@Tag(name = "Privacy")
@AllowedTo(Role.COMPANY_ADMIN)
class ProcessingRecords {
    private final ProcessingRecord records;
    private final CompanyTransactions transactions;

    ProcessingRecords(ProcessingRecord records, CompanyTransactions transactions) {
        this.records = records;
        this.transactions = transactions;
    }

    @GetMapping
    @Operation(
            summary = "List which message went to which provider of a language model, and where that is; newest first",
            description = "Empty as long as no language model has answered.")
    Page<ProcessingRecord.Processed> list(
            Member me,
            @RequestParam(required = false) @Nullable MessageId message,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return transactions.as(
                me.access(),
                () -> Page.of(
                        records.list(me.company(), message, place(after), limit + 1),
                        limit,
                        record -> record.id().toString()));
    }

    private static @Nullable UUID place(@Nullable String after) {
        try {
            return after == null ? null : UUID.fromString(after);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("after", "is not what 'next' gave");
        }
    }
}
