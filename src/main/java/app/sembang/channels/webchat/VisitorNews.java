package app.sembang.channels.webchat;

import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.DutyChanged;
import app.sembang.identity.Members;
import app.sembang.realtime.StreamEvents;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// What every visitor of a site is told while they look, and nobody later: whether somebody of the staff is there, and
/// that the site's settings are others.
@Component
class VisitorNews {
    private final CompanyTransactions transactions;
    private final Members members;
    private final StreamEvents stream;

    VisitorNews(CompanyTransactions transactions, Members members, StreamEvents stream) {
        this.transactions = transactions;
        this.members = members;
        this.stream = stream;
    }

    @EventListener
    void on(DutyChanged changed) {
        var company = changed.company();
        AfterCommit.run(() ->
                Thread.startVirtualThread(() -> stream.tellVisitors(company, null, "presence", presence(company))));
    }

    Wire.Presence presence(CompanyId company) {
        return new Wire.Presence(
                transactions.in(company, () -> !members.onDuty(company).isEmpty()));
    }

    void configChanged(CompanyId company, ChannelAccountId account) {
        stream.tellVisitors(company, account, "config.changed", Map.of());
    }
}
