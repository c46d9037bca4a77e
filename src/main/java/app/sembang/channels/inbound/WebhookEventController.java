package app.sembang.channels.inbound;

import app.sembang.audit.AuditLog;
import app.sembang.channels.inbound.InboundStore.Outcome;
import app.sembang.channels.inbound.InboundStore.Sought;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What vendors delivered in the last 30 days and what became of it; each is worked on again on
/// request. The words of customers are in the bodies, so those are for the company's own admin: no key and no custom
/// role reads them.
@RestController
@Tag(name = "Inbound events")
@RequestMapping("/api/v1/webhook-events")
@AllowedTo(Role.COMPANY_ADMIN)
class WebhookEventController {
    private final InboundStore store;
    private final Drain drain;
    private final CompanyTransactions transactions;
    private final AuditLog audit;

    WebhookEventController(InboundStore store, Drain drain, CompanyTransactions transactions, AuditLog audit) {
        this.store = store;
        this.drain = drain;
        this.transactions = transactions;
        this.audit = audit;
    }

    /// @param vendorId the vendor's own number of the event; a hash where it has none
    record WebhookEvent(
            long id,
            ChannelAccountId channelAccountId,
            Channel channel,
            String kind,
            String vendorId,
            Outcome outcome,
            @Nullable String reason,
            int attempts,
            Instant receivedAt) {}

    /// @param body as the vendor sent it; null once it was erased or taken back
    record WebhookEventBody(@Nullable String body) {}

    @GetMapping
    @Operation(
            summary = "List what vendors delivered, newest first",
            description =
                    "Kept 30 days. `q` is the beginning of the vendor's own id of the event, `kind` the beginning of"
                            + " what the vendor calls it; it came at `from` or later, and before `to`.")
    Page<WebhookEvent> list(
            Member me,
            @RequestParam(required = false) @Nullable ChannelAccountId channelAccountId,
            @RequestParam(required = false) @Nullable Channel channel,
            @RequestParam(required = false) @Nullable Outcome outcome,
            @RequestParam(required = false) @Nullable @Size(max = 100) String kind,
            @RequestParam(required = false) @Nullable @Size(max = 300) String q,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        if (from != null && to != null && to.isBefore(from)) {
            throw Refusal.invalid("to", "is before from");
        }
        var sought = new Sought(channelAccountId, channel, outcome, words(kind), words(q), from, to);
        var found = transactions.as(me.access(), () -> store.list(me.company(), sought, after, limit + 1));
        return Page.of(found, limit, event -> String.valueOf(event.id()));
    }

    @GetMapping("/{id}/body")
    @Tag(name = "Privacy")
    @Operation(summary = "Show an event as the vendor sent it")
    WebhookEventBody body(Member me, @PathVariable long id) {
        var raw = transactions
                .as(me.access(), () -> store.raw(me.company(), id))
                .orElseThrow(() -> Refusal.notFound("webhook event", id));
        return new WebhookEventBody(raw.length == 0 ? null : new String(raw, StandardCharsets.UTF_8));
    }

    @PostMapping("/{id}/replay")
    @Operation(
            summary = "Process an event again",
            description =
                    "Of one that was processed before only what is not there yet is taken: nothing is stored twice,"
                            + " and nothing newer is put back. Noted in the audit log.")
    @ApiResponse(responseCode = "409", description = "It waits to be processed, or its body was erased")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void replay(Member me, @PathVariable long id) {
        transactions.as(me.access(), () -> {
            var before = store.replay(me.company(), id).orElseThrow(() -> Refusal.notFound("webhook event", id));
            if (before.outcome() == Outcome.WAITING || before.erased()) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "not-replayable",
                        "Event %d waits to be processed, or its body was erased.".formatted(id));
            }
            audit.record(
                    me.company(),
                    me.id(),
                    "webhook_event_replayed",
                    id,
                    Map.of("outcome", before.outcome().value()),
                    Map.of("account", before.account(), "kind", before.kind()));
            drain.wakeAfterCommit(me.company());
            return true;
        });
    }

    private static @Nullable String words(@Nullable String sought) {
        return sought == null || sought.isBlank() ? null : sought.strip();
    }
}
