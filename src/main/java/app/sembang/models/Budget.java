package app.sembang.models;

import app.sembang.models.BudgetReached.Span;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What may be used up at a provider.
///
/// @param monthly US dollars in a month of the company's time zone; null: no limit
/// @param dailyTokens of all kinds together; null: no limit
record Budget(@Nullable BigDecimal monthly, @Nullable Long dailyTokens) {
    private static final double NEAR = 0.8;

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
        return share >= 1 ? State.SPENT : share >= NEAR ? State.NEAR : State.OK;
    }

    /// What is at four fifths or more, with what was used and what may be.
    Map<Span, BigDecimal[]> nearly(Used used) {
        var nearly = new EnumMap<Span, BigDecimal[]>(Span.class);
        if (monthly != null && share(used.thisMonth().doubleValue(), monthly.doubleValue()) >= NEAR) {
            nearly.put(Span.MONTH, new BigDecimal[] {used.thisMonth(), monthly});
        }
        if (dailyTokens != null && share((double) used.tokensToday(), dailyTokens) >= NEAR) {
            nearly.put(
                    Span.DAY,
                    new BigDecimal[] {BigDecimal.valueOf(used.tokensToday()), BigDecimal.valueOf(dailyTokens)});
        }
        return nearly;
    }

    private static double share(double used, double of) {
        return used / of;
    }
}
