package app.sembang.knowledge;

import app.sembang.shared.Refusal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// From when to when something holds, the end not included; null leaves a side open.
public record Validity(@Nullable Instant from, @Nullable Instant to) {
    public static final Validity ALWAYS = new Validity(null, null);

    void check() {
        if (from != null && to != null && !from.isBefore(to)) {
            throw Refusal.invalid("validity.to", "The end must lie after the beginning.");
        }
    }

    boolean holds(Instant moment) {
        return (from == null || !moment.isBefore(from)) && (to == null || moment.isBefore(to));
    }
}
