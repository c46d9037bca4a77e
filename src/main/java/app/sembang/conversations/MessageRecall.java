package app.sembang.conversations;

import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import java.util.List;

/// Takes a message off the customer's screen at the vendor who delivered it, outside of any transaction; refuses where
/// the vendor does. Repeated, it does no harm.
public interface MessageRecall {
    /// A message as its vendor knows it.
    ///
    /// @param contact the vendor's id of whose thread it is
    /// @param providerIds of all it became
    record Sent(Channel channel, ChannelAccountId account, String contact, List<String> providerIds) {}

    void recall(CompanyId company, Sent sent);
}
