package app.sembang.conversations;

import app.sembang.shared.MessageId;
import org.jspecify.annotations.Nullable;

/// Where a file that is fetched belongs. One whose place has another by then is not kept.
///
/// @param place in its album; null where the message is the file
/// @param source what the channel knows the file by; null where it cannot be replaced
public record FilePlace(
        MessageId message, @Nullable Long place, @Nullable String source) {
    public FilePlace(MessageId message) {
        this(message, null, null);
    }
}
