package app.sembang.platform;

import app.sembang.shared.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// A sender that trickles its body, byte by byte, keeps a connection for as long as it likes: the container only looks
/// at the time between two reads. Past some patience it must have sent a kilobyte for each second.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 8)
class SlowBodies extends OncePerRequestFilter {
    private static final long BYTES_PER_SECOND = 1024;

    private final ProblemWriter problems;
    private final Duration patience;

    SlowBodies(ProblemWriter problems, @Value("${sembang.body-patience}") Duration patience) {
        this.problems = problems;
        this.patience = patience;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getContentLengthLong() == 0;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(new WatchedBody(request, this::check), response);
        } catch (Refusal readByAFilter) {
            if (response.isCommitted()) {
                throw readByAFilter;
            }
            problems.write(
                    request,
                    response,
                    Problems.statusOf(readByAFilter.kind()),
                    readByAFilter.code(),
                    "" + readByAFilter.getMessage());
        }
    }

    private void check(long bytes, Duration waited) {
        if (waited.compareTo(patience) > 0 && bytes < BYTES_PER_SECOND * waited.toSeconds()) {
            throw new Refusal(Refusal.Kind.TOO_SLOW, "too-slow", "The body takes too long to arrive.");
        }
    }
}
