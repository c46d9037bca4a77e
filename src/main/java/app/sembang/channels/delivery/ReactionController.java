package app.sembang.channels.delivery;

import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.conversations.Desk;
import app.sembang.conversations.Desk.Markable;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.SendingHold;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Marks the company puts on messages. Whoever puts one waits for the vendor's word: it is shown once it is there.
@RestController
@RequestMapping("/api/v1/conversations/{id}/messages/{messageId}/reaction")
@Tag(name = "Messages")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class ReactionController {
    private final Desk desk;
    private final ChannelAccounts accounts;
    private final CompanyTransactions transactions;
    private final SendingHold hold;
    private final List<ChannelSender> senders;

    ReactionController(
            Desk desk,
            ChannelAccounts accounts,
            CompanyTransactions transactions,
            SendingHold hold,
            ObjectProvider<ChannelSender> senders) {
        this.desk = desk;
        this.accounts = accounts;
        this.transactions = transactions;
        this.hold = hold;
        this.senders = senders.stream().toList();
    }

    /// @param emoji one of the `reactions` in the conversation's `capabilities`
    record NewReaction(@NotBlank @Size(max = 40) String emoji) {}

    @PutMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Put the company's mark on a message, for the customer to see",
            description = "It takes the place of the company's mark before. Done once the channel has taken it.")
    void react(
            Member me,
            @PathVariable ConversationId id,
            @PathVariable MessageId messageId,
            @Valid @RequestBody NewReaction reaction) {
        marks(me, id, messageId, reaction.emoji());
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Take the company's mark off a message")
    void takeBack(Member me, @PathVariable ConversationId id, @PathVariable MessageId messageId) {
        marks(me, id, messageId, null);
    }

    private void marks(Member me, ConversationId id, MessageId messageId, @Nullable String emoji) {
        var message = desk.markable(me, id, messageId, emoji);
        if (hold.isOn()) {
            throw away("Nothing is sent to customers now.");
        }
        var account = accounts.connection(me.company(), message.channel(), message.account())
                .orElseThrow(() -> refused("The channel account is no longer connected."));
        switch (sent(account, message, emoji)) {
            case SendResult.Accepted accepted -> desk.mark(me, id, messageId, emoji);
            case SendResult.Rejected rejected -> {
                if (rejected.accountBroken()) {
                    transactions.run(
                            me.company(), () -> accounts.failing(me.company(), account.account(), rejected.reason()));
                }
                throw refused(rejected.reason());
            }
            case SendResult.TryLater later -> throw away(later.reason());
            case SendResult.Unknown unknown -> throw away(unknown.reason());
        }
    }

    private SendResult sent(Connection account, Markable message, @Nullable String emoji) {
        return senders.stream()
                .filter(sender -> sender.channel() == account.channel() && sender.serves(account.provider()))
                .findFirst()
                .orElseThrow()
                .react(account, message.contact(), message.providerId(), emoji);
    }

    private static Refusal refused(String reason) {
        return new Refusal(Refusal.Kind.CONFLICT, "reaction-refused", reason, Map.of("reason", reason));
    }

    private static Refusal away(String reason) {
        return new Refusal(Refusal.Kind.UNAVAILABLE, "channel-away", reason, Map.of("reason", reason));
    }
}
