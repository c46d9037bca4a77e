package app.sembang.channels.inbound;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What vendors delivered and Sembang could not work on: shown with its reason, and tried again on request.
@RestController
@Tag(name = "Inbound events")
@RequestMapping("/api/v1/inbound-events")
@AllowedTo(Role.COMPANY_ADMIN)
class InboundEventController {
    private final InboundStore store;
    private final Drain drain;
    private final CompanyTransactions transactions;

    InboundEventController(InboundStore store, Drain drain, CompanyTransactions transactions) {
        this.store = store;
        this.drain = drain;
        this.transactions = transactions;
    }

    /// @param raw as the vendor sent it
    record InboundEventView(
            long position,
            ChannelAccountId channelAccountId,
            Channel channel,
            String kind,
            @Nullable String reason,
            int attempts,
            Instant receivedAt,
            String raw) {}

    @GetMapping
    @Operation(summary = "List events that could not be processed, with what the vendor sent")
    Page<InboundEventView> list(
            Member me,
            @Schema(allowableValues = "parked") @RequestParam(defaultValue = "parked") String state,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        if (!state.equals("parked")) {
            throw Refusal.invalid("state", "Only parked events are listed.");
        }
        var found = transactions.as(
                me.access(), () -> store.list(me.company(), InboundStore.State.PARKED, after, limit + 1));
        var items = found.stream()
                .limit(limit)
                .map(event -> new InboundEventView(
                        event.position(),
                        event.channelAccountId(),
                        event.channel(),
                        event.kind(),
                        event.reason(),
                        event.attempts(),
                        event.receivedAt(),
                        new String(event.raw(), StandardCharsets.UTF_8)))
                .toList();
        return new Page<>(
                items, found.size() > limit ? String.valueOf(items.getLast().position()) : null);
    }

    @PutMapping("/{position}/replay")
    @Operation(summary = "Process a parked event again")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void replay(Member me, @PathVariable long position) {
        transactions.as(me.access(), () -> {
            if (!store.replay(me.company(), position).orElseThrow(() -> Refusal.notFound("inbound event", position))) {
                throw new Refusal(Refusal.Kind.CONFLICT, "not-parked", "Event %d is not parked.".formatted(position));
            }
            drain.wakeAfterCommit(me.company());
            return true;
        });
    }
}
