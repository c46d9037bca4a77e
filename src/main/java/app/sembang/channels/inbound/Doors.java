package app.sembang.channels.inbound;

import app.sembang.channels.ChannelDoor;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Which door an account has: its channel says so and, where a channel has several providers, whose it is.
@Component
class Doors {
    private final List<ChannelDoor> doors;

    Doors(List<ChannelDoor> doors) {
        this.doors = List.copyOf(doors);
    }

    boolean has(Channel channel) {
        return doors.stream().anyMatch(door -> door.channel() == channel);
    }

    @Nullable
    ChannelDoor of(Connection account) {
        return of(account.channel(), account.provider());
    }

    /// Null where the channel has no webhook.
    @Nullable
    ChannelDoor of(Channel channel, @Nullable String provider) {
        return doors.stream()
                .filter(door -> door.channel() == channel && door.serves(provider))
                .findFirst()
                .orElse(null);
    }
}
