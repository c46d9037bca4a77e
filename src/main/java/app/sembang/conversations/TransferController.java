package app.sembang.conversations;

import app.sembang.conversations.TransferRequests.TransferRequest;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Asking that a conversation goes to somebody else, and deciding on it.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Handling")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class TransferController {
    private static final int MOST = 100;

    private final CompanyTransactions transactions;
    private final Transfers transfers;
    private final TransferRequests requests;

    TransferController(CompanyTransactions transactions, Transfers transfers, TransferRequests requests) {
        this.transactions = transactions;
        this.transfers = transfers;
        this.requests = requests;
    }

    /// @param to whom it should go to; absent: whoever the admin thinks fit
    record NewTransferRequest(
            @Nullable MemberId to,
            @NotBlank @Size(max = 500) String reason) {}

    /// @param to whom it goes to; absent: whom the agent named
    record TransferApproval(
            @Nullable MemberId to,
            @Nullable @Size(max = 500) String answer) {}

    record TransferRefusal(@NotBlank @Size(max = 500) String answer) {}

    @PostMapping("/conversations/{id}/transfer-requests")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Ask that a conversation I am responsible for goes to somebody else")
    TransferRequest ask(Member me, @PathVariable ConversationId id, @Valid @RequestBody NewTransferRequest request) {
        return shown(me, transfers.ask(me, id, request.to(), Texts.storable(request.reason())));
    }

    @GetMapping("/transfer-requests")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List transfer requests, newest first; agents see their own")
    Page<TransferRequest> list(
            Member me,
            @Parameter(description = "`open`, `approved`, `declined`, `cancelled`; absent: all") @RequestParam @Nullable
                    String state) {
        var wanted = state == null ? null : state(state);
        return transactions.as(me.access(), () -> new Page<>(requests.list(me.company(), wanted, MOST), null));
    }

    @PutMapping("/transfer-requests/{id}/approval")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Give the conversation to whom the agent named, or to somebody else")
    TransferRequest approve(Member me, @PathVariable UUID id, @Valid @RequestBody TransferApproval approval) {
        transfers.approve(me, id, approval.to(), approval.answer() == null ? null : Texts.storable(approval.answer()));
        return shown(me, id);
    }

    @PutMapping("/transfer-requests/{id}/refusal")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Leave the conversation with who asked, and say why")
    TransferRequest decline(Member me, @PathVariable UUID id, @Valid @RequestBody TransferRefusal refusal) {
        transfers.decline(me, id, Texts.storable(refusal.answer()));
        return shown(me, id);
    }

    @DeleteMapping("/transfer-requests/{id}")
    @Operation(summary = "Take my own request back")
    TransferRequest cancel(Member me, @PathVariable UUID id) {
        transfers.cancel(me, id);
        return shown(me, id);
    }

    private TransferRequest shown(Member me, UUID id) {
        return transactions
                .in(me.company(), () -> requests.find(me.company(), id))
                .orElseThrow();
    }

    private static TransferRequests.State state(String text) {
        try {
            return TransferRequests.State.from(text);
        } catch (IllegalArgumentException unknown) {
            throw Refusal.invalid("state", "is none of open, approved, declined, cancelled");
        }
    }
}
