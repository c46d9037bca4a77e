package app.sembang.channels.webchat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// A refusal in the words of the widget's protocol.
final class WidgetError extends RuntimeException {
    private final HttpStatus status;
    private final String code;
    private final @Nullable Long retryAfter;
    private final transient @Nullable Map<String, String> fields;

    private WidgetError(
            HttpStatus status,
            String code,
            String message,
            @Nullable Long retryAfter,
            @Nullable Map<String, String> fields) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
        this.fields = fields;
    }

    WidgetError(HttpStatus status, String code, String message) {
        this(status, code, message, null, null);
    }

    static WidgetError validation(String field, String message) {
        return new WidgetError(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "validation",
                "The request has a value that cannot be accepted",
                null,
                Map.of(field, message));
    }

    /// @param fields why each of them cannot be accepted
    static WidgetError validation(Map<String, String> fields) {
        return new WidgetError(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "validation",
                "The request has values that cannot be accepted",
                null,
                fields);
    }

    static WidgetError rateLimited(String message, long seconds) {
        return new WidgetError(HttpStatus.TOO_MANY_REQUESTS, "rate_limited", message, Math.max(1, seconds), null);
    }

    static WidgetError sessionExpired() {
        return new WidgetError(HttpStatus.UNAUTHORIZED, "session_expired", "The session has ended");
    }

    static WidgetError tooLarge() {
        return new WidgetError(HttpStatus.CONTENT_TOO_LARGE, "too_large", "The request is too large");
    }

    HttpStatus status() {
        return status;
    }

    @Nullable
    Long retryAfter() {
        return retryAfter;
    }

    Wire.Failure body() {
        return new Wire.Failure(new Wire.Problem(code, String.valueOf(getMessage()), retryAfter, fields));
    }
}
