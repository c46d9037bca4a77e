package app.sembang.channels.delivery;

import app.sembang.connections.ChannelAccounts;
import app.sembang.conversations.MessageRecall;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.SendingHold;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Whoever takes a message back waits for the vendor's word. What no vendor delivers is gone once it is gone here.
@Component
class VendorRecall implements MessageRecall {
    private final ChannelAccounts accounts;
    private final CompanyTransactions transactions;
    private final SendingHold hold;
    private final List<ChannelSender> senders;

    VendorRecall(
            ChannelAccounts accounts,
            CompanyTransactions transactions,
            SendingHold hold,
            ObjectProvider<ChannelSender> senders) {
        this.accounts = accounts;
        this.transactions = transactions;
        this.hold = hold;
        this.senders = senders.stream().toList();
    }

    @Override
    public void recall(CompanyId company, Sent sent) {
        if (senders.stream().noneMatch(sender -> sender.channel() == sent.channel())) {
            return;
        }
        if (hold.isOn()) {
            throw away("Nothing is sent to customers now.");
        }
        var account = accounts.connection(company, sent.channel(), sent.account())
                .orElseThrow(() -> refused("The channel account is no longer connected."));
        var sender = senders.stream()
                .filter(one -> one.channel() == account.channel() && one.serves(account.provider()))
                .findFirst()
                .orElseThrow();
        switch (sender.recall(account, sent.contact(), sent.providerIds())) {
            case SendResult.Accepted accepted -> {}
            case SendResult.Rejected rejected
            when rejected.code().equals(SendResult.TOO_LATE) ->
                throw new Refusal(Refusal.Kind.CONFLICT, "withdrawal-too-late", rejected.reason(), Map.of());
            case SendResult.Rejected rejected -> {
                if (rejected.accountBroken()) {
                    transactions.run(company, () -> accounts.failing(company, account.account(), rejected.reason()));
                }
                throw refused(rejected.reason());
            }
            case SendResult.TryLater later -> throw away(later.reason());
            case SendResult.Unknown unknown -> throw away(unknown.reason());
        }
    }

    private static Refusal refused(String reason) {
        return new Refusal(Refusal.Kind.CONFLICT, "withdrawal-refused", reason, Map.of("reason", reason));
    }

    private static Refusal away(String reason) {
        return new Refusal(Refusal.Kind.UNAVAILABLE, "channel-away", reason, Map.of("reason", reason));
    }
}
