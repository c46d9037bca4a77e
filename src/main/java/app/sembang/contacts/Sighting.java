package app.sembang.contacts;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Language;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Somebody seen on a channel account: the channel's own id, and what the channel says of the person, if
/// anything.
///
/// @param phone with its country code, where the channel gives it
/// @param ids every id the channel has just shown of the person, where it may know one by several; else empty
public record Sighting(
        ChannelAccountId account,
        String externalId,
        @Nullable String displayName,
        @Nullable String username,
        @Nullable Language language,
        @Nullable String phone,
        List<String> ids) {

    /// Of a channel that knows each person by one id.
    public Sighting(
            ChannelAccountId account,
            String externalId,
            @Nullable String displayName,
            @Nullable String username,
            @Nullable Language language) {
        this(account, externalId, displayName, username, language, null, List.of());
    }

    /// The same person seen again: what is newer counts, and every id that was shown.
    Sighting then(Sighting later) {
        return new Sighting(
                later.account,
                later.externalId,
                later.displayName,
                later.username,
                later.language,
                later.phone == null ? phone : later.phone,
                Stream.concat(ids.stream(), later.ids.stream()).distinct().toList());
    }
}
