package app.sembang.jobs;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What waits in a queue, over all companies and processes.
///
/// @param oldest for how long the first of it could have been worked on
public record Backlog(long waiting, Duration oldest) {
    /// @param sql gives a count and seconds
    public static Backlog read(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql)
                .query((row, number) ->
                        new Backlog(row.getLong(1), Duration.ofNanos((long) (Math.max(0, row.getDouble(2)) * 1e9))))
                .single();
    }

    /// Shows it as `sembang_backlog` and `sembang_backlog_oldest_seconds` of that queue, read when somebody looks.
    public static void show(MeterRegistry metrics, String queue, Supplier<Backlog> look) {
        Gauge.builder("sembang.backlog", () -> figure(() -> look.get().waiting()))
                .tag("queue", queue)
                .register(metrics);
        TimeGauge.builder(
                        "sembang.backlog.oldest",
                        () -> figure(() -> look.get().oldest().toNanos() / 1e9),
                        TimeUnit.SECONDS)
                .tag("queue", queue)
                .register(metrics);
    }

    /// No figure where the database is away: zero would say that nothing waits.
    private static double figure(Supplier<? extends Number> look) {
        try {
            return look.get().doubleValue();
        } catch (DataAccessException away) {
            return Double.NaN;
        }
    }
}
