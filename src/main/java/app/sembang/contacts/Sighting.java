package app.sembang.contacts;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Language;
import org.jspecify.annotations.Nullable;

/// Somebody seen on a channel account: the channel's own id, and what the channel says of the person, if
/// anything.
public record Sighting(
        ChannelAccountId account,
        String externalId,
        @Nullable String displayName,
        @Nullable String username,
        @Nullable Language language) {}
