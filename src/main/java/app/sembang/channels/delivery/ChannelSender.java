package app.sembang.channels.delivery;

import app.sembang.connections.Connection;
import app.sembang.conversations.Outgoing;
import app.sembang.shared.Channel;

/// Hands one message to a vendor. Called on a virtual thread with no transaction open; may block until its own
/// time-outs.
public interface ChannelSender {
    Channel channel();

    /// @param partsSent how many parts of a long text the vendor has taken already
    SendResult send(Connection connection, Outgoing message, int partsSent);
}
