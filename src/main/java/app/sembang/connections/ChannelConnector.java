package app.sembang.connections;

import app.sembang.shared.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How accounts of one channel are connected at the vendor. Called with no transaction open.
public interface ChannelConnector {
    Channel channel();

    /// Whether it is for accounts of this provider, where a channel has several.
    default boolean serves(@Nullable String provider) {
        return true;
    }

    /// The names of the credentials an account needs.
    Set<String> credentials();

    /// The same where the account was connected by the vendor's own dialog, with an app of the platform.
    default Set<String> loginCredentials() {
        return credentials();
    }

    /// Those of them the vendor signs its deliveries with. One that was replaced is honoured for a while.
    default Set<String> proofs() {
        return Set.of();
    }

    /// Asks the vendor whether the credentials are good, and whose they are. Changes nothing there.
    Check test(Connection connection);

    /// Has the vendor deliver to the account's webhook address with its current secret.
    Check connect(Connection connection);

    /// Has the vendor stop delivering. What it refuses only means that it goes on, and what comes is dropped.
    ///
    /// @param alone whether no other account that is connected belongs to the same group at the vendor
    default Check disconnect(Connection connection, boolean alone) {
        return new Check.Passed("");
    }

    /// Whether credentials of the channel may end by themselves; then [#renew] is asked for now and then.
    default boolean renews() {
        return false;
    }

    /// How often it is asked for, where it goes well.
    default Duration renewsEvery() {
        return Duration.ofDays(7);
    }

    /// Makes the credentials last longer where the vendor has a way to, and says until when they do. Repeated, it does
    /// no harm.
    default Renewal renew(Connection connection) {
        return new Renewal.Lasts(Map.of(), null);
    }

    sealed interface Renewal {
        /// @param fresh what takes the place of the credentials of the same names
        /// @param until null: no end is known
        record Lasts(Map<String, String> fresh, @Nullable Instant until) implements Renewal {
            @Override
            public String toString() {
                return "Lasts[until=%s]".formatted(until);
            }
        }

        /// @param words the vendor's
        /// @param over whether only new credentials help
        record Refused(String words, boolean over) implements Renewal {}
    }

    sealed interface Check {
        /// @param asset the vendor's own id of the bot, number or page
        /// @param group of what several accounts belong to
        /// @param username by which customers find it at the vendor
        /// @param notice what an admin should know all the same, in the vendor's words
        record Passed(
                String asset,
                @Nullable String group,
                @Nullable String username,
                @Nullable String notice) implements Check {
            public Passed(String asset) {
                this(asset, null);
            }

            public Passed(String asset, @Nullable String group) {
                this(asset, group, null);
            }

            public Passed(String asset, @Nullable String group, @Nullable String username) {
                this(asset, group, username, null);
            }
        }

        /// @param words the vendor's, fit to be shown to an admin
        /// @param asset where the credentials were good and something else failed
        record Refused(String words, @Nullable String asset) implements Check {}
    }
}
