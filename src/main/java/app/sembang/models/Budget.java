package app.sembang.models;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What may be used up at a provider.
///
/// @param monthly US dollars in a month of the company's time zone; null: no limit
/// @param dailyTokens of all kinds together; null: no limit
record Budget(@Nullable BigDecimal monthly, @Nullable Long dailyTokens) {
    static final Budget NONE = new Budget(null, null);

    enum State {
        OK,
        /// At 80 % or more.
        NEAR,
        SPENT
    }

    record Used(BigDecimal thisMonth, long tokensToday) {}

    boolean limits() {
        return monthly != null || dailyTokens != null;
    }

    State after(Used used) {
        double share = Math.max(
                monthly == null ? 0 : share(used.thisMonth().doubleValue(), monthly.doubleValue()),
                dailyTokens == null ? 0 : share((double) used.tokensToday(), dailyTokens));
        return share >= 1 ? State.SPENT : share >= 0.8 ? State.NEAR : State.OK;
    }

    private static double share(double used, double of) {
        return used / of;
    }
}
