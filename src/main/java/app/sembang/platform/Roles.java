package app.sembang.platform;

import app.sembang.access.ApiScope;
import app.sembang.access.IpAllowlist;
import app.sembang.access.KeyHolder;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.shared.Refusal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import org.slf4j.MDC;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/// Lets a member through to what their role is allowed to do, from where their company lets them come and as often as
/// is fair, a program only to what its key is made for, and nobody to an endpoint that does not say whom it serves.
class Roles implements HandlerInterceptor {
    private final IpAllowlist allowlist;
    private final CallLimit limit;

    Roles(IpAllowlist allowlist, CallLimit limit) {
        this.allowlist = allowlist;
        this.limit = limit;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod endpoint) || request.getDispatcherType() != DispatcherType.REQUEST) {
            return true;
        }
        var allowed = allowedTo(endpoint)
                .orElseThrow(() -> new IllegalStateException(endpoint + " does not say who may call it"));
        var roles = allowed.value();
        var path = String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
        var who = SecurityContextHolder.getContext().getAuthentication();
        if (who != null && who.getPrincipal() instanceof Member member) {
            MDC.put("company", member.company().toString());
            MDC.put("member", member.id().toString());
            allowlist.admit(member.company(), request.getRemoteAddr());
            limit.count(request, response, member);
            if (roles.length > 0 && !member.may(allowed, request.getMethod(), path)) {
                throw new Refusal(
                        Refusal.Kind.FORBIDDEN,
                        "forbidden",
                        "The role %s may not do this.".formatted(member.role().value()));
            }
            if (who instanceof KeyHolder holder) {
                requireScope(holder, endpoint, request.getMethod());
            }
        } else if (roles.length > 0) {
            throw new Refusal(Refusal.Kind.UNAUTHENTICATED, "unauthenticated", "Send a valid access token.");
        }
        return true;
    }

    private static void requireScope(KeyHolder holder, HandlerMethod endpoint, String method) {
        var needed = ApiScope.neededFor(endpoint, method)
                .orElseThrow(() -> new Refusal(
                        Refusal.Kind.FORBIDDEN, "not-for-api-keys", "Only people do this, signed in themselves."));
        if (!holder.may(needed)) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "scope-missing",
                    "This API key has no scope %s.".formatted(needed.value()),
                    Map.of("scope", needed.value()));
        }
    }

    static Optional<AllowedTo> allowedTo(HandlerMethod endpoint) {
        var onMethod = AnnotatedElementUtils.findMergedAnnotation(endpoint.getMethod(), AllowedTo.class);
        return Optional.ofNullable(
                onMethod != null
                        ? onMethod
                        : AnnotatedElementUtils.findMergedAnnotation(endpoint.getBeanType(), AllowedTo.class));
    }
}
