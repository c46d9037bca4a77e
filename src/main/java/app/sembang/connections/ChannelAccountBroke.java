package app.sembang.connections;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import java.time.Instant;

/// An account that worked does so no longer; published in the transaction that notes it.
///
/// @param words the vendor's
public record ChannelAccountBroke(CompanyId company, ChannelAccountId account, String words, Instant at) {}
