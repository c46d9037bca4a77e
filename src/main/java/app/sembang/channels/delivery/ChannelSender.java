package app.sembang.channels.delivery;

import app.sembang.connections.Connection;
import app.sembang.conversations.Outgoing;
import app.sembang.shared.Channel;
import org.jspecify.annotations.Nullable;

/// Hands one message to a vendor. Called on a virtual thread with no transaction open; may block until its own
/// time-outs.
public interface ChannelSender {
    Channel channel();

    /// Whether it is for accounts of this provider, where a channel has several.
    default boolean serves(@Nullable String provider) {
        return true;
    }

    /// How many messages of one account the vendor takes in a second; 0: it says so itself when it is too much.
    default int callsPerSecond() {
        return 0;
    }

    /// @param partsSent how many parts of a long text the vendor has taken already
    SendResult send(Connection connection, Outgoing message, int partsSent);
}
