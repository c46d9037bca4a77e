package app.sembang.platform;

import app.sembang.shared.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// No JSON of the API is larger than a megabyte. Uploads have limits of their own.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class BodyLimit extends OncePerRequestFilter {
    private static final long MOST = 1 << 20;
    private static final String DETAIL = "A body is at most 1 MB.";

    private final ProblemWriter problems;

    BodyLimit(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var type = request.getContentType();
        return !request.getRequestURI().startsWith("/api/") || (type != null && type.startsWith("multipart/"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > MOST) {
            problems.write(request, response, HttpStatus.CONTENT_TOO_LARGE, "too-large", DETAIL);
        } else {
            boolean isLengthUnknown = request.getContentLengthLong() < 0;
            chain.doFilter(isLengthUnknown ? new WatchedBody(request, BodyLimit::check) : request, response);
        }
    }

    private static void check(long bytes, Duration waited) {
        if (bytes > MOST) {
            throw new Refusal(Refusal.Kind.TOO_LARGE, "too-large", DETAIL);
        }
    }
}
