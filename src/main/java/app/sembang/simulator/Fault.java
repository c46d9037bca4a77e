package app.sembang.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// What goes wrong with one call to a vendor.
public sealed interface Fault {
    /// 429; the vendor says how long to wait.
    record TooManyRequests(Duration retryAfter) implements Fault {}

    /// An error answer; the call has no effect.
    ///
    /// @param code the vendor's own number of it, where it has one besides the status
    record Refused(int status, int code, String description) implements Fault {
        Refused(int status, String description) {
            this(status, status, description);
        }
    }

    /// These very words; the call counts as taken where the status says so, and has no other effect.
    record Says(int status, String body) implements Fault {
        Answer answer() {
            return new Answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8), Map.of());
        }

        boolean taken() {
            return status < 300;
        }
    }

    /// The call takes effect, and then no answer comes until `time` has passed and the connection is closed.
    record Silence(Duration time) implements Fault {}

    /// The connection is closed without an answer: before the request was read, or after it took effect.
    record Reset(boolean accepted) implements Fault {}

    static Fault tooManyRequests(Duration retryAfter) {
        return new TooManyRequests(retryAfter);
    }

    static Fault serverError() {
        return new Refused(500, "Internal Server Error");
    }

    static Fault unauthorized() {
        return new Refused(401, "Unauthorized");
    }

    static Fault blocked() {
        return new Refused(403, "Forbidden: bot was blocked by the user");
    }

    static Fault cannotInitiate() {
        return new Refused(403, "Forbidden: bot can't initiate conversation with a user");
    }

    /// An error of Meta's, by its code.
    static Fault meta(int code) {
        return new Refused(MetaError.statusOf(code), code, MetaError.titleOf(code));
    }

    static Fault says(int status, String body) {
        return new Says(status, body);
    }

    static Fault silence(Duration time) {
        return new Silence(time);
    }

    static Fault resetBefore() {
        return new Reset(false);
    }

    static Fault resetAfter() {
        return new Reset(true);
    }
}
