package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// One exchange between a contact and a company, from its first message to its completion.
public record ConversationId(@JsonValue UUID value) {
    @JsonCreator
    public static ConversationId from(String text) {
        return new ConversationId(UUID.fromString(text));
    }

    public static ConversationId next() {
        return new ConversationId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
