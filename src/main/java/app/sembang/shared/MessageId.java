package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A message of a conversation.
public record MessageId(@JsonValue UUID value) {
    @JsonCreator
    public static MessageId from(String text) {
        return new MessageId(UUID.fromString(text));
    }

    public static MessageId next() {
        return new MessageId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
