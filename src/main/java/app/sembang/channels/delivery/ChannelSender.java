package app.sembang.channels.delivery;

import app.sembang.connections.Connection;
import app.sembang.conversations.Outgoing;
import app.sembang.shared.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands one message to a vendor. Called on a virtual thread with no transaction open; may block until its own
/// time-outs.
public interface ChannelSender {
    Channel channel();

    /// Whether it is for accounts of this provider, where a channel has several.
    default boolean serves(@Nullable String provider) {
        return true;
    }

    /// Whether the vendor takes so few in a second that all processes have to agree on each.
    default boolean takesTurns() {
        return false;
    }

    /// How many messages the vendor takes for one chat in a second; 0: as many as for the account.
    default int perSecondInAChat() {
        return 0;
    }

    /// @param message of what the account can carry in one
    SendResult send(Connection connection, Outgoing message);

    /// Puts a mark on a message in the company's name, in the place of any before; without an emoji it is taken back.
    /// Repeated, it does no harm.
    ///
    /// @param contact the vendor's id of whose thread it is
    /// @param providerId of the message
    default SendResult react(Connection connection, String contact, String providerId, @Nullable String emoji) {
        return new SendResult.Rejected(
                "content_not_supported", "Messages cannot be marked on this channel.", false, false);
    }

    /// Takes a message the company sent off the contact's screen, where the account's capabilities say that it can.
    /// Repeated, it does no harm.
    ///
    /// @param contact the vendor's id of whose thread it is
    /// @param providerIds of all the message became
    default SendResult recall(Connection connection, String contact, List<String> providerIds) {
        return new SendResult.Rejected(
                "content_not_supported", "What is sent on this channel cannot be taken back.", false, false);
    }
}
