package app.sembang.channels.webchat;

import app.sembang.realtime.VisitorKey;
import app.sembang.shared.CompanyId;

/// Who asks: a visitor of a site, by a valid token.
record Visitor(Site site, SessionToken session) {
    CompanyId company() {
        return site.company();
    }

    VisitorKey key() {
        return new VisitorKey(site.account(), session.visitor());
    }
}
