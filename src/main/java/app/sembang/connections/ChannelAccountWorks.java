package app.sembang.connections;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;

/// The vendor has said that an account works; published in the transaction that notes it.
public record ChannelAccountWorks(CompanyId company, ChannelAccountId account) {}
