package app.sembang.realtime;

import app.sembang.shared.CompanyId;
import org.jspecify.annotations.Nullable;

/// What listeners are woken by, in this process and in the others. It may be lost, or come twice.
///
/// @param audience whom it concerns; [#STAFF] for news of any staff audience, which are read together
/// @param event null where there is something to read; otherwise this event itself, which is not kept
record Signal(
        CompanyId company,
        String audience,
        @Nullable String event,
        @Nullable String data) {
    static final String STAFF = "staff";
    static final String VISITOR = "visitor:";
    /// All visitors of a company, or of the account that follows.
    static final String VISITORS = "visitors:";

    static Signal news(CompanyId company, Audience audience) {
        return new Signal(company, audience instanceof Audience.Visitor ? audience.key() : STAFF, null, null);
    }

    boolean concernsVisitor() {
        return audience.startsWith(VISITOR) || audience.startsWith(VISITORS) || audience.startsWith(VisitorKey.PREFIX);
    }
}
