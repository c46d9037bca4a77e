package app.sembang.channels.inbound;

import app.sembang.connections.ChannelAccount;
import app.sembang.connections.ChannelAccounts;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Shows an admin that what comes in is proven, stored and understood, without a customer.
@RestController
@Tag(name = "Channels")
@AllowedTo(Role.COMPANY_ADMIN)
class TestEventController {
    private final ChannelAccounts accounts;
    private final Doors doors;
    private final WebhookServlet webhook;
    private final Clock clock;

    TestEventController(ChannelAccounts accounts, Doors doors, WebhookServlet webhook, Clock clock) {
        this.accounts = accounts;
        this.doors = doors;
        this.webhook = webhook;
        this.clock = clock;
    }

    /// @param vendorId what it is found by among the webhook events
    record TestEvent(String vendorId) {}

    @PostMapping("/api/v1/channel-accounts/{id}/test-event")
    @Operation(
            summary = "Deliver a test event as the vendor would",
            description = "Signed with the account's secret and taken the way of every delivery; what became of it "
                    + "stands among the webhook events. It makes no conversation and does not count as traffic.")
    @ResponseStatus(HttpStatus.ACCEPTED)
    TestEvent send(Member me, @PathVariable ChannelAccountId id) {
        var account = accounts.find(me.company(), id).orElseThrow(() -> Refusal.notFound("channel account", id));
        if (account.status() == ChannelAccount.Status.DISCONNECTED) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "account-disconnected", "Channel account %s is disconnected.".formatted(id));
        }
        if (account.channel() == Channel.WEBCHAT) {
            throw Refusal.invalid("id", "The chat of a website has no webhook.");
        }
        var connection = accounts.connection(me.company(), account.channel(), id)
                .orElseThrow(() -> Refusal.notFound("channel account", id));
        var door = Objects.requireNonNull(doors.of(connection));
        var key = "sembang-test-" + UUID.randomUUID();
        int answer = webhook.deliverTest(connection, key, door.sample(connection, key, clock.instant()));
        if (answer != HttpStatus.OK.value()) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "test-event-refused", "The test event was answered %d.".formatted(answer));
        }
        return new TestEvent(key);
    }
}
