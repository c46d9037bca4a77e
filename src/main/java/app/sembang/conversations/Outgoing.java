package app.sembang.conversations;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message that has entered `sending` and must now be handed to the vendor.
///
/// @param quoted the vendor's id of the message it answers
/// @param contactWroteAt when the contact last wrote, by the channel's clock
/// @param entryAnsweredAt when the company first answered whom an advertisement brought
public record Outgoing(
        MessageId message,
        ChannelAccountId account,
        String externalId,
        Content content,
        Author author,
        @Nullable String quoted,
        @Nullable Instant contactWroteAt,
        @Nullable Instant entryAnsweredAt) {

    public Outgoing with(Content other) {
        return new Outgoing(message, account, externalId, other, author, quoted, contactWroteAt, entryAnsweredAt);
    }
}
