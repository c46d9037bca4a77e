package app.sembang.conversations;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A message that has entered `sending` and must now be handed to the vendor.
///
/// @param quoted the vendor's id of the message it answers
/// @param contactWroteAt when the contact last wrote, by the channel's clock
/// @param entryAnsweredAt when the company first answered whom an advertisement brought
/// @param partsSent how many of the vendor's messages it becomes the vendor has from tries before
/// @param isLast whether the vendor has all of it once it takes this
public record Outgoing(
        MessageId message,
        ChannelAccountId account,
        String externalId,
        Content content,
        Author author,
        @Nullable String quoted,
        @Nullable Instant contactWroteAt,
        @Nullable Instant entryAnsweredAt,
        int partsSent,
        boolean isLast) {

    /// What it becomes for its channel; only the first part answers what it quotes.
    public List<Outgoing> as(List<Content> parts) {
        return IntStream.range(0, parts.size())
                .mapToObj(part -> new Outgoing(
                        message,
                        account,
                        externalId,
                        parts.get(part),
                        author,
                        part == 0 ? quoted : null,
                        contactWroteAt,
                        entryAnsweredAt,
                        partsSent,
                        part == parts.size() - 1))
                .toList();
    }
}
