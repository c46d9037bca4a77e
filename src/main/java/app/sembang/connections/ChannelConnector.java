package app.sembang.connections;

import app.sembang.shared.Channel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How accounts of one channel are connected at the vendor. Called with no transaction open.
public interface ChannelConnector {
    Channel channel();

    /// The names of the credentials an account needs.
    Set<String> credentials();

    /// Asks the vendor whether the credentials are good, and whose they are. Changes nothing there.
    Check test(Connection connection);

    /// Has the vendor deliver to the account's webhook address with its current secret.
    Check connect(Connection connection);

    sealed interface Check {
        /// @param asset the vendor's own id of the bot, number or page
        /// @param group of what several accounts belong to
        record Passed(String asset, @Nullable String group) implements Check {
            public Passed(String asset) {
                this(asset, null);
            }
        }

        /// @param words the vendor's, fit to be shown to an admin
        /// @param asset where the credentials were good and something else failed
        record Refused(String words, @Nullable String asset) implements Check {}
    }
}
