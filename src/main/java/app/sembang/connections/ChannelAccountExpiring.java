package app.sembang.connections;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An account's credentials end soon and could not be made to last longer; published in the transaction that notes it,
/// at each try.
///
/// @param until when they end
/// @param words the vendor's; null where it has no way to renew them
public record ChannelAccountExpiring(
        CompanyId company,
        ChannelAccountId account,
        Instant until,
        @Nullable String words) {}
