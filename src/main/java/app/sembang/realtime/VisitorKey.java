package app.sembang.realtime;

import app.sembang.shared.ChannelAccountId;

/// A website visitor as the website knows them; until the first message there is no contact identity.
public record VisitorKey(ChannelAccountId account, String visitor) {
    static final String PREFIX = "unknown:";

    String audience() {
        return PREFIX + account + ":" + visitor;
    }
}
