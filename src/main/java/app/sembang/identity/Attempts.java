package app.sembang.identity;

import app.sembang.shared.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Slows guessing down, counted over all processes: so many failures per network, and far fewer per
/// network and e-mail address. There is no limit per e-mail address alone, because anybody could
/// use it to lock its owner out; the code of an authenticator app has one, because only who knows
/// the password gets that far. Success costs nothing.
///
/// A measure fills by one with each try, before it is known how it ends, and empties steadily; the
/// database does both in one statement, by its own clock. Called outside of any transaction.
@Component
class Attempts {
    private static final int TEN_MINUTES = 600;
    private static final int HOUR = 3_600;

    private final JdbcClient jdbc;

    Attempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What is tried; failures at one do not count at another.
    enum Door {
        SIGN_IN,
        RESET,
        INVITATION,
        SINGLE_SIGN_ON,
        FIREBASE,
        PASSKEY,
        CODE
    }

    private record Measure(String name, int most, int seconds) {}

    /// A try under way; it counts as failed until it succeeds.
    final class Attempt {
        private final List<Measure> measures;

        private Attempt(List<Measure> measures) {
            this.measures = measures;
        }

        void succeeded() {
            giveBack(measures);
        }
    }

    Attempt begin(Door door, String ip, String email) {
        var network = door.name().toLowerCase(Locale.ROOT) + " " + Visit.network(ip);
        return begin(
                List.of(new Measure(network, 60, TEN_MINUTES), new Measure(network + " " + email, 8, TEN_MINUTES)));
    }

    /// A code is tried, from wherever.
    Attempt beginCode(Object signIn) {
        return begin(List.of(new Measure(Door.CODE + " " + signIn, 10, HOUR)));
    }

    private Attempt begin(List<Measure> measures) {
        var taken = measures.stream().filter(this::take).toList();
        if (taken.size() < measures.size()) {
            giveBack(taken);
            long seconds = measures.stream()
                    .filter(measure -> !taken.contains(measure))
                    .mapToLong(this::wait)
                    .max()
                    .orElse(1);
            throw new Refusal(
                    Refusal.Kind.TOO_MANY,
                    "too-many-attempts",
                    "Too many tries; come again in %d seconds.".formatted(seconds),
                    Map.of("retryAfter", seconds));
        }
        return new Attempt(measures);
    }

    private boolean take(Measure measure) {
        return jdbc.sql("""
                        insert into attempt as known (key, most, seconds, filled, at)
                        values (sha256(convert_to(:name, 'UTF8')), :most, :seconds, 1, clock_timestamp())
                        on conflict (key) do update
                           set filled = greatest(0, known.filled - extract(epoch from excluded.at - known.at)
                                                                   * known.most / known.seconds) + 1,
                               at = greatest(known.at, excluded.at)
                         where known.filled - extract(epoch from excluded.at - known.at) * known.most / known.seconds
                               <= known.most - 1
                        """)
                        .param("name", measure.name())
                        .param("most", measure.most())
                        .param("seconds", measure.seconds())
                        .update()
                == 1;
    }

    private void giveBack(List<Measure> measures) {
        for (var measure : measures) {
            jdbc.sql(
                            "update attempt set filled = greatest(0, filled - 1) where key = sha256(convert_to(:name, 'UTF8'))")
                    .param("name", measure.name())
                    .update();
        }
    }

    private long wait(Measure measure) {
        return jdbc.sql("""
                select ceil((filled - most + 1) * seconds / most - extract(epoch from clock_timestamp() - at))
                from attempt where key = sha256(convert_to(:name, 'UTF8'))
                """)
                .param("name", measure.name())
                .query(Long.class)
                .optional()
                .map(seconds -> Math.max(1, seconds))
                .orElse(1L);
    }

    /// Forgets what has been empty for a while.
    int forgetOld() {
        return jdbc.sql("delete from attempt where at < clock_timestamp() - interval '1 hour'")
                .update();
    }
}
