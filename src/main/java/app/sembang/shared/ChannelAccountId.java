package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// One account on one channel, such as a Telegram bot or a website's chat.
public record ChannelAccountId(@JsonValue UUID value) {
    @JsonCreator
    public static ChannelAccountId from(String text) {
        return new ChannelAccountId(UUID.fromString(text));
    }

    public static ChannelAccountId next() {
        return new ChannelAccountId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
