package app.sembang.connections;

import app.sembang.shared.Channel;
import app.sembang.shared.OutletId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A channel account somebody wants to connect.
///
/// @param credentials by the names the channel needs, such as `botToken`
/// @param simulated speaks to the simulator; only the demo makes such accounts
public record NewChannelAccount(
        Channel channel,
        @Nullable String provider,
        String name,
        Map<String, String> credentials,
        Map<String, Object> settings,
        boolean simulated,
        @Nullable OutletId outlet) {

    /// Of the company as a whole.
    public NewChannelAccount(
            Channel channel,
            @Nullable String provider,
            String name,
            Map<String, String> credentials,
            Map<String, Object> settings,
            boolean simulated) {
        this(channel, provider, name, credentials, settings, simulated, null);
    }

    NewChannelAccount with(Map<String, Object> others) {
        return new NewChannelAccount(channel, provider, name, credentials, others, simulated, outlet);
    }

    @Override
    public String toString() {
        return "NewChannelAccount[channel=%s, name=%s]".formatted(channel, name);
    }
}
