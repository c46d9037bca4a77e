package app.sembang.notifications;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/// When a member is to be left alone, and when the day's mail comes, by the member's clock.
///
/// @param quietFrom null: at no time
/// @param quietUntil may be earlier than `quietFrom`: then the night between is quiet
record Hours(
        ZoneId zone,
        @Nullable LocalTime quietFrom,
        @Nullable LocalTime quietUntil,
        LocalTime digestAt) {
    static final LocalTime USUAL_DIGEST = LocalTime.of(8, 0);

    /// The moment itself, or the end of the quiet hours it falls into.
    Instant notBefore(Instant wanted) {
        if (quietFrom == null || quietUntil == null) {
            return wanted;
        }
        var local = wanted.atZone(zone);
        var time = local.toLocalTime();
        boolean overnight = quietUntil.isBefore(quietFrom);
        boolean quiet = overnight
                ? !time.isBefore(quietFrom) || time.isBefore(quietUntil)
                : !time.isBefore(quietFrom) && time.isBefore(quietUntil);
        return quiet ? next(local, quietUntil).toInstant() : wanted;
    }

    Instant nextDigest(Instant now) {
        return next(now.atZone(zone), digestAt).toInstant();
    }

    private static ZonedDateTime next(ZonedDateTime from, LocalTime at) {
        var today = from.toLocalDate().atTime(at).atZone(from.getZone());
        return today.isAfter(from)
                ? today
                : from.toLocalDate().plusDays(1).atTime(at).atZone(from.getZone());
    }
}
