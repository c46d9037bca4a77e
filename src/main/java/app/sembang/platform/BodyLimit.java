package app.sembang.platform;

import app.sembang.shared.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// No JSON of the API is larger than a megabyte, no table than sixteen. Uploads have limits of their own.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class BodyLimit extends OncePerRequestFilter {
    private static final long MOST = 1 << 20;
    private static final long MOST_OF_A_TABLE = 16 << 20;

    private static final List<String> TABLES =
            List.of("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

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
        var type = request.getContentType();
        boolean isTable = type != null && TABLES.stream().anyMatch(type::startsWith);
        long most = isTable ? MOST_OF_A_TABLE : MOST;
        if (request.getContentLengthLong() > most) {
            problems.write(request, response, HttpStatus.CONTENT_TOO_LARGE, "too-large", detail(most));
        } else {
            boolean isLengthUnknown = request.getContentLengthLong() < 0;
            chain.doFilter(
                    isLengthUnknown ? new WatchedBody(request, (bytes, waited) -> check(bytes, most)) : request,
                    response);
        }
    }

    private static String detail(long most) {
        return "A body is at most %d MB.".formatted(most >> 20);
    }

    private static void check(long bytes, long most) {
        if (bytes > most) {
            throw new Refusal(Refusal.Kind.TOO_LARGE, "too-large", detail(most));
        }
    }
}
