package app.sembang.connections;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;

/// Whose website a site key stands for.
public record SiteOwner(CompanyId company, ChannelAccountId account) {}
