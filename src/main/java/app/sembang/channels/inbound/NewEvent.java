package app.sembang.channels.inbound;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import org.jspecify.annotations.Nullable;

/// An event to be stored.
///
/// @param parked why it cannot be read; null for one that can
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record NewEvent(
        CompanyId company,
        ChannelAccountId account,
        String key,
        String kind,
        int lane,
        byte[] raw,
        @Nullable String parked) {
    /// No vendor names a kind like this.
    static final String TEST = "sembang.test";

    /// Worked on as far as it is read; nobody's thread shows it.
    NewEvent asTest(String id) {
        return new NewEvent(company, account, id, TEST, lane, raw, parked);
    }
}
