package app.sembang.conversations;

import app.sembang.contacts.Sighting;
import app.sembang.shared.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message from a contact, as every channel's door hands it over.
///
/// @param providerId the channel's id of the message, unique in the channel account for ever
/// @param clientId the id the website's chat gave it, echoed back to the visitor
/// @param vendorAt when it was written, by the channel's clock; shown, never an order
/// @param quiet whether the assistant leaves it alone: somebody else answers, or nothing was asked
public record Inbound(
        Channel channel,
        Sighting sender,
        String providerId,
        @Nullable String clientId,
        Content content,
        @Nullable Context context,
        @Nullable Instant vendorAt,
        boolean quiet) {

    public Inbound(
            Channel channel,
            Sighting sender,
            String providerId,
            @Nullable String clientId,
            Content content,
            @Nullable Context context,
            @Nullable Instant vendorAt) {
        this(channel, sender, providerId, clientId, content, context, vendorAt, false);
    }

    public Inbound(
            Channel channel,
            Sighting sender,
            String providerId,
            @Nullable String clientId,
            Content content,
            @Nullable Instant vendorAt) {
        this(channel, sender, providerId, clientId, content, null, vendorAt);
    }

    public Inbound quiet(boolean yes) {
        return new Inbound(channel, sender, providerId, clientId, content, context, vendorAt, yes);
    }
}
