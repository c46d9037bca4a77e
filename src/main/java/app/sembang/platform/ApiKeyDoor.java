package app.sembang.platform;

import app.sembang.access.ApiKeys;
import app.sembang.audit.AuditLog;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Recognises a program by its API key. One that is wrong, revoked or expired recognises nobody.
class ApiKeyDoor extends OncePerRequestFilter {
    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;

    ApiKeyDoor(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var key = key(request);
        if (key != null) {
            keys.who(key).ifPresent(holder -> {
                var context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(holder);
                SecurityContextHolder.setContext(context);
                request.setAttribute(AuditLog.API_KEY, holder.key());
            });
        }
        chain.doFilter(request, response);
    }

    static @Nullable String key(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        var token = header.substring(BEARER.length()).strip();
        return ApiKeys.isKey(token) ? token : null;
    }
}
