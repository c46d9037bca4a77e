package app.sembang.channels.webchat;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class WidgetErrors {
    @ExceptionHandler
    ResponseEntity<Wire.Failure> answer(WidgetError error) {
        var answer = ResponseEntity.status(error.status()).header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (error.retryAfter() != null) {
            answer.header(HttpHeaders.RETRY_AFTER, error.retryAfter().toString());
        }
        return answer.body(error.body());
    }
}
