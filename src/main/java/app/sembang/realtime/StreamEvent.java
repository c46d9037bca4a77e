package app.sembang.realtime;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change to tell an audience of, for example `message.created` of a message.
///
/// @param subject what changed; what is sent is read through the [StreamView] of the kind when somebody listens
/// @param payload JSON that is sent as it is, for events that no view can read any more, such as
/// `conversation.removed`
/// @param visitorEvent for visitors only: the number given under the lock of their identity
public record StreamEvent(
        Audience audience,
        String kind,
        @Nullable UUID subject,
        @Nullable String payload,
        @Nullable Long visitorEvent) {
    public static StreamEvent of(Audience audience, String kind, UUID subject) {
        return new StreamEvent(audience, kind, subject, null, null);
    }
}
