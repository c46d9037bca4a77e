package app.sembang.platform;

import app.sembang.access.EndpointClass;
import app.sembang.access.RateLimits;
import app.sembang.access.RateLimits.Quota;
import app.sembang.identity.Member;
import app.sembang.identity.Visit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Counts calls of the staff's API and says in every answer what is left. Addresses are counted before anybody is
/// recognised, so that guessing tokens is counted too; members and companies after ([Roles]).
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
class CallLimit extends OncePerRequestFilter {
    private final RateLimits limits;
    private final ProblemWriter problems;

    CallLimit(RateLimits limits, ProblemWriter problems) {
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var quota = limits.ofAddress(kind(request), Visit.network(request.getRemoteAddr()));
        say(response, quota);
        if (quota.exceeded()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(quota.reset()));
            problems.write(
                    request,
                    response,
                    HttpStatus.TOO_MANY_REQUESTS,
                    "rate-limited",
                    "Too many calls from this address; try again in %d seconds.".formatted(quota.reset()));
        } else {
            chain.doFilter(request, response);
        }
    }

    void count(HttpServletRequest request, HttpServletResponse response, Member member) {
        var quotas = limits.of(kind(request), member);
        quotas.forEach(quota -> say(response, quota));
        quotas.forEach(Quota::require);
    }

    private static EndpointClass kind(HttpServletRequest request) {
        return EndpointClass.of(request.getMethod(), request.getRequestURI());
    }

    /// Both fields are lists, one member for each limit.
    private static void say(HttpServletResponse response, Quota quota) {
        response.addHeader("RateLimit-Policy", quota.policyHeader());
        response.addHeader("RateLimit", quota.header());
    }
}
